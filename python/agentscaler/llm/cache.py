"""Replies of models in a SQLite file: what was paid for is asked only once.

A reply is found by the digest of the whole request: endpoint, model, messages, tools, settings, and
the number of the repetition, so that the trials of a task do not all get the first reply. The key
of the endpoint is in no part of it.
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, Self

from agentscaler.errors import ModelError
from agentscaler.world.digest import digest_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

_TABLE = "CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL)"


def request_key(url: str, request: Mapping[str, Any], *, repeat: int = 0) -> str:
    """The digest by which a reply is found.

    Args:
        url: Of the endpoint, without credentials.
        request: What is sent.
        repeat: Number of the repetition of an equal request.

    Example:
        >>> one = request_key("http://localhost/v1", {"model": "m", "messages": []})
        >>> one == request_key("http://localhost/v1", {"messages": [], "model": "m"})
        True
        >>> one == request_key("http://localhost/v1", {"model": "m", "messages": []}, repeat=1)
        False
    """
    return digest_json({"url": url, "request": dict(request), "repeat": repeat})


class ReplyCache:
    """Replies in a file; several processes may share it.

    Args:
        path: The SQLite file; made where it is missing.

    Raises:
        ModelError: The file cannot be used.

    Example:
        >>> import pathlib, tempfile
        >>> with ReplyCache(pathlib.Path(tempfile.mkdtemp()) / "llm.sqlite") as cache:
        ...     cache.put("k", {"message": {"content": "Hi"}})
        ...     cache.get("k"), cache.get("other"), len(cache)
        ({'message': {'content': 'Hi'}}, None, 1)
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self._path = str(path)
        try:
            self._open = sqlite3.connect(self._path, isolation_level=None, timeout=30)
            self._open.execute("PRAGMA journal_mode=WAL")
            self._open.execute("PRAGMA synchronous=NORMAL")
            self._open.execute(_TABLE)
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def get(self, key: str) -> dict[str, Any] | None:
        """The reply of a request, or ``None``."""
        try:
            row = self._open.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        if row is None:
            return None
        found: dict[str, Any] = json.loads(row[0])
        return found

    def put(self, key: str, reply: Mapping[str, Any]) -> None:
        """Keep a reply; it is on disk when this returns."""
        text = json.dumps(reply, ensure_ascii=True)  # halves of surrogate pairs stay escaped
        try:
            self._open.execute("INSERT OR REPLACE INTO replies VALUES (?, ?)", (key, text))
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def __len__(self) -> int:
        count: int = self._open.execute("SELECT count(*) FROM replies").fetchone()[0]
        return count

    def close(self) -> None:
        """Close the file."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _unusable(self, error: sqlite3.Error) -> ModelError:
        return ModelError(
            f"the cache of replies cannot be used: {error}",
            reason="not_recorded",
            where=self._path,
            mend="give another file, or move this one away if it is damaged",
        )
