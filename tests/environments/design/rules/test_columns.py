"""Columns out of answers of several tools."""

from __future__ import annotations

from specified import TEXT, designed, many, object_of, tool


def test_a_column_has_what_all_answers_may_show():
    one = {"type": "string", "enum": ["up", "down", "lost"]}
    two = {"type": "string", "enum": ["up", "down", "gone"]}
    found = designed(
        tool("get_host", object_of("id", id=TEXT), object_of(id=TEXT, mode=one, kind=TEXT)),
        tool("list_hosts", object_of(), many(object_of(id=TEXT, mode=two, kind=two))),
    ).blueprint.table("hosts")
    assert found.column("mode").schema["enum"] == ["up", "down"]
    assert found.column("kind").schema["enum"] == ["up", "down", "gone"]
