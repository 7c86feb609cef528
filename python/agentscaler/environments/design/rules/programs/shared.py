"""The functions that generated programs share, as they stand in ``tools.py``.

A program gets those that it calls, in this order. They hold to the dialect of tools
(docs/dialect.md): ``refuse`` is the engine's. tests/environments/design/rules/test_shared.py
runs each of them.
"""

from __future__ import annotations

_TEXT = '''
def _given(row):
    """What has a value."""
    return {name: value for name, value in row.items() if value is not None}


def _shown(row, columns):
    """These columns of a row, as far as it has them."""
    return {name: row[name] for name in columns if row.get(name) is not None}


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


def _whole(value, otherwise):
    """A whole number that may come as a text; another where it is none."""
    if isinstance(value, str):
        return int(value) if value.isdigit() else otherwise
    return otherwise if value is None else int(value)


def _row_number(value):
    """A number that names a row, as rows have it: 7.0 is 7, and a fraction names none."""
    if not isinstance(value, float):
        return value
    if value != int(value):
        refuse(f"{value} is the number of nothing")
    return int(value)


def _next_number(db, table, column):
    """One more than the highest number so far."""
    return 1 + max([0] + [row[column] for row in db.rows(table) if row.get(column) is not None])


def _first(rows, limit):
    """The first rows, where there is a limit."""
    return rows if limit is None else rows[: max(0, limit)]


def _numbered_page(rows, number, size):
    """The rows of a page; pages count from 1."""
    start = (max(1, number) - 1) * max(1, size)
    return rows[start : start + max(1, size)]


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
'''

SHARED: dict[str, str] = {
    text[len("def ") : text.index("(")]: text for text in _TEXT.strip("\n").split("\n\n\n")
}
"""Name -> text of the function."""

USED_NAMES = frozenset(
    {"all", "float", "int", "isinstance", "json", "len", "list", "max", "sorted", "str", "dict"}
)
"""Names of Python that programs use: a tool that is called so would hide them."""

IMPORTS = {"_with_text": "import json"}
"""Helper -> what it imports."""
