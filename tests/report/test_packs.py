"""Packs on the page: counts without their tokens, and tokens as text where packing is there."""

from __future__ import annotations

import importlib.util
import re
from typing import TYPE_CHECKING

import pytest

from agentscaler.report.config import ReportConfig
from agentscaler.report.packs import EDGE, read_packs, stretches
from agentscaler.report.stage import run
from agentscaler.world import NoProgress
from report.episodes import write_packs, write_rollouts, write_verdicts
from report.errands import write_tasks
from report.reading import read
from report.shops import write_environments
from report.test_played import section
from report.worlds import HOSTILE, OneWorker, write_world

if TYPE_CHECKING:
    from pathlib import Path

    from agentscaler.world import World


def judged(root: Path, text: str | None = None) -> World:
    world = write_world(root / "world", domains=1)
    write_environments(world, shops=3)
    write_tasks(world, errands=6, text=text)
    write_verdicts(world, write_rollouts(world, text=text), text=text)
    return world


def page_of(world: World, config: ReportConfig) -> str:
    run(world, config, executor=OneWorker(), progress=NoProgress())
    return (world.root / "report.html").read_text(encoding="utf-8")


def test_counts_lengths_and_fill(tmp_path: Path) -> None:
    world = judged(tmp_path)
    write_packs(world)
    text = page_of(world, ReportConfig(pack_samples=0))
    assert read(text).unbalanced == []
    said = section(text, "packs")
    # The one that is longer than a bin and the one that was kept back are not counted.
    assert "Tokens 3,020 of 3 trajectories and of renamed copies of them." in said
    assert "Trained share 12% 360 tokens are learned." in said
    assert "Length 755 tokens of a trajectory" in said
    assert "Renamed copies 1 The same conversation with other names" in said
    assert "Cut 1 were too long" in said
    assert "Fill, general 60.0% of 2 bins of 4,096 tokens." in said
    assert "Fill, vertical" not in said
    assert "General 2 1 1 1,520 210 14% 2 60.0% Vertical 1 \u00b7 \u00b7 1,500 150 10% 0 -" in said
    assert "Trajectories that are not packed: 7, besides 1 of held-out domains 5 Not kept" in said
    assert "2 Over long It has more tokens" in said
    assert "1 renamed copy was left out too." in said
    told = section(text, "chain")
    assert "Packs 3,020 tokens of 3 trajectories, with 1 renamed copy of them, in 2 bins." in told
    assert "general 2 trajectories first training stage vertical 1 trajectory" in told
    assert "2 left out , because: 2 Over long" in told
    bars = re.findall(r"(\w+)\u2013(\w+) tokens of a trajectory: (\d+)", said)
    assert bars == [("256", "512", "2"), ("512", "1k", "1"), ("1k", "2k", "1")]


def test_what_is_long_and_not_trained_is_shown_at_its_ends() -> None:
    mask = [0] * 200 + [1] * 150 + [0] * (2 * EDGE)
    found = stretches(mask, 1_000)
    assert found == [
        (0, EDGE, False, 200 - 2 * EDGE),
        (200 - EDGE, 200, False, 0),
        (200, 350, True, 0),
        (350, 350 + 2 * EDGE, False, 0),
    ]
    for limit in (1, EDGE, 2 * EDGE, 2 * EDGE + 7, 300):
        cut = stretches(mask, limit)
        assert sum(end - begin for begin, end, _, _ in cut) <= limit
        assert sum(end - begin + more for begin, end, _, more in cut) == len(mask)
        assert all(begin < end for begin, end, _, _ in cut)
        assert all(set(mask[begin:end]) == {int(trained)} for begin, end, trained, _ in cut)


PACKING = pytest.mark.skipif(
    importlib.util.find_spec("agentscaler.packing") is None, reason="nothing packs here"
)


def packed(world: World) -> None:
    packing = importlib.import_module("agentscaler.packing.stage")
    config = importlib.import_module("agentscaler.packing.config").PackingConfig
    settings = config(capacity=4_096, vocab_size=300)
    packing.run(world, settings, executor=OneWorker(), progress=NoProgress())


@PACKING
def test_trained_tokens_are_marked(tmp_path: Path) -> None:
    world = judged(tmp_path)
    packed(world)
    facts = read_packs(world, samples=2, tokens=4_000)
    assert facts is not None
    assert [one.split for one in facts.shown] == ["general", "general"]
    for one in facts.shown:
        trained = "".join(span.text for span in one.spans if span.trained)
        assert "The user wants it gone." in trained
        assert "It is cancelled." in trained
        rest = "".join(span.text for span in one.spans if not span.trained)
        assert "Please cancel order number" in rest
        assert "no JSON" in rest
        assert "Please cancel" not in trained
    text = page_of(world, ReportConfig())
    assert len(read(text).all("mark")) > 4


@PACKING
@pytest.mark.parametrize("hostile", HOSTILE[:4])
def test_text_of_strangers_stays_text(tmp_path: Path, hostile: str) -> None:
    world = judged(tmp_path, hostile)
    packed(world)
    text = page_of(world, ReportConfig())
    page = read(text)
    assert 'id="packs"' in text
    assert page.unbalanced == []
    assert page.all("img") == []
    assert not set(text) & set("\u2028\u2029\u202e\u2066\x00\x1b")
