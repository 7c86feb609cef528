"""The module in the making: helpers, each written once, when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.rules.programs.finders import (
    finder_text,
    resources_text,
    view_text,
)
from agentscaler.environments.design.rules.programs.shared import IMPORTS, SHARED
from agentscaler.environments.design.rules.programs.text import local

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.programs.views import View
    from agentscaler.environments.design.rules.tables.plan import TablePlan


class Module:
    """Collects what the functions of a module need.

    Args:
        resources: Tables whose rows have tags, each with the column of the tags.
    """

    def __init__(self, resources: list[tuple[TablePlan, str]]) -> None:
        self.resources = resources
        self._resource_finder = ""
        self._needed: set[str] = set()
        self._finders: dict[str, tuple[str, list[str]]] = {}
        self._views: dict[tuple[str, View], tuple[str, list[str]]] = {}
        self._taken: set[str] = set()

    def copy(self) -> Module:
        """A module with the same helpers, that goes its own way from here."""
        other = Module(self.resources)
        other._resource_finder = self._resource_finder
        other._needed = set(self._needed)
        other._finders = dict(self._finders)
        other._views = dict(self._views)
        other._taken = set(self._taken)
        return other

    @property
    def asks_resources(self) -> bool:
        """Whether a function looks for a row in all tables that have tags."""
        return bool(self._resource_finder)

    def shared(self, name: str) -> str:
        """Name of a shared helper, which the module will have."""
        self._needed.add(name)
        return name

    def resource_finder(self) -> str:
        """Name of the function that finds a row of any table that has tags."""
        self._resource_finder = self._resource_finder or self._free("_find_resource")
        return self._resource_finder

    def finder(self, plan: TablePlan) -> str:
        """Name of the function that gives a row of a table or refuses."""
        if plan.name not in self._finders:
            name = self._free(f"_find_{local(plan.thing.noun, ())}")
            self._finders[plan.name] = (name, finder_text(name, plan))
        return self._finders[plan.name][0]

    def view(self, plan: TablePlan, view: View) -> str:
        """Name of the function that shows a row."""
        key = (plan.name, view)
        if key not in self._views:
            before = sum(name == plan.name for name, _ in self._views)
            suffix = "" if not before else "_in_brief" if before == 1 else f"_{before}"
            name = self._free(f"_show_{local(plan.thing.noun, ())}{suffix}")
            self._views[key] = (name, view_text(name, plan, view, self.shared))
        return self._views[key][0]

    def _free(self, name: str) -> str:
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    @property
    def size(self) -> int:
        """Bytes of the helpers, as far as they are needed."""
        return sum(len(block.encode()) for block in self.blocks())

    def blocks(self) -> list[str]:
        """Imports and helpers, as far as they are needed: shared ones first."""
        imports = dict.fromkeys(IMPORTS[name] for name in sorted(self._needed & set(IMPORTS)))
        shared = [text for name, text in SHARED.items() if name in self._needed]
        finders = ["\n".join(lines) for _, lines in self._finders.values()]
        views = ["\n".join(lines) for _, lines in self._views.values()]
        resources = []
        if self._resource_finder:
            resources = ["\n".join(resources_text(self._resource_finder, self.resources))]
        functions = [f"\n{block}" for block in [*shared, *finders, *views, *resources]]
        return ["\n".join(imports), *functions] if imports else functions
