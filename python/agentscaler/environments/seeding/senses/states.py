"""Fields that say of which sort a thing is or how it is doing, where no enum tells the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.seeding.ask import picked, spread
from agentscaler.environments.seeding.facts import living, technical
from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.naming import singular, words_of
from agentscaler.environments.seeding.senses.spots import state as region_of

if TYPE_CHECKING:
    from agentscaler.environments.seeding.ask import Ask

_STATUSES = {
    "order": ("pending", "processing", "shipped", "delivered", "cancelled"),
    "payment": ("succeeded", "pending", "failed", "refunded"),
    "invoice": ("paid", "open", "overdue", "draft"),
    "ticket": ("open", "in_progress", "resolved", "closed"),
    "issue": ("open", "in_progress", "closed"),
    "request": ("open", "closed", "merged"),
    "task": ("todo", "in_progress", "done"),
    "appointment": ("scheduled", "completed", "cancelled", "no_show"),
    "booking": ("confirmed", "pending", "cancelled", "completed"),
    "reservation": ("confirmed", "pending", "cancelled", "completed"),
    "flight": ("scheduled", "boarding", "departed", "landed", "delayed", "cancelled"),
    "shipment": ("in_transit", "delivered", "label_created", "exception"),
    "delivery": ("out_for_delivery", "delivered", "pending"),
    "subscription": ("active", "trialing", "past_due", "canceled"),
    "device": ("online", "offline", "maintenance"),
    "sensor": ("online", "offline", "maintenance"),
    "job": ("succeeded", "running", "failed", "queued"),
    "run": ("succeeded", "running", "failed", "queued"),
    "build": ("succeeded", "running", "failed"),
    "deployment": ("succeeded", "in_progress", "failed", "rolled_back"),
    "account": ("active", "frozen", "closed", "active"),
    "transaction": ("completed", "pending", "failed", "completed"),
    "application": ("submitted", "in_review", "interview", "rejected", "hired"),
    "candidate": ("applied", "interview", "offer", "rejected"),
    "employee": ("active", "on_leave", "terminated", "active"),
    "user": ("active", "invited", "suspended", "active"),
    "campaign": ("draft", "scheduled", "active", "completed"),
    "incident": ("investigating", "identified", "monitoring", "resolved"),
    "alert": ("triggered", "acknowledged", "resolved"),
    "cluster": ("ACTIVE", "CREATING", "UPDATING", "ACTIVE"),
    "instance": ("running", "stopped", "pending", "running"),
    "volume": ("in-use", "available"),
    "message": ("sent", "delivered", "read", "failed"),
    "email": ("sent", "delivered", "opened", "bounced"),
    "document": ("draft", "in_review", "approved", "archived"),
    "contract": ("draft", "signed", "active", "expired"),
    "claim": ("submitted", "under_review", "approved", "denied"),
    "prescription": ("active", "completed", "cancelled"),
    "project": ("planned", "active", "on_hold", "completed"),
    "property": ("for_sale", "sold", "under_offer"),
    "room": ("available", "occupied", "cleaning"),
    "vehicle": ("available", "rented", "maintenance"),
    "product": ("active", "draft", "discontinued", "active"),
    "game": ("scheduled", "in_progress", "final"),
    "match": ("scheduled", "in_progress", "final"),
    "refund": ("pending", "succeeded", "failed"),
    "return": ("requested", "approved", "received", "refunded"),
    "leave": ("requested", "approved", "rejected"),
    "operation": ("DONE", "RUNNING", "PENDING"),
}
_MEDICAL = frozenset(["prescription", "medication", "drug", "treatment"])
_ACTIVE = ("active", "active", "inactive", "pending")
_KINDS = {
    "address": ("shipping", "billing", "home"),
    "contact": ("customer", "supplier", "partner"),
    "account": ("checking", "savings", "business"),
    "transaction": ("debit", "credit", "transfer"),
    "event": ("meeting", "workshop", "webinar", "call"),
    "activity": ("call", "email", "meeting", "note"),
    "notification": ("email", "push", "sms"),
    "message": ("text", "image", "file", "text"),
    "user": ("member", "admin", "guest", "member"),
    "customer": ("individual", "business", "individual"),
    "device": ("sensor", "gateway", "camera", "thermostat"),
    "sensor": ("temperature", "humidity", "motion", "pressure"),
    "ticket": ("question", "incident", "problem", "task"),
    "issue": ("bug", "task", "story", "improvement"),
    "appointment": ("check-up", "follow-up", "consultation", "vaccination"),
    "property": ("apartment", "house", "studio"),
    "room": ("double", "single", "suite"),
    "vehicle": ("sedan", "suv", "van"),
    "document": ("contract", "report", "invoice", "policy"),
    "file": ("pdf", "image", "spreadsheet", "document"),
    "record": ("A", "CNAME", "MX", "TXT"),
    "payment": ("card", "bank_transfer", "cash"),
    "job": ("batch", "scheduled", "manual"),
    "leave": ("vacation", "sick", "parental", "unpaid"),
    "media": ("image", "video", "audio"),
    "workout": ("cardio", "strength", "flexibility"),
    "expense": ("travel", "meals", "equipment", "software"),
    "policy": ("managed", "custom", "inline"),
    "course": ("in_person", "online", "hybrid"),
    "store": ("retail", "outlet", "online"),
    "credential": ("password", "api_key", "certificate"),
}


def _thing(ask: Ask) -> str:
    lead = [word for word in ask.lead if word not in ask.noun]
    return singular(lead[-1]) if lead else ask.kind


_PLACED = ("city", "town", "street", "zip", "zipcode", "postcode", "country")


def _status(ask: Ask) -> str:
    if ask.words[-1] == "state" and (
        ask.kind in {"address", "location", "place", "contact", "geo"}
        or any(words_of(name)[-1:][0] in _PLACED for name in ask.subject.row if words_of(name))
        or {"address", "billing", "shipping", "home", "mailing"} & set(ask.lead)
    ):
        return region_of(ask)
    thing = _thing(ask)
    if thing == "application" and {"version", "url"} & ask.subject.row.keys():
        thing = "service"  # a program, not what somebody applies with
    return ask.draw.pick(_STATUSES.get(thing, _ACTIVE))


def _kind(ask: Ask) -> str:
    return ask.draw.pick(_KINDS.get(_thing(ask), ("standard", "basic", "premium", "standard")))


def _condition(ask: Ask) -> str:
    if ask.kind in {"observation", "forecast", "weather", "reading", "city", "day", "hour"}:
        return ask.draw.pick(living.SKIES)
    if ask.kind in {"patient", "encounter", "visit", "history"}:
        return ask.subject.turn(living.DIAGNOSES, "diagnoses").split(" ", 1)[1]
    return ask.draw.pick(("good", "good", "fair"))


def _action(ask: Ask) -> str:
    if ask.kind in {"rule", "automation", "trigger", "policy", "filter"}:
        return ask.draw.pick(("notify", "send_email", "turn_on", "turn_off", "create_ticket"))
    return ask.draw.pick(("created", "updated", "viewed", "exported"))


def _frequency(ask: Ask) -> str:
    if ask.kind in _MEDICAL:
        return ask.draw.pick(living.INTAKES)
    return ask.draw.pick(("monthly", "weekly", "yearly", "daily"))


TEXT = spread(
    {
        "condition|health|health status|health state": _condition,
        "frequency|interval|recurrence type|update frequency|billing cycle|billing period|period"
        "|payment frequency|repeat|cadence|billing interval|pay frequency": _frequency,
        "action|action type|operation|activity type|event action": _action,
        "ami type": lambda ask: ask.draw.pick(("AL2_x86_64", "AL2023_x86_64_STANDARD")),
        "capacity type": lambda ask: ask.draw.pick(("ON_DEMAND", "SPOT")),
        "status|state|order status|status code|current status|job status|lifecycle state"
        "|processing status|status text|workflow state|current state|publish status|new status": (
            _status
        ),
        "type|kind|subtype|sub type|object type|entity type|class|classification|resource type"
        "|content kind|types|variant|record type|item type|sort|flavor": _kind,
        "provisioning state": lambda _: "Succeeded",
    }
)
TEXT |= picked(
    {
        "priority|urgency|importance|priority level": ("low", "medium", "high", "medium"),
        "severity|severity level|impact|risk level|criticality|risk": (
            "low",
            "medium",
            "high",
            "critical",
        ),
        "difficulty|difficulty level|complexity|skill level": ("easy", "medium", "hard"),
        "level|tier": ("basic", "standard", "advanced"),
        "visibility|privacy|access|privacy level|sharing": ("public", "private", "private"),
        "mode|operating mode": ("automatic", "manual", "automatic"),
        "strategy|approach": ("default", "gradual", "immediate"),
        "granularity|aggregation|group by|time unit|resolution unit": ("day", "hour", "week"),
        "direction": ("inbound", "outbound"),
        "source|origin source|channel|lead source|acquisition channel|referrer|medium|sales channel"
        "|source type|traffic source|utm source": ("web", "email", "referral", "phone", "partner"),
        "result|outcome|conclusion|decision": ("success", "success", "failure"),
        "sentiment|mood|tone": ("positive", "neutral", "negative"),
        "operator|comparison operator|comparison": ("equals", "greater_than", "contains"),
        "category type": ("income", "expense"),
        "sort by|order by|sort field|sort": ("created_at", "name"),
        "sort order|order direction|sort direction|order": ("asc", "desc"),
        "day|day of week|weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
        "month": ("January", "February", "March", "December"),
        "season|season name": ("spring", "summer", "autumn", "winter"),
        "view": ("full", "basic"),
        "role|user role|member role|access role|role name": (
            "member",
            "admin",
            "viewer",
            "editor",
        ),
        "unit system|temperature unit|measurement system": ("metric", "imperial"),
        "severity text": technical.LOG_LEVELS,
        "effect": ("Allow", "Allow", "Deny"),
        "weather|conditions|weather condition|sky|forecast text|weather description"
        "|condition text": (
            "Partly cloudy",
            "Clear",
            "Light rain",
            "Overcast",
            "Sunny",
        ),
        "time of day|time slot": ("morning", "afternoon", "evening"),
        "duration text|estimated time": ("30 minutes", "1 hour", "2 hours", "45 minutes"),
        "trend": ("rising", "stable", "falling"),
        "alignment|position alignment": ("left", "center", "right"),
        "confidence|confidence level": ("high", "medium", "low"),
    }
)
WEAK = frozenset(TEXT) | word_set(
    """format unit units mode code value key name title label text content message model size
    identifier method protocol category platform metric field resource group target event
    device command expression service version scope search query keyword term word tag tags
    data payload response output context information options template filter fields include
    expand select parent owner"""
)
"""Names that say little: what a description quotes goes before what these bring."""
