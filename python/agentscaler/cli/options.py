"""Flags that several commands share."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter, Token


def whole_number(_: Any, tokens: Sequence[Token]) -> int:
    """The word of a flag as a whole number; by itself cyclopts would round ``1.5`` to 2.

    Raises:
        ValueError: It is none.
    """
    word = tokens[0].value
    try:
        return int(word)
    except ValueError:
        raise ValueError(f'"{word}" is no whole number') from None


WorldFlag = Annotated[Path, Parameter(name=("--world", "-w"))]
JsonFlag = Annotated[bool, Parameter(negative="", show_default=False)]
Switch = Annotated[bool, Parameter(negative="", show_default=False)]
"""A flag that is only ever switched on."""
WholeFlag = Annotated[int | None, Parameter(converter=whole_number)]
