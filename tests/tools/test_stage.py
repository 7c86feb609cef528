"""The stage: what goes in comes out once, in the same bytes, whatever the order and the workers."""

from __future__ import annotations

import json
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from agentscaler.errors import ConfigError, SpecError, WorldError
from agentscaler.executors import local_executor
from agentscaler.tools import stage
from agentscaler.tools.config import ToolsConfig
from agentscaler.tools.parts import Part, read_part
from agentscaler.tools.reasons import REASONS
from agentscaler.tools.sources import find_files
from agentscaler.tools.stage import run
from agentscaler.tools.tool import DROPPED_SCHEMA, TOOL_SCHEMA
from agentscaler.world import NoProgress, World, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.tools.parts import PartSummary
    from agentscaler.world import StageReport

CASES = Path(__file__).resolve().parents[1] / "cases"


def make(
    root: Path, paths: Sequence[Path], *, workers: int = 1, **settings: Any
) -> tuple[World, StageReport]:
    world = World.create(root, seed=1, config={})
    with local_executor(workers) as executor:
        report = run(
            world, ToolsConfig(**settings), paths=paths, executor=executor, progress=NoProgress()
        )
    return world, report


def rows(world: World, table: str) -> pl.DataFrame:
    return world.scan("tools", table).collect()


def write_tools(path: Path, *tools: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(list(tools)))
    return path


def tool(name: str, description: str = "Does it.", **more: Any) -> dict[str, Any]:
    return {"name": name, "description": description, "parameters": {"type": "object"}, **more}


def test_tables_and_counts(tmp_path: Path) -> None:
    world, report = make(tmp_path / "w", [CASES])
    tools, dropped = rows(world, "tools"), rows(world, "dropped")
    assert tools.schema == TOOL_SCHEMA
    assert dropped.schema == DROPPED_SCHEMA
    assert tools["id"].is_sorted()
    assert tools["id"].is_unique().all()
    assert not tools["file"].str.starts_with("/").any()
    assert set(dropped["reason"]) <= REASONS.keys()
    assert report.counts["kept"] == tools.height
    assert report.counts["dropped"] == dropped.height == sum(report.dropped.values())
    # Every entry is either kept or dropped, and every file that failed is dropped once.
    outside = dropped.filter(pl.col("reason").is_in(["linked_folder", "missing"])).height
    entries = report.counts["read"] + report.counts["files_failed"] + outside
    assert entries == tools.height + dropped.height
    assert verify(world.root).problems == []


def test_same_bytes_for_any_order_workers_and_spelling_of_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cases"
    shutil.copytree(CASES, folder)
    first, _ = make(tmp_path / "a", [folder / "specs", folder / "bad_specs"])
    second, _ = make(tmp_path / "b", [folder / "bad_specs", folder / "specs"], workers=2)
    monkeypatch.chdir(folder)
    third, _ = make(tmp_path / "c", [Path("bad_specs"), Path("specs"), Path("specs/../specs")])
    assert first.digest() == second.digest() == third.digest()


def test_second_run_is_skipped_and_a_changed_file_is_not(tmp_path: Path) -> None:
    path = write_tools(tmp_path / "a.json", tool("get_pet"))
    assert not make(tmp_path / "w", [path])[1].skipped
    assert make(tmp_path / "w", [path])[1].skipped
    write_tools(path, tool("get_pet"), tool("add_pet"))
    world, report = make(tmp_path / "w", [path])
    assert not report.skipped
    assert rows(world, "tools").height == 2


def test_duplicates_leave_the_same_survivor(tmp_path: Path) -> None:
    same = tool("get_pet", "Get a pet.")
    write_tools(tmp_path / "in" / "z.json", same, tool("list", "Lists.", group="g"))
    write_tools(tmp_path / "in" / "b.json", same, tool("list", "Lists all pets.", group="g"))
    world, report = make(tmp_path / "w", [tmp_path / "in"])
    assert rows(world, "tools").select("name", "description", "file").sort("name").rows() == [
        ("get_pet", "Get a pet.", "b.json"),
        ("list", "Lists all pets.", "b.json"),
    ]
    assert report.dropped == {"duplicate_name": 1, "exact_duplicate": 1}
    details = rows(world, "dropped").sort("reason")["detail"].to_list()
    assert details == [
        "the name of list of g (b.json /1)",
        "the same content as get_pet of b (b.json /0)",
    ]


def test_near_duplicates(tmp_path: Path) -> None:
    text = (
        "Searches the catalogue of the shop for goods that fit all of the given words, and returns "
        "them sorted by price, cheapest first, with their pictures, ratings, sizes and colours; "
        "goods that are sold out come last, and those of other shops never come at all{}"
    )
    near = [
        tool("search_goods", text.format("."), group="mcp/a"),
        tool("searchGoods", text.format(" and stock."), group="mcp/b"),
        tool("SearchGoods_v2", text.format("!"), group="mcp/c"),
        tool("search_shops", text.format("."), group="mcp/a"),
        tool("search_goods", text.format("?"), group="d", http="GET", path="/goods"),
        tool("search_goods", text.format("?!"), group="e", http="GET", path="/other"),
    ]
    one = write_tools(tmp_path / "x.json", *near)
    other = write_tools(tmp_path / "y" / "x.json", *near[::-1])
    world, report = make(tmp_path / "w", [one])
    assert report.dropped == {"near_duplicate": 2}
    kept = rows(world, "tools").sort("group", "name")
    assert kept["name"].to_list() == [
        "search_goods",
        "search_goods",
        "search_shops",
        "searchGoods",
    ]
    reverse, _ = make(tmp_path / "v", [other])
    assert set(rows(reverse, "tools")["id"]) == set(kept["id"])
    assert make(tmp_path / "u", [one], near_duplicate_threshold=1.0)[1].counts["kept"] >= 5
    assert make(tmp_path / "t", [one], skip_rules=("near_duplicate",))[1].counts["kept"] == 6


def test_files_of_one_name_are_different_apis(tmp_path: Path) -> None:
    one = write_tools(tmp_path / "in" / "shop" / "tools.json", tool("list", "Lists goods."))
    write_tools(tmp_path / "in" / "bank" / "tools.json", tool("list", "Lists accounts."))
    write_tools(tmp_path / "in" / "a" / "x.json", tool("list", "Lists a."))
    write_tools(tmp_path / "in" / "b" / "x.json", tool("list", "Lists b."))
    world, _ = make(tmp_path / "w", [one.parents[1]])
    assert sorted(rows(world, "tools")["group"]) == ["bank", "shop", "x", "x"]


def test_rules_can_be_skipped(tmp_path: Path) -> None:
    path = write_tools(tmp_path / "a.json", tool("ping"), tool("x", "One."), tool("x", "Two."))
    assert make(tmp_path / "w", [path])[1].counts["kept"] == 1
    skipped = ("health_check", "duplicate_name")
    assert make(tmp_path / "v", [path], skip_rules=skipped)[1].counts["kept"] == 3


def test_a_copied_folder_gives_the_same_world(tmp_path: Path) -> None:
    write_tools(tmp_path / "one" / "a.json", tool("get_pet"))
    write_tools(tmp_path / "one" / "sub" / "b.json", tool("add_pet"))
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    one, _ = make(tmp_path / "w1", [tmp_path / "one"])
    two, _ = make(tmp_path / "w2", [tmp_path / "two"])
    assert one.digest() == two.digest()


def test_equal_base_names_do_not_collide(tmp_path: Path) -> None:
    one = write_tools(tmp_path / "one" / "specs" / "a.json", tool("get_pet"))
    two = write_tools(tmp_path / "two" / "specs" / "a.json", tool("add_pet"))
    world, _ = make(tmp_path / "w", [one.parent, two.parent])
    assert sorted(rows(world, "tools")["file"]) == ["one/specs/a.json", "two/specs/a.json"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write_tools(tmp_path / "specs" / "a.json", tool("get_pet"))
    world, report = make(tmp_path / "w", [path.parent, path, tmp_path / "specs" / "."])
    assert report.counts["files"] == 1
    assert rows(world, "tools")["file"].to_list() == ["a.json"]


def test_a_killed_run_does_not_read_its_files_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = sorted((CASES / "specs").glob("*.json"))
    _, report = make(tmp_path / "whole", specs)
    read: list[str] = []
    original = stage.read_part

    def counted(part: Part, config: ToolsConfig) -> PartSummary:
        read.append(part.source.file)
        if len(read) == 3:
            raise KeyboardInterrupt
        return original(part, config)

    monkeypatch.setattr(stage, "read_part", counted)
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "killed", specs)
    scratch = tmp_path / "killed" / "tools" / ".scratch" / "parts"
    spoiled = min(scratch.glob("000000*"))
    spoiled.write_bytes(spoiled.read_bytes()[:-1])
    (scratch / "000007.tools.parquet").write_bytes(b"half")
    make(tmp_path / "killed", specs)
    kept = read[1]
    assert read.count(kept) == 1
    assert read.count(read[0]) == 2, "its intermediates were damaged"
    assert World.open(tmp_path / "killed").digest() == World.open(tmp_path / "whole").digest()
    assert report.counts["files"] == len(specs)
    assert verify(tmp_path / "killed").intact


def test_large_jsonl_makes_several_shards(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    lines = [json.dumps(tool(f"get_pet_{i}", f"Get pet {i}.")) for i in range(9_000)]
    path.write_text("\n".join(lines))
    world, report = make(tmp_path / "w", [path])
    shards = [shard for shard in world.manifest("tools").shards if shard.table == "tools"]
    assert [shard.rows for shard in shards] == [4_096, 4_096, 808]
    assert report.counts["kept"] == 9_000
    assert rows(world, "tools")["id"].is_sorted()


def test_strict_stops_at_the_first_bad_file(tmp_path: Path) -> None:
    write_tools(tmp_path / "in" / "a.json", tool("get_pet"))
    (tmp_path / "in" / "b.json").write_text("[")
    with pytest.raises(SpecError, match="not JSON") as caught:
        make(tmp_path / "w", [tmp_path / "in"], strict=True)
    assert "b.json" in str(caught.value.where)
    assert make(tmp_path / "v", [tmp_path / "in"])[1].dropped == {"not_json": 1}


def test_no_tool_at_all_lists_the_reasons(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(SpecError, match="no specification to read"):
        make(tmp_path / "w", [tmp_path / "in"])
    (tmp_path / "in" / "a.json").write_text("[")
    (tmp_path / "in" / "b.yaml").write_text("")
    with pytest.raises(SpecError, match="empty x 1, not_json x 1") as caught:
        make(tmp_path / "w", [tmp_path / "in"])
    assert caught.value.reason == "no_tools"
    (tmp_path / "in" / "b.yaml").unlink()
    with pytest.raises(SpecError, match="this is not JSON: Expecting value") as caught:
        make(tmp_path / "w", [tmp_path / "in"])
    assert caught.value.where == "a.json line 1, column 2"


def test_a_world_among_the_specifications_is_not_read(tmp_path: Path) -> None:
    write_tools(tmp_path / "a.json", tool("get_pet"))
    _, first = make(tmp_path / "world", [tmp_path])
    assert (first.counts["files"], first.dropped) == (1, {})
    _, again = make(tmp_path / "world", [tmp_path])
    assert again.skipped
    _, elsewhere = make(tmp_path / "other", [tmp_path])
    assert elsewhere.counts == first.counts


def test_a_path_may_hold_signs_that_mean_something_to_globs(tmp_path: Path) -> None:
    write_tools(tmp_path / "in[1]*" / "a[?].json", tool("get_pet"))
    world, report = make(tmp_path / "w [1]*{a}", [tmp_path / "in[1]*"])
    assert report.counts["kept"] == 1
    assert rows(world, "tools")["file"].to_list() == ["a[?].json"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are Unicode")
def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    write_tools(tmp_path / "in" / "caf\udce9.json", tool("get_pet"))
    world, _ = make(tmp_path / "w", [tmp_path / "in"])
    assert rows(world, "tools")["file"].to_list() == ["caf\\xe9.json"]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_intermediate_that_cannot_be_written_is_told(tmp_path: Path, workers: int) -> None:
    write_tools(tmp_path / "in" / "a.json", tool("get_pet"))
    # A folder with the name of an intermediate: the system refuses to write there.
    part = Part(find_files([tmp_path / "in"]).files[0], tmp_path / "part")
    (tmp_path / "part-00000.tools.parquet").mkdir()
    with (
        local_executor(workers) as executor,
        pytest.raises(WorldError, match="cannot write: Is a directory"),
    ):
        list(executor.map(partial(read_part, config=ToolsConfig()), [part]))


def test_a_bad_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="names no rule: no_such"):
        make(tmp_path / "w", [tmp_path], skip_rules=("no_such",))
    for limit in ("max_depth", "max_schema_depth"):
        with pytest.raises(ConfigError, match="must be at most"):
            make(tmp_path / "w", [tmp_path], **{limit: 100_000})


def test_the_largest_limits_do_not_overflow_the_stack(tmp_path: Path) -> None:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(99):
        schema = {"type": "object", "properties": {"next": schema}}
    write_tools(tmp_path / "in" / "a.json", tool("get_pet") | {"parameters": schema})
    (tmp_path / "in" / "b.json").write_text("[" * 500 + "]" * 500)
    (tmp_path / "in" / "c.yaml").write_text("a: " + "[" * 499 + "]" * 499)
    _, report = make(tmp_path / "w", [tmp_path / "in"], max_depth=500, max_schema_depth=100)
    assert report.counts["kept"] == 1
    assert report.dropped == {"unknown_format": 2}


def test_real_formats(shared: Path, tmp_path: Path) -> None:
    """Each raw file of the reference data is read, or refused for a reason that was looked at."""
    world, report = make(tmp_path / "w", [shared / "data" / "formats"])
    refused = rows(world, "dropped").filter(pl.col("name").is_null())
    assert dict(refused.select("file", "reason").rows()) == {
        "anthropic_messages_session.jsonl": "unknown_format",
        "apizoo_broken_json.json": "not_json",
        "botocore_service-2.json": "unsupported_format",
        "google_discovery.json": "unsupported_format",
        "openapi3_broken_encoding.yaml": "not_yaml",
        "openapi3_broken_poke.yaml": "yaml_tag",
        "sealtools.jsonl": "unknown_format",
        "tau1_results.json": "unknown_format",
        "tau2_simulation.json": "unsupported_format",
        "toolalpaca.json": "unknown_format",
        "toolbench_queries.json": "unknown_format",
        "toolrl_text.json": "unknown_format",
        "toucan_mcp_server.json": "unknown_format",
    }
    # The MCP list there has the same tools as the Anthropic one.
    formats = set(rows(world, "tools")["format"])
    assert formats == {"openapi-3", "swagger-2", "openai", "anthropic"}
    assert report.counts["kept"] > 60
