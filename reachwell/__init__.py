"""The front door: the command line, and the one place that names concrete classes."""
