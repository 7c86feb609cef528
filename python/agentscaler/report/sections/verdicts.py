"""Verdicts: the funnel as a picture and a table, and which stage caught which scripted mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.report.cards import card, cards, grid, number_cell, percent
from agentscaler.report.funnel_picture import funnel_picture
from agentscaler.report.markup import Markup, count, element, foreign, join
from agentscaler.report.reasons import filter_sentence, headline
from agentscaler.report.sections.section import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts
    from agentscaler.report.verdicts import Caught, Station, VerdictFacts


def build(facts: Facts, config: ReportConfig) -> Section | None:
    """Build the section; ``None`` where the stage has not run."""
    del config
    found = facts.verdicts
    if found is None:
        return None
    return Section(
        id="verdicts",
        title="Verdicts",
        lead="A funnel decides which trajectories are good enough to be learned from. The first "
        "stage that objects gives the reason.",
        body=join(_figures(found), _funnel(found), _caught(found)),
    )


def _figures(found: VerdictFacts) -> Markup:
    share, part = percent(found.kept, found.total)
    dropped = found.total - found.kept
    missed = sum(one.missed for one in found.caught)
    made = sum(one.made for one in found.caught)
    recovered = sum(one.recovered for one in found.caught)
    shown = [
        card("Trajectories", count(found.total), "came into the funnel."),
        card("Kept", share, f"{count(found.kept)} of {count(found.total)}.", part),
        card("Dropped", count(dropped), "each with a stage, a reason and a place."),
    ]
    if found.caught:
        kept = sum(one.recovered_kept for one in found.caught)
        shown += [
            card(
                "Slipped through",
                count(missed),
                f"of {count(made)} mistakes not put right: kept without the full reward.",
            ),
            card(
                "Recoveries kept",
                percent(kept, recovered)[0],
                f"{count(kept)} of {count(recovered)} mistakes that were put right.",
                percent(kept, recovered)[1],
            ),
        ]
    return cards(*shown)


def _funnel(found: VerdictFacts) -> Markup:
    heads = [("Stage", False), *((text, True) for text in ("In", "Dropped", "Out"))]
    rows = [row for station in found.stations for row in _station(station)]
    return element(
        "figure",
        element("figcaption", "The funnel, from all rollouts to those that are kept"),
        element("div", funnel_picture(found.stations), class_="scroll"),
        grid(heads, rows, "played-table"),
        class_="funnel-figure",
    )


def _station(station: Station) -> Iterator[Markup]:
    lost = station.entered - station.left
    yield element(
        "tr",
        element("th", element("b", foreign(headline(station.name))), scope="row"),
        number_cell(count(station.entered)),
        number_cell(count(lost) if lost else "\u00b7"),
        number_cell(count(station.left)),
    )
    for reason, number in station.dropped:
        yield element(
            "tr",
            element(
                "td",
                foreign(headline(reason)),
                element("span", told, class_="small block")
                if (told := filter_sentence(reason))
                else "",
                class_="below",
            ),
            element("td"),
            number_cell(count(number)),
            element("td"),
        )


def _caught(found: VerdictFacts) -> Markup:
    if not found.caught:
        return Markup("")
    stages = [station.name for station in found.stations]
    heads = [
        ("Mistake", False),
        ("Not put right", True),
        *((headline(stage), True) for stage in stages),
        ("Kept, no harm", True),
        ("Slipped through", True),
        ("Put right", True),
        ("of these kept", True),
    ]
    return element(
        "figure",
        element(
            "figcaption",
            "Which stage caught which mistake. An episode counts for each mistake that was not put "
            "right; those in which all were put right stand at the right, with how many are kept",
        ),
        grid(heads, (_mistake(one, stages) for one in found.caught), "played-table"),
    )


def _mistake(one: Caught, stages: list[str]) -> Markup:
    return element(
        "tr",
        element("th", foreign(headline(one.name)), scope="row"),
        _cell(one.made),
        *(_cell(one.stages.get(stage, 0), "shade-3") for stage in stages),
        _cell(one.harmless),
        _cell(one.missed, "slipped"),
        _cell(one.recovered),
        _cell(one.recovered_kept),
    )


def _cell(value: int, class_: str = "") -> Markup:
    if not value:
        return element("td", "\u00b7", class_="number none")
    return element("td", count(value), class_=f"number {class_}".strip())
