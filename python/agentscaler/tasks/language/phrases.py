"""The patterns that intents are composed of.

A pattern is a text with slots. ``[verb]`` is the word that changes its form with the frame:
*cancel*, *cancelling*. Frames, verb phrases, questions, links and endings combine freely within a
register, so that what is listed here is far less than what can be said.
"""

from __future__ import annotations

from typing import Final

MANNERS: Final = ("plain", "terse", "chatty", "impatient", "unsure", "formal")
"""How a persona speaks; the register of its frames."""

FRAMES: Final[dict[str, tuple[str, ...]]] = {
    "plain": (
        "Please {do}.",
        "I'd like to {do}.",
        "I want to {do}.",
        "Could you {do}?",
        "Can you {do}, please?",
        "I need to {do}.",
        "Could you please {do}?",
        "Can you help me {do}?",
        "I'd like you to {do}.",
        "I need help {doing}.",
    ),
    "terse": ("{do}.", "Please {do}.", "Need to {do}.", "{do}, please.", "Want to {do}."),
    "chatty": (
        "I was hoping you could {do}.",
        "I was wondering if you could {do} for me.",
        "So, I've been meaning to {do}. Could you take care of that?",
        "Would you be able to {do}?",
        "Here's what I'm after: I'd love to {do}.",
        "Any chance you could {do}?",
    ),
    "impatient": (
        "I need you to {do} right away.",
        "Just {do}, please.",
        "Please {do} as soon as you can.",
        "I don't have much time, so please {do}.",
        "Can you quickly {do}?",
        "I've been waiting long enough: {do}, please.",
    ),
    "unsure": (
        "I think I need to {do}.",
        "I'm not sure how this works, but I'd like to {do}.",
        "Is it possible to {do}?",
        "I'm not sure you are the right person to ask, but could you {do}?",
        "If that's possible, I'd like to {do}.",
        "I guess I have to {do}; can you help?",
    ),
    "formal": (
        "I would like to {do}.",
        "I would be grateful if you could {do}.",
        "Would you mind {doing}?",
        "May I ask you to {do}?",
        "I am writing to ask you to {do}.",
        "Would you kindly {do}?",
        "I would appreciate your help in {doing}.",
    ),
}
"""How a wish is begun; ``{do}`` is a verb phrase, ``{doing}`` the same with -ing."""

LINKS: Final[dict[str, tuple[str, ...]]] = {
    "plain": (
        "Also, please {do}.",
        "Then {do}.",
        "After that, please {do}.",
        "I'd also like to {do}.",
        "While you are at it, please {do}.",
        "And could you {do}?",
        "Next, {do}.",
        "Besides, I need to {do}.",
    ),
    "terse": ("Also {do}.", "Then {do}.", "And {do}.", "Next: {do}."),
    "chatty": (
        "Oh, and could you also {do}?",
        "And while we're at it, I'd love to {do}.",
        "Then there's one more thing: please {do}.",
        "Once that's done, it would be great if you could {do}.",
    ),
    "impatient": (
        "Then {do}, please.",
        "And {do} too.",
        "After that, {do}.",
        "Also {do}, quickly.",
    ),
    "unsure": (
        "And maybe you could also {do}?",
        "Then, I think, I need to {do}.",
        "If it isn't too much, could you {do} as well?",
        "After that I'd like to {do}, if that works.",
    ),
    "formal": (
        "In addition, please {do}.",
        "Furthermore, I would like to {do}.",
        "Subsequently, please {do}.",
        "I would also ask you to {do}.",
        "Once this is done, would you kindly {do}?",
    ),
}
"""How a further wish is begun."""

LAST_LINKS: Final = (
    "Finally, {do}.",
    "And finally, {do}.",
    "Lastly, please {do}.",
    "Last of all, {do}.",
)
"""How the last of three or more is begun."""

QUESTIONS: Final[dict[str, tuple[str, ...]]] = {
    "plain": (
        "Can you tell me {what}?",
        "Please tell me {what}.",
        "I'd like to know {what}.",
        "Could you look up {what}?",
        "I need to know {what}.",
        "Let me know {what}, please.",
    ),
    "terse": ("Tell me {what}.", "I need {what}.", "Look up {what}.", "Please check {what}."),
    "chatty": (
        "I was wondering about {what}. Could you tell me?",
        "I'm curious about {what}, can you find out?",
        "Would you be able to tell me {what}?",
    ),
    "impatient": (
        "Just tell me {what}.",
        "I quickly need to know {what}.",
        "Tell me {what}, please, I'm in a hurry.",
    ),
    "unsure": (
        "Do you happen to know {what}?",
        "I'm not sure where to find {what}. Can you tell me?",
        "Could you maybe check {what} for me?",
    ),
    "formal": (
        "Would you please let me know {what}?",
        "I would like to know {what}.",
        "Could you kindly inform me of {what}?",
        "May I ask for {what}?",
    ),
}
"""Questions for ``{what}``: *the price of the product “Kite”*."""

COUNT_QUESTIONS: Final = (
    "How many {head} are there {tail}?",
    "Can you tell me how many {head} there are {tail}?",
    "I'd like to know how many {head} there are {tail}.",
    "Please count {all} and tell me the number.",
    "What is the number of {many}?",
)
SUM_QUESTIONS: Final = (
    "What do {all} come to, going by {column}?",
    "What is the sum of the {column} over {all}?",
    "Please add up the {column} of {all} and tell me the result.",
    "I'd like to know the combined {column} of {all}.",
)
DIRECT: Final = ("What is {what}?", "What's {what}?")
"""Questions for one thing that are no sentence with *tell me*."""
DIRECT_MANY: Final = ("What are {what}?",)
QUESTION_LINKS: Final = (
    "Also, tell me {what}.",
    "I'd also like to know {what}.",
    "And what is {what}?",
    "Please let me know {what} as well.",
    "Then tell me {what}.",
    "Could you also look up {what}?",
)
LAST_QUESTION_LINKS: Final = ("Finally, tell me {what}.", "And last, I need to know {what}.")

CHANGES: Final = (
    "[{verb}] {target}{more}",
    "[{verb}] {target}{more}",
    "[have] {target} {done}{more}",
    "[get] {target} {done}{more}",
)
"""A change of status that has a verb of its own."""
SETS: Final = (
    "[mark] {target} as {status}{more}",
    "[set] the {column} of {target} to {status}{more}",
    "[change] the {column} of {target} to {status}{more}",
    "[switch] {target} to {status}{more}",
)
"""A change of status without one."""
SETS_FLAG: Final = (
    "[mark] {target} as {flag}{more}",
    "[set] {target} to {flag}{more}",
    "[have] {target} marked as {flag}{more}",
)
"""A change of a status that is yes or no."""
DELETES: Final = (
    "[delete] {target}",
    "[delete] {target}",
    "[remove] {target}",
    "[get] rid of {target}",
    "[delete] {target} for good",
    "[remove] {target} altogether",
    "[have] {target} deleted",
)
UPDATES_HIDDEN: Final = (
    "[change] {part}",
    "[have] {part} changed",
    "[update] {part}",
)
"""A change whose new value is told only when asked."""
UPDATES: Final = (
    "[change] {part} to {value}",
    "[set] {part} to {value}",
    "[update] {part} to {value}",
    "[have] {part} changed to {value}",
)
SWITCHES: Final = (
    "[set] “{column}” to {value} for {target}",
    "[change] “{column}” of {target} to {value}",
)
UPDATES_MORE: Final = (
    "[change] {part} to {value}, and {part2} to {value2}",
    "[set] {part} to {value} and {part2} to {value2}",
    "[update] {target}: the {column} should be {value} and the {column2} {value2}",
    "[make] two changes to {target}: {column} {value}, {column2} {value2}",
)
CREATES: Final = (
    "[{verb}] {new}{where}{more}",
    "[{verb}] {new}{where}{more}",
    "[set up] {new}{where}{more}",
    "[add] {new}{where}{more}",
)
PUTS: Final = ("[add] {other} to {parent}{more}", "[put] {other} into {parent}{more}")
TAKES: Final = ("[take] {other} out of {parent}", "[remove] {other} from {parent}")
ADDS: Final = (
    "[add] {members} to {target}",
    "[put] {members} on {target}",
    "[give] {target} {members}",
)
REMOVES: Final = (
    "[remove] {members} from {target}",
    "[take] {members} off {target}",
    "[drop] {members} from {target}",
)
CLEARS: Final = (
    "[remove] all {many} from {target}",
    "[clear] all {many} from {target}",
    "[delete] all {many} of {target}",
)

STATEMENTS: Final[dict[str, tuple[str, ...]]] = {
    "change": (
        "{target} should be {done}{more}.",
        "{target} needs to be {done}{more}.",
        "{target} has to be {done}{more}. Can you do that?",
    ),
    "delete": (
        "I don't need {target} any more; please delete {it}.",
        "{target} can go. Please delete {it}.",
        "There is no use for {target} any longer, so please remove {it}.",
    ),
    "update": (
        "{part} should be {value} from now on.",
        "{part} has to be changed: it should be {value}.",
        "{part} is not right, please make it {value}.",
    ),
    "create": (
        "I need {new}{where}{more}.",
        "There should be {new}{where}{more}. Please see to it.",
        "We are missing {new}{where}{more}; please create it.",
    ),
}
"""Wishes that are told as a state of things."""

CHOICES: Final = (
    "If {if}, {do}. Otherwise, {else}.",
    "Check whether {if}. If so, {do}; if not, {else}.",
    "If {if}, {do}; if not, {else}.",
    "Only if {if}, {do}. In any other case, {else}.",
    "Please see whether {if}: if it is so, {do}, and if not, {else}.",
    "Should it turn out that {if}, {do}. If it does not, {else}.",
)
STILL: Final = ("{target} is still {status}",)
CONDITIONS: Final = (
    "{target} is {status}",
    "the {column} of {target} is {status}",
)
OVERS: Final = (
    "{part} is above {value}",
    "{part} is more than {value}",
    "{part} is higher than {value}",
)
UNDERS: Final = (
    "{part} is below {value}",
    "{part} is less than {value}",
    "{part} is lower than {value}",
)

IF_STATUS: Final = (
    "If that is not possible, tell me what {part} is.",
    "If it can't be done, let me know {part}.",
    "Should it not be possible, please tell me {part}.",
    "If something stands in the way, tell me {part} so that I understand.",
)
IF_UNCHANGED: Final = (
    "If that is not possible, tell me what {part} is at the moment.",
    "If you can't change that, let me know {part} as it stands.",
    "Should there be no way to do that, just tell me {part}.",
    "In case you have no means to change it, tell me what {part} is now.",
)
IF_NOT: Final = (
    "If that is not possible, {ask} instead.",
    "If it can't be done, {ask}.",
    "Should that not work, please {ask}.",
    "In case something stands in the way, {ask}.",
)
IF_TAKEN: Final = (
    "If there is one already, {ask} instead.",
    "In case that {noun} exists already, {ask}.",
    "Should it be there already, please {ask}.",
)
IF_LIMIT: Final = (
    "If that is not allowed, tell me what the limit is.",
    "If it goes over what is allowed, I'd like to know the limit.",
    "In case that isn't permitted, please tell me how far I can go.",
)
IF_VALUES: Final = (
    "If that is not accepted, tell me all that would be.",
    "If you can't take that, let me know every {column} that you do accept.",
    "Should that not count, tell me each {column} that does.",
)
IF_MISSING: Final = (
    "If you can't find that {noun}, {ask} instead.",
    "If there is no such {noun}, {ask} instead.",
    "I might have the wrong number; if so, {ask}.",
    "In case this {noun} does not exist, {ask}.",
    "Should there be no {noun} like that, {ask}.",
)
TELL: Final = ("tell me {what}", "let me know {what}", "please tell me {what}")

IDENTITY: Final[dict[str, tuple[str, ...]]] = {
    "name": (
        "I'm {name}{known}.",
        "My name is {name}{known}.",
        "This is {name}{known}.",
        "{name} here{known}.",
    ),
    "known": ("My {words} is {value}.", "I'm the {noun} with the {words} {value}."),
}

GREETINGS: Final[dict[str, tuple[str, ...]]] = {
    "plain": ("", "", "", "Hello.", "Hi."),
    "terse": ("",),
    "chatty": (
        "Hi there! Hope your day is going well.",
        "Hello! I have a small thing for you.",
        "Hi! I'm catching up on a few things today.",
        "Good morning! I hope I'm in the right place.",
        "Hey, thanks for taking the time.",
    ),
    "impatient": ("", "", "I'm in a hurry.", "Quick one."),
    "unsure": ("", "Hi, I'm new to this.", "Hello, I hope you can help me."),
    "formal": ("", "Good day.", "Dear team,", "Good afternoon."),
}
ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "plain": ("", "", "", "Thanks.", "Thank you!"),
    "terse": ("", "", "Thanks."),
    "chatty": (
        "Thanks so much!",
        "Thanks a lot, I appreciate it.",
        "That would be lovely, thank you!",
        "",
    ),
    "impatient": ("", "Please don't keep me waiting.", "Thanks."),
    "unsure": ("", "I hope that makes sense.", "Sorry for the trouble.", "Thank you!"),
    "formal": ("", "Thank you for your assistance.", "Many thanks in advance.", "Kind regards."),
}


def pattern_count() -> int:
    """How many patterns there are, each counted once.

    Example:
        >>> pattern_count() >= 150
        True
    """
    found: set[str] = set()
    for value in globals().values():
        for texts in value.values() if isinstance(value, dict) else [value]:
            if isinstance(texts, tuple):
                found.update(text for text in texts if isinstance(text, str) and "{" in text)
    return len(found)
