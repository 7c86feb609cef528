"""Columns out of answers of several tools."""

from __future__ import annotations

from specified import NUMBER, TEXT, designed, many, object_of, tool

from agentscaler.environments import State, ToolSet
from agentscaler.environments.design.blueprint import Role


def test_a_column_has_what_all_answers_may_show():
    one = {"type": "string", "enum": ["up", "down", "lost"]}
    two = {"type": "string", "enum": ["up", "down", "gone"]}
    found = designed(
        tool("get_host", object_of("id", id=TEXT), object_of(id=TEXT, mode=one, kind=TEXT)),
        tool("list_hosts", object_of(), many(object_of(id=TEXT, mode=two, kind=two))),
    ).blueprint.table("hosts")
    assert found.column("mode").schema["enum"] == ["up", "down"]
    assert found.column("kind").schema["enum"] == ["up", "down", "gone"]


def test_what_is_set_is_no_key():
    found = designed(
        tool("get_budget_limit", object_of(), object_of(budget_limit=NUMBER)),
        tool("set_budget_limit", object_of("budget_limit", budget_limit=NUMBER)),
    ).blueprint
    assert [one.role for one in found.operation("set_budget_limit").parameters] == [Role.DATA]


def test_an_update_that_could_set_nothing_is_left_out():
    found = designed(
        tool("list_orders", object_of(), many(object_of(id=TEXT))),
        tool("update_order", object_of("order_id", order_id=TEXT)),
    ).blueprint
    assert [(one.tool, one.reason) for one in found.left_out] == [
        ("update_order", "nothing_to_tell")
    ]


def test_a_text_beside_the_rows_has_the_form_that_it_must_have():
    url = {"type": "string", "pattern": "^/v1/prices"}
    page = object_of("data", "url", data=many(object_of(id=TEXT)), url=url)
    draft = designed(tool("GetPrices", object_of(), page))
    tools = ToolSet(draft.source, draft.tools)
    state = State.from_json(draft.state)
    assert '"url": "/v1/prices"' in tools.call(state, "GetPrices", {}).content


def test_no_hotel_has_the_days_and_the_guests_of_who_asks():
    asked = object_of(city=TEXT, check_in_date=TEXT, checkout=TEXT, adults={"type": "integer"})
    draft = designed(tool("search_hotels", asked))
    names = {column.name for column in draft.blueprint.table("hotels").columns}
    assert "city" in names
    assert not names & {"check_in_date", "checkout", "adults"}
    [search] = draft.blueprint.operations
    ignored = {one.name for one in search.parameters if one.role is Role.IGNORED}
    assert ignored == {"check_in_date", "checkout", "adults"}
