"""Which tools are too poor to build on: one function a rule, one stable code a function.

The paper removes low-quality APIs without saying how. Here every rule is a reason of its own,
counted, explained to people, and switched off by ``tools.skip_rules``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentscaler.tools.names import split_words, words_of
from agentscaler.tools.texts import shorten

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.tools.tool import Tool

_MARKUP = re.compile(r"<[^>]{1,200}>|&#?[a-z0-9]{1,8};|https?://\S+|[\W_]+", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(?:todo|tbd|fixme|n/?a|asdf?|test(?:ing)?|placeholder|none|null|undefined|string|xxx+|\.\.\.|"
    r"description|no description(?: (?:available|provided))?|(?:add|your) description(?: here)?|"
    r"(?:short )?description of (?:the|this) (?:tool|function|api)|lorem ipsum.*)\W*",
    re.IGNORECASE,
)
_NOT_IMPLEMENTED = re.compile(
    # In brackets, alone at the beginning, or said of the tool itself: "coming soon" inside a
    # sentence speaks of films as often.
    r"[\[(]\s*(?:not (?:yet )?(?:implemented|supported|available)|coming soon)\s*[\])]|"
    r"^\W*(?:not (?:yet )?implemented|coming soon)\s*(?:[.:!-]|$)|"
    r"\b(?:it|this|(?:this|the) (?:\w+ )?(?:api|endpoint|method|operation|function|tool|action))"
    r" (?:is|has) (?:currently )?not (?:yet |currently )?(?:been )?implemented\b",
    re.IGNORECASE,
)
_DEPRECATED = re.compile(
    r"^\W*(?:deprecated|obsolete)\b|\b(?:this|the) (?:\w+ ){0,2}"
    r"(?:api|endpoint|method|operation|function|tool|action|resource) (?:is|has been|was) "
    r"(?:now )?(?:deprecated|obsolete)\b",
    re.IGNORECASE,
)
_TRIAL_WORDS = words_of(
    """
    test tests testing foo bar baz hello world helloworld dummy sample tmp untitled asdf
    """
)
_HEALTH_NAMES = words_of(
    """
    ping health healthz healthcheck health_check livez readyz liveness readiness heartbeat
    """
)
_HEALTH_PATH = re.compile(
    r"/(?:ping|healthz?|health[-_]?check|livez|readyz|heartbeat)/?$", re.IGNORECASE
)
_VERBS = frozenset(["get", "check", "do", "run", "is"])


def judge(tool: Tool, *, deprecated: bool, skip: frozenset[str]) -> tuple[str, str] | None:
    """Return reason and detail of the first rule that a tool breaks, or ``None``.

    Args:
        tool: In normal form.
        deprecated: What the specification says.
        skip: Rules that are not applied.
    """
    if deprecated and "deprecated" not in skip:
        return "deprecated", "the specification marks it as deprecated"
    for reason, rule in RULES.items():
        if reason not in skip and (detail := rule(tool)) is not None:
            return reason, detail
    return None


def _deprecated(tool: Tool) -> str | None:
    if _DEPRECATED.search(tool.description[:300]):
        return f'the description says so: "{shorten(tool.description)}"'
    return None


def _no_contract(tool: Tool) -> str | None:
    if not tool.description and not tool.parameters["properties"] and tool.returns is None:
        return "neither a description nor parameters nor a result say what it does"
    return None


def _placeholder(tool: Tool) -> str | None:
    if tool.description and _PLACEHOLDER.fullmatch(tool.description):
        return f'the description is a placeholder: "{shorten(tool.description)}"'
    return None


def _markup_only(tool: Tool) -> str | None:
    if tool.description and not _MARKUP.sub("", tool.description):
        return f'the description holds markup or links only: "{shorten(tool.description)}"'
    return None


def _not_implemented(tool: Tool) -> str | None:
    if _NOT_IMPLEMENTED.search(tool.description):
        return f'the description says so: "{shorten(tool.description)}"'
    return None


def _trial(tool: Tool) -> str | None:
    words = [word for word in split_words(tool.name) if not word.isdigit()]
    if words and all(word in _TRIAL_WORDS for word in words):
        return f'the name "{tool.name}" is that of a trial'
    return None


def _health_check(tool: Tool) -> str | None:
    if tool.parameters.get("required"):
        return None
    words = "".join(word for word in split_words(tool.name) if word not in _VERBS)
    if words in _HEALTH_NAMES or (tool.source.path and _HEALTH_PATH.search(tool.source.path)):
        return "it only tells whether the service runs"
    return None


RULES: dict[str, Callable[[Tool], str | None]] = {
    "deprecated": _deprecated,
    "no_contract": _no_contract,
    "placeholder_description": _placeholder,
    "markup_only": _markup_only,
    "not_implemented": _not_implemented,
    "trial": _trial,
    "health_check": _health_check,
}
"""Reason code -> rule, in the order in which they are tried."""

SKIPPABLE = frozenset({*RULES, "duplicate_name", "near_duplicate"})
"""What ``tools.skip_rules`` may name. Exact duplicates always go: an id stands for one tool."""
