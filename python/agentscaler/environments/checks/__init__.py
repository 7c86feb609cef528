"""Checks of environments: the laws that every draft has to keep, and the tests beside its tools."""
