"""The note of a session: facts first, then text from templates that a clinic can change."""
