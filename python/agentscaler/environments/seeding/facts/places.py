"""Countries and cities with what belongs to them: postcodes, coordinates, dialling codes."""

from __future__ import annotations

import math
from typing import NamedTuple

from agentscaler.environments.seeding.facts.lines import split


class Country(NamedTuple):
    """A country; ``postcode`` has ``#`` for a digit and ``?`` for an upper-case letter."""

    code: str
    code3: str
    name: str
    dial: str
    phone: str
    currency: str
    language: str
    locale: str
    names: str
    postcode: str
    streets: tuple[str, ...]


class City(NamedTuple):
    """A city; ``post`` is the beginning of its postcodes, ``area`` of its telephone numbers."""

    name: str
    region: str
    region_code: str
    country: str
    latitude: float
    longitude: float
    post: str
    area: str
    zone: str
    airport: str
    district: str


_ENGLISH = split(
    """Maple Street|Oak Avenue|Mill Lane|Church Street|Station Road|Park Avenue|River Road|
    Highland Avenue|Elm Street|Garden Street|Bridge Street|Cedar Lane|King Street|Harbour Road|
    School Lane|Meadow Drive|Orchard Road|Victoria Street|Willow Way|Market Street|Hill Road|
    Chestnut Street|Lakeview Drive"""
)
_GERMAN = split(
    """Hauptstraße|Gartenstraße|Lindenweg|Bahnhofstraße|Schillerstraße|Goethestraße|Bergstraße|
    Kirchgasse|Rosenweg|Marktplatz|Ringstraße"""
)
_FRENCH = split(
    """rue de la Gare|avenue Victor Hugo|rue des Lilas|rue Pasteur|boulevard Voltaire|
    rue du Moulin|place de la Mairie|rue Jean Jaurès|chemin des Vignes|rue de l'Église|quai Sud"""
)

_STREETS = {"english": _ENGLISH, "german": _GERMAN, "french": _FRENCH}
_COUNTRIES = """\
US|USA|United States|1|-555-01##|USD|English|en-US|english|##
GB|GBR|United Kingdom|44| 496 0###|GBP|English|en-GB|english| #??
CA|CAN|Canada|1|-555-01##|CAD|English|en-CA|english| #?#
AU|AUS|Australia|61| 5550 ####|AUD|English|en-AU|english|##
DE|DEU|Germany|49| 555####|EUR|German|de-DE|german|###
FR|FRA|France|33| 99 00 ## ##|EUR|French|fr-FR|french|0##"""


def _country(line: str) -> Country:
    code, code3, name, dial, phone, currency, language, locale, names, post = line.split("|")
    streets = _STREETS[names]
    return Country(code, code3, name, dial, phone, currency, language, locale, names, post, streets)


COUNTRIES = {line[:2]: _country(line) for line in _COUNTRIES.splitlines()}

HOMES = ("US", "US", "US", "US", "US", "US", "GB", "GB", "CA", "AU", "DE", "FR")
"""Where a state is at home, as often as it stands here."""

_CITIES = """\
Seattle|Washington|WA|US|47.6062|-122.3321|981|206|America/Los_Angeles|SEA|Ballard
Portland|Oregon|OR|US|45.5152|-122.6784|972|503|America/Los_Angeles|PDX|Pearl District
San Francisco|California|CA|US|37.7749|-122.4194|941|415|America/Los_Angeles|SFO|Mission District
Los Angeles|California|CA|US|34.0522|-118.2437|900|213|America/Los_Angeles|LAX|Silver Lake
San Diego|California|CA|US|32.7157|-117.1611|921|619|America/Los_Angeles|SAN|North Park
Sacramento|California|CA|US|38.5816|-121.4944|958|916|America/Los_Angeles|SMF|Midtown
Phoenix|Arizona|AZ|US|33.4484|-112.0740|850|602|America/Phoenix|PHX|Arcadia
Denver|Colorado|CO|US|39.7392|-104.9903|802|303|America/Denver|DEN|Capitol Hill
Salt Lake City|Utah|UT|US|40.7608|-111.8910|841|801|America/Denver|SLC|Sugar House
Albuquerque|New Mexico|NM|US|35.0844|-106.6504|871|505|America/Denver|ABQ|Nob Hill
Austin|Texas|TX|US|30.2672|-97.7431|787|512|America/Chicago|AUS|East Austin
Dallas|Texas|TX|US|32.7767|-96.7970|752|214|America/Chicago|DFW|Oak Lawn
Houston|Texas|TX|US|29.7604|-95.3698|770|713|America/Chicago|IAH|Montrose
Minneapolis|Minnesota|MN|US|44.9778|-93.2650|554|612|America/Chicago|MSP|Uptown
Chicago|Illinois|IL|US|41.8781|-87.6298|606|312|America/Chicago|ORD|Lincoln Park
Milwaukee|Wisconsin|WI|US|43.0389|-87.9065|532|414|America/Chicago|MKE|Third Ward
Nashville|Tennessee|TN|US|36.1627|-86.7816|372|615|America/Chicago|BNA|Germantown
New Orleans|Louisiana|LA|US|29.9511|-90.0715|701|504|America/Chicago|MSY|Garden District
Atlanta|Georgia|GA|US|33.7490|-84.3880|303|404|America/New_York|ATL|Inman Park
Miami|Florida|FL|US|25.7617|-80.1918|331|305|America/New_York|MIA|Wynwood
Raleigh|North Carolina|NC|US|35.7796|-78.6382|276|919|America/New_York|RDU|Five Points
Washington|District of Columbia|DC|US|38.9072|-77.0369|200|202|America/New_York|IAD|Georgetown
Philadelphia|Pennsylvania|PA|US|39.9526|-75.1652|191|215|America/New_York|PHL|Fishtown
Pittsburgh|Pennsylvania|PA|US|40.4406|-79.9959|152|412|America/New_York|PIT|Shadyside
New York|New York|NY|US|40.7128|-74.0060|100|212|America/New_York|JFK|Chelsea
Boston|Massachusetts|MA|US|42.3601|-71.0589|021|617|America/New_York|BOS|Back Bay
Columbus|Ohio|OH|US|39.9612|-82.9988|432|614|America/New_York|CMH|Short North
Detroit|Michigan|MI|US|42.3314|-83.0458|482|313|America/Detroit|DTW|Corktown
London|Greater London|LND|GB|51.5074|-0.1278|SE1|20|Europe/London|LHR|Southwark
Manchester|Greater Manchester|MAN|GB|53.4808|-2.2426|M4|161|Europe/London|MAN|Ancoats
Birmingham|West Midlands|BIR|GB|52.4862|-1.8904|B16|121|Europe/London|BHX|Edgbaston
Leeds|West Yorkshire|LDS|GB|53.8008|-1.5491|LS6|113|Europe/London|LBA|Headingley
Bristol|Bristol|BST|GB|51.4545|-2.5879|BS8|117|Europe/London|BRS|Clifton
Edinburgh|Scotland|SCT|GB|55.9533|-3.1883|EH3|131|Europe/London|EDI|Stockbridge
Glasgow|Scotland|SCT|GB|55.8642|-4.2518|G12|141|Europe/London|GLA|Hillhead
Cardiff|Wales|WLS|GB|51.4816|-3.1791|CF5|29|Europe/London|CWL|Canton
Liverpool|Merseyside|LIV|GB|53.4084|-2.9916|L1|151|Europe/London|LPL|Ropewalks
Newcastle|Tyne and Wear|NET|GB|54.9783|-1.6178|NE2|191|Europe/London|NCL|Jesmond
Toronto|Ontario|ON|CA|43.6532|-79.3832|M5V|416|America/Toronto|YYZ|Liberty Village
Ottawa|Ontario|ON|CA|45.4215|-75.6972|K1P|613|America/Toronto|YOW|Glebe
Montreal|Quebec|QC|CA|45.5017|-73.5673|H2X|514|America/Toronto|YUL|Plateau
Vancouver|British Columbia|BC|CA|49.2827|-123.1207|V6B|604|America/Vancouver|YVR|Kitsilano
Calgary|Alberta|AB|CA|51.0447|-114.0719|T2P|403|America/Edmonton|YYC|Kensington
Winnipeg|Manitoba|MB|CA|49.8951|-97.1384|R3C|204|America/Winnipeg|YWG|Osborne Village
Halifax|Nova Scotia|NS|CA|44.6488|-63.5752|B3J|902|America/Halifax|YHZ|North End
Sydney|New South Wales|NSW|AU|-33.8688|151.2093|20|2|Australia/Sydney|SYD|Newtown
Melbourne|Victoria|VIC|AU|-37.8136|144.9631|30|3|Australia/Melbourne|MEL|Fitzroy
Brisbane|Queensland|QLD|AU|-27.4698|153.0251|40|7|Australia/Brisbane|BNE|New Farm
Perth|Western Australia|WA|AU|-31.9523|115.8613|60|8|Australia/Perth|PER|Subiaco
Adelaide|South Australia|SA|AU|-34.9285|138.6007|50|8|Australia/Adelaide|ADL|Norwood
Hobart|Tasmania|TAS|AU|-42.8821|147.3272|70|3|Australia/Hobart|HBA|Battery Point
Berlin|Berlin|BE|DE|52.5200|13.4050|10|30|Europe/Berlin|BER|Kreuzberg
Hamburg|Hamburg|HH|DE|53.5511|9.9937|20|40|Europe/Berlin|HAM|Altona
Munich|Bavaria|BY|DE|48.1351|11.5820|80|89|Europe/Berlin|MUC|Schwabing
Cologne|North Rhine-Westphalia|NW|DE|50.9375|6.9603|50|221|Europe/Berlin|CGN|Ehrenfeld
Frankfurt|Hesse|HE|DE|50.1109|8.6821|60|69|Europe/Berlin|FRA|Sachsenhausen
Stuttgart|Baden-Württemberg|BW|DE|48.7758|9.1829|70|711|Europe/Berlin|STR|Degerloch
Leipzig|Saxony|SN|DE|51.3397|12.3731|04|341|Europe/Berlin|LEJ|Plagwitz
Bremen|Bremen|HB|DE|53.0793|8.8017|28|421|Europe/Berlin|BRE|Neustadt
Paris|Île-de-France|IDF|FR|48.8566|2.3522|75|1|Europe/Paris|CDG|Le Marais
Lyon|Auvergne-Rhône-Alpes|ARA|FR|45.7640|4.8357|69|4|Europe/Paris|LYS|Croix-Rousse
Marseille|Provence-Alpes-Côte d'Azur|PAC|FR|43.2965|5.3698|13|4|Europe/Paris|MRS|Le Panier
Toulouse|Occitanie|OCC|FR|43.6047|1.4442|31|5|Europe/Paris|TLS|Capitole
Bordeaux|Nouvelle-Aquitaine|NAQ|FR|44.8378|-0.5792|33|5|Europe/Paris|BOD|Chartrons
Lille|Hauts-de-France|HDF|FR|50.6292|3.0573|59|3|Europe/Paris|LIL|Wazemmes
Nantes|Pays de la Loire|PDL|FR|47.2184|-1.5536|44|2|Europe/Paris|NTE|Bouffay
Strasbourg|Grand Est|GES|FR|48.5734|7.7521|67|3|Europe/Paris|SXB|Petite France"""


def _city(line: str) -> City:
    name, region, code, country, latitude, longitude, *rest = line.split("|")
    return City(name, region, code, country, float(latitude), float(longitude), *rest)


CITIES = tuple(_city(line) for line in _CITIES.splitlines())
OF_COUNTRY = {code: tuple(one for one in CITIES if one.country == code) for code in COUNTRIES}
BY_NAME = {one.name.lower(): one for one in CITIES}
BY_AIRPORT = {one.airport: one for one in CITIES}

WORLD = tuple(
    BY_NAME[name]
    for name in split(
        """london|new york|paris|chicago|berlin|sydney|toronto|miami|munich|los angeles|edinburgh|
        vancouver|boston|lyon|seattle|hamburg|manchester|denver|melbourne|atlanta|frankfurt|
        san francisco|dallas|marseille|montreal|washington|brisbane|cologne|houston|glasgow"""
    )
)
"""Cities that everybody knows: airports, weather stations, hotels."""

_AIRPORTS = split(
    """LHR Heathrow|JFK John F. Kennedy International|CDG Charles de Gaulle|
    ORD O'Hare International|SYD Kingsford Smith|YYZ Pearson International|
    BOS Logan International|DFW Dallas Fort Worth International|IAD Dulles International|
    IAH George Bush Intercontinental|ATL Hartsfield-Jackson International|
    LYS Saint-Exupéry|MRS Marseille Provence|YUL Trudeau International"""
)
AIRPORTS = {one[:3]: f"{one[4:]} Airport" for one in _AIRPORTS}
"""Airports that are not called after their city."""


def kilometres(one: City, other: City) -> float:
    """As the crow flies (haversine)."""
    first, second = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    part = math.sin((second - first) / 2) ** 2
    part += math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(part))


DIRECTIONS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
CONTINENTS = ("Europe", "North America", "Asia", "South America", "Africa", "Oceania")
