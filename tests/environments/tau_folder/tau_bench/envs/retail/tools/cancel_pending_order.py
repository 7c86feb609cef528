import json
from typing import Any

from tau_bench.envs.tool import Tool


class CancelPendingOrder(Tool):
    @staticmethod
    def invoke(data: dict[str, Any], order_id: str, reason: str) -> str:
        orders = data["orders"]
        if order_id not in orders:
            return "Error: order not found"
        order = orders[order_id]
        if order["status"] != "pending":
            return "Error: non-pending order cannot be cancelled"
        if reason not in {"no longer needed", "ordered by mistake"}:
            return "Error: invalid reason"
        refunds = []
        for payment in order["payment_history"]:
            method = payment["payment_method_id"]
            refunds.append(
                {
                    "transaction_type": "refund",
                    "amount": payment["amount"],
                    "payment_method_id": method,
                }
            )
            if "gift_card" in method:
                card = data["users"][order["user_id"]]["payment_methods"][method]
                card["balance"] += payment["amount"]
                card["balance"] = round(card["balance"], 2)
        order["status"] = "cancelled"
        order["cancel_reason"] = reason
        order["payment_history"].extend(refunds)
        return json.dumps(order)

    @staticmethod
    def get_info() -> dict[str, Any]:
        return {
            "type": "function",
            "function": {
                "name": "cancel_pending_order",
                "description": "Cancel a pending order.",
                "parameters": {
                    "type": "object",
                    "properties": {
                        "order_id": {"type": "string"},
                        "reason": {
                            "type": "string",
                            "enum": ["no longer needed", "ordered by mistake"],
                        },
                    },
                    "required": ["order_id", "reason"],
                },
            },
        }
