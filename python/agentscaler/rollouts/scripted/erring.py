"""How an agent errs at a step: what goes wrong, and whether it is put right."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from agentscaler.rollouts.scripted import phrases
from agentscaler.rollouts.scripted.flaws import FLAWS, Sight, put_at, written
from agentscaler.rollouts.scripted.mistakes import dependent

if TYPE_CHECKING:
    from agentscaler.rollouts.scripted.agent import Moves, ScriptedAgent
    from agentscaler.rollouts.scripted.mistakes import Mistake
    from agentscaler.rollouts.scripted.plan import Step


def stumble(agent: ScriptedAgent, step: Step, mistake: Mistake) -> Moves:
    """A call with a flaw, and perhaps the right one behind it."""
    right = agent.arguments(step)
    sight = Sight(arguments=right, results=agent.results, tools=agent.tools, dice=agent.dice)
    flawed = FLAWS[mistake.name](step, sight)
    if flawed is None or flawed == (step.tool, written(right)):
        yield from agent.perform([step])
        return
    entry = agent.note(mistake)
    call = agent.call(*flawed)
    came = yield agent.says([call], agent.preface([step]), agent.thinking.before([step], right))
    answer = came[0]
    if answer.is_error and mistake.recovers:
        content = agent.dice.pick(phrases.SLIPPED) if agent.dice.chance(0.6) else None
        why = agent.wording.lost(answer.content or "")
        thought = agent.thinking.say(phrases.THINKS_ERROR, why=why) or ""
        yield from agent.perform([step], content=content, why=thought)
        entry["recovered"] = step.at in agent.closing.finished
    elif answer.is_error or step.writes or not mistake.recovers:
        agent.take(step, call.parsed() or {}, answer)
    else:
        yield from agent.perform([step], content=agent.dice.pick(phrases.WRONG_ROW))
        entry["recovered"] = step.at in agent.closing.finished


def run_ahead(agent: ScriptedAgent, step: Step, mistake: Mistake) -> Moves:
    """The call that needs this one is made first, with an id out of the air."""
    ahead = dependent(step, agent.plan)
    if ahead is None or agent.plan.is_confirmed(ahead):
        yield from agent.perform([step])
        return
    guess = copy.deepcopy(ahead.arguments)
    for one in ahead.origins:
        if one.call == step.at:
            put_at(guess, one.argument, _made_up(one.value))
    entry = agent.note(mistake)
    came = yield agent.says([agent.call(ahead.tool, written(guess))], None, None)
    if not came[0].is_error and ahead.writes:
        agent.take(ahead, guess, came[0])
        return
    if not mistake.recovers:
        agent.closing.fail(ahead, came[0].content or "")
        agent.closing.stuck = True
        return
    entry["recovered"] = True
    yield from agent.perform([step], content=agent.dice.pick(phrases.SLIPPED))


def loop(agent: ScriptedAgent, step: Step, mistake: Mistake) -> Moves:
    """The same call again and again; at last it goes on, or gives up."""
    entry = agent.note(mistake)
    for _ in range(agent.dice.between(3, 5) if mistake.recovers else agent.dice.between(6, 12)):
        yield from agent.perform([step])
    entry["recovered"] = mistake.recovers
    agent.closing.stuck = not mistake.recovers


def rush(agent: ScriptedAgent, step: Step, mistake: Mistake) -> Moves:
    """A write without a question first: what is missing is made up."""
    agent.note(mistake)
    if step.secret is None:
        yield from agent.perform([step])
        return
    guess = agent.arguments(step)
    sight = Sight(arguments=guess, results=agent.results, tools=agent.tools, dice=agent.dice)
    flawed = FLAWS["wrong_value" if step.writes else "wrong_id"](step, sight)
    flawed = flawed or FLAWS["wrong_id"](step, sight) or (step.tool, written(guess))
    call = agent.call(*flawed)
    came = yield agent.says([call], None, None)
    agent.take(step, call.parsed() or {}, came[0])


def _made_up(value: Any) -> Any:
    """A value that nobody has told."""
    if isinstance(value, int) and not isinstance(value, bool):
        return 1
    return "".join("0" if char.isdigit() else char for char in str(value)) + "0"
