"""What a session is made of, one after the other."""
