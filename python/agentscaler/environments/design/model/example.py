"""The worked example of the prompts: a shop with two tools, which passes every check."""

from __future__ import annotations

from typing import Any

TOOLS: list[dict[str, Any]] = [
    {
        "name": "get_order",
        "description": "Look an order up.",
        "parameters": {
            "type": "object",
            "properties": {"order_id": {"type": "string"}},
            "required": ["order_id"],
        },
    },
    {
        "name": "cancel_order",
        "description": "Cancel an order that has not been shipped.",
        "parameters": {
            "type": "object",
            "properties": {"order_id": {"type": "string"}, "reason": {"type": "string"}},
            "required": ["order_id"],
        },
    },
]

TABLES: dict[str, Any] = {
    "tables": [
        {
            "name": "orders",
            "noun": "order",
            "key": ["order_id"],
            "status": "status",
            "statuses": ["pending", "shipped", "cancelled"],
            "columns": [
                {
                    "name": "order_id",
                    "schema": {"type": "string"},
                    "required": True,
                    "made": "id",
                    "pattern": "W######",
                },
                {"name": "item", "schema": {"type": "string"}, "required": True},
                {
                    "name": "status",
                    "schema": {"type": "string", "enum": ["pending", "shipped", "cancelled"]},
                    "required": True,
                },
                {"name": "cancel_reason", "schema": {"type": "string"}},
                {
                    "name": "created_at",
                    "schema": {"type": "string", "format": "date-time"},
                    "required": True,
                    "made": "created",
                },
            ],
        }
    ],
    "rules": [
        {
            "code": "cancel_order.pending",
            "text": "Only pending orders can be cancelled.",
            "tools": ["cancel_order"],
            "enforced": True,
            "forbids": {"column": "status", "in": ["shipped", "cancelled"]},
        }
    ],
}

OPERATIONS: dict[str, dict[str, Any]] = {
    "get_order": {
        "action": "get",
        "table": "orders",
        "parameters": [{"name": "order_id", "role": "key", "column": "order_id"}],
        "told": ["order_id", "item", "status", "cancel_reason", "created_at"],
        "refuses": ["missing"],
    },
    "cancel_order": {
        "action": "change",
        "table": "orders",
        "parameters": [
            {"name": "order_id", "role": "key", "column": "order_id"},
            {"name": "reason", "role": "data", "column": "cancel_reason"},
        ],
        "status": "cancelled",
        "requires": ["pending"],
        "told": ["order_id", "status"],
        "refuses": ["missing", "status"],
    },
}

PROGRAMS: dict[str, str] = {
    "get_order": """\
def get_order(db, order_id):
    order = db.get("orders", order_id)
    if order is None:
        refuse(f"order {order_id} not found")
    return order
""",
    "cancel_order": """\
def cancel_order(db, order_id, reason=None):
    order = db.get("orders", order_id)
    if order is None:
        refuse(f"order {order_id} not found")
    if order["status"] != "pending":
        refuse(f"only pending orders can be cancelled; this one is {order['status']}")
    changes = {"status": "cancelled"}
    if reason is not None:
        changes["cancel_reason"] = reason
    db.update("orders", order_id, changes)
    return {"order_id": order_id, "status": "cancelled"}
""",
}
