"""The way from a domain to an environment: repairs, then tools are left out until all holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from mutants import MUTANTS

from agentscaler.environments.checks import check_draft
from agentscaler.environments.design.draft import DesignTask
from agentscaler.environments.design.forge import forge
from agentscaler.environments.design.trimming import trimmed
from agentscaler.environments.reasons import REASONS
from drafts import shop_draft

TASK = DesignTask(name="shop", tools=())


class Designer:
    """Gives drafts in a row: the first as its design, each other one as a repair."""

    def __init__(self, *drafts):
        self._drafts = list(drafts)
        self.told = []

    def design(self, task):
        assert task is TASK
        return self._drafts.pop(0)

    def repair(self, draft, failures):
        self.told.append(failures)
        return self._drafts.pop(0) if self._drafts else draft


def mutant(*names):
    draft = shop_draft()
    for one in MUTANTS:
        if one.name in names:
            for old, new in one.changes:
                draft = replace(draft, source=draft.source.replace(old, new))
    return draft


def test_a_draft_that_passes_stays_as_it_is():
    designer = Designer(shop_draft())
    forged = forge(designer, TASK)
    assert (forged.draft, forged.reason, forged.dropped) == (shop_draft(), None, ())
    assert (forged.rounds, designer.told) == (0, [])
    assert forged.tried["no_fault"] > 100
    assert len(forged.cases) > 100


def test_failures_go_back_to_the_designer():
    designer = Designer(mutant("lets the row stay"), shop_draft())
    forged = forge(designer, TASK)
    assert (forged.draft, forged.rounds, forged.dropped) == (shop_draft(), 1, ())
    ((failure,),) = designer.told
    assert (failure.tool, failure.law) == ("delete_order", "deleted_is_gone")


def test_rounds_are_counted_and_end():
    worse = mutant("lets the row stay", "cancels from any status")
    designer = Designer(worse, mutant("lets the row stay"), worse, shop_draft())
    forged = forge(designer, TASK, rounds=2)
    assert forged.rounds == 2
    assert {one.tool for one in forged.dropped} == {"delete_order", "cancel_order"}
    assert len(designer.told) == 2
    assert forge(Designer(worse, shop_draft()), TASK, rounds=0).rounds == 0


def test_a_tool_that_still_fails_is_left_out_of_all_parts():
    forged = forge(Designer(mutant("leaves another status")), TASK)
    draft = forged.draft
    assert forged.reason is None
    (dropped,) = forged.dropped
    assert (dropped.tool, dropped.reason) == ("cancel_order", "status_changes")
    assert 'should have the row {"order_id": "W100002", "cancel_reason"' in dropped.detail
    assert '"status": "processed"' in dropped.detail
    assert draft.blueprint.left_out == (dropped,)
    assert draft.blueprint.operation("cancel_order") is None
    assert "cancel_order" not in {tool["name"] for tool in draft.tools}
    assert "cancel_order" not in draft.source
    # What only it has used goes as well, the rest stays letter for letter.
    assert "CANCEL_REASONS" not in draft.source
    for line in draft.source.splitlines():
        assert line in shop_draft().source.splitlines()
    assert "cancel_order.allowed_reasons" not in {rule.code for rule in draft.rules}
    assert "ordered by mistake" not in draft.policy
    assert "too slow" not in draft.policy
    assert "At most 10 pieces" in draft.policy
    assert check_draft(draft).passed


def test_several_tools_go_at_once_and_the_rest_is_checked_again():
    forged = forge(
        Designer(mutant("lets the row stay", "shows too little", "refuses everything")), TASK
    )
    assert [one.tool for one in forged.dropped] == ["get_customer", "delete_order", "tag_product"]
    assert forged.failures == ()
    assert len(forged.draft.tools) == 13


def test_what_does_not_compile_is_left_out():
    forged = forge(Designer(mutant("does not compile")), TASK)
    assert [(one.tool, one.reason) for one in forged.dropped] == [("get_customer", "compiles")]
    assert forged.reason is None
    assert forged.tried["no_fault"] > 100


def only(draft, *names):
    operations = tuple(one for one in draft.blueprint.operations if one.tool in names)
    others = {one.tool for one in draft.blueprint.operations} - set(names)
    return replace(
        draft,
        blueprint=replace(draft.blueprint, operations=operations),
        tools=tuple(tool for tool in draft.tools if tool["name"] in names),
        source=trimmed(draft.source, others),
        rules=(),
    )


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (lambda: only(shop_draft()), "not_designed"),
        (lambda: only(shop_draft(), "get_order"), "too_few_tools"),
        (lambda: only(shop_draft(), "create_order", "create_customer"), "no_reader"),
        (lambda: only(mutant("shows too little"), "get_customer", "create_order"), "too_few_tools"),
        (
            lambda: only(
                mutant("shows too little"), "get_customer", "create_order", "create_customer"
            ),
            "no_reader",
        ),
        (lambda: replace(shop_draft(), source="def (:"), "compiles"),
        (lambda: replace(shop_draft(), state={}), "fits"),
        (
            lambda: replace(shop_draft(), state={**shop_draft().state, "customers": []}),
            "schema_holds",
        ),
    ],
)
def test_too_little_is_no_environment(draft, reason):
    forged = forge(Designer(draft()), TASK)
    assert forged.reason == reason
    assert reason in REASONS
    assert forged.detail


SOURCE = '''"""Tools."""

import json
import math

RATE = 0.2
BASE = {
    "a": 1,  # kept with its comment
}
UNUSED = 1


# Says the price.
# In euros.
def price(db, n: int):
    return _round(n * RATE) + math.pi


def name(db):
    return json.dumps(BASE)


# A helper of price alone.
def _round(x):
    return _deep(x)


def _deep(x):
    return round(x, 2)
'''


def test_a_function_goes_with_what_only_it_has_used():
    left = trimmed(SOURCE, {"price"})
    assert left == (
        '"""Tools."""\n\nimport json\n\nBASE = {\n'
        '    "a": 1,  # kept with its comment\n}\nUNUSED = 1\n'
        "\n\ndef name(db):\n    return json.dumps(BASE)\n"
    )
    assert trimmed(SOURCE, {"name"}) == SOURCE.replace("import json\n", "").replace(
        'BASE = {\n    "a": 1,  # kept with its comment\n}\n', ""
    ).replace("def name(db):\n    return json.dumps(BASE)\n\n\n", "")


def test_nothing_goes_without_need():
    assert trimmed(SOURCE, set()) == SOURCE
    assert trimmed(SOURCE, {"nobody"}) == SOURCE


def test_what_is_no_python_cannot_be_trimmed():
    for source in ("def (:", "x = " + "(" * 5000, "a\0b"):
        with pytest.raises(SyntaxError):
            trimmed(source, {"x"})
