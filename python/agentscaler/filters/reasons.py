"""Every reason for which a trajectory is dropped, as a sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "not_utf8": "The line holds bytes that are not UTF-8 text.",
    "not_json": "The line is not JSON: it is cut, or holds something that JSON does not have.",
    "lone_surrogate": "A text holds half of a pair of \\u escapes, which no tokenizer can write.",
    "too_deep": "The record is nested too deeply to be read.",
    "named_twice": "An object has the same name twice, so nobody can say which one is meant.",
    "wrong_type": "A field of the record holds a value of another type than the field has.",
    "missing": "The record has no messages, a message has no role, or a call has no name.",
    "empty": "The record has no message at all.",
    "unknown_role": "A message has a role other than system, user, assistant or tool.",
    "system_not_first": "A system message stands behind the first message.",
    "not_alternating": "The user, or the agent, speaks twice with nothing in between.",
    "empty_turn": "The agent says nothing to the user and calls no tool.",
    "call_id_twice": "Two calls of one turn share an id, so their results cannot be told apart.",
    "unanswered_call": "A call has no result before the next turn, or before the end.",
    "answered_twice": "A call has two results.",
    "result_of_unknown_call": "A result belongs to a call that this turn did not make.",
    "result_without_call": "There is a result, and no call that waits for one.",
    "no_assistant": "The agent never speaks.",
    "cut_short": "The conversation ran into a limit or a failure before anybody ended it.",
    "no_last_word": "The last message is the result of a call, and the agent never answers it.",
    "bad_tools": "The list of tools, or the schema of a tool that is called, cannot be used.",
    "unknown_tool": "The agent calls a tool that does not exist.",
    "arguments_not_json": "The arguments of a call are not JSON.",
    "arguments_not_object": "The arguments of a call are JSON, but not an object.",
    "arguments_do_not_fit": "The schema of the tool refuses the arguments of a call.",
    "repeated_words": "The agent says the same words again and again in one text.",
    "stuck_call": "The agent makes the same call again and again, and gets the same result.",
    "stuck_cycle": "The agent goes round in the same few calls, and gets the same results.",
    "no_outcome": "Nobody recorded what the conversation changed, so its outcome is not known.",
    "reward_too_low": "The recorded reward is below 1.",
    "no_task": "The record does not say which task was played.",
    "unknown_task": "The record names a task that is not among those known.",
    "bad_task": "The gold of the task cannot be used to compare with.",
    "changes_do_not_fit": "The recorded changes are none that this environment could have seen.",
    "missing_write": "A change that the task asks for was not made; all that were made are right.",
    "extra_write": "All that the task asks for was changed, and something else as well.",
    "state_differs": "The final state is not the one that the task asks for.",
    "undecided": "Whether the final state is the right one was too costly to find out.",
    "not_told": "All changes are right, but the user was not told all that they asked for.",
    "gold_not_read": "The agent did not look up what the task asks it to look up.",
    "missing_call": "A call that the task asks for was not made.",
    "other_arguments": "The right tool was called, with other arguments than the task asks for.",
    "extra_call": "The agent made a call that the task does not ask for.",
    "wrong_order": "The calls are the right ones, in another order than the task asks for.",
}
"""Code of a reason -> what it says of a trajectory; `REASONS` has the codes by stage."""


def sentence(reason: str) -> str:
    """A reason in words; one that is not known here is told by the words of its code.

    Args:
        reason: Code, as a verdict has it.

    Example:
        >>> sentence("answered_twice")
        'A call has two results.'
        >>> sentence("too_rude")
        'Too rude.'
    """
    words = reason.replace("_", " ").strip()
    return SENTENCES.get(reason) or f"{words[:1].upper()}{words[1:]}."
