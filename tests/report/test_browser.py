"""The page in a browser: it starts without a complaint, reads well, and hostile text stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from report.chromium import PROGRAM, Browser
from report.worlds import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    PROGRAM is None, reason="no chromium on this machine; install one to look at the page"
)

LABELS_OUTSIDE = """
[...document.querySelectorAll("#domain-map .labels text:not(.off)")].filter((text) => {
  const all = [...text.parentNode.children];
  const circle = document.querySelectorAll("#domain-map circle")[all.indexOf(text)];
  const [a, b] = [text.getBBox(), circle.getBBox()];
  const [x, y] = [b.x + b.width / 2, b.y + b.height / 2];
  return [[a.x, a.y + a.height / 2], [a.x + a.width, a.y + a.height / 2]]
    .some(([cx, cy]) => Math.hypot(cx - x, cy - y) > b.width / 2);
}).map((text) => text.textContent)
"""
SHOWN = 'document.querySelectorAll("#domain-map .labels text:not(.off)").length'
SIDEWAYS = """
[document.documentElement, document.getElementById("panel")]
  .map((node) => node.scrollWidth - node.clientWidth)
"""
BROKEN_INSIDE = """
[...document.querySelectorAll("#panel .tool-table .name")].filter((name) =>
  [...name.childNodes].some((node) => {
    if (node.nodeType !== Node.TEXT_NODE) return false;
    const range = document.createRange();
    range.selectNodeContents(node);
    return range.getClientRects().length > 1;
  })).map((name) => name.textContent)
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as running:
        yield running


@pytest.fixture
def browse(browser: Browser, tmp_path: Path) -> Callable[..., Browser]:
    """Open a page; whatever the console says is a failure."""

    def show(text: str, address: str = "", **options: Any) -> Browser:
        file = tmp_path / "report.html"
        file.write_text(text, encoding="utf-8")
        browser.open(file, address, **options)
        assert browser.complaints == []
        return browser

    return show


def panel_text(browser: Browser) -> str:
    return str(browser.run('document.getElementById("panel").textContent'))


@pytest.mark.parametrize(
    ("domains", "told"), [(0, "0 domains"), (1, "1 domain"), (37, "37 domains")]
)
def test_the_page_starts_and_counts_its_domains(
    domains: int, told: str, page_of: Callable[..., str], browse: Callable[..., Browser]
) -> None:
    """One specification often makes one domain, which no edge leaves."""
    page = browse(page_of(domains=domains))
    found = page.run('document.querySelector("#domains-table .tally").textContent')
    assert found == told


def test_hostile_text_stays_text(hostile: str, browse: Callable[..., Browser]) -> None:
    page = browse(hostile, "#domain=d00001")
    assert page.run("document.title") != "owned"
    assert page.run('document.querySelectorAll("img").length') == 0
    assert "<img src=x onerror" in panel_text(page)
    assert page.complaints == []


def test_an_address_opens_the_panel_of_a_domain(
    page_of: Callable[..., str], browse: Callable[..., Browser]
) -> None:
    page = browse(page_of(domains=3, size=40), "#domain=d00002")
    assert "shop 2" in panel_text(page)
    assert "Near domains" in panel_text(page)
    assert page.run('document.querySelectorAll("#panel .node").length') == 40
    assert page.run('document.querySelectorAll("#panel .feeds.declared .head").length') > 40


def test_an_unknown_domain_opens_nothing(
    page_of: Callable[..., str], browse: Callable[..., Browser]
) -> None:
    assert browse(page_of(), "#domain=nobody").run('document.getElementById("panel").open') is False


@pytest.mark.parametrize("domains", [9, 300])
def test_names_stay_inside_their_circles_and_come_with_the_zoom(
    domains: int, page_of: Callable[..., str], browse: Callable[..., Browser]
) -> None:
    page = browse(page_of(domains=domains, size=12, texts=("customer_subscription",)))
    first = page.run(SHOWN)
    assert page.run(LABELS_OUTSIDE) == []
    for _ in range(4):
        page.run('document.querySelector("#map-controls button").click()')
    assert page.run(LABELS_OUTSIDE) == []
    assert page.run(SHOWN) == domains
    assert (first == domains) == (domains == 9)


def test_the_map_finds_domains(page_of: Callable[..., str], browse: Callable[..., Browser]) -> None:
    page = browse(page_of(domains=30))
    page.run(
        '(() => { const box = document.querySelector("#map-find input");'
        ' box.value = "SHOP 2"; box.dispatchEvent(new Event("input")); })()'
    )
    assert page.run('document.querySelector("#map-find output").textContent') == "12 domains"
    assert page.run('document.querySelectorAll("#domain-map a.near").length') == 12


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_the_panel_reads_at_every_width(
    width: int, page_of: Callable[..., str], browse: Callable[..., Browser]
) -> None:
    names = ("RemoveItemFromShoppingCart", "get_customer_subscription_by_identifier", "HTTPServer")
    page = browse(page_of(domains=3, texts=names), "#domain=d00001", width=width)
    assert page.run(BROKEN_INSIDE) == []
    assert page.run(SIDEWAYS) == [0, 0]


def test_the_panel_has_a_short_id_that_can_be_copied(
    page_of: Callable[..., str], browse: Callable[..., Browser]
) -> None:
    page = browse(page_of(domains=3), "#domain=d00001")
    button = 'document.querySelector("#panel .identity-of button")'
    assert str(page.run(f"{button}.title")).startswith("d00001\n")
    page.run(f"{button}.click()")
    said = page.run(
        "new Promise((done) => setTimeout(() =>"
        ' done(document.querySelector("#panel .identity-of .small").textContent), 200))'
    )
    assert said in {"copied", "d00001"}


def test_a_chosen_tool_tells_its_fields(
    page_of: Callable[..., str], browse: Callable[..., Browser]
) -> None:
    page = browse(page_of(domains=2), "#domain=d00001")
    assert "Strongest flows" in panel_text(page)
    page.run('document.querySelector("#panel .flows .node").focus()')
    told = page.run('document.querySelector("#panel .edge-details").textContent')
    assert "items[].id → thing_id" in told
    assert "Takes from" in told or "Gives to" in told
    lit = page.run('document.querySelectorAll("#panel .feeds.on, #panel .similar.on").length')
    assert lit > 0


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("text", [None, "<img src=x onerror=alert(1)>" + "word" * 200])
def test_tasks_open_and_stay_inside_the_page(
    width: int, text: str | None, tasks_page: Callable[..., str], browse: Callable[..., Browser]
) -> None:
    page = browse(tasks_page(text=text), width=width)
    page.run('document.querySelectorAll(".task > summary").forEach((card) => card.click())')
    assert page.run('document.querySelectorAll(".task[open] .audit").length') == 12
    assert page.run(SIDEWAYS)[0] == 0
    beside = page.run(
        'new Set([...document.querySelector(".task-parts").children]'
        ".map((part) => part.getBoundingClientRect().top)).size"
    )
    assert beside == (1 if width > 860 else 2)


@pytest.mark.parametrize("width", [390, 1280])
def test_what_strangers_played_does_nothing_and_stays_inside(
    width: int, played_page: Callable[..., str], browse: Callable[..., Browser]
) -> None:
    text = "".join(HOSTILE[:4]) + "word" * 200
    page = browse(played_page(text=text), width=width)
    page.run('document.querySelectorAll("details").forEach((one) => (one.open = true))')
    assert "owned" not in page.run("document.title")
    assert page.run('document.querySelectorAll("img").length') == 0
    assert page.run('document.querySelector("#scores tbody th").textContent').startswith(
        "</script>"
    )
    assert page.run(SIDEWAYS)[0] == 0
    assert page.complaints == []


def test_transcripts_fit_a_phone(
    played_page: Callable[..., str], browse: Callable[..., Browser]
) -> None:
    page = browse(played_page(), width=390)
    page.run('document.querySelectorAll("details").forEach((one) => (one.open = true))')
    assert page.run(SIDEWAYS)[0] == 0
    wide = """
    [...document.querySelectorAll(".move, .called, .rollout-outcome")].filter((node) => {
      const box = node.getBoundingClientRect();
      return box.left < 0 || box.right > innerWidth;
    }).length
    """
    assert page.run('document.querySelectorAll(".move").length') > 12
    assert page.run(wide) == 0
