"""What the tools of a domain say together: things, keys, columns, tables and roles."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from specified import NUMBER, TEXT, WHOLE, designed, many, object_of, tool
from specs import assistant, cloud, shop

from agentscaler.environments import Schema, State, ToolSet
from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.tools.tool import Effect


def blueprint(*tools):
    return designed(*tools).blueprint


def roles(blueprint, name):
    return {one.name: one.role for one in blueprint.operation(name).parameters}


def keys(blueprint):
    return {table.name: table.key for table in blueprint.tables}


def test_tools_that_speak_of_a_part_speak_of_the_whole():
    found = blueprint(
        tool("CreateQueue", object_of("QueueName", QueueName=TEXT), object_of(x=TEXT)),
        tool("GetQueueAttributes", object_of("QueueName", QueueName=TEXT), object_of(x=TEXT)),
        tool("list_available_queues", object_of(), object_of(queues=many(object_of(x=TEXT)))),
    )
    assert {one.tool: (one.table, one.action) for one in found.operations} == {
        "CreateQueue": ("queues", Action.CREATE),
        "GetQueueAttributes": ("queues", Action.READ),
        "list_available_queues": ("queues", Action.LIST),
    }


@pytest.mark.parametrize(
    ("given", "shown", "key", "made"),
    [
        ({}, {"orderId": TEXT}, ("orderId",), "id"),
        ({"orderId": TEXT}, {"orderId": TEXT}, ("orderId",), None),
        ({"name": TEXT}, {"id": WHOLE, "name": TEXT}, ("id",), "id"),
    ],
)
def test_tools_make_a_key_that_nobody_gives(given, shown, key, made):
    found = blueprint(
        tool("create_order", object_of(*given, **given, note=TEXT), object_of(**shown, note=TEXT)),
        tool("get_order", object_of(*key, **{key[0]: TEXT}), object_of(**shown, note=TEXT)),
    )
    table = found.table("orders")
    assert (table.key, table.column(key[0]).made) == (key, made)


def test_a_row_below_another_has_the_key_of_both():
    name, parts = {"workspaceId": TEXT}, {"workspaceId": TEXT, "name": TEXT}
    found = blueprint(
        tool("CreateWorkspace", object_of(alias=TEXT), object_of(workspaceId=TEXT, alias=TEXT)),
        tool("DeleteWorkspace", object_of(*name, **name)),
        tool("CreateNamespace", object_of(*parts, **parts, data=TEXT)),
        tool("DescribeNamespace", object_of(*parts, **parts), object_of(**parts, data=TEXT)),
        tool("ListNamespaces", object_of(*name, **name), many(object_of(**parts))),
    )
    table = found.table("namespaces")
    assert (table.key, table.parent) == (("workspaceId", "name"), "workspaces")
    assert table.column("workspaceId").references == "workspaces.workspaceId"
    assert roles(found, "ListNamespaces") == {"workspaceId": Role.SCOPE}
    assert found.operation("CreateNamespace").refuses == ("missing_parent", "duplicate")


def test_what_names_another_thing_refers_to_it():
    found = designed(*shop()).blueprint
    orders = found.table("orders")
    assert orders.column("customer_id").references == "customers.id"
    assert roles(found, "listOrders") == {
        "status": Role.FILTER,
        "customer_id": Role.SCOPE,
        "sort": Role.SORT,
        "cursor": Role.CURSOR,
        "limit": Role.LIMIT,
    }
    assert "in_use" in found.operation("deleteCustomer").refuses


def test_moments_and_addresses_are_made():
    clusters = designed(*cloud()).blueprint.table("clusters")
    assert {one.name: one.made for one in clusters.columns if one.made} == {
        "clusterArn": "arn",
        "createdAt": "created",
    }


def test_statuses_come_from_the_schema_or_from_what_tools_do():
    clusters = designed(*cloud()).blueprint.table("clusters")
    assert (clusters.status, clusters.statuses) == ("state", ("ACTIVE", "CREATING", "STOPPED"))
    tasks = designed(*assistant()).blueprint.table("tasks")
    assert (tasks.status, tasks.statuses) == ("status", ("active", "completed"))


def test_a_change_starts_from_statuses_that_are_not_over():
    cancel = designed(*shop()).blueprint.operation("cancelOrder")
    assert (cancel.status, cancel.requires) == ("cancelled", ("pending", "paid", "shipped"))


def test_settings_are_one_row_that_is_there_from_the_start():
    found = designed(*assistant()).blueprint
    assert found.table("volumes").key == ("singleton",)
    assert found.operation("set_volume").action is Action.UPDATE


def test_where_nobody_says_what_a_thing_has_it_has_what_is_usual():
    columns = {
        one.name for one in designed(*assistant()).blueprint.table("weather_forecasts").columns
    }
    assert {"city", "condition", "temperature_c"} <= columns


def test_tools_about_tags_find_a_row_of_any_table():
    found = designed(*cloud()).blueprint
    actions = {name: found.operation(name).action for name in ("TagResource", "UntagResource")}
    assert actions == {"TagResource": Action.ADD, "UntagResource": Action.REMOVE}
    assert roles(found, "TagResource") == {"resourceArn": Role.KEY, "tags": Role.MEMBERS}


def test_two_things_that_are_tied_have_a_table_of_their_own():
    both = {"role": TEXT, "policyArn": TEXT}
    found = blueprint(
        tool("AttachRolePolicy", object_of(*both, **both)),
        tool("DetachRolePolicy", object_of(*both, **both)),
        tool(
            "ListAttachedRolePolicies",
            object_of("role", role=TEXT),
            many(object_of(**both, note=TEXT)),
        ),
    )
    [table] = found.tables
    assert table.name == "attached_role_policies"
    assert [one.action for one in found.operations] == [Action.PUT, Action.DELETE, Action.LIST]


def test_answers_give_back_what_callers_gave_in_the_form_of_the_source():
    found = designed(
        tool(
            "create_user",
            object_of("name", name=TEXT, city=TEXT),
            object_of(user=object_of("id", id=TEXT, name=TEXT, profile=object_of(city=TEXT))),
        ),
        tool("get_user", object_of("id", id=TEXT), object_of(user=object_of(id=TEXT, name=TEXT))),
    )
    assert '"profile": _given({\n            "city": user.get("city"),' in found.source
    assert set(found.blueprint.operation("create_user").told) == {"id", "name", "city"}


def test_policies_forbid_what_calls_can_show():
    draft = designed(*shop(), seed=0)
    assert {rule.code: rule.enforced for rule in draft.rules} == {
        "deleteCustomer.in_use": True,
        "cancelOrder.status": True,
        "cancelOrder.reason": False,
        "createOrder.total": False,
        "updateOrder.total": False,
        "updateOrder.closed": False,
    }
    reason = next(rule for rule in draft.rules if rule.code == "cancelOrder.reason")
    assert reason.forbids["argument"] == "reason"
    assert all(option in draft.policy for option in reason.forbids["not_in"])
    assert draft.blueprint.operation("cancelOrder").rules == ("cancelOrder.status",)


def test_another_seed_draws_other_limits_and_nothing_else():
    first, second = designed(*shop(), seed=0), designed(*shop(), seed=5)
    assert first.source == second.source
    assert first.policy != second.policy


def test_numbers_are_kept_as_numbers():
    found = designed(
        tool("create_part", object_of(size=NUMBER), object_of(id=WHOLE, size=NUMBER)),
        tool("get_part", object_of("id", id=TEXT), object_of(id=WHOLE, size=NUMBER)),
    )
    assert "_next_number(db, " in found.source
    assert "if isinstance(id_, str) and id_.isdigit():" in found.source


def test_an_amount_names_no_row():
    """What may be a fraction is a key only where it is called an id."""
    shown = object_of(status=TEXT, balance=NUMBER)
    found = blueprint(
        tool("get_account", object_of("account_id", account_id=NUMBER), shown),
        tool("list_accounts", object_of(), object_of(accounts=many(shown))),
        tool("withdraw_funds", object_of("amount", amount=NUMBER), shown),
    )
    assert roles(found, "get_account") == {"account_id": Role.KEY}
    withdraw = found.operation("withdraw_funds")
    assert withdraw is None or Role.KEY not in roles(found, "withdraw_funds").values()


PARENT = {"type": "string", "pattern": "^projects/[^/]+$"}
SHOP = {"type": "string", "pattern": "^projects/[^/]+/shops/[^/]+$"}
ITEM = {"type": "string", "pattern": "^projects/[^/]+/shops/[^/]+/items/[^/]+$"}


def paths():
    named = object_of(name=TEXT, note=TEXT)
    return designed(
        tool("create_shop", object_of("parent", parent=PARENT, shopId=TEXT, note=TEXT), named),
        tool("get_shop", object_of("name", name=SHOP), named),
        tool("create_item", object_of("parent", parent=SHOP, name=TEXT, note=TEXT), named),
        tool("get_item", object_of("name", name=ITEM), named),
        tool("list_items", object_of("parent", parent=SHOP), object_of(items=many(named))),
    )


def test_a_key_that_is_a_path_begins_with_the_parent_of_its_row():
    draft = paths()
    found = draft.blueprint
    assert found.table("items").column("parent").references == "shops.name"
    assert roles(found, "create_item")["name"] is Role.IGNORED  # whoever makes the row names it
    for table, parts in (("shops", 4), ("items", 6)):
        for row in draft.state[table]:
            assert row["name"].startswith(f"{row['parent']}/{table}/")
            assert row["name"].count("/") + 1 == parts
    tools = ToolSet(draft.source, [dict(one) for one in draft.tools])
    state = State.from_json(draft.state, Schema.from_json(draft.schema))
    made = tools.call(state, "create_shop", {"parent": "projects/p", "shopId": "corner"})
    assert json.loads(made.content)["name"] == "projects/p/shops/corner"
    again = tools.call(state, "create_shop", {"parent": "projects/p", "shopId": "corner"})
    assert again.kind == "refusal"
    below = tools.call(state, "create_item", {"parent": "projects/p/shops/corner"})
    assert json.loads(below.content)["name"].startswith("projects/p/shops/corner/items/")
    assert tools.call(state, "create_item", {"parent": "projects/p/shops/no"}).kind == "refusal"


def test_a_list_of_rows_in_a_status_tells_which():
    found = blueprint(
        tool("list_overdue_loans"),
        tool("create_loan", object_of("book", book=TEXT), object_of(loan_id=TEXT)),
    )
    assert found.operation("list_overdue_loans").requires == ("overdue",)


def test_a_number_does_not_refer_to_a_text():
    found = blueprint(
        tool("get_team", object_of("team_id", team_id=WHOLE)),
        tool("list_games", object_of("team_id", team_id=TEXT, city=TEXT)),
    )
    assert found.table("teams").column("team_id").schema["type"] == "integer"
    assert all(one.references is None for one in found.table("games").columns)


def test_who_is_assigned_is_written_into_the_row():
    order = object_of("order_id", order_id=TEXT)
    found = blueprint(
        tool("get_order", order, object_of(order_id=TEXT, agent=TEXT)),
        tool("assign_order", object_of("order_id", order_id=TEXT, agent=TEXT)),
    )
    assert found.operation("assign_order").action is Action.UPDATE


def test_what_nobody_names_goes_with_what_it_belongs_to():
    order, line = object_of("order_id", order_id=TEXT), object_of("line_id", line_id=TEXT)
    made = tool("create_order", object_of("note", note=TEXT), order)
    line_of = tool("create_line", object_of("order_id", order_id=TEXT, note=TEXT), line)
    tools = [made, tool("delete_order", order), line_of]
    assert "in_use" not in blueprint(*tools).operation("delete_order").refuses
    named = [*tools, tool("get_line", line)]
    assert "in_use" in blueprint(*named).operation("delete_order").refuses


def test_a_name_of_what_nobody_makes_refuses_nothing():
    found = blueprint(
        tool("get_metric", object_of("metric_name", metric_name=TEXT), object_of(unit=TEXT)),
        tool("create_alarm", object_of("metric_name", metric_name=TEXT), object_of(alarm_id=TEXT)),
    )
    assert found.table("alarms").column("metric_name").soft
    assert "missing_reference" not in found.operation("create_alarm").refuses


def test_the_last_part_of_a_path_may_be_called_otherwise_by_its_argument():
    path = "/shops/{shopId}/jobs/{jobId}"
    job = object_of("shopId", "id", shopId=TEXT, id=TEXT)
    found = blueprint(
        tool("CreateShop", object_of("note", note=TEXT), object_of(id=TEXT)),
        tool(
            "CreateJob",
            object_of("shopId", shopId=TEXT, note=TEXT),
            object_of(id=TEXT, note=TEXT),
            http="POST",
            path="/shops/{shopId}/jobs",
        ),
        tool("GetJob", job, object_of(id=TEXT, note=TEXT), http="GET", path=path),
    )
    assert found.table("jobs").key == ("id",)
    assert roles(found, "GetJob")["id"] is Role.KEY


def test_what_is_on_the_way_to_a_status_is_no_condition_of_it():
    state = {"type": "string", "enum": ["STARTED", "STOPPING", "STOPPED"]}
    app = object_of("app_id", app_id=TEXT)
    found = blueprint(
        tool("get_app", app, object_of(app_id=TEXT, state=state)),
        tool("stop_app", app, description="Stop it. All jobs must be over before stopping it."),
    )
    assert "STOPPING" not in found.operation("stop_app").requires


def test_a_name_to_search_by_is_compared_with_the_name_and_not_with_the_id():
    user = {"user_id": TEXT, "name": TEXT, "email": TEXT}
    found = blueprint(
        tool("GetUser", object_of("user_id", user_id=TEXT), object_of(**user)),
        tool("SearchUsers", object_of("name", name=TEXT), object_of(users=many(object_of(**user)))),
    )
    parameter = found.operation("SearchUsers").parameters[0]
    assert (parameter.role, parameter.column) == (Role.FILTER, "name")


def test_a_column_called_like_the_key_of_one_other_table_refers_to_it():
    row = {"AddressListId": TEXT, "Title": TEXT}
    job = {"JobId": TEXT, "AddressListId": TEXT, "Format": TEXT}
    found = blueprint(
        tool("CreateAddress", object_of("Title", Title=TEXT), object_of(**row)),
        tool("GetAddress", object_of("AddressListId", AddressListId=TEXT), object_of(**row)),
        tool(
            "CreateImportJob",
            object_of("AddressListId", AddressListId=TEXT, Format=TEXT),
            object_of(JobId=TEXT),
        ),
        tool("GetImportJob", object_of("JobId", JobId=TEXT), object_of(**job)),
    )
    column = found.table("import_jobs").column("AddressListId")
    assert column.references == "addresses.AddressListId"
    assert roles(found, "CreateImportJob")["AddressListId"] is Role.REFERENCE


def test_an_argument_called_like_its_tool_is_no_column():
    found = blueprint(
        tool("create_team", object_of("title", title=TEXT, create_team=TEXT), object_of(id=TEXT)),
        tool("get_team", object_of("id", id=TEXT), object_of(id=TEXT, title=TEXT)),
    )
    assert roles(found, "create_team") == {"create_team": Role.IGNORED, "title": Role.DATA}
    assert not found.table("teams").has("create_team")


def test_a_verb_of_change_that_returns_something_reads():
    rate = tool("ResolveRate", object_of("rate_id", rate_id=TEXT), object_of(rate=NUMBER))
    told = replace(rate, description="Return the rate of a project.", effect=Effect.READ)
    assert designed(told).blueprint.operation("ResolveRate").action is Action.GET
    items = tool("return_order", object_of("order_id", order_id=TEXT), object_of(order_id=TEXT))
    told = replace(items, description="Return an order.", effect=Effect.READ)
    assert designed(told).blueprint.operation("return_order").action is Action.CHANGE


def test_a_status_that_many_rows_have_is_no_key():
    product = {"sku": TEXT, "name": TEXT, "status": TEXT}
    found = blueprint(
        tool("getProductByStatus", object_of("status", status=TEXT)),
        tool(
            "searchProducts", object_of(name=TEXT), object_of(products=many(object_of(**product)))
        ),
        tool("updateProduct", object_of("sku", **product)),
    )
    assert "status" not in found.table("products").key


def test_numbers_that_are_added_up_make_no_row():
    found = blueprint(tool("add_numbers", object_of("a", "b", a=WHOLE, b=NUMBER)))
    assert [(one.tool, one.reason) for one in found.left_out] == [("add_numbers", "computes")]
