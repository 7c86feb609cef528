import json
import os
from typing import Any

FOLDER = os.path.dirname(__file__)


def load_data() -> dict[str, Any]:
    with open(os.path.join(FOLDER, "orders.json")) as file:
        orders = json.load(file)
    with open(os.path.join(FOLDER, "users.json")) as file:
        users = json.load(file)
    with open(os.path.join(FOLDER, "products.json")) as file:
        products = json.load(file)
    return {"orders": orders, "products": products, "users": users}
