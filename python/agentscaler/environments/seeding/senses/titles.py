"""What things are called, and what is written about them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentscaler.environments.seeding.ask import listed, picked, spread
from agentscaler.environments.seeding.facts import (
    business,
    goods,
    knowledge,
    living,
    media,
    nouns,
    people,
    places,
    sentences,
    technical,
)
from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.naming import singular, slug, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agentscaler.environments.seeding.ask import Ask
    from agentscaler.environments.seeding.subject import Subject

_SLOT = re.compile(r"\{(\w+)\}")
_EMPTY = word_set("""name title display friendly new old short long label the a of current""")
_OF_PERSON = re.compile(
    r"\b(user|person|customer|patient|student|employee|child|player|author|guest)['\u2019]s "
    r"(full |own )?name\b"
    r"|\bname of (a|the) (person|user|customer|patient|student|employee|child|guest)\b"
)
"""What a description says of a name that is that of a person."""
_PAIRS = {
    ("pull", "request"): technical.PULLS,
    ("merge", "request"): technical.PULLS,
    ("bank", "account"): business.ACCOUNTS,
    ("room", "type"): living.ROOMS,
    ("payment", "method"): nouns.NAMES["method"],
    ("gift", "card"): ("Birthday Gift Card", "Holiday Gift Card", "Thank-You Card"),
    ("credit", "card"): business.CARD_BRANDS,
    ("menu", "item"): living.DISHES,
    ("food", "item"): living.DISHES,
    **dict.fromkeys(
        (("health", "alert"), ("travel", "alert"), ("safety", "alert")), living.NOTICES
    ),
    ("security", "group"): technical.SERVICES,
    ("job", "opening"): business.JOBS,
    ("automation", "rule"): (
        "Warn when a room gets too warm",
        "Lights off at ten",
        "Alert on low battery",
        "Start ventilation above 1,000 ppm",
        "Close valve on leak",
        "Lower heating at night",
        "Notify when a door stays open",
        "Record motion after hours",
        "Restart gateway when offline",
        "Report power above limit",
        "Fan on at high humidity",
        "Send daily summary",
    ),
    ("line", "item"): nouns.NAMES["product"],
    ("cart", "item"): nouns.NAMES["product"],
    ("job", "posting"): business.JOBS,
    ("support", "ticket"): business.ISSUES,
    ("leave", "request"): ("Summer vacation", "Family leave", "Moving house", "Long weekend"),
    ("feature", "flag"): (
        "new-checkout",
        "dark-mode",
        "beta-search",
        "fast-export",
        "two-factor-login",
        "smart-replies",
        "bulk-edit",
        "new-pricing-page",
    ),
}


def machine_name(subject: Subject, noun: Sequence[str]) -> str:
    """A name as engineers give it: ``checkout-cluster-prod``; one convention in each table."""
    setting = subject.setting
    service = subject.turn(technical.SERVICES, "service")
    stage = subject.turn(technical.STAGES, "stage")
    kind = "-".join(noun[-2:]) if noun else "main"
    code = subject.turn(technical.CODENAMES, "codename")
    styles = (
        f"{service}-{stage}",
        f"{service}-{singular(kind)}",
        f"{service}-{stage}-{singular(kind)}",
        f"{code}-{service}",
    )
    return styles[sum(map(ord, setting.scope)) % len(styles)]


def called(  # noqa: C901, PLR0911  one for each kind of thing
    subject: Subject, noun: tuple[str, ...], *, technical_around: bool
) -> str:
    """The name of a thing, by what it is.

    Args:
        subject: Whose name it is.
        noun: Words of what it is: ``("support", "ticket")``.
        technical_around: Whether the tables around are those of a cloud.
    """
    head = singular(noun[-1]) if noun else ""
    if (pair := _PAIRS.get((*noun[-2:-1], head))) is not None:  # type: ignore[arg-type]
        return subject.turn(pair, " ".join(noun))
    machine = technical_around and head in nouns.SLUGGED
    if head in nouns.PEOPLE and not machine:
        return subject.person.full
    if head in {"alert", "warning"} and "weather" in noun:
        return subject.turn(living.WARNINGS, "warnings")
    if head in {"product", "good"} and not machine:
        return subject.good.name
    if head in nouns.NAMES and not machine and (head not in nouns.COMPANIES or noun[:-1]):
        return _numbered(subject, nouns.NAMES[head], head)
    if head == "airport":
        city = subject.city
        return places.AIRPORTS.get(city.airport, f"{city.name} Airport")
    if head == "station" and not machine and set(noun) & {"weather", "meteorological", "station"}:
        return f"{subject.city.name} {subject.turn(living.STATIONS, 'station')}"
    if head in {"city", "town", "destination"} and not technical_around:
        return subject.city.name
    if head == "country":
        return subject.country.name
    if head in nouns.COMPANIES and not machine:
        return _company(subject, head)
    if machine or head in nouns.HARD or (technical_around and head in nouns.TECHNICAL):
        return machine_name(subject, noun)
    if technical_around:
        return machine_name(subject, noun)
    first = subject.turn(nouns.QUALIFIERS, "qualifier")
    return f"{first} {' '.join((*noun[-2:-1], head or 'entry')).title()}"


def _numbered(subject: Subject, items: Sequence[str], tag: str) -> str:
    """The item whose turn it is; a second round through a short list tells them apart."""
    item = subject.turn(items, tag)
    turn = subject.at // len(items)
    if not turn or tag in nouns.CLOSED:
        return item
    return f"{item}-{turn + 1}" if item == slug(item) and "-" in item else f"{item} {turn + 1}"


def _company(subject: Subject, head: str) -> str:
    tail = nouns.COMPANIES[head]
    if tail:
        return f"{subject.turn(business.STEMS, 'company')} {tail}"
    legal = business.LEGAL[subject.country.code]
    return f"{subject.company} {subject.draw('legal').pick(legal)}"


def _name(ask: Ask) -> str:
    lead = tuple(word for word in ask.lead if word not in _EMPTY)
    if not lead and _OF_PERSON.search(ask.text):
        return ask.subject.person.full
    if ask.kind == "review" and not lead:
        good = ask.subject.rating >= _CONTENT
        return ask.subject.turn(_PRAISE if good else _BLAME, "review title")
    if not lead or set(lead) <= set(ask.noun):
        return called(ask.subject, ask.noun or lead, technical_around=ask.technical)
    head = singular(lead[-1])
    if head in nouns.PEOPLE and not (ask.technical and head in nouns.SLUGGED):
        return ask.whose.person.full
    subject = ask.subject.other(" ".join(lead))
    return called(subject, lead, technical_around=ask.technical)


def _entry_of(ask: Ask) -> knowledge.Word:
    """The entry of a dictionary that a row is: that of its word, where it has one."""
    told = (knowledge.OF_WORD.get(one) for one in ask.subject.row.values() if isinstance(one, str))
    return next((one for one in told if one), None) or ask.subject.turn(knowledge.WORDS, "word")


def _step(ask: Ask) -> str:
    cooks = ask.kind in {"recipe", "dish", "meal", "food", "ingredient"}
    return written(ask, sentences.STEPS if cooks else sentences.PROCEDURE)


def _word(ask: Ask) -> str:
    """A word that is looked up; of other rows what they are about."""
    if _LEXICAL.isdisjoint(ask.noun) and ask.kind != "word":
        return ask.draw.pick(media.TOPICS)
    return _entry_of(ask).word


_LEXICAL = word_set("word definition synonym antonym dictionary vocabulary meaning pronunciation")


def written(ask: Ask, templates: Sequence[str]) -> str:
    """A sentence, its gaps filled with what the row is about."""
    subject = ask.subject
    text = subject.turn(templates, "sentence " + " ".join(ask.words))
    if "{" not in text:
        return text

    return _SLOT.sub(lambda found: _GAPS[found[1]](subject), text)


_GAPS: dict[str, Callable[[Subject], str]] = {
    "noun": lambda subject: " ".join(subject.noun) or "entry",
    "name": lambda subject: _told_name(subject),  # noqa: PLW0108  defined below
    "person": lambda subject: subject.other("colleague").person.full,
    "first": lambda subject: subject.other("colleague").person.first,
    "team": lambda subject: subject.turn(business.TEAMS, "team"),
    "department": lambda subject: subject.turn(business.DEPARTMENTS, "department"),
    "other_department": lambda subject: subject.turn(business.DEPARTMENTS[::-1], "other"),
    "stage": lambda subject: str(subject.row.get("environment") or "production"),
    "service": lambda subject: subject.turn(technical.SERVICES, "service"),
    "other": lambda subject: subject.turn(technical.SERVICES[::-1], "other service"),
    "region": lambda subject: subject.city.region,
    "city": lambda subject: subject.city.name,
    "number": lambda subject: str(subject.draw("number").between(1001, 1899)),
}


def _told_name(subject: Subject) -> str:
    name = subject.row.get("name") or subject.row.get("title")
    return name if isinstance(name, str) else "this"


def _description(ask: Ask) -> str:
    if ask.kind in {"transaction", "payment", "charge"}:
        return _entry(ask)
    if ask.kind in {"article", "news", "story", "post", "headline"} and ask.subject.row.keys() & {
        "title",
        "author",
    }:
        return ask.subject.turn(knowledge.NEWS, "news")
    if ask.kind in {"product", "item", "article", "good"} and not ask.technical:
        return _of_good(ask.subject)
    if ask.kind in {"forecast", "weather"}:
        return ask.draw.pick(living.SKIES)
    by_noun = sentences.BY_NOUN.get(ask.kind)
    if by_noun and not (ask.technical and ask.kind in nouns.SLUGGED):
        return written(ask, by_noun)
    machine = ask.technical or ask.kind in nouns.HARD
    return written(ask, sentences.TECHNICAL if machine else sentences.GENERAL)


def _entry(ask: Ask) -> str:
    """What a statement says of a payment: the merchant, where the row names one."""
    for name, value in ask.subject.row.items():
        if isinstance(value, str) and words_of(name)[:1] == ("merchant",):
            return f"{ask.draw.pick(('Card payment', 'Purchase', 'Contactless payment'))} {value}"
    return written(ask, sentences.PAYMENT)


def _code(ask: Ask) -> str:  # noqa: PLR0911  one for each kind of thing
    """A short code of the thing, out of its name."""
    told = _told_name(ask.subject)
    name = slug(told if told != "this" else " ".join(ask.noun) or "item", "")
    if ask.kind in {"course", "class", "subject"}:
        return f"{name[:4].upper()}{ask.draw.between(1, 4)}{ask.draw.below(10)}0"
    if ask.kind in {"error", "exception"}:
        return ask.draw.pick(technical.ERROR_CODES)
    if ask.kind in {"coupon", "promotion", "discount", "voucher"}:
        word = ask.draw.pick(("SPRING", "WELCOME", "SAVE", "VIP", "LOYAL", "FRESH"))
        return f"{word}{ask.draw.pick((5, 10, 15, 20, 25))}"
    if ask.kind in {"country", "nation"}:
        return ask.subject.country.code
    if ask.kind == "currency":
        return ask.draw.pick(business.CURRENCIES)
    if ask.kind == "airport":
        return ask.subject.city.airport
    return f"{name[:3].upper()}-{ask.draw.digits(3)}"


def _of_good(subject: Subject) -> str:
    named = {str(value) for value in subject.row.values() if isinstance(value, str)}
    good = next((one for one in goods.GOODS if one.name in named), subject.good)
    return good.text


def _content(ask: Ask) -> str:
    by_noun = sentences.BY_NOUN.get(ask.kind)
    short = by_noun in (
        sentences.COMMENT,
        sentences.MESSAGE,
        sentences.REVIEW,
        sentences.ISSUE,
    )
    return written(ask, by_noun if by_noun and short else sentences.LONG)


_PRAISE = (
    "Highly recommended",
    "Just what we needed",
    "Excellent",
    "Would come again",
    "Great value",
)
_BLAME = ("Could be better", "Disappointing", "Not what I expected")
_CONTENT = 3.5
"""Stars from which on a review is a good one."""


def _review(ask: Ask) -> str:
    """What a guest or a buyer says, in keeping with the stars."""
    content = ask.subject.rating >= _CONTENT
    names = {word for name in ask.subject.row for word in words_of(name)}
    if names & {"hotel", "property", "listing", "room", "restaurant", "venue"}:
        told = sentences.GUESTS_PRAISE if content else sentences.GUESTS_BLAME
        return ask.subject.turn(told, "review")
    return ask.subject.turn(sentences.PRAISE if content else sentences.BLAME, "review")


def _slug(ask: Ask) -> str:
    for name in ("name", "title", "label", "displayName", "display_name"):
        if isinstance(told := ask.subject.row.get(name), str):
            return slug(told)
    return slug(called(ask.subject, ask.noun, technical_around=ask.technical))


_STRENGTH = re.compile(r"\d+ (?:mg|mcg|IU|ml|%)")


def _dosage(ask: Ask) -> str:
    """The strength that the drug of the row has."""
    for value in ask.subject.row.values():
        if isinstance(value, str) and value in living.DRUGS:
            if value in living.DOSES:
                return living.DOSES[value]
            found = _STRENGTH.search(value)
            return found[0] if found else "1 tablet"
    return ask.draw.pick(living.DOSAGES)


def _label(ask: Ask) -> str:
    if ask.kind in {"album", "artist", "track", "song", "release"}:
        return ask.draw.pick(media.RECORD_LABELS)
    if ask.kind in {"issue", "request", "task", "ticket", "card", "label", "email", "message"}:
        return ask.draw.pick(nouns.NAMES["label"])
    return _name(ask)


def _reason(ask: Ask) -> str:
    if ask.kind in {"appointment", "visit", "encounter", "referral", "admission"}:
        if not set(ask.words) & {"cancel", "cancellation", "cancelled"}:
            return ask.subject.turn(living.VISITS, "visits")
        return ask.draw.pick(("Schedule conflict", "Feeling better", "Change of plans"))
    if ask.kind in {"leave", "absence", "request"} and "leave" in ask.noun:
        return ask.draw.pick(_PAIRS["leave", "request"])
    if set(ask.words) & {"failure", "error", "failed"}:
        return ask.draw.pick(technical.ERRORS)
    return written(ask, sentences.REASON)


def _note(ask: Ask) -> str:
    by_noun = sentences.BY_NOUN.get(ask.kind)
    if ask.kind in {"prescription", "medication", "drug"}:
        return written(ask, sentences.INTAKE)
    if ask.kind in {"recipe", "dish", "meal"}:
        return " ".join(sentences.STEPS)
    return written(ask, sentences.MEDICAL if by_noun is sentences.MEDICAL else sentences.NOTE)


def _message(ask: Ask) -> str:
    if ask.kind in {"alert", "alarm", "notification"} and _senses(ask):
        return ask.subject.turn(sentences.SENSED, "sensed")
    if ask.technical or "error" in ask.noun:
        return ask.draw.pick(technical.ERRORS)
    if ask.kind in {"alert", "alarm", "incident", "warning"}:
        return ask.subject.turn(business.INCIDENTS, "incidents")
    if ask.kind == "commit":
        return ask.subject.turn(technical.COMMITS, "commits")
    return written(ask, sentences.MESSAGE)


def _senses(ask: Ask) -> bool:
    """Whether the row is of a thing that measures."""
    names = {word for name in ask.subject.row for word in words_of(name)}
    return bool(names & {"device", "sensor", "thing", "camera", "meter"})


_PIXELS = ("1920x1080", "1280x720", "3840x2160")
_SCREENS = word_set(
    """image video photo picture screen display camera monitor stream clip movie render recording
    media frame device print"""
)


def _resolution(ask: Ask) -> str:
    """Of a picture its pixels; of a ticket how it was resolved."""
    is_seen = not _SCREENS.isdisjoint((*ask.noun, *ask.lead)) or ask.says("pixel", "image", "video")
    return ask.draw.pick(_PIXELS) if is_seen else written(ask, sentences.RESOLUTION)


def _comment(ask: Ask) -> str:
    if ask.kind in {"review", "rating", "feedback"}:
        return _review(ask)
    return written(ask, sentences.COMMENT)


def _topic(ask: Ask) -> str:
    code = ask.technical or ask.kind in {"repository", "repo", "package"}
    return ask.draw.pick(technical.CODE_TOPICS if code else media.TOPICS)


def _label_value(ask: Ask) -> str:
    return ask.draw.pick(nouns.NAMES["tag"])


TEXT = spread(
    {
        "name|display name|title|friendly name|names|full title|headline|caption|heading"
        "|resource name|unique name|short name|common name|object name|item name text|titles"
        "|display text|entity name|name text|subtitle|original title|public name|internal name"
        "|page title|meta title|new name|preferred title|localized name|instance name": _name,
        "description|summary|desc|long description|short description|overview|details|synopsis"
        "|abstract|about text|meta description|plot|detail|objective|goal description|purpose"
        "|introduction|info|explanation|objectives|outline|statement|background text": _description,
        "comment|comments|remark|remarks|annotation|feedback|reply|response text|justification"
        "|resolution notes|work notes|reviewer comment|commentary": (_comment),
        "resolution": _resolution,
        "note|notes|instructions|special instructions|special requests|delivery instructions"
        "|internal note|private note|memo|delivery notes|order notes|special request|instruction"
        "|customer note|additional notes|special notes": _note,
        "message|text message|message text|sms body|chat message|message body|msg|snippet"
        "|last message|notification text|alert message|greeting|body text|plain text body": (
            _message
        ),
        "subject|subject line|email subject|topic title": lambda ask: written(
            ask, sentences.SUBJECT
        ),
        "content|body|text|html|markdown|article|transcript|full text|post content|raw|prompt"
        "|input text|text content|document text|paragraph|story|page content|script text": _content,
        "label|label name|labels": _label,
        "dosage|dose|strength": _dosage,
        "topic|topics|interest topic|theme topic|section": _topic,
        "code|course code|course number|short code|product family code|reference code": _code,
        "review|review text|testimonial": _review,
        "reason|cancel reason|cancellation reason|reason text|return reason|refund reason"
        "|rejection reason|reason for visit text|change reason|reason description": (_reason),
        "reason for visit|chief complaint|visit reason|complaint": lambda ask: ask.subject.turn(
            living.VISITS, "visits"
        ),
        "payment reference text|remittance information|statement descriptor|payment description"
        "|transaction description|transfer note": lambda ask: written(ask, sentences.PAYMENT),
        "slug|permalink|url key|handle slug|friendly url|url slug|seo name": _slug,
        "question|question text|query text": lambda ask: written(ask, sentences.QUESTIONS),
        "answer|answer text": lambda ask: written(ask, sentences.ANSWERS),
        "quote|motto|tagline|slogan": lambda ask: ask.subject.turn(media.QUOTES, "quotes"),
        "step|direction|method step|step text": _step,
        "keyword|search term|search query|query|q|search|term|phrase|search text": (
            lambda ask: ask.draw.pick(media.TOPICS)
        ),
        "word": _word,
        "definition|meaning": lambda ask: _entry_of(ask).meaning,
        "synonym|synonyms": lambda ask: _entry_of(ask).synonym,
        "part of speech|speech part": lambda ask: _entry_of(ask).part,
        "example|example sentence|usage example|sentence": lambda ask: _entry_of(ask).example,
        "tag|tags|tag name|flag label": _label_value,
    }
)
TEXT |= listed(
    {
        "course|course name|course title": business.COURSES,
        "project name|project title": business.PROJECTS,
        "campaign name|promotion name": business.CAMPAIGNS,
        "event name|event title|meeting title": business.EVENTS,
        "task name|task title|activity name": business.TASKS,
        "document name|document title|agreement name": business.DOCUMENTS,
        "song|song name|song title|track name|track title|track": media.SONGS,
        "album|album name|album title": media.ALBUMS,
        "artist|artist name|band|performer|singer|album artist": media.ARTISTS,
        "playlist name": media.PLAYLISTS,
        "movie|movie title|movie name|film": media.MOVIES,
        "show name|series name|series title|show title|tv show": media.SHOWS,
        "book|book title|book name": media.BOOKS,
        "game|game name|game title": media.GAMES,
        "home team|home team name|club|club name|sports team": media.CLUBS,
        "away team|away team name|opponent|opposing team|opponent name": media.CLUBS[::-1],
        "venue|venue name|stadium|arena|hall": media.VENUES,
        "hotel|hotel name": living.HOTELS,
        "restaurant|restaurant name": living.RESTAURANTS,
        "dish|dish name|recipe name|recipe|meal name|food item|food name|food": living.DISHES,
        "diagnosis|diagnosis name|condition name|disease|disease name|illness": (
            nouns.NAMES["diagnosis"]
        ),
        "diagnosis code|icd code|icd10|icd10 code|condition code": tuple(
            one.split(" ", 1)[0] for one in living.DIAGNOSES
        ),
        "medication|medication name|drug|drug name|medicine|prescription name|medicine name": (
            living.DRUGS
        ),
        "procedure name|treatment|treatment name|test name|lab test|service description": (
            living.PROCEDURES
        ),
        "species name|scientific name|species": media.SPECIES,
        "pet name": media.PETS,
        "repository|repository name|repo|repo name|repo slug": technical.REPOSITORIES,
        "branch name|head branch|source branch|head ref": technical.BRANCHES,
        "commit message": technical.COMMITS,
        "device name|sensor name|asset name|thing name|equipment name": technical.DEVICES,
        "folder name|folder": technical.FOLDER_TITLES,
        "dataset name": technical.DATASETS,
        "insurer|insurance provider|insurance company|insurance plan|payer organization": (
            living.INSURERS
        ),
        "exercise|exercise name": living.EXERCISES,
        "merchant|merchant name|store name|shop name|payee merchant|retailer|store": (
            business.MERCHANTS
        ),
    }
)
TEXT |= picked(
    {
        "genre|genres|music genre": media.GENRES,
        "film genre|movie genre": media.FILM_GENRES,
        "specialty|speciality|medical specialty|specialisation": living.SPECIALTIES,
        "dosage form": ("tablet", "capsule", "syrup", "injection"),
        "dosage instructions|intake": living.INTAKES,
        "allergy|allergies|allergen": living.ALLERGIES,
        "symptom|symptoms": living.SYMPTOMS,
        "cuisine|cuisine type": living.CUISINES,
        "ingredient|ingredients|ingredient name": living.INGREDIENTS,
        "diet|dietary restrictions|dietary preference|diet type": living.DIETS,
        "meal|meal type|meal plan": living.MEALS,
        "amenity|amenities|facilities": living.AMENITIES,
        "zodiac|sign|zodiac sign|star sign": living.SIGNS,
        "breed": media.BREEDS,
        "animal|animal type": media.ANIMALS,
        "sport|sport name|sport type": media.SPORTS,
        "league|league name|competition": media.LEAGUES,
        "player position|fielding position": media.POSITIONS,
        "publisher|publisher name|imprint": media.PUBLISHERS,
        "registrar|domain registrar": ("Namehaus", "Northgate Domains", "Rootzone", "Clearname"),
        "source name|news source|publication|journal": media.NEWS_SOURCES,
        "content rating|age rating|mpaa rating|certification": media.RATINGS_FILM,
        "muscle|muscle group|target muscle": living.MUSCLES,
        "job category|field of study|major": business.SUBJECTS,
        "hobby name": people.HOBBIES,
    }
)
