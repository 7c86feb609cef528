"""Plain values (from TOML, flags or JSON) to a configuration, with every mistake named."""

from __future__ import annotations

import dataclasses
import difflib
import enum
import math
import types
import typing
from typing import TYPE_CHECKING, Any, TypeVar

from agentscaler.config.fields import ConfigField, config_fields
from agentscaler.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

C = TypeVar("C")

MAX_INT = 2**63 - 1
"""What TOML, Arrow and the compiled engines take as an integer."""


def build(
    cls: type[C],
    values: Mapping[str, Any],
    *,
    section: str,
    where: Callable[[str], str],
) -> C:
    """A configuration from plain values; what they leave out has its default.

    Args:
        cls: A dataclass with defaults for everything, and perhaps a method ``validate``.
        values: Setting -> value.
        section: Name of the stage, for messages.
        where: Setting -> place that it was given at (``agentscaler.toml line 7``).

    Raises:
        ConfigError: An unknown setting, a value of a wrong type, or what ``validate`` refuses.
    """
    fields = {field.name: field for field in config_fields(cls)}
    checked = {}
    for name, value in values.items():
        if name not in fields:
            raise unknown_key(name, fields, section=section, where=where(name))
        checked[name] = _checked(fields[name], value, section=section, where=where(name))
    config = cls(**checked)
    validate = getattr(config, "validate", None)
    if validate is not None:
        try:
            validate()
        except ConfigError as error:
            if error.where is None and checked:
                error.where = "; ".join(dict.fromkeys(where(name) for name in checked))
            raise
    return config


def unknown_key(name: str, allowed: Iterable[str], *, section: str, where: str) -> ConfigError:
    """The error for a setting that does not exist."""
    names = list(allowed)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    full = f"{section}.{name}" if section else name
    hint = f"did you mean {close[0]}? " if close else ""
    return ConfigError(
        f"{full} is not a setting", where=where, mend=f"{hint}there are: {', '.join(names)}"
    )


def to_plain(config: Any) -> dict[str, Any]:
    """The settings as JSON and TOML have them: no tuples, no enums, no dataclasses."""
    return {field.name: _plain(getattr(config, field.name)) for field in dataclasses.fields(config)}


def _plain(value: Any) -> Any:
    match value:
        case enum.Enum():
            return value.value
        case tuple() | list():
            return [_plain(item) for item in value]
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case _:
            return value


def _checked(field: ConfigField, value: Any, *, section: str, where: str) -> Any:
    try:
        return convert(field.type, value)
    except ValueError:
        shown = repr(value) if len(repr(value)) <= 60 else repr(value)[:57] + "..."  # noqa: PLR2004
        raise ConfigError(
            f"{section}.{field.name} is {shown}, but must be {describe(field.type)}",
            where=where,
            mend=f"its default is {_plain(field.default)!r}: {field.doc}",
        ) from None


def convert(kind: Any, value: Any) -> Any:
    """``value`` as a ``kind``, without guessing: ``1`` is a float, ``"1"`` and ``true`` are not.

    Raises:
        ValueError: It is not one.

    Example:
        >>> convert(float, 1), convert(tuple[str, ...], ["a"])
        (1.0, ('a',))
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _convert_union(arguments, value)
    if origin is typing.Literal:
        accept = any(value == option and type(value) is type(option) for option in arguments)
    elif isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind(value)
    elif origin is tuple:
        if not isinstance(value, list | tuple):
            raise ValueError
        return tuple(convert(arguments[0], item) for item in value)
    elif isinstance(origin, type) and issubclass(dict, origin):
        if not isinstance(value, dict):
            raise ValueError
        return {str(key): convert(arguments[1], item) for key, item in value.items()}
    elif kind is float:
        accept = isinstance(value, int | float) and not isinstance(value, bool)
        value = float(value) if accept else value
        accept = accept and math.isfinite(value)
    else:
        accept = type(value) is kind or (kind is types.NoneType and value is None)
        accept = accept and not (kind is int and abs(value) > MAX_INT)
    if not accept:
        raise ValueError
    return value


def _convert_union(kinds: tuple[Any, ...], value: Any) -> Any:
    for kind in kinds:
        try:
            return convert(kind, value)
        except ValueError:
            continue
    raise ValueError


def describe(kind: Any) -> str:
    """A type in words for people.

    Example:
        >>> describe(float | None), describe(typing.Literal["leiden", "louvain"])
        ('a number or unset', '"leiden" or "louvain"')
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in _WORDS:
        text = _WORDS[kind]
    elif origin in (typing.Union, types.UnionType):
        text = " or ".join(describe(option) for option in arguments)
    elif origin is typing.Literal:
        text = " or ".join(f'"{o}"' if isinstance(o, str) else str(o) for o in arguments)
    elif isinstance(kind, type) and issubclass(kind, enum.Enum):
        text = " or ".join(f'"{option.value}"' for option in kind)
    elif origin is tuple:
        text = f"a list, each {describe(arguments[0])}"
    elif origin is not None:
        text = f"a table, each value {describe(arguments[1])}"
    else:
        text = str(kind)
    return text


_WORDS: dict[Any, str] = {
    int: "a whole number",
    float: "a number",
    str: "a text",
    bool: "true or false",
    types.NoneType: "unset",
}
