"""A rollout as a card: who played what and how it ended, and folded below it all that was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.changes import change_lines
from agentscaler.report.beside_gold import beside_gold
from agentscaler.report.markup import Markup, count, element, foreign
from agentscaler.report.reasons import headline
from agentscaler.report.sections.task_card import MARKS
from agentscaler.report.transcript import (
    Called,
    Move,
    cut,
    mistake_words,
    moves,
    place,
    reason_words,
    reward_words,
    verdict_words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SHORT = 12
"""Characters of an id."""
_OPENING = 240
"""Characters of the first message, where the card is folded."""
_WIDTH = 72
"""Characters of a line of a difference."""
_LINES = 40
"""Lines of a difference."""
_WHO = {"system": "Policy", "user": "User", "assistant": "Agent", "tool": "Result of no call"}


def rollout_card(
    rollout: Mapping[str, Any],
    *,
    verdict: Mapping[str, Any] | None,
    linked: bool,
    messages: int,
    chars: int,
) -> Markup:
    """Build the card.

    Args:
        rollout: A trajectory as `agentscaler.report.rollouts.in_full` gives it.
        verdict: What the filters say of it; ``None``: they have not judged it.
        linked: The page shows its task in full.
        messages: Moves that are shown at most.
        chars: Characters of each text that are shown at most.
    """
    said = moves(rollout["messages"])
    return element(
        "details",
        element(
            "summary",
            _chips(rollout, verdict),
            foreign(_opening(said), class_="intent"),
            _reason(verdict),
            _line(rollout),
        ),
        element(
            "div",
            _chat(said, rollout, verdict, messages=messages, chars=chars),
            _outcome(rollout, verdict, linked=linked),
            class_="rollout-parts",
        ),
        id=f"rollout-{rollout['id'][:_SHORT]}",
        class_="task rollout",
    )


def _opening(said: Sequence[Move]) -> str:
    """What the user says first, or its beginning."""
    text = next((move.text for move in said if move.role == "user"), "") or "-"
    return text if len(text) <= _OPENING else f"{text[: _OPENING - 1].rstrip(' .,;:')}\u2026"


def _chips(rollout: Mapping[str, Any], verdict: Mapping[str, Any] | None) -> Markup:
    reward = rollout["reward"]
    passed = reward == 1
    word = "no reward" if reward is None else "passed" if passed else f"reward {reward:g}"
    chips = [element("span", word, class_=f"chip {'good' if passed else 'bad'}")]
    if verdict is not None:
        kind = "good" if verdict["kept"] else "bad"
        chips.append(element("span", foreign(verdict_words(verdict)), class_=f"chip {kind}"))
    chips += [
        element("span", foreign(mistake_words(one)), class_="chip")
        for one in rollout["meta"].get("mistakes", ())
    ]
    return element("span", *chips, class_="chips")


def _reason(verdict: Mapping[str, Any] | None) -> Markup:
    """Why it was dropped, where the card is folded."""
    why = reason_words(verdict) if verdict else ""
    return element("span", foreign(why), class_="small block why") if why else Markup("")


def _line(rollout: Mapping[str, Any]) -> Markup:
    usage = rollout["usage"]
    return element(
        "span",
        foreign(rollout["agent"]),
        " in ",
        foreign(rollout["environment"] or "-"),
        f" \u00b7 {count(usage.get('calls', 0), 'call')}",
        f" \u00b7 {count(usage.get('turns', 0), 'turn')}",
        f" \u00b7 {str(rollout['termination'] or '-').replace('_', ' ')}",
        class_="small block",
    )


def _chat(
    said: Sequence[Move],
    rollout: Mapping[str, Any],
    verdict: Mapping[str, Any] | None,
    *,
    messages: int,
    chars: int,
) -> Markup:
    at = place(verdict["at"]) if verdict else None
    mistakes = rollout["meta"].get("mistakes", ())
    parts = []
    for move in said[:messages]:
        notes = [one for one in mistakes if move.holds(one["at"])]
        struck = at if at is not None and move.holds(at[0]) else None
        parts.append(_move(move, notes, verdict if struck else None, struck, chars))
    more = len(said) - messages
    if more > 0:
        parts.append(element("p", f"\u2026 {count(more, 'more message')}", class_="small"))
    return element("div", *parts, class_="chat")


def _move(
    move: Move,
    mistakes: Sequence[Mapping[str, Any]],
    verdict: Mapping[str, Any] | None,
    struck: tuple[int, int | None] | None,
    chars: int,
) -> Markup:
    text, more = cut(move.text, chars)
    body = element("div", foreign(text), _more(more), class_="text") if text else ""
    if move.role == "system":
        body = element("details", element("summary", "the policy, as the agent reads it"), body)
    call = struck[1] if struck else None
    return element(
        "div",
        element("span", foreign(_WHO.get(move.role, move.role)), class_="who"),
        element(
            "details",
            element("summary", "thinks"),
            element("div", foreign(cut(move.reasoning, chars)[0]), class_="text"),
            class_="thought",
        )
        if move.reasoning
        else "",
        body,
        *(
            _called(
                called, chars, struck=struck is not None and _is_struck(at, called, call, struck)
            )
            for at, called in enumerate(move.calls)
        ),
        *(
            element("p", "Mistake: ", foreign(mistake_words(one)), class_="note-mistake")
            for one in mistakes
        ),
        _why(verdict) if verdict else "",
        class_=f"move {move.role if move.role in _WHO else 'tool'}{' struck' if struck else ''}",
    )


def _is_struck(at: int, called: Called, call: int | None, struck: tuple[int, int | None]) -> bool:
    """Whether a verdict speaks of this call, or of what it was answered."""
    return at == call or (call is None and called.result_at == struck[0])


def _why(verdict: Mapping[str, Any]) -> Markup:
    return element(
        "p",
        element("b", foreign(f"{headline(verdict_words(verdict))}.")),
        " ",
        foreign(reason_words(verdict)),
        element(
            "span",
            foreign(str(verdict["at"] or "the whole"), class_="code"),
            ": " if verdict["detail"] else "",
            foreign(str(verdict["detail"] or "")),
            class_="block",
        ),
        class_="note-verdict",
    )


def _called(called: Called, chars: int, *, struck: bool) -> Markup:
    arguments, more = cut(called.arguments, chars)
    result, rest = cut(called.result, chars)
    shown = (
        element("pre", foreign(result), _more(rest))
        if called.result_at is not None
        else element("p", "Not answered.", class_="small")
    )
    return element(
        "div",
        element("p", foreign(called.name, class_="code call")),
        element("pre", foreign(arguments), _more(more)),
        element("p", "fails" if called.is_error else "answers", class_="small"),
        shown,
        class_=f"called{' fails' if called.is_error else ''}{' struck' if struck else ''}",
    )


def _more(text: str) -> Markup | str:
    return element("span", f" {text}", class_="small") if text else ""


def _outcome(
    rollout: Mapping[str, Any], verdict: Mapping[str, Any] | None, *, linked: bool
) -> Markup:
    """The right side: what it came to, and what is said of it."""
    parts: list[Markup] = []
    if verdict is not None and not verdict["kept"]:
        parts += [element("h5", "Verdict"), _why(verdict)]
    if why := reward_words(rollout["meta"], told=verdict["detail"] if verdict else None):
        lines = (element("li", foreign(cut(line, 400)[0])) for line in why)
        parts += [element("h5", "Why not the full reward"), element("ul", *lines)]
    parts += _state(rollout)
    task = rollout["task_id"]
    if task:
        name = element("span", task[:_SHORT], class_="code")
        told = element("a", name, href=f"#task-{task[:_SHORT]}") if linked else name
        parts.append(element("p", "task ", told, f", trial {rollout['trial']}", class_="small"))
    parts.append(
        element(
            "p", "rollout ", element("span", rollout["id"][:_SHORT], class_="code"), class_="small"
        )
    )
    return element("div", *parts, class_="rollout-outcome")


def _state(rollout: Mapping[str, Any]) -> list[Markup]:
    """What it changed, beside gold."""
    if rollout["gold"] is None:
        return [
            element("h5", "What it changed"),
            _lines(rollout["final_changes"] or {"tables": []}),
        ]
    found = beside_gold(rollout["final_changes"], rollout["gold"])
    if found.equal:
        same = "What it changed, which is what gold changes"
        return [element("h5", same), _lines(found.shared)]
    parts = []
    for title, changes in (
        ("Missing: gold changes it, the episode did not", found.missing),
        ("Too much: the episode changed it, gold does not", found.extra),
        ("As gold", found.shared),
    ):
        if changes["tables"]:
            parts += [element("h5", title), _lines(changes)]
    return parts


def _lines(changes: Mapping[str, Any]) -> Markup:
    lines = change_lines(changes, width=_WIDTH)
    if not lines:
        return element("p", "Nothing.")
    more = len(lines) - _LINES
    return element(
        "pre",
        *(
            element("span", foreign(line.text), "\n", class_=MARKS[line.mark])
            for line in lines[:_LINES]
        ),
        f"\u2026 {count(more, 'more line')}" if more > 0 else "",
        class_="diff",
    )
