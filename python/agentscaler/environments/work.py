"""The work on one domain: a pure function that any process may run."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import LeftOut
from agentscaler.environments.design.draft import DesignTask
from agentscaler.environments.design.forge import forge
from agentscaler.environments.design.rules import RuleDesigner
from agentscaler.environments.recheck import problem_of
from agentscaler.environments.seeding import seed_state
from agentscaler.environments.state import Schema, State
from agentscaler.environments.writing import folder_files
from agentscaler.errors import ModelError, told_with_place
from agentscaler.tools.tool import Effect, Source, Tool

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from agentscaler.environments.config import EnvironmentsConfig
    from agentscaler.environments.design.draft import EnvironmentDesigner

TOOL_COLUMNS = (
    "id",
    "name",
    "description",
    "parameters",
    "returns",
    "effect",
    "format",
    "provider",
    "group",
    "file",
    "place",
    "path",
    "http",
    "licence",
)


_DESIGNERS: dict[str, Callable[[], EnvironmentDesigner]] = {"rules": RuleDesigner}


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """A domain to design an environment for, or an edited environment to check."""

    folder: str
    """Name of the folder."""
    domain: str
    domain_id: str
    split: str
    seed: int
    tools: tuple[tuple[Any, ...], ...] = ()
    """Rows of ``TOOL_COLUMNS``, by name, then id."""
    edited: Path | None = None
    """The folder that people changed by hand; nothing is designed then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """What came of it."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    """Path in the folder -> contents; none: no environment."""
    left_out: tuple[tuple[str, str, str, str], ...] = ()
    """Where there is no environment: id, name, reason and detail of each tool."""
    problem: str | None = None
    """Why an edited environment cannot be used."""


def seed_of(seed: int, *key: str) -> int:
    """A seed that depends on nothing but the seed of the world and a key.

    Example:
        >>> seed_of(7, "shop") == seed_of(7, "shop"), seed_of(7, "shop") == seed_of(8, "shop")
        (True, False)
    """
    text = json.dumps([seed, "environments", *key])
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big")


def tools_of(rows: Sequence[tuple[Any, ...]]) -> list[Tool]:
    """Tools of rows of ``TOOL_COLUMNS``."""
    return [
        Tool(
            id=id_,
            name=name,
            description=description,
            parameters=json.loads(parameters),
            returns=None if returns is None else json.loads(returns),
            effect=Effect(effect),
            source=Source(**dict(zip(TOOL_COLUMNS[6:], source, strict=True))),
        )
        for id_, name, description, parameters, returns, effect, *source in rows
    ]


PASSED_OVER = frozenset({"refused", "bad_reply"})
"""Reasons of a `ModelError` that speak of one domain: too long a request, tables of no use."""


def do(
    config: EnvironmentsConfig,
    work: Work,
    *,
    designer: Callable[[], EnvironmentDesigner] | None = None,
) -> Made:
    """Design an environment, or check one that was edited.

    Whatever a designer or a draft does wrong is in the result; nothing is raised for it.

    Args:
        config: Settings.
        work: The domain.
        designer: Makes the designer; without it that of the settings.

    Raises:
        ModelError: An endpoint cannot be used, or does not answer: the work can be done later.
    """
    if work.edited is not None:
        return Made(problem=problem_of(work.edited))
    every = tools_of(work.tools)
    # Tools are called by name; of two with one name the first stays.
    first: dict[str, Tool] = {}
    for tool in every:
        first.setdefault(tool.name, tool)
    task = DesignTask(
        name=work.domain,
        tools=tuple(first.values()),
        seed=work.seed,
        domain_id=work.domain_id,
        split=work.split,
        rows=(config.min_rows, config.max_rows),
    )
    try:
        return _design(config, task, every, (designer or _DESIGNERS[config.designer])())
    except Exception as error:
        if isinstance(error, ModelError) and error.reason not in PASSED_OVER:
            raise
        return _none(every, "designer_failed", told_with_place(error))


def _design(
    config: EnvironmentsConfig,
    task: DesignTask,
    every: Sequence[Tool],
    designer: EnvironmentDesigner,
) -> Made:
    forged = forge(designer, task, rounds=config.repairs)
    draft = forged.draft
    told = {one.tool: one for one in draft.blueprint.left_out}
    if forged.reason is not None:
        return _none(every, forged.reason, forged.detail, told)
    if len(draft.tools) < config.min_tools:
        detail = f"{len(draft.tools)} of {len(every)} have a program, {config.min_tools} are needed"
        return _none(every, "too_few_tools", detail, told)
    further = [
        seed_state(draft.blueprint, seed=seed_of(task.seed, "state", str(number)), rows=task.rows)
        for number in range(2, config.states + 1)
    ]
    for state in further:
        State.from_json(state, Schema.from_json(draft.schema))
    files = folder_files(
        draft,
        domain_id=task.domain_id,
        split=task.split,
        members={tool.id: tool.name for tool in every},
        further_states=further,
        tests=forged.cases,
    )
    return Made(files=files)


def _none(
    every: Sequence[Tool], reason: str, detail: str, told: Mapping[str, LeftOut] | None = None
) -> Made:
    """No environment: each tool with its own reason where it has one."""
    told = told or {}
    whole = LeftOut(tool="", reason=reason, detail=detail.split("\n", 1)[0])
    reasons = [(tool, told.get(tool.name, whole)) for tool in every]
    return Made(
        left_out=tuple((tool.id, tool.name, one.reason, one.detail) for tool, one in reasons)
    )
