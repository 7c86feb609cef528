"""``agentscaler show``: look into a world. Reads only; needs no lock."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from cyclopts import App

from agentscaler.cli.options import JsonFlag, WorldFlag
from agentscaler.cli.terminal import console, print_json
from agentscaler.world import World

app = App(
    name="show",
    help="Look into a world: its stages, what they made, and what was left out.",
    version_flags=[],
    result_action="return_value",
)


@app.default
def show(*, world: WorldFlag = Path("world"), json: JsonFlag = False) -> None:
    """The world: its stages with their counts.

    Args:
        world: Folder of the world.
        json: For machines.
    """
    from agentscaler.cli import show_world

    found = show_world.gather(World.open(world))
    if json:
        print_json(found)
    else:
        show_world.draw(console(), found)


@app.command
def tool(name: str, /, *, world: WorldFlag = Path("world"), json: JsonFlag = False) -> None:
    """One tool: what it takes and gives, its domain, and the tools around it.

    Args:
        name: Name, id, or beginning of the id.
        world: Folder of the world.
        json: For machines.
    """
    from agentscaler.cli import show_tool

    found = show_tool.gather(World.open(world), name)
    if json:
        print_json(found)
    else:
        show_tool.draw(console(), found)


@app.command
def domain(name: str, /, *, world: WorldFlag = Path("world"), json: JsonFlag = False) -> None:
    """One domain: its tools, and how it came about.

    Args:
        name: Name, id, or beginning of the id.
        world: Folder of the world.
        json: For machines.
    """
    from agentscaler.cli import show_domain

    found = show_domain.gather(World.open(world), name)
    if json:
        print_json(found)
    else:
        show_domain.draw(console(), found)


@app.command
def domains(*, world: WorldFlag = Path("world"), limit: int = 50, json: JsonFlag = False) -> None:
    """All domains, the largest first.

    Args:
        world: Folder of the world.
        limit: Number of rows; 0 for all.
        json: For machines; always all.
    """
    from agentscaler.cli import show_domain

    found = show_domain.gather_all(World.open(world))
    if json:
        print_json(found)
    else:
        show_domain.draw_all(console(), found, limit)


@app.command
def environment(name: str, /, *, world: WorldFlag = Path("world"), json: JsonFlag = False) -> None:
    """One environment: its tables, tools, policy and rows, and which tools were left out.

    Args:
        name: Name, id, or beginning of the id; or the folder of an environment outside of a world.
        world: Folder of the world.
        json: For machines.
    """
    from agentscaler.cli import show_environment

    if (Path(name) / "environment.json").is_file():
        found = show_environment.gather_folder(Path(name))
    else:
        found = show_environment.gather(World.open(world), name)
    if json:
        print_json(found)
    else:
        show_environment.draw(console(), found)


@app.command
def environments(
    *, world: WorldFlag = Path("world"), limit: int = 50, json: JsonFlag = False
) -> None:
    """All environments, the largest first.

    Args:
        world: Folder of the world.
        limit: Number of rows; 0 for all.
        json: For machines; always all.
    """
    from agentscaler.cli import show_environment

    found = show_environment.gather_all(World.open(world))
    if json:
        print_json(found)
    else:
        show_environment.draw_all(console(), found, limit)


@app.command
def task(name: str, /, *, world: WorldFlag = Path("world"), json: JsonFlag = False) -> None:
    """One task: intent, persona, gold with the origin of every argument, answer and audit.

    Args:
        name: Id, or its beginning.
        world: Folder of the world.
        json: For machines.
    """
    from agentscaler.cli import show_task

    found = show_task.gather(World.open(world), name)
    if json:
        print_json(found)
    else:
        show_task.draw(console(), found)


@app.command
def tasks(
    *,
    world: WorldFlag = Path("world"),
    environment: str | None = None,
    kind: str | None = None,
    limit: int = 30,
    json: JsonFlag = False,
) -> None:
    """All tasks, by environment.

    Args:
        world: Folder of the world.
        environment: Only those of this environment.
        kind: Only those of this kind: write, read, mixed, impossible, forbidden,
            missing_information.
        limit: Number of rows; 0 for all.
        json: For machines; always all.
    """
    from agentscaler.cli import show_task

    found = show_task.gather_all(World.open(world), environment=environment, kind=kind)
    if json:
        print_json(found)
    else:
        show_task.draw_all(console(), found, limit)


@app.command
def rollout(
    name: str, /, *, world: WorldFlag = Path("world"), whole: bool = False, json: JsonFlag = False
) -> None:
    """One rollout: what was said and called, what it changed beside gold, reward and verdict.

    Args:
        name: Id, or its beginning.
        world: Folder of the world.
        whole: Texts are not cut, and the policy is shown.
        json: For machines.
    """
    from agentscaler.cli import show_rollout

    found = show_rollout.gather(World.open(world), name)
    if json:
        print_json(found)
    else:
        show_rollout.draw(console(), found, whole=whole)


@app.command
def rollouts(
    *,
    world: WorldFlag = Path("world"),
    agent: str | None = None,
    environment: str | None = None,
    reward: float | None = None,
    mistake: str | None = None,
    limit: int = 30,
    json: JsonFlag = False,
) -> None:
    """All rollouts, by environment.

    Args:
        world: Folder of the world.
        agent: Only those that this agent played.
        environment: Only those in this environment.
        reward: Only those with this reward: 1 passed, 0 failed.
        mistake: Only those in which a scripted agent made this mistake.
        limit: Number of rows; 0 for all.
        json: For machines; always all.
    """
    from agentscaler.cli import show_rollout

    found = show_rollout.gather_all(
        World.open(world), agent=agent, environment=environment, reward=reward, mistake=mistake
    )
    if json:
        print_json(found)
    else:
        show_rollout.draw_all(console(), found, limit)


@app.command
def verdicts(*, world: WorldFlag = Path("world"), json: JsonFlag = False) -> None:
    """The funnel: what each stage dropped and why, and which mistakes it caught.

    Args:
        world: Folder of the world.
        json: For machines.
    """
    from agentscaler.cli import show_verdicts

    found = show_verdicts.gather(World.open(world))
    if json:
        print_json(found)
    else:
        show_verdicts.draw(console(), found)


@app.command
def scores(
    *,
    world: WorldFlag = Path("world"),
    by: Literal["split", "calls", "kind", "environment", "termination"] | None = None,
    json: JsonFlag = False,
) -> None:
    """How good each agent is on tasks that nobody was trained on, with intervals.

    Args:
        world: Folder of the world.
        by: Only the table by this.
        json: For machines; always all.
    """
    from agentscaler.cli import show_scores

    found = show_scores.gather(World.open(world))
    if json:
        print_json(found)
    else:
        show_scores.draw(console(), found, by=by)


@app.command
def dropped(
    name: str | None = None,
    /,
    *,
    world: WorldFlag = Path("world"),
    reason: str | None = None,
    limit: int = 20,
    json: JsonFlag = False,
) -> None:
    """What was left out, and why.

    Args:
        name: Only what has this in its name, id or file; of a task, in its environment or intent.
        world: Folder of the world.
        reason: Only what was left out for this reason.
        limit: Number of rows; 0 for all.
        json: For machines; always all.
    """
    from agentscaler.cli import show_dropped

    found = show_dropped.gather(World.open(world), name=name, reason=reason)
    if json:
        print_json(found)
    else:
        show_dropped.draw(console(), found, limit)
