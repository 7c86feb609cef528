"""The settings of a configuration class, each with the docstring that stands under it.

Python keeps no docstring of a field, so the class is read again as text. One place then says what
a setting means: the flag's help, the documentation and the reader of the code see the same.
"""

from __future__ import annotations

import ast
import collections.abc
import dataclasses
import inspect
import textwrap
import typing
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfigField:
    """One setting."""

    name: str
    type: Any
    """As Python's ``typing`` sees it: ``float``, ``int | None``, ``Literal["a", "b"]``, ..."""
    default: Any
    doc: str
    """The text under the field, on one line."""


def config_fields(cls: type[Any]) -> tuple[ConfigField, ...]:
    """The settings of a dataclass, in the order of the class.

    Example:
        >>> from agentscaler.config.fields import ConfigField
        >>> for field in config_fields(ConfigField)[2:]:
        ...     print(field.name, "-", field.doc)
        default -
        doc - The text under the field, on one line.
    """
    docs = _docs(cls)
    # Annotations that are imported for the type checker only still have to be found.
    names = {name: getattr(collections.abc, name) for name in collections.abc.__all__}
    types = typing.get_type_hints(cls, localns=names)
    return tuple(
        ConfigField(
            name=field.name,
            type=types[field.name],
            default=_default(field),
            doc=docs.get(field.name, ""),
        )
        for field in dataclasses.fields(cls)
    )


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return None


def _docs(cls: type) -> dict[str, str]:
    try:
        source = textwrap.dedent(inspect.getsource(cls))
    except (OSError, TypeError):
        return {}  # a class made at run time, or a package without sources
    (tree,) = ast.parse(source).body
    docs = {}
    if isinstance(tree, ast.ClassDef):
        for field, text in zip(tree.body, tree.body[1:], strict=False):
            match field, text:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(doc))),
                ):
                    docs[name] = " ".join(doc.split())
    return docs
