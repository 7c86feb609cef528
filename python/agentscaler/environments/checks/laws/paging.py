"""From one page to the next: by number, by offset, or by what the page says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.matching import Shown, plain_name
from agentscaler.environments.checks.placing import number_for
from agentscaler.environments.design.blueprint import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.checks.case import Row
    from agentscaler.environments.checks.subject import Subject
    from agentscaler.environments.design.blueprint import Operation

_WORDS = ("cursor", "token", "marker", "continuation", "after", "bookmark")
_NO_CURSOR = 3


def next_page(
    subject: Subject,
    operation: Operation,
    arguments: dict[str, Any],
    result: Any,
    *,
    page: Sequence[Row],
    limit: int | None,
    by_row: bool,
) -> dict[str, Any] | None:
    """Arguments of the page after one; ``None`` where it is the last.

    Args:
        subject: The draft.
        operation: A tool that lists.
        arguments: Of the page.
        result: The page.
        page: Its rows.
        limit: Rows of a page, where the call said so.
        by_row: No page has told where the next one begins: behind its last row, then.
    """
    if not page:
        return None
    for one in operation.having(Role.CURSOR):
        told, value = cursor(result, one.name)
        if by_row and not told and "after" in plain_name(one.name):
            value = page[-1].get(subject.table(operation).key[-1])
        if told and value is None:
            return None
        if value is not None:
            return subject.maker.changed(operation, arguments, one, value)
    full = limit is None or len(page) >= limit
    for one in operation.having(Role.OFFSET, Role.PAGE):
        step = len(page) if one.role is Role.OFFSET else 1
        schema = subject.maker.schema(operation, one)
        try:
            now = subject.maker.of(operation, arguments, one)
        except KeyError:
            now = schema.get("minimum", int(one.role is Role.PAGE))
        following = number_for(schema, int(now) + step)
        return subject.maker.changed(operation, arguments, one, following) if full else None
    return None


def tells_next(operation: Operation, result: Any) -> bool:
    """Whether a page says where the next one begins."""
    return any(cursor(result, one.name)[1] is not None for one in operation.having(Role.CURSOR))


def cursor(result: Any, name: str) -> tuple[bool, Any]:
    """Where the next page begins.

    Args:
        result: A page.
        name: Of the argument that takes it.

    Returns:
        Whether the page has a field for it, and its value; ``None`` on the last page.

    >>> cursor({"items": [1, 2], "next_cursor": "b"}, "cursor")
    (True, 'b')
    >>> cursor({"items": [], "nextToken": None}, "nextToken"), cursor({"items": []}, "after")
    ((True, None), (False, None))
    """
    fields = Shown(result, items=False).fields
    plain = plain_name(name)

    def rank(field: str) -> int:
        if field in {plain, f"next{plain}"}:
            return 0
        if field.startswith("next"):
            return 1
        return 2 if any(word in field for word in _WORDS) else _NO_CURSOR

    for field in sorted(fields, key=rank):
        value = fields[field][0]
        if rank(field) < _NO_CURSOR and (value is None or isinstance(value, str | int)):
            found = None if value == "" or isinstance(value, bool) else value
            return True, found
    return False, None
