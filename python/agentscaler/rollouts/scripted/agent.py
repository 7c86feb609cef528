"""An agent that follows gold by rules: it looks up, asks, confirms, acts, tells; and errs as told.

It is a generator: each of its moves is one ``yield``, and what comes back are the messages that
followed. What it tells is read from the results that it got, not from gold, so that a wrong call
has the consequences that it has.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeAlias

from agentscaler.environments.words import listing
from agentscaler.rollouts.goal import content_of
from agentscaler.rollouts.scripted import erring, phrases
from agentscaler.rollouts.scripted.closing import Closing
from agentscaler.rollouts.scripted.flaws import FLAWS, put_at, written
from agentscaler.rollouts.scripted.mistakes import END, Mistake, noted
from agentscaler.rollouts.scripted.probing import missing_call
from agentscaler.rollouts.scripted.thinking import Thinking
from agentscaler.rollouts.scripted.wording import Wording
from agentscaler.tasks.checks import is_said
from agentscaler.tasks.json_paths import leaves, value_at
from agentscaler.trajectories import Message, ToolCall

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agentscaler.rollouts.scripted.plan import Plan, Step
    from agentscaler.rollouts.scripted.telling import Telling
    from agentscaler.tasks.dice import Dice
    from agentscaler.tasks.walk.chain import Origin

Moves: TypeAlias = Generator[Message, "list[Message]", None]
"""Yields what the agent says, is sent what came back."""

_NO = re.compile(r"(no\b|don't|do not|please don't|stop\b)(?!.*(go ahead|\byes\b))", re.IGNORECASE)
_THANKS = re.compile(r"\b(thank|thanks|great|bye)\b", re.IGNORECASE)
_TALKS, _PARALLEL = 0.35, 0.5
_MOST_AT_ONCE = 4
_ID_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_ID_LENGTH = 9  # some chat templates accept no other


class ScriptedAgent:
    """Plays one episode of one task.

    Args:
        plan: What it follows.
        dice: Its choices of words and ways.
        telling: How a scripted user tells the task, so that it does not run ahead of them; without
            it, it asks for what it has not been told.
        mistakes: What it does wrong; none: an oracle.
    """

    def __init__(
        self,
        plan: Plan,
        dice: Dice,
        *,
        telling: Telling | None = None,
        mistakes: Iterable[Mistake] = (),
    ) -> None:
        self.plan = plan
        self.dice = dice
        self.telling = telling
        self.wording = Wording(plan, dice)
        self.thinking = Thinking(plan, self.wording, dice)
        self.closing = Closing(plan, self.wording, dice)
        self.results: dict[int, Any] = {}
        """Step -> what it was answered, as JSON."""
        self.notes: dict[str, Any] = {}
        """What the record keeps: mistakes as they were made."""
        self._mistakes = {one.at: one for one in mistakes}
        self.tools: dict[str, dict[str, Any]] = {}
        """Name -> schema of the parameters."""
        self._parallel = dice.chance(_PARALLEL)
        self._asks_first = dice.chance(0.5)
        self._confirms_together = dice.chance(0.5)
        self._agreed: set[int] = set()
        """Steps that the user has agreed to."""
        self._part = 0
        self._asked: set[int] = set()
        self._seen: Sequence[Message] = ()
        self._moves: Moves | None = None
        self._at = 0
        if self._mistakes:
            self.notes["mistakes"] = []
        if telling is not None:
            self.notes["telling"] = telling.manner

    def act(self, messages: Sequence[Message], tools: Sequence[dict[str, Any]]) -> Message:
        """The next move."""
        came = list(messages[self._at + 1 :])
        self._seen, self._at = messages, len(messages)
        if self._moves is None:
            self.tools = {
                one["function"]["name"]: one["function"].get("parameters", {}) for one in tools
            }
            self._moves = self._play()
            return next(self._moves)
        return self._moves.send(came)

    def _play(self) -> Moves:
        yield from self._probe()
        stopped = yield from self._steps()
        wrong = self._mistakes.get(END)
        if wrong is not None and wrong.name == "wrong_answer" and self.closing.distort():
            self.note(wrong)
        complete = not stopped and not self.closing.stuck
        while complete and self.telling is not None and self._part < len(self.telling.parts) - 1:
            # There may be a wish without a call of its own: nobody ends before all is said.
            yield from self._next_part()
        if complete and wrong is not None and wrong.name == "ignores_policy":
            yield from self._break_rule(wrong)
        text = self.closing.whole(self.results, complete=complete)
        came = yield Message(role="assistant", content=text)
        while True:
            thanked = _THANKS.search(came[-1].content or "") if came else None
            texts = phrases.BYES if thanked else phrases.NOTHING_MORE
            came = yield Message(role="assistant", content=self.dice.pick(texts))

    def _steps(self) -> Generator[Message, list[Message], bool]:
        """Make the calls, one after the other; whether it stops before all is done."""
        for step in self.plan.steps:
            if step.at in self.results or step.at in self.closing.skipped:
                continue
            mistake = self._mistakes.get(step.at)
            if mistake is not None and mistake.name == "early_stop":
                self.note(mistake)
                return True
            if not step.needs <= self.closing.finished:
                self.closing.skip(step, claimed=False)  # nobody has told what it needs
                continue
            yield from self._before(step, mistake)
            yield from self._step(step, mistake)
            if self.closing.stuck:
                break
        return False

    def _probe(self) -> Moves:
        """Look whether a thing is there that may be missing."""
        reason = self.plan.task.reason
        if reason is None or reason["code"] != "missing":
            return
        call = missing_call(self.plan, self.tools)
        if call is not None:
            words = self.wording.lost(reason["text"].removeprefix("There is no ").rstrip("."))
            thought = self.thinking.say(phrases.THINKS_PROBE, what=f"the {words}")
            yield self.says([self.call(call["name"], written(call["arguments"]))], None, thought)

    def _break_rule(self, mistake: Mistake) -> Moves:
        """Do what a rule forbids; a tool may refuse it."""
        task = self.plan.task
        if task.refused_call is not None:
            for one in task.refused_lookups:
                yield self.says([self.call(one["name"], written(one["arguments"]))], None, None)
            self.note(mistake)
            made = self.call(task.refused_call["name"], written(task.refused_call["arguments"]))
            came = yield self.says([made], None, None)
            self.closing.did_forbidden = not came[-1].is_error

    def _before(self, step: Step, mistake: Mistake | None) -> Moves:
        """All that has to be said before a step."""
        premature = mistake is not None and mistake.name == "premature_write"
        if self.telling is not None:
            while self.telling.part_of_call[step.at] > self._part:
                yield from self._next_part()
        if self._asks_first and not self._asked:
            for other in self.plan.steps:
                guessed = self._mistakes.get(other.at)
                early = guessed is not None and guessed.name == "premature_write"
                if other.secret is not None and not early:
                    yield from self._ask(other.secret)
        if step.secret is not None and not premature:
            yield from self._ask(step.secret)
        yield from self._repeat_slip(step)

    def _repeat_slip(self, step: Step) -> Moves:
        """Say again what the user got wrong, so that they see it."""
        if self.telling is None or self.telling.manner != "corrects_later":
            return
        slip = self.telling.slip
        for one in step.origins:
            wrong = slip is not None and step.writes and one.source == "user"
            if slip is None or not wrong or one.value != slip.value or self._is_told(slip.value):
                continue
            untrue = copy.deepcopy(step.arguments)
            put_at(untrue, one.argument, slip.untrue)
            words = self.wording.doing(step, untrue)
            words += "" if slip.wrong in words else f" ({slip.wrong})"
            text = self.dice.pick(phrases.CONFIRMS_PLAIN).format(do=words)
            yield Message(role="assistant", content=text)

    def _next_part(self) -> Moves:
        text = self.closing.so_far(self.results)
        more = self.dice.pick(phrases.MORE)
        yield Message(role="assistant", content=f"{text} {more}".strip())
        self._part += 1

    def _ask(self, number: int) -> Moves:
        """Ask for what the user left out, unless they have told it since; twice at most."""
        secret = self.plan.task.persona.tells_when_asked[number]
        values = secret.value if isinstance(secret.value, list) else [secret.value]
        if number in self._asked:
            return
        self._asked.add(number)
        for attempt in range(2):
            # A value may stand in the intent for another wish: what counts is an answer.
            said = [one.content or "" for one in self._seen if one.role == "user"]
            if any(secret.say in text for text in said):
                return
            if attempt and all(self._is_told(value) for value in values):
                return
            which = secret.about.startswith("which ")
            texts = phrases.ASKS_WHICH if which else phrases.ASKS
            yield Message(
                role="assistant",
                content=self.dice.pick(texts).format(about=secret.about),
                reasoning_content=self.thinking.say(phrases.THINKS_ASK, about=secret.about),
            )

    def _is_told(self, value: Any) -> bool:
        return is_said(value, [one.content or "" for one in self._seen if one.role == "user"])

    def _step(self, step: Step, mistake: Mistake | None) -> Moves:
        """Make a call, with what belongs to it and what goes wrong with it."""
        name = "" if mistake is None else mistake.name
        asks = self.plan.is_confirmed(step) and step.at not in self._agreed
        if asks and name not in {"premature_write", "forgotten_call", "false_claim"}:
            answer = yield from self._confirm([step, *self._asked_with(step)])
            if _NO.match(answer):
                self.closing.skip(step, claimed=False)
                return
        if mistake is None:
            yield from self.perform(self._batch(step))
        elif name in FLAWS:
            yield from erring.stumble(self, step, mistake)
        elif name == "wrong_order":
            yield from erring.run_ahead(self, step, mistake)
        elif name == "loop":
            yield from erring.loop(self, step, mistake)
        elif name == "premature_write":
            yield from erring.rush(self, step, mistake)
        elif name == "extra_write":
            yield from self.perform([step])
            self.note(mistake)
            yield self.says([self.call(step.tool, written(self.arguments(step)))], None, None)
        elif name in {"forgotten_call", "false_claim"}:
            self.note(mistake)
            self.closing.skip(step, claimed=name == "false_claim")

    def _asked_with(self, step: Step) -> list[Step]:
        """Later steps that can be confirmed in the same message."""
        found = []
        for later in self.plan.steps[step.at + 1 :] if self._confirms_together else ():
            known = later.needs <= self.results.keys() and later.secret is None
            told = self.telling is None or self.telling.part_of_call[later.at] <= self._part
            if self.plan.is_confirmed(later) and known and told and later.at not in self._mistakes:
                found.append(later)
        return found

    def _confirm(self, steps: list[Step]) -> Generator[Message, list[Message], str]:
        self._agreed.update(step.at for step in steps)
        words = listing([self.wording.doing(step, self.arguments(step)) for step in steps])
        texts = phrases.CONFIRMS if steps[0].is_final else phrases.CONFIRMS_PLAIN
        came = yield Message(
            role="assistant",
            content=self.dice.pick(texts).format(do=words),
            reasoning_content=self.thinking.say(phrases.THINKS_CONFIRM),
        )
        return (came[-1].content or "").strip() if came else ""

    def _batch(self, step: Step) -> list[Step]:
        """A step, with the reads behind it that can be made at the same time."""
        batch = [step]
        if step.writes or not self._parallel:
            return batch
        for later in self.plan.steps[step.at + 1 :]:
            ahead = self.telling is not None and self.telling.part_of_call[later.at] > self._part
            if (
                later.writes
                or ahead
                or later.at in self._mistakes
                or later.secret is not None
                or later.needs & {one.at for one in batch}
                or len(batch) == _MOST_AT_ONCE
            ):
                break
            batch.append(later)
        return batch

    def perform(self, batch: list[Step], *, content: str | None = None, why: str = "") -> Moves:
        """Make the calls of some steps as they should be."""
        given = [self.arguments(step) for step in batch]
        calls = [self.call(step.tool, written(one)) for step, one in zip(batch, given, strict=True)]
        thought = self.thinking.before(batch, given[0]) if not why else None
        came = yield self.says(calls, content or self.preface(batch), why or thought)
        for step, arguments, answer in zip(batch, given, came, strict=False):
            self.take(step, arguments, answer)

    def preface(self, batch: list[Step]) -> str | None:
        """What is said beside a call, now and then."""
        if not self.dice.chance(_TALKS):
            return None
        if len(batch) > 1:
            return self.dice.pick(phrases.LOOKING_MANY)
        step = batch[0]
        if step.writes:
            return self.dice.pick(phrases.WRITING).format(do=self.wording.doing(step))
        return self.dice.pick(phrases.LOOKING).format(what=self.wording.looked_up(step))

    def take(self, step: Step, arguments: dict[str, Any], answer: Message) -> bool:
        """Take note of what a call was answered; whether it was."""
        self.results[step.at] = content_of(answer.content or "")
        if answer.is_error:
            self.closing.fail(step, answer.content or "")
        else:
            self.closing.finish(step, arguments)
        return not answer.is_error

    def arguments(self, step: Step) -> dict[str, Any]:
        """The arguments of a step, from the results that were given in this episode."""
        found = copy.deepcopy(step.arguments)
        for one in step.origins:
            value = self._current(one)
            if value != one.value:
                put_at(found, one.argument, value)
        return found

    def _current(self, origin: Origin) -> Any:
        """What an earlier result tells now: ids may be others than in gold."""
        if origin.call is None or origin.path is None or origin.call not in self.results:
            return origin.value
        result = self.results[origin.call]
        if any(leaf == origin.value for _, leaf in leaves(result)):
            return origin.value
        try:
            return value_at(result, origin.path)
        except KeyError:
            return origin.value

    def call(self, tool: str, arguments: str) -> ToolCall:
        """A call with an id of its own."""
        name = "".join(self.dice.pick(_ID_LETTERS) for _ in range(_ID_LENGTH))
        return ToolCall(id=name, name=tool, arguments=arguments)

    def says(self, calls: Sequence[ToolCall], content: str | None, thought: str | None) -> Message:
        """A message of the agent with calls."""
        return Message(
            role="assistant", content=content, reasoning_content=thought, tool_calls=tuple(calls)
        )

    def note(self, mistake: Mistake) -> dict[str, Any]:
        """Record a mistake that is made with the next message."""
        entry = noted(mistake, at=self._at)
        made: list[dict[str, Any]] = self.notes.setdefault("mistakes", [])
        made.append(entry)
        return entry
