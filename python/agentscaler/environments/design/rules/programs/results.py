"""Lines that return what the source promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.rules.programs.around import around
from agentscaler.environments.design.rules.programs.text import literal, text
from agentscaler.environments.design.rules.programs.views import columns_shown, filling, view_of
from agentscaler.environments.design.rules.reading.fields import members, type_of
from agentscaler.environments.design.rules.reading.words import own_words, starts_with, words

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.programs.around import Around
    from agentscaler.environments.design.rules.programs.frame import Frame


def return_row(frame: Frame, *, gone: bool = False) -> None:
    """Return what the source promises of the row; where it was deleted, of what it was."""
    returns, plan, row = frame.returns, frame.plan, frame.row
    if returns is None:
        frame.told = () if gone else tuple(one.name for one in plan.columns.values())
        name = text(plan.key[-1])
        frame.add(f'return {{"deleted": True, {name}: {row}[{name}]}}' if gone else f"return {row}")
        return
    if type_of(returns) not in {"object", "array"} and not members(returns):
        frame.add(f"return {_scalar(frame, returns)}")
        return
    shape = frame.tool.sense.shape
    if not members(shape.item) and shape.kind in {"object", "none"}:
        is_open = bool(returns.get("additionalProperties")) and not gone
        frame.add(f"return {row}" if is_open else "return {}")
        return
    if not members(shape.item):
        inner = f"{row}.get({text(_id_column(frame))})" if shape.kind == "ids" else row
    else:
        view = view_of(plan, shape.item)
        frame.told = columns_shown(view)
        inner = f"{frame.module.view(plan, view)}({row})" if view else "{}"
    if shape.kind in {"list", "ids"}:
        inner = f"[{inner}]"
    _return_wrapped(frame, inner, row=row, rows=f"[{row}]", token=None)


def return_done(frame: Frame) -> None:
    """Return that it is done, where there is no row to tell of."""
    if frame.returns is None:
        frame.add('return {"success": True}')
        return
    filled = filling("result", frame.returns)
    frame.add(f"return {literal(filled) if filled is not None else '{}'}")


def return_rows(frame: Frame, rows: str, token: str | None) -> None:
    """Return rows in the form that the source promises.

    Args:
        frame: The function.
        rows: Variable of the rows.
        token: Variable of the token of the next page, where there are pages.
    """
    plan, shape = frame.plan, frame.tool.sense.shape
    if frame.returns is None or shape.kind == "none":
        frame.told = tuple(one.name for one in plan.columns.values())
        pairs = [f"{text(plan.name)}: {rows}"]
        if token:
            pairs.append(f'"next_token": {token}')
        if frame.tool.operation.action is Action.COUNT:
            pairs = [f'"count": len({rows})']
        frame.add(f"return {{{', '.join(pairs)}}}")
        return
    row = frame.row_of_rows()
    if shape.kind == "object":
        inner = _one_for_many(frame, rows)
    elif shape.kind == "ids":
        column = _id_column(frame)
        frame.told = (column,)
        inner = f"[{row}[{text(column)}] for {row} in {rows}]"
    elif members(shape.item):
        view = view_of(plan, shape.item)
        frame.told = columns_shown(view)
        inner = f"[{frame.module.view(plan, view)}({row}) for {row} in {rows}]"
    else:
        frame.told = tuple(one.name for one in plan.columns.values())
        inner = rows
    _return_wrapped(frame, inner, row="", rows=rows, token=token)


def tells_cursor(frame: Frame) -> bool:
    """Whether an answer has a place for the token of the next page."""
    if frame.returns is None:
        return True
    return any(one.kind == "cursor" for level in around(frame.tool) for one in level)


def _one_for_many(frame: Frame, rows: str) -> str:
    """One object for many rows: their number, or the columns of the first of them."""
    item = frame.tool.sense.shape.item
    view = view_of(frame.plan, item)
    counts = [
        name
        for name, one in members(item).items()
        if type_of(one) in {"integer", "number"} and set(words(name)) & {"count", "total"}
    ]
    if frame.tool.operation.action is Action.COUNT or (counts and not view):
        return "{" + ", ".join(f"{text(name)}: len({rows})" for name in counts) + "}"
    if not view:
        lists = [name for name, one in members(item).items() if type_of(one) == "array"]
        return "{" + ", ".join(f"{text(name)}: []" for name in lists) + "}"
    frame.told = columns_shown(view)
    return f"({frame.module.view(frame.plan, view)}({rows}[0]) if {rows} else {{}})"


def _scalar(frame: Frame, returns: dict[str, Any]) -> str:
    """The expression of a result that is no object: a column, or that it is done."""
    plan, row, noun = frame.plan, frame.row, frame.tool.sense.noun
    tail = noun[len(plan.thing.noun) :] if starts_with(noun, plan.thing.noun) else ()
    column = plan.column(tail) if tail else None
    if column is not None:
        frame.told = (column,)
        return f"{row}.get({text(column)})"
    match type_of(returns):
        case "boolean":
            return "True"
        case "integer" | "number":
            return "1"
        case "string":
            return '"done"' if plan.is_single else f"{row}[{text(plan.key[-1])}]"
    return row


def _id_column(frame: Frame) -> str:
    """The column that a list of texts or numbers shows."""
    path, plan = frame.tool.sense.shape.path, frame.plan
    last = words(path[-1]) if path else ()
    for own in (own_words("_".join(last), plan.thing.noun), last[-1:]):
        column = plan.column(own)
        if column is not None and own:
            return column
    return plan.key[-1]


def _return_wrapped(frame: Frame, inner: str, *, row: str, rows: str, token: str | None) -> None:
    """Return the inner part where the source has it, with what stands around it."""
    steps = list(zip(frame.tool.sense.shape.path, around(frame.tool), strict=True))
    for step, level in reversed(steps):
        pairs = [f"{text(step)}: {inner}"]
        may_lack = False
        for one in level:
            shown = _beside(one, row, rows, token)
            if shown is not None:
                pairs.append(f"{text(one.name)}: {shown}")
                may_lack = may_lack or one.kind in {"cursor", "column"}
        inner = "{" + ", ".join(pairs) + "}"
        if may_lack:
            inner = f"{frame.module.shared('_given')}({inner})"
    frame.add(f"return {inner}")


def _within(value: str, path: tuple[str, ...]) -> str:
    """The expression of a value with the objects that the source has around it."""
    inner = value
    for name in reversed(path):
        inner = f"{{{text(name)}: {inner}}}"
    return f"None if {value} is None else {inner}" if path else value


def _beside(one: Around, row: str, rows: str, token: str | None) -> str | None:
    """The expression of a member that stands beside the thing."""
    match one.kind:
        case "cursor":
            return _within(token, one.value or ()) if token else "None"
        case "more":
            return f"{token} is not None" if token else "False"
        case "count":
            return f"len({rows})"
        case "ok":
            return "True"
        case "column":
            return f"{row}.get({text(one.value)})" if row else None
    return literal(one.value)
