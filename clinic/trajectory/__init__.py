"""Movements of other programs' recordings, measured."""
