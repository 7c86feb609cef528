"""The page as a file: safe, offline, deterministic, whole."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from typing import TYPE_CHECKING

import pytest

from agentscaler.errors import ConfigError, WorldError
from agentscaler.report.config import ReportConfig
from agentscaler.report.document import SCRIPTS, bundle_scripts, bundle_styles
from agentscaler.report.stage import run
from agentscaler.world import NoProgress, World, verify
from report.reading import data_of, read
from report.worlds import HOSTILE, OneWorker, write_world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ATTRIBUTES_THAT_LOAD = {"src", "srcset", "data", "poster", "background", "action", "formaction"}


def policy_of(text: str) -> dict[str, list[str]]:
    metas = [m.attributes for m in read(text).all("meta")]
    (policy,) = [
        str(m["content"]) for m in metas if m.get("http-equiv") == "Content-Security-Policy"
    ]
    return {part.split()[0]: part.split()[1:] for part in policy.split("; ")}


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_allows_only_the_one_style_and_the_one_script(hostile: str) -> None:
    policy, page = policy_of(hostile), read(hostile)
    assert policy["default-src"] == ["'none'"]
    assert policy["style-src"] == [hash_of(style.text) for style in page.all("style")]
    running = [s for s in page.all("script") if s.attributes["type"] == "module"]
    assert policy["script-src"] == [hash_of(script.text) for script in running]
    assert policy["require-trusted-types-for"] == ["'script'"]
    # The policy has to be read before anything that it governs.
    assert hostile.index("Content-Security-Policy") < hostile.index("<style>")


def test_no_text_of_a_stranger_becomes_markup(hostile: str) -> None:
    page = read(hostile)
    assert page.unbalanced == []
    assert page.all("img") == []
    kinds = {script.attributes["type"] for script in page.all("script")}
    assert kinds == {"module", "application/json", "application/x-deflate-json"}
    for found in page.elements:
        assert not any(name.startswith("on") or name == "style" for name in found.attributes)


def test_hostile_texts_arrive_as_they_are_but_for_what_deceives(hostile: str) -> None:
    names = data_of(read(hostile))["domains"]["name"]
    assert names[:2] == list(HOSTILE[:2])
    assert names[2] == "{{script}} ]]> --> &lt;b&gt; \\u2028 \\u2029 \\u0000 \\u001b[31m"
    assert names[3] == "right\\u202eto left\\u202c \\u2066isolate\\u2069 שלום مرحبا"
    assert names[4] == "👩‍👩‍👧 🇪🇺 ẛ̣ é \\ufeff"
    assert names[6] == HOSTILE[6]
    assert not set(hostile) & set("\u2028\u2029\u202e\u2066\x00\x1b")


def test_the_page_loads_nothing(hostile: str) -> None:
    page = read(hostile)
    for found in page.elements:
        assert not ATTRIBUTES_THAT_LOAD & set(found.attributes)
        if "href" in found.attributes:
            assert str(found.attributes["href"]).startswith("#")
    assert page.all("link") == page.all("iframe") == page.all("base") == []
    own = bundle_styles() + bundle_scripts()
    assert re.findall(r"https?:(?!//www\.w3\.org/2000/svg)", own) == []
    assert "@import" not in own
    assert re.findall(r"url\((?!#)", own) == []


def test_scripts_never_parse_markup_or_code() -> None:
    script = bundle_scripts()
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert forbidden not in script
    assert "</" not in script
    assert "</" not in bundle_styles()
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)


def test_scripts_share_one_scope_without_meeting() -> None:
    names = re.findall(
        r"^(?:async )?(?:function|const|let|class) (\w+)", bundle_scripts(), re.MULTILINE
    )
    assert len(names) > len(SCRIPTS)
    assert sorted(names) == sorted(set(names))


def test_equal_worlds_have_equal_pages(page_of: Callable[..., str]) -> None:
    assert page_of(domains=12) == page_of(domains=12)
    assert page_of(domains=12) != page_of(domains=13)


def test_a_page_names_no_place_of_the_machine(page_of: Callable[..., str], tmp_path: Path) -> None:
    assert str(tmp_path) not in page_of()


def test_a_world_without_domains_says_so(page_of: Callable[..., str]) -> None:
    text = page_of(domains=0)
    page = read(text)
    assert page.unbalanced == []
    assert "has no domains" in text
    assert data_of(page)["domains"]["id"] == []


def test_ids_are_unique_and_links_lead_somewhere(page_of: Callable[..., str]) -> None:
    page = read(page_of(domains=12))
    ids = [found.attributes["id"] for found in page.elements if "id" in found.attributes]
    assert sorted(ids) == sorted(set(ids))
    targets = {str(a.attributes["href"])[1:] for a in page.all("a")}
    assert targets <= set(ids)


def test_every_domain_can_be_read_without_a_script(page_of: Callable[..., str]) -> None:
    text = page_of(domains=12)
    static = text[text.index("<noscript>") : text.index("</noscript>")]
    assert [f"shop {at}" in static for at in range(12)] == [True] * 12


def test_a_domain_has_its_tools_and_edges(page_of: Callable[..., str]) -> None:
    data = data_of(read(page_of(domains=2, size=5)))
    card = data["block-0"]["1"]
    assert [tool[0] for tool in card["tools"]] == [f"get_thing_{node}" for node in range(5, 10)]
    assert card["totals"] == [len(card["similar"]), len(card["feeds"])]
    assert {edge[5] for edge in card["feeds"]} == {"declared"}
    assert all(0 <= end < 5 for edge in card["similar"] + card["feeds"] for end in edge[:2])


def test_limits_cut_the_weakest_and_keep_the_totals(page_of: Callable[..., str]) -> None:
    whole = data_of(read(page_of(domains=2)))["block-0"]["0"]
    cut = data_of(
        read(page_of(domains=2, config=ReportConfig(domain_edges=3, description_chars=5)))
    )["block-0"]["0"]
    assert len(cut["similar"]) == 3
    assert cut["totals"] == whole["totals"]
    weights = sorted((edge[2] for edge in whole["similar"]), reverse=True)
    assert sorted((edge[2] for edge in cut["similar"]), reverse=True) == weights[:3]
    assert cut["tools"][0][8:] == ["Gets ", len("Gets thing 0 of a shop, with its price.")]


def test_dropped_and_outside_have_their_reasons(page_of: Callable[..., str]) -> None:
    text = page_of()
    data = data_of(read(text))
    assert data["tools"]["domain"].count(None) == 1
    assert data["tools"]["reason"]["values"] == ["no_edge"]
    assert data["dropped"]["reason"]["values"] == ["exact_duplicate"]
    assert "The same content, id and all" in text


def test_the_threshold_is_told_with_its_rule(page_of: Callable[..., str]) -> None:
    text = page_of()
    assert "τ = 0.312" in text
    assert "Random pairs have a median cosine of 0.020, with a spread of 0.030." in text
    classes = [path.attributes.get("class") for path in read(text).all("path")]
    assert classes.count("area all") == classes.count("area null") == 1


def test_a_large_world_stays_small_and_fast(page_of: Callable[..., str]) -> None:
    start = time.monotonic()
    text = page_of(domains=1_200, size=25)
    assert time.monotonic() - start < 45
    assert len(text.encode()) < 15_000_000
    assert len(data_of(read(text))["domains"]["id"]) == 1_200
    assert "800 strongest of" in text


def test_the_page_is_a_part_of_the_world(tmp_path: Path) -> None:
    world = write_world(tmp_path / "world", domains=2)
    executor, progress = OneWorker(), NoProgress()
    first = run(world, ReportConfig(), executor=executor, progress=progress)
    assert not first.skipped
    assert first.counts["domains"] == 2
    assert verify(world.root).intact
    assert run(world, ReportConfig(), executor=executor, progress=progress).skipped
    again = run(world, ReportConfig(map_links=1), executor=executor, progress=progress)
    assert not again.skipped
    (world.root / "report.html").write_text("changed")
    assert [problem.path for problem in verify(world.root).problems] == ["report.html"]


def test_a_world_without_domains_stage_is_refused(tmp_path: Path) -> None:
    world = World.create(tmp_path / "world", seed=1, config={})
    with pytest.raises(WorldError, match="the stage tools has not run"):
        run(world, ReportConfig(), executor=OneWorker(), progress=NoProgress())


@pytest.mark.parametrize(("name", "value"), [("map_links", -1), ("map_iterations", 0)])
def test_limits_out_of_range_are_refused(name: str, value: int) -> None:
    with pytest.raises(ConfigError, match=rf"report\.{name} is {value}"):
        ReportConfig(**{name: value}).validate()


def test_the_quality_tables_read_from_left_to_right(page_of: Callable[..., str]) -> None:
    heads = [head.text for head in read(page_of()).all("th")]
    at = heads.index("Changed")
    assert heads[at : at + 5] == ["Changed", "Value", "Domains", "Coverage", "Agreement"]


def test_the_threshold_and_its_ceiling_are_drawn(page_of: Callable[..., str]) -> None:
    lines = [line.attributes.get("class") for line in read(page_of()).all("line")]
    assert lines.count("tau") == lines.count("ceiling") == 1
