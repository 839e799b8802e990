"""What therapists keep of patients besides the recordings: cards, plans, the list of all."""
