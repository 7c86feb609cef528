"""Tables as boxes, and references as arrows: one drawing for each environment.

What others refer to stands on the left, what refers to it on the right, in the order of the
environment; tables that have nothing to do with others stand below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.report.markup import Markup, element, number, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDTH, _GAP_X, _GAP_Y = 190.0, 70.0, 18.0
_HEAD, _LINE, _PAD = 26.0, 17.0, 6.0
_COLUMNS = 8
"""Columns of a table that are drawn; keys and references come first."""
_LETTERS = 25
_DEEPEST = 4
_STEP = _WIDTH + _GAP_X


def table_picture(tables: Sequence[Mapping[str, Any]], label: str) -> Markup:
    """Draw the tables of a blueprint.

    Args:
        tables: As a blueprint has them in JSON.
        label: Read to those who do not see it.
    """
    boxes = _placed(tables)
    if not boxes:
        return Markup("")
    width = max(box.x for box in boxes.values()) + _WIDTH
    height = max(box.y + box.height for box in boxes.values())
    arrows = [
        arrow
        for box in boxes.values()
        for at, column in enumerate(box.columns)
        for arrow in _arrow(box, at, column, boxes)
    ]
    return element(
        "svg",
        *arrows,
        *(_drawn(box) for box in boxes.values()),
        class_="tables-picture",
        viewBox=f"-2 -2 {number(width + 24)} {number(height + 4)}",
        width=width + 24,
        role="img",
        aria_label=label,
    )


class _Box:
    """A table at its place."""

    def __init__(self, table: Mapping[str, Any], x: float, y: float) -> None:
        self.name = str(table["name"])
        self.key = set(table["key"])
        every = sorted(table["columns"], key=self._rank)
        self.columns = every[:_COLUMNS]
        self.more = len(every) - len(self.columns)
        self.x, self.y = x, y
        lines = len(self.columns) + (self.more > 0)
        self.height = _HEAD + lines * _LINE + _PAD

    def _rank(self, column: Mapping[str, Any]) -> int:
        return 0 if column["name"] in self.key else 1 if column.get("references") else 2

    def line(self, at: int) -> float:
        """Middle of a line."""
        return self.y + _HEAD + (at + 0.5) * _LINE


def _placed(tables: Sequence[Mapping[str, Any]]) -> dict[str, _Box]:
    by_name = {str(table["name"]): table for table in tables}
    targets = {name: {_target(column) for column in t["columns"]} for name, t in by_name.items()}
    joined = {name for name, found in targets.items() if found & by_name.keys()}
    joined |= {name for found in targets.values() for name in found & by_name.keys()}
    depths = _depths(by_name)
    boxes: dict[str, _Box] = {}
    bottom: dict[int, float] = {}
    for name, table in by_name.items():
        if name in joined:
            step = depths[name]
            boxes[name] = _Box(table, step * _STEP, bottom.get(step, 0.0))
            bottom[step] = boxes[name].y + boxes[name].height + _GAP_Y
    # Tables that stand for themselves come below, side by side.
    top = max(bottom.values(), default=0.0)
    alone = [name for name in by_name if name not in joined]
    for first in range(0, len(alone), _DEEPEST):
        row = alone[first : first + _DEEPEST]
        for at, name in enumerate(row):
            boxes[name] = _Box(by_name[name], at * _STEP, top)
        top += max(boxes[name].height for name in row) + _GAP_Y
    return boxes


def _depths(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """References from each table to the one that is farthest from it, ``_DEEPEST`` at most."""
    depths = dict.fromkeys(tables, 0)
    for _ in range(_DEEPEST):
        before = dict(depths)
        for name, table in tables.items():
            others = {_target(column) for column in table["columns"]} - {name}
            far = [before[other] + 1 for other in others if other in before]
            depths[name] = min(max([0, *far]), _DEEPEST)
    return depths


def _target(column: Mapping[str, Any]) -> str:
    return str(column.get("references") or "").rpartition(".")[0]


def _arrow(
    box: _Box, at: int, column: Mapping[str, Any], boxes: Mapping[str, _Box]
) -> list[Markup]:
    other = boxes.get(_target(column))
    if other is None:
        return []
    y, end_y = box.line(at), other.y + _HEAD / 2
    if other.x < box.x:
        start, end, bend = box.x, other.x + _WIDTH, -min(_GAP_X, 46.0)
        path = (
            f"M{number(start)} {number(y)}C{number(start + bend)} {number(y)}"
            f" {number(end - bend)} {number(end_y)} {number(end + 6)} {number(end_y)}"
        )
        head = f"{number(end)},{number(end_y)} {number(end + 8)},{number(end_y - 4)}"
        head += f" {number(end + 8)},{number(end_y + 4)}"
    else:
        # A table of the same column, or the table itself: around the right side.
        start, end, out = box.x + _WIDTH, other.x + _WIDTH, max(box.x, other.x) + _WIDTH + 18
        path = (
            f"M{number(start)} {number(y)}C{number(out)} {number(y)}"
            f" {number(out)} {number(end_y)} {number(end + 6)} {number(end_y)}"
        )
        head = f"{number(end)},{number(end_y)} {number(end + 8)},{number(end_y - 4)}"
        head += f" {number(end + 8)},{number(end_y + 4)}"
    return [
        element("path", class_="reference", d=path),
        element("polygon", class_="head", points=head),
    ]


def _drawn(box: _Box) -> Markup:
    lines = [
        element(
            "text",
            _short(str(column["name"])),
            class_="key" if column["name"] in box.key else "column",
            x=box.x + 10,
            y=box.line(at) + 4,
        )
        for at, column in enumerate(box.columns)
    ]
    if box.more:
        lines.append(
            element(
                "text",
                f"{box.more} more",
                class_="more",
                x=box.x + 10,
                y=box.line(len(box.columns)) + 4,
            )
        )
    return element(
        "g",
        element("title", visible(box.name)),
        element("rect", class_="box", x=box.x, y=box.y, width=_WIDTH, height=box.height, rx=5),
        element("text", _short(box.name), class_="name", x=box.x + 10, y=box.y + 18),
        *lines,
    )


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1]}\u2026"
