"""The commands by name. Each is imported when it is called, so that ``--help`` answers at once."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import TYPE_CHECKING, Any

from cyclopts import App

from agentscaler.cli.failure import guarded

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = {
    "run": ("agentscaler.cli.run:run", "Make a world of specifications: all stages in order"),
    "tools": ("agentscaler.cli.stages:tools", "Read specifications: the first stage alone"),
    "graph": ("agentscaler.cli.stages:graph", "Link tools: the second stage alone"),
    "domains": ("agentscaler.cli.stages:domains", "Group tools: the third stage alone"),
    "environments": (
        "agentscaler.cli.stages:environments",
        "Make environments of domains: the fourth stage alone",
    ),
    "tasks": ("agentscaler.cli.stages:tasks", "Make tasks in environments: the fifth stage alone"),
    "rollouts": (
        "agentscaler.cli.stages:rollouts",
        "Play tasks, agent against user: the sixth stage alone",
    ),
    "verdicts": (
        "agentscaler.cli.stages:verdicts",
        "Filter trajectories by what they reached: the seventh stage alone",
    ),
    "packs": ("agentscaler.cli.stages:packs", "Make tokens and bins: the eighth stage alone"),
    "checkpoints": (
        "agentscaler.cli.stages:checkpoints",
        "Train a model on the packs: the ninth stage alone",
    ),
    "scores": (
        "agentscaler.cli.stages:scores",
        "Let agents play held-out tasks: the tenth stage alone",
    ),
    "report": ("agentscaler.cli.stages:report", "Write the page: the last stage alone"),
    "show": ("agentscaler.cli.show:app", "Look into a world: tools, domains, what was left out"),
    "play": ("agentscaler.cli.play:play", "Call the tools of an environment by hand"),
    "check": ("agentscaler.cli.check:check", "Check an environment after a change by hand"),
    "replay": (
        "agentscaler.cli.replay:replay",
        "Replay stored trajectories and compare them with gold",
    ),
    "fidelity": (
        "agentscaler.cli.fidelity:fidelity",
        "Compare recorded behaviour with environments made from specifications",
    ),
    "train": ("agentscaler.cli.train:train", "Train a model on packs of one's own, or resume"),
    "verify": ("agentscaler.cli.verify:verify", "Check every byte of a world"),
    "version": ("agentscaler.cli.version:version", "Versions of the parts"),
}


_SETTING = re.compile(r"--[a-z]+\.[a-z0-9_.-]+")


def make_app() -> App:
    """The command line as cyclopts has it."""
    app = App(
        name="agentscaler",
        help="From tool specifications to tool-using agents. Results never depend on the number "
        "of workers; a killed run goes on where it was.",
        help_epilogue="Any command takes --debug, which shows where an error arose.",
        # Markdown, the default, would import its parser and a syntax highlighter: 80 ms of 300.
        help_format="plaintext",
        version_flags=[],
        result_action="return_value",
        suppress_keyboard_interrupt=False,  # it is told by `guarded`
    )
    for order, (name, (place, about)) in enumerate(_COMMANDS.items()):
        app.command(place, name=name, help=about, sort_key=order)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: What stands after ``agentscaler``; that of this process when left out.

    Returns:
        0 done, 1 failed, 2 wrong usage or configuration, 130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    rest = [_as_setting(word) for word in given if word != "--debug"]

    _open_streams()

    def call() -> Any:
        return make_app()(rest, exit_on_error=False, print_error=False)

    return guarded(call, debug=debug)


def _open_streams() -> None:
    """Let every letter be written: as its escape where the terminal has no sign for it."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller: `agentscaler run specs >&-`
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _as_setting(word: str) -> str:
    """``--graph.top-k`` is ``--graph.top_k``: flags are spelt as in TOML, hyphens are forgiven."""
    name, equals, value = word.partition("=")
    if _SETTING.fullmatch(name):
        return name[:2] + name[2:].replace("-", "_") + equals + value
    return word
