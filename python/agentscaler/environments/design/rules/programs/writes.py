"""Functions that write: a new row, columns of a row, its status, its end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action, Parameter, Role
from agentscaler.environments.design.rules.defaults import default_of
from agentscaler.environments.design.rules.fields import type_of
from agentscaler.environments.design.rules.programs.code import literal, mapping, text
from agentscaler.environments.design.rules.programs.views import filling
from agentscaler.environments.design.rules.columns import ColumnDraft
from agentscaler.environments.design.rules.patterns import fits
from agentscaler.environments.design.rules.status import left_status, needed_statuses
from agentscaler.environments.design.rules.verbs import CHANGES

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.plan import TablePlan
    from agentscaler.environments.design.rules.programs.frame import Frame


_SECRETS = frozenset(
    "secret token key hash fingerprint checksum code etag revision version id".split()
)


def create(frame: Frame) -> bool:
    """A new row, or with `PUT` another in its place."""
    plan, module = frame.plan, frame.module
    frame.parents()
    frame.references()
    replaces = frame.tool.operation.action is Action.PUT
    keys: dict[str, str] = {}
    if not plan.thing.made and plan.key != ("singleton",):
        values = frame.key_values()
        whole = [one for one in frame.having(Role.DATA) if one.column is None]
        if values is None and not whole:
            return False
        keys = dict(zip(plan.key, values or [], strict=False))
    for one in frame.having(Role.KEY):
        if one.required or one.column not in keys:
            continue
        made = _new_id(frame, plan, plan.columns_by_name[one.column])
        value, name = frame.value(one), frame.variable(f"own {one.column}")
        frame.add(f"{name} = {made} if {value} is None else {value}")
        keys[one.column] = name
    made_key = plan.thing.made
    if made_key:
        name = frame.variable(f"new {plan.key[-1]}")
        made = _new_id(frame, plan, plan.columns_by_name[plan.key[-1]])
        whole = [one for one in frame.having(Role.DATA) if one.column is None]
        if whole:
            given_id = f"{frame.value(whole[0])}.get({text(plan.key[-1])})"
            frame.add(
                f"{name} = {given_id} or {made}",
                f"if db.get({text(plan.name)}, {name}) is not None:",
                f'    refuse(f"{plan.noun} {{{name}}} exists already")',
            )
            frame.refuses.append("duplicate")
        else:
            frame.add(f"{name} = {made}")
        keys = {plan.key[-1]: name}
    elif plan.key == ("singleton",):
        keys = {"singleton": '"only"'}
    key = _joined(list(keys.values()))
    if keys and not made_key:
        old = frame.variable(f"old {plan.noun}")
        if replaces:
            frame.add(f"{old} = db.get({text(plan.name)}, {key})")
        else:
            frame.refuses.append("duplicate")
            shown = list(keys.values())[-1]
            said = (
                f'f"{plan.noun} {{{shown}}} exists already"'
                if '"' not in shown
                else f'"the {plan.noun} exists already"'
            )
            frame.add(f"if db.get({text(plan.name)}, {key}) is not None:", f"    refuse({said})")
    pairs = _new_row(frame, keys)
    given = module.shared("_given")
    row = frame.row
    for line in mapping(pairs, indent=0, before=f"{row} = {given}(", after=")"):
        frame.add(line)
    if not keys:
        column = plan.key[-1]
        frame.add(
            f"if {text(column)} not in {row}:",
            f"    {row}[{text(column)}] = {_new_id(frame, plan, plan.columns_by_name[column])}",
            f"elif db.get({text(plan.name)}, {row}[{text(column)}]) is not None:",
            f'    refuse(f"{plan.noun} {{{row}[{text(column)}]}} exists already")'.replace(
                text(column), f"'{column}'"
            ),
        )
        frame.refuses.append("duplicate")
    if replaces and keys and not made_key:
        frame.add(
            f"if {old} is None:",
            f"    db.insert({text(plan.name)}, {row})",
            "else:",
            f"    {row} = {{**{old}, **{row}{_kept(plan, old)}}}",
            f"    db.put({text(plan.name)}, {key}, {row})",
        )
    else:
        frame.add(f"db.insert({text(plan.name)}, {row})")
    frame.returned(row)
    return True


def _kept(plan: TablePlan, old: str) -> str:
    """What a row that is replaced keeps: when it was made."""
    made = [
        one.name
        for one in plan.columns.values()
        if one.made in {"created", "id", "arn"} and one.name not in plan.key
    ]
    return "".join(f", {text(name)}: {old}.get({text(name)})" for name in made)


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def _new_row(frame: Frame, keys: dict[str, str]) -> list[tuple[str, str]]:
    plan = frame.plan
    pairs: list[tuple[str, str]] = []
    for one in frame.having(Role.DATA):
        if one.column is None:
            pairs.append(
                ("**", f"({frame.value(one)} or {{}})" if not one.required else frame.value(one))
            )
    path = "/".join(f"{{{value}}}" for value in keys.values() if value != '"only"').replace(
        '"', "'"
    )
    kind = _kind(frame)
    if kind is not None:
        pairs.append(kind)
    for column in plan.columns.values():
        if column.name in keys:
            pairs.append((column.name, keys[column.name]))
            continue
        parameter = frame.for_column(column.name)
        if parameter is not None:
            value = frame.key_value(parameter)
            default = default_of(parameter.schema)
            if default is None and column.told_always:
                default = filling(column.name, column.schema)
                if default is None and type_of(column.schema) == "string":
                    default = ""
            if default is not None and not parameter.required:
                value = f"{literal(default)} if {value} is None else {value}"
            pairs.append((column.name, value))
        elif (made := _made(frame, column, path)) is not None:
            pairs.append((column.name, made))
    return pairs


def _kind(frame: Frame) -> tuple[str, str] | None:
    """The kind of a row that another tool reads as something wider: ``api`` of an ``api task``."""
    noun, own = frame.plan.thing.noun, frame.tool.sense.noun
    words_ = own[: len(own) - len(noun)] if own[len(own) - len(noun) :] == noun else ()
    if not words_ or frame.tool.operation.action is not Action.CREATE:
        return None
    for meaning in (("type",), ("kind",), ("category",)):
        column = frame.plan.columns.get(meaning)
        if column is not None:
            return (
                None
                if column.given or column.schema.get("enum")
                else (column.name, text("_".join(words_)))
            )
    frame.plan.columns[("type",)] = ColumnDraft(
        own=("type",), name="type", schema={"type": "string"}, shown=True
    )
    return "type", text("_".join(words_))


def _made(frame: Frame, column: ColumnDraft, path: str) -> str | None:
    """The expression of a value that nobody gives."""
    plan = frame.plan
    if column.name == plan.status:
        return literal(plan.statuses[0]) if plan.statuses else None
    if column.made in {"created", "updated"}:
        return now(frame, column)
    if column.made == "arn":
        kind = "-".join(plan.thing.noun)
        example = f"arn:aws:{plan.service}:us-east-1:123456789012:{kind}/abc-0123456789"
        if not fits(example, column.schema):
            return _new_id(frame, plan, column)
        return f'f"arn:aws:{plan.service}:us-east-1:123456789012:{kind}/{path}"'
    if column.made == "id":
        return _new_id(frame, plan, column)
    if column.made == "url":
        return f'f"https://{plan.service}.example.com/{plan.name}/{path}"'
    if (column.given and not column.told_always) or not (column.shown or column.told_always):
        return None
    kind = type_of(column.schema)
    if kind == "boolean":
        return "False" if column.required else None
    if column.required or column.told_always:
        found = filling(column.name, column.schema)
        if found is None and kind == "string":
            return _made_text(plan, column)
        return None if found is None else literal(found)
    return None


def _made_text(plan: TablePlan, column: ColumnDraft) -> str:
    """A text that has to be there and that nobody gives: a secret, a fingerprint, or nothing yet."""
    if set(column.own) & _SECRETS:
        return f'db.new_id({text(plan.name)}, "{"*" * 32}")'
    if column.schema.get("format") in {"date-time", "date"}:
        return "db.now()"
    return '""'


def now(frame: Frame, column: ColumnDraft) -> str:
    """The present moment in the form of a column."""
    kind = type_of(column.schema)
    if kind in {"integer", "number"}:
        return f"{frame.module.shared('_seconds')}(db.now())"
    return "db.now()[:10]" if column.schema.get("format") == "date" else "db.now()"


def _new_id(frame: Frame, plan: TablePlan, column: ColumnDraft) -> str:
    pattern = plan.pattern(column)
    if pattern is None:
        return f"{frame.module.shared('_next_number')}(db, {text(plan.name)}, {text(column.name)})"
    return f"db.new_id({text(plan.name)}, {text(pattern)})"


def update(frame: Frame) -> bool:
    """Some columns of one row."""
    frame.parents()
    if not frame.find():
        return False
    frame.references()
    named = frame.status_value()
    if named is not None:
        only_in(frame, (named,))
    pairs = _changes(frame)
    if not pairs:
        frame.returned(frame.row)
        return True
    _write(frame, pairs)
    frame.returned(frame.row)
    return True


def _changes(frame: Frame) -> list[tuple[str, str]]:
    plan = frame.plan
    pairs: list[tuple[str, str]] = []
    for one in frame.having(Role.DATA, Role.REFERENCE):
        if one.column is None:
            pairs.append(("**", f"({frame.value(one)} or {{}})"))
        elif one.column not in plan.key:
            pairs.append((one.column, frame.value(one)))
    written = {name for name, _ in pairs}
    if pairs:
        pairs += [
            (column.name, now(frame, column))
            for column in plan.columns.values()
            if column.made == "updated" and column.name not in written
        ]
    return pairs


def _write(frame: Frame, pairs: list[tuple[str, str]]) -> None:
    plan, row = frame.plan, frame.row
    given = frame.module.shared("_given")
    for line in mapping(pairs, indent=0, before=f"changes = {given}(", after=")"):
        frame.add(line)
    frame.add(f"db.update({text(plan.name)}, {frame.key_of_row()}, changes)")
    frame.add(f"{row} = {{**{row}, **changes}}")


def change(frame: Frame) -> tuple[bool, Any, str | None, tuple[Any, ...]]:
    """The status of one row: whether it could be written, what is left, where, and from what."""
    plan, verb = frame.plan, frame.tool.sense.verb
    if verb not in CHANGES and frame.tool.sense.phrase.custom:
        verb = frame.tool.sense.phrase.custom
    column, left, needs = _aim(plan, verb)
    if column is None:
        return False, None, None, ()
    frame.parents()
    many = [one for one in frame.having(Role.KEY) if one.many]
    if many and len(plan.key) == 1:
        _change_many(frame, many[0], column, left)
        return True, left, column, ()
    if not frame.find():
        return False, None, None, ()
    frame.references()
    named = frame.status_value()
    if named is not None:
        needs = (named,)
    only_in(frame, needs)
    pairs = [(column, literal(left)), *(pair for pair in _changes(frame) if pair[0] != column)]
    written = {name for name, _ in pairs}
    pairs += [
        (one.name, now(frame, one))
        for one in plan.columns.values()
        if one.made == "updated" and one.name not in written
    ]
    _write(frame, pairs)
    frame.returned(frame.row)
    return True, left, column, needs


def only_in(frame: Frame, needs: tuple[Any, ...]) -> None:
    """Refuse a row that is in no status that allows it."""
    plan = frame.plan
    if not needs or plan.status is None:
        return
    frame.refuses.append("status")
    only = " or ".join(str(_bare(one)) for one in needs)
    said = f"only {only} {plan.name.replace('_', ' ')} allow this"
    first = plan.statuses[0] if plan.statuses else None
    current = frame.variable("status_now")
    default = f" or {literal(first)}" if first is not None and first in needs else ""
    shown = (
        f"{{{current}}}"
        if plan.status_member is None
        else f"{{{current}[{text(plan.status_member)}]}}".replace('"', "'")
    )
    frame.add(
        f"{current} = {frame.row}.get({text(plan.status)}){default}",
        f"if {current} not in {literal(list(needs))}:",
        f'    refuse(f"{said}; this one is {shown}")',
    )


def _change_many(frame: Frame, keys: Parameter, column: str, left: Any) -> None:
    plan = frame.plan
    frame.refuses.append("missing")
    frame.add(
        f"for one in {frame.value(keys)}:",
        f"    {frame.row} = {frame.module.finder(plan)}(db, one)",
        f"    db.update({text(plan.name)}, {frame.key_of_row()}, {{{text(column)}: {literal(left)}}})",
    )
    frame.done()


def _bare(status: Any) -> Any:
    return next(iter(status.values())) if isinstance(status, dict) else status


def _aim(plan: TablePlan, verb: str) -> tuple[str | None, Any, tuple[Any, ...]]:
    """Column, value and needed values of a change of status."""
    values = [_bare(one) for one in plan.statuses]
    column = plan.status
    if column is not None:
        left = left_status(verb, values)
        if left is not None:
            needs = needed_statuses(verb, values, left)
            wrap = (
                (lambda one: {plan.status_member: one}) if plan.status_member else (lambda one: one)
            )
            return column, wrap(left), tuple(wrap(one) for one in needs)
    is_on = not verb.startswith(("un", "dis", "de")) and verb not in {"stop", "pause"}
    for own, draft in plan.columns.items():
        if type_of(draft.schema) == "boolean" and own and own[-1] in _words_of_verb(verb):
            return draft.name, is_on, ()
    if verb not in CHANGES:
        return None, None, ()
    # No status stands for it: a column of its own does.
    name = CHANGES[verb].leaves[0]
    own = ("is", name)
    if own not in plan.columns:
        plan.columns[own] = ColumnDraft(own=own, name=f"is_{name}", schema={"type": "boolean"})
    return f"is_{name}", True, ()


def _words_of_verb(verb: str) -> set[str]:
    base = re.sub(r"^(un|dis|de)", "", verb)
    base = "enable" if base == "able" else "active" if base == "activate" else base
    return {
        base,
        f"{base}d",
        f"{base}ed",
        f"{base.rstrip('e')}ed",
        verb,
        "enabled" if base == "enable" else base,
    }


def delete(frame: Frame) -> bool:
    """One row, with the rows below it."""
    many = [one for one in frame.having(Role.KEY) if one.many]
    frame.parents()
    if many:
        return _delete_many(frame, many[0])
    if not frame.find():
        return False
    named = frame.status_value()
    if named is not None:
        only_in(frame, (named,))
    _still_used(frame)
    below(frame, frame.row)
    frame.add(f"db.delete({text(frame.plan.name)}, {frame.key_of_row()})")
    frame.returned(frame.row, gone=True)
    return True


def _still_used(frame: Frame) -> None:
    """Refuse to delete what rows of other tables need."""
    plan = frame.plan
    for other in frame.tables.values():
        for name, target in other.references.items():
            table, _, column = target.partition(".")
            if table != plan.name or other in plan.children or name in other.soft or other is plan:
                continue
            same = f"**{{{text(name)}: {frame.row}[{text(column)}]}}"
            shown = f"{frame.row}[{text(plan.key[-1])}]".replace('"', "'")
            said = f'f"{plan.noun} {{{shown}}} still has {other.name.replace("_", " ")}"'
            frame.add(f"if db.count({text(other.name)}, {same}):", f"    refuse({said})")
            frame.refuses.append("in_use")


def _delete_many(frame: Frame, keys: Parameter) -> bool:
    plan = frame.plan
    if len(plan.key) != 1:
        return False
    frame.refuses.append("missing")
    frame.add(
        f"for one in {frame.value(keys)}:",
        f"    {frame.row} = {frame.module.finder(plan)}(db, one)",
        f"    db.delete({text(plan.name)}, {frame.key_of_row()})",
    )
    frame.done()
    return True


def below(frame: Frame, row: str, plan: TablePlan | None = None, depth: int = 0) -> None:
    """Delete the rows below a row."""
    plan = plan or frame.plan
    pad = "    " * depth
    for child in plan.children:
        column = next(
            (
                name
                for name, target in child.references.items()
                if target.startswith(f"{plan.name}.") and name in child.scope
            ),
            None,
        )
        if column is None or len(plan.key) != 1:
            continue
        name = frame.variable(child.thing.noun)
        parts = (
            [f"{name}[{text(part)}]" for part in child.key]
            if child.key != ("singleton",)
            else ['"only"']
        )
        told = child.references[column].partition(".")[2]
        same = f"**{{{text(column)}: {row}[{text(told)}]}}"
        frame.add(f"{pad}for {name} in db.find({text(child.name)}, {same}):")
        below(frame, name, child, depth + 1)
        frame.add(f"{pad}    db.delete({text(child.name)}, {_joined(parts)})")


def clear(frame: Frame) -> bool:
    """All rows below one row."""
    plan = frame.plan
    frame.parents()
    values = frame.key_values()
    if values is not None and plan.children and frame.find():
        below(frame, frame.row)
        frame.done()
        return True
    wanted = [(one.column, frame.key_value(one)) for one in frame.having(Role.SCOPE) if one.column]
    if not wanted:
        return False
    matching = frame.module.shared("_matching")
    for line in mapping(
        [(str(c), v) for c, v in wanted],
        indent=0,
        before=f"rows = {matching}(db.rows({text(plan.name)}), ",
        after=")",
    ):
        frame.add(line)
    frame.add(
        f"for {frame.row} in rows:", f"    db.delete({text(plan.name)}, {frame.key_of_row()})"
    )
    frame.add(
        "return {}"
        if frame.tool.sense.tool.returns is not None
        else 'return {"deleted": len(rows)}'
    )
    return True
