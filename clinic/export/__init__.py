"""Recorded sessions in the formats that other programs read."""
