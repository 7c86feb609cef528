"""Every mistake that scripted agents make on purpose, and what becomes of it.

The table is the claim: which stage drops an episode with such a mistake, for which reasons, and why
some episodes are rightly kept. What it does not say does not happen.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from agentscaler.filters import REASONS, FiltersConfig
from agentscaler.filters.config import FORGIVABLE
from agentscaler.rollouts.scripted.mistakes import MISTAKES, RECOVERABLE
from filters.erring import all_plans, erring, judged

if TYPE_CHECKING:
    from collections.abc import Callable

    from filters.erring import Episode

OUTCOME = "state_differs missing_write not_told"
"""What a mistake may come to whose consequences alone are seen."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What becomes of episodes with one mistake."""

    validity: str = ""
    repetition: str = ""
    alignment: str = ""
    exact: str = ""
    """Reasons for which the stage drops them; each of them happens."""
    rarely: str = ""
    """Other reasons, of alignment or of exactness, that a task may bring."""
    kept: str = ""
    """Why some are rightly kept; empty: none is."""
    harmless: Callable[[Episode], bool] | None = None
    """The same as a condition that every kept one meets."""

    def usual(self) -> set[tuple[str, str]]:
        return {
            (stage, reason)
            for stage in ("validity", "repetition", "alignment", "exact")
            for reason in getattr(self, stage).split()
        }


def _read_nothing(episode: Episode) -> bool:
    return episode.failed and not episode.writes


def _told_elsewhere(episode: Episode) -> bool:
    answer = [str(one) for one in episode.plan.task.answer]
    said = str(episode.trajectory.messages[episode.at].content)
    return max(Counter(answer).values()) > 1 or all(one in said for one in answer)


NOT_PUT_RIGHT = {
    "wrong_id": Claim(alignment=OUTCOME, rarely="other_arguments missing_call"),
    "wrong_value": Claim(
        validity="arguments_do_not_fit", alignment="state_differs missing_write"
    ),  # of a list of values there is none that is nearly right
    "missing_argument": Claim(
        validity="arguments_do_not_fit",
        alignment="missing_write",
        rarely="state_differs not_told",
        kept="the read that failed was not needed: another one had told it",
        harmless=_read_nothing,
    ),
    "wrong_type": Claim(
        validity="arguments_do_not_fit",
        alignment="missing_write",
        rarely="state_differs not_told other_arguments",
        kept="the read that failed was not needed: another one had told it",
        harmless=_read_nothing,
    ),
    "unknown_tool": Claim(validity="unknown_tool"),
    "bad_json": Claim(validity="arguments_not_json"),
    "wrong_order": Claim(alignment="missing_write", rarely="state_differs not_told"),
    "loop": Claim(repetition="stuck_call"),
    "extra_write": Claim(
        alignment="extra_write",
        rarely="state_differs",
        kept="the tool refuses to write the same once more",
        harmless=lambda episode: episode.failed,
    ),
    "premature_write": Claim(
        validity="arguments_do_not_fit",
        alignment="state_differs",
        rarely="missing_write",
        kept="it did not wait for a yes that would have come: the write is the one of gold",
        harmless=lambda episode: episode.call in episode.plan.task.gold_calls,
    ),
    "forgotten_call": Claim(alignment="missing_write", rarely="state_differs"),
    "false_claim": Claim(alignment="missing_write", rarely="state_differs"),
    "early_stop": Claim(alignment="missing_write not_told", rarely="state_differs missing_call"),
    "wrong_answer": Claim(
        alignment="not_told",
        kept="the same value is told right there: it answers another question, or names the row",
        harmless=_told_elsewhere,
    ),
    "ignores_policy": Claim(
        alignment="extra_write",
        exact="extra_call",
    ),
}

PUT_RIGHT = {
    "wrong_id": Claim(exact="extra_call", kept="it saw the wrong row, or none, and looked again"),
    "wrong_value": Claim(kept="the tool refused the value"),
    "missing_argument": Claim(kept="arguments that do not fit are forgiven"),
    "wrong_type": Claim(kept="arguments that do not fit are forgiven"),
    "unknown_tool": Claim(validity="unknown_tool"),
    "bad_json": Claim(validity="arguments_not_json"),
    "wrong_order": Claim(rarely="extra_call", kept="it made the call again with what it needs"),
    "loop": Claim(repetition="stuck_call"),
}
"""Dropped is what nobody should learn to write, and a read too many where calls are compared."""


@pytest.fixture(scope="module")
def episodes(tmp_path_factory):
    return erring(all_plans(tmp_path_factory.mktemp("erring") / "world"))


@pytest.fixture(scope="module")
def verdicts(episodes):
    return judged(episodes, FiltersConfig())


def of(episodes, verdicts, name, *, recovered):
    pairs = zip(episodes, verdicts, strict=True)
    return [(e, v) for e, v in pairs if (e.mistake, e.recovered) == (name, recovered)]


def test_the_table_has_every_mistake_and_reasons_that_exist():
    assert NOT_PUT_RIGHT.keys() == MISTAKES.keys()
    assert PUT_RIGHT.keys() == RECOVERABLE
    for claim in (*NOT_PUT_RIGHT.values(), *PUT_RIGHT.values()):
        assert all(reason in REASONS[stage] for stage, reason in claim.usual())
        assert set(claim.rarely.split()) <= {*REASONS["alignment"], *REASONS["exact"]}


@pytest.mark.parametrize(
    ("name", "recovered"),
    [*((name, False) for name in NOT_PUT_RIGHT), *((name, True) for name in PUT_RIGHT)],
)
def test_a_mistake_comes_to_what_the_table_says(episodes, verdicts, name, recovered):
    claim = (PUT_RIGHT if recovered else NOT_PUT_RIGHT)[name]
    seen = of(episodes, verdicts, name, recovered=recovered)
    met = {(one["stage"], one["reason"]) for _, one in seen}
    assert claim.usual() <= met
    rare = {(stage, r) for stage in ("alignment", "exact") for r in claim.rarely.split()}
    assert met - claim.usual() - {(None, None)} <= rare
    assert ((None, None) in met) == bool(claim.kept)
    for episode, verdict in seen:
        if verdict["kept"] and claim.harmless is not None:
            assert claim.harmless(episode), (episode.plan.task.intent, episode.trajectory.id)


def test_whatever_changed_the_outcome_is_dropped(episodes, verdicts):
    for episode, verdict in zip(episodes, verdicts, strict=True):
        assert episode.reward == 1 or not verdict["kept"], (episode.mistake, verdict)
        # The reward of the rollout and the alignment of the funnel are one function.
        assert episode.reward != 1 or verdict["stage"] != "alignment", (episode.mistake, verdict)


def test_what_is_dropped_by_form_is_dropped_at_the_mistake(episodes, verdicts):
    for episode, verdict in zip(episodes, verdicts, strict=True):
        if verdict["stage"] == "validity":
            assert verdict["at"].startswith(f"messages[{episode.at}].tool_calls["), verdict


def test_broken_calls_that_were_put_right_are_kept_when_that_is_asked_for(episodes):
    forgiving = judged(episodes, FiltersConfig(forgiven=FORGIVABLE))
    for name in ("unknown_tool", "bad_json", "missing_argument", "wrong_type"):
        seen = of(episodes, forgiving, name, recovered=True)
        assert len(seen) >= 30
        assert all(verdict["kept"] for _, verdict in seen), name
        # What was not put right is still told by the calls, or by what it came to.
        for episode, verdict in of(episodes, forgiving, name, recovered=False):
            assert verdict["stage"] in {"validity", "alignment"} or episode.reward == 1
    for episode, verdict in zip(episodes, forgiving, strict=True):
        assert episode.reward == 1 or not verdict["kept"]


def test_nothing_is_forgiven_when_that_is_asked_for(episodes):
    severe = judged(episodes, FiltersConfig(forgiven=()))
    for name in ("unknown_tool", "bad_json", "wrong_type"):
        for recovered in (True, False):
            reasons = {v["reason"] for _, v in of(episodes, severe, name, recovered=recovered)}
            assert len(reasons) == 1, (name, reasons)
    # An argument that need not be there may be missing: the call is in form, the value is not told.
    seen = of(episodes, severe, "missing_argument", recovered=True)
    for episode, verdict in seen:
        assert verdict["kept"] == (verdict["reason"] is None)
        told = str(episode.trajectory.messages[episode.at + 1].content)
        assert verdict["kept"] != told.startswith("invalid arguments"), told
    assert {verdict["kept"] for _, verdict in seen} == {True, False}
