"""What a designer makes of a domain, before any check: the contents of the folder-to-be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.design.blueprint import Blueprint
    from agentscaler.tools.tool import Tool


@dataclass(frozen=True, kw_only=True, slots=True)
class DesignTask:
    """A domain that asks for an environment."""

    name: str
    """Of the domain; names the folder."""
    tools: Sequence[Tool]
    """In the order in which the environment will list them."""
    seed: int = 0
    """Every random choice is keyed by it."""
    domain_id: str = ""
    """Id of the `Domain`, where there is one."""
    split: str = ""
    """``general``, ``vertical`` or ``held_out``."""
    rows: tuple[int, int] = (8, 24)
    """Fewest and most rows of a table of the initial state."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A rule of the policy that binds the agent, and how it is held."""

    code: str
    """Unique in its environment: ``cancel_order.only_pending``."""
    text: str
    """What the policy says, one sentence."""
    tools: tuple[str, ...]
    """Tools that it speaks of."""
    enforced: bool
    """The tools refuse what it forbids; else it is for the agent to hold, and ``forbids`` tells."""
    forbids: dict[str, Any] = field(default_factory=dict)
    """What a call looks like that breaks it, for checks and tasks: ``{"argument": "reason",
    "not_in": [...]}``, ``{"column": "status", "in": [...]}``, ``{"argument": "amount", "over":
    500}``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvironmentDraft:
    """All parts of an environment, as their files will hold them."""

    domain: str
    blueprint: Blueprint
    source: str
    """Text of ``tools.py``."""
    tools: tuple[dict[str, Any], ...]
    """Name, description and parameters of each tool that has a program."""
    schema: dict[str, Any]
    """``schema.json``."""
    policy: str
    """Text of ``policy.md``."""
    rules: tuple[Rule, ...]
    """What stands in the policy, one by one."""
    state: dict[str, Any]
    """The database that an episode begins with: table -> list of rows."""
    clock: str = "2026-03-02T09:00:00Z"
    """When an episode begins."""
    lineage: dict[str, Any] = field(default_factory=dict)
    """Which designer in which version, from which tools with which licences, with which seed."""
    problems: tuple[Failure, ...] = ()
    """What the designer itself knows to be wrong: tools that it could give no program. They count
    as failed checks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A check that a draft did not pass."""

    tool: str
    """The tool at fault; empty: the draft as a whole."""
    law: str
    """Code of the check: ``compiles``, ``created_is_read``, ``no_fault``, ..."""
    text: str
    """What was called, what came, what should have: enough to mend it."""


class EnvironmentDesigner(Protocol):
    """Makes environments; the same checks hold for every designer."""

    def design(self, task: DesignTask) -> EnvironmentDraft:
        """Make a draft. Equal tasks give equal drafts."""

    def repair(self, draft: EnvironmentDraft, failures: Sequence[Failure]) -> EnvironmentDraft:
        """Mend a draft that failed; the draft itself where nothing can be done."""
