"""Where what an exercise asks for can appear, for one patient."""
