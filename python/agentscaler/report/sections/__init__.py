"""The parts of the page. A later stage adds its own to ``SECTIONS``."""
