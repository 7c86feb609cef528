"""Which side of the experiment a provider is on: general, vertical or held out.

Fixed before anything is grouped, and keyed by the seed. Links across sides are not followed, so
that no domain stands on two sides. Providers that offer copies of the same tools are one family
and stay together (a catalogue often lists one API under two names); a held-out tool that has a
copy elsewhere all the same is left out, since a model would have trained on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agentscaler.domains.identity import share_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.domains.config import DomainsConfig
    from agentscaler.domains.links import Links, Nodes

SPLITS = ("general", "vertical", "held_out")
"""The sides, by number."""
GENERAL, VERTICAL, HELD_OUT = range(3)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sides:
    """Every tool on its side."""

    side: Nodes
    """Number of the split of each tool."""
    family: dict[str, str]
    """Provider -> its family, named after the first of its providers."""
    twins: npt.NDArray[np.bool_]
    """Held-out tools with a copy on another side."""
    notes: list[str]
    """Why a split is missing."""


def choose_sides(
    providers: Sequence[str], links: Links, config: DomainsConfig, *, seed: int
) -> Sides:
    """Put each family of providers on a side.

    Args:
        providers: Provider of each tool.
        links: Similar links between the tools.
        config: Shares of the splits, and what makes a copy and a family.
        seed: Which families go where.

    Example:
        >>> from agentscaler.domains.config import DomainsConfig
        >>> from agentscaler.domains.links import Links
        >>> none = Links(*(np.empty(0, kind) for kind in ("u4", "u4", "f4")))
        >>> sides = choose_sides(["a"] * 6 + ["b"] * 4 + ["c"] * 4, none, DomainsConfig(), seed=0)
        >>> sorted(set(sides.side.tolist()))
        [0, 1, 2]
    """
    names, provider = np.unique(np.array(providers, dtype=object).astype(str), return_inverse=True)
    sizes = np.bincount(provider, minlength=len(names))
    copies = links.where(links.weight >= np.float32(config.twin_similarity))
    family = _families(provider, sizes, copies, config.family_share)
    sizes_of = np.bincount(family, sizes, minlength=len(names)).astype(np.int64)
    roots = np.unique(family)
    chosen, notes = _quotas([(str(names[f]), int(sizes_of[f])) for f in roots], config, seed=seed)
    side_of = np.zeros(len(names), dtype=np.int64)
    side_of[roots] = chosen
    side = side_of[family][provider] if len(names) else np.zeros(0, dtype=np.int64)
    across = side[copies.src] != side[copies.dst]
    twins = np.zeros(len(side), dtype=bool)
    for ends in (copies.src[across], copies.dst[across]):
        twins[ends] = True
    return Sides(
        side=side,
        family={str(names[p]): str(names[family[p]]) for p in range(len(names))},
        twins=twins & (side == HELD_OUT),
        notes=notes,
    )


def _families(
    provider: npt.NDArray[np.intp], sizes: npt.NDArray[np.intp], copies: Links, share: float
) -> Nodes:
    """The first provider of the family of each provider."""
    family = np.arange(len(sizes))
    a = np.concatenate([copies.src, copies.dst]).astype(np.int64)
    b = np.concatenate([copies.dst, copies.src]).astype(np.int64)
    p, q = provider[a], provider[b]
    # A tool counts once for each other provider that has a copy of it.
    seen = np.unique(np.stack([p[p != q], q[p != q], a[p != q]]), axis=1)
    pairs, counts = np.unique(seen[:2], axis=1, return_counts=True)
    smaller = sizes[pairs[0]] <= sizes[pairs[1]]
    kin = smaller & (counts >= share * sizes[pairs[0]])
    for left, right in pairs[:, kin].T.tolist():  # pairs of providers, not of tools
        first, second = sorted((int(family[left]), int(family[right])))
        family[family == second] = first
    return family


def _quotas(
    families: list[tuple[str, int]], config: DomainsConfig, *, seed: int
) -> tuple[list[int], list[str]]:
    """The side of each family, and what could not be done.

    The largest family goes first: to the side that the seed draws for it, or, when that has no
    room for half of it, to the side that lacks most.
    """
    shares = (1 - config.vertical - config.held_out, config.vertical, config.held_out)
    total = sum(size for _, size in families)
    room = [share * total for share in shares]
    side: dict[str, int] = {}
    for name, size in sorted(families, key=lambda item: (-item[1], item[0])):
        drawn = _drawn(shares, share_of(seed, "split", name))
        if room[drawn] < size / 2:
            drawn = max(range(3), key=lambda s: (room[s], -s))
        room[drawn] -= size
        side[name] = drawn
    notes = _fill_empty(families, side, shares, config.min_tools)
    return [side[name] for name, _ in families], notes


def _drawn(shares: tuple[float, ...], at: float) -> int:
    """The side at ``at`` (0 to 1) when the sides lie side by side."""
    for number, share in enumerate(shares):
        if at < share:
            return number
        at -= share
    return GENERAL


def _fill_empty(
    families: list[tuple[str, int]], side: dict[str, int], shares: tuple[float, ...], least: int
) -> list[str]:
    """Give every split that was asked for a family that can make a domain, where there is one."""
    able = sorted((size, name) for name, size in families if size >= least)
    notes = []
    for wanted in (GENERAL, HELD_OUT, VERTICAL):
        if shares[wanted] <= 0 or any(side[name] == wanted for _, name in able):
            continue
        held = [sum(side[name] == s for _, name in able) for s in range(3)]
        spare = [name for _, name in able if held[side[name]] > 1]
        if spare:
            side[spare[0]] = wanted
        else:
            notes.append(
                f"no {SPLITS[wanted]} split: {len(able)} families of providers have"
                f" {least} tools or more, and each split needs one of its own"
            )
    return notes
