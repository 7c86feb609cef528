"""Functions that change a row: some of its columns, or its status."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Role
from agentscaler.environments.design.rules.programs.finding import (
    find_parents,
    find_references,
    find_row,
)
from agentscaler.environments.design.rules.programs.layout import mapping
from agentscaler.environments.design.rules.programs.making import now
from agentscaler.environments.design.rules.programs.results import return_done, return_row
from agentscaler.environments.design.rules.programs.text import embedded, literal, message, text
from agentscaler.environments.design.rules.reading.fields import type_of
from agentscaler.environments.design.rules.reading.status import (
    left_status,
    needed_statuses,
    said_statuses,
)
from agentscaler.environments.design.rules.reading.verbs import CHANGES
from agentscaler.environments.design.rules.things.column import ColumnDraft
from agentscaler.environments.words import listing

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Parameter
    from agentscaler.environments.design.rules.programs.frame import Frame
    from agentscaler.environments.design.rules.tables.plan import TablePlan


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusChange:
    """A change of status."""

    column: str
    left: Any
    """The value that it leaves."""
    needs: tuple[Any, ...] = ()
    """The values from which alone it is allowed; empty: any."""


def update(frame: Frame) -> bool:
    """Some columns of one row; false where no argument names it."""
    find_parents(frame)
    if not find_row(frame):
        return False
    find_references(frame)
    named = frame.status_value()
    if named is not None:
        only_in(frame, (named,))
    pairs = _changes(frame)
    if pairs:
        _write(frame, _with_moment(frame, pairs))
    return_row(frame)
    return True


def change(frame: Frame) -> StatusChange | None:
    """The status of one row, or of several; ``None`` where nothing names it, or its status."""
    sense = frame.tool.sense
    verb = sense.verb
    if verb not in CHANGES and sense.phrase.custom:
        verb = sense.phrase.custom
    aim = _aim(frame.plan, verb)
    if aim is None:
        return None
    find_parents(frame)
    many = [one for one in frame.having(Role.KEY) if one.many]
    if many and len(frame.plan.key) == 1:
        _change_many(frame, many[0], aim)
        return StatusChange(column=aim.column, left=aim.left)
    if not find_row(frame):
        return None
    find_references(frame)
    named = frame.status_value()
    said = _said(frame, aim)
    needs = said or aim.needs if named is None else (named,)
    only_in(frame, needs)
    pairs = [pair for pair in _changes(frame) if pair[0] != aim.column]
    _write(frame, _with_moment(frame, [(aim.column, literal(aim.left)), *pairs]))
    return_row(frame)
    return StatusChange(column=aim.column, left=aim.left, needs=needs)


def _changes(frame: Frame) -> list[tuple[str, str]]:
    """Columns that arguments change and their expressions."""
    pairs: list[tuple[str, str]] = []
    for one in frame.having(Role.DATA, Role.REFERENCE):
        if one.column is None:
            pairs.append(("**", f"({frame.value(one)} or {{}})"))
        elif one.column not in frame.plan.key:
            pairs.append((one.column, frame.value(one)))
    return pairs


def _with_moment(frame: Frame, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The changes, and when the row changed last."""
    written = {name for name, _ in pairs}
    moments = [
        (column.name, now(frame, column))
        for column in frame.plan.columns.values()
        if column.made == "updated" and column.name not in written
    ]
    return [*pairs, *moments]


def _write(frame: Frame, pairs: list[tuple[str, str]]) -> None:
    row = frame.row
    before = f"changes = {frame.module.shared('_given')}("
    frame.add(
        *mapping(pairs, indent=0, before=before, after=")"),
        f"db.update({text(frame.plan.name)}, {frame.key_of(row)}, changes)",
        f"{row} = {{**{row}, **changes}}",
    )


def only_in(frame: Frame, needs: tuple[Any, ...]) -> None:
    """Refuse a row that is in no status that allows it."""
    plan = frame.plan
    if not needs or plan.status is None:
        return
    frame.refuses_for("status")
    only = listing([str(_bare(one)) for one in needs], last="or")
    said = f"only {only} {plan.name.replace('_', ' ')} allow this"
    current = frame.variable("status_now")
    first = plan.statuses[0] if plan.statuses else None
    default = f" or {literal(first)}" if first is not None and first in needs else ""
    member = plan.status_member
    shown = embedded(current if member is None else f"{current}[{text(member)}]")
    told = message(said) if shown is None else message(f"{said}; this one is ", shown)
    frame.add(
        f"{current} = {frame.row}.get({text(plan.status)}){default}",
        f"if {current} not in {literal(list(needs))}:",
        f"    refuse({told})",
    )


def _said(frame: Frame, aim: StatusChange) -> tuple[Any, ...]:
    """The statuses that the description of the tool says a row has to have."""
    plan = frame.plan
    if plan.status != aim.column:
        return ()
    values = [_bare(one) for one in plan.statuses]
    found = said_statuses(frame.tool.sense.tool.description, values, _bare(aim.left))
    member = plan.status_member
    return tuple({member: one} if member else one for one in found)


def _change_many(frame: Frame, keys: Parameter, aim: StatusChange) -> None:
    plan = frame.plan
    changes = f"{{{text(aim.column)}: {literal(aim.left)}}}"
    frame.refuses_for("missing")
    frame.add(
        f"for one in {frame.value(keys)}:",
        f"    {frame.row} = {frame.module.finder(plan)}(db, one)",
        f"    db.update({text(plan.name)}, {frame.key_of(frame.row)}, {changes})",
    )
    return_done(frame)


def _bare(status: Any) -> Any:
    return next(iter(status.values())) if isinstance(status, dict) else status


def _aim(plan: TablePlan, verb: str) -> StatusChange | None:
    """What a verb does to the status of a row."""
    values = [_bare(one) for one in plan.statuses]
    left = None if plan.status is None else left_status(verb, values)
    if plan.status is not None and left is not None:
        member = plan.status_member
        wrapped = [
            {member: one} if member else one for one in (left, *needed_statuses(verb, values, left))
        ]
        return StatusChange(column=plan.status, left=wrapped[0], needs=tuple(wrapped[1:]))
    switch = _switch(plan, verb)
    if switch is not None or verb not in CHANGES:
        return switch
    # No status stands for it: a column of its own does.
    name = CHANGES[verb].leaves[0]
    column = f"is_{name}"
    if ("is", name) not in plan.columns:
        plan.columns["is", name] = ColumnDraft(
            own=("is", name), name=column, schema={"type": "boolean"}
        )
    return StatusChange(column=column, left=True)


def _switch(plan: TablePlan, verb: str) -> StatusChange | None:
    """A column that is true or false, and called after the verb."""
    is_on = not verb.startswith(("un", "dis", "de")) and verb not in {"stop", "pause"}
    forms = _forms(verb)
    for own, draft in plan.columns.items():
        if type_of(draft.schema) == "boolean" and own and own[-1] in forms:
            return StatusChange(column=draft.name, left=is_on)
    return None


def _forms(verb: str) -> set[str]:
    """What a column may be called that a verb switches: ``enabled``, ``active``, ``archived``."""
    base = re.sub(r"^(un|dis|de)", "", verb)
    base = "enable" if base == "able" else "active" if base == "activate" else base
    return {base, f"{base}d", f"{base}ed", f"{base.rstrip('e')}ed", verb}
