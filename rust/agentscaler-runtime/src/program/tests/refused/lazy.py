def tool(db, rows, names):
    first = next((row for row in rows if row["a"]), None)
    kept = map(str, rows)
    pairs = zip(rows, names)
    pairs[0]
    len(filter(None, rows))
    back = reversed(rows)
    _helper(row for row in rows)
    any(db.insert("log", row) for row in rows)
    all(_helper(db, row) for row in rows)
    a, b = map(int, names)
    for index, row in enumerate(rows):
        pass
    list(map(str, filter(None, rows)))
    ", ".join(str(row) for row in rows)
    return enumerate(rows)


def _helper(rows, row=None):
    return rows
