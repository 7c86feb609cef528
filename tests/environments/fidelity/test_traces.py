"""Folders of recorded behaviour: what is read, and what is told of broken ones."""

from __future__ import annotations

import json

import pytest
import zstandard

from agentscaler.environments.fidelity import Traces
from agentscaler.errors import TraceError

TOOL = {"service": "shop", "name": "GetApp", "parameters": {"type": "object"}}
ACCEPTED = {"operation": "GetApp", "arguments": {"Id": "a"}, "ok": True, "result": {"Id": "a"}}
REFUSED = {"operation": "GetApp", "arguments": {}, "ok": False, "error": {"code": "NotFound"}}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tools.jsonl").write_text(json.dumps(TOOL) + "\n")
    return tmp_path


def write(folder, *lines, name="shop.jsonl"):
    (folder / name).write_text("\n".join(lines))


def episode(*calls, **more):
    return json.dumps({"service": "shop", "episode": 4, "calls": calls, **more})


def test_plain_and_packed_files_are_read(folder):
    write(folder, episode(ACCEPTED, REFUSED, setup=[ACCEPTED]), "", episode())
    plain = Traces.from_folder(folder).episodes("shop")
    text = (folder / "shop.jsonl").read_bytes()
    (folder / "shop.jsonl").unlink()
    (folder / "shop.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(text))
    assert Traces.from_folder(folder).episodes("shop") == plain
    assert [len(one.calls) for one in plain] == [2, 0]
    assert plain[0].calls[1].code == "NotFound"
    assert plain[0].setup[0].result == {"Id": "a"}


def test_only_as_many_episodes_as_asked_for(folder):
    write(folder, episode(), episode(), "{ this is not read")
    assert len(Traces.from_folder(folder).episodes("shop", most=2)) == 2


def test_random_fields_are_optional(folder):
    write(folder, episode())
    traces = Traces.from_folder(folder)
    assert traces.random_fields("shop") == {}
    (folder / "random_fields.json").write_text('{"shop": {"GetApp": ["Id"]}}')
    assert traces.random_fields("shop") == {"GetApp": frozenset({"Id"})}
    assert traces.random_fields("other") == {}


BROKEN = {
    "not JSON": ('{"calls": [', "this is not JSON"),
    "a key twice": ('{"calls": [], "calls": []}', 'the key "calls" stands twice'),
    "no object": ("[1]", "the line is no object"),
    "no calls": ("{}", "the episode has no list calls"),
    "a number of words": (episode(episode="one"), "episode is no whole number"),
    "a call of text": (episode("GetApp"), "the call is no object"),
    "no operation": (episode({**ACCEPTED, "operation": 3}), "operation is no text"),
    "no arguments": (episode({**ACCEPTED, "arguments": []}), "no object arguments"),
    "no outcome": (episode({**ACCEPTED, "ok": 1}), "does not say whether it was ok"),
    "no error": (episode({**REFUSED, "error": None}), "the refused call has no error"),
    "a broken setup": (episode(setup=[{}]), "the call has no object arguments"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_is_told_with_its_number(folder, name):
    line, what = BROKEN[name]
    write(folder, episode(ACCEPTED), line)
    with pytest.raises(TraceError) as caught:
        Traces.from_folder(folder).episodes("shop")
    assert what in caught.value.what
    assert f"{folder / 'shop.jsonl'}, line 2" in caught.value.where


def test_a_file_that_was_cut_off_is_told(folder):
    packed = zstandard.ZstdCompressor().compress(episode(ACCEPTED).encode() * 50)
    (folder / "shop.jsonl.zst").write_bytes(packed[:-9])
    with pytest.raises(TraceError, match="damaged"):
        Traces.from_folder(folder).episodes("shop")


def test_bytes_that_are_no_text_are_told(folder):
    (folder / "shop.jsonl").write_bytes(b'{"a": "\xff"}')
    with pytest.raises(TraceError, match="not UTF-8"):
        Traces.from_folder(folder).episodes("shop")


def test_a_folder_without_episodes_or_tools_is_told(folder, tmp_path):
    with pytest.raises(TraceError, match="no episodes"):
        Traces.from_folder(folder)
    write(folder, episode())
    (folder / "tools.jsonl").unlink()
    with pytest.raises(TraceError, match=r"no tools\.jsonl"):
        Traces.from_folder(folder)
    with pytest.raises(TraceError, match="no such folder"):
        Traces.from_folder(tmp_path / "nowhere")


@pytest.mark.parametrize("tool", [{"name": "GetApp"}, {"service": "shop", "name": ""}])
def test_a_tool_without_name_or_service_is_told(folder, tool):
    write(folder, json.dumps(TOOL), json.dumps(tool), name="tools.jsonl")
    write(folder, episode())
    with pytest.raises(TraceError, match="is no text, or missing") as caught:
        Traces.from_folder(folder).specifications()
    assert caught.value.where.endswith("tools.jsonl, line 2")


@pytest.mark.parametrize("text", ["[1]", '{"shop": {"GetApp": 3}}', "{"])
def test_random_fields_of_another_form_are_told(folder, text):
    write(folder, episode())
    (folder / "random_fields.json").write_text(text)
    with pytest.raises(TraceError, match="no list of random members"):
        Traces.from_folder(folder).random_fields("shop")
