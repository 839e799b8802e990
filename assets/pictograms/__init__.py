"""Pictograms, a file a subject; each names its own in `PICTOGRAMS`."""
