"""All domains of a world as work to do: each is put together when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from agentscaler.environments.names import folder_names
from agentscaler.environments.work import TOOL_COLUMNS, Work, seed_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agentscaler.environments.edits import Edits
    from agentscaler.world import World


class Works(Sequence[Work]):
    """The work of a stage, in order of the ids of the domains.

    Args:
        world: Its stages ``tools`` and ``domains`` have run.
        edits: What people changed by hand: it is checked, not designed.
        folder: Of the stage.
    """

    def __init__(self, world: World, edits: Edits, folder: Path) -> None:
        columns = ("id", "name", "split", "tools")
        self._domains = world.scan("domains", "domains").select(columns).sort("id").collect()
        self._tools = world.scan("tools", "tools").select(TOOL_COLUMNS).collect()
        self._row = {id_: row for row, id_ in enumerate(self._tools["id"])}
        self._seed = world.seed
        self._edits = edits
        self._folder = folder
        taken = {id_: edit.name for id_, edit in edits.by_domain.items()}
        self._names = folder_names(self._domains.select("id", "name").iter_rows(), taken)

    def __len__(self) -> int:
        return self._domains.height

    def __iter__(self) -> Iterator[Work]:
        return (self[at] for at in range(len(self)))

    @overload
    def __getitem__(self, at: int) -> Work: ...
    @overload
    def __getitem__(self, at: slice) -> list[Work]: ...
    def __getitem__(self, at: int | slice) -> Work | list[Work]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        id_, name, split, tools = self._domains.row(at)
        edit = self._edits.by_domain.get(id_)
        rows = self._tools[sorted(self._row[tool] for tool in tools)].sort("name", "id")
        return Work(
            folder=self._names[id_],
            domain=name,
            domain_id=id_,
            split=split,
            seed=seed_of(self._seed, id_),
            tools=tuple(rows.rows()),
            edited=None if edit is None else self._folder / edit.name,
        )


class Chosen(Sequence[Work]):
    """A part of it.

    Args:
        works: All of it.
        numbers: Which of it.
    """

    def __init__(self, works: Works, numbers: Sequence[int]) -> None:
        self._works, self._numbers = works, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> Work: ...
    @overload
    def __getitem__(self, at: slice) -> list[Work]: ...
    def __getitem__(self, at: int | slice) -> Work | list[Work]:
        if isinstance(at, slice):
            return [self._works[number] for number in self._numbers[at]]
        return self._works[self._numbers[at]]
