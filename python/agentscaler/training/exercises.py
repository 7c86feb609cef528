"""Made-up tools, a wish, and the call that grants it: short conversations that need no data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.packing.made_up import made_up_word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agentscaler.tasks.dice import Dice

# fmt: off
_VERBS = (
    "add", "approve", "archive", "assign", "cancel", "close", "copy", "create", "delete", "disable",
    "enable", "find", "freeze", "get", "list", "lock", "move", "mute", "open", "pin", "remove",
    "restore", "send", "start", "stop", "update",
)
# fmt: on
_ASKING = ("", "", "Please ", "Could you ", "I need you to ", "Hi. Please ")
_AFTER = (".", ".", "?", ", please.", ". Thank you!")
_TOOLS, _ARGUMENTS, _NOUNS = 4, 3, 3
_KNOWN = 0.75
"""Share of the words that are known ones, where there are any."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """A conversation of one user message and one call."""

    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]]


def exercise(dice: Dice, size: float, words: Sequence[str] = ()) -> Exercise:
    """An exercise.

    Args:
        dice: What it is made of.
        size: 0: one tool with one argument; 1: up to four tools with up to three.
        words: Most of its words are some of these, where there are any; the others are made up.

    Example:
        >>> from agentscaler.tasks.dice import Dice
        >>> made = exercise(Dice(0, "doc"), 0.0)
        >>> call = made.messages[1]["tool_calls"][0]["function"]
        >>> call["name"] == made.tools[0]["function"]["name"]
        True
    """
    style = dice.pick(_STYLES)
    word = _Words(dice, words).word
    nouns = [word() for _ in range(dice.between(1, _NOUNS))]
    tools = [
        _Tool.drawn(dice, word, dice.pick(nouns), style, dice.between(1, _up_to(_ARGUMENTS, size)))
        for _ in range(dice.between(1, _up_to(_TOOLS, size)))
    ]
    wanted = dice.pick(tools)
    values = {name: _value(dice, word) for name in wanted.arguments}
    function = {
        "name": wanted.name,
        "arguments": json.dumps(values, ensure_ascii=False),
    }
    call = {"id": "call_1", "type": "function", "function": function}
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": _wish(dice, wanted, values)},
        {"role": "assistant", "content": None, "tool_calls": [call]},
    ]
    return Exercise(messages, [tool.plain() for tool in tools])


@dataclass(frozen=True, slots=True)
class _Words:
    dice: Dice
    known: Sequence[str]

    def word(self) -> str:
        if self.known and self.dice.chance(_KNOWN):
            return self.dice.pick(self.known)
        return made_up_word(self.dice)


def _up_to(most: int, size: float) -> int:
    return 1 + round((most - 1) * size)


@dataclass(frozen=True, slots=True)
class _Tool:
    verb: str
    noun: str
    name: str
    article: str
    arguments: tuple[str, ...]

    @classmethod
    def drawn(
        cls,
        dice: Dice,
        word: Callable[[], str],
        noun: str,
        style: Callable[[Sequence[str]], str],
        arguments: int,
    ) -> _Tool:
        verb = dice.pick(_VERBS) if dice.chance(0.5) else word()
        names = [_argument(dice, word, noun) for _ in range(arguments)]
        article = dice.pick(("a ", "the ", ""))
        return cls(verb, noun, style((verb, noun)), article, tuple(dict.fromkeys(names)))

    def plain(self) -> dict[str, Any]:
        """As OpenAI has tools."""
        parameters = {
            "type": "object",
            "properties": {name: {"type": "string"} for name in self.arguments},
            "required": list(self.arguments),
        }
        about = f"{self.verb.capitalize()} {self.article}{self.noun}."
        function = {"name": self.name, "description": about, "parameters": parameters}
        return {"type": "function", "function": function}


_STYLES: tuple[Callable[[Sequence[str]], str], ...] = (
    "_".join,
    "-".join,
    lambda words: "".join(word.capitalize() for word in words),
    lambda words: words[0] + "".join(word.capitalize() for word in words[1:]),
)


def _argument(dice: Dice, word: Callable[[], str], noun: str) -> str:
    match dice.below(4):
        case 0:
            return f"{noun}_id"
        case 1:
            return "name"
        case 2:
            return f"{word()}_{word()}"
    return word()


def _wish(dice: Dice, tool: _Tool, values: dict[str, str]) -> str:
    text = f"{dice.pick(_ASKING)}{tool.verb} {dice.pick(('the ', 'a ', ''))}{tool.noun}"
    for at, name in enumerate(dice.shuffled(values)):
        said = "ID" if name == f"{tool.noun}_id" else name.replace("_", " ")
        value = values[name]
        quoted = f"“{value}”" if " " in value or dice.chance(0.5) else value
        text += f"{' and' if at else ''} with the {said} {quoted}"
    return text[0].upper() + text[1:] + dice.pick(_AFTER)


def _value(dice: Dice, word: Callable[[], str]) -> str:
    match dice.below(4):
        case 0:
            return f"{word()}_{dice.hex(dice.between(3, 8))}"
        case 1:
            return f"{word()[:3].upper()}-{dice.digits(4)}"
        case 2:
            return f"{word()}-{word()}"
    return " ".join([word().capitalize(), *(word() for _ in range(dice.below(4)))])
