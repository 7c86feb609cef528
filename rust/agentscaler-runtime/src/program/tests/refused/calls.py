import json
import math
from datetime import date, datetime, timedelta


def tool(db, order, key):
    order.status
    order.statsu()
    order.year()
    order.casefold()
    "a".center(10)
    max(order, key=order.get)
    sorted(order, key=str.lower)
    math.hypot(1, 2)
    json.dumps(order, default=str)
    json.loads(order, parse_float=str)
    ValueError("a", 1)
    ValueError(5)
    refuse()
    refuse("a", "b")
    sum(row["x"] > 1 for row in order)
    sum([not row for row in order])
    timedelta(hours=1.5)
    timedelta(hours=key / 2)
    {1}.union([2], [3])
    {1}.update([2], [3])
    order.encode("latin-1")
    dict(**order, x=1)
    datetime.now()
    date.today()
    datetime.utcnow()
    db.get()
    db.get("orders", 1, 2)
    db.find("orders", "open")
    db.update("orders", key)
    db.now(1)
    db.gte("orders", key)
    db.select("orders")
    get = db.get
    return db._state
