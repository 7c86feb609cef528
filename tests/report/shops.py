"""A world with environments: the shop of the tests, as often as wanted, and what was left out."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.environments.accounts import (
    DROPPED_SCHEMA,
    ENVIRONMENT_SCHEMA,
    account_of,
    dropped_row,
)
from agentscaler.environments.design.blueprint import Blueprint
from agentscaler.environments.writing import folder_files
from drafts import shop_draft

if TYPE_CHECKING:
    from agentscaler.environments.design.draft import EnvironmentDraft
    from agentscaler.world import World


def hostile_shop(text: str) -> EnvironmentDraft:
    """The shop, with a text of a stranger wherever one can stand."""
    draft = shop_draft()
    plain = draft.blueprint.to_plain()
    plain["tables"][0]["noun"] = text
    plain["tables"][2]["statuses"] = ["pending", text]
    plain["operations"][0]["refuses"] = [text]
    plain["operations"][0]["requires"] = [text]
    tools = tuple({**tool, "description": text} for tool in draft.tools)
    customers = [{**row, "name": text} for row in draft.state["customers"]]
    return dataclasses.replace(
        draft,
        blueprint=Blueprint.from_plain(plain),
        tools=tools,
        policy=text,
        source=f"# {text.splitlines()[0]}\n{draft.source}",
        state={**draft.state, "customers": customers},
    )


def write_environments(world: World, *, shops: int = 2, text: str | None = None) -> None:
    """Write the stage: so many shops, and a tool that is in none."""
    environments: list[dict[str, Any]] = []
    draft = shop_draft() if text is None else hostile_shop(text)
    inputs = {stage: world.manifest(stage).digest for stage in ("tools", "domains")}
    with world.stage("environments", config={}, inputs=inputs) as writer:
        for at in range(shops):
            name = f"shop_{at}"
            members = {f"{name}-{tool['name']}": tool["name"] for tool in draft.tools}
            files = folder_files(draft, domain_id=f"d{at:05d}", split="general", members=members)
            for path, data in files.items():
                writer.write_bytes(f"{name}/{path}", data, editable=True)
            folder = world.root / "environments" / name
            environments.append(account_of(folder, edited=at == 1, problem=None).environment)
        lost = dropped_row(
            "t1", text or "lost", domain_id="d00009", environment="shop_0",
            reason="too_few_tools", detail=text or "1 of 5",
        )  # fmt: skip
        rows = pl.DataFrame(environments, schema=ENVIRONMENT_SCHEMA)
        writer.write_table("environments-00000.parquet", rows)
        writer.write_table("dropped-00000.parquet", pl.DataFrame([lost], schema=DROPPED_SCHEMA))
        writer.finish({"counts": {}, "dropped": {}, "figures": {}})
