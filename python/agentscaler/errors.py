"""Every exception of AgentScaler: what is wrong, where, and what to do about it.

A fault of a model, of a specification or of a trajectory is *data* (a rejection with a reason, a
verdict) wherever the rest of the work can go on. An exception means that this call cannot go on.

The classes live in Python, not in the extension, so that they carry fields, survive a process
boundary and can be read; the extension raises them by name.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence


class AgentScalerError(Exception):
    """Base of all exceptions of this package.

    Args:
        what: One sentence: what is wrong.
        where: The place: file, line and column, JSON pointer, shard, id.
        mend: What the reader can do about it.

    Example:
        >>> print(AgentScalerError("no tools", where="specs/a.json", mend="add one"))
        no tools
          where: specs/a.json
          mend: add one
    """

    def __init__(self, what: str, *, where: str | None = None, mend: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        lines = [self.what]
        if self.where is not None:
            lines.append(f"  where: {self.where}")
        if self.mend is not None:
            lines.append(f"  mend: {self.mend}")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the keyword fields when a worker process sends the exception home."""
        return _rebuild, (type(self), self.what, self.where, self.mend)


def _rebuild(
    cls: type[AgentScalerError], what: str, where: str | None, mend: str | None
) -> AgentScalerError:
    return cls(what, where=where, mend=mend)


class ArgumentError(AgentScalerError, ValueError):
    """An argument of a call lies outside its range or does not fit another one."""


class ConfigError(AgentScalerError, ValueError):
    """A configuration file or flag is unknown, of the wrong type, or contradicts another."""


class SpecError(AgentScalerError, ValueError):
    """A specification file cannot be read as tools.

    Args:
        reason: Stable code that counts and tests use, such as ``yaml_aliases`` or ``not_utf8``.
    """

    def __init__(
        self,
        what: str,
        *,
        reason: str = "unreadable",
        where: str | None = None,
        mend: str | None = None,
    ) -> None:
        super().__init__(what, where=where, mend=mend)
        self.reason = reason

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_spec, (self.what, self.reason, self.where, self.mend)


def _rebuild_spec(what: str, reason: str, where: str | None, mend: str | None) -> SpecError:
    return SpecError(what, reason=reason, where=where, mend=mend)


class SchemaError(AgentScalerError, ValueError):
    """A JSON Schema, or a column that should hold one, is malformed."""


class StateError(AgentScalerError, ValueError):
    """A state, a write to it, a diff, an equivalence or a snapshot is not what it should be."""


class EnvironmentFileError(AgentScalerError, ValueError):
    """A file of the folder of an environment is missing or broken."""


class TokenizerError(AgentScalerError, ValueError):
    """A tokenizer is broken, of a kind that is not known, or cannot be trained."""


class TemplateError(AgentScalerError, ValueError):
    """A chat template does not parse, or does not belong to the tokenizer."""


class RenderError(AgentScalerError, ValueError):
    """A conversation cannot become tokens.

    Args:
        reason: Stable code that counts and tests use, such as ``control_token`` or ``over_long``.
    """

    def __init__(
        self, what: str, *, reason: str, where: str | None = None, mend: str | None = None
    ) -> None:
        super().__init__(what, where=where, mend=mend)
        self.reason = reason

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_render, (self.what, self.reason, self.where, self.mend)


def _rebuild_render(what: str, reason: str, where: str | None, mend: str | None) -> RenderError:
    return RenderError(what, reason=reason, where=where, mend=mend)


class PackError(AgentScalerError, ValueError):
    """Sequences cannot be packed, or a folder of packs cannot be read."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem of a tool program or of a list of tools: what is wrong, where, what to do."""

    file: str
    """Name of the file; of a list of tools: the tool, or its place in the list."""
    line: int | None
    """From 1."""
    column: int | None
    """In characters, from 1."""
    text: str
    """The line of the source."""
    what: str
    """What is wrong."""
    instead: str
    """What to do about it."""
    severity: Literal["error", "warning"]
    """A warning is allowed, and looks wrong."""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        text = f"{place}: {self.what}"
        return f"{text}\n  help: {self.instead}" if self.instead else text


class ToolError(AgentScalerError, ValueError):
    """A tool program does not hold to the dialect, or a list of tools does not fit its program.

    Args:
        diagnostics: All problems, in order of place.
    """

    def __init__(
        self,
        what: str,
        *,
        diagnostics: Sequence[Diagnostic] = (),
        where: str | None = None,
        mend: str | None = None,
    ) -> None:
        super().__init__(what, where=where, mend=mend)
        self.diagnostics = tuple(diagnostics)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_tool, (self.what, self.diagnostics, self.where, self.mend)


def _rebuild_tool(
    what: str, diagnostics: tuple[Diagnostic, ...], where: str | None, mend: str | None
) -> ToolError:
    return ToolError(what, diagnostics=diagnostics, where=where, mend=mend)


class WorkerError(AgentScalerError, RuntimeError):
    """A worker process cannot be started, or cannot hold what it is given."""


class TraceError(AgentScalerError, ValueError):
    """A file of recorded behaviour is missing or broken: which line, what is wrong in it."""


class CheckpointError(AgentScalerError, ValueError):
    """A checkpoint of a model is missing, broken, or does not fit what it is used with."""


class TrajectoryError(AgentScalerError, ValueError):
    """A record of a conversation cannot be read.

    Args:
        reason: Stable code that counts and tests use, such as ``no_messages``.
    """

    def __init__(
        self,
        what: str,
        *,
        reason: str = "unreadable",
        where: str | None = None,
        mend: str | None = None,
    ) -> None:
        super().__init__(what, where=where, mend=mend)
        self.reason = reason

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_reasoned, (type(self), self.what, self.reason, self.where, self.mend)


class ModelError(AgentScalerError, RuntimeError):
    """A language model cannot be asked, or does not answer.

    Args:
        reason: ``unreachable``, ``wrong_key``, ``unknown_model``, ``budget_spent``,
            ``not_recorded`` or ``ended`` (the run is over) stop every request; ``refused``,
            ``bad_reply`` and ``gave_up`` only this one.
    """

    def __init__(
        self,
        what: str,
        *,
        reason: str = "gave_up",
        where: str | None = None,
        mend: str | None = None,
    ) -> None:
        super().__init__(what, where=where, mend=mend)
        self.reason = reason

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_reasoned, (type(self), self.what, self.reason, self.where, self.mend)


def _rebuild_reasoned(
    cls: type[TrajectoryError | ModelError],
    what: str,
    reason: str,
    where: str | None,
    mend: str | None,
) -> TrajectoryError | ModelError:
    return cls(what, reason=reason, where=where, mend=mend)


class WorldError(AgentScalerError, OSError):
    """A world folder cannot be used: damaged, locked, unwritable or of a newer format."""


class WorldLockedError(WorldError):
    """Another run writes to this world."""


class DamagedWorldError(WorldError):
    """A file of the world is missing, changed or foreign."""


class MissingExtraError(AgentScalerError, ImportError):
    """An optional dependency is not installed; the message names the extra."""


class InternalError(AgentScalerError, RuntimeError):
    """A bug of AgentScaler, never of its input. Please report it."""


def told_with_place(error: Exception) -> str:
    """An error in a line, with the place where it arose; no folder of the machine is named.

    Example:
        >>> try:
        ...     [][0]
        ... except IndexError as error:
        ...     told_with_place(error).split(" (")[0]
        'IndexError: list index out of range'
    """
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    said = str(error).split("\n", 1)[0]
    return f"{type(error).__name__}: {said} ({where})"
