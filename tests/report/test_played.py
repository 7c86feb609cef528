"""Rollouts, verdicts, training and scores on the page; hostile text stays text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
import pytest

from agentscaler.report.beside_gold import beside_gold
from agentscaler.report.config import ReportConfig
from agentscaler.report.markup import escape
from agentscaler.report.plots import Line, interval_bar, line_plot, round_marks
from agentscaler.report.reasons import headline
from agentscaler.report.rollouts import choose
from agentscaler.report.training import POINTS, Curve
from agentscaler.report.transcript import moves
from agentscaler.report.verdicts import caught, stage_order, stations
from report.reading import read
from report.worlds import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable

SECTIONS = ("rollouts", "verdicts", "training", "scores")


def section(text: str, name: str) -> str:
    """What a section says, without its markup."""
    start = text.index(f'<section id="{name}"')
    inner = text[start : text.index("</section>", start)]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", inner))


def test_stages_that_have_not_run_have_no_section(tasks_page: Callable[..., str]) -> None:
    page = read(tasks_page())
    assert not {found.attributes.get("id") for found in page.all("section")} & set(SECTIONS)
    assert len([flow for flow in page.all("ol") if "flow" in str(flow.attributes["class"])]) == 1


def test_every_section_says_what_happened(played_page: Callable[..., str]) -> None:
    text = played_page()
    page = read(text)
    assert page.unbalanced == []
    assert "<b>12</b> rollouts" in text
    ids = [found.attributes["id"] for found in page.elements if "id" in found.attributes]
    assert sorted(ids) == sorted(set(ids))
    assert {str(a.attributes["href"])[1:] for a in page.all("a")} <= set(ids)
    for name, parts in {
        "chain": (
            "Rollouts 12 trajectories of 6 tasks; 67% have the full reward. Who played them: 8",
            "Verdicts 7 kept of 12 trajectories, by a funnel of 4 stages. 5 dropped , because:",
            "2 Arguments not JSON The arguments of a call are not JSON.",
            "Checkpoints 2 checkpoints of 1,234,567 parameters",
            "general 30 steps, loss 3.00 \u2192 0.10 first training stage",
            "Scores 2 agents on 6 tasks that nobody was trained on.",
            "scripted 50.0% (",
        ),
        "rollouts": (
            "Episodes 12 of 6 tasks in 3 environments.",
            "Passed 67% have a reward of 1; the mean is 0.67.",
            "Mistakes made on purpose 4 2 of them were put right.",
            "oracle 8 75% 0.75 3.0 2.0 8",
            "Wrong id names another row, or one that does not exist 4 2 100% 0%",
            "Tasks that nobody could play: 1",
        ),
        "verdicts": (
            "Kept 58% 7 of 12.",
            "Slipped through 0 of 2 mistakes not put right",
            "Recoveries kept 50% 1 of 2 mistakes that were put right.",
            "Reading 12 · 12 Validity 12 2 10 Arguments not JSON The arguments of a call are not",
            "Exact 8 1 7",
            "Wrong id 2 · 1 1 · · · 2 1",
        ),
        "training": (
            "Parameters 1,234,567",
            "Tokens 6,000",
            "Trained tokens 1,500",
            "Loss, general 0.100 at the end; 3.000 at the beginning.",
            "Vertical 30 3,000 750 1.000 0.033",
            "the model did 40 steps of exercises",
        ),
        "scores": (
            "oracle 83.3% (43.6 to 97.0) 0.0% -",
            "scripted 50.0% (",
            "By split",
            "By environment",
        ),
    }.items():
        said = section(text, name)
        for part in parts:
            assert part in said, (name, part, said)


def test_a_transcript_has_its_calls_verdict_and_what_gold_does(
    played_page: Callable[..., str],
) -> None:
    text = played_page()
    cards = [d for d in read(text).all("details") if d.attributes.get("class") == "task rollout"]
    # Six kinds that passed, two that failed, of the erring agent two of each.
    assert len(cards) == 12
    (struck,) = re.findall(
        r'<div class="called fails struck">(?:(?!<div).)*</div>',
        text[: text.index('<section id="verdicts"')],
    )[:1]
    assert "get_order" in struck
    assert "no JSON" in struck
    said = section(text, "rollouts")
    assert (
        "Dropped by validity. The arguments of a call are not JSON. messages[2].tool_calls[1]"
        in said
    )
    assert "what is wrong with 8" in said
    assert "Mistake: wrong id, not put right" in said
    assert "thinks The user wants it gone." in said
    assert "Missing: gold changes it, the episode did not notes + 7" in said
    assert "As gold orders" in said
    assert "Too much" not in said
    assert "What it changed, which is what gold changes" in said
    assert "not told: 9" in said


def test_limits_keep_the_page_small(played_page: Callable[..., str]) -> None:
    small = ReportConfig(rollout_samples=3, rollout_messages=2, rollout_chars=10)
    text = played_page(small)
    said = section(text, "rollouts")
    assert "3 transcripts to read" in said
    assert "… 2 more messages" in said
    assert "… 24 more characters" in said
    assert "It is cancelled." not in said


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_strangers_stays_text(played_page: Callable[..., str], hostile: str) -> None:
    page = read(text := played_page(text=hostile))
    assert page.unbalanced == []
    assert page.all("img") == []
    assert len([s for s in page.all("script") if s.attributes["type"] == "module"]) == 1
    assert not set(text) & set("\u2028\u2029\u202e\u2066\x00\x1b")
    # The text is there, in all sections, as what it is: agent, message, stage and reason.
    for name, told in (
        ("chain", hostile),
        ("rollouts", hostile),
        ("verdicts", headline(hostile)),
        ("scores", hostile),
    ):
        start = text.index(f'<section id="{name}"')
        assert escape(told)[:100] in text[start : text.index("</section>", start)], name
    for found in page.elements:
        assert not any(name.startswith("on") or name == "style" for name in found.attributes)


def test_some_of_every_kind_and_agent_are_chosen() -> None:
    rows = [
        {"id": f"{at:04d}", "kind": kind, "agent": agent, "reward": reward}
        for at, (kind, agent, reward) in enumerate(
            (kind, agent, reward)
            for _ in range(50)
            for kind in ("read", "write", None)
            for agent in ("oracle", "random")
            for reward in (0.0, 1.0, None)
        )
    ]
    frame = pl.DataFrame(rows)
    chosen = choose(frame, 100)
    assert chosen == choose(frame.reverse(), 100)
    assert len(chosen) == 3 * 2 * 2
    few = frame.filter(pl.col("id").is_in(choose(frame, 3)))
    assert few["kind"].n_unique() == 3
    assert choose(frame, 0) == []


def test_what_is_beside_gold() -> None:
    def cell(path: str, new: object) -> dict[str, object]:
        return {"path": [path], "old": 0, "new": new}

    row = {"op": "added", "from": 3, "row": {"a": 1}}
    gold = {
        "tables": [
            {
                "table": "t",
                "rows": [{"op": "changed", "key": 1, "cells": [cell("a", 1), cell("b", 2)]}, row],
            },
            {"table": "settings", "cells": [cell("theme", "dark")]},
            {"table": "gone", "old": {"x": 1}},
        ]
    }
    final = {
        "tables": [
            {
                "table": "t",
                "rows": [
                    {"op": "changed", "key": 1, "cells": [cell("a", 1), cell("b", 3)]},
                    row,
                    row,
                ],
            },
            {"table": "settings", "cells": [cell("theme", "dark"), cell("size", 9)]},
        ]
    }
    found = beside_gold(final, gold)
    assert not found.equal
    assert found.missing["tables"] == [
        {"table": "t", "rows": [{"op": "changed", "key": 1, "cells": [cell("b", 2)]}]},
        {"table": "gone", "old": {"x": 1}},
    ]
    assert found.extra["tables"] == [
        {"table": "t", "rows": [{"op": "changed", "key": 1, "cells": [cell("b", 3)]}, row]},
        {"table": "settings", "cells": [cell("size", 9)]},
    ]
    assert [len(table.get("rows", [0])) for table in found.shared["tables"]] == [2, 1]
    assert beside_gold(None, None).equal
    assert beside_gold(gold, gold).equal
    assert beside_gold(gold, gold).shared == gold


def test_results_find_their_calls() -> None:
    def call(name: str, call_id: str = "") -> dict[str, object]:
        return {"id": call_id, "function": {"name": name, "arguments": "{}"}}

    found = moves(
        [
            {"role": "assistant", "content": "a", "tool_calls": [call("x", "1"), call("y", "2")]},
            {"role": "tool", "tool_call_id": "2", "content": "of y"},
            {"role": "tool", "tool_call_id": "1", "content": "of x"},
            {"role": "assistant", "tool_calls": [call("x", "1"), call("z")]},
            {"role": "tool", "tool_call_id": "1", "content": "again", "is_error": True},
            {"role": "tool", "content": "of z"},
            {"role": "tool", "tool_call_id": "1", "content": "of nothing"},
        ]
    )
    told = [[(one.name, one.result, one.is_error) for one in move.calls] for move in found]
    assert told == [
        [("x", "of x", False), ("y", "of y", False)],
        [("x", "again", True), ("z", "of z", False)],
        [],
    ]
    assert (found[2].role, found[2].text) == ("tool", "of nothing")
    assert [found[0].holds(at) for at in (0, 1, 2, 3)] == [True, True, True, False]


def test_the_funnel_counts_what_each_stage_saw() -> None:
    frame = pl.DataFrame(
        {
            "id": list("abcdef"),
            "kept": [True, False, False, False, True, True],
            "stage": [None, "later", "validity", "validity", None, None],
            "reason": [None, "x", "y", "z", None, None],
        }
    )
    order = stage_order(frame, {"figures": {"stages": "validity, exact"}})
    assert order == ["validity", "exact", "later"]
    found = stations(frame, order)
    assert [(one.entered, one.left) for one in found] == [(6, 4), (4, 4), (4, 3)]
    mistakes = [
        [("loop", True)],
        [("loop", False), ("loop", False)],
        [("loop", True), ("bad_json", False)],
        [],
        [("bad_json", False)],
        [("bad_json", False)],
    ]
    played = pl.DataFrame(
        {
            "id": list("abcdef"),
            "reward": [1.0, 0.0, 0.0, 1.0, 1.0, 0.0],
            "mistakes": [
                [{"name": name, "at": 1, "recovered": right} for name, right in of_one]
                for of_one in mistakes
            ],
        }
    )
    bad_json, loop = caught(frame, played, order)
    assert dict(bad_json.stages) == {"validity": 1, "exact": 0, "later": 0}
    assert (bad_json.harmless, bad_json.missed, bad_json.made) == (1, 1, 3)
    # "c" put its loop right and not its JSON: it is no recovery, and no catch of a loop.
    assert dict(loop.stages) == {"validity": 0, "exact": 0, "later": 1}
    assert (loop.recovered, loop.recovered_kept, bad_json.recovered) == (1, 1, 0)


def test_long_curves_are_drawn_as_means() -> None:
    lines = [{"step": at, "loss": float(at % 2)} for at in range(1, 5 * POINTS + 1)]
    points = Curve(stage="general", lines=lines).points("loss")
    assert len(points) == POINTS
    assert points[-1][0] == 5 * POINTS
    assert {round(value, 6) for _, value in points} == {0.4, 0.6}
    assert Curve(stage="general", lines=lines).points("grad_norm") == []


def test_lines_stay_inside_the_plot() -> None:
    points = [(1.0, 2.5), (10.0, 0.1), (20.0, 0.7)]
    drawn = line_plot([Line(name="x", class_="general", points=points)], "steps", "Loss")
    (told,) = re.findall(r'points="([^"]*)"', drawn)
    places = [tuple(map(float, pair.split(","))) for pair in told.split()]
    assert all(0 <= x <= 640 and 0 <= y <= 190 for x, y in places)
    assert places[0][1] < places[2][1] < places[1][1]
    assert line_plot([Line(name="x", class_="general", points=[])], "steps", "Loss") == ""
    flat = [Line(name="x", class_="general", points=[(1.0, 4.0), (2.0, 4.0)])]
    assert "NaN" not in line_plot(flat, "steps", "Loss")
    for low, high in ((0.0, 1e-9), (-3.2, 1e6), (0.99, 1.01)):
        marks = round_marks(low, high)
        assert marks[0] <= low
        assert marks[-1] >= high
        assert 2 <= len(marks) <= 7
    assert interval_bar(None, None, None) == ""
    assert interval_bar(0.5, None, None).count("whisker") == 0
