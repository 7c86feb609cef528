"""From plans to the text of ``tools.py``: one function a tool, and the helpers that they share."""
