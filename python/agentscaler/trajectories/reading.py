r"""Trajectories of a file, whatever the format: one at a time, each good one, each bad one counted.

>>> import pathlib, tempfile
>>> path = pathlib.Path(tempfile.mkdtemp()) / "some.jsonl"
>>> _ = path.write_text('{"messages": [{"role": "user", "content": "Hi"}]}\n{"messages": []}\n')
>>> reader = read_trajectories(path)
>>> [one.messages[0].content for one in reader], dict(reader.unreadable)
(['Hi'], {'no_messages': 1})
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentscaler.errors import ArgumentError, TrajectoryError
from agentscaler.trajectories.formats import READERS, format_of
from agentscaler.trajectories.stream import Document, json_lines, opened, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from agentscaler.trajectories.formats import Format
    from agentscaler.trajectories.trajectory import Trajectory

_HEAD = 1 << 16


class TrajectoryReader:
    """Goes through a file once; afterwards it says what could not be read.

    Args:
        path: ``.jsonl``, or a result file of tau-bench or tau2-bench; plain, ``.gz`` or ``.zst``.
        format: That of its records; found out where it is left out.
        strict: Raise at the first record that cannot be read.

    Raises:
        TrajectoryError: While it is read: the file is damaged, no record has a known form, or, if
            strict, one is wrong; with file, line and reason.
    """

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        format: Format | None = None,  # noqa: A002  the word of the matter
        strict: bool = False,
    ) -> None:
        if format is not None and format not in READERS:
            raise ArgumentError(f"{format!r} is no format", mend=f"there are: {', '.join(READERS)}")
        self.path = Path(path)
        self.format = format
        """That of the last record."""
        self.unreadable: Counter[str] = Counter()
        """Reason -> number of records that were left out for it."""
        self.examples: dict[str, TrajectoryError] = {}
        """Reason -> the first error of it."""
        self._given = format
        self._strict = strict

    def __iter__(self) -> Iterator[Trajectory]:
        self.unreadable.clear()
        self.examples.clear()
        with opened(self.path) as file:
            document = _document_of(self.path)
            if document:
                whole = Document(file)
                records, facts = whole.elements("simulations"), whole.facts
            else:
                records, facts = json_lines(file), {}
            yield from self._read(records, facts)

    def _read(
        self, records: Iterator[tuple[int, Any]], facts: dict[str, Any]
    ) -> Iterator[Trajectory]:
        number, alone = 0, True
        try:
            for number, record in records:
                alone = False
                found = self._one(record, facts, number)
                if found is not None:
                    yield found
        except TrajectoryError as error:
            if error.where is None:
                error.where = f"{self.path}:{number + 1}"
            raise
        if alone and format_of(facts) is not None:
            found = self._one(facts, {}, 1)  # a file of one record
            if found is not None:
                yield found

    def _one(self, record: Any, facts: dict[str, Any], number: int) -> Trajectory | None:
        try:
            return self._read_one(record, facts)
        except TrajectoryError as error:
            where = f"{self.path}:{number}"
            told = TrajectoryError(error.what, reason=error.reason, where=where, mend=error.mend)
            if self._strict:
                raise told from None
            self.unreadable[error.reason] += 1
            self.examples.setdefault(error.reason, told)
            return None

    def _read_one(self, record: Any, facts: dict[str, Any]) -> Trajectory:
        if isinstance(record, TrajectoryError):
            raise record
        form = self._given or format_of(record)
        if form is None or not isinstance(record, dict):
            raise TrajectoryError("no known form of a conversation", reason="unknown_format")
        self.format = form
        return READERS[form](record, facts)


def read_trajectories(
    path: str | PathLike[str],
    *,
    format: Format | None = None,  # noqa: A002
    strict: bool = False,
) -> TrajectoryReader:
    """The trajectories of a file; see `TrajectoryReader`."""
    return TrajectoryReader(path, format=format, strict=strict)


def _document_of(path: Path) -> bool:
    """Whether a file is one JSON value rather than a line a record."""
    with opened(path) as file:
        head = file.read(_HEAD).lstrip()
    if head[:1] == b"[":
        return True
    first = head.split(b"\n", 1)[0].strip()
    if head[:1] != b"{":
        return False
    if first in {b"{", b""} or b"\n" not in head[:_HEAD]:
        # Spread over lines, or one long line: lines of records end in a brace.
        return first == b"{" or _is_results(head)
    return isinstance(parsed(first), TrajectoryError) and _is_results(head)


def _is_results(head: bytes) -> bool:
    """Whether a long first line begins a result file of tau2-bench."""
    return b'"simulations"' in head or (b'"timestamp"' in head[:200] and b'"info"' in head)
