"""Fields about places: addresses that hang together, coordinates, airports, time zones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.ask import picked, spread
from agentscaler.environments.seeding.facts import living, places, technical

if TYPE_CHECKING:
    from agentscaler.environments.seeding.ask import Ask
    from agentscaler.environments.seeding.subject import Subject


def street(subject: Subject) -> str:
    """House number and street, in the order of the country."""
    country, draw = subject.country, subject.draw("street")
    name = subject.turn(country.streets, "street")
    number = draw.between(2, 98 if country.names != "english" else 480)
    return f"{name} {number}" if country.names == "german" else f"{number} {name}"


def postcode(subject: Subject) -> str:
    """A postcode that begins as those of the city do."""
    draw, out = subject.draw("postcode"), []
    for mark in subject.country.postcode:
        if mark == "#":
            out.append(str(draw.below(10)))
        else:
            out.append(draw.pick("ABDEFGHJLNPQRSTUWXYZ") if mark == "?" else mark)
    return subject.city.post + "".join(out)


def address(subject: Subject) -> str:
    """The whole address in a line."""
    city, country, line = subject.city, subject.country, street(subject)
    code = postcode(subject)
    if country.code in {"DE", "FR"}:
        return f"{line}, {code} {city.name}, {country.name}"
    if country.code == "GB":
        return f"{line}, {city.name} {code}, {country.name}"
    return f"{line}, {city.name}, {city.region_code} {code}"


def where(subject: Subject) -> str:
    """City and region, as weather and event pages write it."""
    city = subject.city
    if city.country in {"US", "CA"}:
        return f"{city.name}, {city.region_code}"
    return f"{city.name}, {subject.country.name}"


def latitude(subject: Subject) -> float:
    """Within some kilometres of the middle of the city."""
    return round(subject.city.latitude + (subject.draw("latitude").unit() - 0.5) * 0.09, 6)


def longitude(subject: Subject) -> float:
    """Within some kilometres of the middle of the city."""
    return round(subject.city.longitude + (subject.draw("longitude").unit() - 0.5) * 0.09, 6)


def _latitude(ask: Ask) -> float:
    return latitude(ask.whose)


def _longitude(ask: Ask) -> float:
    return longitude(ask.whose)


def _is_code(ask: Ask) -> bool:
    limit = ask.schema.get("maxLength")
    return (isinstance(limit, int) and limit <= 3) or ask.says(  # noqa: PLR2004 - ISO 3166
        "iso 3166", "iso-3166", "alpha-2", "two-letter", "2-letter", "country code", "two letter"
    )


def _country(ask: Ask) -> str:
    country = ask.whose.country
    return country.code if _is_code(ask) else country.name


def state(ask: Ask) -> str:
    """State or province of the place; its code where the field asks for one."""
    city = ask.whose.city
    coded = _is_code(ask) or ask.words[-1] == "code" or ask.says("abbreviat")
    return city.region_code if coded else city.region


def _address(ask: Ask) -> str:
    if ask.technical or ask.kind in {"endpoint", "server", "host", "node", "connection"}:
        return f"{ask.subject.turn(technical.SERVICES, 'host')}.internal.example.net"
    subject = ask.whose
    split = any(name.lower().endswith(("city", "town")) for name in subject.row)
    return street(subject) if split or ask.words[-1].endswith("1") else address(subject)


def _second_line(ask: Ask) -> str:
    draw = ask.whose.draw("second line")
    return f"{draw.pick(('Apt', 'Suite', 'Unit', 'Floor'))} {draw.between(1, 24)}"


_WAYS = ("destination", "arrival", "to", "dropoff", "origin", "departure", "from", "pickup")


def _on_the_way(ask: Ask) -> Subject:
    """The beginning or the end of a way, where the field speaks of one."""
    for way in _WAYS:
        if way in ask.words:
            return ask.subject.other(way)
    return ask.whose


_WALKED = frozenset(
    ("direction", "route", "trip", "journey", "ride", "itinerary", "commute", "way")
)


def _airport(ask: Ask) -> str:
    """An airport; of what is no flight the town."""
    city = _on_the_way(ask).city
    is_way = ask.kind in _WALKED and ask.words[-1] in {"origin", "destination"}
    return city.name if is_way and "flight" not in ask.noun else city.airport


def _airport_name(ask: Ask) -> str:
    city = _on_the_way(ask).city
    return places.AIRPORTS.get(city.airport, f"{city.name} Airport")


def _location(ask: Ask) -> Any:
    if ask.technical or ask.says("azure", "resource location", "projects/"):
        return region(ask)
    if ask.kind in {"device", "sensor", "asset", "camera", "appliance", "thing", "printer"}:
        named = [one for one in ask.subject.row.values() if isinstance(one, str)]
        known = [technical.DEVICE_PLACES[one] for one in named if one in technical.DEVICE_PLACES]
        return known[0] if known else ask.subject.turn(technical.LOCATIONS_INDOOR, "indoor")
    return where(ask.whose)


def region(ask: Ask) -> str:
    """A region of a cloud where the tables are technical, else that of the place."""
    if not ask.technical:
        return ask.whose.city.region
    if ask.says("google", "projects/", "gcp"):
        return ask.draw.pick(technical.REGIONS_GCP)
    if ask.words[-1] == "location" or ask.says("azure"):
        return ask.draw.pick(technical.REGIONS_AZURE)
    return ask.draw.early(technical.REGIONS_AWS)


def _zone(ask: Ask) -> str:
    if not ask.technical:
        return ask.subject.draw("zone").pick(("Zone A", "Zone B", "Zone C", "North", "South"))
    return ask.draw.early(technical.REGIONS_AWS) + ask.draw.pick("abc")


def _floor(ask: Ask) -> str:
    return str(ask.draw.between(1, 6))


def _room(ask: Ask) -> str:
    return str(ask.draw.between(1, 4) * 100 + ask.draw.between(1, 24))


def _coordinates(ask: Ask) -> str:
    return f"{latitude(ask.whose)},{longitude(ask.whose)}"


def _locality(ask: Ask) -> str:
    return ask.whose.city.district


def _house(ask: Ask) -> str:
    return str(ask.draw.between(2, 98))


def _city(ask: Ask) -> str:
    return _on_the_way(ask).city.name


TEXT = spread(
    {
        "street|street address|street name|address line|address line1|address1|line1|street1"
        "|street 1"
        "|address line 1|thoroughfare|road|address street|street line1|streetaddress|street line": (
            lambda ask: street(ask.whose)
        ),
        "address2|address line2|line2|street2|address line 2|apartment|unit number|suite|apt"
        "|address line3|address3|address line 3|line3|additional address info": _second_line,
        "house number|street number|building number": _house,
        "city|town|city name|locality|municipality|home city|birth city|place|place name|village"
        "|destination city|origin city|departure city|arrival city|search location": _city,
        "capital": _city,
        "state|province|state code|province code|state or province|region code|administrative area"
        "|state province|county|subdivision|state name|birth state|country subdivision|prefecture"
        "|admin area|federal state": state,
        "district|neighborhood|neighbourhood|suburb|sublocality|borough|quarter name|ward name": (
            _locality
        ),
        "postal code|postcode|zip|zip code|zipcode|post code|postalcode|postal": (
            lambda ask: postcode(ask.whose)
        ),
        "country|country name|birth country|country of origin|country of residence|home country"
        "|destination country|nation": _country,
        "country code|iso code|country iso|country iso code|country id|iso2|ship to country code"
        "|market|destination country code|country code alpha2": lambda ask: ask.whose.country.code,
        "iso3|country code3|iso alpha3|country alpha3": lambda ask: ask.whose.country.code3,
        "dial code|phone code|calling code|country calling code": lambda ask: (
            f"+{ask.whose.country.dial}"
        ),
        "address|full address|formatted address|mailing address|shipping address|billing address"
        "|delivery address|home address|pickup address|office address|registered address"
        "|origin address"
        "|destination address|venue address|postal address|formatted|pickup location"
        "|dropoff location"
        "|delivery location|service address|display address": _address,
        "location|location name|locations|where|site|site name|home location|current location"
        "|geo location|start location|end location|area|area name|location description"
        "|installation location|position description": _location,
        "region|region name|aws region|cloud region|source region|destination region|home region"
        "|region id|primary region|resource location|data region|storage location": region,
        "zone|availability zone|primary zone|zone name|az": _zone,
        "latitude longitude|lat lng|coordinates|latlng|lat lon|geo point|geo coordinates": (
            _coordinates
        ),
        "airport|airport code|iata|iata code|origin|destination|origin airport|destination airport"
        "|departure airport|arrival airport|from airport|to airport|departure airport code"
        "|arrival airport code|origin code|destination code|origin location code"
        "|destination location code|hub": _airport,
        "airport name|station airport": _airport_name,
        "opening hours|business hours|hours|working hours|office hours|visiting hours"
        "|hours of operation|operating hours|open hours": lambda ask: ask.draw.pick(
            ("Mon-Fri 08:00-18:00", "Mon-Sat 09:00-20:00", "Mon-Fri 07:30-17:30")
        ),
        "check in time|checkin time": lambda ask: ask.draw.pick(("15:00", "14:00")),
        "check out time|checkout time": lambda ask: ask.draw.pick(("11:00", "10:00")),
        "icao|icao code": lambda ask: "K" + ask.whose.city.airport,
        "time zone|timezone|tz|time zone id|tz id|time zone name|preferred time zone": (
            lambda ask: ask.whose.city.zone
        ),
        "locale|locale code|ui locale|culture|language locale|locale id|preferred locale": (
            lambda ask: ask.whose.country.locale
        ),
        "language|language name|preferred language|native language|spoken language": (
            lambda ask: (
                ask.draw.early(technical.CODE_LANGUAGES)
                if ask.kind in {"repository", "repo", "snippet", "package", "gist", "function"}
                else ask.whose.country.locale[:2]
                if ask.says("code", "iso 639", "iso-639", "locale", "bcp")
                else ask.whose.country.language
            )
        ),
        "language code|lang|lang code|iso language code|content language|source language code": (
            lambda ask: ask.whose.country.locale[:2]
        ),
        "target language|translate to|target lang|to language": (
            lambda ask: ask.draw.pick(("es", "fr", "de", "it", "ja"))
        ),
        "source language|source lang|from language": lambda _: "en",
        "floor|floor number|level number|storey": _floor,
        "room|room number|room name|room no|meeting room": _room,
        "latitude|lat|geo lat": lambda ask: str(latitude(ask.whose)),
        "longitude|lon|lng|long|geo long|geo lng": lambda ask: str(longitude(ask.whose)),
    }
)
TEXT |= picked(
    {
        "continent": places.CONTINENTS,
        "wind direction|heading direction|compass direction|direction of wind": places.DIRECTIONS,
        "station name|weather station": living.STATIONS,
        "building|building name": ("Building A", "North Wing", "Main Building", "Annex"),
    }
)
NUMBER = spread(
    {
        "latitude|lat|geo lat|start latitude|end latitude|origin lat|center lat": _latitude,
        "longitude|lon|lng|long|geo long|geo lng|start longitude|origin lng|center lng": _longitude,
        "floor|floor number|storey|level number": lambda ask: int(_floor(ask)),
        "room number|room|room no": lambda ask: int(_room(ask)),
        "utc offset|timezone offset|gmt offset": lambda ask: ask.draw.pick((-5, -8, 0, 1, 10)),
        "zip code|zip|postal code": lambda ask: ask.draw.between(10001, 98199),
    }
)
