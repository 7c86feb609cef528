"""What wishes that are not granted share: a proof that the tool says no, and what is asked instead.

The right end state of such a wish is the one at the start. What the user is told then has to be
something that proves that it was looked up or understood: the status that stands in the way, the
limit, the allowed values. Where there is no such value, the user asks for something else in that
case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments import untold
from agentscaler.environments.design.blueprint import Action
from agentscaler.tasks.json_paths import put
from agentscaler.tasks.walk.asking import answer_value, ask, look, reckon

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Operation, Table
    from agentscaler.tasks.walk.acting import Plan
    from agentscaler.tasks.walk.finder import Found
    from agentscaler.tasks.walk.scene import Row
    from agentscaler.tasks.walk.walker import Walk
    from agentscaler.tasks.walk.wish import Ask, Reckon

ROWS_TRIED = 6
_READS_TRIED = 4
_SHOWING = (Action.GET, Action.READ, Action.LIST)


def refusal(walk: Walk, tool: str, arguments: dict[str, Any]) -> str | None:
    """What a tool says where it refuses a call; ``None`` where it does not. No trace is left."""
    state = walk.chain.state.fork()
    answer = walk.setting.environment.toolset.call(state, tool, arguments)
    return answer.content if answer.kind == "refusal" else None


def call_of(planned: Plan) -> dict[str, Any]:
    """The call of a planned change."""
    arguments: dict[str, Any] = {}
    for name, one in planned.given.items():
        put(arguments, name, one.value)
    return {"name": planned.act.operation.tool, "arguments": arguments}


def refused(walk: Walk, planned: Plan) -> str | None:
    """What the tool says to a planned change, where it refuses it."""
    call = call_of(planned)
    return refusal(walk, call["name"], call["arguments"])


def shown(walk: Walk, operation: Operation, found: Found, column: str, said: str | None) -> bool:
    """Whether an agent can know the column that stands in the way: by a read or the refusal."""
    if look(walk, operation, found, column) is not None:
        return True
    return said is not None and not untold([answer_value(found.row[column])], [said])


def ask_of(walk: Walk, table: Table, row: Row) -> Ask | None:
    """A question about the very row that a wish is about, for the case that it cannot be done."""
    reads = walk.setting.reads_of(table.name, *_SHOWING)
    for read in walk.dice.shuffled(reads):
        asked = ask(walk, read, row=row)
        if asked is not None:
            return asked
    return None


def ask_instead(walk: Walk, table: Table) -> Ask | Reckon | None:
    """A question for the case that a thing does not exist."""
    reads = walk.setting.reads_of(table.name, Action.LIST, Action.COUNT)
    for read in walk.dice.shuffled(reads):
        done = reckon(walk, read)
        if done is not None:
            return done
    others = [one for one in walk.setting.wanted if one.action in {Action.GET, Action.LIST}]
    weighed = [(one, 4.0 if one.table == table.name else 1.0) for one in others]
    for read in walk.dice.by_weight(weighed)[:_READS_TRIED]:
        asked = ask(walk, read)
        if asked is not None:
            return asked
    return None
