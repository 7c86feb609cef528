"""What the designer writes for three specifications, in full: read it as a reviewer would."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from specified import NUMBER, TEXT, WHOLE, designed, many, object_of, tool
from specs import SPECIFICATIONS, cloud, shop

from agentscaler.environments import Schema, State, ToolSet, check
from agentscaler.environments.checks import check_draft
from agentscaler.environments.design.draft import DesignTask
from agentscaler.environments.design.forge import forge
from agentscaler.environments.design.rules import RuleDesigner
from agentscaler.environments.reasons import REASONS


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_the_whole_of_what_is_written(name, snapshot):
    draft = designed(*SPECIFICATIONS[name](), name=name)
    assert [one for one in check(draft.source) if one.severity == "error"] == []
    snapshot(f"{name}/tools.txt", draft.source)
    snapshot(f"{name}/schema.json", json.dumps(draft.schema, indent=2))
    snapshot(f"{name}/policy.md", draft.policy)


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_every_tool_is_accounted_for(name):
    tools = SPECIFICATIONS[name]()
    blueprint = designed(*tools, name=name).blueprint
    told = [one.tool for one in (*blueprint.operations, *blueprint.left_out)]
    assert sorted(told) == sorted(tool.name for tool in tools)
    assert all(one.reason in REASONS for one in blueprint.left_out)


@pytest.mark.parametrize("tools", [shop, cloud])
def test_all_that_is_written_passes_the_checks(tools):
    forged = forge(
        RuleDesigner(), DesignTask(name="made", tools=tools(), rows=(3, 5)), in_python=True
    )
    assert (forged.reason, forged.dropped) == (None, ())
    assert forged.tried["created_is_read"] > 0
    assert forged.tried["status_changes"] > 0


EITHER = {"anyOf": [TEXT, WHOLE]}


def parts(kind):
    told = object_of(id=kind, name=TEXT)
    return (
        tool("create_part", object_of("name", name=TEXT), told),
        tool("get_part", object_of("id", id=kind), told),
        tool("delete_part", object_of("id", id=kind)),
        tool("list_parts", object_of(), object_of(parts=many(told))),
    )


@pytest.mark.parametrize("kind", [WHOLE, NUMBER])
def test_a_number_with_a_point_names_the_same_row(kind):
    """JSON has one kind of number: 7.0 is an integer there, and models write it."""
    draft = designed(*parts(kind))
    state = State.from_json(draft.state, Schema.from_json(json.dumps(draft.schema).encode()))
    toolset = ToolSet(draft.source, draft.tools)
    ((key, _), *_) = state.rows("parts")
    plain = toolset.call(state, "get_part", {"id": key})
    assert plain.kind == "ok"
    assert toolset.call(state, "get_part", {"id": float(key)}) == plain
    fraction = toolset.call(state, "get_part", {"id": key + 0.5})
    assert fraction.kind == ("refusal" if kind is NUMBER else "invalid_call")
    assert toolset.call(state, "delete_part", {"id": float(key)}).kind == "ok"
    assert toolset.call(state, "get_part", {"id": key}).kind == "refusal"


def test_what_may_be_a_text_or_a_number_refers_to_the_same_row():
    told = object_of(id=WHOLE, part=EITHER, note=TEXT)
    tools = (
        *parts(WHOLE),
        tool("create_order", object_of("part_id", part_id=EITHER, note=TEXT), told),
        tool("get_order", object_of("id", id=WHOLE), told),
    )
    draft = designed(*tools)
    state = State.from_json(draft.state, Schema.from_json(json.dumps(draft.schema).encode()))
    ((key, _), *_) = state.rows("parts")
    call = ToolSet(draft.source, draft.tools).call
    for part, kind in ((key, "ok"), (float(key), "ok"), ("no such part", "refusal")):
        assert call(state, "create_order", {"part_id": part, "note": "soon"}).kind == kind, part


@pytest.mark.parametrize("kind", [WHOLE, NUMBER])
def test_a_program_that_fails_on_a_point_breaks_a_law(kind):
    draft = designed(*parts(kind))
    assert check_draft(draft).failures == ()
    line = "    id = _row_number(id)\n"
    assert draft.source.count(line) == 2
    broken = replace(draft, source=draft.source.replace(line, ""))
    found = {(one.tool, one.law) for one in check_draft(broken).failures}
    assert found >= {("get_part", "no_fault"), ("delete_part", "no_fault")}
