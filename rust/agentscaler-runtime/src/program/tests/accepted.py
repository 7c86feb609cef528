"""Tools of a shop, as people write them."""

import json
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

STATES = ("pending", "shipped", "delivered", "cancelled")
FINAL = frozenset(["delivered", "cancelled"])
WINDOW = timedelta(days=30)
EMAIL = re.compile(r"[\w.]+@[\w.]+\.\w+")


def _order(db, order_id):
    order = db.get("orders", order_id)
    if order is None:
        refuse(f"order {order_id} not found")
    return order


def _cents(amount: float) -> int:
    return round(amount * 100)


def cancel_order(db, order_id: str, reason: str) -> dict[str, Any]:
    """Cancel an order that is pending."""
    order = _order(db, order_id)
    if order["status"] in FINAL or order["status"] != "pending":
        refuse("only pending orders can be cancelled")
    db.update("orders", order_id, {"status": "cancelled", "cancel_reason": reason})
    refund = sum(_cents(payment["amount"]) for payment in order["payments"]) / 100
    return {"order_id": order_id, "status": "cancelled", "refund": round(refund, 2)}


def list_orders(db, user_id: str, status: str | None = None, limit: int = 10) -> list:
    """Orders of a user, newest first."""
    if status is not None and status not in STATES:
        refuse(f"no such status: {status}; there are {', '.join(STATES)}")
    orders = db.find("orders", user_id=user_id)
    orders = [order for order in orders if status is None or order["status"] == status]
    orders.sort(key=lambda order: (order["placed_at"], order["id"]), reverse=True)
    return [{"id": order["id"], "status": order["status"]} for order in orders[:limit]]


def add_item(db, order_id: str, sku: str, quantity: int = 1):
    """Put an item into an order."""
    order = _order(db, order_id)
    product = db.get("products", sku)
    if product is None or product["stock"] < quantity:
        refuse(f"product {sku} is not in stock")
    items = order["items"]
    known = next(iter([item for item in items if item["sku"] == sku]), None)
    if known:
        known["quantity"] += quantity
    else:
        items.append({"sku": sku, "quantity": quantity, "price": product["price"]})
    order["total"] = round(sum(item["price"] * item["quantity"] for item in items), 2)
    db.put("orders", order_id, order)
    db.update("products", sku, {"stock": product["stock"] - quantity})
    return order


def return_order(db, order_id: str):
    """Return an order of the last thirty days."""
    order = _order(db, order_id)
    now = datetime.fromisoformat(db.now())
    delivered = datetime.fromisoformat(order["delivered_at"])
    if now - delivered > WINDOW:
        refuse(f"delivered on {delivered:%d %B %Y}, more than {WINDOW.days} days ago")
    return_id = db.new_id("returns", "R######")
    db.insert("returns", {"id": return_id, "order": order_id, "due": (now + WINDOW).isoformat()})
    return {"return_id": return_id}


def statistics(db, by: str = "status"):
    """Numbers of orders and buyers."""
    counts = Counter(order[by] for order in db.rows("orders"))
    buyers = defaultdict(set)
    for order in db.rows("orders"):
        buyers[order["user_id"]].add(order["status"])
    both = {user for user, states in buyers.items() if len(states) > 1}
    try:
        settings = json.loads(db.get("settings")["raw"])
    except (KeyError, ValueError):
        settings = {}
    mails = [user["email"] for user in db.rows("users") if EMAIL.fullmatch(user["email"])]
    best = max(counts, key=lambda name: counts[name], default=None)
    return {"counts": dict(counts), "both": sorted(both), "mails": mails, "best": best, **settings}
