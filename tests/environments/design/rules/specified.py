"""Tools as the stage ``tools`` makes them, from a line or two."""

from __future__ import annotations

from typing import Any

from agentscaler.environments.design.draft import DesignTask
from agentscaler.environments.design.rules import RuleDesigner
from agentscaler.tools.effect import tell_effect
from agentscaler.tools.names import clean_name
from agentscaler.tools.references import References
from agentscaler.tools.schema import Normaliser
from agentscaler.tools.tool import Source, Tool

TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "number"}
WHOLE: dict[str, Any] = {"type": "integer"}


def object_of(*required: str, **members: Any) -> dict[str, Any]:
    """Schema of an object; a member that is a text is a type."""
    properties = {
        name: {"type": one} if isinstance(one, str) else one for name, one in members.items()
    }
    return {"type": "object", "properties": properties, "required": list(required)}


def many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def tool(name, parameters=None, returns=None, *, http=None, path=None, description=""):
    """A tool in normal form."""

    def normal(schema, *, sending):
        return Normaliser(References({}), sending=sending).normalise(schema)

    given = normal(parameters or object_of(), sending=True)
    return Tool(
        id=name,
        name=clean_name(name),
        description=description,
        parameters={"type": "object", "properties": {}, **given},
        returns=None if returns is None else normal(returns, sending=False),
        effect=tell_effect(name, description, http=http, path=path),
        source=Source(
            format="openapi-3",
            provider="example.com",
            group="example",
            file="x.json",
            place="/",
            path=path,
            http=http,
        ),
    )


def designed(*tools, name="shop", seed=0, rows=(2, 4)):
    return RuleDesigner().design(DesignTask(name=name, tools=tools, seed=seed, rows=rows))
