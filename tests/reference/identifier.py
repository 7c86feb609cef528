"""The obvious version of the identifier form of a name."""

from __future__ import annotations

import keyword
import string

PLAIN = string.ascii_letters + string.digits + "_"


def identifier(name: str) -> str:
    """What a function or a parameter is called for a name of an API."""
    form = ""
    for char in name:
        form += char if char in PLAIN else "_"
    while form.startswith("_"):
        form = form[1:]
    if form == "" or form[0] in string.digits:
        form = "n" + form
    if keyword.iskeyword(form) or form in ("db", "refuse"):
        form += "_"
    return form
