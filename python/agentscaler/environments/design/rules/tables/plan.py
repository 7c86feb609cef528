"""A table in the making: the blueprint of it, and beside it what the programs need to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action, Column, Table
from agentscaler.environments.design.rules.reading.fields import (
    member_field,
    says_id_of,
    type_of,
)
from agentscaler.environments.design.rules.reading.patterns import (
    UUID,
    code_pattern,
    id_pattern,
)
from agentscaler.environments.design.rules.reading.shape import IDENTITIES
from agentscaler.environments.design.rules.reading.words import noun_text, own_words
from agentscaler.environments.design.rules.things.meanings import label_of

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Operation
    from agentscaler.environments.design.rules.reading.sense import Sense
    from agentscaler.environments.design.rules.things.column import ColumnDraft, Columns
    from agentscaler.environments.design.rules.things.thing import Own, Thing

Plans = dict[tuple[str, ...], "TablePlan"]
"""Thing -> its table."""
SINGLE_KEY = ("singleton",)
"""Key of a table that has one row; the row is called ``only``."""


@dataclass(slots=True)
class TablePlan:
    """A table in the making."""

    thing: Thing
    columns: Columns
    name: str
    key: tuple[str, ...]
    """Names of the columns of the whole key, scope first."""
    scope: tuple[str, ...]
    """Names of the columns that name rows above."""
    parent: str | None = None
    status: str | None = None
    status_member: str | None = None
    """Member of the status column that holds the status."""
    statuses: tuple[Any, ...] = ()
    alternates: tuple[str, ...] = ()
    """Other columns by which a row is found: its arn, its name."""
    children: list[TablePlan] = field(default_factory=list)

    references: dict[str, str] = field(default_factory=dict)
    """Column -> ``table.column`` that holds its values."""
    soft: set[str] = field(default_factory=set)
    """Columns that may name what is not there."""
    service: str = "service"
    """Who offers the tools, in one word: a part of made addresses."""

    @property
    def noun(self) -> str:
        """What one row is, in words."""
        return noun_text(self.thing.noun)

    @property
    def is_single(self) -> bool:
        """Whether there is one row, and nothing tells it apart."""
        return self.key == SINGLE_KEY

    @property
    def has_one_name(self) -> bool:
        """Whether one value names a row."""
        return len(self.key) == 1 and not self.is_single

    @property
    def columns_by_name(self) -> dict[str, ColumnDraft]:
        """The columns by their names."""
        return {one.name: one for one in self.columns.values()}

    def column(self, own: Own) -> str | None:
        """Name of the column of a meaning."""
        found = self.columns.get(own)
        return None if found is None else found.name

    def shown_as(self, own: Own) -> ColumnDraft | None:
        """The column that a member of an answer shows, or the one that names the same row above.

        ``workspace`` in an answer is the ``workspaceId`` that the row has.
        """
        column = self.columns.get(own)
        if column is not None and (column.given or column.made or column.name in self.key):
            return column
        stem = own[:-1] if len(own) > 1 and own[-1] in IDENTITIES else own
        for scope, name in zip(self.thing.scope, self.scope, strict=True):
            if scope.above is not None and stem == scope.above:
                return self.columns_by_name[name]
        return column

    def column_of(self, above: TablePlan) -> str | None:
        """The column of the scope that names a row of another table."""
        for name in self.scope:
            if self.references.get(name, "").startswith(f"{above.name}."):
                return name
        return None

    def table(self) -> Table:
        """As the blueprint has it."""
        return Table(
            name=self.name,
            noun=self.noun,
            key=self.key,
            columns=tuple(self._column(one.name) for one in self.columns.values()),
            parent=self.parent,
            status=self.status,
            statuses=self.statuses,
            label=label_of(self.columns),
        )

    def takes_texts(self, column: str) -> bool:
        """Whether a tool takes a text for a column of numbers."""
        return any(
            one.type == "string"
            for sense in self.thing.senses
            for one in sense.fields
            if self.column(own_words(one.leaf, self.thing.noun)) == column
        )

    def pattern(self, column: ColumnDraft) -> str | None:
        """How the ids look that tools make; ``None``: a number, counted up."""
        if type_of(column.schema) in {"integer", "number"}:
            return None
        noun = self.thing.noun
        if column.made != "arn":
            first = [code_pattern(noun)] if self._is_told_by_number(column) else []
            return id_pattern([*column.asked, column.schema], noun, first=first)
        kind = "-".join(noun)
        start = f"arn:aws:{self.service}:us-east-1:123456789012:{kind}"
        usual = [f"{start}/{'*' * 12}", f"{start}/{UUID}", f"{start}:{'*' * 12}:{kind}"]
        return id_pattern([*column.asked, column.schema], noun, first=usual)

    def _is_told_by_number(self, column: ColumnDraft) -> bool:
        """Whether users have to tell this key, because no tool lists the rows.

        Such a key looks like what stands on papers, ``ORD-48213``, and not like what nobody could
        remember.
        """
        return (
            column.name in self.key
            and column.own in {("id",), ("number",), ("identifier",)}
            and type_of(column.schema) == "string"
            and not {"format", "enum"} & set(column.schema)
            and not any(sense.action is Action.LIST for sense in self.thing.senses)
        )

    def _is_id_by_text(self, column: ColumnDraft) -> bool:
        """Whether only a description says that a key is an id: ``channel`` of a conversation."""
        return (
            column.name in self.key
            and not {*column.own[-1:]} & IDENTITIES
            and type_of(column.schema) == "string"
            and says_id_of(member_field(column.name, column.schema), self.thing.noun)
        )

    def _column(self, name: str) -> Column:
        draft = self.columns_by_name[name]
        has_pattern = draft.made == "id" or (
            draft.made is None and (self._is_told_by_number(draft) or self._is_id_by_text(draft))
        )
        return Column(
            name=name,
            schema=draft.schema,
            required=draft.required or name in self.key,
            made=draft.made,
            pattern=self.pattern(draft) if has_pattern else None,
            references=self.references.get(name),
            soft=name in self.soft,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolPlan:
    """A tool, what it does, and the fields behind its parameters."""

    sense: Sense
    operation: Operation
    table: TablePlan
    paths: dict[str, tuple[str, ...]]
    """Name of a parameter -> the argument that has it, and the members on the way to it."""
