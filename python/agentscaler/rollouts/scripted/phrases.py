"""What scripted agents and users say. A pattern is a text with slots; each is a whole sentence."""

from __future__ import annotations

from typing import Final

LOOKING: Final = (
    "Let me look up {what}.",
    "I'll check {what} first.",
    "One moment, I am looking up {what}.",
    "Let me pull up {what} for you.",
)
LOOKING_MANY: Final = (
    "Let me look that up for you.",
    "I'll gather what I need first.",
    "Let me check a few things at once.",
)
WRITING: Final = (
    "I will {do} now.",
    "All right, I'll {do}.",
    "Next, I will {do}.",
)
ASKS: Final = (
    "Could you tell me {about}, please?",
    "Before I can go on I need to know {about}. What is it?",
    "I'm missing one thing: {about}. Can you tell me?",
    "Happy to help. What is {about}?",
    "To do this I need {about}. Could you give it to me?",
)
ASKS_WHICH: Final = (
    "Could you tell me {about} you mean?",
    "There is more than one possibility: {about} do you mean?",
    "Before I change anything: {about} is it?",
    "I want to be sure to take the right one. Can you tell me {about} it is?",
)
CONFIRMS: Final = (
    "Before I do this, let me make sure: you want me to {do}. Is that right?",
    "I am about to {do}. Shall I go ahead?",
    "Just to confirm: I will {do}. Is that what you want?",
    "This cannot be undone: I would {do}. Do you want me to proceed?",
)
CONFIRMS_PLAIN: Final = (
    "Let me repeat this before I go on: you want me to {do}. Is that correct?",
    "Just to be sure that I have it right: I should {do}, yes?",
    "I would {do}. Is that what you mean?",
)
LEFT: Final = ("All right, I have left that as it is.", "Understood, I won't do that.")

DONE_ONE: Final = (
    "I have {done}.",
    "Done: I have {done}.",
    "That is done. I have {done}.",
    "I've {done} for you.",
)
DONE_MANY: Final = (
    "I have {done}.",
    "Everything is done: I have {done}.",
    "Here is what I did: I have {done}.",
)
DONE_LIST: Final = ("Here is what I have done:", "All of this is done now:", "This is done:")
ANSWER_BEGINS: Final = ("", "", "As for your question: ", "Here is what you asked for: ")
REFUSES: Final[dict[str, tuple[str, ...]]] = {
    "forbidden": (
        "I'm sorry, but I can't do that. {reason}",
        "Unfortunately this is not something I may do. {reason}",
        "I have to decline that: it is against our rules. {reason}",
    ),
    "missing": (
        "I'm sorry, I could not find it. {reason}",
        "I looked for it, but without success. {reason}",
        "Unfortunately that cannot be done. {reason}",
    ),
    "status": (
        "I'm sorry, that is not possible as things are. {reason}",
        "Unfortunately I can't do that at the moment. {reason}",
    ),
    "duplicate": (
        "I'm sorry, I can't do that. {reason}",
        "That is not possible: it is there already. {reason}",
    ),
}
FAILED: Final = (
    "I'm sorry, I was not able to {do}. The system said: {why}",
    "Unfortunately I could not {do}: {why}",
)
NOTHING: Final = (
    "I have looked into it.",
    "I have had a look at that.",
)
MORE: Final = (
    "Is there anything else I can do for you?",
    "What else can I do for you?",
    "Anything else?",
)
CLOSES: Final = (
    "",
    "",
    "Is there anything else I can help you with?",
    "Let me know if there is anything else.",
    "Can I help you with anything else?",
)
BYES: Final = (
    "You're welcome. Have a nice day!",
    "Glad I could help. Goodbye!",
    "You're welcome!",
)
NOTHING_MORE: Final = (
    "I have nothing to add to what I told you.",
    "That is all that I can do here.",
)
GIVES_UP: Final = (
    "I'm sorry, I can't get any further with this.",
    "I am afraid that I am stuck here.",
)

SLIPPED: Final = (
    "That call did not go through; I'll correct it.",
    "My mistake. Let me try that again.",
    "That was not right, let me fix it.",
)
WRONG_ROW: Final = (
    "That is not the one I was looking for. Let me look at the right one.",
    "I picked the wrong one there; here is the right one.",
)

THINKS_FOR: Final = (
    "I need {what} before I can {do}. {tool} gives it.",
    "To {do} I have to know {what} first, so I call {tool}.",
    "The user did not give {what}. I look it up with {tool}, because I must not make it up.",
)
THINKS_ANSWER: Final = (
    "The user wants to know something about {what}. {tool} shows it.",
    "This is a question that {tool} answers.",
    "I should not answer from memory: {tool} tells.",
)
THINKS_WRITE: Final = (
    "Now I have all that {tool} needs.",
    "Everything for {tool} is known now.",
    "Time to {do}.",
)
THINKS_FROM: Final = (
    "{argument} is {value}: it stands in the result of {tool}.",
    "From {tool} I take {value} as {argument}.",
)
THINKS_TOLD: Final = ("The user gave {arguments}.", "{arguments}: as the user said.")
THINKS_MANY: Final = (
    "These lookups do not depend on each other, so I make them together.",
    "I can look these up at the same time.",
)
THINKS_ASK: Final = (
    "The user has not said {about}, and no tool can tell me. I have to ask.",
    "I don't know {about}. Guessing would be wrong, so I ask.",
)
THINKS_CONFIRM: Final = (
    "This ends something for good. The policy says to make sure first.",
    "The policy asks me to make sure before I do this.",
)
THINKS_REFUSE: Final = (
    "The rule is: “{reason}” So I must not do this, and I say why.",
    "What the user asks is against a rule: “{reason}” I decline.",
)
THINKS_ERROR: Final = (
    "The tool answered: “{why}” I have to correct the call.",
    "That failed: “{why}” Let me look at what I sent.",
)
THINKS_PROBE: Final = (
    "I should see whether {what} exists.",
    "First I check that {what} is there.",
)

YES: Final = (
    "Yes, please.",
    "Yes, that's right. Please go ahead.",
    "Correct, go ahead.",
    "Yes.",
    "That's what I want, yes.",
)
NO_OTHER: Final = (
    "No, thank you, I only want what I asked for.",
    "No, please leave everything else as it is.",
)
DONT_KNOW: Final = (
    "I'm afraid I don't know. That is all I have.",
    "I can't tell you that, sorry.",
    "I don't have that at hand.",
)
WAITS: Final = ("All right.", "Okay, thank you.", "Sure, take your time.")
THANKS: Final = (
    "Thank you!",
    "Thanks, that's all.",
    "Great, thanks for your help.",
    "Wonderful, thank you.",
)
NO_MORE: Final = (
    "No, that's everything. Thank you.",
    "No, that's all. Thanks!",
    "That's all, thank you.",
)
CORRECTS: Final = (
    "Oh, I made a mistake: it should be {right}, not {wrong}. Otherwise yes, please go ahead.",
    "Wait, I told you {wrong}, but it is {right}. With that, yes.",
    "Sorry, not {wrong}: I mean {right}. The rest is as I said, go ahead.",
)
