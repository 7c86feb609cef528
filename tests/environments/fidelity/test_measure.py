"""Figures of systems that are right, or wrong in one known way."""

from __future__ import annotations

import functools
import json
from dataclasses import replace

import pytest

from agentscaler.environments.design.draft import DesignTask
from agentscaler.environments.fidelity import (
    FIGURES,
    Answer,
    Call,
    Episode,
    Traces,
    designed_by,
    measure,
)
from agentscaler.environments.fidelity.floors import accepts_all, refuses_all
from agentscaler.environments.fidelity.replay import play
from agentscaler.environments.fidelity.services import read_service
from agentscaler.environments.fidelity.subject import empty_state
from agentscaler.environments.fidelity.tally import COUNTS
from agentscaler.errors import ArgumentError
from agentscaler.executors.local import local_executor
from drafts import shop_draft
from environments.fidelity.fakes import Recorded, Renamed

OBJECT = {"type": "object"}
ID = "7716d18"
APP = {"Id": ID, "Name": "alpha", "Size": 3, "Created": "2024-05-01T12:00:07+00:00"}


def accepted(operation, arguments, result):
    return {"operation": operation, "arguments": arguments, "ok": True, "result": result}


def refused(operation, arguments, code):
    error = {"code": code, "message": "no"}
    return {"operation": operation, "arguments": arguments, "ok": False, "error": error}


CALLS = [
    accepted("CreateApp", {"Name": "alpha", "Size": 3}, {"Id": ID, "Name": "alpha"}),
    accepted("GetApp", {"Id": ID}, APP),
    accepted("ListApps", {}, {"Items": [{"Id": ID, "Name": "alpha", "Size": 3}]}),
    refused("CreateApp", {"Name": "alpha", "Size": 1}, "EntityAlreadyExists"),
    accepted("UpdateApp", {"Id": ID, "Size": 5}, {}),
    accepted("GetApp", {"Id": ID}, {**APP, "Size": 5}),
    accepted("DeleteApp", {"Id": ID}, {}),
    refused("GetApp", {"Id": ID}, "NotFoundException"),
]
GET, LIST, TWICE, UPDATE, AGAIN, DELETE, GONE = range(1, 8)
RANDOM = {"shop": {"CreateApp": ["Id"], "GetApp": ["Id"], "ListApps": ["Items.[].Id"]}}


@pytest.fixture
def traces(tmp_path):
    names = sorted({call["operation"] for call in CALLS})
    tools = [
        {"service": "shop", "name": name, "description": "", "parameters": OBJECT} for name in names
    ]
    episode = {"service": "shop", "episode": 1, "calls": CALLS}
    (tmp_path / "tools.jsonl").write_text("\n".join(map(json.dumps, tools)))
    (tmp_path / "shop.jsonl").write_text(json.dumps(episode))
    (tmp_path / "random_fields.json").write_text(json.dumps(RANDOM))
    return Traces.from_folder(tmp_path)


def values(found):
    return {
        name: round(one.value, 6) for name, one in found.figures.items() if one.value is not None
    }


PERFECT = {
    **dict.fromkeys(FIGURES, 1.0),
    **dict.fromkeys([name for name in FIGURES if name.startswith(("lost", "faults"))], 0.0),
    "invalid_calls": 0.0,
}
for _kind in ("argument", "state", "not_allowed", "other"):  # none in these calls
    del PERFECT[f"refusal_recall:{_kind}"]


def test_a_system_is_like_itself(traces):
    assert values(measure(traces, lambda _: Recorded())) == PERFECT
    assert measure(traces, lambda _: Recorded()).groups() == []


def test_a_system_that_makes_up_other_names_is_like_itself(traces):
    twin = Renamed(traces.random_fields("shop"))
    assert values(measure(traces, lambda _: twin)) == PERFECT
    assert twin.refused == []


OK = Answer(kind="ok", value={})
NO = Answer(kind="refusal", text="no")


def at(place, change):
    return lambda here, _, answer: change(answer) if here == place else answer


def said(place, value):
    return at(place, lambda _: Answer(kind="ok", value=value))


def without(*names):
    def change(answer):
        return replace(answer, value={k: v for k, v in answer.value.items() if k not in names})

    return change


EXTRA = {"Items": [{"Id": ID, "Name": "alpha", "Size": 3}, {"Id": "other", "Name": "o", "Size": 3}]}
WRONG = {
    "accepts what exists": (
        at(TWICE, lambda _: OK),
        {
            "balanced_accuracy": 0.75,
            "refusal_recall": 0.5,
            "refusal_recall:exists": 0.0,
            "episodes_agreeing": 0.0,
            "episodes_agreeing_with_echoes": 0.0,
        },
        [("CreateApp", "accepted", "exists", 1)],
    ),
    "finds what is gone": (
        at(GONE, lambda _: OK),
        {
            "balanced_accuracy": 0.75,
            "refusal_recall": 0.5,
            "refusal_recall:not_found": 0.0,
            "episodes_agreeing": 0.0,
            "episodes_agreeing_with_echoes": 0.0,
        },
        [("GetApp", "accepted", "not_found", 1)],
    ),
    "refuses an update": (
        at(UPDATE, lambda _: NO),
        {
            "balanced_accuracy": round((5 / 6 + 1) / 2, 6),
            "success_recall": round(5 / 6, 6),
            "refusal_precision": round(2 / 3, 6),
            "episodes_agreeing": 0.0,
            "episodes_agreeing_with_echoes": 0.0,
        },
        [("UpdateApp", "refused", "", 1)],
    ),
    "asks for other arguments": (
        at(UPDATE, lambda _: Answer(kind="invalid_call", text="no")),
        {
            "balanced_accuracy": round((5 / 6 + 1) / 2, 6),
            "success_recall": round(5 / 6, 6),
            "refusal_precision": round(2 / 3, 6),
            "invalid_calls": round(1 / 6, 6),
            "episodes_agreeing": 0.0,
            "episodes_agreeing_with_echoes": 0.0,
        },
        [("UpdateApp", "invalid_call", "", 1)],
    ),
    "fails in a deletion": (
        at(DELETE, lambda _: Answer(kind="fault", text="KeyError")),
        {
            "balanced_accuracy": round((5 / 6 + 1) / 2, 6),
            "success_recall": round(5 / 6, 6),
            "faults": round(1 / 8, 6),
            "episodes_agreeing": 0.0,
            "episodes_agreeing_with_echoes": 0.0,
        },
        [("DeleteApp", "fault", "", 1)],
    ),
    "fails where it should refuse": (
        at(GONE, lambda _: Answer(kind="fault", text="KeyError")),
        {
            "balanced_accuracy": 0.75,
            "refusal_recall": 0.5,
            "refusal_recall:not_found": 0.0,
            "faults": round(1 / 8, 6),
            "episodes_agreeing": 0.0,
            "episodes_agreeing_with_echoes": 0.0,
        },
        [("GetApp", "fault", "", 1)],
    ),
    "forgets an update": (
        said(AGAIN, APP),
        {
            "echo_recall": round(5 / 6, 6),
            "scalar_recall": round(12 / 13, 6),
            "scalar_precision": round(12 / 13, 6),
            "episodes_agreeing_with_echoes": 0.0,
        },
        [("GetApp", "echo_differs", "", 1)],
    ),
    "never shows a size": (
        lambda here, _, answer: without("Size")(answer) if here in {GET, AGAIN} else answer,
        {
            "echo_recall": round(4 / 6, 6),
            "scalar_recall": round(11 / 13, 6),
            "episodes_agreeing_with_echoes": 0.0,
        },
        [("GetApp", "echo_missing", "", 2)],
    ),
    "shows more": (
        at(GET, lambda answer: replace(answer, value={**answer.value, "More": 1})),
        {"scalar_precision": round(13 / 14, 6)},
        [],
    ),
    "has no times": (
        at(GET, without("Created")),
        {"scalar_recall": round(12 / 13, 6)},
        [("GetApp", "members_missing", "", 1)],
    ),
    "lists nothing": (
        said(LIST, {"Items": []}),
        {
            "list_membership": 0.0,
            "echo_recall": round(4 / 6, 6),
            "scalar_recall": round(10 / 13, 6),
            "episodes_agreeing_with_echoes": 0.0,
        },
        [
            ("ListApps", "echo_missing", "", 1),
            ("ListApps", "list_differs", "", 1),
            ("ListApps", "members_missing", "", 1),
        ],
    ),
    "lists too much": (
        said(LIST, EXTRA),
        {"list_membership": 0.5, "scalar_precision": round(13 / 16, 6)},
        [("ListApps", "list_differs", "", 1)],
    ),
    "does not tell what it made up": (
        at(0, without("Id")),
        {
            "scalar_recall": round(12 / 13, 6),
            "lost_names": round(1 / 8, 6),
            "lost_names:member": round(1 / 8, 6),
        },
        [("CreateApp", "members_missing", "", 1)],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_one_way_falls_in_its_figure_alone(traces, name):
    change, falls, groups = WRONG[name]
    found = measure(traces, lambda _: Recorded(change))
    assert values(found) == PERFECT | falls
    assert [(one.operation, one.kind, one.detail, one.calls) for one in found.groups()] == groups


def test_an_operation_without_a_program_falls_in_coverage(traces):
    found = measure(traces, lambda _: Recorded(uncovered=["UpdateApp"]))
    falls = {
        "coverage": 7 / 8,
        "episodes_agreeing": 0.0,
        "episodes_agreeing_with_echoes": 0.0,
    }
    assert values(found) == PERFECT | falls
    (group,) = found.groups()
    assert (group.kind, group.detail, group.first) == ("uncovered", "left out", 1)


def test_a_refusal_loses_the_names_and_the_example_says_so(traces):
    """What our refusal did not tell is lost in each later call that needs it."""

    def change(here, call, answer):
        return NO if here == 0 or call.arguments.get("Id") == ID else answer

    found = measure(traces, lambda _: Recorded(change))
    figures = found.figures
    assert figures["lost_names:refused"].value == 1 / 8  # afterwards the list tells it
    group = next(one for one in found.groups() if one.kind == "refused_for_lost_name")
    assert group.operation == "GetApp"
    assert group.example.places == ("CreateApp Id: ours refused that call",)
    assert "there: ok, ours: refusal" in group.example.before[0]


def test_floors(traces):
    yes, no = measure(traces, accepts_all).figures, measure(traces, refuses_all).figures
    assert yes["balanced_accuracy"].value == no["balanced_accuracy"].value == 0.5
    assert yes["echo_recall"].value == no["echo_recall"].value == 0.0
    assert no["scalar_recall"].value is None


def test_a_service_without_refusals_has_no_balanced_accuracy(traces):
    calls = [call for call in CALLS if call["ok"]]
    (traces.folder / "shop.jsonl").write_text(json.dumps({"service": "shop", "calls": calls}))
    figures = measure(traces, lambda _: Recorded()).figures
    assert figures["balanced_accuracy"].value is None
    assert figures["success_recall"].value == 1.0


def test_intervals_hold_the_figure_and_do_not_depend_on_other_services(traces, tmp_path):
    line = (tmp_path / "shop.jsonl").read_text()
    (tmp_path / "shop.jsonl").write_text("\n".join([line] * 20))
    (tmp_path / "aaa.jsonl").write_text(line)
    both = Traces.from_folder(tmp_path)
    wrong = WRONG["accepts what exists"][0]

    def make(_):
        episodes = iter(range(100))

        class Sometimes(Recorded):
            def begin(self, episode):
                self.change = wrong if next(episodes) % 2 else lambda *call: call[2]
                return super().begin(episode)

        return Sometimes()

    alone = measure(traces, make, services=["shop"]).services[0].figures
    beside = measure(both, make).services[1].figures
    assert alone == beside
    share = alone["refusal_recall"]
    assert share.value == 0.75
    assert 0.5 < share.low < 0.75 < share.high < 1.0
    other = measure(traces, make, services=["shop"], seed=1).services[0].figures
    assert other["refusal_recall"] != share


@pytest.mark.usefixtures("traces")
def test_workers_change_nothing(tmp_path):
    (tmp_path / "other.jsonl").write_bytes((tmp_path / "shop.jsonl").read_bytes())
    two = Traces.from_folder(tmp_path)
    alone = measure(two, accepts_all).to_plain()
    with local_executor(2) as executor:
        assert measure(two, accepts_all, executor=executor).to_plain() == alone


def test_a_service_or_a_number_that_cannot_be_is_told(traces):
    with pytest.raises(ArgumentError, match="no service shoes was recorded"):
        measure(traces, accepts_all, services=["shoes"])
    with pytest.raises(ArgumentError, match="episodes is 0"):
        measure(traces, accepts_all, episodes=0)


class FixedDesigner:
    """Knows one environment."""

    def __init__(self, draft):
        self.draft = draft

    def design(self, _task):
        return self.draft

    def repair(self, draft, _failures):
        return draft


def test_a_designed_environment_begins_empty():
    """The rows of a draft belong to its tasks: here nothing is there until a call makes it."""
    draft = shop_draft()
    assert all(draft.state.values())
    state = empty_state(draft)
    assert {name: state.count(name) for name, _ in state.tables()} == dict.fromkeys(draft.state, 0)
    subject = designed_by(FixedDesigner(draft))(DesignTask(name="shop", tools=()))
    assert not subject.covers("unheard_of")
    told = {"name": "Ada", "email": "ada@example.com"}
    calls = [
        Call(operation="create_customer", arguments=told, ok=True, result={"customer_id": "c-77"}),
        Call(operation="get_customer", arguments={"customer_id": "c-77"}, ok=True, result=told),
        Call(operation="get_customer", arguments={"customer_id": "c-78"}, ok=False),
    ]
    tools = [{"service": "shop", **tool} for tool in draft.tools]
    service = read_service("shop", tools, seed=0)
    episode = Episode(service="shop", number=1, calls=tuple(calls))
    for _ in range(2):  # an episode leaves nothing to the next
        played = play(episode, service, subject, random={})
        assert [one.answer.kind for one in played] == ["ok", "ok", "refusal"]
        assert all(one.agrees for one in played)
        assert all(found.equal for one in played for found in one.compared.values())
        assert [len(one.echoes) for one in played] == [0, 2, 0]


def test_a_draft_that_does_not_compile_covers_nothing(traces):
    draft = replace(shop_draft(), source="def f(db:\n")
    found = measure(traces, designed_by(FixedDesigner(draft)))
    assert found.figures["coverage"].value == 0.0
    assert all("tools.py" in one.detail for one in found.groups())


def test_only_what_passes_its_checks_is_measured_where_asked():
    draft = shop_draft()
    broken = draft.source.replace('db.delete("orders", order_id)', "pass")
    assert broken != draft.source
    designer = FixedDesigner(replace(draft, source=broken))
    task = DesignTask(name="shop", tools=())
    assert designed_by(designer)(task).covers("delete_order")
    checked = designed_by(designer, checked=True)(task)
    assert checked.covers("get_order")
    assert not checked.covers("delete_order")
    assert "delete" in checked.why_not("delete_order")


def test_a_draft_that_does_not_hold_together_covers_nothing_once_checked():
    draft = shop_draft()
    alone = replace(
        draft,
        tools=draft.tools[:1],
        blueprint=replace(draft.blueprint, operations=draft.blueprint.operations[:1]),
    )
    subject = designed_by(FixedDesigner(alone), checked=True)(DesignTask(name="shop", tools=()))
    assert not subject.covers(draft.tools[0]["name"])
    assert "cancel_order.allowed_reasons" in subject.why_not(draft.tools[0]["name"])


def test_counts_are_what_the_record_holds(traces):
    sums = measure(traces, lambda _: Recorded()).sums
    assert set(sums) == set(COUNTS)
    expected = {"calls": 8, "echoes": 6, "scalars": 13, "lists": 1}
    assert {name: sums[name] for name in expected} == expected


@pytest.fixture(scope="session")
def recorded(shared):
    return Traces.from_folder(shared / "data" / "traces_aws")


SERVICES = ["appconfig", "iam", "kms", "rds", "sqs", "wafv2"]


def test_recorded_services_are_like_themselves(recorded):
    found = measure(recorded, lambda _: Recorded(), services=SERVICES, episodes=20)
    assert {
        name: one.value for name, one in found.figures.items() if one.value not in {None, 1.0}
    } == dict.fromkeys([name for name, value in PERFECT.items() if value == 0.0], 0.0)


def test_recorded_services_in_another_run_are_like_themselves(recorded):
    """All names that the simulator draws are others here; the translation finds every one."""
    for service in SERVICES:
        twin = Renamed(recorded.random_fields(service))
        figures = measure(
            recorded,
            functools.partial(lambda subject, _: subject, twin),
            services=[service],
            episodes=20,
        ).figures
        assert twin.refused == []
        assert figures["echo_recall"].value == figures["scalar_recall"].value == 1.0
        assert figures["list_membership"].value in {None, 1.0}
