"""Progress of a patient across visits."""
