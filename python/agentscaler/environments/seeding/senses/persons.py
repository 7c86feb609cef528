"""Fields about people: names, addresses of mail, telephone numbers, jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.seeding.ask import listed, picked, spread
from agentscaler.environments.seeding.facts import business, nouns, people
from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.naming import slug

if TYPE_CHECKING:
    from datetime import datetime

    from agentscaler.environments.seeding.ask import Ask
    from agentscaler.environments.seeding.subject import Subject


_FIELDS = word_set(
    """name full first last given family surname middle initial initials email mail e address
    phone number mobile telephone tel fax cell id by to text real legal gender sex username
    login handle salutation prefix on card date of birth dob age birthday"""
)


def whom(ask: Ask) -> Subject:
    """Whose field it is: ``guest_name`` and ``guest_email`` are of one guest."""
    role = [
        word
        for word in ask.words
        if word not in _FIELDS and word not in nouns.SHARED and word not in ask.noun
    ]
    return ask.subject.other(" ".join(role)) if role else ask.subject


def _first(ask: Ask) -> str:
    return whom(ask).person.first


def _middle(ask: Ask) -> str:
    return whom(ask).person.middle


def _last(ask: Ask) -> str:
    return whom(ask).person.last


def _full(ask: Ask) -> str:
    return whom(ask).person.full


def _initials(ask: Ask) -> str:
    person = whom(ask).person
    return person.first[0] + person.last[0]


def account_name(subject: Subject) -> str:
    """What a person signs in as: ``clara.hughes``, ``chughes``."""
    first, last = (slug(part, "") for part in (subject.person.first, subject.person.last))
    style = subject.draw("account").below(4)
    return (f"{first}.{last}", f"{first[:1]}{last}", f"{first}_{last}", f"{first}{last[:1]}")[style]


def _username(ask: Ask) -> str:
    return account_name(whom(ask))


def email(ask: Ask) -> str:
    """The address of the row's person, or of its company."""
    subject = whom(ask)
    if subject.kind in nouns.COMPANIES and not subject.role:
        name = subject.row.get("name")
        name = slug(name if isinstance(name, str) else subject.company)
        return f"{subject.draw('box').pick(('info', 'contact', 'office'))}@{name}.example.com"
    first, last = (slug(part, "") for part in (subject.person.first, subject.person.last))
    return f"{first}.{last}@{subject.domain}"


def phone(ask: Ask) -> str:
    """A number that is kept free for stories, with the country's dialling code."""
    subject = whom(ask)
    country, draw = subject.country, subject.draw("phone", "fax" in ask.words)
    rest = "".join(str(draw.below(10)) if mark == "#" else mark for mark in country.phone)
    joint = "-" if country.dial == "1" else " "
    return f"+{country.dial}{joint}{subject.city.area}{rest}"


def _gender(ask: Ask) -> str:
    return whom(ask).person.gender


def _nationality(ask: Ask) -> str:
    """Mostly that of the home country."""
    home = people.NATIONALITY_OF[ask.subject.setting.home.code]
    return home if ask.draw.chance(0.8) else ask.draw.pick(people.NATIONALITIES)


def _pronouns(ask: Ask) -> str:
    return "she/her" if whom(ask).person.gender == "female" else "he/him"


def _salutation(ask: Ask) -> str:
    return people.COURTESY[whom(ask).person.gender][0]


def birth(ask: Ask) -> datetime:
    """When the person was born: of age, unless it is a child or a student."""
    subject = whom(ask)
    draw = subject.draw("birth")
    years = {"child": (5, 14), "student": (18, 27), "patient": (8, 88)}
    low, high = years.get(subject.kind, (22, 68))
    clock = subject.moments.created
    return clock.replace(
        year=2026 - draw.between(low, high), month=draw.between(1, 12), day=draw.between(1, 28)
    )


def _age(ask: Ask) -> int:
    born = birth(ask)
    return 2025 - born.year if (born.month, born.day) > (3, 2) else 2026 - born.year


def _employer(ask: Ask) -> str:
    return ask.whose.company


def _handle(ask: Ask) -> str:
    return "@" + account_name(whom(ask)).replace(".", "")


TEXT = spread(
    {
        "first name|given name|firstname|forename|fname|given|first names|preferred name": _first,
        "middle name|middlename|second name": _middle,
        "middle initial": lambda ask: whom(ask).person.middle[0],
        "last name|family name|surname|lastname|lname|family|maiden name": _last,
        "full name|fullname|real name|legal full name|account holder name|account holder"
        "|holder name"
        "|cardholder name|card holder name|person name|contact name|contact person|fullname text"
        "|attention|attention to|addressee|name on card": _full,
        "author|owner name|creator name|assigned to|assignee|assignee name|reported by|reporter"
        "|reviewer|approver|requester|requested by|created by name|recipient name|sender name"
        "|submitted by|approved by|performed by|changed by|uploaded by|sender|recipient|contact"
        "|player name|author name|driver name|passenger name|guest name|patient name|user full name"
        "|doctor name|manager name|student name|instructor|teacher|professor|host name full|coach"
        "|director|actor|beneficiary|beneficiary name|emergency contact|emergency contact name"
        "|manager|physician|physician name|provider name full|speaker|lead|coordinator|supervisor"
        "|supervisor name|prepared by|issued by|signer|signer name|witness|composer|writer"
        "|narrator|photographer|organizer|organiser|organizer name|attendee|attendee name|payee"
        "|payee name|payer|payer name|employee name|opened by|resolved by|closed by|handled by"
        "|booked by|recorded by|entered by|ordering provider|attending physician|agent name"
        "|captain|pilot|chair|moderator name|patient|doctor|passenger|guest|traveler"
        "|employee": _full,
        "initials": _initials,
        "username|user name|login|login name|user login|account username|handle name|screen name"
        "|nickname|created by|updated by|modified by|last modified by|last updated by|changed user"
        "|deleted by|owner login|admin username|master username|db user|database user"
        "|master user name"
        "|userid name|sign in name|editor|committer|uploader|operator name|opened by user"
        "|locked by|triggered by|started by|run as|invited by|added by|archived by": _username,
        "handle|twitter|twitter handle|instagram|social handle|twitter username|mention": _handle,
        "email|email address|mail|e mail|emailaddress|contact email|user email|primary email|to"
        "|cc|bcc|reply to|from email|sender email|work email|email id|user principal name|upn"
        "|paypal email|notification email|invite email|from address|principal email": email,
        "phone|phone number|telephone|mobile|mobile number|mobile phone|telephone number|tel|fax"
        "|home phone|work phone|contact number|fax number|cell phone|cell|phonenumber|contact phone"
        "|msisdn|whatsapp|office phone|landline|caller id|sms number|voice number|emergency phone"
        "|emergency contact phone|extension phone|phone no|mobile no": phone,
        "gender|sex": _gender,
        "nationality|citizenship": _nationality,
        "pronouns": _pronouns,
        "salutation|honorific|name prefix|courtesy title": _salutation,
        "date of birth|dob|birth date|birthdate|birthday|birth": birth,
        "employer|employer name|company|company name|organization|organisation|organization name"
        "|business name|firm|workplace|account company|org name|legal name|legal entity name"
        "|trading name|vendor|vendor name|supplier|supplier name|manufacturer name|client"
        "|client name|customer company|partner|partner name|institution|institution name"
        "|legal business name|registered name|merchant company|sponsor": _employer,
    }
)
TEXT |= listed(
    {
        "job title|jobtitle|job role|job|designation|position title|role title|current title": (
            business.JOBS
        ),
        "occupation|profession": people.OCCUPATIONS,
        "department|department name|division|business unit|dept|unit name|cost center name": (
            business.DEPARTMENTS
        ),
        "team|team name|squad|group name|owning team|assigned team|assignment group|crew": (
            business.TEAMS
        ),
        "bio|biography|about|about me|profile text|self description": people.BIOS,
        "skill|skill name|expertise|specialization|competency": business.SKILLS,
    }
)
TEXT |= picked(
    {
        "marital status": people.MARITAL,
        "blood type|blood group": people.BLOOD,
        "relationship|relation|relationship type": people.RELATIONS,
        "hobby|hobbies|interests|interest": people.HOBBIES,
        "education|education level|degree": (
            "Bachelor's degree",
            "Master's degree",
            "High school diploma",
            "Doctorate",
        ),
        "employment type|employment status|contract type|job type": (
            "full_time",
            "part_time",
            "contract",
            "full_time",
            "intern",
        ),
        "seniority|experience level": ("junior", "mid", "senior", "lead"),
        "age group": ("18-24", "25-34", "35-44", "45-54", "55-64", "65+"),
    }
)
NUMBER = spread({"age|age years|patient age|user age|age in years": _age})
