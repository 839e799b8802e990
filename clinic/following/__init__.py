"""How difficulty followed a patient, read from recordings."""
