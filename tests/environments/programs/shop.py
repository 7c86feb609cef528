"""Tools of a shop."""

CANCEL_REASONS = ["no longer needed", "ordered by mistake", "too slow"]
MOST_OF_ONE_PRODUCT = 10


def create_customer(db, name: str, email: str, phone: str | None = None):
    """Register a customer.

    Args:
        name: Full name.
        email: Address that no other customer has.
        phone: Telephone number.
    """
    if db.count("customers", email=email):
        refuse(f"a customer with the email {email} exists already")
    customer = {
        "customer_id": db.new_id("customers", "C-####"),
        "name": name,
        "email": email,
        "created_at": db.now(),
    }
    if phone is not None:
        customer["phone"] = phone
    db.insert("customers", customer)
    return customer


def get_customer(db, customer_id: str):
    """Look a customer up."""
    return _customer(db, customer_id)


def update_customer(
    db,
    customer_id: str,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
):
    """Change what is known of a customer; what is left out stays as it is."""
    customer = _customer(db, customer_id)
    changes = {}
    if name is not None:
        changes["name"] = name
    if email is not None:
        for other in db.find("customers", email=email):
            if other["customer_id"] != customer_id:
                refuse(f"a customer with the email {email} exists already")
        changes["email"] = email
    if phone is not None:
        changes["phone"] = phone
    if not changes:
        refuse("nothing to change was given")
    db.update("customers", customer_id, changes)
    customer.update(changes)
    return customer


def create_product(
    db,
    sku: str,
    title: str,
    category: str,
    price: float,
    stock: int = 0,
    tags: list[str] | None = None,
):
    """Add a product to the catalogue.

    Args:
        sku: Number of the product, chosen by the shop.
        title: What customers read.
        category: One of book, toy, tool, food.
        price: In euros.
        stock: Pieces that are there.
        tags: Words to find it by.
    """
    if db.get("products", sku) is not None:
        refuse(f"product {sku} exists already")
    product = {
        "sku": sku,
        "title": title,
        "category": category,
        "price": price,
        "stock": stock,
        "tags": _without_doubles(tags or []),
    }
    db.insert("products", product)
    return product


def get_product(db, sku: str):
    """Look a product up."""
    return _product(db, sku)


def list_products(
    db,
    category: str | None = None,
    query: str | None = None,
    sort_by: str = "sku",
    order: str = "asc",
    limit: int = 20,
    offset: int = 0,
):
    """List products.

    Args:
        category: Only those of this category.
        query: Only those that have this text in their title.
        sort_by: Column to sort by.
        order: asc or desc.
        limit: Products at most.
        offset: Products to skip.
    """
    products = db.rows("products") if category is None else db.find("products", category=category)
    if query is not None:
        products = [one for one in products if query.lower() in one["title"].lower()]
    products = sorted(products, key=lambda one: one["sku"])
    products = sorted(products, key=lambda one: one[sort_by], reverse=order == "desc")
    return {"products": products[offset : offset + limit], "total": len(products)}


def tag_product(db, sku: str, tags: list[str]):
    """Add tags to a product; one that it has already stays once."""
    product = _product(db, sku)
    kept = _without_doubles(product["tags"] + tags)
    db.update("products", sku, {"tags": kept})
    return {"sku": sku, "tags": kept}


def untag_product(db, sku: str, tags: list[str]):
    """Remove tags from a product; one that it does not have is no error."""
    product = _product(db, sku)
    kept = [tag for tag in product["tags"] if tag not in tags]
    db.update("products", sku, {"tags": kept})
    return {"sku": sku, "tags": kept}


def create_order(db, customer_id: str, address: str):
    """Begin an order for a customer; items are added one by one.

    Args:
        customer_id: Who orders.
        address: Where it goes.
    """
    _customer(db, customer_id)
    order = {
        "order_id": db.new_id("orders", "W######"),
        "customer_id": customer_id,
        "address": address,
        "status": "pending",
        "total": 0,
        "created_at": db.now(),
    }
    db.insert("orders", order)
    return order


def get_order(db, order_id: str):
    """Look an order up, with its items."""
    order = _order(db, order_id)
    order["items"] = db.find("order_items", order_id=order_id)
    return order


def list_orders(
    db,
    customer_id: str | None = None,
    status: str | None = None,
    limit: int = 20,
    cursor: str | None = None,
):
    """List orders by their number.

    Args:
        customer_id: Only those of this customer.
        status: Only those with this status.
        limit: Orders at most.
        cursor: The next_cursor of the page before.
    """
    if cursor is not None and db.get("orders", cursor) is None:
        refuse(f"no page begins at {cursor}")
    wanted = {}
    if customer_id is not None:
        wanted["customer_id"] = customer_id
    if status is not None:
        wanted["status"] = status
    orders = sorted(db.find("orders", **wanted), key=lambda one: one["order_id"])
    if cursor is not None:
        orders = [one for one in orders if one["order_id"] > cursor]
    page = orders[:limit]
    more = len(orders) > len(page)
    return {"orders": page, "next_cursor": page[-1]["order_id"] if more else None}


def count_orders(db, customer_id: str | None = None, status: str | None = None):
    """How many orders there are of a customer, or with a status."""
    wanted = {}
    if customer_id is not None:
        wanted["customer_id"] = customer_id
    if status is not None:
        wanted["status"] = status
    return {"count": db.count("orders", **wanted)}


def add_order_item(db, order_id: str, sku: str, quantity: int):
    """Put a product into an order that is pending.

    Args:
        order_id: Number of the order.
        sku: Number of the product.
        quantity: Pieces of it, 10 at most.
    """
    order = _order(db, order_id)
    product = _product(db, sku)
    if order["status"] != "pending":
        refuse(f"order {order_id} is {order['status']}; items can be added to pending ones only")
    if db.get("order_items", (order_id, sku)) is not None:
        refuse(f"product {sku} is in order {order_id} already")
    if quantity > MOST_OF_ONE_PRODUCT:
        refuse(f"at most {MOST_OF_ONE_PRODUCT} pieces of a product are sold in one order")
    item = {"order_id": order_id, "sku": sku, "quantity": quantity, "price": product["price"]}
    db.insert("order_items", item)
    db.update("orders", order_id, {"total": round(order["total"] + quantity * item["price"], 2)})
    return item


def list_order_items(db, order_id: str):
    """List what is in an order."""
    _order(db, order_id)
    return {"items": db.find("order_items", order_id=order_id)}


def cancel_order(db, order_id: str, reason: str):
    """Cancel an order that is pending.

    Args:
        order_id: Number of the order.
        reason: Why: no longer needed, ordered by mistake, or too slow.
    """
    order = _order(db, order_id)
    if order["status"] != "pending":
        refuse(f"order {order_id} is {order['status']}; only pending orders can be cancelled")
    if reason not in CANCEL_REASONS:
        refuse(f"orders are cancelled for these reasons only: {', '.join(CANCEL_REASONS)}")
    db.update("orders", order_id, {"status": "cancelled", "cancel_reason": reason})
    return {"order_id": order_id, "status": "cancelled", "cancel_reason": reason}


def delete_order(db, order_id: str):
    """Delete a cancelled order, with its items."""
    order = _order(db, order_id)
    if order["status"] != "cancelled":
        refuse(f"order {order_id} is {order['status']}; only cancelled orders can be deleted")
    for key in db.keys("order_items", order_id=order_id):
        db.delete("order_items", key)
    db.delete("orders", order_id)
    return {"deleted": True, "order_id": order_id}


def _customer(db, customer_id):
    customer = db.get("customers", customer_id)
    if customer is None:
        refuse(f"customer {customer_id} not found")
    return customer


def _product(db, sku):
    product = db.get("products", sku)
    if product is None:
        refuse(f"product {sku} not found")
    return product


def _order(db, order_id):
    order = db.get("orders", order_id)
    if order is None:
        refuse(f"order {order_id} not found")
    return order


def _without_doubles(words):
    kept = []
    for word in words:
        if word not in kept:
            kept.append(word)
    return kept
