"""The running session: loop, phases, difficulty, recording, view."""
