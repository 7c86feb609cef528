"""The shop with one defect each, and the laws that have to notice it."""

# ruff: noqa: E501, ISC004 - pieces of source, as long as they are there
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from drafts import shop_draft

if TYPE_CHECKING:
    from agentscaler.environments.design.draft import EnvironmentDraft


@dataclass(frozen=True, kw_only=True)
class Mutant:
    name: str
    tool: str
    laws: tuple[str, ...]
    """One of these has to be broken."""
    changes: tuple[tuple[str, str], ...]
    """Texts of the source, and what stands there instead."""

    def draft(self) -> EnvironmentDraft:
        draft = shop_draft()
        source = draft.source
        for old, new in self.changes:
            assert source.count(old) == 1, f"{self.name}: {old!r} stands {source.count(old)} times"
            source = source.replace(old, new)
        return replace(draft, source=source)


def _mutant(name: str, tool: str, laws: str, *changes: tuple[str, str]) -> Mutant:
    return Mutant(name=name, tool=tool, laws=tuple(laws.split()), changes=changes)


_CREATED_CUSTOMER = """    if phone is not None:
        customer["phone"] = phone
    db.insert("customers", customer)
"""
_PRODUCT_EXISTS = """    if db.get("products", sku) is not None:
        refuse(f"product {sku} exists already")
"""
_EMAIL_EXISTS = """    if db.count("customers", email=email):
        refuse(f"a customer with the email {email} exists already")
"""
_NOT_PENDING = """    if order["status"] != "pending":
        refuse(f"order {order_id} is {order['status']}; only pending orders can be cancelled")
"""
_ITEM_NOT_PENDING = """    if order["status"] != "pending":
        refuse(f"order {order_id} is {order['status']}; items can be added to pending ones only")
"""
_NOT_CANCELLED = """    if order["status"] != "cancelled":
        refuse(f"order {order_id} is {order['status']}; only cancelled orders can be deleted")
"""
_REASONS = """    if reason not in CANCEL_REASONS:
        refuse(f"orders are cancelled for these reasons only: {', '.join(CANCEL_REASONS)}")
"""
_CASCADE = """    for key in db.keys("order_items", order_id=order_id):
        db.delete("order_items", key)
"""
_NO_CUSTOMER = """    if customer is None:
        refuse(f"customer {customer_id} not found")
"""
_ITEM_EXISTS = """    if db.get("order_items", (order_id, sku)) is not None:
        refuse(f"product {sku} is in order {order_id} already")
"""

MUTANTS = (
    _mutant(
        "forgets to store a column",
        "create_customer",
        "created_is_read",
        (_CREATED_CUSTOMER, '    db.insert("customers", customer)\n'),
    ),
    _mutant(
        "stores another value",
        "create_product",
        "created_is_read",
        ('        "title": title,\n', '        "title": title.upper(),\n'),
    ),
    _mutant(
        "shows what it does not store",
        "create_order",
        "created_is_read",
        (
            '    db.insert("orders", order)\n    return order',
            '    db.insert("orders", {**order, "address": "-"})\n    return order',
        ),
    ),
    _mutant(
        "creates nothing",
        "create_order",
        "created_is_read",
        ('    db.insert("orders", order)\n', ""),
    ),
    _mutant(
        "begins with another status",
        "create_order",
        "created_is_read",
        (
            '        "status": "pending",\n        "total"',
            '        "status": "processed",\n        "total"',
        ),
    ),
    _mutant(
        "makes no parent necessary",
        "create_order",
        "parent_is_required",
        ("    _customer(db, customer_id)\n    order = {", "    order = {"),
    ),
    _mutant(
        "replaces what exists",
        "create_product",
        "duplicate_is_refused no_fault",
        (_PRODUCT_EXISTS, ""),
        (
            '    db.insert("products", product)\n',
            '    if db.get("products", sku) is None:\n        db.insert("products", product)\n'
            '    else:\n        db.put("products", sku, product)\n',
        ),
    ),
    _mutant(
        "lets two have one email",
        "create_customer",
        "duplicate_is_refused",
        (_EMAIL_EXISTS, ""),
    ),
    _mutant(
        "lets an update take an email",
        "update_customer",
        "duplicate_is_refused",
        ('if other["customer_id"] != customer_id:', 'if other["customer_id"] == "nobody":'),
    ),
    _mutant(
        "fails on what exists",
        "create_product",
        "no_fault",
        (_PRODUCT_EXISTS, ""),
    ),
    _mutant(
        "forgets a column in an update",
        "update_customer",
        "update_is_seen",
        (
            '        changes["phone"] = phone\n',
            '        changes["phone"] = customer.get("phone", "")\n',
        ),
    ),
    _mutant(
        "updates what was left out",
        "update_customer",
        "update_is_seen",
        (
            '    db.update("customers", customer_id, changes)\n',
            '    changes["name"] = name or "unknown"\n    db.update("customers", customer_id, changes)\n',
        ),
    ),
    _mutant(
        "updates another row as well",
        "update_customer",
        "update_is_seen",
        (
            '    db.update("customers", customer_id, changes)\n',
            '    db.update("customers", customer_id, changes)\n'
            "    if phone is not None:\n"
            '        for key in db.keys("customers"):\n'
            '            db.update("customers", key, {"phone": phone})\n',
        ),
    ),
    _mutant(
        "shows the row as it was",
        "update_customer",
        "update_is_seen",
        ("    customer.update(changes)\n    return customer", "    return customer"),
    ),
    _mutant(
        "lets the row stay",
        "delete_order",
        "deleted_is_gone",
        ('    db.delete("orders", order_id)\n', ""),
    ),
    _mutant(
        "forgets what hangs on the row",
        "delete_order",
        "schema_holds",
        (_CASCADE, ""),
    ),
    _mutant(
        "deletes too much",
        "delete_order",
        "deleted_is_gone schema_holds",
        (
            '    db.delete("orders", order_id)\n',
            '    for key in db.keys("orders", status="cancelled"):\n        db.delete("orders", key)\n',
        ),
    ),
    _mutant(
        "deletes from any status",
        "delete_order",
        "status_changes",
        (_NOT_CANCELLED, ""),
    ),
    _mutant(
        "cancels from any status",
        "cancel_order",
        "status_changes",
        (_NOT_PENDING, ""),
    ),
    _mutant(
        "cancels from no status",
        "cancel_order",
        "status_changes succeeds",
        (
            '    if order["status"] != "pending":\n        refuse(f"order {order_id} is {order[\'status\']}; only p',
            '    if order["status"] != "open":\n        refuse(f"order {order_id} is {order[\'status\']}; only p',
        ),
    ),
    _mutant(
        "leaves another status",
        "cancel_order",
        "status_changes",
        (
            '{"status": "cancelled", "cancel_reason": reason})',
            '{"status": "processed", "cancel_reason": reason})',
        ),
    ),
    _mutant(
        "adds below any status",
        "add_order_item",
        "status_changes",
        (_ITEM_NOT_PENDING, ""),
    ),
    _mutant(
        "holds no rule on a list of values",
        "cancel_order",
        "rule_holds",
        (_REASONS, ""),
    ),
    _mutant(
        "holds a number in the wrong place",
        "add_order_item",
        "rule_holds",
        ("MOST_OF_ONE_PRODUCT = 10", "MOST_OF_ONE_PRODUCT = 9"),
    ),
    _mutant(
        "holds no number",
        "add_order_item",
        "rule_holds",
        (
            "    if quantity > MOST_OF_ONE_PRODUCT:",
            "    if quantity > 100000 * MOST_OF_ONE_PRODUCT:",
        ),
    ),
    _mutant(
        "adds one product twice",
        "add_order_item",
        "duplicate_is_refused no_fault",
        (_ITEM_EXISTS, ""),
    ),
    _mutant(
        "takes what is not there for nothing",
        "get_customer",
        "missing_is_refused",
        (
            '    """Look a customer up."""\n    return _customer(db, customer_id)',
            '    """Look a customer up."""\n    return db.get("customers", customer_id) or {}',
        ),
    ),
    _mutant(
        "fails on what is not there",
        "get_customer",
        "no_fault",
        (
            '    """Look a customer up."""\n    return _customer(db, customer_id)',
            '    """Look a customer up."""\n    return {**db.get("customers", customer_id)}',
        ),
    ),
    _mutant(
        "shows too little",
        "get_customer",
        "state_is_read",
        (
            '    """Look a customer up."""\n    return _customer(db, customer_id)',
            '    """Look a customer up."""\n    return {"customer_id": _customer(db, customer_id)["customer_id"]}',
        ),
    ),
    _mutant(
        "shows another row",
        "get_product",
        "state_is_read",
        (
            '    """Look a product up."""\n    return _product(db, sku)',
            '    """Look a product up."""\n    _product(db, sku)\n    return db.rows("products")[0]',
        ),
    ),
    _mutant(
        "writes when it reads",
        "get_product",
        "reads_change_nothing",
        (
            '    """Look a product up."""\n    return _product(db, sku)',
            '    """Look a product up."""\n    product = _product(db, sku)\n'
            '    db.update("products", sku, {"stock": product["stock"] + 1})\n    return product',
        ),
    ),
    _mutant(
        "ignores a filter",
        "list_orders",
        "filters_hold",
        ('    if status is not None:\n        wanted["status"] = status\n    orders', "    orders"),
    ),
    _mutant(
        "takes one filter for another",
        "count_orders",
        "filters_hold",
        (
            '        wanted["status"] = status\n    return',
            '        wanted["status"] = "pending"\n    return',
        ),
    ),
    _mutant(
        "searches for whole titles",
        "list_products",
        "filters_hold",
        ('if query.lower() in one["title"].lower()]', 'if query == one["title"]]'),
    ),
    _mutant(
        "finds what does not match",
        "list_products",
        "filters_hold",
        (
            'if query.lower() in one["title"].lower()]',
            'if query[:1].lower() in one["title"].lower()]',
        ),
    ),
    _mutant(
        "fails on an empty list",
        "list_orders",
        "no_fault",
        (
            'page[-1]["order_id"] if more else None}',
            'page[-1]["order_id"] if more or page[-1] else None}',
        ),
    ),
    _mutant(
        "skips a row between pages",
        "list_orders",
        "pages_are_whole",
        (
            '        orders = [one for one in orders if one["order_id"] > cursor]\n',
            '        orders = [one for one in orders if one["order_id"] > cursor][1:]\n',
        ),
    ),
    _mutant(
        "repeats a row on the next page",
        "list_orders",
        "pages_are_whole",
        ('one["order_id"] > cursor]', 'one["order_id"] >= cursor]'),
    ),
    _mutant(
        "forgets the rest",
        "list_orders",
        "pages_are_whole",
        ('page[-1]["order_id"] if more else None}', "None}"),
    ),
    _mutant(
        "never ends",
        "list_orders",
        "pages_are_whole",
        (
            '        orders = [one for one in orders if one["order_id"] > cursor]\n',
            "        orders = list(orders)\n",
        ),
    ),
    _mutant(
        "counts pages wrong",
        "list_products",
        "pages_are_whole",
        ("products[offset : offset + limit]", "products[offset + 1 : offset + limit]"),
    ),
    _mutant(
        "takes no limit",
        "list_products",
        "pages_are_whole",
        ("products[offset : offset + limit]", "products[offset:]"),
    ),
    _mutant(
        "orders by the length of a page",
        "list_products",
        "pages_are_whole",
        (
            '    products = sorted(products, key=lambda one: one["sku"])\n',
            '    products = sorted(products, key=lambda one: one["sku"], reverse=limit % 2 == 0)\n'
            '    sort_by = "category"\n',
        ),
    ),
    _mutant(
        "sorts by what it likes",
        "list_products",
        "order_holds",
        ("key=lambda one: one[sort_by]", 'key=lambda one: one["sku"]'),
    ),
    _mutant(
        "sorts in one direction",
        "list_products",
        "order_holds",
        (', reverse=order == "desc"', ""),
    ),
    _mutant(
        "loses the old members",
        "tag_product",
        "members_are_kept",
        ('_without_doubles(product["tags"] + tags)', "_without_doubles(tags)"),
    ),
    _mutant(
        "adds no member",
        "tag_product",
        "members_are_kept",
        ('_without_doubles(product["tags"] + tags)', 'product["tags"]'),
    ),
    _mutant(
        "removes no member",
        "untag_product",
        "members_are_kept",
        ("if tag not in tags]", "if tag not in tags[1:]]"),
    ),
    _mutant(
        "removes all members",
        "untag_product",
        "members_are_kept",
        ('    kept = [tag for tag in product["tags"] if tag not in tags]\n', "    kept = []\n"),
    ),
    _mutant(
        "fails on a text that is empty",
        "list_products",
        "no_fault",
        ("if query is not None:", 'if query is not None and query[0] != " ":'),
    ),
    _mutant(
        "lists the rows of others",
        "list_order_items",
        "pages_are_whole",
        (
            '    _order(db, order_id)\n    return {"items": db.find("order_items", order_id=order_id)}',
            '    _order(db, order_id)\n    return {"items": db.rows("order_items")}',
        ),
    ),
    _mutant(
        "lists below what is not there",
        "list_order_items",
        "parent_is_required",
        ('    _order(db, order_id)\n    return {"items"', '    return {"items"'),
    ),
    _mutant(
        "answers by chance",
        "count_orders",
        "filters_hold deterministic",
        (
            '    return {"count": db.count("orders", **wanted)}',
            '    return {"count": db.count("orders", **wanted) + int(2 * db.random())}',
        ),
    ),
    _mutant(
        "refuses everything",
        "tag_product",
        "succeeds",
        (
            '    kept = _without_doubles(product["tags"] + tags)\n',
            '    kept = _without_doubles(product["tags"] + tags)\n    if kept is not None:\n        refuse("not today")\n',
        ),
    ),
    _mutant(
        "runs without end",
        "get_customer",
        "no_fault",
        (
            '    """Look a customer up."""\n    return _customer(db, customer_id)',
            '    """Look a customer up."""\n    while db.count("customers") >= 0:\n        db.count("customers")\n    return _customer(db, customer_id)',
        ),
    ),
    _mutant(
        "does not compile",
        "get_customer",
        "compiles",
        (
            '    """Look a customer up."""\n    return _customer(db, customer_id)',
            '    """Look a customer up."""\n    return sorted(set(hash(customer_id)))',
        ),
    ),
    _mutant(
        "takes other arguments",
        "get_customer",
        "fits",
        (
            "def get_customer(db, customer_id: str):",
            "def get_customer(db, customer: str, customer_id: str):",
        ),
    ),
)
