"""Fields about goods and money that are texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.seeding.ask import listed, picked, spread
from agentscaler.environments.seeding.facts import business, goods, living
from agentscaler.environments.seeding.facts.places import COUNTRIES
from agentscaler.environments.seeding.naming import slug

if TYPE_CHECKING:
    from agentscaler.environments.seeding.ask import Ask, Maker


def _product(ask: Ask) -> str:
    if "menu" in ask.noun:
        return ask.subject.turn(living.DISHES, "dish")
    return ask.whose.good.name


def _brand(ask: Ask) -> str:
    kind = ask.kind
    if kind in {"card", "payment", "method"}:
        return ask.draw.early(business.CARD_BRANDS)
    if kind in {"device", "sensor", "appliance", "asset", "camera"}:
        return ask.draw.pick(("Sensoria", "Lumio", "Norvik", "Telemet", "Voltara", "Siemens"))
    if kind in {"vehicle", "car"} or ask.words[-1] == "make":
        return _vehicle(ask).split()[0]
    return ask.whose.good.brand


def _category(ask: Ask) -> str:
    if ask.kind in {"product", "item", "good"}:
        return ask.subject.good.category
    if ask.kind in {"expense", "transaction", "budget", "payment"}:
        return ask.draw.pick(
            ("Groceries", "Transport", "Utilities", "Dining", "Office", "Travel", "Rent")
        )
    if ask.kind in {"ticket", "issue", "case", "request", "incident"}:
        return ask.draw.pick(("Account", "Billing", "Hardware", "Software", "Access", "Network"))
    if ask.kind in {"article", "post", "news", "story", "event", "podcast", "blog"}:
        return ask.draw.pick(("Business", "Culture", "Technology", "Science", "Sports", "Health"))
    if ask.kind in {"book", "movie", "film", "show"}:
        return ask.draw.pick(("Fiction", "Drama", "History", "Comedy", "Thriller", "Biography"))
    return ask.draw.pick(("Standard", "Internal", "External", "Seasonal", "Priority", "General"))


def _vehicle(ask: Ask) -> str:
    return ask.whose.turn(business.VEHICLES, "vehicle")


def _aircraft(ask: Ask) -> str:
    minutes = ask.subject.minutes() or 120
    return ask.draw.pick(living.WIDE if minutes > 330 else living.NARROW)  # noqa: PLR2004


def _model(ask: Ask) -> str:
    if {"vehicle", "car", "rental", "truck"} & {*ask.noun, ask.kind} or "make" in ask.subject.row:
        return _vehicle(ask).split(" ", 1)[1]
    if ask.kind in {"flight", "aircraft", "plane"}:
        return _aircraft(ask)
    return f"{ask.draw.pick(('TX', 'SN', 'AQ', 'CM', 'PG', 'VS'))}-{ask.draw.between(10, 480)}"


def _sku(ask: Ask) -> str:
    good = ask.whose.good
    initials = "".join(word[0] for word in slug(good.name).split("-") if word[0].isalpha())[:3]
    return f"{slug(good.brand, '')[:3].upper()}-{initials.upper()}-{ask.draw.digits(4)}"


def _currency(ask: Ask) -> str:
    code = ask.subject.setting.home.currency
    if ask.lead and ask.lead[-1] in {"to", "target", "quote", "destination", "counter"}:
        return ask.draw.pick([one for one in business.CURRENCIES if one != code])
    if ask.words[-1] == "symbol":
        return business.CURRENCY_NAMES[code][1]
    return code


def _stock(ask: Ask) -> str:
    choice = business.COINS if _is_coin(ask) else business.STOCKS
    return ask.whose.turn(choice, "stock").split(" ", 1)[0]


def _is_coin(ask: Ask) -> bool:
    return ask.says("crypto", "coin") or bool({"coin", "crypto", "token"} & set(ask.noun))


def _flight(ask: Ask) -> str:
    carrier = ask.subject.turn(living.AIRLINES, "airline").split(" ", 1)[0]
    return f"{carrier}{ask.draw.between(101, 2899)}"


def _airline(ask: Ask) -> str:
    code, name = ask.subject.turn(living.AIRLINES, "airline").split(" ", 1)
    return code if ask.words[-1] in {"code", "iata"} else name


def _plate(ask: Ask) -> str:
    draw, letters = ask.draw, "ABCDEFGHJKLMNPRSTVWXYZ"
    pick = "".join(draw.pick(letters) for _ in range(3))
    return f"{pick}-{draw.digits(4)}"


def _vin(ask: Ask) -> str:
    return "1" + "".join(ask.draw.pick("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _ in range(16))


def _seat(ask: Ask) -> str:
    return f"{ask.draw.between(1, 34)}{ask.draw.pick('ABCDEF')}"


def _number(prefix: str, digits: int = 6) -> Maker:
    return lambda ask: prefix + ask.draw.digits(digits)


def _iban(ask: Ask) -> str:
    code = ask.subject.country.code
    code = code if code in {"DE", "FR", "GB"} else "GB"
    body = ask.draw.digits(18 if code == "DE" else 23)
    if code == "GB":
        body = "NWBK" + ask.draw.digits(14)
    digits = "".join(str(int(mark, 36)) for mark in body + code + "00")
    return f"{code}{98 - int(digits) % 97:02d}{body}"


def _card(ask: Ask) -> str:
    if ask.says("last 4", "last four") or "last" in ask.words or "last4" in ask.words:
        return ask.draw.digits(4)
    body = "4" + ask.draw.digits(14)
    doubled = [int(mark) * (2 - at % 2) for at, mark in enumerate(body)]
    total = sum(value - 9 if value > 9 else value for value in doubled)  # noqa: PLR2004 - Luhn
    return body + str(-total % 10)


def _tracking(ask: Ask) -> str:
    return "1Z" + "".join(ask.draw.pick("0123456789ABCDEFGHJKLMNPRTUVWXY") for _ in range(16))


def _colour(ask: Ask) -> str:
    name, code = ask.draw.pick(goods.COLOURS)
    wants_code = ask.says("hex", "#", "rgb") or ask.technical or ask.kind in {"label", "tag"}
    return code if wants_code else name


def _confirmation(ask: Ask) -> str:
    return "".join(ask.draw.pick("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(6))


def _locale_price(ask: Ask) -> str:
    code = ask.subject.setting.home.currency
    return f"{business.CURRENCY_NAMES[code][1]}{ask.draw.between(20, 400)}"


def _coupon(ask: Ask) -> str:
    word = ask.draw.pick(("SPRING", "WELCOME", "SAVE", "VIP", "LOYAL", "FRESH"))
    return f"{word}{ask.draw.pick((5, 10, 15, 20, 25))}"


def _tax_number(ask: Ask) -> str:
    code = ask.subject.country.code
    digits = ask.draw.digits(9)
    return f"{digits[:2]}-{digits[2:]}" if code in {"US", "CA", "AU"} else f"{code}{digits}"


TEXT = spread(
    {
        "product|product name|product title|item name|article name|goods|item description"
        "|item title|line description": _product,
        "brand|brand name|make|manufacturer": _brand,
        "category|category name|product category|subcategory|sub category|categories"
        "|merchant category|item category|expense category|product type|department category": (
            _category
        ),
        "vehicle|car|vehicle name|car model|vehicle model|car name": _vehicle,
        "model|model number|model no|device model|product model": _model,
        "sku|item code|product code|article number|stock keeping unit|part number|merchant sku"
        "|seller sku|item number|product number|variant sku": _sku,
        "barcode|upc|ean|gtin|ean13": lambda ask: "4" + ask.draw.digits(12),
        "isbn|isbn13": lambda ask: "978" + ask.draw.digits(10),
        "asin": lambda ask: "B0" + ask.draw.digits(8),
        "currency|currency code|base currency|from currency|to currency|target currency|currency id"
        "|quote currency|source currency|transaction currency|account currency|billing currency"
        "|currency symbol|price currency|payment currency|default currency": _currency,
        "symbol|ticker|stock symbol|ticker symbol|stock|coin|coin symbol|security symbol": _stock,
        "flight number|flight no|flight|flight code": _flight,
        "airline|airline name|airline code|carrier code|operating carrier|marketing carrier"
        "|airline iata": _airline,
        "license plate|licence plate|plate number|plate|registration plate|vehicle registration"
        "|registration number plate|number plate": _plate,
        "aircraft|aircraft type|aircraft model|plane|equipment type": _aircraft,
        "vin|vehicle identification number|chassis number": _vin,
        "seat|seat number|seat no": _seat,
        "gate|gate number|departure gate|arrival gate": lambda ask: (
            f"{ask.draw.pick('ABCD')}{ask.draw.between(1, 42)}"
        ),
        "terminal|departure terminal": lambda ask: str(ask.draw.between(1, 5)),
        "invoice number|invoice no|bill number|invoice": _number("INV-2026-", 4),
        "order number|order no|order reference|order ref": _number("SO-", 6),
        "po number|purchase order number|purchase order": _number("PO-", 5),
        "account number|bank account number|account no|iban number|bank account": (
            lambda ask: ask.draw.digits(10)
        ),
        "iban": _iban,
        "bic|swift|swift code|bic code|bank code": lambda ask: (
            f"{ask.draw.pick(('HNBK', 'FLSB', 'MRTR', 'UNSB'))}{ask.subject.country.code}33XXX"
        ),
        "routing number|sort code|bsb|aba": lambda ask: "0" + ask.draw.digits(8),
        "card number|credit card number|pan|card no|last4|last four|last digits|card last4"
        "|masked number": _card,
        "cvv|cvc|security code|cvv2": lambda ask: ask.draw.digits(3),
        "tracking number|tracking code|tracking id|waybill|awb|tracking no": _tracking,
        "policy number|insurance number|insurance id|member number|insurance policy number": (
            _number("PN-", 8)
        ),
        "medical record number|mrn|chart number": _number("MRN", 7),
        "claim number|case number|ticket number|incident number|reference number|request number"
        "|contract number|agreement number|document number|receipt number|quote number|job number"
        "|work order number|project number|asset number|employee number|customer number"
        "|registration number|membership number|loyalty number|frequent flyer number|licence number"
        "|license number|student number|passport number|certificate number|voucher number"
        "|transaction number|shipment number|batch number|lot number|permit number|ssn"
        "|national id|id number|employee no|customer no": lambda ask: (
            f"{ask.words[0][:1].upper()}{ask.draw.digits(7)}"
        ),
        "confirmation number|confirmation code|booking reference|pnr|record locator|booking code"
        "|reservation code|access code|pickup code|verification code|referral code|invite code": (
            _confirmation
        ),
        "serial number|serial|serial no|imei|device serial|hardware serial": lambda ask: (
            f"{ask.draw.pick(('SN', 'C02', 'FX'))}{ask.draw.digits(8)}"
        ),
        "color|colour|primary color|secondary color|background color|text color|color hex"
        "|hex color|color code|theme color|accent color|color name": _colour,
        "coupon|coupon code|promo code|promotion code|discount code|voucher code|voucher": _coupon,
        "price range|price level|budget range": lambda ask: ask.draw.pick(("$", "$$", "$$$")),
        "formatted price|price text|display price": _locale_price,
        "tax id|vat id|vat number|tax number|ein|tax registration number|fiscal code": _tax_number,
        "stock exchange name|exchange|exchange name|stock exchange|primary exchange": (
            lambda ask: (
                ask.draw.pick(("Binance", "Coinbase", "Kraken"))
                if _is_coin(ask)
                else ask.draw.early(business.EXCHANGES)
            )
        ),
        "cost center|cost centre|cost center code": lambda ask: f"CC-{ask.draw.digits(4)}",
        "semester|term|academic term": lambda ask: ask.draw.early(("Spring 2026", "Fall 2025")),
        "grade|letter grade|final grade|course grade": lambda ask: ask.draw.early(
            ("A", "B+", "A-", "B", "C+", "B-", "C")
        ),
        "quantity|amount|price|total|balance": lambda ask: (
            f"{ask.subject.good.price * ask.draw.between(1, 3):.2f}"
        ),
        "merchant country|issuing country|tax country": lambda ask: ask.subject.setting.home.code,
        "country of manufacture": lambda ask: ask.draw.pick(
            [one.name for one in COUNTRIES.values()]
        ),
    }
)
TEXT |= listed(
    {
        "bank|bank name|financial institution|issuer|issuing bank": business.BANKS,
        "account name text|account label": business.ACCOUNTS,
        "industry|industry name|business type|line of business": business.INDUSTRIES,
        "sector|gics sector": business.SECTORS,
    }
)
TEXT |= picked(
    {
        "payment method|payment type|payment option|method of payment|payment mode|pay method"
        "|payment channel|funding source|payment instrument": business.PAYMENT_METHODS,
        "card brand|card type|card network|scheme": business.CARD_BRANDS,
        "carrier|shipping carrier|courier|shipping company|delivery partner|carrier name"
        "|shipping provider|logistics provider": business.CARRIERS,
        "shipping method|delivery method|shipping option|shipping service|delivery option"
        "|shipping speed|delivery type|service level": business.SHIPPING,
        "plan|plan name|subscription plan|subscription type|membership level|loyalty tier"
        "|membership type|subscription tier|pricing plan|plan type|product plan": business.PLANS,
        "material|fabric|composition": goods.MATERIALS,
        "size|size name|clothing size": goods.SIZES,
        "cabin|cabin class|travel class|fare class|service class|booking class": living.CABINS,
        "room type|room category": living.ROOMS,
        "account type|type of account": ("checking", "savings", "business", "checking"),
        "transaction type": ("debit", "credit", "transfer", "debit"),
        "loan type": ("mortgage", "personal", "auto", "student"),
        "order side|side|trade side|trade type|buy or sell": ("buy", "sell"),
        "fuel type|fuel": ("petrol", "diesel", "electric", "hybrid"),
        "transmission": ("automatic", "manual"),
        "vehicle type|car type|vehicle class|body type": (
            "sedan",
            "suv",
            "van",
            "compact",
            "truck",
        ),
        "property type|home type|accommodation type": ("apartment", "house", "studio", "villa"),
        "item condition|product condition": ("new", "used", "refurbished", "new"),
        "ledger|ledger account|gl account|account code name": business.LEDGER,
        "payment terms|terms of payment": ("Net 30", "Net 14", "Due on receipt", "Net 60"),
    }
)
