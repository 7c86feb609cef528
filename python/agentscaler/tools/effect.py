"""Does a call change state? Evidence in this order: annotations, HTTP method, verbs.

A wrong READ would corrupt every later check, so doubt ends in ``UNKNOWN`` or ``WRITE``.
"""

from __future__ import annotations

import re
from typing import Any

from agentscaler.tools.names import split_words, words_of
from agentscaler.tools.tool import Effect

_READ = words_of(
    """
    analyze analyse browse calculate calc can check classify compare compute convert count
    describe detect diff download echo estimate evaluate exists explain export extract fetch
    filter find forecast get has head inspect is list locate look lookup match measure ping poll
    predict preview query read recommend resolve retrieve scan search select show simulate solve
    sort sum summarize translate tail tell test track validate verify view watch
    """
)
_WRITE = words_of(
    """
    abort accept acknowledge activate add admit adjust allocate allow amend append apply approve
    archive assign associate attach authorize backup ban batch begin bind block book bulk buy
    cancel capture change clear click clone close commit complete configure confirm connect copy
    create deactivate decline decrease delete deploy deprecate deregister destroy detach disable
    disassociate disconnect dispatch drop edit enable enqueue enroll erase execute extend fill
    finalize flush follow force generate grant hide import increase increment ingest initialize
    initiate insert install invite invoke invalidate join kill launch leave like link load lock
    log login logout make mark merge mint modify move mute navigate notify open order pause
    patch pay persist pin place post press process promote provision publish purchase purge push
    put reboot rebuild receive record redeem refresh refund register reject release reload
    remove rename renew reopen reorder replace replicate reply report request resend reserve
    reset resize restart restore resume retire retry return revert revoke rollback rotate run
    save schedule send set share shutdown sign signal start stop store submit subscribe suspend
    swap sync tag terminate toggle transfer trigger type unassign unarchive unblock undo
    unfollow uninstall unlink unlock unpin unregister unsubscribe untag update upgrade upload
    upsert use void withdraw write
    """
)
_DESCRIPTION_ONLY = {"returns": Effect.READ, "provides": Effect.READ, "gives": Effect.READ}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})
_POST_READS = words_of(
    """
    search query list get lookup find read describe count calculate validate verify check
    preview estimate fetch retrieve filter batchget compute compare translate analyze detect
    classify predict simulate evaluate convert extract summarize explain resolve
    """
)


def read_annotations(annotations: Any) -> Effect | None:
    """Read the hints of MCP; ``None`` where they say nothing.

    Example:
        >>> read_annotations({"readOnlyHint": True})
        <Effect.READ: 'READ'>
    """
    if not isinstance(annotations, dict):
        return None
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
        >>> tell_effect("pets", "Deletes a pet.")
        <Effect.WRITE: 'WRITE'>
    """
    if http in _SAFE_METHODS:
        return Effect.READ
    if http == "POST":
        words = split_words(name)
        last = split_words((path or "").rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1])
        first = next((word for word in words if word in _READ or word in _WRITE), "")
        if first in _POST_READS or (last and last[0] in _POST_READS and first not in _WRITE):
            return Effect.READ
        return Effect.WRITE
    if http is not None:
        return Effect.WRITE
    return tell_by_name(name, description)


def tell_by_name(name: str, description: str) -> Effect:
    """Decide by the verb of the name, then by the first verb of the description.

    The verb is the first word of one of the parts that dots, slashes or spaces divide, looked for
    from the last part to the first (``drive.files.list``), then any word in order.

    Example:
        >>> tell_by_name("drive.files.list", ""), tell_by_name("weather", "")
        (<Effect.READ: 'READ'>, <Effect.UNKNOWN: 'UNKNOWN'>)
    """
    parts = [split_words(part) for part in re.split(r"[./:\s]+", name)]
    words = [part[0] for part in reversed(parts) if part]
    words += [word for part in parts for word in part]
    for word in words:
        if (effect := _verb(word)) is not None:
            return effect
    for word in split_words(description[:80])[:3]:
        if (effect := _verb(word) or _DESCRIPTION_ONLY.get(word)) is not None:
            return effect
    return Effect.UNKNOWN


def _verb(word: str) -> Effect | None:
    for form in (word, word.removesuffix("s"), word.removesuffix("es")):
        if form in _READ:
            return Effect.READ
        if form in _WRITE:
            return Effect.WRITE
    return None
