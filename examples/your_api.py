"""An API of your own: its specification becomes an environment, and somebody works in it.

    python examples/your_api.py SPECIFICATION OUT

SPECIFICATION: OpenAPI 3 or Swagger 2 (JSON, YAML), an MCP tools/list or a function list. OUT: a new
folder for the environment: tables, programs, policy and tests to read and to edit.
"""

import sys
from pathlib import Path

from agentscaler.environments import Environment
from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.draft import DesignTask
from agentscaler.environments.design.forge import Forged, forge
from agentscaler.environments.design.rules import RuleDesigner
from agentscaler.environments.writing import folder_files
from agentscaler.errors import AgentScalerError, ArgumentError
from agentscaler.rollouts import Goal, roll_out
from agentscaler.rollouts.config import RolloutsConfig
from agentscaler.rollouts.players import Casting
from agentscaler.rollouts.scripted.plan import Plan
from agentscaler.tasks.config import TasksConfig
from agentscaler.tasks.making import make_tasks
from agentscaler.tasks.setting import Setting
from agentscaler.tools.config import ToolsConfig
from agentscaler.tools.reading import read_file


def design(specification: Path, out: Path) -> None:
    """Make the environment, and tell what is in it and what is not."""
    tools = read_file(specification, ToolsConfig()).tools
    forged = forge(RuleDesigner(), DesignTask(name=out.name, tools=tools))
    if forged.reason is not None:
        raise ArgumentError(
            f"no environment comes of {len(tools)} tools: {forged.reason} {forged.detail}",
            where=str(specification),
            mend="docs/designer.md says what the rules understand; an environment needs two tools",
        )
    out.mkdir(parents=True)
    for name, data in folder_files(forged.draft, tests=forged.cases).items():
        (out / name).write_bytes(data)
    tell(forged, len(tools), out)


def tell(forged: Forged, num_tools: int, out: Path) -> None:
    """What was made of the specification."""
    draft = forged.draft
    print(f"{len(draft.tools)} of {num_tools} tools have a program in {out / 'tools.py'};")
    print(f"{len(forged.cases)} tests of them hold, {sum(forged.tried.values())} checks were made")
    for left_out in draft.blueprint.left_out:
        why = left_out.detail.partition("\n")[0]
        print(f"  without: {left_out.tool}: {left_out.reason} {why[:80]}")
    for table in draft.blueprint.tables:
        columns = ", ".join(column.name for column in table.columns)
        print(f"  {len(draft.state[table.name]):3} {table.name}: {columns}")
    for rule in draft.rules:
        print(f"  policy: {rule.text}")


def call_by_hand(place: Environment) -> None:
    """Call a tool that lists, and one that reads by a key, with a key that is not there."""
    place.reset(seed=1)
    operations = place.blueprint.operations if place.blueprint else ()
    for operation in operations:
        needs = [one for one in operation.parameters if one.required]
        if operation.action is Action.LIST and not needs:
            shown = place.call(operation.tool, {})
        elif operation.action is Action.GET and len(needs) == 1:
            shown = place.call(operation.tool, {needs[0].name: "nobody-has-this"})
        else:
            continue
        print(f"{operation.tool}: {shown.kind}: {shown.content[:120]}")


def work(out: Path, place: Environment) -> None:
    """Make a few tasks; play one: an agent against a user who wants something."""
    setting = Setting.from_folder(out)
    made = make_tasks(setting, TasksConfig(per_environment=6), seed=0)
    if not made.tasks:
        raise ArgumentError(f"no task was found: {dict(made.reasons)}", where=str(out))
    task = sorted(made.tasks, key=lambda one: len(one.gold_calls))[len(made.tasks) // 2]
    goal = Goal.of(task, place)
    players = Casting(
        Plan.of(goal, setting.blueprint), RolloutsConfig(agents={"oracle": 1}), seed=0
    ).players(trial=0)
    played = roll_out(goal, players.agent, players.user, name=players.name)
    for message in played.messages[1:]:  # the first is the policy
        if message.content:
            print(f"{message.role:>9}: {message.content[:120]}")
        for call in message.tool_calls:
            print(f"{'call':>9}: {call.name} {call.arguments[:100]}")
    print(f"The reward is {played.reward}: this changed, and was to change")
    print(goal.start.diff(goal.gold) or "nothing")


def main(specification: Path, out: Path) -> None:
    """All of it."""
    if out.exists():
        raise ArgumentError("the folder exists", where=str(out), mend="name a new one")
    design(specification, out)
    with Environment.from_folder(out) as place:
        print("\nBy hand")
        call_by_hand(place)
        print("\nA rollout")
        work(out, place)
    print(f"\nGo on by hand: agentscaler play {out}")


if __name__ == "__main__":
    if len(sys.argv) != 3:  # noqa: PLR2004
        sys.exit(__doc__)
    try:
        main(*map(Path, sys.argv[1:]))
    except (AgentScalerError, OSError) as error:  # what went wrong, where, and what to do
        sys.exit(f"error: {error}")
