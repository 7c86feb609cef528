"""Fields that interfaces are built of: links, filters, masks, flags written as texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.seeding.ask import picked, spread
from agentscaler.environments.seeding.draw import Draw
from agentscaler.environments.seeding.facts import sentences, technical
from agentscaler.environments.seeding.naming import slug
from agentscaler.environments.seeding.senses.persons import account_name
from agentscaler.environments.seeding.senses.spots import latitude, longitude
from agentscaler.environments.seeding.senses.titles import called, written

if TYPE_CHECKING:
    from agentscaler.environments.seeding.ask import Ask


def _short(ask: Ask) -> str:
    """First letters of the name: ``Data Structures`` -> ``DS``."""
    told = ask.subject.row.get("name") or ask.subject.row.get("title")
    name = told if isinstance(told, str) else called(ask.subject, ask.noun, technical_around=False)
    parts = [part for part in slug(name).split("-") if part]
    return "".join(part[0] for part in parts).upper() if len(parts) > 1 else name[:3].upper()


def _parent(ask: Ask) -> str:
    project = Draw(ask.subject.setting.seed, "project").pick(technical.CODENAMES)
    if ask.technical or ask.says("projects/", "resource name"):
        return f"projects/{project}-prod/locations/{ask.draw.pick(technical.REGIONS_GCP)}"
    return f"{ask.kind or 'item'}_{ask.draw.hex(8)}"


def _box(ask: Ask) -> str:
    south, west = latitude(ask.subject), longitude(ask.subject)
    return f"{west},{south},{round(west + 0.1, 6)},{round(south + 0.1, 6)}"


def _owner(ask: Ask) -> str:
    return account_name(ask.subject.other("owner"))


def _paragraph(ask: Ask) -> str:
    return written(ask, sentences.LONG)


def _alias(ask: Ask) -> str:
    return slug(called(ask.subject, ask.noun, technical_around=ask.technical))


TEXT = spread(
    {
        "acronym|abbreviation|abbr|short form": _short,
        "parent|parent name|parent resource": _parent,
        "bbox|bounding box|bounds": _box,
        "owner|creator|admin|maintainer|approver id name|requester name": _owner,
        "data|payload|response|output|answer body|result text|information|context|overview text"
        "|explanation text|analysis|recommendation|insight|finding|conclusion text|report text": (
            _paragraph
        ),
        "alias|nick|handle id": _alias,
        "alpha2|cca2": lambda ask: ask.whose.country.code,
        "alpha3|cca3": lambda ask: ask.whose.country.code3,
        "doing business as|dba": lambda ask: ask.subject.company,
        "subnetwork|subnet|network|vpc": lambda ask: (
            f"{ask.draw.pick(technical.CODENAMES)}-{ask.words[-1]}"
        ),
        "copyright|rss copyright": lambda ask: f"© 2026 {ask.subject.company}",
        "style|stylesheet": lambda ask: ask.draw.pick(("modern", "classic", "minimal", "bold")),
    }
)
TEXT |= picked(
    {
        "rel|relation type": ("self", "next", "related"),
        "filter|where|predicate|criteria|jql|search filter": (
            "status = 'active'",
            "created_at > '2026-01-01'",
            "country = 'US'",
        ),
        "fields|include|expand|select|update mask|read mask|field mask|embed|projection": (
            "name,status",
            "status",
            "name,description",
        ),
        "true|false|flag|success|is default|enabled|active|available|deleted|archived|done": (
            "true",
            "false",
        ),
        "headers|header|accept": ("application/json", "text/html"),
        "pattern|regex": ("^[a-z]+$", "^\\d{4}$", ".*"),
        "template": ("default", "minimal", "report"),
        "audience|target audience|segment name": (
            "new customers",
            "small businesses",
            "students",
            "frequent travellers",
        ),
        "time frame|time period|date range|timeframe|time range|time window|lookback": (
            "last 7 days",
            "last 30 days",
            "this month",
            "this year",
        ),
        "quality": ("high", "standard", "low"),
        "suffix": ("v2", "eu", "backup"),
        "alt|alternative text|alt text": ("Front view", "Team at work", "Product on a table"),
        "slot|time slot name": ("09:00-10:00", "13:00-14:00", "16:00-17:00"),
        "vitamins|minerals|nutrient": ("vitamin C", "iron", "magnesium", "vitamin D"),
        "edition": ("standard", "enterprise", "community"),
        "selector": ("main", ".content", "#results"),
        "gift wrap": ("none", "red paper", "box with ribbon"),
    }
)
