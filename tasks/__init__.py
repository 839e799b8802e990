"""Guided tasks: pure functions of input frames, parameters and one seeded generator."""
