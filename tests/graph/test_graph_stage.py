from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from agentscaler.errors import ArgumentError, ConfigError, WorldError
from agentscaler.executors import SerialExecutor
from agentscaler.graph import FunctionEmbedder, GraphConfig, HashedEmbedder, ToolGraph
from agentscaler.graph.stage import run
from agentscaler.world import NoProgress, World
from worlds import catalogue, tool, world_of


def link(world, config=None, *, workers=1, embedder=None):
    with SerialExecutor(workers=workers) as executor:
        return run(
            world,
            config or GraphConfig(),
            executor=executor,
            progress=NoProgress(),
            embedder=embedder,
        )


def shards(world):
    folder = world.root / "graph"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_links_are_within_a_catalogue(tmp_path):
    world = world_of(tmp_path / "w", catalogue("shop", "zoo", "school", "clinic"))
    report = link(world)
    graph = ToolGraph.load(world)
    provider = dict(world.scan("tools", "tools").select("id", "provider").collect().iter_rows())
    assert graph.num_tools == 48
    assert report.counts["similar"] == graph.similar.height > 48
    for tool_id in graph.ids:
        closest, _ = graph.alike(tool_id)[0]
        assert provider[closest] == provider[tool_id]
    assert (graph.similar["src"] < graph.similar["dst"]).all()
    assert graph.similar.select("src", "dst").equals(
        graph.similar.select("src", "dst").unique().sort("src", "dst")
    )
    assert graph.similar["weight"].min() >= np.float32(report.figures["tau"])


def test_neighbours_of_a_tool(tmp_path):
    world = world_of(tmp_path / "w", catalogue("shop", "zoo"))
    link(world)
    graph = ToolGraph.load(world)
    tools = world.scan("tools", "tools").collect()
    order = tools.filter(pl.col("name") == "get_order")["id"][0]
    found = graph.alike(order)
    weights = [weight for _, weight in found]
    assert weights == sorted(weights, reverse=True)
    assert "order" in tools.filter(pl.col("id") == found[0][0])["name"][0]
    for other, output, parameter, weight in graph.fed_by(order):
        assert other in graph.ids
        assert output
        assert parameter
        assert 0 < weight <= 1
    with pytest.raises(ArgumentError, match="no tool of this graph"):
        graph.alike("nobody")


def test_the_number_of_threads_does_not_matter(tmp_path):
    rows = catalogue("shop", "zoo", "school")
    worlds = [world_of(tmp_path / str(threads), rows) for threads in (1, 2)]
    for threads, world in enumerate(worlds, 1):
        link(world, workers=threads)
    assert shards(worlds[0]) == shards(worlds[1])


def test_equal_inputs_run_once(tmp_path):
    world = world_of(tmp_path / "w", catalogue("shop"))
    first = link(world)
    again = link(world)
    assert not first.skipped
    assert again.skipped
    assert again.figures == first.figures
    assert not link(world, GraphConfig(top_k=3)).skipped


@pytest.mark.parametrize("count", [0, 1, 3])
def test_tiny_worlds(tmp_path, count):
    world = world_of(tmp_path / "w", catalogue("shop")[:count])
    report = link(world)
    assert report.counts["tools"] == count
    assert ToolGraph.load(world).num_tools == count


def test_tools_without_words_have_no_links(tmp_path):
    rows = [tool(name, "", {}, "p") for name in ("的", "the", "of")]
    assert link(world_of(tmp_path / "w", rows)).counts["similar"] == 0


def test_a_given_threshold_is_kept_and_the_sample_recorded(tmp_path):
    world = world_of(tmp_path / "w", catalogue("shop", "zoo"))
    report = link(world, GraphConfig(tau=0.9))
    assert report.figures["tau"] == 0.9
    assert report.figures["tau_rule"] == "given"
    assert report.figures["tau_median"] is not None
    null = world.read_json("graph", "tau.json")
    assert sum(null["null"]) == report.figures["tau_pairs"]


def test_the_stage_needs_tools(tmp_path):
    with pytest.raises(WorldError, match="tools"):
        link(World.create(tmp_path / "w", seed=0, config={}))


def test_any_function_can_embed(tmp_path):
    world = world_of(tmp_path / "w", catalogue("shop", "zoo"))

    def letters(texts):
        return np.array([[text.count(c) for c in "aeiou"] for text in texts], dtype=np.float32)

    embedder = FunctionEmbedder(name="letters", dim=5, function=letters)
    assert link(world, embedder=embedder).counts["similar"] > 0
    assert not link(world).skipped
    wrong = FunctionEmbedder(name="wrong", dim=4, function=letters)
    with pytest.raises(ArgumentError, match="wrong gave 24 x 5"):
        link(world, embedder=wrong)


@pytest.mark.parametrize("kind", ["parquet", "npy"])
def test_vectors_from_a_file(tmp_path, kind):
    world = world_of(tmp_path / "w", catalogue("shop", "zoo"))
    tools = world.scan("tools", "tools").collect()
    csr = HashedEmbedder(buckets=512).embed_tools(tools, threads=1)
    dense = np.zeros((csr.rows, csr.columns), dtype=np.float32)
    rows = np.repeat(np.arange(csr.rows), np.diff(csr.indptr))
    dense[rows, csr.indices] = csr.values
    path = tmp_path / f"vectors.{kind}"
    if kind == "npy":
        np.save(path, dense)
    else:
        frame = pl.DataFrame({"id": tools["id"], "vector": dense.tolist()})
        frame.sample(fraction=1, shuffle=True, seed=1).write_parquet(path)
    config = GraphConfig(embedder=str(path), tau=0.2)
    link(world, config)
    from_file = ToolGraph.load(world).similar
    link(world, GraphConfig(buckets=512, tau=0.2))
    assert from_file.select("src", "dst").equals(ToolGraph.load(world).similar.select("src", "dst"))
    assert link(world, config).skipped is False


@pytest.mark.parametrize("fault", ["missing", "short", "garbage", "nan"])
def test_bad_vector_files(tmp_path, fault):
    world = world_of(tmp_path / "w", catalogue("shop"))
    path = tmp_path / "vectors.npy"
    if fault == "short":
        np.save(path, np.ones((3, 2), dtype=np.float32))
    elif fault == "garbage":
        path.write_bytes(b"garbage")
    elif fault == "nan":
        np.save(path, np.full((12, 2), np.nan, dtype=np.float32))
    with pytest.raises(ConfigError) as caught:
        link(world, GraphConfig(embedder=str(path)))
    assert caught.value.where == str(path)
    assert "graph" not in world.stages()
