"""``agentscaler play``."""

from __future__ import annotations

import json as json_text
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from agentscaler.cli.failure import FAILED
from agentscaler.cli.find import find_environment
from agentscaler.cli.options import JsonFlag, WholeFlag, WorldFlag
from agentscaler.cli.play.obey import Said, obey
from agentscaler.cli.play.reading import is_terminal, read_lines
from agentscaler.cli.play.session import Session
from agentscaler.cli.terminal import console, dim, show_all
from agentscaler.cli.text import count, visible
from agentscaler.environments import Environment
from agentscaler.errors import ArgumentError

if TYPE_CHECKING:
    from rich.console import Console


def play(
    environment: str,
    /,
    *,
    world: WorldFlag = Path("world"),
    state: WholeFlag = 1,
    seed: WholeFlag = 0,
    json: JsonFlag = False,
) -> int:
    """Call the tools of an environment by hand.

    Lines come from the terminal, where Tab completes, or from a pipe. `help` tells what can be
    typed. The tools run in a worker process. The exit code is 1 when a line from a pipe could not
    be understood.

    Args:
        environment: Folder of an environment, or its name in the world.
        world: Folder of the world.
        state: Which database the episode begins with; 1 is state.json.
        seed: Key of the ids and random numbers that tools draw.
        json: A JSON object for each line.
    """
    folder = find_environment(environment, world)
    asked = is_terminal()
    misunderstood = 0
    # Whoever made the folder: a call by hand has time for a worker.
    with Environment.from_folder(folder, state=state or 1, workers=1) as place:
        session = Session(place, seed=seed or 0)
        to = console()
        if asked and not json:
            _greet(to, place)
        for line in read_lines(place):
            try:
                said = obey(session, line)
            except ArgumentError as error:
                misunderstood += 1
                said = Said(
                    parts=[Text(visible(text), style="red") for text in str(error).splitlines()],
                    record={"error": error.what, "mend": error.mend},
                )
            _tell(to, said, line, json=json, echo=not asked)
            if said.leave:
                break
    return FAILED if misunderstood and not asked else 0


def _greet(to: Console, place: Environment) -> None:
    tables = len(place.state.tables())
    to.print(
        Text.assemble(
            (visible(place.domain), "bold"),
            f"   {count(len(place.tools), 'tool')}, {count(tables, 'table')}",
        )
    )
    to.print(dim("help tells what can be typed; Tab completes"))


def _tell(to: Console, said: Said, line: str, *, json: bool, echo: bool) -> None:
    if json:
        if said.record:
            sys.stdout.write(json_text.dumps({"line": line.strip(), **said.record}) + "\n")
        return
    if echo and line.strip():
        to.print(dim(f"> {visible(line.strip())}"))
    show_all(to, said.parts)
