"""The things that the tools of a domain speak of, what tells them apart, and what they have."""
