"""The tools of an airline: flights with their seats and prices by date, reservations, users.

Seats are not taken from a flight when it is booked: they are updated elsewhere, later.
"""

import re
from datetime import date as day
from datetime import timedelta

TODAY = "2024-05-15T15:00:00"
AIRPORTS = {
    "SFO": "San Francisco",
    "JFK": "New York",
    "LAX": "Los Angeles",
    "ORD": "Chicago",
    "DFW": "Dallas",
    "DEN": "Denver",
    "SEA": "Seattle",
    "ATL": "Atlanta",
    "MIA": "Miami",
    "BOS": "Boston",
    "PHX": "Phoenix",
    "IAH": "Houston",
    "LAS": "Las Vegas",
    "MCO": "Orlando",
    "EWR": "Newark",
    "CLT": "Charlotte",
    "MSP": "Minneapolis",
    "DTW": "Detroit",
    "PHL": "Philadelphia",
    "LGA": "LaGuardia",
}
# The ids that this airline gives, in their order.
RESERVATION_IDS = ("HATHAT", "HATHAU", "HATHAV")
CERTIFICATE_IDS = ("certificate_3221322", "certificate_3221323", "certificate_3221324")
BAGGAGE_PRICE = 50
INSURANCE_PRICE = 30


def book_reservation(
    db,
    user_id: str,
    origin: str,
    destination: str,
    flight_type: str,
    cabin: str,
    flights: list,
    passengers: list,
    payment_methods: list,
    total_baggages: int,
    nonfree_baggages: int,
    insurance: str,
):
    """Book a reservation, paid in full by methods in the profile of the user."""
    user = _user(db, user_id)
    legs = [_new_leg(db, leg, cabin, len(passengers)) for leg in flights]
    price = _price(legs, len(passengers)) + BAGGAGE_PRICE * nonfree_baggages
    if insurance == "yes":
        price += INSURANCE_PRICE * len(passengers)
    _pay(user, payment_methods, price)
    reservation = {
        "reservation_id": _unused(db.keys("reservations"), RESERVATION_IDS),
        "user_id": user_id,
        "origin": origin,
        "destination": destination,
        "flight_type": flight_type,
        "cabin": cabin,
        "flights": legs,
        "passengers": passengers,
        "payment_history": payment_methods,
        "created_at": TODAY,
        "total_baggages": total_baggages,
        "nonfree_baggages": nonfree_baggages,
        "insurance": insurance,
    }
    db.insert("reservations", reservation, key=reservation["reservation_id"])
    user["reservations"].append(reservation["reservation_id"])
    db.put("users", user_id, user)
    return reservation


def calculate(db, expression: str):
    """Calculate the result of a mathematical expression."""
    if re.fullmatch(r"[0-9+\-*/(). ]+", expression) is None:
        refuse("invalid characters in expression")
    tokens = re.findall(r"[0-9.]+|[-+*/()]", expression)
    value = _sum(tokens)
    if tokens:
        refuse(f"invalid expression: unexpected {tokens[0]}")
    return str(round(float(value), 2))


def cancel_reservation(db, reservation_id: str):
    """Cancel a whole reservation: everything that was paid goes back where it came from."""
    reservation = _reservation(db, reservation_id)
    reservation["payment_history"] += [
        {"payment_id": payment["payment_id"], "amount": -payment["amount"]}
        for payment in reservation["payment_history"]
    ]
    reservation["status"] = "cancelled"
    db.put("reservations", reservation_id, reservation)
    return reservation


def get_reservation_details(db, reservation_id: str):
    """Get the details of a reservation."""
    return _reservation(db, reservation_id)


def get_user_details(db, user_id: str):
    """Get the details of a user, including their reservations."""
    return _user(db, user_id)


def list_all_airports(db):
    """List all airports and their cities."""
    return AIRPORTS


def search_direct_flight(db, origin: str, destination: str, date: str):
    """Search direct flights between two cities on a date."""
    flights = db.find("flights", origin=origin, destination=destination)
    return [_offer(flight, date) for flight in flights if _is_available(flight, date)]


def search_onestop_flight(db, origin: str, destination: str, date: str):
    """Search pairs of flights between two cities, the first of them on a date."""
    lasts = {}
    for flight in db.find("flights", destination=destination):
        lasts.setdefault(flight["origin"], []).append(flight)
    found = []
    for first in db.find("flights", origin=origin):
        arrival = first["scheduled_arrival_time_est"]
        # An arrival after midnight is written 03:00:00+1.
        next_date = _day_after(date) if "+1" in arrival else date
        for last in lasts.get(first["destination"], []):
            if arrival > last["scheduled_departure_time_est"]:
                continue
            if _is_available(first, date) and _is_available(last, next_date):
                # Seats and prices of both are those of the first date: the airline knows no better.
                legs = [_offer(first, date), _offer(last, date)]
                legs[0]["date"] = date
                legs[1]["date"] = next_date
                found.append(legs)
    return found


def send_certificate(db, user_id: str, amount: float):
    """Send a travel certificate to a user."""
    user = _user(db, user_id)
    payment_id = _unused(user["payment_methods"], CERTIFICATE_IDS)
    user["payment_methods"][payment_id] = {
        "source": "certificate",
        "amount": amount,
        "id": payment_id,
    }
    db.put("users", user_id, user)
    return f"Certificate {payment_id} added to user {user_id} with amount {amount}."


def think(db, thought: str):
    """Think about something: nothing is read or changed."""
    return ""


def transfer_to_human_agents(db, summary: str):
    """Transfer the user to a human agent, with a summary of the issue."""
    return "Transfer successful"


def update_reservation_baggages(
    db, reservation_id: str, total_baggages: int, nonfree_baggages: int, payment_id: str
):
    """Change the number of bags of a reservation; every further non-free one is paid."""
    reservation = _reservation(db, reservation_id)
    more = max(0, nonfree_baggages - reservation["nonfree_baggages"])
    _charge(db, reservation, payment_id, BAGGAGE_PRICE * more)
    reservation["total_baggages"] = total_baggages
    reservation["nonfree_baggages"] = nonfree_baggages
    db.put("reservations", reservation_id, reservation)
    return reservation


def update_reservation_flights(db, reservation_id: str, cabin: str, flights: list, payment_id: str):
    """Change the flights or the cabin of a reservation; the difference is paid or refunded.

    A flight that stays in its cabin keeps its price. The record keeps the name of the first cabin:
    prices say what was paid for.
    """
    reservation = _reservation(db, reservation_id)
    seats = len(reservation["passengers"])
    legs = []
    for leg in flights:
        kept = _kept_leg(reservation, leg, cabin)
        legs.append(_new_leg(db, leg, cabin, seats) if kept is None else kept)
    difference = _price(legs, seats) - _price(reservation["flights"], seats)
    _charge(db, reservation, payment_id, difference)
    reservation["flights"] = legs
    db.put("reservations", reservation_id, reservation)
    return reservation


def update_reservation_passengers(db, reservation_id: str, passengers: list):
    """Change who travels; the number of passengers stays."""
    reservation = _reservation(db, reservation_id)
    if len(passengers) != len(reservation["passengers"]):
        refuse("number of passengers does not match")
    reservation["passengers"] = passengers
    db.put("reservations", reservation_id, reservation)
    return reservation


def _user(db, user_id):
    user = db.get("users", user_id)
    if user is None:
        refuse("user not found")
    return user


def _reservation(db, reservation_id):
    reservation = db.get("reservations", reservation_id)
    if reservation is None:
        refuse("reservation not found")
    return reservation


def _unused(taken, ids):
    """The first of the ids that is not taken."""
    for candidate in ids:
        if candidate not in taken:
            return candidate
    refuse("no further id can be given")


def _is_available(flight, date):
    return flight["dates"].get(date, {}).get("status") == "available"


def _offer(flight, date):
    """A flight as it is offered on a date: times, seats and prices."""
    offer = {name: value for name, value in flight.items() if name != "dates"}
    offer.update(flight["dates"].get(date, {}))
    return offer


def _day_after(date):
    return (day.fromisoformat(date) + timedelta(days=1)).isoformat()


def _priced(leg, price, flight):
    """A leg as it was asked for, with what the reservation remembers of it."""
    return {
        **leg,
        "price": price,
        "origin": flight["origin"],
        "destination": flight["destination"],
    }


def _new_leg(db, leg, cabin, seats):
    """A leg at the price of today, for so many passengers in a cabin."""
    number, date = leg["flight_number"], leg["date"]
    flight = db.get("flights", number)
    if flight is None:
        refuse(f"flight {number} not found")
    if date not in flight["dates"]:
        refuse(f"flight {number} not found on date {date}")
    if not _is_available(flight, date):
        refuse(f"flight {number} not available on date {date}")
    offer = flight["dates"][date]
    if offer["available_seats"][cabin] < seats:
        refuse(f"not enough seats on flight {number}")
    return _priced(leg, offer["prices"][cabin], flight)


def _kept_leg(reservation, leg, cabin):
    """The leg at its old price, where the reservation has it in this cabin; else None."""
    if reservation["cabin"] == cabin:
        for old in reservation["flights"]:
            if old["flight_number"] == leg["flight_number"] and old["date"] == leg["date"]:
                return _priced(leg, old["price"], old)
    return None


def _price(legs, seats):
    return sum([leg["price"] for leg in legs]) * seats


def _pay(user, payments, price):
    """Take payments from the methods of a user, which have to add up to the price."""
    methods = user["payment_methods"]
    for payment in payments:
        payment_id, amount = payment["payment_id"], payment["amount"]
        if payment_id not in methods:
            refuse(f"payment method {payment_id} not found")
        method = methods[payment_id]
        if _lacks(method, amount):
            refuse(f"not enough balance in payment method {payment_id}")
        if method["source"] == "gift_card":
            method["amount"] -= amount
        elif method["source"] == "certificate":
            # What remains of a certificate is lost.
            methods.pop(payment_id)
    paid = sum([payment["amount"] for payment in payments])
    if paid != price:
        refuse(f"payment amount does not add up, total price is {price}, but paid {paid}")


def _lacks(method, amount):
    """Whether a gift card or certificate holds less than the amount."""
    return method["source"] in ("gift_card", "certificate") and method["amount"] < amount


def _charge(db, reservation, payment_id, amount):
    """Take the amount for a change of a reservation, or give it back when negative."""
    user = _user(db, reservation["user_id"])
    method = user["payment_methods"].get(payment_id)
    if method is None:
        refuse("payment method not found")
    if method["source"] == "certificate":
        refuse("certificate cannot be used to update reservation")
    if _lacks(method, amount):
        refuse("gift card balance is not enough")
    if amount == 0:
        return
    if method["source"] == "gift_card":
        method["amount"] -= amount
        db.put("users", reservation["user_id"], user)
    reservation["payment_history"].append({"payment_id": payment_id, "amount": amount})


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
