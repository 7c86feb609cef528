"""Verbs of tools: what each does to a row, and the status that it leaves.

A verb stands for an action where its meaning does not hang on the thing; verbs of a change of
status name the status that they leave, those that it excludes, and how APIs spell them.
"""

from __future__ import annotations

from dataclasses import dataclass

from agentscaler.environments.design.blueprint import Action
from agentscaler.tools.names import words_of

_ACTIONS: dict[Action, frozenset[str]] = {
    Action.CREATE: words_of(
        """
        create new insert register provision launch import upload open generate enroll
        post send submit place book schedule invite copy clone duplicate request issue
        record compose log order buy purchase reserve initiate initialize publish draft rent hire
        build make run execute start signup enqueue push allocate admit checkin report file apply
        setup
        """
    ),
    Action.PUT: words_of("put upsert save store replace write createorupdate overwrite persist"),
    Action.GET: words_of(
        "get describe read retrieve fetch show view lookup head inspect obtain load display access "
        "provide"
    ),
    Action.LIST: words_of(
        "list search find query browse filter scan discover enumerate ls select receive poll locate"
    ),
    Action.UPDATE: words_of(
        """
        update modify edit patch change set rename amend adjust configure reset move
        reschedule reassign transfer rotate resize increase decrease extend correct revise
        """
    ),
    Action.DELETE: words_of(
        """
        delete remove destroy deregister unregister drop erase uninstall unenroll discard
        rm trash forget evict unsubscribe detach disassociate unassign unlink unfollow unlike
        unshare revoke untrack deallocate deprovision
        """
    ),
    Action.ADD: words_of("add append attach associate assign link follow like subscribe grant"),
    Action.COUNT: words_of("count"),
    Action.CLEAR: words_of("clear purge empty flush wipe"),
}
_OF_WORD = {word: action for action, found in _ACTIONS.items() for word in found}

LINKS = {
    "attach": "attached",
    "associate": "associated",
    "assign": "assigned",
    "link": "linked",
    "subscribe": "subscribed",
    "follow": "followed",
    "like": "liked",
    "grant": "granted",
    "detach": "attached",
    "disassociate": "associated",
    "unassign": "assigned",
    "unlink": "linked",
    "unsubscribe": "subscribed",
    "unfollow": "followed",
    "unlike": "liked",
    "revoke": "granted",
}
"""Verbs that tie two things, and what the tie is called in a list of them."""

UNTIES = words_of("detach disassociate unassign unlink unsubscribe unfollow unlike revoke remove")

ADJECTIVES = words_of(
    """
    pending delivered active inactive cancelled canceled open closed completed archived expired
    failed paid unpaid overdue draft published unpublished shipped approved rejected suspended
    running stopped deleted resolved unread confirmed returned refunded
    """
)
"""Statuses that stand before a thing: ``cancel_pending_order``."""

COMPUTES = words_of(
    """
    calculate compute convert translate analyze analyse predict forecast recommend suggest
    summarize classify detect extract evaluate estimate simulate solve generate encode decode
    encrypt decrypt hash parse format validate compare measure transform render plot draw
    optimize score explain geocode reverse tokenize embed interpret diagnose assess sum multiply
    divide subtract factorial random roll ping traceroute
    """
)
"""Verbs whose answer is worked out, not looked up."""

COMPUTED = words_of(
    """
    conversion calculation computation analysis prediction translation classification comparison
    estimation evaluation generation optimization simulation validation detection selection
    alignment probability mean median logarithm root deviation percentage factorial ratio
    enhancement assessment diagnosis test reasoning thinking regression
    """
)
"""Last words of a thing that is worked out: ``currency_conversion``."""

AGENTS = {
    "finder": "find",
    "locator": "find",
    "searcher": "search",
    "fetcher": "fetch",
    "retriever": "retrieve",
    "lookup": "lookup",
    "viewer": "view",
    "tracker": "track",
    "checker": "check",
    "creator": "create",
    "scheduler": "schedule",
    "calculator": "calculate",
    "analyzer": "analyze",
    "analyser": "analyze",
    "optimizer": "optimize",
    "predictor": "predict",
    "generator": "generate",
    "converter": "convert",
    "translator": "translate",
    "recommender": "recommend",
    "evaluator": "evaluate",
    "estimator": "estimate",
    "validator": "validate",
    "detector": "detect",
    "classifier": "classify",
    "simulator": "simulate",
    "assessor": "assess",
    "enhancer": "optimize",
    "planner": "optimize",
    "resolver": "convert",
    "recognizer": "detect",
    "suggester": "suggest",
    "summarizer": "summarize",
    "extractor": "extract",
}
"""Last words of names that do something -> their verb."""

MADE = {
    "comment": "comment",
    "donate": "donation",
    "mention": "mention",
    "reply": "reply",
    "retweet": "retweet",
    "vote": "vote",
}
"""Verbs that are a whole name -> what is there afterwards."""

LOOKS = words_of("track monitor export download")
"""Verbs that look where nothing says that they write."""

ASKS = words_of("is has check exist exists verify can test confirm validate")


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A change of status."""

    leaves: tuple[str, ...]
    """Words for the status that it leaves, the most usual first."""
    undoes: str | None = None
    """The verb that it takes back."""
    ends: bool = False
    """Nothing comes after it but what undoes it."""
    needs: tuple[str, ...] = ()
    """Words for the statuses from which alone it is allowed; empty: any but what it leaves."""


CHANGES: dict[str, Change] = {
    "cancel": Change(leaves=("cancelled", "canceled", "cancelling", "canceling"), ends=True),
    "approve": Change(leaves=("approved", "accepted"), needs=("pending", "submitted", "review")),
    "reject": Change(
        leaves=("rejected", "declined", "denied"), needs=("pending", "submitted", "review")
    ),
    "decline": Change(leaves=("declined", "rejected"), needs=("pending", "requested", "open")),
    "deny": Change(leaves=("denied", "rejected"), needs=("pending", "requested", "submitted")),
    "accept": Change(
        leaves=("accepted", "active", "approved", "confirmed", "enabled"),
        needs=("pending", "requested", "open", "invited"),
    ),
    "confirm": Change(leaves=("confirmed", "active"), needs=("pending", "draft", "created")),
    "archive": Change(leaves=("archived", "inactive")),
    "unarchive": Change(leaves=("active", "open"), undoes="archive", needs=("archived",)),
    "enable": Change(leaves=("enabled", "active", "on", "true")),
    "disable": Change(leaves=("disabled", "inactive", "off", "false")),
    "activate": Change(leaves=("active", "activated", "enabled")),
    "deactivate": Change(leaves=("inactive", "deactivated", "disabled")),
    "start": Change(
        leaves=("running", "started", "active", "in_progress", "online", "starting", "available")
    ),
    "stop": Change(leaves=("stopped", "stopping", "inactive", "offline", "paused", "terminated")),
    "pause": Change(leaves=("paused", "suspended", "stopped"), needs=("running", "active")),
    "resume": Change(
        leaves=("running", "active", "resumed"), undoes="pause", needs=("paused", "suspended")
    ),
    "unpause": Change(leaves=("running", "active"), undoes="pause", needs=("paused",)),
    "suspend": Change(leaves=("suspended", "paused", "disabled", "inactive")),
    "unsuspend": Change(leaves=("active",), undoes="suspend", needs=("suspended",)),
    "reactivate": Change(leaves=("active",), needs=("inactive", "suspended", "cancelled")),
    "reinstate": Change(leaves=("active",), needs=("suspended", "cancelled", "inactive")),
    "terminate": Change(leaves=("terminated", "terminating", "stopped", "closed"), ends=True),
    "abort": Change(leaves=("aborted", "cancelled", "failed"), ends=True),
    "kill": Change(leaves=("killed", "terminated", "stopped"), ends=True),
    "close": Change(leaves=("closed", "completed", "resolved"), ends=True),
    "reopen": Change(leaves=("reopened", "open"), undoes="close", needs=("closed", "resolved")),
    "complete": Change(leaves=("completed", "complete", "done", "closed"), ends=True),
    "end": Change(leaves=("ended", "completed", "closed", "finished"), ends=True),
    "finish": Change(leaves=("finished", "completed", "done"), ends=True),
    "finalize": Change(leaves=("finalized", "completed", "final"), ends=True),
    "resolve": Change(leaves=("resolved", "closed")),
    "acknowledge": Change(leaves=("acknowledged",)),
    "escalate": Change(leaves=("escalated",)),
    "publish": Change(leaves=("published", "live", "active", "public")),
    "unpublish": Change(leaves=("unpublished", "draft"), undoes="publish", needs=("published",)),
    "deprecate": Change(leaves=("deprecated",)),
    "undeprecate": Change(
        leaves=("registered", "active"), undoes="deprecate", needs=("deprecated",)
    ),
    "lock": Change(leaves=("locked",)),
    "unlock": Change(leaves=("unlocked", "active", "open"), undoes="lock", needs=("locked",)),
    "block": Change(leaves=("blocked",)),
    "unblock": Change(leaves=("active", "unblocked"), undoes="block", needs=("blocked",)),
    "ban": Change(leaves=("banned",)),
    "unban": Change(leaves=("active",), undoes="ban", needs=("banned",)),
    "mute": Change(leaves=("muted",)),
    "unmute": Change(leaves=("active", "unmuted"), undoes="mute", needs=("muted",)),
    "freeze": Change(leaves=("frozen", "suspended", "blocked")),
    "unfreeze": Change(leaves=("active",), undoes="freeze", needs=("frozen",)),
    "retire": Change(leaves=("retired", "inactive"), ends=True),
    "expire": Change(leaves=("expired",), ends=True),
    "ship": Change(leaves=("shipped",), needs=("pending", "processing", "paid", "packed")),
    "deliver": Change(leaves=("delivered",), needs=("shipped", "in_transit")),
    "dispatch": Change(leaves=("dispatched", "shipped")),
    "refund": Change(leaves=("refunded",), ends=True),
    "pay": Change(leaves=("paid",), needs=("pending", "open", "unpaid", "due", "issued")),
    "capture": Change(leaves=("captured", "completed"), needs=("authorized", "pending")),
    "void": Change(leaves=("voided", "void", "cancelled"), ends=True),
    "authorize": Change(leaves=("authorized",)),
    "redeem": Change(leaves=("redeemed", "used"), ends=True),
    "restore": Change(leaves=("active", "restored", "available"), undoes="delete"),
    "untrash": Change(leaves=("active", "restored"), undoes="delete", needs=("trashed",)),
    "undelete": Change(leaves=("active",), undoes="delete", needs=("deleted",)),
    "return": Change(leaves=("return_requested", "returned"), needs=("delivered", "completed")),
    "exchange": Change(
        leaves=("exchange_requested", "exchanged"), needs=("delivered", "completed")
    ),
    "release": Change(leaves=("released", "available", "free", "open", "unassigned")),
    "withdraw": Change(leaves=("withdrawn", "retracted"), ends=True),
    "checkout": Change(leaves=("checked_out",)),
    "checkin": Change(leaves=("checked_in",)),
    "promote": Change(leaves=("promoted", "primary")),
    "demote": Change(leaves=("demoted",)),
    "star": Change(leaves=("starred", "true")),
    "unstar": Change(leaves=("unstarred", "false"), undoes="star", needs=("starred",)),
    "pin": Change(leaves=("pinned", "true")),
    "unpin": Change(leaves=("unpinned", "false"), undoes="pin", needs=("pinned",)),
    "hide": Change(leaves=("hidden",)),
    "unhide": Change(leaves=("visible",), undoes="hide", needs=("hidden",)),
    "flag": Change(leaves=("flagged",)),
    "unflag": Change(leaves=("unflagged",), undoes="flag", needs=("flagged",)),
    "merge": Change(leaves=("merged",), ends=True),
    "retry": Change(leaves=("pending", "retrying", "running"), needs=("failed",)),
    "restart": Change(leaves=("running", "active", "restarting", "rebooting", "available")),
    "reboot": Change(leaves=("running", "available", "rebooting", "active")),
    "verify": Change(leaves=("verified",)),
    "sign": Change(leaves=("signed",)),
    "assign": Change(leaves=("assigned",)),
    "claim": Change(leaves=("claimed",)),
    "unclaim": Change(leaves=("unclaimed", "available"), undoes="claim", needs=("claimed",)),
    "reenable": Change(leaves=("enabled", "active"), undoes="disable", needs=("disabled",)),
    "connect": Change(leaves=("connected", "online")),
    "disconnect": Change(leaves=("disconnected", "offline"), undoes="connect"),
    "shortlist": Change(leaves=("shortlisted",)),
    "sync": Change(leaves=("synced", "syncing", "in_sync")),
    "submit": Change(leaves=("submitted", "pending"), needs=("draft", "created", "open")),
    "opt": Change(leaves=("opted_in",)),
    "failover": Change(leaves=("failing_over", "available")),
    "deploy": Change(leaves=("deployed", "active", "running")),
    "undeploy": Change(leaves=("undeployed", "inactive"), undoes="deploy", needs=("deployed",)),
    "read": Change(leaves=("read",)),
    "run": Change(leaves=("running", "executed", "completed", "active")),
    "execute": Change(leaves=("executed", "running", "completed")),
    "trigger": Change(leaves=("triggered", "running")),
}
"""Verb -> the change of status that it makes."""


def action_of(verb: str) -> Action | None:
    """What a verb does, where it does not hang on the thing.

    Example:
        >>> action_of("describe"), action_of("cancel"), action_of("blue")
        (<Action.GET: 'get'>, <Action.CHANGE: 'change'>, None)
    """
    if verb in _OF_WORD:
        return _OF_WORD[verb]
    return Action.CHANGE if verb in CHANGES else None


def is_verb(word: str) -> bool:
    """Whether a word is known as a verb of tools.

    Example:
        >>> is_verb("tag"), is_verb("order"), is_verb("pet")
        (True, True, False)
    """
    return (
        word in _OF_WORD
        or word in CHANGES
        or word in COMPUTES
        or word in ASKS
        or word in LOOKS
        or word in {"tag", "untag", "batch", "bulk", "undo"}
    )
