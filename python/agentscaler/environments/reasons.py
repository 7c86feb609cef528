"""Every reason for which a tool or a domain has no environment, in words for people."""

from __future__ import annotations

REASONS = {
    # Checks of single calls
    "no_fault": "A call ended in an error of the tool, not in an answer or a refusal.",
    "reads_change_nothing": "A tool that reads changed the state.",
    "refusal_changes_nothing": "A call that did not succeed changed the state.",
    "schema_holds": "Afterwards the state broke schema.json, or referred to rows that are not.",
    "returns_fit": "The result had another shape than the specification tells.",
    # Checks of what tools do
    "compiles": "The program does not hold to the dialect of tools.",
    "fits": "Program, list of tools, blueprint and schema do not speak of the same.",
    "succeeds": "No call succeeded, though rows and arguments were there.",
    "state_is_read": "A tool that reads showed something else than the state has.",
    "pages_are_whole": "Walking the pages of a list missed rows, repeated some, or did not end.",
    "filters_hold": "A list or a count did not have the rows that meet its filters.",
    "order_holds": "A list was not sorted as it was asked to be.",
    "created_is_read": "A new row did not have what it was given, or was not shown so.",
    "update_is_seen": "An update did not set what it was given, or changed something else.",
    "deleted_is_gone": "A deleted row was still there, or others were gone with it.",
    "members_are_kept": "Members of a list were not added or removed as they were given.",
    "status_changes": "A change left another status, or started from one that forbids it.",
    "missing_is_refused": "A row that is not there was not refused.",
    "parent_is_required": "A row above, or referred to, that is not there was not refused.",
    "duplicate_is_refused": "A second row with the same key or unique value was not refused.",
    "rule_holds": "A rule of the policy was not enforced, or refused what it allows.",
    "invalid_is_told": "A value of the wrong type was not an invalid call.",
    "deterministic": "The same calls gave something else in another process or episode.",
    "same_in_python": "The same calls gave something else under CPython.",
    # The environment as a whole
    "too_few_tools": "Too few tools are left to make an environment.",
    "no_reader": "No tool is left that reads: nobody could look at the state.",
    "not_designed": "The designer made nothing of the domain.",
    # What the designer by rules leaves out
    "verb_unknown": "Nothing says what the tool does: name and path have no known verb.",
    "thing_unknown": "Nothing says what the tool is about.",
    "no_key": "No argument names the row that the tool is about.",
    "computes": "The answer is worked out, not looked up: a state cannot have it.",
    "nothing_to_tell": "The answer could only repeat the question: nobody says what a row has.",
    "same_arguments": "Two arguments have the same identifier, so no function can take both.",
    "too_many_arguments": "The engine takes 255 arguments that may be left out, the tool has more.",
    "hides_name": "A function or argument of this name would hide one that programs need.",
    "no_room": "The program of the domain is as long as the engine takes one.",
    # What the designer that is a model leaves out
    "declined": "The model says that no program over tables can do what the tool does.",
    "reply_unreadable": "The model gave no blueprint and program of the tool that could be read.",
    # What the stage leaves out
    "designer_failed": "The designer failed on the domain as a whole.",
    "same_name": "Another tool of the domain has the same name, or the same identifier.",
    "no_program": "The designer made no program for the tool, and did not say why.",
    "edit_failed": "The environment was changed by hand, and does not pass its checks since.",
}
"""Reason code -> what it means."""
