"""The chain as a flow: how many tools pass each stage, and why the others do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agentscaler.report.figures import share_bar
from agentscaler.report.losses import loss_list
from agentscaler.report.markup import Markup, count, element, join, number
from agentscaler.report.sections.section import Section
from agentscaler.report.threshold import rule_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts

SPLITS = ("general", "vertical", "held_out")
SPLIT_WORDS = {
    "general": "first training stage",
    "vertical": "second, specialised training stage",
    "held_out": "never trained on, kept for evaluation",
}
_RIBBON = 56.0


def build(facts: Facts, config: ReportConfig) -> Section:
    """Build the flow from specifications to tasks."""
    del config
    read = facts.tally("tools", "read", facts.tools.height + facts.dropped.height)
    return Section(
        id="chain",
        title="The chain",
        lead="How many tools pass each stage. Whatever is left out has a reason and is counted.",
        body=element(
            "ol",
            _read_station(facts, read),
            _kept_station(facts, read),
            _graph_station(facts, read),
            _domains_station(facts, read),
            _environments_station(facts, read),
            _tasks_station(facts, read),
            class_="flow",
        ),
    )


def _read_station(facts: Facts, read: int) -> Markup:
    formats = _most(_tally(facts.tools, "format"), "formats")
    return _station(
        _ribbon(read, [(read, "kept")], 0, read),
        "Read",
        count(read, "tool"),
        "in " + count(_files(facts), "file") + " of these formats (tools kept):",
        _breakdown(formats, facts.tools.height, "kept"),
    )


def _kept_station(facts: Facts, read: int) -> Markup:
    kept = facts.tools.height
    reasons = _tally(facts.dropped, "reason")
    effects = _tally(facts.tools, "effect")
    split = ", ".join(f"{count(value)} {name.lower()}" for name, value in effects)
    return _station(
        _ribbon(read, [(kept, "kept")], read - kept, read),
        "Tools",
        count(kept, "tool") + " kept",
        split,
        _losses(reasons, facts.dropped.height, "dropped", "#dropped"),
    )


def _graph_station(facts: Facts, read: int) -> Markup:
    tau = facts.figure("graph", "tau")
    kept = facts.tools.height
    note = join(
        element("b", count(facts.similar.height)),
        " similar edges join tools that seem to share data; ",
        element("b", count(facts.feeds.height)),
        " feeds edges lead from an output to a parameter that can take it.",
    )
    threshold = (
        join(
            element("p", "Threshold ", element("b", f"τ = {tau:.3f}"), class_="tau-line"),
            element("p", rule_text(facts), class_="small"),
            element("p", element("a", "See the distribution", href="#similarity"), class_="small")
            if facts.similar.height
            else "",
        )
        if isinstance(tau, int | float)
        else Markup("")
    )
    return _station(
        _ribbon(kept, [(kept, "kept")], 0, read),
        "Graph",
        count(facts.similar.height + facts.feeds.height, "edge"),
        note,
        threshold,
    )


def _domains_station(facts: Facts, read: int) -> Markup:
    splits = dict(facts.domains.group_by("split").agg(pl.col("num_tools").sum()).iter_rows())
    numbers = dict(_tally(facts.domains, "split"))
    inside = sum(splits.values())
    outside = facts.members.filter(pl.col("domain_id").is_null())
    parts = [(int(splits.get(name, 0)), name) for name in SPLITS]
    rows = [
        element(
            "li",
            element("i", class_=f"swatch {name}"),
            element("b", name.replace("_", " ")),
            f" {count(numbers.get(name, 0), 'domain')}, {count(int(splits.get(name, 0)), 'tool')}",
            element("span", SPLIT_WORDS[name], class_="small"),
        )
        for name in SPLITS
    ]
    return _station(
        _ribbon(facts.tools.height, parts, outside.height, read),
        "Domains",
        count(facts.domains.height, "domain"),
        f"with {count(inside, 'tool')}; a domain's tools belong to one database.",
        join(
            element("ul", *rows, class_="splits"),
            _losses(_tally(outside, "reason"), outside.height, "outside", "#tools"),
        ),
    )


def _environments_station(facts: Facts, read: int) -> Markup:
    found = facts.environments
    if found is None:
        return Markup("")
    usable = found.environments.filter(pl.col("problem").is_null())
    kept = int(usable["num_tools"].sum())
    arriving = kept + found.dropped.height
    return _station(
        _ribbon(arriving, [(kept, "kept")], found.dropped.height, read),
        "Environments",
        count(usable.height, "environment"),
        f"with a program for {count(kept, 'tool')}, which passed every check.",
        _losses(
            _most(_tally(found.dropped, "reason"), "reasons"),
            found.dropped.height,
            "left out",
            "#environments",
        ),
    )


def _tasks_station(facts: Facts, read: int) -> Markup:
    found = facts.tasks
    if found is None or facts.environments is None:
        return Markup("")
    frame = facts.environments.environments.filter(pl.col("problem").is_null())
    arriving = int(frame["num_tools"].sum())
    used = frame.filter(pl.col("name").is_in(found.tasks["environment"].unique().to_list()))
    kept = int(used["num_tools"].sum())
    lost = int(found.dropped["count"].sum())
    reasons = found.dropped.group_by("reason").agg(pl.col("count").sum())
    ordered = reasons.sort(["count", "reason"], descending=[True, False])
    return _station(
        _ribbon(arriving, [(kept, "kept")], arriving - kept, read),
        "Tasks",
        count(found.tasks.height, "task"),
        f"in {count(used.height, 'environment')} of {count(kept, 'tool')}, with gold that was "
        "executed and audited.",
        _losses(_most(list(ordered.iter_rows()), "reasons"), lost, "walks left out", "#tasks"),
    )


def _station(ribbon: Markup, name: str, headline_: str, note: str, details: Markup) -> Markup:
    return element(
        "li",
        ribbon,
        element("h3", name),
        element("p", headline_, class_="big"),
        element("p", note, class_="note"),
        details,
        class_="station",
    )


def _ribbon(arriving: int, leaving: Sequence[tuple[int, str]], lost: int, whole: int) -> Markup:
    """Draw what arrives on the left and what goes on to the right; losses turn down."""
    unit = (_RIBBON - 14) / max(whole, 1)
    left, right, parts = 0.0, 0.0, []
    for value, class_ in leaving:
        height = value * unit
        parts.append(_band(left, right, height, class_))
        left += height
        right += height
    if lost > 0:
        height = max((arriving - sum(value for value, _ in leaving)) * unit, lost * unit, 1.5)
        parts.append(
            element(
                "path",
                class_="lost",
                d=f"M0 {number(left)}C40 {number(left)} 55 {number(left + 4)} 70 {number(_RIBBON)}"
                f"L58 {number(_RIBBON)}C45 {number(left + height)} 30 {number(left + height)}"
                f" 0 {number(left + height)}Z",
            )
        )
    return element(
        "svg",
        *parts,
        class_="ribbon",
        viewBox=f"0 0 100 {number(_RIBBON)}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _band(left: float, right: float, height: float, class_: str) -> Markup:
    return element(
        "path",
        class_=class_,
        d=f"M0 {number(left)}L100 {number(right)}L100 {number(right + height)}"
        f"L0 {number(left + height)}Z",
    )


def _losses(reasons: Sequence[tuple[str, int]], total: int, verb: str, target: str) -> Markup:
    if not total:
        return element("p", f"None {verb}.", class_="small")
    return join(
        element(
            "p", element("a", f"{count(total)} {verb}", href=target), ", because:", class_="losing"
        ),
        loss_list(reasons),
    )


def _breakdown(parts: Sequence[tuple[str, int]], total: int, class_: str) -> Markup:
    return element(
        "ul",
        *(
            element(
                "li",
                element("span", count(value), class_="count"),
                element("span", name, class_="reason"),
                share_bar(value / max(total, 1), class_),
            )
            for name, value in parts
        ),
        class_="losses",
    )


def _most(parts: list[tuple[str, int]], plural: str, limit: int = 7) -> list[tuple[str, int]]:
    """Join what follows the most frequent ones into one line."""
    if len(parts) <= limit + 1:
        return parts
    rest = parts[limit:]
    return [*parts[:limit], (f"{len(rest)} other {plural}", sum(value for _, value in rest))]


def _files(facts: Facts) -> int:
    return facts.tally(
        "tools",
        "files",
        pl.concat([facts.tools["file"], facts.dropped["file"]]).drop_nulls().n_unique(),
    )


def _tally(frame: pl.DataFrame, column: str) -> list[tuple[str, int]]:
    """Count the values of a column, most frequent first, ties by name."""
    counts = frame.group_by(column).len().sort(["len", column], descending=[True, False])
    return [(str(name), int(value)) for name, value in counts.iter_rows()]
