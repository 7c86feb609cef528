"""How alike a recorded system and environments made from its specifications are.

>>> import json, tempfile
>>> from agentscaler.environments.fidelity.traces import Traces
>>> from pathlib import Path
>>> from agentscaler.environments.fidelity.floors import accepts_all
>>> folder = Path(tempfile.mkdtemp())
>>> _ = (folder / "tools.jsonl").write_text('{"service": "shop", "name": "GetPet"}')
>>> found = {"operation": "GetPet", "arguments": {"id": 1}, "ok": True, "result": {"id": 1}}
>>> missed = {**found, "ok": False, "error": {"code": "NotFound"}}
>>> episode = {"service": "shop", "episode": 1, "calls": [found, missed]}
>>> _ = (folder / "shop.jsonl").write_text(json.dumps(episode))
>>> found = measure(Traces.from_folder(folder), accepts_all)
>>> found.figures["balanced_accuracy"].value, found.figures["scalar_recall"].value
(0.5, 1.0)
>>> [(group.kind, group.detail, group.calls) for group in found.groups()]
[('accepted', 'not_found', 1)]
"""

from __future__ import annotations

import functools
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agentscaler.environments.fidelity.disagreements import Disagreements, ranked, totals
from agentscaler.environments.fidelity.figures import draw, figures_of, mean_over
from agentscaler.environments.fidelity.replay import play
from agentscaler.environments.fidelity.services import read_service
from agentscaler.environments.fidelity.tally import COUNTS, tally
from agentscaler.errors import ArgumentError
from agentscaler.executors.local import SerialExecutor
from agentscaler.world.progress import NoProgress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from agentscaler.environments.fidelity.disagreements import Group
    from agentscaler.environments.fidelity.figures import Share
    from agentscaler.environments.fidelity.subject import SubjectFactory
    from agentscaler.environments.fidelity.traces import Traces
    from agentscaler.world import Executor, Progress


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceFidelity:
    """What was found in one service."""

    service: str
    counts: NDArray[np.float64]
    """By episode, in the order of `COUNTS`, [episodes, counts]."""
    draws: NDArray[np.float64]
    """Sums of bootstrap samples, [draws, counts]."""
    groups: tuple[Group, ...]
    operations: int
    """Different operations in the recorded calls."""
    covered: int
    """Of these, with a program."""
    design_s: float
    """CPU seconds of the design."""
    replay_s: float
    """CPU seconds of the replay."""

    @property
    def figures(self) -> dict[str, Share]:
        """Every figure by its name; see `FIGURES`."""
        return figures_of(self.counts.sum(axis=0), self.draws)

    @property
    def sums(self) -> dict[str, int]:
        """The counts in all."""
        return _named(self.counts.sum(axis=0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Fidelity:
    """What was found in all services."""

    services: tuple[ServiceFidelity, ...]

    @property
    def figures(self) -> dict[str, Share]:
        """Every figure over the calls of all services; see `FIGURES`."""
        sums = sum(one.counts.sum(axis=0) for one in self.services)
        draws = sum(one.draws for one in self.services)
        return figures_of(np.asarray(sums), np.asarray(draws))

    @property
    def means(self) -> dict[str, float | None]:
        """Every figure as the mean over the services that have it."""
        each = [one.figures for one in self.services]
        return {name: mean_over(each, name) for name in self.figures}

    @property
    def sums(self) -> dict[str, int]:
        """The counts in all."""
        return _named(np.asarray(sum(one.counts.sum(axis=0) for one in self.services)))

    def groups(self) -> list[Group]:
        """All disagreements, the most frequent first."""
        return ranked([group for one in self.services for group in one.groups])

    def to_plain(self, *, worst: int | None = None) -> dict[str, Any]:
        """As JSON has it.

        Args:
            worst: Disagreements, at most; all when left out.
        """
        groups = self.groups()
        return {
            "format_version": 1,
            "all": {
                "figures": _plain(self.figures),
                "means": self.means,
                "counts": self.sums,
            },
            "services": {
                one.service: {
                    "figures": _plain(one.figures),
                    "counts": one.sums,
                    "operations": one.operations,
                    "operations_covered": one.covered,
                }
                for one in self.services
            },
            "kinds_of_disagreement": [asdict(one) for one in totals(groups)],
            "disagreements": [group.to_plain() for group in groups[:worst]],
            "disagreements_in_all": len(groups),
        }


def measure(
    traces: Traces,
    make: SubjectFactory,
    *,
    services: Sequence[str] | None = None,
    episodes: int | None = None,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Fidelity:
    """Replay recorded episodes on what is made from the specifications, and compare.

    Args:
        traces: The recorded behaviour.
        make: Makes what is measured of the tools of a service; see `designed_by`. It is pickled
            where the executor has processes.
        services: Their names; all when left out.
        episodes: Of each service, at most; all when left out.
        seed: Of designs and of intervals.
        executor: Runs the services; this process when left out. Results do not depend on it.
        progress: Is told of each service.

    Raises:
        ArgumentError: A service was not recorded, or there are no episodes to play.
        TraceError: A file is broken.
    """
    chosen = list(traces.services if services is None else dict.fromkeys(services))
    for name in chosen:
        if name not in traces.services:
            raise ArgumentError(
                f"no service {name} was recorded",
                where=str(traces.folder),
                mend=f"choose among {', '.join(traces.services)}",
            )
    if episodes is not None and episodes < 1:
        raise ArgumentError(f"episodes is {episodes}, but must be at least 1")
    entries = traces.specifications()
    work = functools.partial(_measure_service, traces, make, episodes, seed)
    told = progress or NoProgress()
    told.begin("fidelity", "services", len(chosen))
    found: list[ServiceFidelity | None] = [None] * len(chosen)
    items = [(name, entries.get(name, [])) for name in chosen]
    for index, one in (executor or SerialExecutor()).map(work, items):
        found[index] = one
        told.advance("fidelity")
    told.end("fidelity")
    return Fidelity(services=tuple(one for one in found if one is not None))


def _measure_service(
    traces: Traces,
    make: SubjectFactory,
    episodes: int | None,
    seed: int,
    item: tuple[str, list[dict[str, Any]]],
) -> ServiceFidelity:
    name, entries = item
    recorded = traces.episodes(name, most=episodes)
    random = traces.random_fields(name)
    service = read_service(name, entries, seed=seed)
    begun = time.process_time()
    subject = make(service.task)
    designed = time.process_time()
    differ = Disagreements(
        name, lambda operation: service.left_out.get(operation) or subject.why_not(operation)
    )
    counts: list[list[float]] = []
    for episode in recorded:
        played = play(episode, service, subject, random=random)
        counts.append(tally(played))
        differ.add(episode, played)
    table = np.asarray(counts, dtype=np.float64).reshape(len(counts), len(COUNTS))
    operations = {call.operation for episode in recorded for call in episode.calls}
    return ServiceFidelity(
        service=name,
        counts=table,
        draws=draw(name, table, seed=seed),
        groups=tuple(ranked(list(differ.groups.values()))),
        operations=len(operations),
        covered=sum(map(subject.covers, operations)),
        design_s=designed - begun,
        replay_s=time.process_time() - designed,
    )


def _named(sums: NDArray[np.float64]) -> dict[str, int]:
    return {name: round(float(value)) for name, value in zip(COUNTS, sums, strict=True)}


def _plain(figures: dict[str, Share]) -> dict[str, Any]:
    return {
        name: None if one.value is None else {"value": one.value, "low": one.low, "high": one.high}
        for name, one in figures.items()
    }
