"""Walks: chains of calls that are made on a fork of the state while they are chosen."""
