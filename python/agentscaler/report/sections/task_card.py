"""A task as a card: the intent to read, and folded below it all that proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.changes import ChangeLine, change_lines
from agentscaler.report.markup import Markup, count, element, foreign, join
from agentscaler.report.task_words import audit_words, origin_words, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SHORT = 12
"""Characters of an id."""
_VALUE = 300
"""Characters of a value."""
_WIDTH = 110
"""Characters of a line of a difference."""
_LINES = 60
"""Lines of a difference."""
MARKS = {"+": "added", "-": "removed", "~": "changed", "": "table"}
"""Mark of a line of a difference -> its class."""


def task_card(task: Mapping[str, Any], linked: bool) -> Markup:  # noqa: FBT001
    """Build the card.

    Args:
        task: A row of ``tasks``, its JSON read.
        linked: The page shows its environment in full.
    """
    return element(
        "details",
        element("summary", foreign(task["intent"], class_="intent"), _line(task)),
        element("div", _told(task, linked), _proof(task), class_="task-parts"),
        id=f"task-{task['id'][:_SHORT]}",
        class_="task",
    )


def _line(task: Mapping[str, Any]) -> Markup:
    return element(
        "span",
        foreign(task["environment"]),
        f" \u00b7 {count(task['num_calls'], 'call')}",
        f" \u00b7 difficulty {task['score']:.2f}",
        class_="small block",
    )


def _told(task: Mapping[str, Any], linked: bool) -> Markup:  # noqa: FBT001
    """The left side: who asks, and what is done."""
    persona = task["persona"]
    asked = [
        element("li", "asked about ", foreign(secret["about"]), ": ", foreign(f"“{secret['say']}”"))
        for secret in persona["tells_when_asked"]
    ]
    environment = foreign(task["environment"])
    return element(
        "div",
        element("h5", "Who asks"),
        element("p", element("b", foreign(persona["name"])), ". ", foreign(persona["guide"])),
        element("ul", *asked, class_="asked") if asked else "",
        element("h5", "Gold calls"),
        _calls(task),
        element(
            "p",
            element("a", environment, href=f"#environment-{task['environment']}")
            if linked
            else environment,
            f", {str(task['split']).replace('_', ' ')}, task ",
            element("span", task["id"][:_SHORT], class_="code"),
            class_="small",
        ),
    )


def _calls(task: Mapping[str, Any]) -> Markup:
    if not task["gold_calls"]:
        return element("p", "None: nothing may be done.")
    steps = zip(task["gold_calls"], task["purposes"], task["provenance"], strict=True)
    rows = [
        element(
            "li",
            foreign(call["name"], class_="code call"),
            element("span", f" {purpose}", class_="small"),
            _arguments(origins, task),
        )
        for call, purpose, origins in steps
    ]
    return element("ol", *rows, class_="calls", start=0)


def _arguments(origins: Sequence[Mapping[str, Any]], task: Mapping[str, Any]) -> Markup:
    if not origins:
        return Markup("")
    rows = []
    for origin in origins:
        value = value_words(origin["value"])
        shown = value if len(value) <= _VALUE else value[: _VALUE - 1] + "…"
        rows.append(
            element(
                "li",
                foreign(f"{origin['argument']} = {shown}", class_="code"),
                " ",
                foreign(origin_words(origin, task), class_="small"),
            )
        )
    return element("ul", *rows, class_="arguments")


def _proof(task: Mapping[str, Any]) -> Markup:
    """The right side: what it comes to, and why that is right."""
    parts: list[str] = []
    if task["initial_state"] is not None:
        parts += [element("h5", "Before"), _changes(task["initial_state"])]
    parts += [element("h5", "What changes"), _changes(task["gold_changes"])]
    if task["answer"]:
        told = [element("li", foreign(value_words(value))) for value in task["answer"]]
        parts += [element("h5", "What the user is told"), element("ul", *told, class_="answer")]
    if task["reason"]:
        parts += [element("h5", "Why not"), element("p", foreign(task["reason"]["text"]))]
    if task["audit"]:
        found = [
            join(element("dt", question), element("dd", foreign(answer)))
            for question, answer in audit_words(task["audit"])
        ]
        parts += [element("h5", "Audit"), element("dl", *found, class_="audit")]
    return element("div", *parts)


def _changes(changes: Mapping[str, Any]) -> Markup:
    lines = change_lines(changes, width=_WIDTH)
    if not lines:
        return element("p", "Nothing.")
    more = len(lines) - _LINES
    return element(
        "pre",
        *(_change(line) for line in lines[:_LINES]),
        f"… {count(more, 'more line')}" if more > 0 else "",
        class_="diff",
    )


def _change(line: ChangeLine) -> Markup:
    return element("span", foreign(line.text), "\n", class_=MARKS[line.mark])
