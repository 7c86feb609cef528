"""Why an agent makes its next move, in a sentence or two: from the origins of the arguments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentscaler.environments.words import listing
from agentscaler.rollouts.scripted import phrases
from agentscaler.rollouts.scripted.wording import last_name
from agentscaler.tasks.language.words import column_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.rollouts.scripted.plan import Plan, Step
    from agentscaler.rollouts.scripted.wording import Wording
    from agentscaler.tasks.dice import Dice

_SHOWN = 3
"""Values whose origin is told, at most."""


class Thinking:
    """The reasoning of one agent in one episode; silent in part of them.

    Args:
        plan: What it thinks about.
        wording: How it puts things.
        dice: Whether and how it thinks.
    """

    __slots__ = ("_dice", "_plan", "_share", "_wording")

    def __init__(self, plan: Plan, wording: Wording, dice: Dice) -> None:
        self._plan = plan
        self._wording = wording
        self._dice = dice
        self._share = dice.weighted([(0.0, 5), (0.7, 3), (1.0, 2)])

    def say(self, texts: Sequence[str], **slots: str) -> str | None:
        """One of some patterns, or nothing."""
        if not self._dice.chance(self._share):
            return None
        return self._dice.pick(texts).format(**slots)

    def before(self, steps: Sequence[Step], arguments: dict[str, Any]) -> str | None:
        """Why some steps are made now.

        Args:
            steps: One, or several reads at once.
            arguments: Those of the first step, as they will be sent.
        """
        if not self._dice.chance(self._share):
            return None
        first = steps[0]
        if len(steps) > 1:
            return self._dice.pick(phrases.THINKS_MANY)
        if first.writes:
            return self._write(first, arguments)
        reader = self._reader(first)
        if reader is None:
            texts, slots = phrases.THINKS_ANSWER, {"what": self._wording.looked_up(first)}
        else:
            texts, what = phrases.THINKS_FOR, self._taken(first, reader)
            slots = {"what": what, "do": self._plain(reader)}
        return " ".join(
            [self._dice.pick(texts).format(tool=first.tool, **slots), *self._sources(first)]
        )

    def _write(self, step: Step, arguments: dict[str, Any]) -> str:
        begin = self._dice.pick(phrases.THINKS_WRITE)
        text = begin.format(tool=step.tool, do=self._wording.doing(step, arguments))
        return " ".join([text, *self._sources(step)])

    def _sources(self, step: Step) -> list[str]:
        """Where the values of a call come from."""
        texts: list[str] = []
        for one in step.origins:
            if one.call is None or len(texts) >= _SHOWN:
                continue
            source = self._plan.steps[one.call]
            slots = {
                "argument": one.argument,
                "value": json.dumps(one.value, ensure_ascii=False),
                "tool": source.tool,
            }
            texts.append(self._dice.pick(phrases.THINKS_FROM).format(**slots))
        told = [one.argument for one in step.origins if one.source == "user"][:_SHOWN]
        if told and self._dice.chance(0.5):
            texts.append(self._dice.pick(phrases.THINKS_TOLD).format(arguments=listing(told)))
        return texts

    def _reader(self, step: Step) -> Step | None:
        """The first later step that takes something from the result of a step."""
        return next((one for one in self._plan.steps if step.at in one.needs), None)

    def _taken(self, step: Step, reader: Step) -> str:
        names = [
            last_name(one.path or "") for one in reader.origins if one.call == step.at and one.path
        ]
        words = [column_words(name) for name in dict.fromkeys(names) if name]
        return listing([f"the {word}" for word in words[:_SHOWN]]) or "some values"

    def _plain(self, step: Step) -> str:
        return self._wording.doing(step)
