"""Devices, each filling the same `InputFrame`."""
