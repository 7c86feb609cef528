"""Chat templates: those of this package by name, all others by their file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from agentscaler.errors import TemplateError

BUILT_IN = ("compact",)
"""Names of the templates that come with the package."""


def chat_template(name: str) -> str:
    """The text of a chat template.

    Args:
        name: ``compact``, or the path of a file.

    Raises:
        TemplateError: There is no such file, or it is not UTF-8.

    Example:
        >>> "generation" in chat_template("compact")
        True
    """
    try:
        if name in BUILT_IN:
            return (files(__package__) / "templates" / f"{name}.jinja").read_text("utf-8")
        return Path(name).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise TemplateError(
            f"the chat template cannot be read: {reason}",
            where=name,
            mend=f"give a file, or one of: {', '.join(BUILT_IN)}",
        ) from error
