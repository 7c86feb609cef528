"""Chat templates: those of this package by name, all others by their file."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentscaler.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def with_variables(template: str, variables: Mapping[str, Any]) -> str:
    """A template that sets its variables itself, so that whoever serves the model need not know.

    Args:
        template: A chat template.
        variables: Name -> JSON value.

    Raises:
        TemplateError: A name is none that a template can set.

    Example:
        >>> with_variables("{{ policy }}", {"policy": False})
        '{%- set policy = false -%}{{ policy }}'
    """
    lines = []
    for name, value in sorted(variables.items()):
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            raise TemplateError(
                f"a template has no variable {name!r}", mend="letters, digits and underscores"
            )
        lines.append(f"{{%- set {name} = {_literal(value)} -%}}")
    return "".join(lines) + template


def _literal(value: Any) -> str:
    """A JSON value as Jinja writes it."""
    match value:
        case None:
            return "none"
        case list():
            return "[" + ", ".join(map(_literal, value)) + "]"
        case dict():
            pairs = (f"{json.dumps(key)}: {_literal(one)}" for key, one in value.items())
            return "{" + ", ".join(pairs) + "}"
    return json.dumps(value, ensure_ascii=False)
