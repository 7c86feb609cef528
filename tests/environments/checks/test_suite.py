"""tests.jsonl: written, read, run alone, and clear about what is wrong with it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from agentscaler.environments import Environment
from agentscaler.environments.checks import (
    Call,
    Case,
    Expect,
    check_draft,
    read_cases,
    run_tests,
    write_cases,
)
from agentscaler.errors import ArgumentError, EnvironmentFileError
from drafts import shop_draft


@pytest.fixture(scope="module")
def cases():
    return check_draft(shop_draft()).cases


def write_folder(folder, draft, cases):
    folder.mkdir()
    (folder / "tools.py").write_text(draft.source, "utf-8")
    (folder / "schema.json").write_text(json.dumps(draft.schema), "utf-8")
    (folder / "state.json").write_text(json.dumps(draft.state), "utf-8")
    header = {"format_version": 1, "domain": draft.domain, "tools": list(draft.tools)}
    (folder / "environment.json").write_text(json.dumps({**header, "clock": draft.clock}), "utf-8")
    (folder / "tests.jsonl").write_text(write_cases(cases), "utf-8")
    return folder


def test_cases_go_out_and_come_back(cases):
    assert len(cases) > 100
    assert read_cases(write_cases(cases)) == cases


def test_tests_hold_where_they_come_from(cases, tmp_path):
    folder = write_folder(tmp_path / "shop", shop_draft(), cases)
    outcomes = run_tests(folder)
    assert len(outcomes) == len(cases)
    assert [one.problem for one in outcomes if one.problem] == []
    with Environment.from_folder(folder) as place:
        assert run_tests(place, cases) == outcomes


@pytest.mark.parametrize(
    ("old", "new", "law"),
    [
        ('        customer["phone"] = phone\n', "        pass\n", "created_is_read"),
        ('    db.delete("orders", order_id)\n', "", "deleted_is_gone"),
        ("MOST_OF_ONE_PRODUCT = 10", "MOST_OF_ONE_PRODUCT = 9", "rule_holds"),
        ('"cancel_reason": reason})', '"cancel_reason": "-"})', "status_changes"),
        (', reverse=order == "desc"', "", "order_holds"),
    ],
)
def test_an_edit_that_breaks_a_tool_is_told(cases, tmp_path, old, new, law):
    draft = shop_draft()
    assert draft.source.count(old) == 1
    edited = replace(draft, source=draft.source.replace(old, new))
    folder = write_folder(tmp_path / "shop", edited, cases)
    broken = [one for one in run_tests(folder) if one.problem is not None]
    assert law in {one.case.law for one in broken}
    lines = (folder / "tests.jsonl").read_text("utf-8").split("\n")
    for one in broken:
        assert json.loads(lines[one.line - 1])["law"] == one.case.law


def test_a_tool_that_never_ends_is_told_and_harms_nobody(tmp_path):
    case = Case(
        law="no_fault",
        tool="get_order",
        calls=(Call(tool="get_order", arguments={"order_id": "W100001"}),),
        expect=(Expect(),),
    )
    draft = shop_draft()
    endless = draft.source.replace(
        '    """Look an order up, with its items."""\n',
        '    """Look an order up, with its items."""\n    number = 10 ** 10 ** 7\n',
    )
    folder = write_folder(tmp_path / "shop", replace(draft, source=endless), [case])
    (outcome,) = run_tests(folder)
    assert "should be ok" in outcome.problem


def test_each_expectation_is_held(tmp_path):
    """Every member of an expectation, wrong by itself, is a problem that names it."""
    order = {"order_id": "W100001"}
    call = Call(tool="get_order", arguments=order)
    listing = Call(tool="list_orders", arguments={"customer_id": "C-1002"})
    cancel = Call(tool="cancel_order", arguments={"order_id": "W100003", "reason": "too slow"})
    two = ({"order_id": "W100003"}, {"order_id": "W100004"})
    right = [
        (call, Expect(shows=({**order, "status": "delivered"},), same=True)),
        (call, Expect(hides=({**order, "status": "pending"},))),
        (listing, Expect(lists=two, ordered=True)),
        (listing, Expect(lists=two[::-1])),
        (cancel, Expect(rows={"orders": ({"order_id": "W100003", "status": "cancelled"},)})),
        (cancel, Expect(gone={"orders": ({"order_id": "W9"},)})),
    ]
    wrong = [
        (call, Expect(kind=("refusal",)), "should be refusal, is ok"),
        (
            call,
            Expect(shows=({**order, "status": "pending"},)),
            'should show {"status": "pending"}',
        ),
        (call, Expect(shows=({"sku": "BK-001", "quantity": 3},)), "should show"),
        (call, Expect(hides=({**order, "status": "delivered"},)), "should not show"),
        (listing, Expect(lists=two[:1]), "should list"),
        (listing, Expect(lists=(*two, {"order_id": "W9"})), "should list"),
        (listing, Expect(lists=()), "should list"),
        (listing, Expect(lists=two[::-1], ordered=True), "in this order"),
        (cancel, Expect(same=True), 'changed orders ~ "W100003"'),
        (cancel, Expect(rows={"orders": ({"order_id": "W9"},)}), "there is none"),
        (cancel, Expect(rows={"orders": ({"order_id": "W100003", "total": 1},)}), "it is {"),
        (cancel, Expect(gone={"orders": ({"order_id": "W100003"},)}), "should not have the row"),
    ]
    folder = write_folder(tmp_path / "shop", shop_draft(), [])
    with Environment.from_folder(folder) as place:
        for one, expect in right:
            case = Case(law="x", tool=one.tool, calls=(one,), expect=(expect,))
            assert [each.problem for each in run_tests(place, [case])] == [None]
        for one, expect, text in wrong:
            case = Case(law="x", tool=one.tool, calls=(one,), expect=(expect,))
            (outcome,) = run_tests(place, [case])
            assert text in (outcome.problem or ""), (expect, outcome.problem)


def test_rows_are_given_to_the_initial_state(tmp_path):
    folder = write_folder(tmp_path / "shop", shop_draft(), [])
    order = {"order_id": "W5", "customer_id": "C-1001", "address": "-", "status": "pending"}
    new = {**order, "total": 0, "created_at": "2026-01-01T00:00:00Z"}
    case = Case(
        law="x",
        tool="cancel_order",
        given={"orders": (new, {"order_id": "W100001", "status": "pending"})},
        calls=(
            Call(tool="cancel_order", arguments={"order_id": "W5", "reason": "too slow"}),
            Call(tool="cancel_order", arguments={"order_id": "W100001", "reason": "too slow"}),
        ),
        expect=(Expect(), Expect()),
    )
    empty = Case(
        law="x",
        tool="list_orders",
        empty=True,
        calls=(Call(tool="list_orders", arguments={}),),
        expect=(Expect(lists=()),),
    )
    unfit = replace(case, given={"orders": ({"order_id": "W6"},)})
    problems = [one.problem for one in run_tests(folder, [case, empty, unfit])]
    assert problems[:2] == [None, None]
    assert "does not take the rows that are given" in problems[2]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "not JSON"),
        ("[]", "the case is no object"),
        ('{"law": "x", "tool": "t", "calls": []}', "the case has no expect"),
        ('{"law": "x", "tool": "t", "calls": [], "expect": []}', "calls is []"),
        ('{"law": "x", "tool": "t", "calls": [{}], "expect": [{}]}', "a call has no tool"),
        (
            '{"law": "x", "tool": "t", "calls": [{"tool": "t", "arguments": []}], "expect": [{}]}',
            "is no call",
        ),
        (
            '{"law": "x", "tool": "t", "calls": [{"tool": "t", "arguments": {}}], "expect": []}',
            "1 calls, but 0 expectations",
        ),
        (
            (
                '{"law": "x", "tool": "t", "calls": [{"tool": "t", "arguments": {}}],'
                ' "expect": [{"kind": "fine"}]}'
            ),
            "kind is 'fine'",
        ),
        (
            (
                '{"law": "x", "tool": "t", "calls": [{"tool": "t", "arguments": {}}],'
                ' "expect": [{"show": []}]}'
            ),
            "unknown member 'show'",
        ),
        (
            (
                '{"law": "x", "tool": "t", "calls": [{"tool": "t", "arguments": {}}],'
                ' "expect": [{"rows": []}]}'
            ),
            "rows is []",
        ),
        ('{"law": "x", "tool": "t", "given": 3, "calls": [], "expect": []}', "given is 3"),
    ],
)
def test_a_line_that_is_no_test_is_told_with_its_place(line, what):
    with pytest.raises(EnvironmentFileError) as told:
        read_cases(f"\n{line}\n")
    assert what in str(told.value)
    assert told.value.where == "tests.jsonl, line 2"
    assert told.value.mend


def test_a_folder_without_tests_is_told(tmp_path):
    folder = write_folder(tmp_path / "shop", shop_draft(), [])
    (folder / "tests.jsonl").unlink()
    with pytest.raises(EnvironmentFileError, match="has no tests"):
        run_tests(folder)
    (folder / "tests.jsonl").write_bytes(b"\xff")
    with pytest.raises(EnvironmentFileError, match="cannot be read"):
        run_tests(folder)
    with (
        Environment.from_folder(folder) as place,
        pytest.raises(ArgumentError, match="no cases"),
    ):
        run_tests(place)
