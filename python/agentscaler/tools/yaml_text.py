"""YAML text -> value, from events: nothing is constructed, nothing recurses, aliases are counted.

PyYAML's loaders resolve YAML 1.1 (``no`` is false, ``2020-01-01`` a date, ``1_0`` ten), expand
tags into objects and recurse. This builder walks the parser's events with its own stack and
resolves plain scalars by the JSON-like core schema of YAML 1.2; keys are always strings, as
written (``200``, ``no``, ``2020-01-01``). Expanding aliases is free in memory (the value is
shared), so the *expanded* number of nodes is what is limited.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from agentscaler.errors import SpecError
from agentscaler.tools.json_text import place_of

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEP_IN_C = "exceeded maximum nesting depth"
"""The parser in C looks ahead and stops there, before the builder could say where."""
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = {
    text: text.lower() == "true" for text in ["true", "True", "TRUE", "false", "False", "FALSE"]
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,299})")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,32}|0o[0-7]{1,32}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_FORBIDDEN = re.compile("[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CORE = "tag:yaml.org,2002:"
_STRING_TAGS = frozenset({"!", _CORE + "str", _CORE + "timestamp"})
_PLAIN_TAGS = frozenset(_CORE + name for name in ("int", "float", "bool", "null"))
_CONTAINER_TAGS = frozenset({"!", _CORE + "map", _CORE + "seq"})


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is being filled."""

    value: dict[str, Any] | list[Any]
    anchor: str | None
    nodes: int = 1
    key: str | None = None
    merges: list[dict[str, Any]] = field(default_factory=list)


def parse_yaml(text: str, *, max_depth: int, max_nodes: int) -> Any:
    """Parse one YAML document.

    Args:
        text: The whole document.
        max_depth: Deepest nesting of sequences and mappings.
        max_nodes: Most nodes once aliases are expanded.

    Raises:
        SpecError: With reason ``not_yaml``, ``yaml_tag``, ``yaml_alias``, ``yaml_aliases``,
            ``yaml_key``, ``yaml_documents``, ``duplicate_key``, ``not_finite`` or ``too_deep``.

    Example:
        >>> parse_yaml("no: [yes, 2020-01-01, 1.5]", max_depth=8, max_nodes=100)
        {'no': ['yes', '2020-01-01', 1.5]}
        >>> parse_yaml("a: !!python/tuple [1]", max_depth=8, max_nodes=100)
        Traceback (most recent call last):
        ...
        agentscaler.errors.SpecError: the tag !!python/tuple is not data
          where: line 1, column 4
          mend: remove the tag; only plain YAML is read
    """
    return _parse(text, _LOADER, max_depth, max_nodes)


def _parse(text: str, loader: Any, max_depth: int, max_nodes: int) -> Any:
    builder = _Builder(max_depth=max_depth, max_nodes=max_nodes)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.YAMLError as error:
        if loader is not yaml.SafeLoader and getattr(error, "problem", None) == _DEEP_IN_C:
            return _parse(text, yaml.SafeLoader, max_depth, max_nodes)
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None)
        where = None if mark is None else f"line {mark.line + 1}, column {mark.column + 1}"
        if where is None and (found := _FORBIDDEN.search(text)) is not None:
            where = place_of(text, found.start())
        raise SpecError(
            f"this is not YAML: {problem or 'it cannot be parsed'}",
            reason="not_yaml",
            where=where,
            mend="check the indentation and the quotes there",
        ) from None
    return builder.root


class _Builder:
    def __init__(self, *, max_depth: int, max_nodes: int) -> None:
        self.root: Any = None
        self._max_depth = max_depth
        self._max_nodes = max_nodes
        self._documents = 0
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, int]] = {}

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._start(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._end(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _problem(
                    event,
                    "the file holds more than one YAML document",
                    reason="yaml_documents",
                    mend="put each document into a file of its own",
                )

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        tag = event.tag
        if tag is not None and tag not in _STRING_TAGS and tag not in _PLAIN_TAGS:
            raise _tag_problem(event, tag)
        if self._expects_key():
            self._set_key(event, event.value)
            if event.anchor is not None:
                self._anchors[event.anchor] = (event.value, 1)
            return
        plain = event.implicit[0] if tag is None else tag in _PLAIN_TAGS
        value = _resolve(event) if plain else event.value
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, 1)
        self._place(event, value, 1)

    def _start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if event.tag is not None and event.tag not in _CONTAINER_TAGS:
            raise _tag_problem(event, event.tag)
        if self._expects_key():
            raise _problem(
                event,
                "a mapping key is itself a list or mapping",
                reason="yaml_key",
                mend="use a plain key",
            )
        if len(self._stack) >= self._max_depth:
            raise _problem(
                event,
                f"lists and mappings are nested more than {self._max_depth} deep",
                reason="too_deep",
                mend="flatten the document, or raise tools.max_depth",
            )
        empty: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._stack.append(_Frame(empty, event.anchor))

    def _end(self, event: yaml.Event) -> None:
        frame = self._stack.pop()
        if isinstance(frame.value, dict):
            for merged in frame.merges:
                for key, value in merged.items():
                    frame.value.setdefault(key, value)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = (frame.value, frame.nodes)
        self._place(event, frame.value, frame.nodes)

    def _alias(self, event: yaml.AliasEvent) -> None:
        known = self._anchors.get(event.anchor or "")
        inside = any(frame.anchor == event.anchor for frame in self._stack)
        if known is None or inside:
            what = "refers to itself" if inside else "refers to nothing"
            raise _problem(
                event,
                f"the alias *{event.anchor} {what}",
                reason="yaml_alias",
                mend="write the value out",
            )
        value, nodes = known
        if self._expects_key():
            if not isinstance(value, str):
                raise _problem(
                    event,
                    "a mapping key is itself a list or mapping",
                    reason="yaml_key",
                    mend="use a plain key",
                )
            self._set_key(event, value)
            return
        self._place(event, value, nodes)

    def _expects_key(self) -> bool:
        return bool(self._stack) and (
            isinstance(self._stack[-1].value, dict) and self._stack[-1].key is None
        )

    def _set_key(self, event: yaml.Event, key: str) -> None:
        frame = self._stack[-1]
        if key in frame.value:
            raise _problem(
                event,
                f"the key {key[:80]!r} stands twice in one mapping",
                reason="duplicate_key",
                mend="keep one of the two",
            )
        frame.key = key

    def _place(self, event: yaml.Event, value: Any, nodes: int) -> None:
        if not self._stack:
            self.root = value
            return
        frame = self._stack[-1]
        frame.nodes += nodes
        if frame.nodes > self._max_nodes:
            raise _problem(
                event,
                f"with its aliases expanded the document has more than {self._max_nodes} nodes",
                reason="yaml_aliases",
                mend="write less by aliases, or raise tools.max_yaml_nodes",
            )
        if isinstance(frame.value, list):
            frame.value.append(value)
            return
        key, frame.key = frame.key, None
        if key is None:  # pragma: no cover - keys are taken before values
            return
        if key == "<<" and (merged := _mappings(value)) is not None:
            frame.merges.extend(merged)
        else:
            frame.value[key] = value


def _mappings(value: Any) -> list[dict[str, Any]] | None:
    """Return what a merge key merges: one mapping or a list of them."""
    items = value if isinstance(value, list) else [value]
    return items if items and all(isinstance(item, dict) for item in items) else None


def _resolve(event: yaml.ScalarEvent) -> Any:
    text: str = event.value
    if text in _NULL:
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _HEXADECIMAL.fullmatch(text):
        return int(text, 0)
    # A leading zero marks a code, such as a postal one: it stays text.
    if _FLOAT.fullmatch(text) and not re.match(r"[-+]?0[0-9]", text) and not text.isdigit():
        number = float(text)
        if math.isfinite(number):
            return number
    elif not _NOT_FINITE.fullmatch(text):
        return text
    raise _problem(
        event,
        f"{text[:40]} is not a finite number",
        reason="not_finite",
        mend="use null or a finite number",
    )


def _tag_problem(event: Any, tag: str) -> SpecError:
    shown = "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag
    return _problem(
        event,
        f"the tag {shown[:80]} is not data",
        reason="yaml_tag",
        mend="remove the tag; only plain YAML is read",
    )


def _problem(event: Any, what: str, *, reason: str, mend: str) -> SpecError:
    mark = event.start_mark
    return SpecError(
        what, reason=reason, where=f"line {mark.line + 1}, column {mark.column + 1}", mend=mend
    )
