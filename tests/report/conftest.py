"""Pages of small worlds."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from agentscaler.report.config import ReportConfig
from agentscaler.report.stage import run
from agentscaler.world import NoProgress, verify
from report.episodes import write_played
from report.errands import write_tasks
from report.shops import write_environments
from report.worlds import HOSTILE, OneWorker, write_world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def page_of(tmp_path: Path) -> Callable[..., str]:
    """Write a world, run the stage, return the page."""

    def make(*, domains: int = 3, config: ReportConfig | None = None, **options: Any) -> str:
        root = tmp_path / "world"
        shutil.rmtree(root, ignore_errors=True)
        world = write_world(root, domains=domains, **options)
        run(world, config or ReportConfig(), executor=OneWorker(), progress=NoProgress())
        return (root / "report.html").read_text(encoding="utf-8")

    return make


@pytest.fixture
def hostile(page_of: Callable[..., str]) -> str:
    """The page of a world in which every text wants to be more than text."""
    return page_of(domains=7, texts=HOSTILE)


@pytest.fixture
def tasks_page(tmp_path: Path) -> Callable[..., str]:
    """The page of a world with three shops and tasks in them."""

    def make(config: ReportConfig | None = None, **options: Any) -> str:
        world = write_world(tmp_path / "world", domains=3)
        write_environments(world, shops=3)
        write_tasks(world, **options)
        run(world, config or ReportConfig(), executor=OneWorker(), progress=NoProgress())
        assert verify(world.root).intact
        return (world.root / "report.html").read_text(encoding="utf-8")

    return make


@pytest.fixture
def played_page(tmp_path: Path) -> Callable[..., str]:
    """The page of a world in which agents have played, were judged, trained and scored."""

    def make(config: ReportConfig | None = None, *, text: str | None = None) -> str:
        world = write_world(tmp_path / "world", domains=1)
        write_environments(world, shops=3)
        write_tasks(world, errands=6, text=text)
        write_played(world, text=text)
        run(world, config or ReportConfig(), executor=OneWorker(), progress=NoProgress())
        assert verify(world.root).intact
        return (world.root / "report.html").read_text(encoding="utf-8")

    return make
