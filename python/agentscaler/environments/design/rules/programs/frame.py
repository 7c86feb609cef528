"""A function in the making: its signature, its variables, and the expressions of its arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Role
from agentscaler.environments.design.rules.programs.layout import docstring, fitted, sequence
from agentscaler.environments.design.rules.programs.text import local, text
from agentscaler.environments.design.rules.reading.fields import members
from agentscaler.environments.design.rules.reading.status import plain
from agentscaler.environments.seeding.schemas import branches, kinds_of
from agentscaler.environments.toolset import identifier

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Parameter
    from agentscaler.environments.design.rules.programs.module import Module
    from agentscaler.environments.design.rules.tables.plan import TablePlan, ToolPlan

_NAMING = frozenset({Role.KEY, Role.SCOPE, Role.REFERENCE})


class Frame:
    """A function in the making.

    Args:
        tool: What the function does.
        module: Where its helpers go.
        tables: All tables by name.
    """

    def __init__(self, tool: ToolPlan, module: Module, tables: dict[str, TablePlan]) -> None:
        self.tool = tool
        self.plan = tool.table
        self.module = module
        self.tables = tables
        self.schema = tool.sense.tool.parameters
        self.lines: list[str] = []
        self.refuses: list[str] = []
        """Why it may refuse: see `Operation.refuses`."""
        self.told: tuple[str, ...] = ()
        """Columns that its result shows."""
        self.above: dict[str, str] = {}
        """Name of an argument -> expression of what it repeats of a row above that was found."""
        self._arguments = {name: identifier(name) for name in members(self.schema)}
        self._taken = set(self._arguments.values())
        self._opened: set[str] = set()
        self._whole: set[str] = set()
        """Arguments that a first line has made whole numbers."""
        self.row = self.variable(self.plan.thing.noun)

    @property
    def returns(self) -> dict[str, Any] | None:
        """JSON Schema of the result, where the source tells."""
        return self.tool.sense.tool.returns

    def variable(self, words: Any) -> str:
        """A new name for a variable."""
        name = local(words, self._taken)
        self._taken.add(name)
        return name

    def rows_variable(self) -> str:
        """The name of the rows of a list: ``rows`` where no argument is called so."""
        return self.variable("rows_") if "rows" in self._taken else "rows"

    def row_of_rows(self) -> str:
        """The name of one of many rows in a comprehension."""
        return local(self.plan.thing.noun, self._taken - {self.row})

    def add(self, *lines: str) -> None:
        """Add lines of the body."""
        self.lines += [f"    {line}" if line else "" for line in lines]

    def refuses_for(self, reason: str) -> None:
        """Note why the function may refuse."""
        if reason not in self.refuses:
            self.refuses.append(reason)

    def having(self, *roles: Role) -> list[Parameter]:
        """Parameters with one of these roles."""
        return list(self.tool.operation.having(*roles))

    def value(self, parameter: Parameter) -> str:
        """The expression of an argument, or of a member of one."""
        top, *rest = self.tool.paths[parameter.name]
        found = self._arguments[top]
        if not rest:
            if self._may_have_a_point(parameter) and top not in self._whole:
                self._whole.add(top)
                self.lines.insert(0, f"    {found} = {self.module.shared('_row_number')}({found})")
            return found
        if top not in self.schema.get("required", ()) and top not in self._opened:
            self._opened.add(top)
            self.lines.insert(0, f"    {found} = {found} or {{}}")
        for part in rest[:-1]:
            found = f"({found}.get({text(part)}) or {{}})"
        found = f"{found}.get({text(rest[-1])})"
        if self._may_have_a_point(parameter):
            return f"{self.module.shared('_row_number')}({found})"
        return found

    def _may_have_a_point(self, parameter: Parameter) -> bool:
        """Whether it names a row by a number, which JSON may write as 7.0: no row is called so."""
        if parameter.role not in _NAMING and parameter.column not in self.plan.key:
            return False
        kinds = {kind for one in branches(parameter.schema) for kind in kinds_of(one)}
        return bool(kinds & {"integer", "number"})

    def key_value(self, parameter: Parameter) -> str:
        """The expression of a part of the key: what the row above is called, where there is one."""
        return self.above.get(parameter.name) or self.value(parameter)

    def status_value(self) -> Any:
        """The value of the status that the name of the tool speaks of, or ``None``."""
        wanted, plan = self.tool.sense.phrase.status, self.plan
        if not wanted or plan.status is None:
            return None
        for one in plan.statuses:
            if plain(one[plan.status_member] if plan.status_member else one) == wanted:
                return one
        return None

    def key_of(self, row: str) -> str:
        """The expression of the key of a row that was found."""
        return key_of(self.plan, row)

    def function(self) -> list[str]:
        """The text of the function."""
        tool = self.tool.sense.tool
        needed = set(self.schema.get("required", ()))
        arguments = ["db"]
        arguments += [form for name, form in self._arguments.items() if name in needed]
        arguments += [
            f"{form}=None" for name, form in self._arguments.items() if name not in needed
        ]
        head = sequence(arguments, indent=0, before=f"def {identifier(tool.name)}(", after="):")
        body = [part for line in self.lines for part in fitted(line)]
        return [*head, *docstring(tool.description), *body]


def key_of(plan: TablePlan, row: str) -> str:
    """The expression of the key of a row of a table."""
    return '"only"' if plan.is_single else joined([f"{row}[{text(one)}]" for one in plan.key])


def joined(parts: list[str]) -> str:
    """The expression of a key of several parts: a tuple, or the one part.

    Example:
        >>> joined(["a"]), joined(["a", "b"])
        ('a', '(a, b)')
    """
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
