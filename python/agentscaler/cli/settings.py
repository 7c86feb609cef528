"""Every setting of every stage as a flag: ``--graph.tau 0.4``.

The flags are made from the configuration classes, so that a new setting is a new flag, and its
docstring is its help.
"""

from __future__ import annotations

import inspect
import types
import typing
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Group, Parameter

from agentscaler.chain import Layer, config_from, section_names
from agentscaler.cli.options import whole_number
from agentscaler.config import ConfigField, config_fields, read_config_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from agentscaler.chain import ChainConfig, Section
    from agentscaler.world import World

_BETWEEN = "__"
"""Between stage and setting in the name of a Python parameter, which cannot hold a dot."""


def with_settings(command: Callable[..., Any], entries: Iterable[Section]) -> Callable[..., Any]:
    """Give a command a flag for each setting of these stages.

    Args:
        command: It has ``**settings``, and hands them to :func:`settled`.
        entries: The stages, and what else has a table of settings.
    """
    signature = inspect.signature(command, eval_str=True)
    own = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    flags = [flag for entry in entries for flag in _flags(entry)]

    def wrapped(*positional: Any, **named: Any) -> Any:
        return command(*positional, **named)

    wrapped.__name__ = command.__name__
    wrapped.__doc__ = command.__doc__
    wrapped.__signature__ = signature.replace(parameters=[*own, *flags])  # type: ignore[attr-defined]
    wrapped.__annotations__ = {p.name: p.annotation for p in [*own, *flags]}
    return wrapped


def settled(
    settings: Mapping[str, Any],
    *,
    config: Path | None,
    seed: int | None,
    world: World | None,
    implied: Mapping[str, Mapping[str, Any]] | None = None,
) -> ChainConfig:
    """Defaults, then the world's own settings, then the file, then the flags.

    Args:
        settings: What cyclopts found for the flags of :func:`with_settings`.
        config: A TOML file.
        seed: The flag ``--seed``.
        world: A world whose settings are kept where nothing else is said.
        implied: Table -> setting -> value that a flag stands for; what anybody says of such a
            setting wins over it as a whole.

    Raises:
        ConfigError: A setting is unknown, of a wrong type, or contradicts another.
    """
    layers = []
    if world is not None:
        header = f"{world.root}/world.toml"
        layers.append(
            Layer(sections=world.config, place=lambda *_: header, seed=world.seed, lenient=True)
        )
    if config is not None:
        file = read_config_file(config, section_names())
        layers.append(Layer(sections=file.sections, place=file.place, seed=file.seed))
    layers.append(
        Layer(
            sections=_sections(settings), place=lambda stage, name: f"--{stage}.{name}", seed=seed
        )
    )
    if implied:
        layers.insert(0, _implied(implied, layers))
    return config_from(layers)


def _implied(implied: Mapping[str, Mapping[str, Any]], said: Iterable[Layer]) -> Layer:
    told = {(table, name) for one in said for table in one.sections for name in one.sections[table]}
    left = {
        table: {name: value for name, value in values.items() if (table, name) not in told}
        for table, values in implied.items()
    }
    return Layer(sections=left, place=lambda *_: "--llm")


def _sections(settings: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    sections: dict[str, dict[str, Any]] = {}
    for flag, value in settings.items():
        if value is not None:
            stage, _, name = flag.partition(_BETWEEN)
            sections.setdefault(stage, {})[name] = value
    return sections


def _flags(entry: Section) -> list[inspect.Parameter]:
    group = Group(f"Settings of {entry.name}", sort_key=10 + section_names().index(entry.name))
    return [_flag(entry.name, setting, group) for setting in config_fields(entry.config_class())]


def _flag(stage: str, setting: ConfigField, group: Group) -> inspect.Parameter:
    kind = _flag_type(setting.type)
    parameter = Parameter(
        converter=whole_number if kind is int else None,
        name=f"--{stage}.{setting.name}",
        help=f"{setting.doc} [default: {_shown(setting.default)}]",
        group=group,
        show_default=False,
        negative=f"--{stage}.no_{setting.name}" if setting.default is True else "",
        negative_iterable="",
        negative_none="",
        consume_multiple=False,
    )
    return inspect.Parameter(
        f"{stage}{_BETWEEN}{setting.name}",
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[kind | None, parameter],
    )


def _flag_type(kind: Any) -> Any:
    """The type that a word of a command line is read as."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        (first, *_) = (option for option in arguments if option is not types.NoneType)
        return _flag_type(first)
    if origin is tuple:
        return list[arguments[0]]  # type: ignore[valid-type]
    if isinstance(origin, type) and issubclass(dict, origin):
        return dict[str, arguments[1]]  # type: ignore[valid-type]
    return kind


def _shown(default: Any) -> str:
    match default:
        case None:
            return "unset"
        case bool():
            return "true" if default else "false"
        case tuple() | list():
            return ", ".join(map(str, default)) or "none"
        case dict():
            return ", ".join(f"{key}={value}" for key, value in default.items()) or "none"
        case _:
            return str(default)
