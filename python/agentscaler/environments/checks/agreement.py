"""The same calls once more: in another process, and under another engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.expecting import Played, clip, told
from agentscaler.environments.checks.script import SEED, initial, play
from agentscaler.environments.design.draft import Failure
from agentscaler.environments.in_python import run_in_python

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agentscaler.environments.checks.script import Script
    from agentscaler.environments.environment import Environment
    from agentscaler.environments.state import State
    from agentscaler.environments.toolset import ToolResult, ToolSet

DETERMINISTIC = "deterministic"
SAME = "same_in_python"
OTHER_SEED = SEED + 1


class PythonTools:
    """The tools of a program under CPython, called as those of a `ToolSet` are.

    Args:
        source: The program. It is no longer kept in: run what you trust.
        tools: The list of its tools.
    """

    def __init__(self, source: str, tools: Sequence[Mapping[str, Any]]) -> None:
        self.tools = [dict(tool) for tool in tools]
        self._source = source

    def call(self, state: State, name: str, arguments: Any) -> ToolResult:
        """Call a tool on a state."""
        return run_in_python(self._source, state, name, arguments, tools=self.tools)


def played_again(
    law: str, environment: Environment, toolset: ToolSet | PythonTools, scripts: Sequence[Script]
) -> list[Failure]:
    """Failures of scripts that come to something else with other tools.

    Args:
        law: Code of the failures.
        environment: Where the scripts were played.
        toolset: Runs the calls now.
        scripts: What was played.

    Returns:
        The first difference of each tool.
    """
    twin: Any = environment.fork()
    twin.toolset = toolset
    found: dict[str, Failure] = {}
    for script in scripts:
        state = initial(twin, given=script.given, empty=script.empty)
        for once in script.played:
            again = play(twin, state, once.call)
            what = _difference(once, again)
            if what is not None:
                tool = once.call.tool
                found.setdefault(
                    tool, Failure(tool=tool, law=law, text=f"{told(once)}; once more {what}")
                )
                break
    return list(found.values())


def chance(
    environment: Environment, toolset: ToolSet, scripts: Sequence[Script], reads: Sequence[str]
) -> list[Failure]:
    """Failures of tools that read, and answer otherwise under another seed of the episode.

    Args:
        environment: Where the scripts were played.
        toolset: Runs the calls now.
        scripts: What was played.
        reads: Tools that read.
    """
    twin: Any = environment.fork()
    twin.toolset = toolset
    found: dict[str, Failure] = {}
    for script in scripts:
        state = initial(twin, given=script.given, empty=script.empty, seed=OTHER_SEED)
        for once in script.played:
            if once.call.tool not in reads:
                break  # what it made up depends on the seed, and so does what follows
            again = play(twin, state, once.call)
            what = _difference(once, again)
            if what is not None:
                text = f"{told(once)}; in an episode with another seed {what}"
                tool = once.call.tool
                found.setdefault(tool, Failure(tool=tool, law=DETERMINISTIC, text=text))
                break
    return list(found.values())


def _difference(once: Played, again: Played) -> str | None:
    if (once.result.kind, once.result.content) != (again.result.kind, again.result.content):
        detail = f"\n{again.result.detail}" if again.result.detail else ""
        return f"it gives {again.result.kind}: {clip(again.result.content)}{detail}"
    if once.after.digest() != again.after.digest():
        return f"the state differs: {clip(str(once.after.diff(again.after)))}"
    return None
