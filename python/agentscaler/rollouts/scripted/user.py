"""A user that needs no model: tells what the task says, answers what it knows, and ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agentscaler.rollouts.questions import CONFIRM, MORE, OFFER, WAIT, WHO, questions
from agentscaler.rollouts.scripted import phrases
from agentscaler.trajectories import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.rollouts.scripted.telling import Slip, Telling
    from agentscaler.tasks.dice import Dice
    from agentscaler.tasks.language.persona import Secret
    from agentscaler.tasks.task import Task

_PATIENCE = 3
"""Messages of the agent that the user cannot make anything of, before they leave."""


class ScriptedUser:
    """Plays the user of one episode.

    Args:
        task: What they want.
        telling: How they tell it.
        dice: Choices of words.
    """

    def __init__(self, task: Task, telling: Telling, dice: Dice) -> None:
        self._secrets = list(task.persona.tells_when_asked)
        self._knows = task.persona.knows
        self._parts = list(telling.parts)
        self._slip = telling.slip if telling.manner == "corrects_later" else None
        self._dice = dice
        self._patience = _PATIENCE
        self._leaving = False
        self.notes: dict[str, Any] = {}
        """What the record keeps: how the task was told."""
        self.notes["telling"] = telling.manner

    def reply(self, messages: Sequence[Message]) -> Message | None:
        """The next move; ``None``: they are done."""
        said = [one for one in messages if one.role == "assistant" and one.content]
        if not any(one.role == "user" for one in messages):
            text: str | None = self._parts.pop(0)
        elif self._leaving:
            return None
        else:
            text = self._answer(said[-1].content or "" if said else "")
        return None if text is None else Message(role="user", content=text)

    def _answer(self, text: str) -> str | None:  # noqa: PLR0911  one for each kind of message
        """What they say to a message of the agent."""
        secret = self._asked_for(text)
        if secret is not None:
            self._secrets.remove(secret)
            return secret.say
        closing = MORE.search(text)
        asks = bool(questions(text))
        if asks and CONFIRM.search(text):
            if OFFER.search(text):
                return self._dice.pick(phrases.NO_OTHER)
            return self._yes(text)
        if self._parts:
            return self._parts.pop(0)
        if not asks:
            if WAIT.match(text) and not closing:
                return self._less_patient(self._dice.pick(phrases.WAITS))
            return self._end(asked=closing is not None)
        if WHO.search(text) and self._knows:
            return self._less_patient(" ".join(self._knows))
        if self._secrets:
            return self._secrets.pop(0).say
        return self._less_patient(self._dice.pick(phrases.DONT_KNOW))

    def _asked_for(self, text: str) -> Secret | None:
        """The secret that a question is about, by its words."""
        if "?" not in text:
            return None
        lowered = text.lower()
        for secret in self._secrets:
            words = [word for word in secret.about.lower().split() if word not in {"the", "which"}]
            if words and all(re.search(rf"\b{re.escape(word)}", lowered) for word in words):
                return secret
        return None

    def _yes(self, text: str) -> str:
        """They agree, or see that they told something wrong."""
        if self._slip is not None and self._slip.wrong in text:
            return self._correction(self._slip)
        return self._dice.pick(phrases.YES)

    def _correction(self, slip: Slip) -> str:
        self._slip = None
        return self._dice.pick(phrases.CORRECTS).format(right=slip.right, wrong=slip.wrong)

    def _less_patient(self, text: str) -> str | None:
        self._patience -= 1
        return text if self._patience >= 0 else None

    def _end(self, *, asked: bool) -> str | None:
        if self._slip is not None:  # the agent has not asked: better late than never
            return self._correction(self._slip)
        self._leaving = True
        texts = phrases.NO_MORE if asked else phrases.THANKS
        return self._dice.pick(texts) if self._dice.chance(0.3) else None
