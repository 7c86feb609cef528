"""The module in the making: constants and helpers, each written once, when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.rules.fields import type_of
from agentscaler.environments.design.rules.programs.code import local, names, sequence, text
from agentscaler.environments.design.rules.programs.views import Constant, FromColumn, Group, View

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.plan import TablePlan

_SHARED = {
    "_given": '''
def _given(row):
    """What has a value."""
    return {name: value for name, value in row.items() if value is not None}
''',
    "_shown": '''
def _shown(row, columns):
    """These columns of a row, as far as it has them."""
    return {name: row[name] for name in columns if row.get(name) is not None}
''',
    "_matching": '''
def _matching(rows, wanted):
    """Rows that have the wanted values; a list stands for any of its values, None for no wish."""
    found = []
    for row in rows:
        fits = True
        for name, value in wanted.items():
            if value is None:
                continue
            allowed = value if isinstance(value, list) else [value]
            if row.get(name) not in allowed:
                fits = False
        if fits:
            found.append(row)
    return found
''',
    "_with_text": '''
def _with_text(rows, text):
    """Rows that have all words of a text somewhere."""
    if not text:
        return rows
    wanted = text.lower().split()
    found = []
    for row in rows:
        said = json.dumps(row).lower()
        if all([word in said for word in wanted]):
            found.append(row)
    return found
''',
    "_sorted": '''
def _sorted(rows, column, downward):
    """Rows by a column; a leading minus, or a wish, turns the order round."""
    if not column:
        return rows[::-1] if downward else rows
    name = column.split(" ")[0].split(":")[0].strip("+-")
    if column[0] == "-" or column.lower().endswith("desc"):
        downward = True
    numbers = [row for row in rows if isinstance(row.get(name), (int, float))]
    if numbers and len(numbers) == len([row for row in rows if row.get(name) is not None]):
        ordered = sorted(numbers, key=lambda row: row[name])
    else:
        named = [row for row in rows if row.get(name) is not None]
        ordered = sorted(named, key=lambda row: str(row[name]))
    rest = [row for row in rows if row.get(name) is None]
    return (ordered[::-1] if downward else ordered) + rest
''',
    "_whole": '''
def _whole(value, otherwise):
    """A whole number that may come as a text; another where it is none."""
    if isinstance(value, str):
        return int(value) if value.isdigit() else otherwise
    return otherwise if value is None else int(value)
''',
    "_next_number": '''
def _next_number(db, table, column):
    """One more than the highest number so far."""
    return 1 + max([0] + [row[column] for row in db.rows(table) if row.get(column) is not None])
''',
    "_first": '''
def _first(rows, limit):
    """The first rows, where there is a limit."""
    return rows if limit is None else rows[: max(0, limit)]
''',
    "_numbered_page": '''
def _numbered_page(rows, number, size):
    """The rows of a page; pages count from 1."""
    start = (max(1, number) - 1) * max(1, size)
    return rows[start : start + max(1, size)]
''',
    "_page": '''
def _page(rows, limit, token):
    """Some of the rows, and the token of the next page."""
    start = 0
    if token is not None and token != "":
        if not token.startswith("page-") or not token[5:].isdigit() or int(token[5:]) > len(rows):
            refuse(f"{token} is no token of a page")
        start = int(token[5:])
    size = max(1, len(rows) if limit is None else limit)
    after = start + size
    return rows[start:after], f"page-{after}" if after < len(rows) else None
''',
    "_merged": '''
def _merged(old, added, name):
    """Members of an object, or entries of a list told apart by a name, with others added."""
    if isinstance(added, dict):
        return {**(old or {}), **added}
    new = [entry.get(name) for entry in added if isinstance(entry, dict)]
    kept = []
    for entry in old or []:
        known = entry.get(name) in new if isinstance(entry, dict) else entry in added
        if not known:
            kept.append(entry)
    return kept + added
''',
    "_reduced": '''
def _reduced(old, removed, name):
    """Members of an object, or entries of a list told apart by a name, but for some."""
    gone = [entry.get(name) if isinstance(entry, dict) else entry for entry in removed]
    if isinstance(old, dict):
        return {key: value for key, value in old.items() if key not in gone}
    kept = []
    for entry in old or []:
        if (entry.get(name) if isinstance(entry, dict) else entry) not in gone:
            kept.append(entry)
    return kept
''',
    "_seconds": '''
def _seconds(moment):
    """Seconds since 1970 of a moment."""
    year, month, day = int(moment[:4]), int(moment[5:7]), int(moment[8:10])
    hour, minute, second = int(moment[11:13]), int(moment[14:16]), int(moment[17:19])
    months = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
    leap_days = (year - 1969) // 4 - (year - 1901) // 100 + (year - 1601) // 400
    if month > 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        leap_days += 1
    days = (year - 1970) * 365 + leap_days + months[month - 1] + day - 1
    return days * 86400 + hour * 3600 + minute * 60 + second
''',
}


class Module:
    """Collects what the functions of a module need."""

    def __init__(self) -> None:
        self._needed: set[str] = set()
        self._finders: dict[str, tuple[str, list[str]]] = {}
        self._views: dict[tuple[str, View], tuple[str, list[str]]] = {}
        self._taken: set[str] = set()
        self.resource_tables: list[tuple[TablePlan, tuple[str, ...]]] = []

    def shared(self, name: str) -> str:
        """Name of a shared helper, which the module will have."""
        self._needed.add(name)
        return name

    def finder(self, plan: TablePlan) -> str:
        """Name of the function that gives a row of a table or refuses."""
        if plan.name not in self._finders:
            name = self._free(f"_find_{local(plan.thing.noun, ())}")
            self._finders[plan.name] = (name, _finder(name, plan))
        return self._finders[plan.name][0]

    def view(self, plan: TablePlan, view: View) -> str:
        """Name of the function that shows a row."""
        key = (plan.name, view)
        if key not in self._views:
            before = sum(name == plan.name for name, _ in self._views)
            noun = local(plan.thing.noun, ())
            suffix = "" if not before else "_in_brief" if before == 1 else f"_{before}"
            name = self._free(f"_show_{noun}{suffix}")
            self._views[key] = (name, self._view(name, plan, view))
        return self._views[key][0]

    def _free(self, name: str) -> str:
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def _view(self, name: str, plan: TablePlan, view: View) -> list[str]:
        row = local(plan.thing.noun, ())
        lines = [f"def {name}({row}):", f'    """What is told of one {plan.noun}."""']
        if all(isinstance(one, FromColumn) and one.column == member for member, one in view):
            columns = [text(member) for member, _ in view]
            closing = ",))" if len(columns) == 1 else "))"
            return lines + sequence(
                columns, indent=4, before=f"return {self.shared('_shown')}({row}, (", after=closing
            )
        return lines + _display(
            self.shared("_given"), row, view, indent=4, before="return ", after=""
        )

    def text(self) -> str:
        """The helpers, as far as they are needed: shared ones first."""
        parts = [body.strip("\n") for name, body in _SHARED.items() if name in self._needed]
        parts += ["\n".join(lines) for _, lines in self._finders.values()]
        parts += ["\n".join(lines) for _, lines in self._views.values()]
        return "\n\n\n".join(parts)

    @property
    def imports(self) -> str:
        """Imports that the helpers need."""
        return "import json\n" if "_with_text" in self._needed else ""


def _display(
    given: str, row: str, view: View, *, indent: int, before: str, after: str
) -> list[str]:
    pad = " " * indent
    lines = [f"{pad}{before}{given}({{"]
    for name, one in view:
        if isinstance(one, FromColumn):
            lines.append(f"{pad}    {text(name)}: {row}.get({text(one.column)}),")
        elif isinstance(one, Constant):
            lines.append(f"{pad}    {text(name)}: {one.code},")
        elif isinstance(one, Group):
            lines += _display(
                given, row, one.members, indent=indent + 4, before=f"{text(name)}: ", after=","
            )
    return [*lines, f"{pad}}}){after}"]


def _finder(name: str, plan: TablePlan) -> list[str]:
    """A function that gives the row of a key, or of another column that names it."""
    row = local(plan.thing.noun, ())
    parts = [local(f"{column}", {row}) for column in plan.key]
    if len(parts) != len(set(parts)):
        parts = [f"{part}_{at}" for at, part in enumerate(parts)]
    key = parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
    single = plan.key == ("singleton",)
    arguments = "" if single else f", {', '.join(parts)}"
    key = '"only"' if single else key
    lines = [f"def {name}(db{arguments}):"]
    numbers = [
        f"    if isinstance({part}, str) and {part}.isdigit():\n        {part} = int({part})"
        for part, column in zip(parts, plan.key, strict=True)
        if not single
        and type_of(plan.columns_by_name[column].schema) == "integer"
        and plan.takes_texts(column)
    ]
    numbers = [line for one in numbers for line in one.split("\n")]
    what = f"the {plan.noun}" if single else f"{plan.noun} {{{parts[-1]}}}"
    missing = f'refuse({"" if single else "f"}"{_braces(what, single)} not found")'
    if plan.alternates and len(plan.key) == 1 and not single:
        lines.append(f'    """The {plan.noun} of a key, or of another name that it has."""')
        lines += [
            *numbers,
            f"    {row} = db.get({text(plan.name)}, {parts[0]})",
            f"    if {row} is None:",
            f"        named = [",
            f"            other",
            f"            for other in db.rows({text(plan.name)})",
            f"            if {parts[0]} in [other.get(name) for name in {names(plan.alternates)}]",
            f"        ]",
            f"        if not named:",
            f"            {missing}",
            f"        {row} = named[0]",
            f"    return {row}",
        ]
        return lines
    lines.append(f'    """The {plan.noun} of a key."""')
    lines += [
        *numbers,
        f"    {row} = db.get({text(plan.name)}, {key})",
        f"    if {row} is None:",
        f"        {missing}",
        f"    return {row}",
    ]
    return lines


def _braces(what: str, single: bool) -> str:
    return what.replace('"', "'") if single else what
