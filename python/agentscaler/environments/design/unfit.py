"""Tools that cannot have a function beside the others, whoever writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import LeftOut
from agentscaler.environments.toolset import identifier

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from agentscaler.tools.tool import Tool

_MOST_LEFT_OUT = 255
"""Arguments that a caller may leave out, for the engine."""


def unfit(
    tools: Sequence[Tool], *, used: Collection[str], called: Collection[str]
) -> dict[int, LeftOut]:
    """These tools by their place, each with its reason.

    Args:
        tools: Of the domain.
        used: Names that programs use: a function of such a name would hide them from the others.
        called: Those of them that the program of a tool itself has to reach, so that no argument
            may hide them.
    """
    found: dict[int, LeftOut] = {}
    taken: dict[str, str] = {}
    for at, tool in enumerate(tools):
        form = identifier(tool.name)
        arguments = [identifier(name) for name in _arguments(tool)]
        hidden = ({form} & set(used)) | (set(called) & set(arguments))
        if form in taken:
            detail = "" if taken[form] == tool.name else f"{taken[form]} is called {form} as well"
            found[at] = LeftOut(tool=tool.name, reason="same_name", detail=detail)
            continue
        taken[form] = tool.name
        if len(arguments) != len(set(arguments)):
            twice = next(name for name in arguments if arguments.count(name) > 1)
            found[at] = LeftOut(tool=tool.name, reason="same_arguments", detail=twice)
        elif len(set(_arguments(tool)) - set(tool.parameters.get("required", ()))) > _MOST_LEFT_OUT:
            found[at] = LeftOut(tool=tool.name, reason="too_many_arguments")
        elif hidden:
            found[at] = LeftOut(tool=tool.name, reason="hides_name", detail=min(hidden))
    return found


def _arguments(tool: Tool) -> list[str]:
    properties = tool.parameters.get("properties")
    return list(properties) if isinstance(properties, dict) else []
