'''Functions taken out of the source of a program; what stays, stays letter for letter.

>>> source = """PRICE = 5
... LIMIT = 3
...
...
... # What a customer may do.
... def order(db, n: int):
...     _check(n)
...     return n * PRICE
...
...
... def price(db):
...     return PRICE  # in euros
...
...
... def _check(n):
...     if n > LIMIT:
...         refuse("too many")
... """
>>> print(trimmed(source, {"order"}), end="")
PRICE = 5
<BLANKLINE>
<BLANKLINE>
def price(db):
    return PRICE  # in euros
'''

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def trimmed(source: str, functions: Collection[str]) -> str:
    """The source without some functions, and without what only they have used.

    Helpers, constants and imports that nothing refers to any more go with them, and so do comments
    that stand directly above what goes. What nothing referred to before stays.

    Raises:
        SyntaxError: The source is no Python.
    """
    try:
        body = ast.parse(source).body
    except (ValueError, RecursionError, MemoryError) as fault:
        raise SyntaxError(str(fault)) from fault
    uses = {id(node): _uses(node) for node in body}
    removed = {id(n) for n in body if isinstance(n, ast.FunctionDef) and n.name in functions}
    while True:
        left = [node for node in body if id(node) not in removed]
        orphans = [
            node
            for node in left
            if (names := _defines(node))
            and not _used(names, [other for other in left if other is not node], uses)
            and _used(names, [other for other in body if other is not node], uses)
        ]
        if not orphans:
            break
        removed |= {id(node) for node in orphans}
    return _without(source, [node for node in body if id(node) in removed])


def _defines(node: ast.stmt) -> set[str]:
    """Names that a helper, a constant or an import defines; a tool stands for itself."""
    match node:
        case ast.FunctionDef() if node.name.startswith("_"):
            return {node.name}
        case ast.Assign():
            return {one.id for one in node.targets if isinstance(one, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
        case ast.Import() | ast.ImportFrom():
            return {(one.asname or one.name).partition(".")[0] for one in node.names}
    return set()


def _uses(node: ast.stmt) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _used(names: set[str], nodes: list[ast.stmt], uses: dict[int, set[str]]) -> bool:
    return any(names & uses[id(node)] for node in nodes)


def _without(source: str, nodes: list[ast.stmt]) -> str:
    lines = source.split("\n")
    gone: set[int] = set()
    for node in nodes:
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        while first > 0 and lines[first - 1].startswith("#"):
            first -= 1
        gone.update(range(first, last + 1))
    kept: list[str] = []
    # Of the empty lines around what goes, those of the widest gap stay.
    blanks: list[str] = []
    widest: list[str] = []
    gap = False
    for at, line in enumerate(lines):
        if at in gone:
            widest, blanks, gap = _longer(widest, blanks), [], True
        elif not line.strip():
            blanks.append(line)
        else:
            if kept or not gap:
                kept += _longer(widest, blanks)
            kept.append(line)
            widest, blanks, gap = [], [], False
    return "\n".join(kept) + "\n" if kept else ""


def _longer(one: list[str], other: list[str]) -> list[str]:
    return other if len(other) > len(one) else one
