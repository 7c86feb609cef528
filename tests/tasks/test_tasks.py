from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments import (
    Equivalence,
    Verifier,
    audit,
    run_in_python,
    score,
    untold,
)
from agentscaler.environments.design.blueprint import (
    Action,
    Column,
    Operation,
    Parameter,
    Role,
    Table,
)
from agentscaler.tasks.checks import find_fault, is_said
from agentscaler.tasks.config import KINDS, TasksConfig
from agentscaler.tasks.dice import Dice
from agentscaler.tasks.json_paths import leaves
from agentscaler.tasks.making import make_tasks
from agentscaler.tasks.reasons import REASONS
from agentscaler.tasks.setting import Setting
from agentscaler.tasks.task import TASK_SCHEMA, Task
from agentscaler.tasks.walk.asking import is_weak, look
from agentscaler.tasks.walk.chain import Given
from agentscaler.tasks.walk.fillers import always
from agentscaler.tasks.walk.finder import Found
from agentscaler.tasks.walk.impossible import duplicate, no_tool, wrong_status
from agentscaler.tasks.walk.known import users_know
from agentscaler.tasks.walk.mention import Fact, Mention
from agentscaler.tasks.walk.missing import no_such_name, no_such_number
from agentscaler.tasks.walk.refusing import refusal
from agentscaler.tasks.walk.scene import key_of
from agentscaler.tasks.walk.walker import Walk
from drafts import CATEGORIES, lax_shop_draft, shop_draft
from scale import a_share


@pytest.fixture(scope="module")
def setting():
    return Setting.from_draft(shop_draft(), split="general")


@pytest.fixture(scope="module")
def made(setting):
    return make_tasks(setting, TasksConfig(per_environment=80, attempts=6), seed=11)


@pytest.fixture(scope="module")
def tasks(made):
    return made.tasks


def start(setting, task):
    return setting.environment.fresh(seed=task.seed)


def replayed(setting, task):
    state = start(setting, task)
    for call in task.gold_calls:
        result = setting.environment.toolset.call(state, call["name"], call["arguments"])
        assert result.kind == "ok", (task.id, call, result)
    return state


def rows(tasks):
    return pl.DataFrame([task.to_row() for task in tasks], schema=TASK_SCHEMA)


def audited(setting, frame):
    """As far as the stage looks: farther costs half a minute and finds nothing new."""
    return audit(setting.environment, frame, plan_calls=1_000, order_calls=200)


def test_there_are_tasks_of_every_kind_and_length(made):
    kinds = Counter(task.kind for task in made.tasks)
    assert set(kinds) == set(KINDS)
    assert len(made.tasks) >= 60
    lengths = {task.difficulty.calls for task in made.tasks}
    assert {1, 2, 3, 4, 5} <= lengths
    assert max(lengths) <= 12
    assert made.used == made.operations
    assert set(made.reasons) <= set(REASONS)


@a_share(5)
@given(seed=st.integers(0, 2**40), per_environment=st.integers(1, 4))
def test_equal_seeds_give_equal_tasks_and_all_of_them_are_sound(seed, per_environment):
    setting = Setting.from_draft(shop_draft())
    config = TasksConfig(per_environment=per_environment, attempts=2)
    first = make_tasks(setting, config, seed=seed)
    assert make_tasks(Setting.from_draft(shop_draft()), config, seed=seed) == first
    for task in first.tasks:
        assert find_fault(task, setting, start(setting, task)) is None
        assert task.intent.strip() == task.intent
        assert "  " not in task.intent
        assert "{" not in task.intent
        assert "[" not in task.intent


def test_gold_replays_to_its_changes_in_both_engines(setting, tasks):
    source = setting.environment.toolset.source
    listed = setting.environment.tools
    for task in tasks:
        state = replayed(setting, task)
        assert start(setting, task).diff(state).to_dict() == task.gold_changes
        other = start(setting, task)
        for call in task.gold_calls:
            result = run_in_python(source, other, call["name"], call["arguments"], tools=listed)
            assert result.kind == "ok"
        assert other == state


def test_every_argument_has_an_origin_and_every_origin_is_earlier(tasks):
    for task in tasks:
        for at, (call, origins) in enumerate(zip(task.gold_calls, task.provenance, strict=True)):
            found = {place for place, _ in leaves(call["arguments"]) if place}
            assert {origin.argument for origin in origins} == found
            for origin in origins:
                assert (origin.source == "result") == (origin.call is not None)
                assert origin.call is None or origin.call < at


def told_answer(task):
    """What a good agent would write in the end."""
    return [" ".join(f"It is {value}." for value in task.answer)]


def test_gold_earns_the_reward_and_doing_nothing_does_not(setting, tasks):
    equivalence = setting.environment.equivalence
    for task in tasks:
        initial, gold = start(setting, task), replayed(setting, task)
        calls = [(call["name"], call["arguments"]) for call in task.gold_calls]
        shared = {
            "initial": initial,
            "gold": gold,
            "equivalence": equivalence,
            "answer": list(task.answer),
            "read_only": task.read_only,
            "gold_calls": calls,
        }
        done = score(final=gold, texts=told_answer(task), calls=calls, **shared)
        assert done.reward == 1, (task.id, done)
        nothing = score(final=initial.fork(), texts=["Done."], calls=[], **shared)
        assert nothing.reward == 0, task.id


def test_what_is_refused_is_told_and_what_stands_beside_it_is_done(setting, tasks):
    refused = [task for task in tasks if task.kind in {"impossible", "forbidden"}]
    codes = {task.reason["code"] for task in refused}
    assert codes >= {"status", "missing", "forbidden"}
    alone = [task for task in refused if task.read_only]
    beside = [task for task in refused if not task.read_only]
    assert alone
    assert beside
    for task in refused:
        assert task.answer
        assert task.difficulty.refused == 1
    for task in alone:
        assert start(setting, task) == replayed(setting, task)
    for task in beside:
        assert task.gold_changes["tables"]


def made_of(setting, task, calls):
    """The state that calls leave, and what they are answered."""
    state = start(setting, task)
    toolset = setting.environment.toolset
    return state, [toolset.call(state, one["name"], one["arguments"]) for one in calls]


def test_the_call_that_is_not_made_is_kept_and_refused(setting, tasks):
    kept = [task for task in tasks if task.refused_call is not None]
    assert {task.reason["code"] for task in kept} >= {"status", "missing", "duplicate", "forbidden"}
    rules = {rule.text: rule for rule in setting.environment.rules}
    for task in kept:
        code, call = task.reason["code"], task.refused_call
        gold, _ = made_of(setting, task, task.gold_calls)
        result = setting.environment.toolset.call(gold.fork(), call["name"], call["arguments"])
        assert result.kind == "refusal", (code, call, result)
        rule = rules.get(task.reason["text"])
        assert (rule is not None) == (code == "forbidden")
        assert rule is None or call["name"] in rule.tools
        assert call not in task.gold_calls


def test_what_the_refused_call_needs_can_be_known(setting, tasks):
    """The user tells it, or a call of gold or of the lookups does."""
    schemas = {tool["name"]: tool["parameters"] for tool in setting.environment.tools}
    looked = 0
    for task in tasks:
        if task.refused_call is None:
            continue
        lookups = task.refused_lookups
        looked += bool(lookups)
        _, results = made_of(setting, task, [*task.gold_calls, *lookups])
        assert {result.kind for result in results} <= {"ok"}
        told = [task.intent, *task.persona.texts, *(result.content for result in results)]
        allowed = json.dumps(schemas[task.refused_call["name"]])
        for _, value in leaves(task.refused_call["arguments"]):
            assert is_said(value, told) or json.dumps(value) in allowed, (task.intent, value)
    assert looked


def test_nothing_is_refused_where_all_is_granted(tasks):
    for task in tasks:
        assert (task.reason is None) == (task.kind not in {"impossible", "forbidden"})
        if task.reason is None:
            assert task.refused_call is None
            assert task.refused_lookups == ()
        elif task.reason["code"] == "no_tool":
            assert task.refused_call is None


@pytest.mark.parametrize("make", [wrong_status, duplicate, no_such_number, no_such_name, no_tool])
def test_every_way_to_be_impossible_knows_its_call(setting, make):
    made = []
    for operation in setting.operations:
        walk = Walk(setting, Dice(1, make.__name__, operation.tool), seed=1, most=4)
        wish = walk.attempt(make, walk, operation)
        if wish is not None:
            made.append(wish)
            assert (wish.call is None) == (make in {no_tool, no_such_name})
            if wish.call is not None:
                assert refusal(walk, wish.call["name"], wish.call["arguments"])
            elif make is no_such_name:
                # Who says that nobody bears a name has seen a list.
                assert any(one.operation.action is Action.LIST for one in walk.chain.calls)
    assert made


def test_a_rule_that_no_tool_holds_has_its_call_as_well():
    """The very wish that a tool would grant."""
    lax = Setting.from_draft(lax_shop_draft())
    config = TasksConfig(per_environment=12, kinds={"forbidden": 1})
    granted = set()
    for task in make_tasks(lax, config, seed=3).tasks:
        call = task.refused_call
        if call is not None:
            gold, _ = made_of(lax, task, task.gold_calls)
            result = lax.environment.toolset.call(gold, call["name"], call["arguments"])
            assert result.kind == "ok", (task.intent, call, result)
            granted.add(call["name"])
    assert granted == {"cancel_order", "add_order_item"}


def test_a_task_of_a_world_that_kept_no_call_is_read(tasks):
    task = next(task for task in tasks if task.refused_call is not None)
    row = task.to_row()
    row["reason"] = json.dumps({name: task.reason[name] for name in ("code", "text")})
    old = Task.from_row(row)
    assert old.refused_call is None
    assert old.refused_lookups == ()
    assert replace(old, reason=task.reason) == task


def test_what_is_left_out_is_told_when_asked(tasks):
    missing = [task for task in tasks if task.kind == "missing_information"]
    assert missing
    for task in missing:
        secrets = task.persona.tells_when_asked
        assert len(secrets) == 1
        values = [value for _, value in leaves(secrets[0].value)]
        assert untold(values, [task.intent])
        assert not untold(values, [secrets[0].say])


def test_the_verifier_and_the_audit_take_the_rows_as_they_are(setting, tasks):
    frame = rows(tasks)
    verifier = Verifier(setting.environment, frame)
    assert set(verifier.tasks) == {task.id for task in tasks}
    assert set(verifier.tasks.values()) == {None}
    runs = [
        {
            "id": task.id,
            "task_id": task.id,
            "calls": list(task.gold_calls),
            "texts": told_answer(task),
        }
        for task in tasks
    ]
    summary = verifier.write(runs, None)
    assert summary.rewarded == summary.total == len(tasks)
    for found, task in zip(audited(setting, frame), tasks, strict=True):
        assert found.problems == ()
        assert found.task_id == task.id
        assert task.audit["task_id"] == task.id


def test_a_task_survives_its_row(tasks):
    frame = rows(tasks)
    assert [Task.from_row(row) for row in frame.iter_rows(named=True)] == tasks
    assert len({task.id for task in tasks}) == len(tasks)


def test_no_two_tasks_are_near_duplicates(tasks):
    assert len({task.skeleton for task in tasks}) == len(tasks)
    gold = [json.dumps([list(task.gold_calls), list(task.answer)]) for task in tasks]
    assert len(set(gold)) == len(tasks)


def test_a_wrong_write_is_no_gold_state(setting, tasks):
    """Dropping the last write of gold is told from gold by the equivalence."""
    written = [task for task in tasks if task.difficulty.writes > 0]
    assert written
    for task in written[:20]:
        last = max(at for at, purpose in enumerate(task.purposes) if purpose == "write")
        state = start(setting, task)
        for call in task.gold_calls[:last]:
            setting.environment.toolset.call(state, call["name"], call["arguments"])
        equivalence: Equivalence = setting.environment.equivalence
        base = start(setting, task)
        assert not equivalence.compare(replayed(setting, task), state, base=base)


def test_lengths_are_a_knob(setting):
    config = TasksConfig(per_environment=12, lengths={"1": 1}, kinds={"write": 1})
    assert {task.difficulty.calls for task in make_tasks(setting, config, seed=1).tasks} == {1}
    config = TasksConfig(per_environment=12, lengths={"8": 1}, kinds={"write": 1})
    longer = [task.difficulty.calls for task in make_tasks(setting, config, seed=1).tasks]
    assert max(longer) == 8
    assert sum(longer) / len(longer) > 4


def test_tasks_begin_in_every_state_and_hold_there(setting):
    """An environment may have several states: tasks of each are sound in that one."""
    other = setting.environment.initial_state.fork()
    for key, row in list(other.rows("products")):
        other.update("products", key, {"price": round(row["price"] * 2 + 1, 2)})
    changes = setting.environment.initial_state.diff(other)
    several = replace(setting, starts=(None, changes))
    found = make_tasks(several, TasksConfig(per_environment=24), seed=2).tasks
    states = Counter(task.initial_state is None for task in found)
    assert min(states[True], states[False]) >= 6
    assert all(task.initial_state in (None, changes.to_dict()) for task in found)
    verifier = Verifier(setting.environment, rows(found))
    assert set(verifier.tasks.values()) == {None}
    runs = [
        {
            "id": task.id,
            "task_id": task.id,
            "calls": list(task.gold_calls),
            "texts": told_answer(task),
        }
        for task in found
    ]
    assert verifier.write(runs, None).rewarded == len(found)
    assert not any(one.problems for one in audited(setting, rows(found)))


def test_kinds_have_their_shares(setting):
    config = TasksConfig(per_environment=50)
    kinds = Counter(task.kind for task in make_tasks(setting, config, seed=4).tasks)
    whole = sum(config.kinds.values())
    for kind, weight in config.kinds.items():
        assert abs(kinds[kind] - 50 * weight / whole) <= 3, kind


def test_a_kind_that_cannot_be_costs_no_walks():
    """Without a rule of the policy nothing is forbidden: nobody tries."""
    draft = shop_draft()
    lawless = Setting.from_draft(replace(draft, rules=()))
    found = make_tasks(lawless, TasksConfig(per_environment=20), seed=4)
    assert len(found.tasks) == 20
    assert not any(one.kind == "forbidden" for one in [*found.tasks, *found.lost])


def test_no_answer_may_be_told_by_accident(tasks):
    asked = [task for task in tasks if task.read_only and task.answer]
    assert asked
    for task in asked:
        assert not all(is_weak(value) for value in task.answer), task.intent


def test_what_is_known_of_one_row_is_not_known_of_another(setting):
    """Two orders are pending: who has read one still has to read the other."""
    walk = Walk(setting, Dice(1, "rows"), seed=1, most=4)
    orders = walk.blueprint.table("orders")
    (read,) = walk.setting.reads_of("orders", Action.GET)
    for number in ("W100002", "W100009"):
        (row,) = walk.chain.scene().where("orders", "order_id", number)
        assert row["status"] == "pending"
        fact = Fact(column="order_id", value=number)
        named = Mention(table="orders", key=key_of(orders, row), facts=(fact,))
        found = Found(mention=named, row=row, known={"order_id": Given.by("user", number)})
        shown = look(walk, read, found, "status")
        assert shown.arguments == {"order_id": number}
        assert look(walk, read, found, "status") is shown
    assert len(walk.chain.calls) == 2


def test_answers_are_often_several_values(tasks):
    asked = [task for task in tasks if task.answer]
    assert sum(len(task.answer) > 1 for task in asked) > len(asked) / 3


def test_dropped_walks_say_where_they_began(setting):
    hopeless = TasksConfig(per_environment=6, lengths={"1": 1}, kinds={"mixed": 1})
    lost = make_tasks(setting, hopeless, seed=1).lost
    assert lost
    assert all(" of " in one.detail for one in lost if one.reason == "no_walk")


def test_nobody_wants_the_same_many_times(setting, tasks):
    makes = {one.tool for one in setting.operations if one.action is Action.CREATE}
    for task in tasks:
        made = Counter(call["name"] for call in task.gold_calls)
        assert all(made[name] <= 3 for name in makes), task.intent


def test_what_a_schema_leaves_no_choice_about_is_given_and_not_told():
    draft = shop_draft()
    only = {"type": "string", "enum": CATEGORIES[:1]}
    operations = tuple(
        replace(
            one,
            parameters=tuple(
                replace(it, schema=only) if it.name == "category" else it for it in one.parameters
            ),
        )
        if one.tool == "create_product"
        else one
        for one in draft.blueprint.operations
    )
    changed = replace(draft, blueprint=replace(draft.blueprint, operations=operations))
    setting = Setting.from_draft(changed, split="general")
    config = TasksConfig(per_environment=40, attempts=3, lengths={"1": 1}, kinds={"write": 1})
    tasks = make_tasks(setting, config, seed=3).tasks
    places = [
        (origin.source, origin.value, task.intent)
        for task in tasks
        for call, origins in zip(task.gold_calls, task.provenance, strict=True)
        for origin in origins
        if call["name"] == "create_product" and origin.argument == "category"
    ]
    assert places
    for source, value, intent in places:
        assert (source, value) == ("tool", CATEGORIES[0]), intent
        assert f"the category {value}" not in intent


def test_what_is_given_for_forms_sake_looks_like_what_it_is_called():
    text = {"type": ["string", "null"]}
    names = ("project_id", "access_token", "country")
    parameters = tuple(
        Parameter(name=name, role=Role.IGNORED, required=True, schema=text) for name in names
    )
    operation = Operation(tool="list", action=Action.LIST, table="t", parameters=parameters)
    given = always(operation)
    assert given == always(operation)
    values = {name: one.value for name, one in given.items()}
    assert values["country"].isalpha()
    assert values["project_id"].startswith("project_")
    assert len(set(values.values())) == len(names)


def test_nobody_knows_what_is_drawn_where_nothing_lists_it():
    column = Column(name="id", schema={"type": "string"})
    table = Table(name="jobs", noun="job", key=("id",), columns=(column,))
    unlisted = frozenset({"jobs"})
    assert users_know(table, "id", "JOB-48213", unlisted=unlisted)
    for drawn in ("be617bec-7a2e-b54a-59ee-f4c165085737", "WK0ba9f80f294a46561fbc0c3ad4017b08"):
        assert not users_know(table, "id", drawn, unlisted=unlisted)
