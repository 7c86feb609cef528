"""Fields that are numbers: money, counts, measures, by what they measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.seeding.ask import spread
from agentscaler.environments.seeding.facts import nouns, technical
from agentscaler.environments.seeding.facts.goods import GOODS
from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.moments import LENGTHS
from agentscaler.environments.seeding.senses import persons, spots
from agentscaler.environments.seeding.senses.machines import MEASURES, measured
from agentscaler.environments.seeding.senses.times import day, month, year

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.environments.seeding.ask import Ask, Maker

_GOODS = frozenset(["product", "item", "good", "article", "line", "cart", "variant"])
# What money of a thing usually is, in units of a currency like the dollar: least, most.
_SUMS = {
    "flight": (79, 940),
    "ticket": (18, 140),
    "hotel": (89, 420),
    "room": (89, 420),
    "booking": (120, 1900),
    "reservation": (120, 1900),
    "vehicle": (8900, 58000),
    "car": (8900, 58000),
    "rental": (35, 160),
    "property": (180000, 940000),
    "listing": (850, 3900),
    "apartment": (850, 3900),
    "employee": (42000, 148000),
    "job": (42000, 148000),
    "position": (42000, 148000),
    "course": (90, 1400),
    "subscription": (9, 99),
    "plan": (9, 99),
    "membership": (19, 119),
    "invoice": (120, 8600),
    "deal": (2500, 84000),
    "opportunity": (2500, 84000),
    "project": (8000, 240000),
    "campaign": (500, 24000),
    "budget": (1000, 60000),
    "loan": (5000, 320000),
    "claim": (180, 12000),
    "stock": (12, 480),
    "dish": (7, 28),
    "meal": (7, 28),
    "order": (15, 420),
    "transaction": (5, 640),
    "payment": (12, 900),
    "transfer": (25, 3200),
    "expense": (6, 480),
    "account": (120, 18500),
    "wallet": (20, 900),
    "donation": (10, 500),
    "appointment": (60, 280),
    "prescription": (8, 95),
}


def money(draw: Callable[[int, int], int], low: float, high: float) -> float:
    """An amount between two, with endings as prices have them."""
    whole = low + (high - low) * (draw(0, 1000) / 1000) ** 2
    if high > 5000:  # noqa: PLR2004 - large sums are round
        return float(round(whole, -2))
    return round(int(whole) + (0.99, 0.5, 0.0, 0.95, 0.25)[draw(0, 4)], 2)


def _reading(ask: Ask) -> float:
    """A number that the measure of the row may have; money where it measures nothing."""
    known = measured(ask.subject.row)
    if known is None:
        outer = ask.subject.outer
        known = measured(outer.row) if outer else None
    if known is None:
        return float(ask.draw.between(2, 480)) if ask.kind == "reading" else _price(ask)
    _, low, high = MEASURES[known]
    return round(low + (high - low) * ask.draw.unit(), 1)


def _threshold(ask: Ask) -> float:
    known = measured(ask.subject.row)
    if known is None:
        return ask.draw.pick((70, 80, 90, 95))
    _, low, high = MEASURES[known]
    return round(low + (high - low) * ask.draw.pick((0.6, 0.75, 0.9)), 1)


def _end(ask: Ask) -> float:
    """One end of a range: of pay where the object speaks of pay."""
    if {"salary", "pay", "compensation"} & set(ask.noun):
        low = ask.subject.draw("range").between(42, 110) * 1000
        return low if ask.words[-1] == "min" else low + 18000
    return ask.draw.between(1, 20) if ask.words[-1] == "min" else ask.draw.between(20, 100)


def _days(ask: Ask) -> int:
    moments = ask.subject.moments
    days = (moments.end.date() - moments.start.date()).days
    return max(days + (0 if ask.kind in {"stay", "booking", "reservation"} else 1), 1)


def _price(ask: Ask) -> float:
    subject = ask.subject
    if ask.kind in _GOODS:
        names = {value for value in subject.row.values() if isinstance(value, str)}
        good = next((one for one in GOODS if one.name in names), subject.good)
        return good.price
    low, high = _SUMS.get(ask.kind, (12, 320))
    return money(subject.draw("price").between, low, high)


def _cost(ask: Ask) -> float:
    return round(_price(ask) * (0.55 + 0.2 * ask.draw.unit()), 2)


def _sale_price(ask: Ask) -> float:
    return round(_price(ask) * ask.draw.pick((0.9, 0.8, 0.85)), 2)


def _balance(ask: Ask) -> float:
    low, high = (0, 900) if ask.kind in {"customer", "user", "patient"} else (120, 18500)
    exact = low + (high - low) * ask.draw.unit() ** 2
    return round(exact, 2)


def _salary(ask: Ask) -> int:
    return ask.draw.between(42, 148) * 1000


def _tax(ask: Ask) -> float:
    return round(_price(ask) * 0.08, 2)


def _rate(ask: Ask) -> float:  # noqa: PLR0911  one for each kind of rate
    has = set(ask.words)
    if has & {"tax", "vat"}:
        return ask.draw.pick((0.19, 0.2, 0.07, 0.08)) if ask.says("0.", "fraction") else 19.0
    if has & {"exchange", "conversion", "fx"}:
        return round(0.7 + ask.draw.unit() * 0.7, 4)
    if has & {"interest", "mortgage", "apr"}:
        return round(2.5 + ask.draw.unit() * 4, 2)
    if has & {"heart", "pulse"}:
        return float(ask.draw.between(58, 96))
    if has & {"sample", "sampling"}:
        return float(ask.draw.pick((44100, 48000)))
    if has & {"hourly", "daily"}:
        return float(ask.draw.between(35, 160))
    return round(ask.draw.unit() * 12, 2)


def _score(ask: Ask) -> float:
    top = ask.schema.get("maximum")
    if (
        top == 1
        or ask.says("0 to 1", "between 0 and 1", "0-1", "0.0 to 1.0")
        or "confidence" in (ask.words)
    ):
        return round(0.55 + 0.44 * ask.draw.unit(), 3)
    return float(ask.draw.between(52, 98))


def _rating(ask: Ask) -> float:
    rating = ask.subject.rating
    top = ask.schema.get("maximum")
    if isinstance(top, int | float) and top >= 10:  # noqa: PLR2004 - out of ten or a hundred
        return round(rating * top / 5, 1)
    return rating


def _temperature(ask: Ask) -> float:
    degrees = {"patient": 36.4, "device": 18.0, "oven": 180.0}.get(ask.kind, 4.0)
    spread_of = 1.4 if ask.kind == "patient" or "body" in ask.words else 14.0
    base = 36.4 if "body" in ask.words else degrees
    value = base + spread_of * ask.subject.draw("degrees").unit()
    if {"max", "high", "maximum"} & set(ask.words):
        value += 4
    if {"min", "low", "minimum"} & set(ask.words):
        value -= 4
    fahrenheit = "fahrenheit" in ask.words or ask.words[-1] == "f" or ask.says("fahrenheit")
    return round(value * 1.8 + 32 if fahrenheit else value, 1)


def _bytes(ask: Ask) -> int:
    return int(2048 * 1.9 ** ask.draw.between(1, 16)) + ask.draw.below(1000)


def _duration(ask: Ask) -> int:  # noqa: PLR0911  one for each unit
    if ask.kind in {"song", "track", "video", "episode", "podcast", "call", "movie", "film"}:
        lengths = {"movie": (82, 158), "film": (82, 158), "episode": (18, 62), "podcast": (18, 62)}
        low, high = lengths.get(ask.kind, (150, 330))
        length = ask.draw.between(low, high)
        if ask.kind in {"song", "track"}:
            return length * 1000 if "ms" in ask.words or ask.says("millisecond") else length
        return length * 60 if ask.says("second") or "seconds" in ask.words else length
    moments = ask.subject.moments
    seconds = int((moments.end - moments.start).total_seconds())
    if ask.kind not in LENGTHS and not {"days", "hours"} & set(ask.words):
        seconds = 60 * ask.draw.pick((15, 30, 45, 60, 90))
    has = set(ask.words)
    if has & {"ms", "millis", "milliseconds"} or ask.says("millisecond"):
        return seconds * 1000
    if has & {"seconds", "secs", "sec", "s"} or ask.says("seconds"):
        return seconds
    if has & {"days", "nights"} or ask.says("in days"):
        return max(seconds // 86400, 1)
    if has & {"hours", "hrs"} or ask.says("in hours"):
        return max(seconds // 3600, 1)
    if has & {"months"} or ask.says("months"):
        return ask.draw.pick((1, 6, 12, 24))
    return max(seconds // 60, 1)


_SEATS = {"A320": 180, "737": 189, "A350": 325, "787": 290, "E190": 100, "A220": 148, "777": 396}


def _seats(ask: Ask) -> int:
    if {"available", "left", "remaining", "free"} & set(ask.words):
        return ask.draw.between(0, 64)
    for value in ask.subject.row.values():
        for model, seats in _SEATS.items():
            if isinstance(value, str) and model in value:
                return seats
    return ask.draw.pick((100, 148, 180, 189))


def _port(ask: Ask) -> int:
    engines = {"postgres": 5432, "mysql": 3306, "mariadb": 3306, "redis": 6379, "mongodb": 27017}
    outer = ask.subject.outer
    for row in (ask.subject.row, outer.row if outer else {}):
        for value in row.values():
            if isinstance(value, str) and value.split("-")[0] in engines:
                return engines[value.split("-")[0]]
    return ask.draw.early(technical.PORTS)


def between(low: float, high: float, digits: int = 0) -> Maker:
    """Numbers from ``low`` to ``high``, with so many digits behind the point."""
    if digits:
        return lambda ask: round(low + (high - low) * ask.draw.unit(), digits)
    return lambda ask: ask.draw.between(int(low), int(high))


def skewed(high: int) -> Maker:
    """Whole numbers up to ``high``, small ones more often."""
    return lambda ask: int(high * ask.draw.unit() ** 3)


def one_of(*choices: float) -> Maker:
    """One of some usual numbers."""
    return lambda ask: ask.draw.pick(choices)


_PARTY = word_set(
    "adults party guests guest occupancy sleeps passengers persons people rooms travelers"
)


_SLEEPS = {"single": 1, "family": 4, "suite": 3, "twin": 2, "double": 2, "king": 2}


def _people(ask: Ask) -> int:
    """How many people: a few who travel together, many in a company."""
    if ask.kind == "room":
        told = " ".join(one.lower() for one in ask.subject.row.values() if isinstance(one, str))
        return next((count for kind, count in _SLEEPS.items() if kind in told), 2)
    if "children" in ask.words:
        return 0
    if _PARTY & set(ask.words):
        return 1 + int(ask.draw.unit() ** 2 * 4)
    return ask.draw.between(3, 85)


def _weight(ask: Ask) -> float:
    if ask.kind in nouns.PEOPLE:
        return round(52 + ask.draw.unit() * 44, 1)
    if ask.kind in _GOODS:
        grams = ask.subject.good.weight
        return grams if ask.says("gram", "(g)") and not ask.says("kilogram") else grams / 1000
    return round(0.2 + ask.draw.unit() ** 2 * 24, 2)


def _height(ask: Ask) -> int:
    if ask.kind in nouns.PEOPLE:
        return ask.draw.between(152, 194)
    if ask.kind in {"package", "parcel", "shipment", "product", "box"}:
        return ask.draw.between(4, 60)
    return ask.draw.pick((1080, 720, 600, 400, 800))


def _width(ask: Ask) -> int:
    if ask.kind in {"package", "parcel", "shipment", "product", "box"}:
        return ask.draw.between(8, 80)
    return ask.draw.pick((1920, 1280, 800, 600, 1200))


def _code(ask: Ask) -> int:
    return ask.draw.pick((200, 200, 201, 404)) if ask.says("http") else ask.draw.between(100, 999)


def _position(ask: Ask) -> int:
    return ask.at + 1


NUMBER = spread(
    {
        "price|unit price|list price|regular price|base price|price per unit|retail price"
        "|rate per night"
        "|price per night|item price|selling price|nightly rate|fare|rent|unit amount|amount|total"
        "|total amount|total price|cost|subtotal|sub total|grand total|amount due|amount paid"
        "|order total|net amount|gross amount|payment amount|charge|total cost|invoice amount|sum"
        "|amount total|transaction amount|line total|base amount|total charged|max price"
        "|monthly rent"
        "|purchase price|asking price|current price|open price|close price|last price|high price"
        "|low price|estimated value|deposit|cents|amount cents|price cents|total money"
        "|refund amount"
        "|open|high|low|close|premium|coverage amount|estimated cost|billed amount"
        "|contract value": (
            _price
        ),
        "cost price|unit cost|cost per item|wholesale price|purchase cost|item cost": _cost,
        "sale price|discounted price|special price|promo price|min price|offer price": _sale_price,
        "tax|tax amount|vat amount|sales tax|total tax|tax total|vat": _tax,
        "shipping|shipping cost|shipping fee|delivery fee|shipping amount|fee|service fee|fees"
        "|total shipping|shipping price|handling fee|booking fee|copay|tip|late fee": (
            one_of(4.99, 0, 6.5, 9.9, 12)
        ),
        "discount|discount amount|discounts|total discount|amount off|savings": (
            one_of(0, 0, 5, 10, 7.5)
        ),
        "balance|current balance|available balance|account balance|opening balance|closing balance"
        "|outstanding balance|amount remaining|ledger balance|credit balance": _balance,
        "salary|annual salary|base salary|compensation|min salary|max salary|income|annual income"
        "|gross salary|yearly salary|wage": _salary,
        "budget|total budget|annual budget|daily budget|amount budget|spend|total spend": (
            lambda ask: ask.draw.between(5, 240) * 100
        ),
        "revenue|annual revenue|sales|turnover|net income|profit|market cap": (
            lambda ask: ask.draw.between(40, 990) * 1000
        ),
        "credit limit|overdraft limit|spending limit|daily limit|transfer limit|card limit": (
            one_of(1000, 2500, 5000, 10000)
        ),
        "rate|tax rate|interest rate|exchange rate|vat rate|hourly rate|conversion rate|apr|apy"
        "|commission rate|sample rate|growth rate|commission": _rate,
        "quantity|qty|units|number of units|item quantity|ordered quantity|pieces|count ordered": (
            lambda ask: 1 + int(ask.draw.unit() ** 2 * 5)
        ),
        "stock|stock quantity|inventory|inventory quantity|quantity available|stock level|in stock"
        "|on hand|quantity on hand|available quantity|available stock|quantity in stock"
        "|units in stock"
        "|stock count|inventory count|current stock": between(0, 240),
        "reorder level|reorder point|minimum stock|safety stock|min stock": one_of(5, 10, 20, 25),
        "count|total count|number|item count|num items|total items|total results|result count|num"
        "|usage count|row count|error count|record count|n|counter|usage|used": skewed(60),
        "views|view count|hits|plays|play count|impressions|listeners|monthly listeners|reach"
        "|visits"
        "|download count|downloads|page views|watchers|watch count": skewed(48000),
        "likes|like count|followers|follower count|followers count|following|favorites|upvotes"
        "|subscriber count|subscribers|subscriptions count|fans|stars|stargazers count|votes"
        "|reactions|clicks|retweet count|favorite count|points|following count": (
            skewed(2600)
        ),
        "comment count|comments|replies|reply count|review count|reviews count|forks|fork count"
        "|forks count|rating count|ratings count|answer count|open issues|open issues count|reviews"
        "|comments count|notes count|message count|unread count": skewed(140),
        "members|member count|users|user count|employees|employee count|headcount|participants"
        "|attendees|guests|max guests|max occupancy|sleeps|num employees|number of employees"
        "|students|team size|attendee count"
        "|adults|party size|guest count|number of guests|passengers|people|children|rooms"
        "|num guests|number of people|persons|travelers|occupancy|number of passengers": (
            _people
        ),
        "bedrooms|bedroom count|bathrooms|beds|baths|number of bedrooms|number of rooms|doors": (
            between(1, 4)
        ),
        "capacity|max capacity|seats|seat count|max participants|max attendees|total seats"
        "|seats total|seats available|seats left|seat capacity"
        "|seating capacity|max students|available seats|enrollment limit|spots|bed count|slots": (
            lambda ask: (
                _seats(ask)
                if ask.kind in {"flight", "aircraft"}
                else ask.draw.between(8, 60) * 20
                if ask.kind in {"venue", "hall", "stadium", "theater"}
                else ask.draw.pick((8, 12, 20, 24, 30, 40))
            )
        ),
        "size|file size|bytes|size bytes|content length|file size bytes|total size|size in bytes"
        "|bytes used|object size|disk usage|storage used|used bytes|download size": _bytes,
        "disk size|disk size gb|storage|allocated storage|storage gb|size gb|volume size|disk"
        "|storage size"
        "|quota gb|storage limit|disk gb|size in gb|storage in gb|max storage": (
            one_of(20, 50, 100, 200, 500)
        ),
        "memory|memory size|ram|memory mb|memory limit|memory gb": one_of(512, 1024, 2048, 4096),
        "cpu|cpus|vcpu|vcpus|cores|cpu count|cpu cores|num cpus": one_of(1, 2, 4, 8),
        "iops|throughput|provisioned iops": one_of(3000, 6000, 12000),
        "node count|replicas|instance count|min size|desired size|desired capacity|desired count"
        "|worker count"
        "|num nodes|number of nodes|replica count|num replicas|min nodes|shards|shard count"
        "|number of shards|running count|partition count|partitions|concurrency": between(1, 6),
        "refills|refill count|refills remaining|baggage count|bags|number of bags|luggage count": (
            one_of(0, 1, 1, 2, 3)
        ),
        "openings|number of openings|vacancies|headcount needed": one_of(1, 1, 2, 3),
        "max points|max score|points possible|total points": one_of(10, 20, 50, 100),
        "credits|credit hours|ects": lambda ask: (
            ask.draw.pick((3, 3, 4, 6)) if ask.kind in {"course", "class"} else _balance(ask)
        ),
        "max size|max nodes|max instances|max capacity units|max connections": one_of(8, 10, 20),
        "width|image width|video width": _width,
        "height|image height|video height|height cm": _height,
        "length|depth": between(10, 120),
        "weight|weight kg|mass|package weight|gross weight|net weight|body weight": _weight,
        "distance|distance km|mileage|odometer|range|distance miles|travel distance"
        "|distance meters": (
            lambda ask: (
                ask.draw.between(4, 140) * 1000 + ask.draw.below(1000)
                if {"mileage", "odometer"} & set(ask.words)
                else round(1 + 24 * ask.draw.unit() ** 2, 1)
            )
        ),
        "radius|search radius": one_of(5, 10, 25, 50),
        "area|square feet|floor area|living area|sqft|lot size|surface|square meters": (
            between(38, 210)
        ),
        "duration|duration minutes|duration seconds|length minutes|runtime|duration ms|run time"
        "|elapsed|elapsed time|execution time|length seconds|time spent|duration hours|total time"
        "|duration in minutes|duration in seconds|estimated duration|track length"
        "|video duration|call duration|length in minutes|flight duration|running time"
        "|duration months|term months|term|seconds|minutes|hours": _duration,
        "prep time|cook time|preparation time|cooking time|prep minutes|ready in minutes": (
            one_of(10, 15, 20, 30, 45)
        ),
        "percent|percentage|progress|pct|percent complete|completion|completion rate|percentage off"
        "|discount percent|discount percentage|probability|utilization|battery|battery level"
        "|battery pct"
        "|humidity|relative humidity|cloud cover|cpu usage|memory usage|load|chance of rain"
        "|moisture|discount rate"
        "|win probability|share|fill level|occupancy rate|progress percent|coverage|accuracy"
        "|cpu utilization|attendance|attendance rate": lambda ask: (
            round(ask.draw.unit(), 2)
            if ask.schema.get("maximum") == 1 or ask.says("between 0 and 1", "0 to 1")
            else ask.draw.pick((5, 10, 15, 20, 25))
            if "discount" in ask.words or "off" in ask.words
            else ask.draw.between(38 if "humidity" in ask.words else 12, 96)
        ),
        "score|confidence|risk score|quality score|credit score|relevance|relevance score|grade"
        "|confidence score|lead score|health score|popularity|similarity|final score|mark|marks": (
            lambda ask: (
                float(ask.draw.between(580, 815)) if "credit" in ask.words else _score(ask)
            )
        ),
        "home score|away score|home team score|away team score|goals|runs|wins|losses|draws|assists"
        "|rebounds|touchdowns": between(0, 6),
        "gpa": between(2.4, 4.0, 2),
        "rating|average rating|stars rating|star rating|rating average|avg rating|user rating"
        "|review score|overall rating|ratings|vote average|hotel rating|customer rating": _rating,
        "temperature|temp|temperature c|current temperature|max temp|min temp|high temp|low temp"
        "|feels like|temp c|temperature celsius|dew point|temperature f|apparent temperature"
        "|temp max"
        "|temp min|temperature max|temperature min|body temperature|target temperature|setpoint"
        "|temperature high|temperature low|high temperature|low temperature|water temperature": (
            _temperature
        ),
        "pressure|air pressure|barometric pressure|pressure hpa|pressure mb|sea level pressure": (
            between(994, 1032, 1)
        ),
        "wind speed|wind gust|gust|wind|wind kph|wind mph|gust speed|wind speed kmh": (
            between(2, 38, 1)
        ),
        "wind degree|wind direction|wind deg|bearing|heading|azimuth|angle"
        "|wind direction degrees": (
            between(0, 359)
        ),
        "precipitation|rainfall|rain|precipitation mm|precip|snow|snowfall|precip mm": lambda ask: (
            round(18 * ask.draw.unit() ** 4, 1)
        ),
        "visibility|visibility km": between(4, 16, 1),
        "uv|uv index": between(0, 8),
        "aqi|air quality|air quality index|pm25|pm10|pm2 5": between(8, 92),
        "speed|velocity|max speed|ground speed": between(18, 120),
        "elevation|altitude|height above sea level": between(4, 1650),
        "voltage": one_of(230.0, 229.4, 231.2, 119.8),
        "current": between(0.2, 14.0, 2),
        "power|watts|energy|consumption|energy kwh|power consumption|kwh": between(12, 2400),
        "co2|co2 ppm": between(410, 1100),
        "calories|kcal|calories burned|energy kcal": between(120, 780),
        "protein|carbs|fat|carbohydrates|sugar|fiber|sodium|total fat": between(2, 48),
        "servings|serves|number of servings|yield": one_of(2, 4, 4, 6),
        "steps|step count": between(2400, 14200),
        "heart rate|pulse|bpm|resting heart rate|avg heart rate": between(58, 132),
        "systolic": between(104, 142),
        "diastolic": between(64, 92),
        "bpm tempo|tempo": between(72, 168),
        "track number|disc number|episode number|season number|chapter|issue number|line number"
        "|sequence|sequence number|line no|build number|position|index|rank|sort order"
        "|display order"
        "|ordinal|order|item number|number in queue|revision number|row number|place|ranking"
        "|run number"
        "|step number|pull number|order index|column index": _position,
        "page count|pages|number of pages|num pages|total pages": between(48, 620),
        "total tracks|track count|tracks|episodes|episode count|number of episodes|songs": (
            between(8, 16)
        ),
        "year|model year|release year|year built|start year|end year|year published|founded"
        "|exp year|graduation year|academic year|production year|birth year|fiscal year|tax year"
        "|publication year|year of manufacture|expiry year|expiration year|founded year": year,
        "month|exp month|expiry month|expiration month|month number": month,
        "day|day of month|week|week number": day,
        "hour|hours of day": between(7, 19),
        "minute": one_of(0, 15, 30, 45),
        "day of week|weekday": between(0, 6),
        "quarter": between(1, 4),
        "port|port number|listener port|target port|from port|to port|container port|source port"
        "|destination port|host port": _port,
        "timeout|timeout seconds|timeout ms|ttl|timeout in seconds|interval|interval seconds"
        "|polling interval|default ttl|visibility timeout|cooldown|refresh interval|grace period"
        "|period|check interval|heartbeat interval|delay"
        "|delay seconds": one_of(30, 60, 120, 300, 900),
        "retention|retention days|retention period|retention in days|backup retention|expiry days"
        "|backup retention period|days to keep|validity days": one_of(7, 14, 30),
        "retries|max retries|retry count|attempts|max attempts|attempt|maximum retry attempts": (
            one_of(0, 1, 2, 3)
        ),
        "limit|max results|page size|per page|batch size|page limit|max items": (
            one_of(10, 20, 25, 50)
        ),
        "threshold|alert threshold|warning threshold": _threshold,
        "page|offset|version|revision|version number|major version|generation|minimum|level"
        "|minor version|priority|weight order|severity|tier level|schema version": between(1, 5),
        "additions|lines added": skewed(420),
        "deletions|lines removed|changed files|commits|commit count|changes": skewed(60),
        "population": lambda ask: ask.draw.between(180, 8900) * 1000,
        "code|status code|http status|response code|http status code": _code,
        "experience|years of experience|experience years|seniority years|tenure": between(1, 24),
        "latency|response time|latency ms|response time ms|ping"
        "|avg response time": between(18, 420),
        "magnitude": between(2.4, 6.1, 1),
        "loan amount|principal|loan principal|mortgage amount": (
            lambda ask: ask.draw.between(5, 320) * 1000
        ),
        "shares|share count|holding quantity|volume traded": between(5, 240),
        "volume|trade volume|trading volume": lambda ask: ask.draw.between(18, 940) * 10000,
        "change|price change|daily change|net change|change percent|percent change": lambda ask: (
            round(ask.draw.unit() * 6 - 3, 2)
        ),
        "zoom|zoom level": between(8, 16),
        "points balance|loyalty points|reward points|points earned": (
            lambda ask: ask.draw.between(0, 480) * 10
        ),
        "seed|random seed": between(1, 9999),
        "value|reading|measurement|sensor value|reading value|measured value"
        "|metric value": _reading,
        "min|max": _end,
        "days|number of days|duration days|total days|nights|number of nights": _days,
    }
)  # fmt: skip
NUMBER |= persons.NUMBER | spots.NUMBER
