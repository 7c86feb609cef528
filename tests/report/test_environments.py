"""Environments on the page: counts, reasons, tables as pictures; hostile text stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agentscaler.report.config import ReportConfig
from agentscaler.report.stage import run
from agentscaler.report.table_picture import table_picture
from agentscaler.world import NoProgress, verify
from report.reading import read
from report.shops import write_environments
from report.worlds import HOSTILE, OneWorker, write_world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def shops_page(tmp_path: Path) -> Callable[..., str]:
    def make(config: ReportConfig | None = None, **options: object) -> str:
        world = write_world(tmp_path / "world", domains=3)
        write_environments(world, **options)
        run(world, config or ReportConfig(), executor=OneWorker(), progress=NoProgress())
        assert verify(world.root).intact
        return (world.root / "report.html").read_text("utf-8")

    return make


def test_a_world_without_environments_has_no_such_section(page_of: Callable[..., str]) -> None:
    page = read(page_of())
    assert "environments" not in {found.attributes.get("id") for found in page.all("section")}


def test_counts_reasons_and_every_environment(shops_page: Callable[..., str]) -> None:
    text = shops_page(shops=3)
    page = read(text)
    assert page.unbalanced == []
    assert "48 of 49 tools in domains passed every check." in text
    assert "Too few tools are left" in text
    links = [a.attributes["href"] for a in page.all("a")]
    ids = {found.attributes.get("id") for found in page.elements}
    for at in range(3):
        assert f"#environment-shop_{at}" in links
        assert f"environment-shop_{at}" in ids
    assert text.count("changed by hand") == 1
    assert "def cancel_order(db, order_id" in text
    assert "Ada Okafor" in text


def test_tables_are_boxes_and_references_arrows(shops_page: Callable[..., str]) -> None:
    page = read(shops_page(shops=1))
    pictures = [svg for svg in page.all("svg") if svg.attributes.get("class") == "tables-picture"]
    assert len(pictures) == 1
    boxes = [found for found in page.all("rect") if found.attributes.get("class") == "box"]
    arrows = [found for found in page.all("path") if found.attributes.get("class") == "reference"]
    assert (len(boxes), len(arrows)) == (4, 3)


def test_limits_are_told(shops_page: Callable[..., str]) -> None:
    config = ReportConfig(
        environment_details=1, environment_rows=2, environment_samples=2, environment_code_chars=99
    )
    text = shops_page(config, shops=4)
    page = read(text)
    whole = [d for d in page.all("details") if d.attributes.get("class") == "environment"]
    assert len(whole) == 1
    assert "The largest in full: 1" in text
    assert "and 2 smaller ones" in text
    assert "\u2026 4 more rows" in text
    assert "more characters" in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_strangers_stays_text(shops_page: Callable[..., str], hostile: str) -> None:
    text = shops_page(text=hostile)
    page = read(text)
    assert page.unbalanced == []
    assert page.all("img") == []
    assert len([s for s in page.all("script") if s.attributes["type"] == "module"]) == 1
    assert not set(text) & set("\u2028\u2029\u202e\u2066\x00\x1b")
    for found in page.elements:
        assert not any(name.startswith("on") or name == "style" for name in found.attributes)


def table(name: str, *references: str) -> dict[str, object]:
    columns = [
        {"name": "id"},
        *({"name": f"c{at}", "references": to} for at, to in enumerate(references)),
    ]
    return {"name": name, "key": ["id"], "columns": columns}


def test_circles_and_self_references_are_drawn() -> None:
    tables = [table("a", "b.id", "a.id"), table("b", "c.id"), table("c", "a.id", "nowhere.id")]
    drawn = str(table_picture(tables, "x"))
    assert drawn.count('class="box"') == 3
    assert drawn.count('class="reference"') == 4
    assert str(table_picture([], "x")) == ""


def test_a_chain_of_a_hundred_tables_is_drawn() -> None:
    tables = [table(f"t{at}", f"t{at + 1}.id") for at in range(100)]
    assert str(table_picture(tables, "x")).count('class="box"') == 100
