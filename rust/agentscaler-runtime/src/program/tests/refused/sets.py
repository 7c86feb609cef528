from collections import Counter, defaultdict

COLORS = {"red", "blue"}


def _ids(rows):
    return {row["id"] for row in rows}


def _show(values):
    return [v for v in values]


def tool(db, rows, wanted: set[str]):
    for color in COLORS:
        pass
    list(wanted)
    tuple(_ids(rows))
    ", ".join(_ids(rows))
    both = _ids(rows) & wanted
    enumerate(both)
    both.pop()
    [*both]
    first, second = both
    str(both)
    f"{both}"
    repr([both])
    sorted(both, key=len)
    max(both, key=len)
    sum(both)
    {x: 1 for x in both}
    Counter(both)
    common = {"a": 1}.keys() & {"b": 2}.keys()
    for key in common:
        pass
    groups = defaultdict(set)
    for row in rows:
        groups[row["a"]].add(row["b"])
    for name, members in groups.items():
        for member in members:
            pass
    for member in groups["x"]:
        pass
    for index, members in enumerate(groups.values()):
        list(members)
    index = {}
    index.setdefault("a", set()).add(1)
    list(index.get("a"))
    stack = []
    stack.append({1})
    list(stack[0])
    items = []
    items += both
    items.extend(both)
    both < wanted
    _show(both)
    if both and "red" in COLORS and len(both) > 1:
        sorted(both)
        min(both)
        {x for x in both}
        sorted(x for x in both)
        any(x for x in both)
    return both
