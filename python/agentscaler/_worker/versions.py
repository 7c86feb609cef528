"""Versions of databases that episodes have reached, and the way from one to another.

One tree of dicts a database, at one version at a time. Going to another version takes back the
changes up to the nearest version that both grew out of, then makes those down to it: work in
proportion to what lies between, never to the size of the database.
"""

from __future__ import annotations

from typing import Any

from agentscaler._worker.database import Change, Database


class _Version:
    __slots__ = ("changes", "children", "kept", "parent", "root")

    def __init__(self, root: _Root, parent: int | None, changes: list[Change]) -> None:
        self.root = root
        self.parent = parent
        self.changes = changes
        """What the version changed in its parent."""
        self.children = 0
        self.kept = True
        """Whether the parent process may still ask for it."""


class _Root:
    __slots__ = ("at", "database")

    def __init__(self, database: Database, at: int) -> None:
        self.database = database
        self.at = at


class Versions:
    """All versions that this process can go to, by the numbers that the parent gave them."""

    def __init__(self) -> None:
        self._versions: dict[int, _Version] = {}

    def __contains__(self, version: int) -> bool:
        return version in self._versions

    def open(self, version: int, tables: dict[str, Any], kinds: dict[str, str]) -> None:
        """A database of its own, as it begins."""
        root = _Root(Database(tables, kinds), version)
        self._versions[version] = _Version(root, None, [])

    def database(self, version: int) -> Database:
        """The database at a version. Every earlier answer is this one from now on."""
        root = self._versions[version].root
        forth: list[int] = []
        back = root.at
        ahead = version
        seen = set(self._line(version))
        while back not in seen:
            node = self._versions[back]
            root.database.apply(node.changes, forward=False)
            back = node.parent if node.parent is not None else back
        while ahead != back:
            forth.append(ahead)
            parent = self._versions[ahead].parent
            ahead = parent if parent is not None else back
        for step in reversed(forth):
            root.database.apply(self._versions[step].changes, forward=True)
        root.at = version
        return root.database

    def _line(self, version: int | None) -> list[int]:
        line = []
        while version is not None:
            line.append(version)
            version = self._versions[version].parent
        return line

    def add(self, version: int, parent: int, changes: list[Change]) -> None:
        """The database is at ``parent`` and has just been changed: it is at ``version`` now."""
        root = self._versions[parent].root
        self._versions[version] = _Version(root, parent, changes)
        self._versions[parent].children += 1
        root.at = version

    def forget(self, versions: list[int]) -> None:
        """Drop versions that nobody will ask for, as soon as no other one is reached by them."""
        for version in versions:
            node = self._versions.get(version)
            if node is not None:
                node.kept = False
                self._prune(version)

    def _prune(self, version: int) -> None:
        at: int | None = version
        while at is not None:
            node = self._versions[at]
            if node.kept or node.children:
                return
            if node.root.at == at and node.parent is not None:
                node.root.database.apply(node.changes, forward=False)
                node.root.at = node.parent
            del self._versions[at]
            at = node.parent
            if at is not None:
                self._versions[at].children -= 1
