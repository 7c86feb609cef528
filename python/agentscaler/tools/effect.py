"""Does a call change state? Evidence in this order: annotations, HTTP method, verbs.

A wrong READ would corrupt every later check, so doubt ends in ``WRITE`` or ``UNKNOWN``.
"""

from __future__ import annotations

from typing import Any

from agentscaler.tools.names import split_words, words_of
from agentscaler.tools.tool import Effect
from agentscaler.tools.verbs import name_verb, prose_verb

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})
_PATH_READS = words_of(
    "search query list get lookup find read describe count filter preview estimate calculate "
    "batchget export validate"
)


def read_annotations(annotations: Any) -> Effect | None:
    """Read the hints of MCP; ``None`` where they say nothing.

    Example:
        >>> read_annotations({"readOnlyHint": True})
        <Effect.READ: 'READ'>
    """
    if not isinstance(annotations, dict):
        return None
    if annotations.get("destructiveHint") is True and annotations.get("readOnlyHint") is True:
        return Effect.UNKNOWN
    if annotations.get("readOnlyHint") is True:
        return Effect.READ
    if annotations.get("readOnlyHint") is False or annotations.get("destructiveHint") is True:
        return Effect.WRITE
    return None


def tell_effect(
    name: str, description: str, *, http: str | None = None, path: str | None = None
) -> Effect:
    """Decide by HTTP method and, for POST or no method, by verbs.

    Example:
        >>> tell_effect("searchPets", "", http="POST", path="/pets/search")
        <Effect.READ: 'READ'>
        >>> tell_effect("restorePet", "Restores a pet.", http="GET")
        <Effect.UNKNOWN: 'UNKNOWN'>
        >>> tell_effect("pets", "Deletes a pet.")
        <Effect.WRITE: 'WRITE'>
    """
    if http is None:
        return tell_by_words(name, description)
    verb, is_clear = name_verb(name)
    if http in _SAFE_METHODS:
        # GET /pets/1/restore: the method promises what the name denies.
        denied = verb is Effect.WRITE and is_clear and prose_verb(description) is not Effect.READ
        return Effect.UNKNOWN if denied else Effect.READ
    if http != "POST" or prose_verb(description) is Effect.WRITE:
        return Effect.WRITE
    if verb is not None and is_clear:
        return verb
    last = split_words((path or "").rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1])
    return Effect.READ if last and last[0] in _PATH_READS else Effect.WRITE


def tell_by_words(name: str, description: str) -> Effect:
    """Decide by the verb of the name, helped by the first verb of the description.

    A clear verb of the name decides, unless it reads where the description writes. A vague verb
    decides where the description does not say otherwise.

    Example:
        >>> tell_by_words("drive.files.list", ""), tell_by_words("weather", "")
        (<Effect.READ: 'READ'>, <Effect.UNKNOWN: 'UNKNOWN'>)
        >>> tell_by_words("order_status", "Returns the status of an order.")
        <Effect.READ: 'READ'>
    """
    verb, is_clear = name_verb(name)
    said = prose_verb(description)
    if verb is None:
        return said or Effect.UNKNOWN
    if said is None or said is verb:
        return verb
    if is_clear:
        return verb if verb is Effect.WRITE else Effect.UNKNOWN
    return said
