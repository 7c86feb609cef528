"""``agentscaler verify``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from rich.text import Text

from agentscaler import world as worlds
from agentscaler.cli.failure import FAILED
from agentscaler.cli.options import JsonFlag, WorldFlag
from agentscaler.cli.terminal import console, dim, print_json
from agentscaler.cli.text import count, size, visible


def verify(
    folder: Path | None = None, /, *, world: WorldFlag = Path("world"), json: JsonFlag = False
) -> int:
    """Check that every file of a world is what was written.

    Finds files that are damaged, missing or foreign, leftovers of killed runs, and stages that are
    unfinished or made from inputs that have changed since. The exit code is 1 when there are any.

    Args:
        folder: Folder of the world.
        world: The same as a flag.
        json: For machines.
    """
    root = folder or world
    found = worlds.verify(root)
    if json:
        print_json({"world": str(root), "intact": found.intact, **asdict(found)})
        return 0 if found.intact else FAILED
    to = console()
    for note in found.notes:
        to.print(dim(f"note: {visible(note)}"))
    checked = f"{count(found.files, 'file')}, {size(found.bytes)}"
    if found.intact:
        to.print(Text(f"intact: {checked}, every byte is what was written"))
        return 0
    for problem in found.problems:
        to.print(Text.assemble((f"{problem.kind:<11}", "bold red"), visible(problem.path)))
        to.print(dim(f"{'':<11}{visible(problem.detail)}"))
    to.print(Text(f"{count(len(found.problems), 'problem')}; {checked} are intact"))
    return FAILED
