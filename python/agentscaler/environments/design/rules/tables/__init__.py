"""Tables of the things, how they hang together, and what each tool does to them."""
