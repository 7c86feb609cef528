"""A draft of an environment that people wrote by hand: a shop, as a careful colleague has it.

Checks, tasks and pages are tried on it. It has a bit of all: made and given keys, a composite
key, a unique column, filters, a cursor, an offset, sorting, a cascade, totals, tags, two tools that
need a status, two rules that tools enforce and one that the agent has to hold.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from agentscaler.environments.design.blueprint import (
    Action,
    Blueprint,
    Column,
    Operation,
    Parameter,
    Role,
    Table,
)
from agentscaler.environments.design.draft import EnvironmentDraft, Rule

SOURCE = (Path(__file__).parent / "environments" / "programs" / "shop.py").read_text("utf-8")

POLICY = """\
# Policy of the shop

You help the customers of a shop, one at a time.

- An order can be cancelled for one of these reasons only: no longer needed, ordered by mistake,
  too slow.
- At most 10 pieces of a product may be put into one order.
- Change a customer's email only when the customer has confirmed the new one.
"""

CATEGORIES = ["book", "toy", "tool", "food"]
STATUSES = ("pending", "processed", "delivered", "cancelled")
REASONS = ["no longer needed", "ordered by mistake", "too slow"]

_TEXT: dict[str, Any] = {"type": "string"}
_INTEGER: dict[str, Any] = {"type": "integer"}
_PRICE: dict[str, Any] = {"type": "number", "minimum": 0}
_TAGS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
_CATEGORY: dict[str, Any] = {"type": "string", "enum": CATEGORIES}
_STATUS: dict[str, Any] = {"type": "string", "enum": list(STATUSES)}
_EMAIL: dict[str, Any] = {"type": "string", "format": "email"}
_WHEN: dict[str, Any] = {"type": "string", "format": "date-time"}
_QUANTITY: dict[str, Any] = {"type": "integer", "minimum": 1}
_LIMIT: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 100}
_OFFSET: dict[str, Any] = {"type": "integer", "minimum": 0}
_SORT: dict[str, Any] = {"type": "string", "enum": ["sku", "title", "price"]}
_ORDER: dict[str, Any] = {"type": "string", "enum": ["asc", "desc"]}

_CUSTOMER = ("customer_id", "name", "email", "phone", "created_at")
_PRODUCT = ("sku", "title", "category", "price", "stock", "tags")
_ITEM = ("order_id", "sku", "quantity", "price")
_ORDER_TOLD = ("order_id", "customer_id", "address", "status", "total", "created_at")


def shop_draft() -> EnvironmentDraft:
    """The shop: 4 tables, 16 tools, 3 rules; it passes every check."""
    return EnvironmentDraft(
        domain="shop",
        blueprint=_blueprint(),
        source=SOURCE,
        tools=_tools(),
        schema=_schema(),
        policy=POLICY,
        rules=_rules(),
        state=_state(),
        clock="2026-03-02T09:00:00Z",
        lineage={"designer": "by hand", "version": 1},
    )


def lax_shop_draft() -> EnvironmentDraft:
    """The shop whose tools let pass what the rules forbid: only the policy is against it."""
    source = SOURCE
    for rule in ("if quantity > MOST_OF_ONE_PRODUCT:", "if reason not in CANCEL_REASONS:"):
        assert source.count(rule) == 1, rule
        source = source.replace(rule, "if False:")
    rules = tuple(replace(rule, enforced=False) for rule in _rules())
    return replace(shop_draft(), domain="lax_shop", source=source, rules=rules)


def _blueprint() -> Blueprint:
    return Blueprint(tables=_tables(), operations=_operations())


def _tables() -> tuple[Table, ...]:
    return (
        Table(
            name="customers",
            noun="customer",
            key=("customer_id",),
            label="name",
            columns=(
                Column(
                    name="customer_id", schema=_TEXT, required=True, made="id", pattern="C-####"
                ),
                Column(name="name", schema=_TEXT, required=True),
                Column(name="email", schema=_EMAIL, required=True, unique=True),
                Column(name="phone", schema=_TEXT),
                Column(name="created_at", schema=_WHEN, required=True, made="created"),
            ),
        ),
        Table(
            name="products",
            noun="product",
            key=("sku",),
            label="title",
            columns=(
                Column(name="sku", schema=_TEXT, required=True),
                Column(name="title", schema=_TEXT, required=True),
                Column(name="category", schema=_CATEGORY, required=True),
                Column(name="price", schema=_PRICE, required=True),
                Column(name="stock", schema=_INTEGER, required=True),
                Column(name="tags", schema=_TAGS, required=True),
            ),
        ),
        Table(
            name="orders",
            noun="order",
            key=("order_id",),
            status="status",
            statuses=STATUSES,
            columns=(
                Column(name="order_id", schema=_TEXT, required=True, made="id", pattern="W######"),
                Column(
                    name="customer_id",
                    schema=_TEXT,
                    required=True,
                    references="customers.customer_id",
                ),
                Column(name="address", schema=_TEXT, required=True),
                Column(name="status", schema=_STATUS, required=True),
                Column(name="total", schema=_PRICE, required=True, made="total"),
                Column(name="cancel_reason", schema=_TEXT),
                Column(name="created_at", schema=_WHEN, required=True, made="created"),
            ),
        ),
        Table(
            name="order_items",
            noun="item of an order",
            key=("order_id", "sku"),
            parent="orders",
            columns=(
                Column(name="order_id", schema=_TEXT, required=True, references="orders.order_id"),
                Column(name="sku", schema=_TEXT, required=True, references="products.sku"),
                Column(name="quantity", schema=_QUANTITY, required=True),
                Column(name="price", schema=_PRICE, required=True),
            ),
        ),
    )


def _key(name: str, table: str | None = None) -> Parameter:
    return Parameter(
        name=name, role=Role.KEY, table=table, column=name, schema=_TEXT, required=True
    )


def _data(name: str, schema: dict[str, Any], *, required: bool = False) -> Parameter:
    return Parameter(name=name, role=Role.DATA, column=name, schema=schema, required=required)


def _filter(name: str, schema: dict[str, Any]) -> Parameter:
    return Parameter(name=name, role=Role.FILTER, column=name, schema=schema)


def _paging(name: str, role: Role, schema: dict[str, Any]) -> Parameter:
    return Parameter(name=name, role=role, schema=schema)


def _operations() -> tuple[Operation, ...]:
    return (*_customer_operations(), *_product_operations(), *_order_operations())


def _customer_operations() -> tuple[Operation, ...]:
    return (
        Operation(
            tool="create_customer",
            action=Action.CREATE,
            table="customers",
            parameters=(
                _data("name", _TEXT, required=True),
                _data("email", _EMAIL, required=True),
                _data("phone", _TEXT),
            ),
            told=_CUSTOMER,
            refuses=("duplicate",),
        ),
        Operation(
            tool="get_customer",
            action=Action.GET,
            table="customers",
            parameters=(_key("customer_id"),),
            told=_CUSTOMER,
            refuses=("missing",),
        ),
        Operation(
            tool="update_customer",
            action=Action.UPDATE,
            table="customers",
            parameters=(
                _key("customer_id"),
                _data("name", _TEXT),
                _data("email", _EMAIL),
                _data("phone", _TEXT),
            ),
            told=_CUSTOMER,
            refuses=("missing", "duplicate", "value"),
        ),
    )


def _product_operations() -> tuple[Operation, ...]:
    tags = Parameter(
        name="tags", role=Role.MEMBERS, column="tags", schema=_TAGS, required=True, many=True
    )
    return (
        Operation(
            tool="create_product",
            action=Action.CREATE,
            table="products",
            parameters=(
                _key("sku"),
                _data("title", _TEXT, required=True),
                _data("category", _CATEGORY, required=True),
                _data("price", _PRICE, required=True),
                _data("stock", _INTEGER),
                _data("tags", _TAGS),
            ),
            told=_PRODUCT,
            refuses=("duplicate",),
        ),
        Operation(
            tool="get_product",
            action=Action.GET,
            table="products",
            parameters=(_key("sku"),),
            told=_PRODUCT,
            refuses=("missing",),
        ),
        Operation(
            tool="list_products",
            action=Action.LIST,
            table="products",
            parameters=(
                _filter("category", _CATEGORY),
                Parameter(name="query", role=Role.SEARCH, column="title", schema=_TEXT),
                _paging("sort_by", Role.SORT, _SORT),
                _paging("order", Role.ORDER, _ORDER),
                _paging("limit", Role.LIMIT, _LIMIT),
                _paging("offset", Role.OFFSET, _OFFSET),
            ),
            told=_PRODUCT,
        ),
        Operation(
            tool="tag_product",
            action=Action.ADD,
            table="products",
            parameters=(_key("sku"), tags),
            column="tags",
            told=("sku", "tags"),
            refuses=("missing",),
        ),
        Operation(
            tool="untag_product",
            action=Action.REMOVE,
            table="products",
            parameters=(_key("sku"), tags),
            column="tags",
            told=("sku", "tags"),
            refuses=("missing",),
        ),
    )


def _order_operations() -> tuple[Operation, ...]:
    customer = Parameter(
        name="customer_id",
        role=Role.REFERENCE,
        table="customers",
        column="customer_id",
        schema=_TEXT,
        required=True,
    )
    scope = Parameter(
        name="order_id",
        role=Role.SCOPE,
        table="orders",
        column="order_id",
        schema=_TEXT,
        required=True,
    )
    return (
        Operation(
            tool="create_order",
            action=Action.CREATE,
            table="orders",
            parameters=(customer, _data("address", _TEXT, required=True)),
            status="pending",
            told=_ORDER_TOLD,
            refuses=("missing_reference",),
        ),
        Operation(
            tool="get_order",
            action=Action.GET,
            table="orders",
            parameters=(_key("order_id"),),
            told=(*_ORDER_TOLD, "cancel_reason"),
            refuses=("missing",),
        ),
        Operation(
            tool="list_orders",
            action=Action.LIST,
            table="orders",
            parameters=(
                _filter("customer_id", _TEXT),
                _filter("status", _STATUS),
                _paging("limit", Role.LIMIT, _LIMIT),
                _paging("cursor", Role.CURSOR, _TEXT),
            ),
            told=(*_ORDER_TOLD, "cancel_reason"),
            refuses=("value",),
        ),
        Operation(
            tool="count_orders",
            action=Action.COUNT,
            table="orders",
            parameters=(_filter("customer_id", _TEXT), _filter("status", _STATUS)),
        ),
        Operation(
            tool="add_order_item",
            action=Action.CREATE,
            table="order_items",
            parameters=(
                scope,
                Parameter(
                    name="sku",
                    role=Role.REFERENCE,
                    table="products",
                    column="sku",
                    schema=_TEXT,
                    required=True,
                ),
                _data("quantity", _QUANTITY, required=True),
            ),
            told=_ITEM,
            requires=("pending",),
            refuses=("missing_parent", "missing_reference", "duplicate", "status", "policy"),
            rules=("add_order_item.at_most_10",),
        ),
        Operation(
            tool="list_order_items",
            action=Action.LIST,
            table="order_items",
            parameters=(scope,),
            told=_ITEM,
            refuses=("missing_parent",),
        ),
        Operation(
            tool="cancel_order",
            action=Action.CHANGE,
            table="orders",
            parameters=(
                _key("order_id"),
                Parameter(
                    name="reason",
                    role=Role.DATA,
                    column="cancel_reason",
                    schema=_TEXT,
                    required=True,
                ),
            ),
            status="cancelled",
            requires=("pending",),
            told=("order_id", "status", "cancel_reason"),
            refuses=("missing", "status", "policy"),
            rules=("cancel_order.allowed_reasons",),
        ),
        Operation(
            tool="delete_order",
            action=Action.DELETE,
            table="orders",
            parameters=(_key("order_id"),),
            requires=("cancelled",),
            refuses=("missing", "status"),
        ),
    )


def _tools() -> tuple[dict[str, Any], ...]:
    """Each with the parameters of its operation, in their order."""
    descriptions = {
        "create_customer": "Register a customer.",
        "get_customer": "Look a customer up.",
        "update_customer": "Change what is known of a customer.",
        "create_product": "Add a product to the catalogue.",
        "get_product": "Look a product up.",
        "list_products": "List products, page by page.",
        "tag_product": "Add tags to a product.",
        "untag_product": "Remove tags from a product.",
        "create_order": "Begin an order for a customer.",
        "get_order": "Look an order up, with its items.",
        "list_orders": "List orders, page by page.",
        "count_orders": "Count orders.",
        "add_order_item": "Put a product into an order that is pending.",
        "list_order_items": "List what is in an order.",
        "cancel_order": "Cancel an order that is pending.",
        "delete_order": "Delete a cancelled order, with its items.",
    }
    return tuple(
        {
            "name": operation.tool,
            "description": descriptions[operation.tool],
            "parameters": {
                "type": "object",
                "properties": {one.name: dict(one.schema) for one in operation.parameters},
                "required": [one.name for one in operation.parameters if one.required],
                "additionalProperties": False,
            },
        }
        for operation in _operations()
    )


def _schema() -> dict[str, Any]:
    """The tables of the blueprint, as ``schema.json`` says them."""
    tables: dict[str, Any] = {}
    for table in _tables():
        columns: dict[str, Any] = {}
        for column in table.columns:
            marks = {
                name: column.schema[name]
                for name in ("type", "enum", "format")
                if name in column.schema
            }
            if column.required:
                marks["required"] = True
            if column.made in {"id", "created", "updated"}:
                marks["generated"] = True
            if column.references is not None:
                marks["references"] = column.references
            columns[column.name] = marks
        key = table.key[0] if len(table.key) == 1 else list(table.key)
        tables[table.name] = {"key": key, "unordered": True, "columns": columns}
    return {"tables": tables}


def _rules() -> tuple[Rule, ...]:
    return (
        Rule(
            code="cancel_order.allowed_reasons",
            text=f"An order can be cancelled for one of these reasons only: {', '.join(REASONS)}.",
            tools=("cancel_order",),
            enforced=True,
            forbids={"argument": "reason", "not_in": REASONS},
        ),
        Rule(
            code="add_order_item.at_most_10",
            text="At most 10 pieces of a product may be put into one order.",
            tools=("add_order_item",),
            enforced=True,
            forbids={"argument": "quantity", "over": 10},
        ),
        Rule(
            code="update_customer.confirmed_email",
            text="Change a customer's email only when the customer has confirmed the new one.",
            tools=("update_customer",),
            enforced=False,
        ),
    )


def _state() -> dict[str, Any]:
    customers = [
        ("C-1001", "Ada Okafor", "ada.okafor@example.com", "+44 20 7946 0011"),
        ("C-1002", "Bruno Keller", "bruno.keller@example.com", None),
        ("C-1003", "Chen Wei", "chen.wei@example.com", "+86 10 5555 0142"),
        ("C-1004", "Dolores Peña", "dolores.pena@example.com", None),
        ("C-1005", "Emil Søndergaard", "emil@example.com", "+45 32 55 01 77"),
        ("C-1006", "Fatima Haddad", "fatima.haddad@example.com", "+212 522 55 0188"),
    ]
    products = [
        ("BK-001", "The Sea at Night", "book", 14.5, 31, ["novel", "bestseller"]),
        ("BK-002", "Bread and Time", "book", 24.9, 8, ["cooking"]),
        ("BK-003", "Maps of the Old World", "book", 39.0, 3, ["atlas", "gift"]),
        ("TY-001", "Wooden Train", "toy", 29.95, 12, ["wood", "gift"]),
        ("TY-002", "Kite", "toy", 18.0, 0, []),
        ("TY-003", "Night Sky Puzzle", "toy", 22.5, 17, ["puzzle"]),
        ("TL-001", "Claw Hammer", "tool", 19.9, 40, ["steel"]),
        ("TL-002", "Cordless Drill", "tool", 129.0, 6, ["battery"]),
        ("TL-003", "Spirit Level", "tool", 12.75, 22, []),
        ("FD-001", "Olive Oil", "food", 11.2, 55, ["organic"]),
        ("FD-002", "Green Tea", "food", 6.4, 80, ["organic", "gift"]),
    ]
    orders = [
        ("W100001", "C-1001", "12 Harbour Street, Leeds", "delivered"),
        ("W100002", "C-1001", "12 Harbour Street, Leeds", "pending"),
        ("W100003", "C-1002", "Lindenweg 4, Bern", "pending"),
        ("W100004", "C-1002", "Lindenweg 4, Bern", "cancelled"),
        ("W100005", "C-1003", "88 Garden Road, Hangzhou", "processed"),
        ("W100006", "C-1003", "88 Garden Road, Hangzhou", "pending"),
        ("W100007", "C-1004", "Calle Mayor 19, Toledo", "delivered"),
        ("W100008", "C-1005", "Havnegade 31, Aarhus", "cancelled"),
        ("W100009", "C-1005", "Havnegade 31, Aarhus", "pending"),
        ("W100010", "C-1001", "Station Road 5, York", "processed"),
    ]
    items = [
        ("W100001", "BK-001", 1),
        ("W100001", "FD-002", 3),
        ("W100002", "TY-001", 2),
        ("W100003", "TL-002", 1),
        ("W100003", "TL-001", 1),
        ("W100004", "BK-002", 1),
        ("W100005", "FD-001", 6),
        ("W100006", "TY-003", 1),
        ("W100006", "BK-003", 1),
        ("W100007", "TL-003", 2),
        ("W100008", "TY-002", 1),
        ("W100010", "FD-001", 2),
        ("W100010", "FD-002", 4),
    ]
    prices = {sku: price for sku, _, _, price, _, _ in products}
    totals = {order_id: 0.0 for order_id, *_ in orders}
    for order_id, sku, quantity in items:
        totals[order_id] = round(totals[order_id] + quantity * prices[sku], 2)
    return {
        "customers": [
            {
                "customer_id": customer_id,
                "name": name,
                "email": email,
                "created_at": f"2026-01-{10 + at:02}T08:30:00Z",
                **({} if phone is None else {"phone": phone}),
            }
            for at, (customer_id, name, email, phone) in enumerate(customers)
        ],
        "products": [
            {
                "sku": sku,
                "title": title,
                "category": category,
                "price": price,
                "stock": stock,
                "tags": tags,
            }
            for sku, title, category, price, stock, tags in products
        ],
        "orders": [
            {
                "order_id": order_id,
                "customer_id": customer_id,
                "address": address,
                "status": status,
                "total": totals[order_id],
                "created_at": f"2026-02-{10 + at:02}T14:05:00Z",
                **({"cancel_reason": "no longer needed"} if status == "cancelled" else {}),
            }
            for at, (order_id, customer_id, address, status) in enumerate(orders)
        ],
        "order_items": [
            {"order_id": order_id, "sku": sku, "quantity": quantity, "price": prices[sku]}
            for order_id, sku, quantity in items
        ],
    }
