"""Levels: what a therapist writes in YAML, checked to the line, as frozen models."""
