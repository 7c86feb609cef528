"""The form of replies is as wide as real APIs are: it takes what the rules make of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agentscaler.environments.design.blueprint import Blueprint
from agentscaler.environments.design.draft import DesignTask
from agentscaler.environments.design.model.prompt import fenced
from agentscaler.environments.design.model.reading import read_program, read_tables
from agentscaler.environments.design.rules import RuleDesigner
from agentscaler.environments.toolset import identifier
from agentscaler.tools.config import ToolsConfig
from agentscaler.tools.reading import read_file

SPECS = Path(__file__).parents[4] / "examples" / "specs"
KEYWORDS = {
    *("type", "enum", "const", "format", "minimum", "maximum", "items", "properties", "required"),
    *("pattern", "anyOf", "oneOf", "additionalProperties", "nullable", "minLength", "maxLength"),
}


def plain_schema(schema):
    """A schema without the keywords that no column needs."""
    if isinstance(schema, list):
        return [plain_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {key: plain_schema(inner) for key, inner in one.items()}
        if name == "properties"
        else plain_schema(one)
        for name, one in schema.items()
        if name in KEYWORDS
    }


@pytest.mark.parametrize(
    "name",
    [
        "functions/bfcl_trading.json",
        "functions/tau_retail.json",
        "mcp/hubspot_crm.json",
        "openapi/airflow_stable.yaml",
        "openapi/jupyterhub_hub.yaml",
        "openapi/twilio_conversations.yaml",
    ],
)
def test_what_the_rules_find_out_can_be_said(name):
    tools = read_file(SPECS / name, ToolsConfig()).tools
    draft = RuleDesigner().design(DesignTask(name="api", tools=tools, rows=(1, 2)))
    said = draft.blueprint.to_plain()
    for table in said["tables"]:
        for column in table["columns"]:
            column["schema"] = plain_schema(column.get("schema", {}))
    rules = [
        {
            "code": rule.code,
            "text": rule.text,
            "tools": list(rule.tools),
            "enforced": rule.enforced,
            **({"forbids": rule.forbids} if rule.forbids else {}),
        }
        for rule in draft.rules
    ]
    reply = fenced("json", json.dumps({"tables": said["tables"], "rules": rules}))
    found = read_tables(reply, tools)
    assert found.tables == Blueprint.from_plain(said).tables
    assert found.rules == draft.rules
    known = {tool.name: tool for tool in tools}
    assert len(draft.blueprint.operations) > 5
    for operation in draft.blueprint.operations:
        (plain,) = Blueprint(operations=(operation,)).to_plain()["operations"]
        told = {key: value for key, value in plain.items() if key not in {"tool", "rules"}}
        for one in told.get("parameters", ()):
            for theirs in ("schema", "required"):
                one.pop(theirs, None)
        reply = "\n".join(
            (
                fenced("json", json.dumps(told)),
                fenced("python", f"def {identifier(operation.tool)}(db):\n    return 1\n"),
            )
        )
        program = read_program(reply, known[operation.tool], found.rules)
        mine = [
            (one.name, one.role, one.column, one.required) for one in program.operation.parameters
        ]
        assert mine == [
            (one.name, one.role, one.column, one.required) for one in operation.parameters
        ]
        assert program.operation.rules == operation.rules
        assert program.operation.told == operation.told
