"""Grasping things of a kitchen table."""
