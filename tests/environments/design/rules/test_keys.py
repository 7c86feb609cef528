"""Keys that tools take in several types and forms; every law holds on what is made of them."""

from __future__ import annotations

from specified import NUMBER, TEXT, WHOLE, designed, many, object_of, tool

from agentscaler.environments.design.blueprint import Action, Role
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


def test_an_id_that_another_tool_asks_for_tells_rows_apart():
    found = designed(
        tool("create_payee", object_of("name", name=TEXT)),
        tool("search_payees", object_of(name=TEXT)),
        tool("send_payment", object_of("payeeId", "amount", payeeId=TEXT, amount=NUMBER)),
    ).blueprint
    assert found.table("payees").key == ("payee_id",)
    assert found.table("payments").column("payeeId").references == "payees.payee_id"


def test_the_form_of_an_answer_is_no_key():
    answer = {"type": "string", "enum": ["JSON", "XML"]}
    found = designed(
        tool(
            "get_season",
            object_of("format", "year", format=answer, year=TEXT),
            object_of(year=TEXT, name=TEXT),
        )
    ).blueprint
    assert found.table("seasons").key == ("year",)


def test_an_id_called_after_its_thing_names_it_whatever_else_is_called_so():
    found = designed(
        tool("list_transactions", object_of(), many(object_of(id=TEXT, memo=TEXT))),
        tool("update_transaction", object_of("transaction_id", transaction_id=TEXT, memo=TEXT)),
    ).blueprint
    assert found.operation("update_transaction").having(Role.KEY)


def test_one_row_by_that_of_another_is_searched_for():
    found = designed(
        tool("get_submission", object_of("submission_id", submission_id=TEXT)),
        tool("get_submission_by_article", object_of("article_id", article_id=TEXT)),
        tool("get_article", object_of("article_id", article_id=TEXT)),
    ).blueprint
    assert found.operation("get_submission_by_article").action is Action.LIST


def test_what_a_description_calls_the_id_of_a_thing_names_its_rows():
    def said(text):
        return {"type": "string", "description": text}

    channel = said("ID of conversation to change")
    token = said("Authentication token.")
    found = designed(
        tool("conversations_create", object_of(name=TEXT, token=token), http="POST"),
        tool("conversations_rename", object_of(name=TEXT, channel=channel), http="POST"),
        tool(
            "conversations_setTopic",
            object_of(topic=TEXT, channel=said("Conversation ID to set it of")),
            http="POST",
        ),
        tool("conversations_invite", object_of(users=TEXT, channel=channel), http="POST"),
        tool("conversations_list", object_of(token=token), http="GET"),
        tool("pins_add", object_of(channel=channel, text=TEXT), http="POST"),
        tool("pins_list", object_of(), http="GET"),
    ).blueprint
    table = found.table("conversations")
    assert (table.key, table.column("channel").made) == (("channel",), "id")
    assert not table.has("token")
    actions = {one.tool: (one.action, one.table) for one in found.operations}
    for name in ("rename", "setTopic", "invite"):
        assert actions[f"conversations_{name}"] == (Action.UPDATE, "conversations")
    assert actions["conversations_create"] == (Action.CREATE, "conversations")
    assert found.table("pins").column("channel").references == "conversations.channel"


def test_a_text_names_no_row_whose_id_is_a_number():
    shown = object_of(id=WHOLE, name=TEXT, topic=TEXT)
    found = designed(
        tool("repos_create", object_of("name", name=TEXT), shown, http="POST", path="/repos"),
        tool("repos_get", object_of("repo", repo=TEXT), shown, http="GET", path="/repos/{repo}"),
        tool(
            "repos_update",
            object_of("repo", repo=TEXT, name=TEXT, topic=TEXT),
            shown,
            http="PATCH",
            path="/repos/{repo}",
        ),
    ).blueprint
    table = found.table("repos")
    assert (table.key, table.column("name").made) == (("name",), None)
    roles = {one.name: one.role for one in found.operation("repos_update").parameters}
    assert roles == {"repo": Role.KEY, "name": Role.IGNORED, "topic": Role.DATA}


def test_what_is_posted_to_a_row_changes_it_where_posting_above_makes_one():
    shown = object_of(id=TEXT, amount=NUMBER)
    made, one = "/v1/payment_intents", "/v1/payment_intents/{intent}"
    named = object_of("intent", intent=TEXT, amount=NUMBER)
    found = designed(
        tool("PostPaymentIntents", object_of(amount=NUMBER), shown, http="POST", path=made),
        tool("PostPaymentIntentsIntent", named, shown, http="POST", path=one),
        tool("GetPaymentIntentsIntent", named, shown, http="GET", path=one),
        tool("PostPaymentIntentsIntentCapture", named, shown, http="POST", path=f"{one}/capture"),
    ).blueprint
    assert [(one.action, one.table) for one in found.operations] == [
        (Action.CREATE, "payment_intents"),
        (Action.UPDATE, "payment_intents"),
        (Action.GET, "payment_intents"),
        (Action.CHANGE, "payment_intents"),
    ]


def test_a_thing_that_is_told_by_another_name_is_no_row_to_refer_to():
    found = designed(
        tool("get_symbol", object_of("name", name=TEXT), object_of(symbol=TEXT)),
        tool("get_stock", object_of("symbol", symbol=TEXT), object_of(symbol=TEXT, price=NUMBER)),
        tool("list_orders", object_of(), many(object_of(id=TEXT, symbol=TEXT))),
        tool("place_order", object_of("symbol", symbol=TEXT), object_of(id=TEXT)),
    ).blueprint
    assert found.table("stocks").parent is None
    assert found.table("orders").column("symbol").references in {None, "stocks.symbol"}


def test_a_list_of_ids_is_no_name_of_a_column():
    found = designed(
        tool("delete_messages", object_of("ids", ids=many(TEXT))),
        tool("get_message", object_of("id", id=TEXT)),
        tool("list_messages", object_of()),
    ).blueprint
    assert found.table("messages").key == ("id",)


def test_one_row_is_looked_at_by_the_id_of_its_path():
    named = object_of("id", id=TEXT)
    found = designed(
        tool("ContainerList", object_of(), many(object_of(Id=TEXT, Name=TEXT)), http="GET"),
        tool(
            "ContainerInspect",
            named,
            object_of(Id=TEXT, Name=TEXT),
            http="GET",
            path="/containers/{id}/json",
        ),
        tool("ContainerWait", named, http="POST", path="/containers/{id}/wait"),
        tool("ContainerDelete", named, http="DELETE", path="/containers/{id}"),
    ).blueprint
    actions = {one.tool: (one.action, one.table) for one in found.operations}
    assert actions["ContainerInspect"] == (Action.GET, "containers")
    assert actions["ContainerWait"] == (Action.GET, "containers")


def test_a_key_that_a_description_calls_an_id_looks_like_one():
    channel = {"type": "string", "description": "ID of conversation to archive"}
    found = designed(
        tool("conversations_archive", object_of(channel=channel), http="POST"),
        tool("conversations_info", object_of(channel=channel), http="GET"),
    )
    assert found.blueprint.table("conversations").key == ("channel",)
    for row in found.state["conversations"]:
        assert row["channel"].startswith("conv-")
