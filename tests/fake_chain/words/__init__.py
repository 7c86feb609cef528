"""First stage."""
