"""Made-up tools, a wish, and the call that grants it: short conversations that need no data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.packing.made_up import made_up_word
from agentscaler.training.values import Value, spoken, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agentscaler.tasks.dice import Dice

_READING = (
    ("get", "list", "find", "search", "show", "retrieve", "fetch"),
    ("get", "show me", "find", "look up", "check"),
)
_ALIKE: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    _READING,
    (
        ("create", "add", "post", "insert", "register"),
        ("create", "add", "set up", "register", "make", "open"),
    ),
    (
        ("update", "patch", "edit", "modify", "change", "set"),
        ("update", "change", "edit", "modify", "set"),
    ),
    (("delete", "remove"), ("delete", "remove", "get rid of")),
)
"""Verbs of names that mean the same, and what people say for all of them."""
_GROUP = {verb: number for number, (verbs, _) in enumerate(_ALIKE) for verb in verbs}
# fmt: off
_OTHERS = (
    "approve", "archive", "assign", "cancel", "close", "copy", "disable", "enable", "freeze",
    "lock", "merge", "move", "mute", "pin", "restore", "send", "start", "stop", "transfer",
    "verify",
)
# fmt: on
_HELLO = (
    "Hello. ",
    "Hi there! ",
    "Good morning! I hope I'm in the right place. ",
    "I'm in a hurry. ",
)
_ASKING = ("", "", "Please ", "Could you ", "I need you to ", "Hi. Please ")
_QUESTIONS = (
    "What is the {} of",
    "Tell me the {} of",
    "I'm curious about the {} of",
    "I'd like to know the {} of",
)
_AFTER = (".", ".", "?", ", please.", ". Thank you!")
_TOOLS, _ARGUMENTS, _NOUNS, _VERBS = 4, 7, 4, 4
_ASKED_FOR = 3
"""Arguments of a tool that may be required; more are optional."""
_KNOWN = 0.75
"""Share of the words that are known ones, where there are any."""
_OPTIONAL_GIVEN = 0.2
"""Share of the optional arguments that a wish tells."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """A conversation of one user message and one call."""

    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]]


def exercise(dice: Dice, size: float, words: Sequence[str] = ()) -> Exercise:
    """An exercise.

    Args:
        dice: What it is made of.
        size: 0: one tool with one argument, a command and a text; 1: up to four tools with up to
            seven arguments, some of them optional, numbers or lists, and questions.
        words: Most of its words are some of these, where there are any; the others are made up.

    Example:
        >>> from agentscaler.tasks.dice import Dice
        >>> made = exercise(Dice(0, "doc"), 0.0)
        >>> call = made.messages[1]["tool_calls"][0]["function"]
        >>> call["name"] == made.tools[0]["function"]["name"]
        True
    """
    draw = _Draw(dice, size, words)
    tools = draw.tools()
    wanted = dice.pick(tools)
    values = {
        one.name: draw.value(one.kind)
        for one in wanted.arguments
        if one.required or dice.chance(_OPTIONAL_GIVEN)
    }
    function = {"name": wanted.name, "arguments": json.dumps(values, ensure_ascii=False)}
    call = {"id": "call_1", "type": "function", "function": function}
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": draw.wish(wanted, values)},
        {"role": "assistant", "content": None, "tool_calls": [call]},
    ]
    return Exercise(messages, [tool.plain() for tool in tools])


@dataclass(frozen=True, slots=True)
class _Argument:
    name: str
    kind: str
    required: bool

    def schema(self) -> dict[str, Any]:
        if self.kind == "array":
            return {"type": "array", "items": {"type": "string"}}
        return {"type": self.kind}


@dataclass(frozen=True, slots=True)
class _Tool:
    verb: str
    noun: tuple[str, ...]
    name: str
    about: str
    arguments: tuple[_Argument, ...]

    def plain(self) -> dict[str, Any]:
        """As OpenAI has tools."""
        parameters = {
            "type": "object",
            "properties": {one.name: one.schema() for one in self.arguments},
            "required": [one.name for one in self.arguments if one.required],
        }
        function = {"name": self.name, "description": self.about, "parameters": parameters}
        return {"type": "function", "function": function}


def _label(argument: str, noun: Sequence[str]) -> str:
    """What people call an argument of a tool for such a thing."""
    own = argument.removeprefix(f"{'_'.join(noun)}_")
    return "ID" if own == "id" else own.replace("_", " ")


_STYLES: tuple[Callable[[Sequence[str]], str], ...] = (
    "_".join,
    "-".join,
    lambda words: "".join(word.capitalize() for word in words),
    lambda words: words[0] + "".join(word.capitalize() for word in words[1:]),
)


@dataclass(frozen=True, slots=True)
class _Draw:
    """The dice, and how much there is to find."""

    dice: Dice
    size: float
    known: Sequence[str]

    def word(self) -> str:
        if self.known and self.dice.chance(_KNOWN):
            return self.dice.pick(self.known)
        return made_up_word(self.dice)

    def grown(self, chance: float) -> bool:
        """Whether something happens that does not happen in small exercises."""
        return self.dice.chance(chance * self.size)

    def up_to(self, most: int) -> int:
        return self.dice.between(1, 1 + round((most - 1) * self.size))

    def tools(self) -> list[_Tool]:
        style = self.dice.pick(_STYLES)
        nouns = [
            tuple(self.word() for _ in range(2 if self.grown(0.4) else 1))
            for _ in range(self.dice.between(1, _NOUNS))
        ]
        # As in real APIs, some of which have one verb before many things.
        verbs = [self.verb() for _ in range(self.dice.between(1, _VERBS) if self.grown(0.4) else 9)]
        made: dict[tuple[str, ...], _Tool] = {}
        fewest = 1 + round((_TOOLS - 2) * self.size)
        number = self.dice.between(fewest, 1 + round((_TOOLS - 1) * self.size))
        for _ in range(3 * number):
            if len(made) == number:
                break
            noun = self.dice.pick(nouns)
            verb = self.dice.pick(verbs)
            # Of verbs that mean the same a thing has one, so that a wish has one answer.
            key = (str(_GROUP.get(verb, verb)), *noun)
            made.setdefault(key, self.tool(verb, noun, style))
        return list(made.values())

    def verb(self) -> str:
        if self.dice.chance(0.3):
            return self.word()
        return self.dice.pick(_OTHERS if self.dice.chance(0.3) else self.dice.pick(_ALIKE)[0])

    def tool(
        self, verb: str, noun: tuple[str, ...], style: Callable[[Sequence[str]], str]
    ) -> _Tool:
        by = ("by", self.word()) if self.grown(0.2) else ()
        article = self.dice.pick(("a ", "the ", ""))
        about = f"{verb.capitalize()} {article}{' '.join((*noun, *by))}"
        if self.grown(0.4):
            about += f" {self.dice.pick(('in', 'for', 'of', 'with'))} the {self.word()}"
        number = 0 if self.grown(0.15) else self.up_to(_ARGUMENTS)
        drawn = (self.argument(noun) for _ in range(number))
        names = {_label(name, noun): name for name in drawn}.values()
        asked = {name for name in list(names)[:_ASKED_FOR] if not self.grown(0.35)}
        arguments = tuple(_Argument(name, self.kind(), name in asked) for name in sorted(names))
        return _Tool(verb, noun, style((verb, *noun, *by)), f"{about}.", arguments)

    def argument(self, noun: tuple[str, ...]) -> str:
        match self.dice.below(6):
            case 0:
                return f"{'_'.join(noun)}_id"
            case 1:
                return f"{'_'.join(noun)}_name"
            case 2:
                return self.dice.pick(("id", "name"))
            case 3:
                return f"{self.word()}_{self.word()}"
        return self.word()

    def kind(self) -> str:
        return self.dice.pick(("integer", "integer", "array")) if self.grown(0.3) else "string"

    def value(self, kind: str) -> Value:
        if kind == "integer":
            return int(self.dice.digits(self.dice.between(1, 9)))
        if kind == "array":
            return [self.word() for _ in range(self.dice.between(1, 2))]
        return text(self.dice, self.word, self.size)

    def wish(self, tool: _Tool, values: dict[str, Value]) -> str:
        noun = " ".join(tool.noun)
        article = self.dice.pick(("the ", "a ", ""))
        reading = tool.verb in _READING[0]
        if reading and self.grown(0.6):
            said = f"{self.dice.pick(_QUESTIONS).format(self.word())} {article}{noun}"
        else:
            alike = _ALIKE[_GROUP[tool.verb]][1] if tool.verb in _GROUP else (tool.verb,)
            verb = self.dice.pick(alike) if self.grown(0.7) else tool.verb
            said = f"{self.dice.pick(_ASKING)}{verb} {article}{noun}"
        if not values and reading and self.grown(0.8):
            # A thing is named, and the tool asks for nothing: it lists them all.
            said += f" called “{self.word().capitalize()} {noun.capitalize()}”"
        for at, name in enumerate(self.dice.shuffled(values)):
            label = _label(name, tool.noun)
            value = spoken(values[name], quoted=self.dice.chance(0.5))
            if at == 0 and label in {"ID", "name"} and self.grown(0.5):
                said += f" {'called ' if label == 'name' else ''}{value}"
            else:
                said += f"{' and' if at else ''} with the {label} {value}"
        hello = self.dice.pick(_HELLO) if self.grown(0.5) else ""
        return hello + said[0].upper() + said[1:] + self.dice.pick(_AFTER)
