"""Counts of one episode. Every figure is a share of two sums of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.fidelity.refusals import RefusalKind, kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.fidelity.replay import Played

KINDS = ("ok", "refusal", "invalid_call", "fault", "infrastructure")
CAUSES = ("member", "refused", "fault", "uncovered")

COUNTS: tuple[str, ...] = (
    *("episodes", "calls", "covered"),
    *(f"accepted:{kind}" for kind in KINDS),  # recorded as accepted, by what ours is
    *(f"refused:{kind}" for kind in KINDS),
    *(f"of:{kind.value}" for kind in RefusalKind),
    *(f"met:{kind.value}" for kind in RefusalKind),
    *("echoes", "echoes_met", "scalars", "scalars_given", "scalars_met"),
    *("lists", "lists_met"),
    *("agreed", "agreed_with_echoes"),
    *("lost", *(f"lost:{cause}" for cause in CAUSES)),
)
"""Names of the counts, in the order in which tables hold them."""
PLACE = {name: at for at, name in enumerate(COUNTS)}


def tally(played: Sequence[Played]) -> list[float]:
    """Count an episode, in the order of `COUNTS`."""
    counts = dict.fromkeys(COUNTS, 0.0)
    counts["episodes"] = 1
    agreed, echoed = True, True
    for one in played:
        counts["calls"] += 1
        agreed = agreed and one.agrees
        if one.answer is None:
            continue
        counts["covered"] += 1
        counts[f"{'accepted' if one.call.ok else 'refused'}:{one.answer.kind}"] += 1
        if not one.call.ok:
            kind = kind_of(one.call.code).value
            counts[f"of:{kind}"] += 1
            counts[f"met:{kind}"] += one.is_refused
        if one.losses:
            counts["lost"] += 1
            for cause in {loss.cause for loss in one.losses}:
                counts[f"lost:{cause}"] += 1
        met = sum(one.shows(echo) for echo in one.echoes)
        counts["echoes"] += len(one.echoes)
        counts["echoes_met"] += met
        echoed = echoed and met == len(one.echoes)
        if one.call.ok and one.answer.kind == "ok":
            counts["scalars"] += len(one.compared)
            counts["scalars_given"] += one.given
            counts["scalars_met"] += sum(found.equal for found in one.compared.values())
        counts["lists"] += len(one.lists)
        counts["lists_met"] += sum(found.jaccard for found in one.lists)
    counts["agreed"] = agreed
    counts["agreed_with_echoes"] = agreed and echoed
    return list(counts.values())
