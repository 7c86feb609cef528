"""Seed states: the database that an episode begins with, from a blueprint alone.

Tables are filled in the order of their references. A row depends on the seed, its table and its
number, and on the rows that it refers to; so one more table elsewhere changes none of its values.

>>> from agentscaler.environments.design.blueprint import Blueprint, Column, Table
>>> clinics = Table(
...     name="clinics",
...     noun="clinic",
...     key=("clinic_id",),
...     label="name",
...     columns=(Column(name="clinic_id"), Column(name="name"), Column(name="city")),
... )
>>> state = seed_state(Blueprint(tables=(clinics,)), seed=1, rows=(2, 2))
>>> [row["clinic_id"] for row in state["clinics"]] == [
...     row["name"].lower().replace(" ", "-") for row in state["clinics"]
... ]
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.agree import settle_state
from agentscaler.environments.seeding.circles import close
from agentscaler.environments.seeding.facts import nouns
from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.naming import singular, words_of
from agentscaler.environments.seeding.order import in_order
from agentscaler.environments.seeding.rows import TableRows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.design.blueprint import Blueprint, Table
    from agentscaler.environments.seeding.links import Made

_GIT = word_set("""commit sha repository repo branch merge pull fork""")
_SHARE = 0.5
"""Tables of which this share is technical belong to a cloud."""


def seed_state(
    blueprint: Blueprint, *, seed: int, rows: tuple[int, int] = (8, 24)
) -> dict[str, list[dict[str, Any]]]:
    """Make a state that holds to `schema_of(blueprint)`.

    Args:
        blueprint: Of the environment.
        seed: Equal seeds give equal states; others give other states of the same form.
        rows: Fewest and most rows of a table. A table has fewer where its key allows no more.

    Returns:
        Table -> list of rows, in the order of the blueprint. Times lie before the clock of a
        draft (2026-03-02T09:00:00Z), except those of what is planned, due, or expires.
    """
    tables = blueprint.tables
    known = {table.name: table for table in tables}
    order = in_order(tables)
    made: dict[str, list[Made]] = {table.name: [] for table in tables}
    technical = is_technical(tables)
    for table in order.tables:
        TableRows(table, seed=seed, technical=technical, order=order, known=known, made=made).fill(
            *rows
        )
    for name, column in sorted(order.later):
        close(known[name], column, known=known, made=made, seed=seed)
    settle_state(tables, made)
    return {name: [one.row for one in found] for name, found in made.items()}


def is_technical(tables: Sequence[Table]) -> bool:
    """Whether tables are those of a cloud, where things are called like machines.

    >>> from agentscaler.environments.design.blueprint import Column, Table
    >>> is_technical([Table(name="pods", noun="pod", key=("name",), columns=(Column(name="ip"),))])
    True
    """
    if not tables:
        return False
    count = 0
    for table in tables:
        words = {word for column in table.columns for word in words_of(column.name)}
        noun = singular(words_of(table.noun)[-1]) if words_of(table.noun) else ""
        if noun in nouns.HARD or words & nouns.SIGNALS or words & _GIT & {"sha", "commit"}:
            count += 1
    return count >= len(tables) * _SHARE
