"""The map: one circle a domain, drawn here so that it is there without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.report.layout import MapLayout, labels, map_layout
from agentscaler.report.links import domain_links, with_domains
from agentscaler.report.markup import Markup, count, element, join, number, visible
from agentscaler.report.sections.section import Section

if TYPE_CHECKING:
    import polars as pl

    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts

_MARKS = (
    ("general", "first training stage"),
    ("vertical", "second training stage"),
    ("held_out", "evaluation only"),
)


def build(facts: Facts, config: ReportConfig) -> Section:
    """Build the map."""
    links = domain_links(with_domains(facts, facts.similar), with_domains(facts, facts.feeds))
    layout = map_layout(facts.domains["num_tools"].to_list(), links, config=config, seed=facts.seed)
    drawn = links.head(config.map_links)
    if facts.domains.height == 0:
        body = element(
            "p", "This world has no domains, so there is nothing to draw.", class_="empty"
        )
    else:
        body = join(_legend(), _frame(_drawing(facts, layout, drawn)), _caption(drawn, links))
    return Section(
        id="map",
        title="Domain map",
        lead="Each circle is a domain, its area the number of its tools. Domains whose tools are "
        "alike, or feed one another, stand close. Choose one to see its tools.",
        body=body,
    )


def _drawing(facts: Facts, layout: MapLayout, drawn: pl.DataFrame) -> Markup:
    names = [visible(name) for name in facts.domains["name"]]
    placed = labels(layout, names)
    return element(
        "svg",
        _patterns(),
        element("g", *_lines(layout, drawn), class_="links"),
        element("g", *_circles(facts, layout), class_="circles"),
        element(
            "g",
            *(
                element(
                    "text",
                    name,
                    x=layout.x[row],
                    y=placed[row].y,
                    class_=None if placed[row].shown else "off",
                )
                for row, name in enumerate(names)
            ),
            class_="labels",
        ),
        id="domain-map",
        viewBox=" ".join(number(value) for value in layout.box),
        role="group",
        aria_label="Domain map",
    )


def _patterns() -> Markup:
    """Give one split a texture, so that colour is never the only sign."""
    return element(
        "defs",
        element(
            "pattern",
            element("rect", width=6, height=6, class_="held_out"),
            element("path", d="M0 6L6 0", class_="hatch"),
            id="hatch",
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
        ),
    )


def _lines(layout: MapLayout, drawn: pl.DataFrame) -> list[Markup]:
    strongest = float(drawn["weight"][0]) if drawn.height else 1.0
    return [
        element(
            "line",
            x1=layout.x[a],
            y1=layout.y[a],
            x2=layout.x[b],
            y2=layout.y[b],
            data_ends=f"{a} {b}",
            stroke_opacity=0.08 + 0.5 * (weight / strongest) ** 0.5,
            stroke_width=0.4 + 2.2 * (weight / strongest) ** 0.5,
        )
        for a, b, weight in drawn.select("a", "b", "weight").iter_rows()
    ]


def _circles(facts: Facts, layout: MapLayout) -> list[Markup]:
    rows = facts.domains.select("id", "name", "split", "num_tools").iter_rows()
    return [
        element(
            "a",
            element(
                "circle", cx=layout.x[row], cy=layout.y[row], r=layout.r[row], class_=str(split)
            ),
            href=f"#domain={identity}",
            aria_label=f"{visible(name)}, {count(tools, 'tool')}, {str(split).replace('_', ' ')}",
            tabindex=-1 if row else 0,
        )
        for row, (identity, name, split, tools) in enumerate(rows)
    ]


def _legend() -> Markup:
    return element(
        "ul",
        *(
            element(
                "li",
                element("i", class_=f"swatch {name}"),
                element("b", name.replace("_", " ")),
                element("span", words, class_="small"),
            )
            for name, words in _MARKS
        ),
        class_="legend",
    )


def _frame(drawing: Markup) -> Markup:
    return element(
        "div",
        drawing,
        element("div", id="map-tip", class_="tip", hidden=True),
        element("div", id="map-controls", class_="controls", hidden=True),
        class_="map-frame",
    )


def _caption(drawn: pl.DataFrame, links: pl.DataFrame) -> Markup:
    if links.height == 0:
        return element("p", "No edges lead from one domain to another.", class_="caption")
    chosen = "all" if drawn.height == links.height else f"the {drawn.height:,} strongest of"
    return element(
        "p",
        f"Lines: {chosen} {count(links.height, 'pair')} of domains with edges between them; "
        "stronger lines carry more similarity and more feeds. The position uses all pairs.",
        element("span", id="map-hint"),
        class_="caption",
    )
