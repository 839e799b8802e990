"""A recording as it can be looked at again: where everything was at any moment."""
