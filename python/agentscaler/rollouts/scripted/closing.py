"""What an agent tells of what it has done: between two wishes, and in the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agentscaler.environments import untold
from agentscaler.environments.checks.values import other
from agentscaler.environments.words import listing
from agentscaler.rollouts.scripted import phrases
from agentscaler.tasks.json_paths import leaves, value_at
from agentscaler.tasks.language.grammar import capitalised, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.rollouts.scripted.answers import Found
    from agentscaler.rollouts.scripted.plan import Plan, Step
    from agentscaler.rollouts.scripted.wording import Wording
    from agentscaler.tasks.dice import Dice

_NOWHERE = object()
_LISTED = 3
"""From so many changes on they may be told as a list."""


class Closing:
    """Keeps what was done in one episode, and tells it.

    Args:
        plan: What was to be done.
        wording: How it is put.
        dice: Choices of words.
    """

    def __init__(self, plan: Plan, wording: Wording, dice: Dice) -> None:
        self._plan = plan
        self._wording = wording
        self._dice = dice
        self._done: list[tuple[Step, dict[str, Any]]] = []
        self._failed: dict[int, tuple[Step, str]] = {}
        self._told: set[int] = set()
        self._wrong: dict[int, Any] = {}
        self.finished: set[int] = set()
        """Steps that were answered."""
        self.skipped: set[int] = set()
        """Steps that were left out."""
        self.did_forbidden = False
        """It has done what a rule forbids."""
        self.stuck = False
        """It gives up."""

    def finish(self, step: Step, arguments: dict[str, Any]) -> None:
        """A call was answered."""
        again = step.at in self.finished
        self.finished.add(step.at)
        self._failed.pop(step.at, None)
        if step.writes and not again:
            self._done.append((step, arguments))

    def fail(self, step: Step, why: str) -> None:
        """A call was not answered, and is not made again."""
        self._failed[step.at] = (step, why)

    def skip(self, step: Step, *, claimed: bool) -> None:
        """A step is left out; the user is told so, or that it was done."""
        self.skipped.add(step.at)
        if claimed:
            self._done.append((step, step.arguments))

    def distort(self) -> None:
        """One value of the answer will be told wrong."""
        places = [
            (at, wrong)
            for at, one in enumerate(self._plan.answers)
            if (wrong := other(one.value, [one.value])) is not None
        ]
        if places:
            at, wrong = self._dice.pick(places)
            self._wrong[at] = wrong

    def so_far(self, results: Mapping[int, Any]) -> str:
        """What was done and found since it was last told."""
        texts = [*self._changes(), *self._found(results, rest=False)]
        return " ".join(texts)

    def whole(self, results: Mapping[int, Any], *, complete: bool) -> str:
        """The last message: changes, answers, what cannot be done and why, what failed.

        Args:
            results: Step -> what it was answered.
            complete: All steps were made, so that there is an answer to every question.
        """
        texts = self._changes()
        reason = self._plan.task.reason
        if reason is not None and complete and not self.did_forbidden:
            refusal = self._dice.pick(phrases.REFUSES[reason["code"]])
            texts.append(refusal.format(reason=reason["text"]))
            self._told_by(texts[-1])
        answers = self._found(results, rest=complete)
        if answers and not texts:
            answers[0] = self._begun(answers[0])
        texts += answers
        for step, why in self._failed.values():
            words = self._wording.doing(step)
            said = sentence(self._wording.lost(why))
            texts.append(self._dice.pick(phrases.FAILED).format(do=words, why=said))
        if self.did_forbidden:
            texts.append("I have done what you asked.")
        if self.stuck:
            texts.append(self._dice.pick(phrases.GIVES_UP))
        if not texts:
            texts.append(self._dice.pick(phrases.NOTHING))
        return _joined([*texts, self._dice.pick(phrases.CLOSES)])

    def _told_by(self, text: str) -> None:
        """Values that a refusal tells already are not told again."""
        left = [one.value for one in self._plan.answers]
        missed = {one.place.split("]")[0] for one in untold(left, [text])}
        self._told |= {at for at in range(len(left)) if f"answer[{at}" not in missed}

    def _begun(self, text: str) -> str:
        begin = self._dice.pick(phrases.ANSWER_BEGINS)
        return f"{begin}{text[:1].lower()}{text[1:]}" if begin and text.startswith("The ") else text

    def _changes(self) -> list[str]:
        """What was changed since it was last told."""
        done = [self._wording.done(step, arguments) for step, arguments in self._done]
        self._done.clear()
        if not done:
            return []
        if len(done) >= _LISTED and self._dice.chance(0.4):
            lines = [f"- {capitalised(one)}" for one in done]
            return ["\n".join([self._dice.pick(phrases.DONE_LIST), *lines]) + "\n"]
        texts = phrases.DONE_ONE if len(done) == 1 else phrases.DONE_MANY
        return [self._dice.pick(texts).format(done=listing(done))]

    def _found(self, results: Mapping[int, Any], *, rest: bool) -> list[str]:
        """Values of the answer that have been found and not been told; with the rest: all."""
        telling = []
        for at, one in enumerate(self._plan.answers):
            if at in self._told or (one.step is None and not rest):
                continue
            if one.step is not None and one.step not in self.finished:
                continue
            self._told.add(at)
            value = self._wrong[at] if at in self._wrong else self._seen(one, results)
            if value is not _NOWHERE:
                telling.append(replace(one, value=value))
        return self._wording.answers(telling)

    def _seen(self, one: Found, results: Mapping[int, Any]) -> Any:
        """The value as this episode has shown it, which may be another one than in gold."""
        if one.step is None:
            return one.value
        result = results[one.step]
        if any(leaf == one.value for _, leaf in leaves(result)):
            return one.value
        try:
            return value_at(result, one.path)
        except KeyError:
            return _NOWHERE


def _joined(texts: list[str]) -> str:
    """Paragraph and list of changes stand apart, all else in one paragraph."""
    text = ""
    for one in texts:
        if not one:
            continue
        text += one if not text or text.endswith("\n") else f" {one}"
    return text.strip()
