"""Agents and users that need no model: they follow gold, by rules, with seeded mistakes."""
