"""Trajectories into files: our lines, OpenAI's fine-tuning lines, ShareGPT; whole or not at all."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TypeAlias, cast

import zstandard

from agentscaler.errors import ArgumentError, TrajectoryError
from agentscaler.trajectories.sharegpt import to_sharegpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from os import PathLike

    from agentscaler.trajectories.trajectory import Trajectory

OutFormat: TypeAlias = Literal["agentscaler", "openai", "sharegpt"]


def to_openai(trajectory: Trajectory) -> dict[str, Any]:
    """A trajectory as a line of OpenAI's fine-tuning format.

    Marks that it does not have (errors of tools) are left out; thoughts stay, as most trainers read
    them.

    Raises:
        TrajectoryError: The user calls tools: there is no form for it.

    Example:
        >>> from agentscaler.trajectories import Message, Trajectory
        >>> to_openai(Trajectory.made(messages=(Message(role="user", content="Hi"),)))
        {'messages': [{'role': 'user', 'content': 'Hi'}]}
    """
    messages = []
    for message in trajectory.messages:
        if message.requestor is not None:
            raise TrajectoryError(
                "the user calls tools, which OpenAI has no form for", reason="user_calls"
            )
        plain = message.to_dict()
        plain.pop("is_error", None)
        messages.append(plain)
    record: dict[str, Any] = {"messages": messages}
    if trajectory.tools:
        record["tools"] = list(trajectory.tools)
    return record


_FORMS: dict[OutFormat, Callable[[Trajectory], dict[str, Any]]] = {
    "agentscaler": lambda trajectory: trajectory.to_dict(),
    "openai": to_openai,
    "sharegpt": to_sharegpt,
}


def write_trajectories(
    trajectories: Iterable[Trajectory],
    path: str | PathLike[str],
    *,
    format: OutFormat = "agentscaler",  # noqa: A002  the word of the matter
) -> Counter[str]:
    """Write trajectories, a line each.

    Args:
        trajectories: Taken one by one.
        path: ``.jsonl``; with ``.gz`` or ``.zst`` behind it packed. It stands there when all is
            written.
        format: Of the lines.

    Returns:
        ``written``, and reason -> number of those that the format has no form for.

    Raises:
        ArgumentError: There is no such format.
        OSError: The file cannot be written.
    """
    if format not in _FORMS:
        raise ArgumentError(f"{format!r} is no format", mend=f"there are: {', '.join(_FORMS)}")
    form, counts = _FORMS[format], Counter[str]({"written": 0})
    with _made(Path(path)) as file:
        for trajectory in trajectories:
            try:
                record = form(trajectory)
            except TrajectoryError as error:
                counts[error.reason] += 1
                continue
            file.write(json.dumps(record, ensure_ascii=False, allow_nan=False).encode() + b"\n")
            counts["written"] += 1
    return counts


@contextmanager
def _made(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes its name when it is whole."""
    draft = path.with_name(f"{path.name}.part")
    try:
        with draft.open("wb") as file:
            if path.suffix == ".zst":
                with zstandard.ZstdCompressor(level=3).stream_writer(file, closefd=False) as packed:
                    yield cast("BinaryIO", packed)
            elif path.suffix == ".gz":
                # No time and no name in the head: equal trajectories give equal bytes.
                with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed_gz:
                    yield cast("BinaryIO", packed_gz)
            else:
                yield file
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
