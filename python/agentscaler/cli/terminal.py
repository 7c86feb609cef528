"""Where output goes: consoles that take no markup from data, and tables of one style."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType


class _Console(Console):
    """Leaves a closed pipe to :func:`agentscaler.cli.failure.guarded`."""

    def on_broken_pipe(self) -> None:
        """Rich would end the process with 1 here; that a reader has seen enough is no error."""
        raise BrokenPipeError


def console(*, stderr: bool = False) -> Console:
    """A console; what is not a terminal is 80 columns wide and has no colours."""
    stream = sys.stderr if stderr else sys.stdout
    return _Console(
        file=stream,
        markup=False,
        emoji=False,
        highlight=False,
        width=None if stream.isatty() else 80,
        soft_wrap=False,
    )


def print_json(value: Any) -> None:
    """One JSON text on standard output, in letters that it can carry."""
    ascii_only = not (sys.stdout.encoding or "").lower().startswith("utf")
    sys.stdout.write(json.dumps(value, ensure_ascii=ascii_only, indent=2, default=str) + "\n")


def table(*columns: str, right: Sequence[str] = (), title: str | None = None) -> Table:
    """An empty table.

    Args:
        columns: Heads; one that ends in ``*`` takes what width is left and is cut with ``…``, one
            that ends in ``+`` takes it and is wrapped.
        right: Heads of columns with numbers.
        title: A line above.
    """
    made = Table(
        box=SIMPLE_HEAD,
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        pad_edge=False,
        padding=(0, 2, 0, 0),
        expand=False,
    )
    for head in columns:
        name = head.rstrip("*+")
        made.add_column(
            name,
            justify="right" if name in right else "left",
            no_wrap=not head.endswith("+"),
            overflow="fold" if head.endswith("+") else "ellipsis",
            ratio=None if head == name else 1,
        )
    made.expand = any(head.endswith(("*", "+")) for head in columns)
    return made


def dim(text: str) -> Text:
    """A text that stands back."""
    return Text(text, style="dim")


def strong(text: str) -> Text:
    """A text that stands out."""
    return Text(text, style="bold")


def show_all(to: Console, parts: Sequence[RenderableType]) -> None:
    """Print one below the other."""
    for part in parts:
        to.print(part)
