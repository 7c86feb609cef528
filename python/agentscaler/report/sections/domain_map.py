"""The map: one circle a domain, drawn here so that it is there without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.report.labels import fit_label
from agentscaler.report.layout import MapLayout, map_layout
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
_LEAST_PX, _MOST_PX, _SHARE = 8.0, 17.0, 0.34
"""Smallest and largest letters, and their height in radii: large domains have large names."""
_LINE_EM = 1.12
_DRAWN_PX = 1000.0
"""Width of the map where no script measures it."""


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
    return element(
        "svg",
        element("g", *_lines(layout, drawn), class_="links"),
        element("g", *_circles(facts, layout), class_="circles"),
        element("g", *_labels(facts, layout), class_="labels"),
        id="domain-map",
        viewBox=" ".join(number(value) for value in layout.box),
        role="group",
        aria_label="Domain map",
    )


def _labels(facts: Facts, layout: MapLayout) -> list[Markup]:
    """Write each name into its circle; those that are too small to be read are off until a zoom.

    The script does the same with the width that the map really has.
    """
    unit = layout.box[2] / _DRAWN_PX
    written = []
    for row, (name, split) in enumerate(facts.domains.select("name", "split").iter_rows()):
        label = fit_label(visible(name))
        x, y, r = layout.x[row], layout.y[row], layout.r[row]
        fit = label.size * r
        first = (1 - len(label.lines)) / 2 * _LINE_EM
        lines = (
            element("tspan", line, x=x, dy=f"{first if at == 0 else _LINE_EM:.2f}em")
            for at, line in enumerate(label.lines)
        )
        written.append(
            element(
                "text",
                *lines,
                x=x,
                y=y,
                font_size=min(fit, max(_LEAST_PX * unit, min(_MOST_PX * unit, r * _SHARE))),
                data_fit=fit,
                class_=str(split) if fit >= _LEAST_PX * unit else f"{split} off",
            )
        )
    return written


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
        element("div", id="map-find", class_="find", hidden=True),
        element("div", id="map-controls", class_="controls", hidden=True),
        class_="map-frame",
    )


def _caption(drawn: pl.DataFrame, links: pl.DataFrame) -> Markup:
    hint = element("span", id="map-hint")
    if links.height == 0:
        return element("p", "No edges lead from one domain to another.", hint, class_="caption")
    chosen = "all" if drawn.height == links.height else f"the {drawn.height:,} strongest of"
    return element(
        "p",
        f"Lines: {chosen} {count(links.height, 'pair')} of domains with edges between them; "
        "stronger lines carry more similarity and more feeds. The position uses all pairs.",
        hint,
        class_="caption",
    )
