"""What the designer writes for three specifications, in full: read it as a reviewer would."""

from __future__ import annotations

import json

import pytest
from specified import designed
from specs import SPECIFICATIONS, cloud, shop

from agentscaler.environments import check
from agentscaler.environments.design.draft import DesignTask
from agentscaler.environments.design.forge import forge
from agentscaler.environments.design.rules import RuleDesigner
from agentscaler.environments.reasons import REASONS


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_the_whole_of_what_is_written(name, snapshot):
    draft = designed(*SPECIFICATIONS[name](), name=name)
    assert [one for one in check(draft.source) if one.severity == "error"] == []
    snapshot(f"{name}/tools.txt", draft.source)
    snapshot(f"{name}/schema.json", json.dumps(draft.schema, indent=2))
    snapshot(f"{name}/policy.md", draft.policy)


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_every_tool_is_accounted_for(name):
    tools = SPECIFICATIONS[name]()
    blueprint = designed(*tools, name=name).blueprint
    told = [one.tool for one in (*blueprint.operations, *blueprint.left_out)]
    assert sorted(told) == sorted(tool.name for tool in tools)
    assert all(one.reason in REASONS for one in blueprint.left_out)


@pytest.mark.parametrize("tools", [shop, cloud])
def test_all_that_is_written_passes_the_checks(tools):
    forged = forge(
        RuleDesigner(), DesignTask(name="made", tools=tools(), rows=(3, 5)), in_python=True
    )
    assert (forged.reason, forged.dropped) == (None, ())
    assert forged.tried["created_is_read"] > 0
    assert forged.tried["status_changes"] > 0
