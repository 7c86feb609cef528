"""Flags that several commands share."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

WorldFlag = Annotated[Path, Parameter(name=("--world", "-w"))]
JsonFlag = Annotated[bool, Parameter(negative="")]
Switch = Annotated[bool, Parameter(negative="")]
"""A flag that is only ever switched on."""
