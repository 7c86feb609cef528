import typing


def tool(db, a, b, name):
    first = (a > b) + (b > a)
    first += a == b
    second = a // 0.5
    third = "%s is %d" % (name, a)
    text = "total: "
    text %= a
    fourth = {"a": 1} | {"b": 2}
    merged = {}
    merged |= {"b": 2}
    items = []
    items += (1, 2)
    items += {"k": 1}.keys()
    items[1:2] = [3]
    items[0], items[1] = items[1], items[0]
    for items[0], x in [(1, 2)]:
        pass
    a is 5
    name is not "x"
    isinstance(a, int | str)
    typing.List[int]
    a @ b
    3 + 4j
    "\ud83d"
    a.status = 1
    return [y := 1 for x in items]
