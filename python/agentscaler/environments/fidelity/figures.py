"""Figures of a service, or of all, with the definitions that docs/fidelity.md explains.

Each is a share of sums over episodes; their 95 % intervals come from `DRAWS` bootstrap samples of
whole episodes, drawn within each service with a seed of its name, so that the interval of a service
does not depend on which others are measured.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from agentscaler.environments.fidelity.refusals import RefusalKind
from agentscaler.environments.fidelity.tally import CAUSES, KINDS, PLACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

DRAWS = 1000
_BOUNDS = (2.5, 97.5)

Sums = "NDArray[np.float64]"  # [..., len(COUNTS)]


@dataclass(frozen=True, slots=True)
class Share:
    """A figure with its 95 % interval; all ``None`` where nothing was to be counted."""

    value: float | None
    low: float | None = None
    high: float | None = None


def _of(*names: str) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    places = [PLACE[name] for name in names]
    return lambda sums: np.asarray(sums[..., places].sum(axis=-1))


_ACCEPTED = _of(*(f"accepted:{kind}" for kind in KINDS))
_REFUSED = _of(*(f"refused:{kind}" for kind in KINDS))
_REFUSED_MET = _of("refused:refusal", "refused:invalid_call")


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """NaN where the whole is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def _success_recall(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    return _share(_of("accepted:ok")(sums), _ACCEPTED(sums))


def _refusal_recall(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    return _share(_REFUSED_MET(sums), _REFUSED(sums))


def _ratio(part: str, whole: str) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    return lambda sums: _share(_of(part)(sums), _of(whole)(sums))


FIGURES: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    # Recorded calls whose operation has a program, of all recorded calls.
    "coverage": _ratio("covered", "calls"),
    # Mean of the two recalls below; nothing where no covered call was recorded as refused.
    "balanced_accuracy": lambda sums: (_success_recall(sums) + _refusal_recall(sums)) / 2,
    # Covered calls that were accepted, of those recorded as accepted.
    "success_recall": _success_recall,
    # Covered calls that were refused, also by their schema, of those recorded as refused.
    "refusal_recall": _refusal_recall,
    # Covered calls recorded as refused, of those that ours refused.
    "refusal_precision": lambda sums: _share(
        _REFUSED_MET(sums),
        _of(
            *("accepted:refusal", "accepted:invalid_call"),
            *("refused:refusal", "refused:invalid_call"),
        )(sums),
    ),
    # Echoed fields (see `echoes`) of covered calls that our answer shows; a refusal shows none.
    "echo_recall": _ratio("echoes_met", "echoes"),
    # Scalars of recorded answers that ours has equal, where both accepted the call.
    "scalar_recall": _ratio("scalars_met", "scalars"),
    # Scalars of our answers that the recorded ones have equal, where both accepted the call.
    "scalar_precision": _ratio("scalars_met", "scalars_given"),
    # Mean Jaccard index of the lists in recorded reads (see `memberships`).
    "list_membership": _ratio("lists_met", "lists"),
    # Episodes in which every call is covered and has the recorded outcome.
    "episodes_agreeing": _ratio("agreed", "episodes"),
    # Of those, with every echoed field as recorded.
    "episodes_agreeing_with_echoes": _ratio("agreed_with_echoes", "episodes"),
    # Covered calls that failed: a defect of the program.
    "faults": lambda sums: _share(
        _of(*(f"{side}:{kind}" for side in ("accepted", "refused") for kind in KINDS[3:]))(sums),
        _of("covered")(sums),
    ),
    # Covered calls recorded as accepted whose arguments broke our schema.
    "invalid_calls": lambda sums: _share(_of("accepted:invalid_call")(sums), _ACCEPTED(sums)),
    # Covered calls with a name in their arguments for which our answers gave none.
    "lost_names": _ratio("lost", "covered"),
    **{f"lost_names:{cause}": _ratio(f"lost:{cause}", "covered") for cause in CAUSES},
    # Recall of the refusals of one kind.
    **{
        f"refusal_recall:{kind.value}": _ratio(f"met:{kind.value}", f"of:{kind.value}")
        for kind in RefusalKind
    },
}
"""Figure -> function of sums of counts, on any leading axes."""


def draw(service: str, counts: NDArray[np.float64], *, seed: int) -> NDArray[np.float64]:
    """Sums over `DRAWS` bootstrap samples of the episodes of a service.

    Args:
        service: Its name keys the random numbers.
        counts: Counts by episode, [episodes, counts].
        seed: Of the measurement.

    Returns:
        Sums, [draws, counts].
    """
    text = f"fidelity/bootstrap/{seed}/{service}".encode()
    key = int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")
    episodes = len(counts)
    if not episodes:
        return np.zeros((DRAWS, counts.shape[1]))
    random = np.random.Generator(np.random.PCG64(key))
    times = random.multinomial(episodes, np.full(episodes, 1 / episodes), size=DRAWS)
    return np.asarray(times @ counts)


def figures_of(sums: NDArray[np.float64], draws: NDArray[np.float64]) -> dict[str, Share]:
    """All figures with their intervals.

    Args:
        sums: Counts in all, [counts].
        draws: Counts of each bootstrap sample, [draws, counts].
    """
    found: dict[str, Share] = {}
    for name, figure in FIGURES.items():
        value = float(figure(sums))
        if np.isnan(value):
            found[name] = Share(None)
            continue
        drawn = figure(draws)
        low, high = np.percentile(drawn[~np.isnan(drawn)], _BOUNDS)
        found[name] = Share(value, float(low), float(high))
    return found


def mean_over(services: Sequence[dict[str, Share]], name: str) -> float | None:
    """Mean of a figure over the services that have it, each as much as any other."""
    values = [share.value for one in services if (share := one[name]).value is not None]
    return sum(values) / len(values) if values else None
