"""``environment.json``: what an environment is, and how it came about.

=================  ===============================================================================
``format_version``  1
``domain``          what the environment is about
``domain_id``       id of the `Domain` that it was made for
``split``           ``general``, ``vertical`` or ``held_out``
``clock``           the time at which an episode begins, in UTC
``tools``           name, description and JSON Schema of the parameters, as OpenAI has them;
                    without them every public function is a tool
``equivalence``     arguments of `Equivalence` beside the marks of the schema
``rules``           what the policy says, one by one
``blueprint``       tables, and what each tool does to them; which tools were left out, and why
``members``         every tool of the domain: id -> name
``lineage``         which designer, from what, with which seed
=================  ===============================================================================

All but the first two may be missing.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Blueprint
from agentscaler.environments.design.draft import Rule
from agentscaler.errors import EnvironmentFileError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT_VERSION = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """The contents of ``environment.json``."""

    domain: str
    domain_id: str = ""
    split: str = ""
    clock: str | None = None
    tools: list[dict[str, Any]] | None = None
    equivalence: dict[str, Any] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    blueprint: Blueprint | None = None
    members: Mapping[str, str] = field(default_factory=dict)
    lineage: Mapping[str, Any] = field(default_factory=dict)

    def to_plain(self) -> dict[str, Any]:
        """As JSON has it; what is as by default is left out.

        Example:
            >>> Header(domain="shop").to_plain()
            {'format_version': 1, 'domain': 'shop'}
        """
        plain: dict[str, Any] = {
            "domain_id": self.domain_id,
            "split": self.split,
            "clock": self.clock,
            "tools": self.tools,
            "equivalence": self.equivalence,
            "rules": [_rule_plain(rule) for rule in self.rules],
            "blueprint": None if self.blueprint is None else self.blueprint.to_plain(),
            "members": dict(self.members),
            "lineage": dict(self.lineage),
        }
        return {
            "format_version": FORMAT_VERSION,
            "domain": self.domain,
            **{name: value for name, value in plain.items() if value not in (None, "", [], {})},
        }


_FIELDS = ("format_version", *Header.__dataclass_fields__)
_KINDS: dict[str, tuple[type, str]] = {
    "domain_id": (str, "a text"),
    "split": (str, "a text"),
    "equivalence": (dict, "an object of rules"),
    "blueprint": (dict, "an object of tables and operations"),
    "members": (dict, "an object: id to name"),
    "lineage": (dict, "an object"),
}


def read_header(path: Path, text: str) -> Header:
    """Read ``environment.json``.

    Args:
        path: Where it stands, for messages.
        text: Its contents.

    Raises:
        EnvironmentFileError: Something in it is not what it should be: what, and what to do.
    """

    def refuse(what: str, mend: str, place: str = "") -> EnvironmentFileError:
        return EnvironmentFileError(what, where=f"{path}{place}", mend=mend)

    header = _object(text, refuse)
    for name in header:
        if name not in _FIELDS:
            close = difflib.get_close_matches(name, _FIELDS, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(_FIELDS)}"
            raise refuse(f"unknown field {name!r}", hint)
    if not isinstance(header.get("domain"), str) or not header["domain"]:
        raise refuse("domain is no text", 'name what the environment is about: "domain": "retail"')
    tools = header.get("tools")
    if tools is not None and not (
        isinstance(tools, list) and all(isinstance(tool, dict) for tool in tools)
    ):
        raise refuse("tools is no list of objects", "list name, description, parameters of each")
    for name, (kind, words) in _KINDS.items():
        if name in header and not isinstance(header[name], kind):
            raise refuse(f"{name} is not {words}", "correct it, or leave it out", f", {name}")
    return Header(
        domain=header["domain"],
        tools=tools,
        clock=header.get("clock"),
        rules=_rules(header.get("rules", []), refuse),
        blueprint=_blueprint(header.get("blueprint"), refuse),
        **{name: header[name] for name in _KINDS if name in header and name != "blueprint"},
    )


def _object(text: str, refuse: Any) -> dict[str, Any]:
    try:
        header = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise refuse(f"not JSON: {error}", "correct what stands there", place) from error
    if not isinstance(header, dict):
        raise refuse("the text is no JSON object", 'begin with {"format_version": 1, ...}')
    version = header.get("format_version")
    if version != FORMAT_VERSION or isinstance(version, bool):
        raise refuse(
            f"format_version is {version!r}; this version of agentscaler reads {FORMAT_VERSION}",
            f'write "format_version": {FORMAT_VERSION}, or use the version that wrote the folder',
        )
    return header


def _blueprint(plain: Any, refuse: Any) -> Blueprint | None:
    if plain is None:
        return None
    try:
        return Blueprint.from_plain(plain)
    except KeyError as error:
        what = f"not a blueprint: {error} is missing"
    except (TypeError, ValueError, AttributeError) as error:
        what = f"not a blueprint: {error}"
    raise refuse(what, "see docs/environments.md for what it may say", ", blueprint")


def _rules(plain: Any, refuse: Any) -> tuple[Rule, ...]:
    mend = 'write each as {"code": ..., "text": ..., "tools": [...], "enforced": true}'
    if not isinstance(plain, list):
        raise refuse("rules is no list of objects", mend, ", rules")
    rules = []
    for at, rule in enumerate(plain):
        try:
            rules.append(Rule(**{**rule, "tools": tuple(rule["tools"])}))
        except (TypeError, KeyError) as error:
            raise refuse(f"not a rule: {error}", mend, f", rules[{at}]") from error
    codes = [rule.code for rule in rules]
    for code in codes:
        if codes.count(code) > 1:
            raise refuse(f"two rules have the code {code!r}", "give each a code of its own")
    return tuple(rules)


def _rule_plain(rule: Rule) -> dict[str, Any]:
    plain = {**asdict(rule), "tools": list(rule.tools)}
    if not rule.forbids:
        del plain["forbids"]
    return plain


def clock_us(path: Path, clock: Any) -> int:
    """Microseconds since 1970 of the time at which an episode begins; 0 where none is given.

    Raises:
        EnvironmentFileError: It is no moment.
    """
    if clock is None:
        return 0
    try:
        moment = datetime.fromisoformat(clock)
    except (TypeError, ValueError) as error:
        raise EnvironmentFileError(
            f"clock is no moment: {clock!r}",
            where=str(path),
            mend='write it as "2024-05-15T15:00:00Z"',
        ) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
