"""The first stage: specifications -> tools in one normal form."""
