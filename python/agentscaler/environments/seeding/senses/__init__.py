"""What fields mean: makers of values by the name of the field and the type of the value."""
