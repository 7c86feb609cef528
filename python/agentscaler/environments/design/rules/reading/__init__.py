"""What one tool says of itself, by its name, its path, its arguments and its result."""
