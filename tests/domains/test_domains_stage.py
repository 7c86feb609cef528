from __future__ import annotations

import json

import polars as pl
import pytest

from agentscaler.domains.config import DomainsConfig
from agentscaler.domains.domain import Domain
from agentscaler.domains.identity import domain_id
from agentscaler.domains.reasons import REASONS
from agentscaler.domains.stage import run
from agentscaler.errors import WorldError
from agentscaler.executors import SerialExecutor
from agentscaler.graph.config import GraphConfig
from agentscaler.graph.stage import run as run_graph
from agentscaler.world import NoProgress
from worlds import THINGS, catalogue, tool, world_of


def group(world, config=None, *, workers=1, graph=None):
    with SerialExecutor(workers=workers) as executor:
        run_graph(world, graph or GraphConfig(), executor=executor, progress=NoProgress())
        settings = config or DomainsConfig()
        return run(world, settings, executor=executor, progress=NoProgress())


def shards(world):
    folder = world.root / "domains"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = world_of(tmp_path_factory.mktemp("domains") / "w", catalogue(*THINGS))
    group(made)
    return made


def test_every_tool_is_in_one_domain_or_outside_with_a_reason(world):
    members = world.scan("domains", "members").collect()
    tools = world.scan("tools", "tools").collect()
    assert members["tool_id"].to_list() == tools["id"].to_list()
    assert (members["domain_id"].is_null() != members["reason"].is_null()).all()
    assert set(members["reason"].drop_nulls()) <= set(REASONS)
    inside = members.drop_nulls("domain_id").group_by("domain_id").agg(pl.col("tool_id").sort())
    domains = world.scan("domains", "domains").collect()
    assert dict(inside.iter_rows()) == dict(domains["id", "tools"].iter_rows())


def test_domains_have_the_size_and_the_id_of_their_tools(world):
    domains = Domain.load_all(world)
    assert domains
    assert [d.id for d in domains] == sorted(d.id for d in domains)
    for domain in domains:
        assert 4 <= len(domain.tools) <= 40
        assert domain.id == domain_id(domain.tools)
        assert domain.entities
        assert 0 <= domain.cohesion <= 1
        assert 0 < domain.inside_share <= 1


def test_no_provider_stands_on_two_sides(world):
    domains = world.scan("domains", "domains").collect()
    sides = domains.explode("providers").group_by("providers").agg(pl.col("split").n_unique())
    assert (sides["split"] == 1).all()
    assert set(domains["split"]) == {"general", "vertical", "held_out"}


def test_provenance_replays(world):
    for domain in Domain.load_all(world):
        joined = [tool for merge in domain.provenance["merges"] for tool in merge["tools"]]
        assert set(joined) < set(domain.tools)
        cuts = domain.provenance["cuts"]
        if cuts:
            assert cuts[-1]["kept"] == len(domain.tools) - len(joined)
        assert domain.provenance["objective"] == "cpm"
        assert domain.provenance["resolution"] > 0


def test_quality_says_how_good_and_how_sure(world):
    quality = world.read_json("domains", "quality.json")
    assert quality["ami"] > 0.5
    assert quality["groups"] == 4
    assert 0 < quality["coverage"] <= 1
    assert {row["changed"] for row in quality["sensitivity"]} == {"tau", "resolution", "seed"}
    assert all(-1 <= row["agreement"] <= 1 for row in quality["sensitivity"])
    figures = world.manifest("domains").summary["figures"]
    assert figures["ami"] == quality["ami"]


def test_the_number_of_workers_does_not_matter(world, tmp_path):
    other = world_of(tmp_path / "w", catalogue(*THINGS)[::-1])
    group(other, workers=2)
    assert shards(other) == shards(world)


def test_equal_inputs_run_once(world):
    report = group(world)
    assert report.skipped
    assert report.counts["tools"] == 48


def test_other_seeds_give_other_splits(tmp_path):
    found = set()
    for seed in range(4):
        made = world_of(tmp_path / str(seed), catalogue(*THINGS), seed=seed)
        group(made, DomainsConfig(sensitivity=False))
        rows = made.scan("domains", "domains").select("split", "providers").collect()
        found.add(json.dumps(sorted(rows.rows())))
        assert "sensitivity" not in made.read_json("domains", "quality.json")
    assert len(found) > 1


@pytest.mark.parametrize("count", [0, 1, 3])
def test_tiny_worlds_have_no_domain_and_a_reason_for_each_tool(tmp_path, count):
    made = world_of(tmp_path / "w", catalogue("shop")[:count])
    report = group(made)
    assert report.counts["domains"] == 0
    assert sum(report.dropped.values()) == count
    assert made.scan("domains", "members").collect().height == count
    assert made.read_json("domains", "quality.json")["ami"] is None


def test_no_links(tmp_path):
    rows = catalogue("shop")
    made = world_of(tmp_path / "w", rows)
    report = group(made, graph=GraphConfig(tau=1.0))
    assert report.dropped == {"no_edge": len(rows)}


def test_one_provider_says_why_splits_are_missing(tmp_path):
    made = world_of(tmp_path / "w", catalogue("shop"))
    group(made)
    quality = made.read_json("domains", "quality.json")
    assert len(quality["split_notes"]) == 2
    assert set(made.scan("domains", "domains").collect()["split"]) == {"general"}


def test_a_held_out_copy_is_left_out(tmp_path):
    rows = catalogue(*THINGS)
    said = {"thing_id": "Number of the weather station that the forecast is for"}
    rows += [
        tool("get_forecast", "Forecast of the weather of a station", said, provider)
        for provider in THINGS
    ]
    made = world_of(tmp_path / "w", rows)
    report = group(made)
    assert report.dropped["twin_in_other_split"] == 1
    members = made.scan("domains", "members").collect()
    twin = members.filter(pl.col("reason") == "twin_in_other_split")["tool_id"][0]
    held = Domain.load_all(made)
    provider = dict(made.scan("tools", "tools").select("id", "provider").collect().iter_rows())
    assert {d.split for d in held if provider[twin] in d.providers} == {"held_out"}


def test_the_stage_needs_a_graph(tmp_path):
    made = world_of(tmp_path / "w", catalogue("shop"))
    with SerialExecutor() as executor, pytest.raises(WorldError, match="graph"):
        run(made, DomainsConfig(), executor=executor, progress=NoProgress())
