"""What a message of an agent asks, as far as words tell: more, a yes, a name, something else."""

from __future__ import annotations

import re

MORE = re.compile(
    r"(any|some)thing else|what else|further (help|assistance)|other questions|need more help",
    re.IGNORECASE,
)
"""It offers more help."""
CONFIRM = re.compile(
    r"\b((shall|should|may|can) I\b(?! help)|go ahead|proceed|is (that|this) (right|correct|what)"
    r"|confirm|do you want me to|would you like me to|ok(ay)? to|yes/no|sure\?)|, yes\?",
    re.IGNORECASE,
)
"""It wants a yes."""
OFFER = re.compile(r"\b(instead|alternatively|rather than)\b", re.IGNORECASE)
"""It offers something else than what was asked for."""
WHO = re.compile(
    r"\byour (full )?name\b|who (are you|am I)|verify your|identify your|identity", re.IGNORECASE
)
"""It wants to know who the user is."""
WAIT = re.compile(
    r"^(one moment|just a moment|let me|I('ll| will| am going to)|please (hold|wait)|hold on)",
    re.IGNORECASE,
)
"""It asks for patience."""
_SENTENCE = re.compile(r"[^.!?\n]*\?")


def questions(text: str) -> list[str]:
    """The questions of a message, without offers of more help.

    Example:
        >>> questions("Done. Which order do you mean? Can I help you with anything else?")
        [' Which order do you mean?']
    """
    return [one for one in _SENTENCE.findall(text) if not MORE.search(one)]


def asks_for_something(text: str) -> bool:
    """Whether a message asks for what only the user can tell, rather than for a yes.

    Example:
        >>> asks_for_something("Which order?"), asks_for_something("Cancel #1. Shall I proceed?")
        (True, False)
    """
    return any(not CONFIRM.search(one) for one in questions(text))
