"""Packs: how many tokens, how many of them are trained, how full bins are, and some as text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from agentscaler.report.cards import card, cards, grid, mean, number_cell, percent
from agentscaler.report.figures import bars
from agentscaler.report.losses import loss_list
from agentscaler.report.markup import Markup, count, element, foreign, join
from agentscaler.report.reasons import headline, packing_sentence
from agentscaler.report.sections.section import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts
    from agentscaler.report.packs import PackFacts, Sequenced

_LEAST, _KILO = 256, 1024
_SHORT = 12
"""Characters of an id."""


def build(facts: Facts, config: ReportConfig) -> Section | None:
    """Build the section; ``None`` where the stage has not run."""
    del config
    found = facts.packs
    if found is None:
        return None
    return Section(
        id="packs",
        title="Packs",
        lead="Kept trajectories become tokens, and tokens are laid side by side in bins of one "
        "size. Only what the agent writes is trained; the rest is read.",
        body=join(_figures(found), _lengths(found), _splits(found), _lost(found), _shown(found)),
    )


def _figures(found: PackFacts) -> Markup:
    tokens, trained = (int(found.items[name].sum()) for name in ("tokens", "trained"))
    share, part = percent(trained, tokens)
    return cards(
        card("Tokens", count(tokens), _of(found)),
        card("Trained share", share, f"{count(trained)} tokens are learned.", part),
        card("Length", mean(found.items["tokens"], 0), "tokens of a trajectory, on average."),
        *_made(found),
        *(
            card(
                f"Fill, {split}",
                f"{pack['fill']:.1%}",
                f"of {count(pack['bins'], 'bin')} of {count(pack['capacity'], 'token')}.",
                pack["fill"],
            )
            for split, pack in found.packs.items()
            if pack["bins"]
        ),
    )


def _of(found: PackFacts) -> str:
    copies = int(found.items["copy"].sum())
    own = count(found.items.height - copies, "trajectory", "trajectories")
    return f"of {own}" + (" and of renamed copies of them." if copies else ".")


def _made(found: PackFacts) -> list[Markup]:
    """What was made of trajectories before they were packed."""
    copies, cut = (int(found.items[name].sum()) for name in ("copy", "cut"))
    shown = []
    if copies:
        shown.append(
            card(
                "Renamed copies",
                count(copies),
                "The same conversation with other names of tools and things, so that names are "
                "read and not learned by heart.",
            )
        )
    if cut:
        shown.append(
            card(
                "Cut",
                count(cut),
                "were too long: they end after the last message of the agent that fits.",
                cut / found.items.height,
            )
        )
    return shown


def _lengths(found: PackFacts) -> Markup:
    """Trajectories by length; each bar spans twice what the one before it does."""
    lengths = found.items["tokens"]
    if not lengths.len():
        return Markup("")
    edges = [0, _LEAST]
    longest = max(lengths)
    while edges[-1] <= longest:
        edges.append(edges[-1] * 2)
    counts = [
        int(lengths.is_between(low, high, closed="left").sum()) for low, high in pairwise(edges)
    ]
    first = next(at for at, number in enumerate(counts) if number)
    labels = [f"{_size(low)}\u2013{_size(high)}" for low, high in pairwise(edges)]
    return element(
        "figure",
        element("figcaption", "Lengths of trajectories"),
        bars(labels[first:], counts[first:], "tokens of a trajectory"),
        class_="packs-lengths",
    )


def _size(tokens: int) -> str:
    return f"{tokens // _KILO}k" if tokens >= _KILO else str(tokens)


def _splits(found: PackFacts) -> Markup:
    heads = [
        ("Split", False),
        *((text, True) for text in ("Trajectories", "Renamed copies", "Cut")),
        *((text, True) for text in ("Tokens", "Trained", "Share", "Bins", "Fill")),
    ]
    return grid(heads, (_split(found, split) for split in found.packs), "played-table")


def _split(found: PackFacts, split: str) -> Markup:
    own = found.items.filter(pl.col("split") == split)
    pack = found.packs[split]
    tokens, trained, copies, cut = (
        int(own[name].sum()) for name in ("tokens", "trained", "copy", "cut")
    )
    made = (count(value) if value else "\u00b7" for value in (copies, cut))
    return element(
        "tr",
        element("th", headline(split), scope="row"),
        number_cell(count(own.height - copies)),
        *(number_cell(told) for told in made),
        *(number_cell(count(value)) for value in (tokens, trained)),
        number_cell(percent(trained, tokens)[0]),
        number_cell(count(pack["bins"])),
        number_cell(f"{pack['fill']:.1%}" if pack["bins"] else "-"),
    )


def _lost(found: PackFacts) -> Markup:
    if not found.dropped and not found.dropped_copies:
        return Markup("")
    ordered = sorted(found.dropped.items(), key=lambda item: (-item[1], item[0]))
    total = count(sum(found.dropped.values()))
    besides = f", besides {count(found.held_out)} of held-out domains" if found.held_out else ""
    return element(
        "figure",
        element("figcaption", f"Trajectories that are not packed: {total}{besides}"),
        loss_list(ordered, packing_sentence),
        element("p", f"{_copies(found.dropped_copies)} left out too.", class_="small")
        if found.dropped_copies
        else "",
        class_="environments-reasons",
    )


def _copies(number: int) -> str:
    """Renamed copies and the verb that fits.

    Example:
        >>> _copies(1), _copies(20)
        ('1 renamed copy was', '20 renamed copies were')
    """
    return f"{count(number, 'renamed copy was', 'renamed copies were')}"


def _shown(found: PackFacts) -> Markup:
    if not found.shown:
        return Markup("")
    return join(
        element(
            "h3",
            f"{count(len(found.shown), 'trajectory', 'trajectories')} as tokens",
            class_="tasks-title",
        ),
        element(
            "p",
            element("mark", "Marked", class_="trained"),
            " tokens are trained; the others are only read.",
            class_="small",
        ),
        *(_sequence(one) for one in found.shown),
    )


def _sequence(one: Sequenced) -> Markup:
    return element(
        "details",
        element(
            "summary",
            element("span", one.id[:_SHORT], class_="code"),
            element(
                "span",
                f" {one.split} \u00b7 {count(one.tokens, 'token')}",
                f" \u00b7 {count(one.trained)} trained",
                " \u00b7 a renamed copy" if one.copy else "",
                " \u00b7 cut" if one.cut else "",
                class_="small",
            ),
        ),
        element("pre", *_spans(one), class_="sequence"),
        class_="environment",
    )


def _spans(one: Sequenced) -> Iterator[Markup]:
    for span in one.spans:
        if span.trained:
            yield element("mark", foreign(span.text), class_="trained")
        else:
            yield foreign(span.text)
        if span.left_out:
            yield element(
                "span", f" \u2026 {count(span.left_out, 'token')} \u2026 ", class_="left-out"
            )
