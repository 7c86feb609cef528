"""The shop passes, and each of its defects is found by the law that speaks of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from mutants import MUTANTS

from agentscaler.environments.checks import check_draft
from agentscaler.environments.checks.laws import LAWS
from agentscaler.environments.checks.watching import ALL
from agentscaler.environments.design.draft import Rule
from agentscaler.environments.reasons import REASONS
from agentscaler.environments.toolset import ToolResult, ToolSet
from drafts import shop_draft


def checked(draft, **how):
    return check_draft(draft, **how)


def broken(draft, **how):
    return {(one.tool, one.law) for one in checked(draft, **how).failures}


def test_a_sound_draft_passes_and_every_law_was_tried():
    found = checked(shop_draft(), in_python=True)
    assert [f"{one.tool}: {one.law}: {one.text}" for one in found.failures] == []
    laws = {law.code for law in LAWS} | {"compiles", "fits", "succeeds", "deterministic"}
    per_call = set(ALL) - {"returns_fit"}  # the shop has no returns
    assert set(found.tried) == laws | per_call | {"same_in_python"}
    assert all(number > 0 for number in found.tried.values())
    assert {law for law, _, _ in found.untried} <= {"filters_hold"}


def test_every_law_has_its_meaning():
    laws = {law.code for law in LAWS} | set(ALL)
    assert laws | {"compiles", "fits", "succeeds", "deterministic", "same_in_python"} <= set(
        REASONS
    )


def test_equal_drafts_are_checked_alike():
    once, again = checked(shop_draft()), checked(shop_draft())
    assert once == again


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_a_defect_is_found_by_its_law(mutant):
    found = checked(mutant.draft())
    laws = {one.law for one in found.failures if one.tool == mutant.tool}
    assert laws & set(mutant.laws), found.failures
    # No other tool is blamed: it would be dropped for what it has not done.
    assert {one.tool for one in found.failures} == {mutant.tool}
    for one in found.failures:
        assert mutant.tool in one.text or one.law in {"compiles", "fits"}


def test_a_result_is_held_against_what_the_specification_tells():
    shape = {
        "type": "object",
        "properties": {"count": {"type": "integer"}},
        "required": ["count"],
    }
    draft = shop_draft()
    assert broken(draft, returns={"count_orders": shape}) == set()
    other = {**shape, "properties": {"count": {"type": "string"}}}
    found = checked(draft, returns={"count_orders": other})
    assert [(one.tool, one.law) for one in found.failures] == [("count_orders", "returns_fit")]
    assert '"count": ' in found.failures[0].text
    assert 'is not of type "string"' in found.failures[0].text


def test_a_text_that_looks_like_a_number_fits_a_text():
    draft = shop_draft()
    source = draft.source.replace(
        '    return {"count": db.count("orders", **wanted)}',
        '    return str(db.count("orders", **wanted))',
    )
    returns = {"count_orders": {"type": "string"}}
    assert broken(replace(draft, source=source), returns=returns) == set()


class Leaky:
    """Tools that keep what a refused call has written, as no engine of ours does."""

    def __init__(self, tools):
        self._inner = ToolSet(tools.source, tools.tools)
        self.tools = self._inner.tools

    def call(self, state, name, arguments):
        result = self._inner.call(state, name, arguments)
        if name == "cancel_order" and result.kind == "refusal" and state.count("customers"):
            state.update("customers", "C-1001", {"name": "-"})
        return result


def test_what_a_refused_call_writes_is_found():
    assert ("cancel_order", "refusal_changes_nothing") in broken(
        shop_draft(), toolset=Leaky(shop_draft())
    )


class Wavering:
    """Tools that answer otherwise than the program says, as a broken engine would."""

    def __init__(self, tools):
        self._inner = ToolSet(tools.source, tools.tools)
        self.tools = self._inner.tools

    def call(self, state, name, arguments):
        result = self._inner.call(state, name, arguments)
        if name == "count_orders" and result.kind == "ok":
            return ToolResult(result.content.replace(" ", "  "), kind="ok")
        return result


def test_another_answer_in_another_process_is_found():
    found = broken(shop_draft(), toolset=Wavering(shop_draft()), in_python=True)
    assert found == {("count_orders", "deterministic"), ("count_orders", "same_in_python")}


def test_a_source_that_may_not_run_here_never_does(monkeypatch):
    """What gives out in a worker is not played again in this process."""
    mutant = next(one for one in MUTANTS if one.name == "runs without end")
    ran = []
    monkeypatch.setattr(
        "agentscaler.environments.checks.agreement.run_in_python",
        lambda *_, **__: ran.append(1) or ToolResult("", kind="ok"),
    )
    draft = mutant.draft()
    endless = draft.source.replace(
        '    while db.count("customers") >= 0:\n        db.count("customers")\n',
        "    number = 3\n    while True:\n        number = number + 1\n",
    )
    found = checked(replace(draft, source=endless), in_python=True)
    assert ("get_customer", "no_fault") in {(one.tool, one.law) for one in found.failures}
    assert ran == []


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("tool", "the blueprint has no operation for it"),
        ("operation", "the list of tools has it not"),
        ("argument", "its parameters have it not"),
        ("required", "is required, in the blueprint it is not"),
        ("column", "which no table has"),
        ("told", "orders has no column colour"),
        ("rule", "enforces the rule nothing"),
    ],
)
def test_parts_that_do_not_fit_are_named(part, text):
    draft = shop_draft()
    operations = {one.tool: one for one in draft.blueprint.operations}
    get = operations["get_order"]
    key = get.parameters[0]
    match part:
        case "tool":
            del operations["get_order"]
        case "operation":
            draft = replace(draft, tools=tuple(t for t in draft.tools if t["name"] != "get_order"))
        case "argument":
            operations["get_order"] = replace(get, parameters=(replace(key, name="order"),))
        case "required":
            operations["get_order"] = replace(get, parameters=(replace(key, required=False),))
        case "column":
            operations["get_order"] = replace(get, parameters=(replace(key, column="number"),))
        case "told":
            operations["get_order"] = replace(get, told=("colour",))
        case "rule":
            operations["get_order"] = replace(get, rules=("nothing",))
    blueprint = replace(draft.blueprint, operations=tuple(operations.values()))
    found = checked(replace(draft, blueprint=blueprint)).failures
    assert any(one.tool == "get_order" and one.law == "fits" and text in one.text for one in found)


def test_a_draft_that_does_not_hold_together_is_not_run():
    draft = shop_draft()
    twice = replace(draft, tools=(*draft.tools, draft.tools[0]))
    assert broken(twice) == {("", "fits")}
    schema = {"tables": {**draft.schema["tables"], "orders": {"key": "number"}}}
    assert broken(replace(draft, schema=schema)) == {("", "fits")}
    state = {**draft.state, "orders": [{"order_id": "W1"}]}
    assert broken(replace(draft, state=state)) == {("", "schema_holds")}
    state = {**draft.state, "customers": draft.state["customers"][1:]}
    found = checked(replace(draft, state=state)).failures
    assert (found[0].tool, found[0].law) == ("", "schema_holds")
    assert 'orders.customer_id is "C-1001"' in found[0].text


def test_a_syntax_error_is_told_with_its_line():
    draft = shop_draft()
    found = checked(replace(draft, source=draft.source + "\n\ndef (:\n")).failures
    assert {one.law for one in found} == {"compiles"}
    assert "def (:" in found[0].text


def test_values_that_nobody_can_make_leave_a_law_untried():
    draft = shop_draft()
    state = {**draft.state, "order_items": [], "orders": []}
    found = checked(replace(draft, state=state))
    assert ("get_order", "succeeds") in {(one.tool, one.law) for one in found.failures}
    reasons = {why for _, tool, why in found.untried if tool == "get_order"}
    assert "orders has no row that the tool may be tried on" in reasons


def test_a_soft_reference_may_name_what_is_not_there():
    mutant = next(one for one in MUTANTS if one.name == "makes no parent necessary").draft()
    tables = []
    for table in mutant.blueprint.tables:
        columns = (
            replace(one, soft=table.name == "orders" and one.name == "customer_id")
            for one in table.columns
        )
        tables.append(replace(table, columns=tuple(columns)))
    blueprint = replace(mutant.blueprint, tables=tuple(tables))
    assert broken(replace(mutant, blueprint=blueprint)) == set()


@pytest.mark.parametrize(
    ("held", "laws"), [(True, set()), (False, {("delete_order", "rule_holds")})]
)
def test_a_rule_on_rows_in_use_is_tried(held, laws):
    """Orders with items are not deleted, says a rule; the tool holds it, or deletes both."""
    draft = shop_draft()
    source = draft.source
    if held:
        loop = '    for key in db.keys("order_items", order_id=order_id):\n'
        assert source.count(loop) == 1
        source = source.replace(
            loop + '        db.delete("order_items", key)\n',
            (
                '    if db.count("order_items", order_id=order_id):\n'
                '        refuse(f"order {order_id} still has items")\n'
            ),
        )
    rule = Rule(
        code="delete_order.in_use",
        text="An order with items cannot be deleted.",
        tools=("delete_order",),
        enforced=True,
        forbids={"in_use": True},
    )
    # One cancelled order without items, so that the tool can succeed.
    order = {**draft.state["orders"][3], "order_id": "W100099"}
    state = {**draft.state, "orders": [*draft.state["orders"], order]}
    changed = replace(draft, source=source, rules=(*draft.rules, rule), state=state)
    assert broken(changed) == laws
