"""What no task speaks of: values that say nothing, things that nobody means."""

from __future__ import annotations

import json

import pytest

from agentscaler.environments.design.blueprint import (
    Action,
    Column,
    Parameter,
    Role,
    Table,
)
from agentscaler.environments.design.draft import DesignTask
from agentscaler.environments.design.forge import forge
from agentscaler.environments.design.rules import RuleDesigner
from agentscaler.tasks.config import TasksConfig
from agentscaler.tasks.dice import Dice
from agentscaler.tasks.making import make_tasks
from agentscaler.tasks.setting import Setting
from agentscaler.tasks.walk.acting import act
from agentscaler.tasks.walk.asking import can_ask
from agentscaler.tasks.walk.known import can_tell, users_know
from agentscaler.tasks.walk.walker import Walk
from agentscaler.tools.config import ToolsConfig
from agentscaler.tools.reading import read_file

TEXT = {"type": "string"}
TOOLS = [
    {"name": "list_top_movers", "description": "List the top movers.", "parameters": {}},
    {"name": "get_live_weather", "description": "Get the live weather.", "parameters": {}},
    {
        "name": "create_event",
        "description": "Create an event.",
        "parameters": {},
    },
    {"name": "list_events", "description": "List events.", "parameters": {}},
    {
        "name": "create_ticket",
        "description": "Create a ticket.",
        "parameters": {"title": "string", "rCode": "integer"},
    },
    {"name": "list_tickets", "description": "List tickets.", "parameters": {}},
    {
        "name": "send_target",
        "description": "Send a target.",
        "parameters": {"body": "string"},
    },
    {"name": "list_targets", "description": "List targets.", "parameters": {}},
]


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    path = tmp_path_factory.mktemp("spoken") / "tools.json"
    path.write_text(json.dumps(TOOLS))
    tools = read_file(path, ToolsConfig()).tools
    return Setting.from_draft(forge(RuleDesigner(), DesignTask(name="mixed", tools=tools)).draft)


def test_no_task_speaks_of_what_says_nothing(setting):
    made = make_tasks(setting, TasksConfig(per_environment=60, attempts=4), seed=3)
    assert len(made.tasks) >= 10
    for task in made.tasks:
        assert "Top Mover" not in task.intent
        assert not any("Mover" in str(value) for value in task.answer)
        assert "weather" not in task.intent
        assert " r code" not in task.intent


@pytest.mark.parametrize("tool", ["create_event", "send_target"])
def test_a_new_row_of_which_nothing_is_said_is_no_wish(setting, tool):
    operation = setting.blueprint.operation(tool)
    assert operation.action is Action.CREATE
    for seed in range(20):
        assert act(Walk(setting, Dice(seed), seed=seed, most=4), operation) is None


def test_one_of_a_kind_is_spoken_of_where_somebody_has_it(setting):
    unsaid = {one.tool for one in setting.operations} - {one.tool for one in setting.wanted}
    assert unsaid == {"get_live_weather"}


MOVERS = Table(
    name="movers",
    noun="top mover",
    key=("id",),
    label="name",
    columns=(Column(name="id"), Column(name="name"), Column(name="top_movers")),
)


def test_nobody_names_a_row_by_what_stands_in_for_a_name():
    name = MOVERS.column("name")
    assert can_tell(name, "Harbour Holdings", MOVERS)
    assert not can_tell(name, "Express Top Mover", MOVERS)
    assert users_know(MOVERS, "id", "harbour-holdings")
    assert not users_know(MOVERS, "id", "express-top-mover")
    assert not users_know(MOVERS, "id", "express-top-mover", unlisted={"movers"})


def test_nobody_asks_for_what_repeats_the_name_of_the_thing():
    assert can_ask(MOVERS, MOVERS.column("name"), "Harbour Holdings")
    assert not can_ask(MOVERS, MOVERS.column("name"), "Express Top Mover")
    assert not can_ask(MOVERS, MOVERS.column("top_movers"), "Harbour Holdings")


def test_nobody_wants_a_type_of_which_nothing_is_known(setting):
    values = Walk(setting, Dice(1), seed=1, most=4).values
    operation = setting.blueprint.operation("create_ticket")
    kind = Parameter(name="severity_type", role=Role.DATA, schema=TEXT)
    assert values.new(operation, kind, {}) is None
    known = Parameter(name="type", role=Role.DATA, schema={**TEXT, "enum": ["basic", "premium"]})
    assert values.new(operation, known, {}) in {"basic", "premium"}
