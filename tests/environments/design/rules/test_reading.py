"""What one tool says of itself."""

from __future__ import annotations

import pytest
from specified import NUMBER, TEXT, WHOLE, many, object_of, tool

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.design.rules.reading.defaults import default_of
from agentscaler.environments.design.rules.reading.fields import fields_of, member_field, type_of
from agentscaler.environments.design.rules.reading.lexicon import usual_columns
from agentscaler.environments.design.rules.reading.paging import way_of_answer
from agentscaler.environments.design.rules.reading.patterns import fits, id_pattern, sample
from agentscaler.environments.design.rules.reading.phrase import read_phrase
from agentscaler.environments.design.rules.reading.sense import read_sense
from agentscaler.environments.design.rules.reading.shape import shape_of
from agentscaler.environments.design.rules.reading.status import (
    first_status,
    left_status,
    needed_statuses,
)

ORDER = object_of("id", id=TEXT, note=TEXT, total=NUMBER)


@pytest.mark.parametrize(
    ("name", "verb", "noun"),
    [
        ("get_order", "get", ("order",)),
        ("ListDBClusterSnapshots", "list", ("db", "cluster", "snapshot")),
        ("Pets_GetById", "get", ("pet",)),
        ("drive.files.delete", "delete", ("drive", "file")),
        ("search_for_flights", "search", ("flight",)),
        ("invoice_cancel", "cancel", ("invoice",)),
        ("CreateOrUpdateJob", "put", ("job",)),
        ("batch_delete_rows", "delete", ("row",)),
        ("get_all_user_details", "get", ("user",)),
        ("CreateClusterV2", "create", ("cluster",)),
        ("listSLOs", "list", ("slo",)),
        ("issueCreateMilestone", "create", ("milestone",)),
        ("issueDelete", "delete", ("issue",)),
        ("TestJob_Create", "create", ("test", "job")),
        ("setup_payment", "setup", ("payment",)),
        ("end_session", "end", ("session",)),
        ("comment", "create", ("comment",)),
        ("donate", "create", ("donation",)),
        ("frobnicate_widget", "", ("frobnicate", "widget")),
    ],
)
def test_names_are_read_as_phrases(name, verb, noun):
    found = read_phrase(tool(name))
    assert (found.verb, found.noun) == (verb, noun)


def test_what_is_waited_for_is_read():
    path = "/v1/{v1Id}/operations/{operationsId}:wait"
    name = {"type": "string", "pattern": "^projects/[^/]+/operations/[^/]+$"}
    found = read_sense(
        tool("run_projects_operations_wait", object_of(name=name), http="POST", path=path)
    )
    assert (found.noun[-1], found.action) == ("operation", Action.GET)


def test_a_name_is_read_out_of_the_method_that_a_description_names():
    said = "Drive API - drives.list. Lists the drives of a user."
    found = read_phrase(tool("service_drives", description=said))
    assert (found.verb, found.noun) == ("list", ("drive",))
    assert read_phrase(tool("Line_StopPoints", http="GET", path="/Line/{id}/StopPoints")).noun == (
        "stop",
        "point",
    )


def test_phrases_tell_by_what_of_what_and_in_which_status():
    assert read_phrase(tool("get_order_by_number")).by == ("number",)
    assert read_phrase(tool("ListTagsForResource")).of == ("resource",)
    assert read_phrase(tool("cancel_pending_order")).status == "pending"


@pytest.mark.parametrize(
    ("http", "path", "verb", "noun", "custom"),
    [
        ("GET", "/v1/shops/{shop}/orders", "get", ("order",), ""),
        ("GET", "/orders/{id}", "get", ("order",), ""),
        ("POST", "/orders", "create", ("order",), ""),
        ("DELETE", "/orders/{id}", "delete", ("order",), ""),
        ("POST", "/orders/{id}/cancel", "cancel", ("order",), "cancel"),
        ("POST", "/jobs/{id}:stop", "stop", ("job",), "stop"),
        ("GET", "/trip/{id}/stop", "get", ("stop",), ""),
    ],
)
def test_paths_are_read_where_names_are_made_of_them(http, path, verb, noun, custom):
    name = f"{http.lower()}{path.replace('{', '').replace('}', '').replace('/', '_')}"
    found = read_phrase(tool(name, http=http, path=path))
    assert (found.verb, found.noun, found.custom) == (verb, noun, custom)


@pytest.mark.parametrize(
    ("name", "arguments", "returns", "action"),
    [
        ("get_order", object_of("order_id", order_id=TEXT), ORDER, Action.GET),
        ("get_orders", object_of(), many(ORDER), Action.LIST),
        ("get_orders", object_of("order_id", order_id=TEXT), ORDER, Action.GET),
        ("list_orders", object_of(), object_of(orders=many(ORDER)), Action.LIST),
        ("create_order", object_of(note=TEXT), ORDER, Action.CREATE),
        ("add_order", object_of(note=TEXT), ORDER, Action.CREATE),
        ("add_user_to_group", object_of(user=TEXT, group=TEXT), None, Action.PUT),
        ("detach_policy", object_of(policy=TEXT), None, Action.DELETE),
        ("cancel_order", object_of(order_id=TEXT), ORDER, Action.CHANGE),
        ("is_open", object_of(shop_id=TEXT), None, Action.GET),
        ("count_orders", object_of(), object_of(count=WHOLE), Action.COUNT),
        ("purge_queue", object_of(queue=TEXT), None, Action.CLEAR),
        ("blorp_widget", object_of(), None, None),
    ],
)
def test_actions(name, arguments, returns, action):
    assert read_sense(tool(name, arguments, returns)).action is action


def test_a_method_that_promises_to_change_nothing_holds():
    assert read_sense(tool("export", http="GET", path="/orders/export")).action is Action.GET
    assert read_sense(tool("start_job", http="GET", path="/jobs")).action is None


def test_members_of_a_body_stand_beside_the_path():
    body = object_of("note", note=TEXT, address=object_of(city=TEXT))
    made = tool(
        "update_order",
        object_of("id", "body", id=TEXT, body=body),
        http="PUT",
        path="/orders/{id}",
    )
    found = {one.name: (one.path, one.in_path, one.required) for one in fields_of(made, ("order",))}
    assert found == {
        "body.note": (("body", "note"), False, True),
        "body.address": (("body", "address"), False, False),
        "id": (("id",), True, True),
    }


def test_names_with_dots_are_names():
    made = tool("create_order", {"properties": {"body": object_of(**{"a.b": TEXT}), "c.d": TEXT}})
    paths = {one.name: one.path for one in fields_of(made, ("order",))}
    assert paths == {"body.a.b": ("body", "a.b"), "c.d": ("c.d",)}


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": ["string", "null"]}, "string"),
        ({"type": ["string", "integer"]}, ""),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string"),
        ({"items": {}}, "array"),
        ({"enum": ["a", 1]}, ""),
        ({}, ""),
    ],
)
def test_types(schema, kind):
    assert type_of(schema) == kind


@pytest.mark.parametrize(
    ("returns", "several", "kind", "path"),
    [
        (ORDER, False, "object", ()),
        (object_of(order=ORDER), False, "object", ("order",)),
        (object_of(data=object_of(order=ORDER)), False, "object", ("data", "order")),
        (many(ORDER), True, "list", ()),
        (object_of(orders=many(ORDER), errors=many(TEXT)), True, "list", ("orders",)),
        (object_of(result=object_of(items=many(ORDER))), True, "list", ("result", "items")),
        (object_of(orderIds=many(TEXT), nextToken=TEXT), True, "ids", ("orderIds",)),
        (None, True, "none", ()),
    ],
)
def test_where_the_thing_stands_in_a_result(returns, several, kind, path):
    found = shape_of(returns, ("order",), several=several)
    assert (found.kind, found.path) == (kind, path)


@pytest.mark.parametrize(
    ("name", "schema", "several", "role"),
    [
        ("maxResults", WHOLE, True, Role.LIMIT),
        ("maxResults", WHOLE, False, None),
        ("page_token", TEXT, True, Role.CURSOR),
        ("offset", WHOLE, True, Role.OFFSET),
        ("page", WHOLE, True, Role.PAGE),
        ("q", TEXT, True, Role.SEARCH),
        ("sortBy", TEXT, True, Role.SORT),
        ("order", TEXT, True, Role.ORDER),
        ("clientToken", TEXT, False, Role.IGNORED),
        ("X-Request-Id", TEXT, False, Role.IGNORED),
        ("includeDetails", {"type": "boolean"}, False, Role.IGNORED),
        ("limit", {"type": "object"}, True, None),
        ("colour", TEXT, True, None),
    ],
)
def test_arguments_that_say_how_an_answer_is_given(name, schema, several, role):
    assert way_of_answer(member_field(name, schema), several=several) is role


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        ({"type": "integer", "default": 5}, 5),
        ({"type": "integer", "default": "5"}, None),
        ({"type": "boolean", "description": "Enabled by default is true."}, True),
        ({"type": "integer", "description": "Days (default: 30)."}, 30),
        ({"type": "integer", "description": "The default is 300.", "maximum": 30}, None),
        ({"enum": ["LOW", "HIGH"], "description": "Defaults to `low`."}, "LOW"),
        ({"type": "string", "description": "Defaults to none."}, None),
        ({"type": "string", "description": "A default."}, None),
    ],
)
def test_defaults(schema, default):
    assert default_of(schema) == default


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ({"pattern": "^s-([0-9a-f]{17})$"}, "s-" + "*" * 17),
        ({"pattern": "^(abc|xyz)-[0-9]{4}$"}, "abc-####"),
        ({"pattern": "^[A-Z]{10}$"}, "?" * 10),
        ({"format": "uuid"}, "********-****-****-****-************"),
        ({"minLength": 20, "maxLength": 20}, "*" * 20),
        ({"pattern": "("}, "pet-************"),
        ({}, "pet-************"),
    ],
)
def test_made_ids_look_as_the_source_says(schema, pattern):
    found = id_pattern([schema], ("pet",))
    assert found == pattern
    assert fits(sample(found), schema)


def test_statuses():
    values = ["CREATING", "InService", "Stopped", "DELETED"]
    assert first_status(values) == "InService"
    assert left_status("stop", values) == "Stopped"
    assert left_status("approve", values) is None
    assert needed_statuses("approve", ["pending", "approved", "x"], "approved") == ("pending",)
    assert needed_statuses("start", values, "InService") == ()


def test_usual_columns_are_those_of_the_last_word_that_is_known():
    assert "temperature_c" in usual_columns(("city", "weather"))
    assert usual_columns(("city",)) == usual_columns(("old", "city"))
    assert usual_columns(("frob",)) == {}
