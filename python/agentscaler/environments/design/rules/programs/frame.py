"""What all functions share: signature, expressions of arguments, finding the row, the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action, Parameter, Role
from agentscaler.environments.design.rules.fields import members, type_of
from agentscaler.environments.design.rules.programs.code import (
    docstring,
    fitted,
    identifier,
    literal,
    local,
    sequence,
    text,
)
from agentscaler.environments.design.rules.programs.views import (
    Around,
    around,
    columns_shown,
    filling,
    view_of,
)
from agentscaler.environments.design.rules.status import plain
from agentscaler.environments.design.rules.words import own_words, words

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.plan import TablePlan, ToolPlan
    from agentscaler.environments.design.rules.programs.module import Module


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
        self.told: tuple[str, ...] = ()
        self._tops = {name: identifier(name) for name in members(self.schema)}
        self._taken = set(self._tops.values())
        self._opened: set[str] = set()
        self._parents: dict[str, str] = {}
        self.row = self.variable(self.plan.thing.noun)

    def variable(self, words_: Any) -> str:
        """A new name for a variable."""
        name = local(words_, self._taken)
        self._taken.add(name)
        return name

    def add(self, *lines: str) -> None:
        """Add lines of the body."""
        self.lines += [f"    {line}" if line else "" for line in lines]

    def having(self, *roles: Role) -> list[Parameter]:
        """Parameters with one of these roles."""
        return [one for one in self.tool.operation.parameters if one.role in roles]

    def value(self, parameter: Parameter) -> str:
        """The expression of an argument."""
        top, *rest = parameter.name.split(".")
        found = self._tops.get(top)
        if found is None:  # a name that has dots of its own
            return self._tops[parameter.name]
        if not rest:
            return found
        if top not in self.schema.get("required", ()) and top not in self._opened:
            self._opened.add(top)
            self.lines.insert(0, f"    {found} = {found} or {{}}")
        for part in rest[:-1]:
            found = f"({found}.get({text(part)}) or {{}})"
        return f"{found}.get({text(rest[-1])})"

    def function(self) -> list[str]:
        """The text of the function."""
        tool = self.tool.sense.tool
        needed = set(self.schema.get("required", ()))
        arguments = ["db"]
        arguments += [self._tops[name] for name in self._tops if name in needed]
        arguments += [f"{self._tops[name]}=None" for name in self._tops if name not in needed]
        head = sequence(arguments, indent=0, before=f"def {identifier(tool.name)}(", after="):")
        body = [part for line in self.lines for part in fitted(line)]
        return [*head, *docstring(tool.description), *body]

    # Rows

    def parents(self) -> None:
        """Find the rows above, and refuse where they are missing."""
        for parameter in self.having(Role.SCOPE):
            above = self.tables.get(parameter.table or "")
            if above is None or above is self.plan or parameter.many or not _has_one_name(above):
                continue
            value = self.value(parameter)
            name = self.variable(above.thing.noun)
            call = f"{name} = {self.module.finder(above)}(db, {value})"
            if parameter.required:
                self.add(call)
                self._parents[parameter.name] = f"{name}[{text(self._told_by(parameter, above))}]"
            else:
                self.add(f"if {value} is not None:", f"    {call.partition(' = ')[2]}")
            if "missing_parent" not in self.refuses:
                self.refuses.append("missing_parent")

    def _told_by(self, parameter: Parameter, above: TablePlan) -> str:
        """The column of a row above that a reference to it repeats: its key, or its URL."""
        target = self.plan.references.get(parameter.column or "", "").partition(".")
        return target[2] if target[0] == above.name and target[2] else above.key[0]

    def key_value(self, parameter: Parameter) -> str:
        """The expression of a part of the key: what the row above is called, where there is one."""
        return self._parents.get(parameter.name, self.value(parameter))

    def for_column(self, column: str) -> Parameter | None:
        """The parameter that fills a column."""
        found = [
            one
            for one in self.tool.operation.parameters
            if one.column == column
            and one.role in {Role.KEY, Role.SCOPE, Role.DATA, Role.REFERENCE}
        ]
        return min(found, key=lambda one: not one.required) if found else None

    def key_values(self) -> list[str] | None:
        """Expressions of the whole key; ``None`` where an argument for it is missing."""
        if self.plan.key == ("singleton",):
            return []
        values = []
        others = [one for one in self.having(Role.KEY) if one.column not in self.plan.key]
        for column in self.plan.key:
            parameter = self.for_column(column)
            if parameter is None and column == self.plan.key[-1] and others:
                parameter = others[0]
            if parameter is None:
                return None
            values.append(self.key_value(parameter))
        return values

    def find(self) -> bool:
        """Find the row that the tool is about; false where no argument names it."""
        values = self.key_values()
        if values is None:
            return False
        self.refuses.append("missing")
        optional = [
            one
            for one in self.having(Role.KEY, Role.SCOPE)
            if not one.required and one.column in self.plan.key
        ]
        for one in optional:
            value = self.value(one)
            self.add(
                f"if {value} is None:",
                f"    refuse({text(f'say which {self.plan.noun}: {one.name} is missing')})",
            )
        arguments = "".join(f", {value}" for value in values)
        if self.plan.thing.always:
            self.refuses.remove("missing")
            key = (
                values[0] if len(values) == 1 else f"({', '.join(values)})" if values else '"only"'
            )
            self.add(f"{self.row} = db.get({text(self.plan.name)}, {key}) or {{}}")
            return True
        self.add(f"{self.row} = {self.module.finder(self.plan)}(db{arguments})")
        self._check_scope()
        return True

    def _check_scope(self) -> None:
        """A row of another parent is not there, where the key alone would find it."""
        if not self.plan.thing.made:
            return
        for parameter in self.having(Role.SCOPE):
            if parameter.column in self.plan.key or not parameter.required or parameter.many:
                continue
            if not self._is_stored(parameter.column):
                continue
            stored = f"{self.row}.get({text(parameter.column or '')})"
            self.add(
                f"if {stored} not in (None, {self.key_value(parameter)}):",
                f"    refuse({text(f'{self.plan.noun} not found there')})",
            )

    def _is_stored(self, column: str | None) -> bool:
        return column is not None and any(one.name == column for one in self.plan.columns.values())

    def status_value(self) -> Any:
        """The value of the status that the name of the tool speaks of; ``None`` where it does not."""
        wanted = self.tool.sense.phrase.status
        if not wanted or self.plan.status is None:
            return None
        for one in self.plan.statuses:
            if plain(one[self.plan.status_member] if self.plan.status_member else one) == wanted:
                return one
        return None

    def key_of_row(self, row: str | None = None) -> str:
        """The expression of the key of a row that was found."""
        row = row or self.row
        if self.plan.key == ("singleton",):
            return '"only"'
        parts = [f"{row}[{text(column)}]" for column in self.plan.key]
        return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"

    def references(self) -> None:
        """Refuse references to rows that are not there."""
        for parameter in self.having(Role.REFERENCE):
            if parameter.column in self.plan.soft:
                continue
            target = self.tables.get(parameter.table or "")
            if target is None or not _has_one_name(target):
                continue
            value, find = self.value(parameter), self.module.finder(target)
            if parameter.required:
                self.add(f"{find}(db, {value})")
            else:
                self.add(f"if {value} is not None:", f"    {find}(db, {value})")
            if "missing_reference" not in self.refuses:
                self.refuses.append("missing_reference")

    # Results

    def returned(self, row: str, *, gone: bool = False) -> None:
        """Return what the source promises of a row."""
        returns = self.tool.sense.tool.returns
        plan = self.plan
        if returns is None:
            self.told = () if gone else tuple(one.name for one in plan.columns.values())
            if gone:
                self.add(
                    f'return {{"deleted": True, {text(plan.key[-1])}: {row}[{text(plan.key[-1])}]}}'
                )
            else:
                self.add(f"return {row}")
            return
        kind = type_of(returns)
        if kind not in {"object", "array"} and not members(returns):
            self.add(f"return {self._scalar(returns, row)}")
            return
        shape = self.tool.sense.shape
        view = view_of(plan, shape.item)
        if not members(shape.item) and shape.kind in {"object", "none"}:
            is_open = bool(returns.get("additionalProperties")) and not gone
            self.add(f"return {row}" if is_open else "return {}")
            return
        if not members(shape.item):
            inner = f"{row}.get({text(self._id_column())})" if shape.kind == "ids" else row
        else:
            self.told = columns_shown(view)
            inner = f"{self.module.view(plan, view)}({row})" if view else "{}"
        if shape.kind in {"list", "ids"}:
            inner = f"[{inner}]"
        self._wrapped(inner, row, rows=f"[{row}]", token=None)

    def done(self) -> None:
        """Return that it is done, where there is no row to tell of."""
        returns = self.tool.sense.tool.returns
        if returns is None:
            self.add('return {"success": True}')
            return
        filled = filling("result", returns)
        self.add(f"return {literal(filled) if filled is not None else '{}'}")

    def _scalar(self, returns: dict[str, Any], row: str) -> str:
        kind = type_of(returns)
        noun = self.tool.sense.noun
        tail = (
            noun[len(self.plan.thing.noun) :]
            if noun[: len(self.plan.thing.noun)] == self.plan.thing.noun
            else ()
        )
        column = self.plan.column(tail) if tail else None
        if column is not None:
            self.told = (column,)
            return f"{row}.get({text(column)})"
        if kind == "boolean":
            return "True"
        if kind in {"integer", "number"}:
            return "1"
        if kind == "string":
            return (
                f"{row}[{text(self.plan.key[-1])}]" if self.plan.key != ("singleton",) else '"done"'
            )
        return row

    def _id_column(self) -> str:
        shape, plan = self.tool.sense.shape, self.plan
        last = words(shape.path[-1]) if shape.path else ()
        for own in (own_words("_".join(last), plan.thing.noun), last[-1:]):
            column = plan.column(own)
            if column is not None and own:
                return column
        return plan.key[-1]

    def listed(self, rows: str, token: str | None) -> None:
        """Return rows in the form that the source promises."""
        plan, shape = self.plan, self.tool.sense.shape
        returns = self.tool.sense.tool.returns
        row = local(plan.thing.noun, self._taken - {self.row})
        if returns is None or shape.kind == "none":
            self.told = tuple(one.name for one in plan.columns.values())
            pairs = [f"{text(plan.name)}: {rows}"]
            if token:
                pairs.append(f'"next_token": {token}')
            if self.tool.operation.action is Action.COUNT:
                pairs = [f'"count": len({rows})']
            self.add(f"return {{{', '.join(pairs)}}}")
            return
        if shape.kind == "object":
            # One object for many rows: the columns that they share, of the first of them.
            view = view_of(plan, shape.item)
            counts = [
                name
                for name, one in members(shape.item).items()
                if type_of(one) in {"integer", "number"} and set(words(name)) & {"count", "total"}
            ]
            if self.tool.operation.action is Action.COUNT or (counts and not view):
                pairs = [f"{text(name)}: len({rows})" for name in counts]
                self._wrapped("{" + ", ".join(pairs) + "}", "", rows=rows, token=token)
                return
            if not view:
                lists = [
                    name for name, one in members(shape.item).items() if type_of(one) == "array"
                ]
                pairs = [f"{text(name)}: []" for name in lists]
                self._wrapped("{" + ", ".join(pairs) + "}", "", rows=rows, token=token)
                return
            self.told = columns_shown(view)
            inner = f"{self.module.view(plan, view)}({rows}[0]) if {rows} else {{}}"
            self._wrapped(f"({inner})", "", rows=rows, token=token)
            return
        if shape.kind == "ids":
            self.told = (self._id_column(),)
            inner = f"[{row}[{text(self._id_column())}] for {row} in {rows}]"
        elif members(shape.item):
            view = view_of(plan, shape.item)
            self.told = columns_shown(view)
            inner = f"[{self.module.view(plan, view)}({row}) for {row} in {rows}]"
        else:
            self.told = tuple(one.name for one in plan.columns.values())
            inner = rows
        self._wrapped(inner, "", rows=rows, token=token)

    def _wrapped(self, inner: str, row: str, *, rows: str, token: str | None) -> None:
        """Put the inner part where the source has it, with what stands around it."""
        levels = around(self.tool)
        optional = False
        for step, level in reversed(list(zip(self.tool.sense.shape.path, levels, strict=True))):
            pairs = [f"{text(step)}: {inner}"]
            for one in level:
                shown = self._beside(one, row, rows, token)
                if shown is not None:
                    pairs.append(f"{text(one.name)}: {shown}")
                    optional = optional or one.kind in {"cursor", "column"}
            inner = "{" + ", ".join(pairs) + "}"
            if optional:
                inner = f"{self.module.shared('_given')}({inner})"
                optional = False
        self.add(f"return {inner}")

    def _beside(self, one: Around, row: str, rows: str, token: str | None) -> str | None:
        if one.kind == "cursor":
            return token or "None"
        if one.kind == "more":
            return f"{token} is not None" if token else "False"
        if one.kind == "count":
            return f"len({rows})"
        if one.kind == "ok":
            return "True"
        if one.kind == "column":
            return f"{row}.get({text(one.value)})" if row else None
        return literal(one.value)


def _has_one_name(plan: TablePlan) -> bool:
    """Whether one value names a row."""
    return len(plan.key) == 1 and plan.key != ("singleton",)
