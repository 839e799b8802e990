"""The therapist's console: everything around the game, in a browser."""
