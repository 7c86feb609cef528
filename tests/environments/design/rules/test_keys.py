"""Keys that tools take in several types and forms; every law holds on what is made of them."""

from __future__ import annotations

from specified import NUMBER, TEXT, WHOLE, designed, many, object_of, tool

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.draft import DesignTask
from agentscaler.environments.design.forge import forge
from agentscaler.environments.design.rules import RuleDesigner


def path(pattern):
    return {"type": "string", "pattern": pattern}


def dropped(*tools):
    forged = forge(RuleDesigner(), DesignTask(name="shop", tools=tools, seed=0, rows=(4, 6)))
    assert forged.reason is None, forged.detail
    return {one.tool: one.reason for one in (*forged.dropped, *forged.draft.blueprint.left_out)}


def test_a_key_that_one_tool_takes_as_a_number_is_a_number_for_all():
    tools = (
        tool("get_order", object_of("orderId", orderId=NUMBER), object_of(total=NUMBER)),
        tool("refund_order", object_of("orderId", orderId=TEXT)),
        tool("list_orders", object_of(), many(object_of(orderId=TEXT, total=NUMBER))),
    )
    assert designed(*tools).blueprint.table("orders").column("orderId").schema["type"] == "integer"
    assert dropped(*tools) == {}


def test_a_key_that_is_a_path_has_each_form_that_tools_take():
    one = r"^projects/[^/]+/operations/[^/]+$"
    two = r"^projects/[^/]+/locations/[^/]+/operations/[^/]+$"
    shown = object_of(name=TEXT, done="boolean")
    tools = (
        tool("get_operation", object_of("name", name=path(one)), shown),
        tool("read_operation", object_of("name", name=path(two)), shown),
    )
    assert dropped(*tools) == {}
    names = {row["name"].count("/") for row in designed(*tools).state["operations"]}
    assert names == {3, 5}


def test_a_name_by_which_rows_are_listed_is_the_path_above_them():
    found = designed(
        tool(
            "list_locations",
            object_of("name", name=path(r"^projects/[^/]+$")),
            object_of(locations=many(object_of(name=TEXT, displayName=TEXT))),
        ),
        tool(
            "get_location",
            object_of("name", name=path(r"^projects/[^/]+/locations/[^/]+$")),
            object_of(name=TEXT, displayName=TEXT),
        ),
    )
    [listed, _] = found.blueprint.operations
    assert [one.column for one in listed.parameters] == ["parent"]
    for row in found.state["locations"]:
        assert row["name"].startswith(f"{row['parent']}/locations/")


def test_what_is_submitted_without_the_name_of_a_row_is_made():
    made = object_of("subject", subject=TEXT)
    found = designed(
        tool("create_ticket", made),
        tool("submit_ticket", made),
        tool("close_ticket", object_of("ticket_id", ticket_id=WHOLE)),
    ).blueprint
    actions = {one.tool: one.action for one in found.operations}
    assert actions["submit_ticket"] is Action.CREATE
    assert actions["close_ticket"] is Action.CHANGE
