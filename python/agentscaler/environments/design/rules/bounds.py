"""The rules that bind the agent, each held by a program or checkable.

The paper has no policies; tau-bench shows that they are what makes a domain hard. Rules that the
programs enforce come from statuses and references. Rules that the agent has to hold by itself
(reasons, limits, what is closed) are drawn, keyed by seed, domain and tool, and tell in `forbids`
which calls break them, so that tasks whose right answer is to refuse can be made and checked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.domains.naming import plural
from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.design.draft import Rule
from agentscaler.environments.design.rules.reading.fields import type_of
from agentscaler.environments.design.rules.reading.status import plain
from agentscaler.environments.design.rules.reading.verbs import CHANGES
from agentscaler.environments.design.rules.reading.words import words
from agentscaler.environments.words import listing
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agentscaler.environments.design.blueprint import Blueprint, Operation, Parameter, Table

    State = Mapping[str, Sequence[Mapping[str, Any]]]

MOST_RULES = 6
"""Rules that the agent holds by itself, at most: people learn short policies by heart."""
_REASONS = (
    ("no longer needed", "ordered by mistake", "found a better offer"),
    ("no longer needed", "created by mistake", "replaced by a newer one"),
    ("requested by the owner", "duplicate entry", "policy violation"),
)
_AMOUNTS = (500, 1000, 2000, 5000)
_COUNTS = (5, 10, 20, 50)
"""Limits where no row says how much is usual."""
_LEVELS = (0.5, 0.65, 0.8)
"""Share of the rows that a limit leaves below it: it separates some from others."""
_FEWEST = 2
"""Different values from which on a limit can separate rows."""
_MONEY = words_of("amount price total cost fee budget refund payment balance value")
_HOW_MANY = words_of("quantity count seat guest attendee ticket night day passenger unit")
_PARTICIPLES = ("ed", "en", "paid", "sent", "done", "void")
"""How a status ends that says what was done: *cancelled*, not *running*."""
_OVER = frozenset(
    word for change in CHANGES.values() if change.ends for word in change.leaves
) | frozenset({"delivered", "deleted", "expired", "archived"})


@dataclass(frozen=True, slots=True)
class _Source:
    blueprint: Blueprint
    domain: str
    seed: int
    state: State

    def limit(self, table: Table, one: Parameter, usual: Sequence[int], *key: str) -> int | None:
        """A round limit inside the range of the rows; ``None`` where the rows are too alike."""
        rows = self.state.get(table.name, [])
        found = sorted(
            value
            for row in rows
            if isinstance(value := row.get(one.column or ""), int | float) and value is not True
        )
        if not found:
            return int(self.pick(usual, *key))
        if len(set(found)) < _FEWEST:
            return None
        level = self.pick(_LEVELS, *key)
        limit = _rounded(found[int(level * (len(found) - 1))])
        return limit if found[0] <= limit < found[-1] and limit > 0 else None

    def pick(self, options: Sequence[Any], *key: str) -> Any:
        text = "\0".join((str(self.seed), self.domain, *key))
        digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
        return options[int.from_bytes(digest, "big") % len(options)]


def rules_of(
    blueprint: Blueprint, *, domain: str, seed: int, state: State | None = None
) -> tuple[Rule, ...]:
    """The rules of a domain: what its programs enforce, then what is left to the agent.

    Args:
        blueprint: Its tables and operations.
        domain: Its name.
        seed: Of what is drawn.
        state: The rows that it begins with; limits lie inside their range.

    Example:
        >>> from agentscaler.environments.design.blueprint import (
        ...     Blueprint,
        ...     Column,
        ...     Operation,
        ...     Parameter,
        ...     Table,
        ... )
        >>> orders = Table(
        ...     name="orders",
        ...     noun="order",
        ...     key=("id",),
        ...     status="status",
        ...     statuses=("pending", "shipped"),
        ...     columns=(Column(name="id"), Column(name="status")),
        ... )
        >>> cancel = Operation(
        ...     tool="cancel_order",
        ...     action=Action.CHANGE,
        ...     table="orders",
        ...     status="cancelled",
        ...     requires=("pending",),
        ...     refuses=("status",),
        ... )
        >>> [rule] = rules_of(Blueprint(tables=(orders,), operations=(cancel,)), domain="d", seed=0)
        >>> rule.text
        'Only pending orders can be cancelled.'
    """
    source = _Source(blueprint, domain, seed, state or {})
    held = [rule for operation in blueprint.operations for rule in _enforced(source, operation)]
    own = [rule for operation in blueprint.operations for rule in _left_to_agent(source, operation)]
    own.sort(key=lambda rule: source.pick(range(1 << 30), "order", rule.code))
    return (*held, *own[:MOST_RULES])


def _enforced(source: _Source, operation: Operation) -> Iterator[Rule]:
    table = source.blueprint.table(operation.table)
    if operation.requires:
        allowed = listing([_said(one) for one in operation.requires], last="or")
        others = [one for one in table.statuses if one not in operation.requires]
        yield Rule(
            code=f"{operation.tool}.status",
            text=f"Only {allowed} {_plural(table)} can be {_participle(operation)}.",
            tools=(operation.tool,),
            enforced=True,
            forbids={"column": operation.status_column or table.status, "in": others},
        )
    if "in_use" in operation.refuses:
        yield Rule(
            code=f"{operation.tool}.in_use",
            text=f"{_a(table.noun).capitalize()} that others still refer to cannot be deleted.",
            tools=(operation.tool,),
            enforced=True,
        )


def _left_to_agent(source: _Source, operation: Operation) -> Iterator[Rule]:
    table = source.blueprint.table(operation.table)
    for one in operation.having(Role.DATA, Role.IGNORED):
        leaf = words(one.name)
        if not leaf or not operation.writes:
            continue
        if leaf[-1] == "reason" and type_of(one.schema) == "string" and "enum" not in one.schema:
            yield _reasons(source, operation, table, one)
        elif one.role is Role.DATA and type_of(one.schema) in {"integer", "number"}:
            yield from _limit(source, operation, table, one, leaf)
    closed = [one for one in table.statuses if plain(_bare(one)) in _OVER]
    if operation.action is Action.UPDATE and closed and operation.having(Role.DATA):
        said = listing([_said(one) for one in closed], last="or")
        yield Rule(
            code=f"{operation.tool}.closed",
            text=f"Do not change {_plural(table)} that are {said}.",
            tools=(operation.tool,),
            enforced=False,
            forbids={"column": table.status, "in": closed},
        )


def _reasons(source: _Source, operation: Operation, table: Table, one: Parameter) -> Rule:
    allowed = list(source.pick(_REASONS, operation.tool, one.name))
    listed = ", ".join(f'"{reason}"' for reason in allowed[:-1]) + f' or "{allowed[-1]}"'
    return Rule(
        code=f"{operation.tool}.{one.name}",
        text=f"{_a(table.noun).capitalize()} is {_participle(operation)} only for one of these "
        f"reasons: {listed}.",
        tools=(operation.tool,),
        enforced=False,
        forbids={"argument": one.name, "not_in": allowed},
    )


def _limit(
    source: _Source, operation: Operation, table: Table, one: Parameter, leaf: tuple[str, ...]
) -> Iterator[Rule]:
    marks = set(leaf)
    if marks & _MONEY:
        usual = _AMOUNTS
    elif marks & _HOW_MANY:
        usual = _COUNTS
    else:
        return
    most, what = source.limit(table, one, usual, operation.tool, one.name), " ".join(leaf)
    lowest = one.schema.get("minimum", 0)
    if most is None or not isinstance(lowest, int | float) or lowest >= most:
        return
    if isinstance(one.schema.get("maximum"), int | float) and one.schema["maximum"] <= most:
        return
    yield Rule(
        code=f"{operation.tool}.{one.name}",
        text=f"{_a(table.noun).capitalize()} with {_a(what)} over {most} is decided by a person: "
        "do not make or change it yourself.",
        tools=(operation.tool,),
        enforced=False,
        forbids={"argument": one.name, "over": most},
    )


def _rounded(value: float) -> int:
    """A limit as people set it: two figures, of which the second is 5 or 0, and noughts.

    Example:
        >>> _rounded(71_412.5), _rounded(129.99), _rounded(83), _rounded(7)
        (70000, 150, 85, 7)
    """
    whole = max(1, round(value))
    step = 5 * 10 ** (len(str(whole)) - 2) if whole >= 10 else 1  # noqa: PLR2004  one figure
    return round(whole / step) * step


def _bare(status: Any) -> Any:
    return next(iter(status.values())) if isinstance(status, dict) and status else status


def _said(status: Any) -> str:
    return plain(_bare(status)).replace("_", " ")


def _plural(table: Table) -> str:
    return plural(table.noun)


def _a(noun: str) -> str:
    return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"


def _participle(operation: Operation) -> str:
    """What is done to a row, as a participle."""
    if operation.action is Action.CHANGE and isinstance(_bare(operation.status), str):
        status = plain(_bare(operation.status)).replace("_", " ")
        return status if status.endswith(_PARTICIPLES) else f"set to {status}"
    return {
        Action.DELETE: "deleted",
        Action.UPDATE: "changed",
        Action.CREATE: "made",
        Action.PUT: "stored",
    }.get(operation.action, "changed")
