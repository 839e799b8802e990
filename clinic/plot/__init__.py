"""The picture of how difficulty followed a patient."""
