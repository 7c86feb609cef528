"""References that close a circle: filled once the rows that they point to are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.seeding.draw import Draw
from agentscaler.environments.seeding.order import target_of
from agentscaler.environments.seeding.schemas import kinds_of

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Table
    from agentscaler.environments.seeding.links import Made

PRESENT = 0.85
"""Share of the rows that have the reference where it is optional."""


def close(
    table: Table, name: str, *, known: dict[str, Table], made: dict[str, list[Made]], seed: int
) -> None:
    """Fill a column of a table with values of the column that it refers to.

    Args:
        table: Whose rows are changed.
        name: The column.
        known: All tables by name.
        made: Their rows.
        seed: Of the state.
    """
    column = table.column(name)
    target = target_of(column, known)
    if target is None:
        return
    values = [one.row[target[1]] for one in made[target[0]] if target[1] in one.row]
    many = kinds_of(column.schema)[:1] == ("array",)
    for at, one in enumerate(made[table.name]):
        draw = Draw(seed, table.name, at, "later", name)
        if values and (column.required or draw.chance(PRESENT)):
            filled = {**one.row, name: draw.some(values, 2) if many else draw.early(values)}
            names = (other.name for other in table.columns)
            one.row = {other: filled[other] for other in names if other in filled}
