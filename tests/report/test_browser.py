"""The page in a browser: it starts without a complaint, and hostile text stays text."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
        if (path := shutil.which(name))
    ),
    None,
)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on this machine; install one to look at the page"
)


@pytest.fixture
def browse(tmp_path: Path) -> Callable[..., tuple[str, str]]:
    """Open a page; return the document as it is after its script, and what the console says."""

    def dump(text: str, address: str = "") -> tuple[str, str]:
        file = tmp_path / "report.html"
        file.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [
                str(CHROMIUM),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                "--log-level=0",
                f"--user-data-dir={tmp_path / 'profile'}",
                "--virtual-time-budget=8000",
                "--dump-dom",
                f"{file.as_uri()}{address}",
            ],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=55,
            check=True,
        )
        console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        return done.stdout, "\n".join(console)

    return dump


def test_the_page_starts_and_counts_its_domains(
    page_of: Callable[..., str], browse: Callable[..., tuple[str, str]]
) -> None:
    document, console = browse(page_of(domains=37))
    assert console == ""
    assert 'data-ready="true"' in document
    assert ">37 domains</output>" in document


def test_hostile_text_stays_text(hostile: str, browse: Callable[..., tuple[str, str]]) -> None:
    document, console = browse(hostile, "#domain=d00001")
    assert console == ""
    assert 'data-ready="true"' in document
    assert "<title>owned" not in document
    assert "<img" not in document
    assert "&lt;img src=x onerror" in document[document.index("<dialog") :]


def test_an_address_opens_the_panel_of_a_domain(
    page_of: Callable[..., str], browse: Callable[..., tuple[str, str]]
) -> None:
    document, console = browse(page_of(domains=3, size=40), "#domain=d00002")
    panel = document[document.index("<dialog") : document.index("</dialog>")]
    assert console == ""
    assert "shop 2" in panel
    assert panel.count('class="node ') == 40
    assert panel.count('class="feeds declared"') > 40
    assert "Near domains" in panel


def test_an_unknown_domain_opens_nothing(
    page_of: Callable[..., str], browse: Callable[..., tuple[str, str]]
) -> None:
    document, console = browse(page_of(), "#domain=nobody")
    assert console == ""
    assert "<dialog open" not in document
