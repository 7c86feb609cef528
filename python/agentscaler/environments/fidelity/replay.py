"""A recorded episode played on an environment, call by call, with both answers side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.environments.fidelity.alignment import MISSING, align, leaves
from agentscaler.environments.fidelity.echoes import echoes
from agentscaler.environments.fidelity.membership import memberships
from agentscaler.environments.fidelity.translation import Translation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.environments.fidelity.alignment import Pair, Path
    from agentscaler.environments.fidelity.echoes import Echo
    from agentscaler.environments.fidelity.membership import Membership
    from agentscaler.environments.fidelity.services import Service
    from agentscaler.environments.fidelity.subject import Answer, Session, Subject
    from agentscaler.environments.fidelity.traces import Call, Episode
    from agentscaler.environments.fidelity.translation import Loss, LossCause

_REFUSALS = frozenset({"refusal", "invalid_call"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """A pair of scalars and whether they are the same."""

    pair: Pair
    equal: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Played:
    """A recorded call and what ours made of it."""

    at: int
    """Position in the episode."""
    call: Call
    sent: dict[str, Any]
    """Its arguments, translated."""
    losses: list[Loss]
    """Names in them that we could not translate."""
    answer: Answer | None
    """``None`` where no program stands for the operation."""
    compared: dict[Path, Compared] = field(default_factory=dict)
    """Scalars of the recorded answer; empty where the call was refused or is not covered."""
    given: int = 0
    """Scalars of our answer."""
    echoes: tuple[Echo, ...] = ()
    """Fields of the recorded answer that show what was written before."""
    lists: tuple[Membership, ...] = ()
    """Of reads."""

    @property
    def is_refused(self) -> bool:
        """Whether ours was refused, by the tool or by the schema of its arguments."""
        return self.answer is not None and self.answer.kind in _REFUSALS

    @property
    def agrees(self) -> bool:
        """Whether the outcome is that which was recorded."""
        if self.answer is None:
            return False
        return self.answer.kind == "ok" if self.call.ok else self.is_refused

    def shows(self, echo: Echo) -> bool:
        """Whether our answer shows the written value where the recorded one does."""
        return self.compared[echo.path].equal


def play(
    episode: Episode,
    service: Service,
    subject: Subject,
    *,
    random: Mapping[str, frozenset[str]],
) -> list[Played]:
    """Play a whole episode, whatever goes wrong on the way.

    Args:
        episode: What was recorded.
        service: Its tools.
        subject: What answers now.
        random: Operation -> paths of made-up members.
    """
    known = Translation(service.vocabulary, _literals(episode))
    session = subject.begin(episode)
    shown = echoes(episode.calls, service.writes)
    return [
        _play(
            at,
            call,
            known,
            subject=subject,
            session=session,
            random=random.get(call.operation, frozenset()),
            shown=shown[at],
            is_read=not service.writes(call.operation),
        )
        for at, call in enumerate(episode.calls)
    ]


def _literals(episode: Episode) -> list[str]:
    return [
        value
        for call in episode.setup
        for part in (call.arguments, call.result)
        for _, _, value in leaves(part)
        if isinstance(value, str)
    ]


def _play(
    at: int,
    call: Call,
    known: Translation,
    *,
    subject: Subject,
    session: Session,
    random: frozenset[str],
    shown: tuple[Echo, ...],
    is_read: bool,
) -> Played:
    sent, losses = known.arguments(call.arguments)
    covered = subject.covers(call.operation)
    answer = session.call(call.operation, sent) if covered else None
    if not call.ok or answer is None:
        if call.ok:
            known.lose_all(call.result, call.operation, "uncovered", random=random)
        return Played(at=at, call=call, sent=sent, losses=losses, answer=answer)
    ours = answer.value if answer.kind == "ok" else MISSING
    if answer.kind == "ok":
        pairs = align(call.result, ours, known)
        if known.learn(pairs, call.operation, random=random):
            pairs = align(call.result, ours, known)
    else:
        cause: LossCause = "refused" if answer.kind in _REFUSALS else "fault"
        known.lose_all(call.result, call.operation, cause, random=random)
        pairs = align(call.result, ours, known)
    return Played(
        at=at,
        call=call,
        sent=sent,
        losses=losses,
        answer=answer,
        compared={
            pair.path: Compared(
                pair=pair,
                equal=pair.ours is not MISSING
                and known.same(pair.recorded, pair.ours, pair.member),
            )
            for pair in pairs
        },
        given=sum(1 for _ in leaves(ours)) if answer.kind == "ok" else 0,
        echoes=shown,
        lists=tuple(memberships(call.result, ours, known)) if is_read else (),
    )
