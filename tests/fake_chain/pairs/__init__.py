"""Second stage."""
