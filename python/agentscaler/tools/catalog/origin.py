"""Who offers an API: provider, group and licence from what its document says of itself."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from agentscaler.tools.texts import clean_line

_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "gob", "gouv", "ac", "edu", "gv"})
_HOSTING = frozenset(
    {
        "amazonaws.com",
        "appspot.com",
        "azure-api.net",
        "azurewebsites.net",
        "cloudfunctions.net",
        "fly.dev",
        "github.io",
        "herokuapp.com",
        "netlify.app",
        "ngrok.io",
        "onrender.com",
        "p.rapidapi.com",
        "pages.dev",
        "rapidapi.com",
        "run.app",
        "vercel.app",
        "web.app",
        "workers.dev",
    }
)
_PLACEHOLDERS = frozenset({"example.com", "example.org", "example.net", "localhost", "swagger.io"})
_LICENCE_IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Who offers an API, as far as its document tells."""

    provider: str | None
    group: str | None
    licence: str | None


def read_origin(info: Any, hosts: list[str]) -> Origin:
    """Read the origin of an OpenAPI or Swagger document.

    Args:
        info: Its ``info`` object.
        hosts: Host names or URLs of its servers, first one first.

    Example:
        >>> read_origin({"title": "Assets API"}, ["https://api.xero.com/assets.xro/1.0"])
        Origin(provider='xero.com', group='xero.com/assets', licence=None)
    """
    info = info if isinstance(info, dict) else {}
    named = clean_line(info.get("x-providerName"))
    contact = info.get("contact") if isinstance(info.get("contact"), dict) else {}
    mail = clean_line(contact.get("email")).rpartition("@")[2]
    urls = [*hosts, clean_line(contact.get("url")), mail]
    provider = named or next((domain for url in urls if (domain := domain_of(url))), None)
    service = clean_line(info.get("x-serviceName")) or clean_line(info.get("title"))
    slug = slug_of(service)
    licence = info.get("license")
    stated = licence if isinstance(licence, str) else None
    if isinstance(licence, dict):
        stated = licence.get("identifier") or licence.get("name") or licence.get("url")
    group = None
    if provider and slug and slug != slug_of(provider.split(".", 1)[0]):
        group = f"{provider}/{slug}"
    return Origin(
        provider=provider or slug or None,
        group=group or provider or slug or None,
        licence=clean_line(stated) or None,
    )


def domain_of(url: str) -> str | None:
    """Return the registered domain of a URL or host name, or ``None`` where it names nobody.

    Example:
        >>> domain_of("https://api.eu.acme.co.uk:8080/v1"), domain_of("shop.herokuapp.com")
        ('acme.co.uk', 'shop.herokuapp.com')
        >>> domain_of("http://localhost/"), domain_of("{server}/v1"), domain_of("10.0.0.1")
        (None, None, None)
    """
    text = url.strip().lower()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return None
    labels = [re.sub(r"\{[^}]*\}", "", label) for label in host.strip(".").split(".")]
    labels = [label for label in labels if re.fullmatch(r"[a-z0-9-]+", label)]
    if len(labels) < 2 or _is_address(host):  # noqa: PLR2004 - a domain has two parts
        return None
    size = 3 if len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2  # noqa: PLR2004
    domain = ".".join(labels[-size:])
    if domain in _HOSTING:
        domain = ".".join(labels[-size - 1 :])
    return None if domain in _PLACEHOLDERS else domain


def slug_of(text: str) -> str:
    """Write a title as a part of a group name, without words that every API has.

    Example:
        >>> slug_of("Xero Assets API v2.0"), slug_of("The API")
        ('xero-assets', 'the')
    """
    words = [word for word in re.findall(r"[^\W_]+", text.lower()) if not word.isdigit()]
    kept = [word for word in words if not re.fullmatch(r"apis?|rest|openapi|v[0-9]*", word)]
    return "-".join(kept or words)[:80]


def licence_of(source: Any) -> str | None:
    """Read the licence that a ``source`` text ends with, in brackets.

    Example:
        >>> licence_of("github:owner/name@6ea57973c7 (Apache-2.0)")
        'Apache-2.0'
    """
    found = _LICENCE_IN_BRACKETS.search(clean_line(source))
    return found[1].strip() if found else None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
