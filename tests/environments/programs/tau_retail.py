"""The tools of a retail store: orders, products with their variants, and users.

An amount that a customer pays is positive. Gift cards hold a balance, which moves at once; every
other method of payment settles elsewhere, so that only the order remembers it.
"""

import re

PENDING = "pending"
DELIVERED = "delivered"


def calculate(db, expression: str):
    """Calculate the result of a mathematical expression."""
    if re.fullmatch(r"[0-9+\-*/(). ]+", expression) is None:
        refuse("invalid characters in expression")
    tokens = re.findall(r"[0-9.]+|[-+*/()]", expression)
    value = _sum(tokens)
    if tokens:
        refuse(f"invalid expression: unexpected {tokens[0]}")
    return str(round(float(value), 2))


def cancel_pending_order(db, order_id: str, reason: str):
    """Cancel a pending order and refund every payment."""
    order = _order(db, order_id)
    if order["status"] != PENDING:
        refuse("non-pending order cannot be cancelled")
    refunds = []
    for payment in order["payment_history"]:
        refunds.append(_transaction("refund", payment["amount"], payment["payment_method_id"]))
        _charge(db, order["user_id"], payment["payment_method_id"], -payment["amount"])
    order["status"] = "cancelled"
    order["cancel_reason"] = reason
    order["payment_history"] += refunds
    db.put("orders", order_id, order)
    return order


def exchange_delivered_order_items(
    db, order_id: str, item_ids: list, new_item_ids: list, payment_method_id: str
):
    """Request that items of a delivered order are exchanged for variants of the same products."""
    order = _order(db, order_id)
    if order["status"] != DELIVERED:
        refuse("non-delivered order cannot be exchanged")
    swaps = _swaps(db, order, item_ids, new_item_ids)
    difference = round(_difference(swaps), 2)
    method = _payment_method(db, order["user_id"], payment_method_id)
    if _lacks(method, difference):
        refuse("insufficient gift card balance to pay for the price difference")
    order["status"] = "exchange requested"
    order["exchange_items"] = sorted(item_ids)
    order["exchange_new_items"] = sorted(new_item_ids)
    order["exchange_payment_method_id"] = payment_method_id
    order["exchange_price_difference"] = difference
    db.put("orders", order_id, order)
    return order


def find_user_id_by_email(db, email: str):
    """Find a user id by email, in whatever case it is written."""
    for user_id, user in db.items("users"):
        if user["email"].lower() == email.lower():
            return user_id
    refuse("user not found")


def find_user_id_by_name_zip(db, first_name: str, last_name: str, zip: str):
    """Find a user id by first name, last name and zip code."""
    wanted = (first_name.lower(), last_name.lower(), zip)
    for user_id, user in db.items("users"):
        name = user["name"]
        found = (name["first_name"].lower(), name["last_name"].lower(), user["address"]["zip"])
        if found == wanted:
            return user_id
    refuse("user not found")


def get_order_details(db, order_id: str):
    """Get the status and details of an order."""
    return _order(db, order_id)


def get_product_details(db, product_id: str):
    """Get a product with all of its variants."""
    product = db.get("products", product_id)
    if product is None:
        refuse("product not found")
    return product


def get_user_details(db, user_id: str):
    """Get the details of a user, including their orders."""
    return _user(db, user_id)


def list_all_product_types(db):
    """List the name and product id of all product types, by name."""
    names = {product["name"]: product["product_id"] for product in db.rows("products")}
    return {name: names[name] for name in sorted(names)}


def modify_pending_order_address(
    db,
    order_id: str,
    address1: str,
    address2: str,
    city: str,
    state: str,
    country: str,
    zip: str,
):
    """Change where a pending order is shipped to."""
    order = _order(db, order_id)
    if order["status"] != PENDING:
        refuse("non-pending order cannot be modified")
    order["address"] = _address(address1, address2, city, state, country, zip)
    db.put("orders", order_id, order)
    return order


def modify_pending_order_items(
    db, order_id: str, item_ids: list, new_item_ids: list, payment_method_id: str
):
    """Replace items of a pending order by variants of the same products; possible once."""
    order = _order(db, order_id)
    if order["status"] != PENDING:
        refuse("non-pending order cannot be modified")
    swaps = _swaps(db, order, item_ids, new_item_ids)
    difference = _difference(swaps)
    method = _payment_method(db, order["user_id"], payment_method_id)
    if _lacks(method, difference):
        refuse("insufficient gift card balance to pay for the new item")
    kind = "payment" if difference > 0 else "refund"
    order["payment_history"].append(_transaction(kind, abs(difference), payment_method_id))
    _charge(db, order["user_id"], payment_method_id, difference)
    for item, variant in swaps:
        # Of equal items the first one is replaced: it then has another id, and the next is found.
        place = [each["item_id"] for each in order["items"]].index(item["item_id"])
        order["items"][place]["item_id"] = variant["item_id"]
        order["items"][place]["price"] = variant["price"]
        order["items"][place]["options"] = variant["options"]
    order["status"] = "pending (item modified)"
    db.put("orders", order_id, order)
    return order


def modify_pending_order_payment(db, order_id: str, payment_method_id: str):
    """Pay for a pending order by another method, and refund the first one."""
    order = _order(db, order_id)
    if order["status"] != PENDING:
        refuse("non-pending order cannot be modified")
    method = _payment_method(db, order["user_id"], payment_method_id)
    if len(order["payment_history"]) != 1:
        refuse("there should be exactly one payment for a pending order")
    paid = order["payment_history"][0]
    if paid["payment_method_id"] == payment_method_id:
        refuse("the new payment method should be different from the current one")
    amount = paid["amount"]
    if _lacks(method, amount):
        refuse("insufficient gift card balance to pay for the order")
    order["payment_history"] += [
        _transaction("payment", amount, payment_method_id),
        _transaction("refund", amount, paid["payment_method_id"]),
    ]
    _charge(db, order["user_id"], payment_method_id, amount)
    _charge(db, order["user_id"], paid["payment_method_id"], -amount)
    db.put("orders", order_id, order)
    return order


def modify_user_address(
    db,
    user_id: str,
    address1: str,
    address2: str,
    city: str,
    state: str,
    country: str,
    zip: str,
):
    """Change the default address of a user."""
    user = _user(db, user_id)
    user["address"] = _address(address1, address2, city, state, country, zip)
    db.put("users", user_id, user)
    return user


def return_delivered_order_items(db, order_id: str, item_ids: list, payment_method_id: str):
    """Request the return of items of a delivered order."""
    order = _order(db, order_id)
    if order["status"] != DELIVERED:
        refuse("non-delivered order cannot be returned")
    method = _payment_method(db, order["user_id"], payment_method_id)
    original = order["payment_history"][0]["payment_method_id"]
    if method["source"] != "gift_card" and payment_method_id != original:
        refuse("payment method should be either the original payment method or a gift card")
    if _not_ordered(order, item_ids):
        refuse("some item not found")
    order["status"] = "return requested"
    order["return_items"] = sorted(item_ids)
    order["return_payment_method_id"] = payment_method_id
    db.put("orders", order_id, order)
    return order


def think(db, thought: str):
    """Think about something: nothing is read or changed."""
    return ""


def transfer_to_human_agents(db, summary: str):
    """Transfer the user to a human agent, with a summary of the issue."""
    return "Transfer successful"


def _order(db, order_id):
    order = db.get("orders", order_id)
    if order is None:
        refuse("order not found")
    return order


def _user(db, user_id):
    user = db.get("users", user_id)
    if user is None:
        refuse("user not found")
    return user


def _payment_method(db, user_id, payment_method_id):
    methods = _user(db, user_id)["payment_methods"]
    if payment_method_id not in methods:
        refuse("payment method not found")
    return methods[payment_method_id]


def _lacks(method, amount):
    """Whether a gift card holds less than the amount."""
    return method["source"] == "gift_card" and method["balance"] < amount


def _charge(db, user_id, payment_method_id, amount):
    """Take the amount from a gift card, or add it when negative; other methods settle elsewhere."""
    methods = _user(db, user_id)["payment_methods"]
    method = methods[payment_method_id]
    if method["source"] == "gift_card":
        method["balance"] = round(method["balance"] - amount, 2)
        db.update("users", user_id, {"payment_methods": methods})


def _transaction(kind, amount, payment_method_id):
    return {
        "transaction_type": kind,
        "amount": amount,
        "payment_method_id": payment_method_id,
    }


def _address(address1, address2, city, state, country, zip):
    return {
        "address1": address1,
        "address2": address2,
        "city": city,
        "state": state,
        "country": country,
        "zip": zip,
    }


def _not_ordered(order, item_ids):
    """The first item that is asked for more often than the order holds it, or None."""
    ordered = [item["item_id"] for item in order["items"]]
    for item_id in item_ids:
        if item_ids.count(item_id) > ordered.count(item_id):
            return item_id
    return None


def _swaps(db, order, item_ids, new_item_ids):
    """Pairs of an item of the order and the available variant that takes its place."""
    missing = _not_ordered(order, item_ids)
    if missing is not None:
        refuse(f"{missing} not found")
    if len(item_ids) != len(new_item_ids):
        refuse("the number of items to be exchanged should match")
    items = {}
    for item in order["items"]:
        items.setdefault(item["item_id"], item)
    swaps = []
    for item_id, new_item_id in zip(item_ids, new_item_ids):
        item = items[item_id]
        variant = db.get("products", item["product_id"])["variants"].get(new_item_id)
        if variant is None or not variant["available"]:
            refuse(f"new item {new_item_id} not found or available")
        swaps.append((item, variant))
    return swaps


def _difference(swaps):
    """What all the new items cost more than the old ones."""
    difference = 0
    for item, variant in swaps:
        difference += variant["price"] - item["price"]
    return difference


def _sum(tokens):
    """Take a sum from the front of the tokens: products with + or - between them."""
    total = _product(tokens)
    while tokens and tokens[0] in ("+", "-"):
        sign = tokens.pop(0)
        value = _product(tokens)
        total = total + value if sign == "+" else total - value
    return total


def _product(tokens):
    """Take a product from the front of the tokens: factors with * or / between them."""
    total = _factor(tokens)
    while tokens and tokens[0] in ("*", "/"):
        sign = tokens.pop(0)
        value = _factor(tokens)
        if sign == "/" and value == 0:
            refuse("division by zero")
        total = total * value if sign == "*" else total / value
    return total


def _factor(tokens):
    """Take a number, a signed factor or a sum in parentheses from the front of the tokens."""
    if not tokens:
        refuse("invalid expression: it ends too early")
    token = tokens.pop(0)
    if token == "-":
        return -_factor(tokens)
    if token == "+":
        return _factor(tokens)
    if token == "(":
        value = _sum(tokens)
        if not tokens or tokens.pop(0) != ")":
            refuse("invalid expression: a parenthesis is not closed")
        return value
    if re.fullmatch(r"[0-9]+", token):
        return int(token)
    if re.fullmatch(r"[0-9]+\.[0-9]*|\.[0-9]+", token):
        return float(token)
    refuse(f"invalid expression: unexpected {token}")
