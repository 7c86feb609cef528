"""Training: how the loss fell in both stages, and on how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.report.cards import card, cards, grid, number_cell
from agentscaler.report.markup import Markup, count, element, join
from agentscaler.report.plots import Line, line_plot
from agentscaler.report.reasons import headline
from agentscaler.report.sections.section import Section

if TYPE_CHECKING:
    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts
    from agentscaler.report.training import Curve, TrainingFacts

_PLOTS = (
    ("loss", "Loss: nats a trained token, mean since the line before"),
    ("learning_rate", "Learning rate"),
    ("grad_norm", "Norm of the gradient, before it is clipped"),
)


def build(facts: Facts, config: ReportConfig) -> Section | None:
    """Build the section; ``None`` where the stage has not run."""
    del config
    found = facts.training
    if found is None:
        return None
    return Section(
        id="training",
        title="Training",
        lead="Stage one trains on the packs of the general domains, stage two goes on with those "
        "of the vertical ones. Only what the agent says and calls is learned.",
        body=join(
            _figures(found),
            element("div", *(_plot(found, *one) for one in _PLOTS), class_="drawings"),
            _table(found),
            _exercises(found),
        ),
    )


def _figures(found: TrainingFacts) -> Markup:
    shown = []
    if found.parameters is not None:
        shown.append(card("Parameters", count(found.parameters), "of the model."))
    tokens = sum(curve.last("tokens") or 0 for curve in found.curves)
    supervised = sum(curve.last("supervised") or 0 for curve in found.curves)
    shown.append(card("Tokens", count(tokens), "were read, over both stages."))
    shown.append(
        card(
            "Trained tokens",
            count(supervised),
            "have a loss: what the agent wrote.",
            supervised / tokens if tokens else None,
        )
    )
    for curve in found.curves:
        first, last = (_loss(curve, at) for at in (0, -1))
        shown.append(card(f"Loss, {curve.stage}", last, f"at the end; {first} at the beginning."))
    return cards(*shown)


def _exercises(found: TrainingFacts) -> Markup:
    if not found.primer:
        return Markup("")
    return element(
        "p",
        f"Before the first stage the model did {count(found.primer, 'step')} of exercises: it "
        "learned to copy, in the form of calls. They are not drawn here.",
        class_="small",
    )


def _loss(curve: Curve, at: int) -> str:
    known = [line["loss"] for line in curve.lines if "loss" in line]
    return f"{known[at]:.3f}" if known else "-"


def _plot(found: TrainingFacts, name: str, title: str) -> Markup:
    lines = [
        Line(name=curve.stage, class_=curve.stage, points=curve.points(name))
        for curve in found.curves
    ]
    plot = line_plot(lines, "steps of a stage", title)
    if not plot:
        return plot
    legend = (
        element("span", element("i", class_=f"swatch {line.class_}"), line.name, class_="split")
        for line in lines
        if line.points
    )
    return element(
        "figure", element("figcaption", title), plot, element("p", *legend, class_="plot-legend")
    )


def _table(found: TrainingFacts) -> Markup:
    heads = [
        ("Stage", False),
        *((text, True) for text in ("Steps", "Tokens", "Trained tokens", "First loss")),
        ("Last loss", True),
    ]
    rows = [
        element(
            "tr",
            element("th", headline(curve.stage), scope="row"),
            *(
                number_cell("-" if (value := curve.last(name)) is None else count(value))
                for name in ("step", "tokens", "supervised")
            ),
            *(number_cell(_loss(curve, at)) for at in (0, -1)),
        )
        for curve in found.curves
    ]
    return grid(heads, rows, "played-table") if rows else Markup("")
