"""Speed, as ratios against a peer or a budget, measured in one run: `python -m bench`."""
