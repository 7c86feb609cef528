"""The verb of a tool's name: which word it is, and whether it reads or writes.

Clear verbs are hardly ever anything else in a name; vague ones are nouns as often (``order``,
``run``, ``report``), or read in one API and write in another (``resolve``, ``track``), so they
count only where no clear one stands, and only at the place of a verb.
"""

from __future__ import annotations

import re

from agentscaler.tools.names import split_words, words_of
from agentscaler.tools.tool import Effect

_CLEAR_READ = words_of(
    """
    analyse analyze browse calculate classify compare count decode describe detect diff download
    estimate evaluate explain extract fetch find forecast get has inspect is list lookup peek
    predict preview query read recommend retrieve search simulate suggest summarize translate
    validate
    """
)
_CLEAR_WRITE = words_of(
    """
    abort activate add allocate amend append apply approve archive assign associate attach
    authorize ban batchcreate batchdelete batchupdate bulkcreate bulkdelete bulkupdate cancel
    clear clone confirm create deactivate decline delete deploy deregister destroy detach disable
    disassociate disconnect dispatch edit enable enqueue enroll erase execute finalize flush grant
    import ingest initialize insert install invite invoke kill launch merge modify move mute
    notify overwrite patch pause persist promote provision publish purge push put reboot rebuild
    redeem refund regenerate register reject remove rename renew reorder replace reprocess resend
    reserve reset resize restart restore resume retire revert revoke rollback rotate save send set
    shutdown start stop submit subscribe suspend terminate toggle trigger unarchive unassign
    unblock undelete undeploy undo unenroll unfollow uninstall unlink unlock unmute unpin
    unpublish unregister unsubscribe untag update upgrade upload upsert withdraw write
    """
)
_VAGUE_READ = words_of(
    """
    can cat check compute convert display du echo exists export filter generate geocode grep head
    locate look ls match measure ping poll pwd resolve scan select show solve sort sum tail think
    track verify view watch wc
    """
)
_VAGUE_WRITE = words_of(
    """
    accept acknowledge adjust admit allow authenticate backup begin bind block book build bulk buy
    capture change charge checkin checkout claim clean click close collect commit complete compose
    configure connect contact copy cp decrease deposit deprecate do drop encrypt end exchange
    expire extend fill fire flag follow force freeze fund hide hold increase increment issue join
    leave like link load lock log login logout make manage map mark migrate mint mkdir mv navigate
    open order pay pin place play post press process pull purchase rate rearrange rebase receive
    record refresh refuel release reload reopen repair replicate reply report request respond
    retry return review rm rmdir run schedule setup share sign signal star store submit swap
    switch sync tag touch transfer turn type unfreeze use vote wipe
    """
)
_ONLY_IN_PROSE = {
    "returns": Effect.READ,
    "provides": Effect.READ,
    "gives": Effect.READ,
    "obtains": Effect.READ,
    "obtain": Effect.READ,
    "displays": Effect.READ,
    "shows": Effect.READ,
    "checks": Effect.READ,
    "lists": Effect.READ,
    "return": Effect.READ,
    "check": Effect.READ,
    "computes": Effect.READ,
    "converts": Effect.READ,
}
_PROSE_WORDS = 8
_FILLERS = words_of(
    "this function tool api endpoint operation method will allows allow you to can a the use"
)


def clear_verb(word: str) -> Effect | None:
    """Tell what a clear verb does.

    Example:
        >>> clear_verb("delete"), clear_verb("order")
        (<Effect.WRITE: 'WRITE'>, None)
    """
    if word in _CLEAR_READ:
        return Effect.READ
    return Effect.WRITE if word in _CLEAR_WRITE else None


def vague_verb(word: str) -> Effect | None:
    """Tell what a vague verb most often does.

    Example:
        >>> vague_verb("order"), vague_verb("pet")
        (<Effect.WRITE: 'WRITE'>, None)
    """
    if word in _VAGUE_READ:
        return Effect.READ
    return Effect.WRITE if word in _VAGUE_WRITE else None


def name_verb(name: str) -> tuple[Effect | None, bool]:
    """Find the verb of a name.

    Looked for, in this order: the first word behind the last dot, slash or colon
    (``drive.files.list``), the first word (``getPet``), the first word behind the last ``_`` or
    ``-`` (``Pets_GetById``), the last word (``petsGet``); then any clear verb, then vague ones at
    the first three places.

    Returns:
        What it does, and whether a clear verb says so at the place of a verb.

    Example:
        >>> name_verb("drive.files.list"), name_verb("Orders_GetById"), name_verb("weather")
        ((<Effect.READ: 'READ'>, True), (<Effect.READ: 'READ'>, True), (None, False))
    """
    parts = [words for part in re.split(r"[./:]", name) if (words := split_words(part))]
    if not parts:
        return None, False
    segments = [words for part in re.split(r"[./:_\-\s]", name) if (words := split_words(part))]
    everything = [word for part in parts for word in part]
    places = [parts[-1][0], everything[0], segments[-1][0], everything[-1]]
    for word in places:
        if (effect := clear_verb(word)) is not None:
            return effect, True
    for find, words in ((clear_verb, everything), (vague_verb, places[:3])):
        for word in words:
            if (effect := find(word)) is not None:
                return effect, False
    return None, False


def prose_verb(description: str) -> Effect | None:
    """Find the verb that a description begins with.

    Example:
        >>> prose_verb("This function returns pets."), prose_verb("Deletes a pet.")
        (<Effect.READ: 'READ'>, <Effect.WRITE: 'WRITE'>)
    """
    words = [word for word in split_words(description[:120])[:_PROSE_WORDS] if word not in _FILLERS]
    for word in words[:2]:
        if word in _ONLY_IN_PROSE:
            return _ONLY_IN_PROSE[word]
        for form in (word, word.removesuffix("s"), word.removesuffix("es"), _singular(word)):
            if (effect := clear_verb(form)) is not None:
                return effect
        if (effect := vague_verb(word.removesuffix("s"))) is not None and word == words[0]:
            return effect
    return None


def _singular(word: str) -> str:
    return f"{word[:-3]}y" if word.endswith("ies") else word
