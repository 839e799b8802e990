"""The recording of a session: one folder that survives a kill at any byte."""
