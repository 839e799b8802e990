"""Reports as PDF: what is told (`session.py`, `patient.py`), pictures, and how it is set."""
