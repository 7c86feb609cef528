"""One case of a disagreement, short enough to be read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments.fidelity.alignment import leaves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.fidelity.replay import Played
    from agentscaler.environments.fidelity.traces import Episode

_CLIP = 60
_ITEMS = 3
_LEAD = 5
_ORDINARY = 3
"""A text of fewer characters links no calls."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One case of a disagreement. Values are shortened."""

    episode: int
    at: int
    """Position of the call in its episode, from 0."""
    before: tuple[str, ...]
    """Calls of the episode that led there."""
    sent: str
    """Arguments as ours got them."""
    recorded: str
    ours: str
    places: tuple[str, ...] = ()
    """What differs: paths in the recorded answer with both values, names that are lost."""


def example_of(
    episode: Episode, played: Sequence[Played], one: Played, places: tuple[str, ...]
) -> Example:
    """Tell a case.

    Args:
        episode: Where it is.
        played: All calls of the episode.
        one: The call that differs.
        places: What differs in it.
    """
    answer = one.answer
    if answer is None:
        ours = "(no program)"
    elif answer.kind == "ok":
        ours = shortened(answer.value)
    else:
        ours = f"{answer.kind}: {_clip(answer.text, 4 * _CLIP)}"
    call = one.call
    recorded = shortened(call.result) if call.ok else f"{call.code}: {call.message}"
    return Example(
        episode=episode.number,
        at=one.at,
        before=tuple(_line(earlier) for earlier in _lead(played, one)),
        sent=f"{call.operation} {shortened(one.sent)}",
        recorded=_clip(recorded, 8 * _CLIP),
        ours=_clip(ours, 8 * _CLIP),
        places=places[:_LEAD],
    )


def _lead(played: Sequence[Played], one: Played) -> list[Played]:
    """The last calls before this one that share a text with its arguments."""
    texts = _texts(one.call.arguments)
    linked = [
        earlier
        for earlier in played[: one.at]
        if texts & (_texts(earlier.call.arguments) | _texts(earlier.call.result))
    ]
    return linked[-_LEAD:]


def _texts(value: Any) -> set[str]:
    return {leaf for _, _, leaf in leaves(value) if isinstance(leaf, str) and len(leaf) > _ORDINARY}


def _line(played: Played) -> str:
    """A call and how it ended there and here."""
    there = "ok" if played.call.ok else played.call.code
    here = "no program" if played.answer is None else played.answer.kind
    said = shortened(played.call.arguments)
    return f"{played.call.operation} {_clip(said, 3 * _CLIP)} | there: {there}, ours: {here}"


def shortened(value: Any) -> str:
    """A JSON value as a text that people read: long texts and lists are cut.

    Example:
        >>> shortened({"items": [1, 2, 3, 4, 5]})
        '{"items": [1, 2, 3, "… 2 more"]}'
    """
    return json.dumps(_short(value), ensure_ascii=False)


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return _clip(value, _CLIP)
    if isinstance(value, dict):
        return {_clip(name, _CLIP): _short(cell) for name, cell in value.items()}
    if isinstance(value, list):
        rest = [f"… {len(value) - _ITEMS} more"] if len(value) > _ITEMS else []
        return [_short(item) for item in value[:_ITEMS]] + rest
    return value


def brief(value: Any) -> str:
    """A scalar on little space.

    Example:
        >>> brief("x" * 100)[-3:], brief(3)
        ('xx…', '3')
    """
    return _clip(json.dumps(value, ensure_ascii=False), _CLIP)


def _clip(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
