"""Tasks on the page: counts, kinds, difficulty, cards to read; hostile text stays text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
import pytest

from agentscaler.environments.changes import change_lines
from agentscaler.report.config import ReportConfig
from agentscaler.report.tasks import choose
from report.errands import KINDS
from report.reading import read
from report.worlds import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_world_without_tasks_has_no_such_section(page_of: Callable[..., str]) -> None:
    page = read(page_of())
    assert "tasks" not in {found.attributes.get("id") for found in page.all("section")}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


def test_counts_of_all_tasks(tasks_page: Callable[..., str]) -> None:
    text = tasks_page(errands=24)
    page = read(text)
    assert page.unbalanced == []
    said = plain(text[text.index('<section id="tasks"') :])
    assert "Tasks 24 in 3 environments." in said
    # 24 tasks and one plan that the audit refused.
    assert "Passed the audit 96% 24 of 25 plans" in said
    assert "Over several tables 50%" in said
    assert "Walks that became no task: 33" in said
    assert "31 No walk" in said
    kinds = re.search(r"Write something is to be changed (.*?) Read", said)
    assert kinds is not None
    # By length (2, 3, 4, 5-6 ...), all, several tables, passed, difficulty.
    assert kinds[1].split()[:1] == ["·"]
    assert "4 0% 80%" in kinds[1]


def test_a_card_tells_all_that_proves_a_task(tasks_page: Callable[..., str]) -> None:
    text = tasks_page(errands=6)
    page = read(text)
    cards = [d for d in page.all("details") if d.attributes.get("class") == "task"]
    assert len(cards) == 6
    assert "All of them" in text
    said = plain(text[text.index('<section id="tasks"') :])
    for part in (
        "Please cancel order number 0.",
        "Ada Okafor . Speaks plainly.",
        "asked about the reason : “It takes too long.”",
        "call 0: orders[2].items[0].fulfilments[4].order.order_id",
        "the user says it when asked",
        "status: &quot;pending&quot; -&gt; &quot;cancelled&quot;",
        "cancel_reason: (nothing) -&gt; &quot;too slow&quot;",
        "Before",
        "What the user is told &quot;pending&quot; 12.5",
        "Why not It is shipped.",
        "1 of 2 change the outcome; 1 finds what others need or the user is told",
        "there is none: 1 write is needed",
        "at least 1 of 2 orders do",
    ):
        assert part in said, part
    links = {a.attributes["href"] for a in page.all("a")}
    ids = {found.attributes.get("id") for found in page.elements}
    assert {"#environment-shop_0", "#environment-shop_1", "#environment-shop_2"} <= links
    assert {link[1:] for link in links if link and link.startswith("#environment-")} <= ids


def test_limits_are_told(tasks_page: Callable[..., str]) -> None:
    text = tasks_page(ReportConfig(task_samples=7), errands=30)
    cards = [d for d in read(text).all("details") if d.attributes.get("class") == "task"]
    assert len(cards) == 7
    assert "7 tasks to read" in text


def test_a_world_in_which_nothing_became_a_task(tasks_page: Callable[..., str]) -> None:
    text = tasks_page(errands=0)
    assert read(text).unbalanced == []
    assert "Walks that became no task: 33" in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_strangers_stays_text(tasks_page: Callable[..., str], hostile: str) -> None:
    text = tasks_page(text=hostile)
    page = read(text)
    assert page.unbalanced == []
    assert page.all("img") == []
    assert len([s for s in page.all("script") if s.attributes["type"] == "module"]) == 1
    assert not set(text) & set("\u2028\u2029\u202e\u2066\x00\x1b")
    for found in page.elements:
        assert not any(name.startswith("on") or name == "style" for name in found.attributes)


def test_every_kind_and_many_environments_are_shown() -> None:
    rows = [
        {"id": f"{at:04d}", "kind": kind, "environment": f"e{at % 40}", "score": at / 400}
        for at, kind in enumerate(["write"] * 300 + list(KINDS[1:]) * 12)
    ]
    frame = pl.DataFrame(rows)
    chosen = choose(frame, 24)
    assert chosen == choose(frame.reverse(), 24)
    shown = frame.filter(pl.col("id").is_in(chosen))
    assert shown["kind"].value_counts()["count"].to_list() == [4] * 6
    assert shown["environment"].n_unique() == 24
    assert choose(frame.head(3), 24) == ["0000", "0001", "0002"]


def test_lines_of_a_difference_fit_and_lose_nothing_silently() -> None:
    rows = [
        {"op": "removed", "from": 4, "row": ["a list", 1]},
        {"op": "changed", "key": ["a", 1], "from": 0, "to": 3, "moved": True},
        {"op": "added", "key": "k" * 200, "row": {"text": "t" * 200}},
        {
            "op": "changed",
            "key": 1,
            "cells": [{"path": ["a", 0, "b"], "old": "o" * 99, "new": "n"}],
        },
    ]
    tables = [
        {"table": "t", "rows": rows},
        {"table": "settings", "cells": [{"path": ["theme"], "old": "dark"}]},
        {"table": "gone", "old": {"a": 1}},
        {"table": "new", "new": []},
    ]
    lines = change_lines({"tables": tables}, width=60)
    texts = [line.text for line in lines]
    assert max(map(len, texts)) <= 60
    assert '  - [4]: ["a list", 1]' in texts
    assert '  ~ ["a", 1] (moved from 0 to 3)' in texts
    assert '      theme: "dark" -> (nothing)' in texts
    assert [line.mark for line in lines if line.text.startswith("  ")].count("") == 0
    assert sum(text.endswith("…") for text in texts) == 2
    assert any('… -> "n"' in text for text in texts)
