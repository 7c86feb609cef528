"""What is usually told of things, for tools whose source does not say what they return.

A line names things and what one of them has; an indented line goes on. A type stands behind a
colon; a text has none.
The columns are used only where neither arguments nor results of the tools name any.
"""

from __future__ import annotations

from functools import cache
from typing import Any

_USUAL = """
user member person people contact customer client employee owner author subscriber guest patient
    student teacher candidate applicant doctor driver agent follower friend : name email phone
    city joined_on:date
account : name email balance:number currency status opened_on:date
profile : name headline location bio joined_on:date
team group : name description member_count:integer created_at:time
company organization business vendor supplier partner : name industry city country
    employee_count:integer website
product item good sku : name category price:number currency stock:integer rating:number
order purchase sale : customer_name total:number currency status placed_at:time
invoice bill receipt : customer_name amount:number currency due_date:date status
payment transaction transfer charge refund payout : amount:number currency status counterparty
    executed_at:time
subscription plan : name price:number currency interval status
cart basket : customer_name item_count:integer total:number currency
coupon discount offer promotion deal : code percent_off:integer valid_until:date
shipment delivery package parcel tracking : carrier tracking_number status destination
    expected_on:date
task todo issue ticket bug story reminder : title description priority assignee due_date:date
    status
project board campaign : name description owner status start_date:date
event meeting appointment booking reservation calendar : title location starts_at:time
    ends_at:time attendee_count:integer
message email chat sms notification mail : sender recipient subject body sent_at:time
comment reply note review feedback : author text rating:integer created_at:time
post article news story blog headline page : title author summary url published_at:time
channel room conversation thread : name topic member_count:integer created_at:time
document file attachment folder report template : name type size_bytes:integer owner
    modified_at:time
image photo picture video clip media : title url width:integer height:integer created_at:time
repository repo package library : name description language stars:integer updated_at:time
commit branch release tag version : name author message created_at:time
pull merge request : title author status created_at:time
weather forecast temperature climate : city date:date condition temperature_c:number
    humidity:integer wind_kph:number
alert warning : title severity area issued_at:time
flight : flight_number airline origin destination departs_at:time arrives_at:time price:number
    status
hotel accommodation lodging room : name city stars:integer price_per_night:number
    available_rooms:integer
restaurant cafe bar : name city cuisine rating:number price_level:integer phone
place location venue city airport station attraction destination landmark : name city country
    latitude:number longitude:number
country region state : name capital population:integer currency
route direction trip journey itinerary : origin destination distance_km:number
    duration_min:integer
car vehicle ride taxi : make model year:integer plate price_per_day:number
movie film show series episode : title year:integer genre director rating:number
song track music album playlist artist : title artist genre duration_s:integer released_on:date
book novel : title author isbn pages:integer published_on:date
game match fixture tournament : home_team away_team score date:date status
player athlete : name team position age:integer
recipe meal dish food : name cuisine calories:integer cooking_time_min:integer
ingredient nutrition : name calories:integer protein_g:number fat_g:number
stock share quote ticker security : symbol name price:number change_percent:number volume:integer
coin crypto cryptocurrency token currency exchange rate price : symbol name price_usd:number
    change_24h:number market_cap:number
wallet balance portfolio position asset holding : asset amount:number value_usd:number
job vacancy position : title company location salary:number posted_on:date
course lesson class program : title instructor duration_hours:integer level price:number
school university college : name city country founded:integer
property listing house apartment home : address city price:number bedrooms:integer area_m2:number
device sensor machine printer camera light thermostat : name type status battery_percent:integer
    last_seen_at:time
reading measurement metric statistic stat usage : name value:number unit measured_at:time
server instance host node cluster container vm database : name region status cpu_percent:number
    memory_mb:integer
service application app api website site : name url status version
log activity history execution run session audit : action actor status started_at:time
domain dns record whois certificate : name registrar expires_on:date status
policy rule permission role : name description effect created_at:time
medication drug medicine prescription : name dosage form manufacturer
disease condition symptom diagnosis : name description severity
paper publication journal study trial : title author journal year:integer citations:integer
patent law case regulation : title number status filed_on:date
animal pet species plant dog cat breed : name species habitat lifespan_years:integer
job_posting listing ad advertisement : title price:number location posted_on:date
survey question quiz answer poll : text topic answer_count:integer
word definition synonym translation : word language definition
language : name code speakers_millions:integer
vehicle_model spec specification : name value unit
earthquake disaster : place magnitude:number depth_km:number occurred_at:time
contract agreement lease : title party start_date:date end_date:date status
budget expense cost : category amount:number currency date:date
goal workout exercise : name target unit due_date:date
color theme style font : name value
result score ranking standing leaderboard : name rank:integer score:number
holiday festival : name date:date country
loan mortgage credit insurance claim : amount:number rate:number term_months:integer status
collection category topic tag label list : name description item_count:integer
setting preference configuration option : name value
info status information summary overview : name value updated_at:time
hotspot headline trend topic : rank:integer title heat:integer url
aircraft plane ship vessel : registration type operator latitude:number longitude:number
    status last_seen_at:time
store shop mall market supermarket hospital clinic pharmacy gym museum park theater cinema facility
    spa studio garage office : name address city rating:number phone
lawyer attorney dentist nurse nanny babysitter realtor president minister senator player :
    name city specialty rating:number
bus train metro subway tram ferry departure arrival timetable : line origin destination
    departs_at:time arrives_at:time status
dataset corpus benchmark model : name description publisher size_bytes:integer updated_at:time
experiment : name hypothesis status start_date:date end_date:date
inventory : item quantity:integer location updated_at:time
web wikipedia : title url snippet published_at:time
recommendation suggestion insight opportunity : title summary category score:number
doc manual guide tutorial help proceeding : title summary url updated_at:time
horoscope : sign date:date text
joke fact advice proverb trivia : text category
municipality district county province : name region population:integer
division department unit : name code description
achievement award badge medal trophy : name description points:integer awarded_on:date
malware threat vulnerability incident : name type severity status first_seen_at:time
protein gene molecule compound chemical : name formula description
statement : period opening_balance:number closing_balance:number currency issued_on:date
biography : name summary born_on:date
season : year:integer name start_date:date end_date:date
workspace environment namespace : name description owner status created_at:time
icon emoji sticker : name category url
ip : address country city provider
menu : name category price:number available
"""

_TYPES: dict[str, dict[str, Any]] = {
    "": {"type": "string"},
    "integer": {"type": "integer", "minimum": 0},
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "date-time"},
}


@cache
def _table() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in _USUAL.replace("\n    ", " ").strip().splitlines():
        things, _, columns = line.partition(" : ")
        parsed = tuple(
            (name, kind) for name, _, kind in (one.partition(":") for one in columns.split())
        )
        for thing in things.split():
            found.setdefault(thing, parsed)
    return found


def usual_columns(noun: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Columns that things of this name usually have; empty where nothing is known.

    Args:
        noun: The thing; its last word that is known decides.

    Example:
        >>> list(usual_columns(("crypto", "price")))
        ['symbol', 'name', 'price_usd', 'change_24h', 'market_cap']
        >>> usual_columns(("gizmo",))
        {}
    """
    table = _table()
    for word in reversed(noun):
        if word in table:
            return {name: dict(_TYPES[kind]) for name, kind in table[word]}
    return {}
