import json


def tool(db, order_id, items, db2):
    print(order_id)
    value = eval(items)
    kind = type(value)
    here = open("/etc/passwd")
    shown = format(value, ".2f")
    total = ordr_id + math.pi + timedelta(days=1)
    refuse = 3
    db = 4
    secret = items.__class__.__bases__
    hidden = items._private
    __dunder = 1
    later = lambda db: db
    handler = refuse
    return helper(order_id)


def _helper(order):
    return db.get("orders", order)


def twice(db, a, b):
    def inner(a, a):
        return a

    def outer():
        nonlocal a
        nonlocal nothing

    def late():
        print(b)
        nonlocal b

    return inner(a, b)
