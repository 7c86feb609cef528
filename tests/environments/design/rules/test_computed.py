"""Tools that no table can answer are left out, and statuses are those of what has them."""

from __future__ import annotations

import re

import pytest
from specified import NUMBER, TEXT, WHOLE, designed, many, object_of, tool

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.design.rules.reading.phrase import read_phrase

ORDER = object_of("id", id=TEXT, total=NUMBER, status=TEXT)


def orders():
    return (
        tool("create_order", object_of("total", total=NUMBER), ORDER),
        tool("get_order", object_of("order_id", order_id=TEXT), ORDER),
        tool("list_orders", object_of(), many(ORDER)),
    )


def reasons(*tools):
    return {one.tool: one.reason for one in designed(*tools).blueprint.left_out}


@pytest.mark.parametrize(
    "one",
    [
        tool(
            "get_bmi",
            object_of("height", "weight", height=NUMBER, weight=NUMBER),
            description="Calculates the BMI of a person.",
        ),
        tool("is_prime", object_of("n", n=WHOLE), description="Check if a number is prime."),
        tool("run_shell", object_of("command", command=TEXT), description="Execute a command."),
        tool("execute_sql", object_of("query", query=TEXT), description="Execute a SQL query."),
        tool("RunBudgetChecks", object_of("files", files=many(TEXT)), description="Run checks."),
        tool("ping", object_of("host", host=TEXT), description="Send a ping to a host."),
        tool("encrypt_text", object_of("text", text=TEXT), http="POST", path="/encrypt"),
        tool("bot_jump", description="Make the bot jump."),
        tool("withdraw_funds", object_of("amount", amount=NUMBER)),
        tool(
            "check_name_availability",
            object_of("name", name=TEXT),
            http="POST",
            path="/names/availability",
        ),
    ],
)
def test_what_is_worked_out_or_only_done_is_left_out(one):
    assert reasons(*orders(), one) == {one.name: "computes"}


def test_what_is_generated_and_can_be_looked_at_is_stored():
    report = object_of("id", id=TEXT, title=TEXT)
    draft = designed(
        tool("generate_report", object_of("title", title=TEXT), report, http="POST", path="/r"),
        tool("get_report", object_of("report_id", report_id=TEXT), report),
    )
    assert draft.blueprint.left_out == ()
    assert draft.blueprint.operation("generate_report").action is Action.CREATE


def test_the_title_of_a_server_is_no_thing():
    url = object_of("url", url=TEXT)
    tools = [
        tool(f"webdriver_{verb}", url, description=f"Perform an HTTP {verb.upper()} request.")
        for verb in ("get", "put", "delete")
    ]
    assert set(reasons(*orders(), *tools).values()) == {"thing_unknown"}
    pets = [
        tool(f"pet_{verb}", url, description=f"To {verb} a pet.")
        for verb in ("get", "put", "delete")
    ]
    assert "thing_unknown" not in reasons(*pets).values()


def test_a_name_that_looks_and_a_description_that_stores_say_nothing():
    hook = tool(
        "receive_webhook",
        object_of("body", body=TEXT),
        http="POST",
        path="/h",
        description="Stores a work item.",
    )
    assert reasons(*orders(), hook) == {"receive_webhook": "verb_unknown"}


def test_the_verb_of_a_description_is_found_within_a_name():
    said = "Alarms API - POST /alarms/{id}/clear. Clears an alarm."
    found = read_phrase(tool("acme_clear_alarm", description=said))
    assert (found.verb, found.noun) == ("clear", ("alarm",))


def test_a_release_deletes_where_the_method_says_so():
    item = object_of("id", id=TEXT)
    for http, action in (("DELETE", Action.DELETE), ("POST", Action.CHANGE)):
        draft = designed(
            tool("create_address", object_of(note=TEXT), ORDER, http="POST", path="/addresses"),
            tool("list_addresses", object_of(), many(ORDER), http="GET", path="/addresses"),
            tool("release_address", item, http=http, path="/addresses/{id}"),
        )
        assert draft.blueprint.operation("release_address").action is action


@pytest.mark.parametrize("argument", ["status", "new_status", "newStatus"])
def test_the_status_of_a_row_that_is_named_is_a_column_of_it(argument):
    update = tool(
        "update_order_status",
        object_of("order_id", argument, order_id=TEXT, **{argument: TEXT}),
        description="Update the status of an order.",
    )
    for tools in ((*orders(), update), (orders()[1], update)):
        found = designed(*tools).blueprint
        operation = found.operation("update_order_status")
        assert (operation.action, operation.table) == (Action.UPDATE, "orders")
        [given] = operation.having(Role.DATA)
        assert given.column == "status"
        assert {table.name for table in found.tables} == {"orders"}


def test_limits_separate_some_rows_from_others():
    loan = object_of("id", id=TEXT, amount=NUMBER)
    for seed in range(6):
        draft = designed(
            tool("create_loan", object_of("amount", amount=NUMBER), loan),
            tool("list_loans", object_of(), many(loan)),
            seed=seed,
            rows=(12, 20),
        )
        amounts = [row["amount"] for row in draft.state["loans"]]
        for rule in draft.rules:
            assert min(amounts) <= rule.forbids["over"] < max(amounts)
        assert draft.rules


def test_keys_that_nothing_lists_look_like_numbers_on_papers():
    note = object_of("id", id=TEXT, text=TEXT)
    make = tool("create_memo", object_of("text", text=TEXT), note)
    show = tool("get_memo", object_of("memo_id", memo_id=TEXT), note)
    unlisted = designed(make, show)
    assert all(re.fullmatch(r"MEM-\d{5}", row["id"]) for row in unlisted.state["memos"])
    assert "MEM-#####" in unlisted.source
    listed = designed(make, show, tool("list_memos", object_of(), many(note)))
    assert not any(row["id"].startswith("MEM-") for row in listed.state["memos"])
    uuid = {"type": "string", "format": "uuid"}
    stated = designed(make, tool("get_memo", object_of("memo_id", memo_id=uuid), note))
    assert all(len(row["id"]) == 36 for row in stated.state["memos"])


def test_a_transfer_from_one_to_another_is_written_down():
    sent = object_of(
        "from_account_id",
        "to_account_id",
        "amount",
        from_account_id=TEXT,
        to_account_id=TEXT,
        amount=NUMBER,
    )
    account = object_of("id", id=TEXT, name=TEXT)
    found = designed(
        tool("create_account", object_of("name", name=TEXT), account),
        tool("list_accounts", object_of(), many(account)),
        tool("transfer_funds", sent, description="Transfer funds between accounts."),
    ).blueprint.operation("transfer_funds")
    assert (found.action, found.table) == (Action.CREATE, "transfers")


def test_policies_say_a_status_that_is_no_participle_as_one_that_is_set():
    job = object_of("id", id=TEXT, status={"type": "string", "enum": ["running", "paused"]})
    draft = designed(
        tool("list_jobs", object_of(), many(job)),
        tool("resume_job", object_of("job_id", job_id=TEXT), job),
    )
    assert "Only paused jobs can be set to running." in draft.policy


def test_an_email_of_a_contact_is_an_address_and_no_mail():
    contact = object_of("id", id=TEXT, email=TEXT)
    found = designed(
        tool("create_contact", object_of("email", email=TEXT), contact),
        tool("get_contact", object_of("contact_id", contact_id=TEXT), contact),
        tool("archive_email", object_of("email_id", email_id=TEXT)),
        tool("get_email", object_of("email_id", email_id=TEXT)),
    )
    assert found.blueprint.table("contacts").column("email").references is None
    assert all("@" in row["email"] for row in found.state["contacts"])
