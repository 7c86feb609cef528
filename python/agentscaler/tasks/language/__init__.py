"""English: how wishes become what a person writes."""
