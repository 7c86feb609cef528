"""Intents by a language model: the text of the patterns, said as the person would say it.

The model gets a finished text and may change nothing but the words; what it writes is checked like
every other intent, and whatever is wrong is told to it once more. After some tries the text of the
patterns stands. The model cannot make a task wrong, only fail to make it nicer.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from agentscaler.errors import AgentScalerError, ModelError
from agentscaler.llm import FATAL
from agentscaler.tasks.language.writing import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agentscaler.tasks.language.writing import Draft, Facts

Chat: TypeAlias = "list[dict[str, str]]"

_ORDERS = """\
You rewrite what a person writes to an assistant, so that it sounds like that person.

- Keep every wish, every condition and every question, in a natural order.
- Copy every number, date, amount, code, address, email and name exactly as it stands, each once.
- Add no value, no name and no wish. Never name tools, functions, fields or tables.
- Do not answer and do not guess what the answer could be.
- Give the message alone: no title, no quotes around it, no remarks."""
_FENCE = re.compile(r"\A```\w*\n(.*?)\n?```\Z", re.DOTALL)
_QUOTED = re.compile(r"\A[\"“](.*)[\"”]\Z", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelWriter:
    """Has a model write intents.

    Example:
        >>> from agentscaler.tasks.language.writing import Draft, Facts
        >>> facts = Facts(text="Cancel order W1.", name="Ada", guide="Is in a hurry.")
        >>> def model(messages):
        ...     return "Quick: order W1 has to be cancelled!"
        >>> writer = ModelWriter(complete=model, name="stub")
        >>> [written] = writer.write([Draft(facts=facts, fault=lambda text: None)])
        >>> written.by, written.text
        ('stub', 'Quick: order W1 has to be cancelled!')
    """

    complete: Callable[[Chat], str]
    """Messages of a chat -> the text of the reply. It is called from several threads at once, and
    goes to worker processes, where the stage has some: then it has to be picklable."""
    name: str
    """Of the model, as it is kept with the tasks."""
    tries: int = 3
    """Texts that are asked for, for each intent (count)."""
    threads: int = 8
    """Intents that are written at once (count)."""

    def write(self, drafts: Sequence[Draft]) -> list[Written]:
        """A text for each draft; where the model finds none, that of the patterns."""
        if not drafts:
            return []
        with ThreadPoolExecutor(max_workers=min(self.threads, len(drafts))) as pool:
            return list(pool.map(self._one, drafts))

    def _one(self, draft: Draft) -> Written:
        chat = request(draft.facts)
        reason, tried = "no_tries", 0
        for tried in range(1, self.tries + 1):
            try:
                reply = self.complete(chat)
            except AgentScalerError as error:
                if isinstance(error, ModelError) and error.reason in FATAL:
                    raise  # nobody else will be answered either
                # The endpoint has had its own retries; that it gave up on one costs no task.
                reason = "model_failed"
                break
            text = bare(reply)
            fault = draft.fault(text)
            if fault is None:
                return Written(text=text, by=self.name, tries=tried)
            reason, detail = fault
            chat = [
                *chat,
                {"role": "assistant", "content": reply},
                {"role": "user", "content": f"That cannot stand: {reason} ({detail}). Once more."},
            ]
        return Written(
            text=draft.facts.text, by="rules", tries=tried, instead_of=self.name, reason=reason
        )


def request(facts: Facts) -> Chat:
    """The messages that ask for an intent.

    Example:
        >>> from agentscaler.tasks.language.writing import Facts
        >>> chat = request(Facts(text="Cancel it.", name="Ada", guide="Speaks plainly."))
        >>> [message["role"] for message in chat]
        ['system', 'user']
    """
    lines = [f"The person: {facts.name}. {facts.guide}"]
    if facts.kept_back:
        lines.append(f"They do not say yet: {', '.join(facts.kept_back)}.")
    lines += ["", "The message:", facts.text]
    return [
        {"role": "system", "content": _ORDERS},
        {"role": "user", "content": "\n".join(lines)},
    ]


def bare(reply: str) -> str:
    r"""A reply without what models put around a text, on one line a paragraph.

    Example:
        >>> bare("```text\nCancel  it.\n```"), bare('"Cancel it."')
        ('Cancel it.', 'Cancel it.')
    """
    text = _FENCE.sub(r"\1", reply.strip())
    found = _QUOTED.match(text)
    if found and not re.search(r"[\"“”]", found[1]):
        text = found[1]
    return re.sub(r"[ \t]+", " ", re.sub(r"\s*\n\s*", "\n", text)).strip()
