"""Where two systems differ: grouped and counted, each group with one example."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.environments.fidelity.alignment import MISSING, pattern
from agentscaler.environments.fidelity.examples import Example, brief, example_of
from agentscaler.environments.fidelity.refusals import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from agentscaler.environments.fidelity.replay import Played
    from agentscaler.environments.fidelity.traces import Episode

MEANING = {
    "uncovered": "no program stands for the operation",
    "fault": "our program failed",
    "infrastructure": "our program ran out of time or memory",
    "invalid_call": "accepted there; our schema of the arguments refuses",
    "refused": "accepted there, refused by ours",
    "refused_for_lost_name": "accepted there; ours refuses a name that our answers never gave",
    "accepted": "refused there, accepted by ours",
    "echo_missing": "a field that was written is not shown by ours",
    "echo_differs": "a field that was written is shown with another value",
    "list_differs": "a list holds other things",
    "members_missing": "members that ours does not have",
    "members_differ": "members with another value",
}
"""Kind of disagreement -> what it is."""
OUTCOMES = frozenset(
    {"uncovered", "fault", "infrastructure", "invalid_call", "refused", "refused_for_lost_name"}
    | {"accepted"}
)
"""Kinds that are about success and refusal; the others are about answers to accepted calls."""


@dataclass(kw_only=True, slots=True)
class Group:
    """Disagreements of one kind in one operation."""

    service: str
    operation: str
    kind: str
    detail: str = ""
    """Kind of the recorded refusal, or why there is no program."""
    calls: int = 0
    first: int = 0
    """Episodes whose outcomes agree up to here: what follows in them may be a consequence."""
    example: Example | None = None

    def to_plain(self) -> dict[str, Any]:
        """As JSON has it."""
        example = self.example
        return {
            "service": self.service,
            "operation": self.operation,
            "kind": self.kind,
            "detail": self.detail,
            "calls": self.calls,
            "first": self.first,
            "example": example
            and {
                "episode": example.episode,
                "at": example.at,
                "before": list(example.before),
                "sent": example.sent,
                "recorded": example.recorded,
                "ours": example.ours,
                "places": list(example.places),
            },
        }


@dataclass(slots=True)
class Disagreements:
    """The groups of a service, in the making."""

    service: str
    why_not: Callable[[str], str]
    """Operation -> why there is no program."""
    groups: dict[tuple[str, str, str], Group] = field(default_factory=dict)

    def add(self, episode: Episode, played: Sequence[Played]) -> None:
        """Take in an episode."""
        agreed = True
        for one in played:
            for kind, detail, places in self._of(one):
                name = one.call.operation
                group = self.groups.setdefault(
                    (name, kind, detail),
                    Group(service=self.service, operation=name, kind=kind, detail=detail),
                )
                group.calls += 1
                group.first += agreed and not one.agrees
                # The earliest in an episode is the shortest story.
                if group.example is None or one.at < group.example.at:
                    group.example = example_of(episode, played, one, places)
            agreed = agreed and one.agrees

    def _of(self, one: Played) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Kind, detail and places of what differs in a call."""
        outcome = self._outcome(one)
        if outcome is not None:
            yield outcome
        if one.answer is None or one.answer.kind != "ok" or not one.call.ok:
            return
        shown = {echo.path for echo in one.echoes}
        unequal = [found.pair for found in one.compared.values() if not found.equal]
        for kind, of_echo, missing in (
            ("echo_missing", True, True),
            ("echo_differs", True, False),
            ("members_missing", False, True),
            ("members_differ", False, False),
        ):
            places = tuple(
                f"{pattern(pair.path)}: {brief(pair.recorded)}"
                + ("" if missing else f" -> {brief(pair.ours)}")
                for pair in unequal
                if (pair.path in shown) is of_echo and (pair.ours is MISSING) is missing
            )
            if places:
                yield kind, "", places
        lists = tuple(
            f"{pattern(found.path)}: {found.missing} missing, {found.extra} too many"
            for found in one.lists
            if found.jaccard < 1
        )
        if lists:
            yield "list_differs", "", lists

    def _outcome(self, one: Played) -> tuple[str, str, tuple[str, ...]] | None:
        if one.agrees:
            return None
        if one.answer is None:
            return "uncovered", self.why_not(one.call.operation), ()
        kind: str = one.answer.kind
        if kind == "ok":
            return "accepted", kind_of(one.call.code).value, ()
        if kind == "refusal":
            kind = "refused_for_lost_name" if one.losses else "refused"
        lost = tuple(
            f"{loss.operation} {loss.place}: {_WHY_LOST[loss.cause]}" for loss in one.losses
        )
        return kind, "", lost


_WHY_LOST = {
    "member": "our answer lacks it",
    "refused": "ours refused that call",
    "fault": "ours failed in that call",
    "uncovered": "no program for that call",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """All disagreements of one kind."""

    kind: str
    detail: str
    """Kind of the recorded refusal, where ours accepted; empty elsewhere."""
    calls: int
    first: int
    """Episodes whose outcomes agree up to here."""
    services: int


def totals(groups: Sequence[Group]) -> list[Total]:
    """Disagreements over all services and operations, the most frequent kind first."""
    kinds: dict[tuple[str, str], list[Group]] = {}
    for group in groups:
        detail = group.detail if group.kind == "accepted" else ""
        kinds.setdefault((group.kind, detail), []).append(group)
    found = [
        Total(
            kind=kind,
            detail=detail,
            calls=sum(one.calls for one in of_kind),
            first=sum(one.first for one in of_kind),
            services=len({one.service for one in of_kind}),
        )
        for (kind, detail), of_kind in kinds.items()
    ]
    return sorted(found, key=lambda one: (-one.calls, one.kind, one.detail))


def ranked(groups: Sequence[Group]) -> list[Group]:
    """The most frequent first; equally frequent ones in order of their names."""
    return sorted(
        groups, key=lambda one: (-one.calls, one.service, one.operation, one.kind, one.detail)
    )
