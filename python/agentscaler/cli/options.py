"""Flags that several commands share."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

WorldFlag = Annotated[Path, Parameter(name=("--world", "-w"))]
JsonFlag = Annotated[bool, Parameter(negative="", show_default=False)]
Switch = Annotated[bool, Parameter(negative="", show_default=False)]
"""A flag that is only ever switched on."""
