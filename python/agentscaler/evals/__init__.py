"""How good an agent is: episodes on held-out tasks, and the figures that say what they show."""
