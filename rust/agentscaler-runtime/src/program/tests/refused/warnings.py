def lost(db, order_id):
    order = db.get("orders", order_id)
    order["status"] = "done"
    return {"ok": True}


def lost_part(db, order_id, item):
    order = db.get("orders", order_id)
    items = order["items"]
    items.append(item)
    for part in order["parts"]:
        part["count"] += 1
    return {"ok": True}


def lost_in_loop(db):
    for row in db.find("orders", status="open"):
        row["status"] = "late"
    for key, row in db.items("users"):
        row.pop("password")
    rows = db.rows("orders")
    rows[0]["total"] = 5
    return {"ok": True}


def written(db, order_id, item):
    order = db.get("orders", order_id)
    order["items"].append(item)
    order["total"] = order["total"] + 1
    db.put("orders", order_id, order)
    user = db.get("users", order["user"])
    payments = user["payments"]
    payments["gift"] -= 5
    db.update("users", order["user"], {"payments": user["payments"]})
    cart = db.get("carts", 1)
    cart["items"].clear()
    _save(db, cart)
    return {"ok": True}


def unused(db, used, spare, *, option=None):
    return used


def _save(db, cart, _ignored=None):
    db.put("carts", 1, cart)
