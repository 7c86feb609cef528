"""The funnel, slowly: the same verdicts by the obvious way, on parsed records.

Places and reasons are those of the engine; the words of a detail are not compared.
"""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

from reference.conversation import (
    all_calls,
    arguments_of,
    by_user,
    call_place,
    is_blank,
    made_calls,
    matches,
    results,
    same_arguments,
    same_value,
    texts_of,
)
from reference.reward import told

ROLES = ("system", "user", "assistant", "tool")


class Dropped(Exception):  # noqa: N818  an outcome, no error
    def __init__(self, stage, reason, at):
        super().__init__(stage, reason, at)


def judge(record, *, tools=None, settings=None, gold=None):
    """``None`` where a record is kept; stage, reason and place where it is not.

    ``gold``: what the task asks for, ``{"read_only", "calls"}``; for the stage exact.
    """
    options = {
        "validity": True,
        "repetition": True,
        "exact": False,
        "forgiven": ["arguments_do_not_fit"],
        "end_tools": ["transfer_to_human_agents"],
        "ngram_words": 10,
        "ngram_share": 0.3,
        "ngram_min_words": 64,
        "stuck_calls": 3,
        "cycle_calls": 4,
        "exact_mode": "ordered",
        **(settings or {}),
    }
    try:
        if options["validity"]:
            turns(record, options)
            calls_fit(record, tools, options)
        if options["repetition"]:
            words(record, options)
            stuck(record, options)
        if options["exact"] and gold is not None:
            exact(record, gold, options["exact_mode"])
    except Dropped as dropped:
        return dropped.args
    return None


def turns(record, options):  # noqa: C901, PLR0912, PLR0915  the rules in one place
    messages = record["messages"]
    stage = "validity"
    if not messages:
        raise Dropped(stage, "empty", "messages")
    last, spoken, opened, answered = "nobody", False, [], set()

    def nothing_open():
        for place in opened:
            if place[:2] not in answered:
                raise Dropped(stage, "unanswered_call", call_place(*place[:2]))

    for at, message in enumerate(messages):
        place, role = f"messages[{at}]", message["role"]
        if by_user(message):
            if role == "user":
                nothing_open()
                opened, last = [], "user_calls"
            continue
        if role not in ROLES:
            raise Dropped(stage, "unknown_role", place)
        if role == "system" and at:
            raise Dropped(stage, "system_not_first", place)
        if role == "user":
            nothing_open()
            if last == "user":
                raise Dropped(stage, "not_alternating", place)
            opened, last = [], "user"
        if role == "assistant":
            nothing_open()
            if last == "agent":
                raise Dropped(stage, "not_alternating", place)
            calls = message.get("tool_calls") or []
            if not calls and is_blank(message):
                raise Dropped(stage, "empty_turn", place)
            ids = [call.get("id") for call in calls]
            for number, own in enumerate(ids):
                if own and own in ids[:number]:
                    raise Dropped(stage, "call_id_twice", call_place(at, number))
            opened = [(at, number, call) for number, call in enumerate(calls)]
            answered, spoken = set(), True
            last = "agent_calls" if calls else "agent"
        if role == "tool":
            if not opened:
                raise Dropped(stage, "result_without_call", place)
            meant = [one for one in opened if matches(message, one[2])]
            if not meant:
                raise Dropped(stage, "result_of_unknown_call", place)
            free = [one for one in meant if one[:2] not in answered]
            if not free:
                raise Dropped(stage, "answered_twice", place)
            answered.add(free[0][:2])
    nothing_open()
    if not spoken:
        raise Dropped(stage, "no_assistant", "messages")
    termination = record.get("termination")
    if termination in ("max_turns", "max_errors", "too_long", "infrastructure"):
        raise Dropped(stage, "cut_short", "termination")
    if termination in ("user_done", "agent_done"):
        return
    made = all_calls(record)
    if last == "agent_calls" and made[-1][2]["function"]["name"] not in options["end_tools"]:
        raise Dropped(stage, "no_last_word", f"messages[{len(messages) - 1}]")


def fits(value, schema):  # noqa: C901, PLR0911  a rule a keyword
    """The keywords that tests use."""
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "boolean": bool,
        "null": type(None),
        "number": (int, float),
        "integer": (int, float),
    }
    kind = schema.get("type")
    if kind is not None:
        right = isinstance(value, kinds[kind])
        if isinstance(value, bool) and kind in ("number", "integer"):
            right = False
        if right and kind == "integer":
            right = value == int(value)
        if not right:
            return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if "minimum" in schema and number and value < schema["minimum"]:
        return False
    if isinstance(value, list) and "items" in schema:
        return all(fits(item, schema["items"]) for item in value)
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        if any(name not in value for name in schema.get("required", ())):
            return False
        if schema.get("additionalProperties") is False and set(value) - set(properties):
            return False
        return all(fits(value[name], inner) for name, inner in properties.items() if name in value)
    return True


def wrong_with(call, tools):
    by_name = None if tools is None else {tool["function"]["name"]: tool for tool in tools}
    if by_name is not None and call["function"]["name"] not in by_name:
        return "unknown_tool"
    try:
        arguments = arguments_of(call)
    except (ValueError, RecursionError):
        return "arguments_not_json"
    if not isinstance(arguments, dict):
        return "arguments_not_object"
    if by_name is None:
        return None
    schema = by_name[call["function"]["name"]]["function"].get("parameters") or {}
    return None if fits(arguments, schema) else "arguments_do_not_fit"


def calls_fit(record, tools, options):
    calls = all_calls(record)
    wrong = {(at, n): wrong_with(call, tools) for at, n, call in calls}
    answers = results(record)
    for at, number, call in calls:
        reason = wrong[at, number]
        if reason is None:
            continue
        failed = answers.get((at, number), {}).get("is_error") is True
        name = call["function"]["name"]
        mended = any(
            later > at
            and wrong[later, n] is None
            and (reason == "unknown_tool" or other["function"]["name"] == name)
            for later, n, other in calls
        )
        if not (reason in options["forgiven"] and failed and mended):
            raise Dropped("validity", reason, call_place(at, number))


WORD = re.compile(
    rb"[\xe3-\xef]..|\xe2[\xba-\xbf].|[\xf0-\xf4]..."
    rb"|(?:(?!\xe2[\xba-\xbf])[^\t-\r \xe3-\xf4]){1,16}",
    re.DOTALL,
)


def share_of_repeats(text, n):
    found = WORD.findall(text.encode())
    grams = [tuple(found[at : at + n]) for at in range(len(found) - n + 1)]
    return len(found), (len(grams) - len(set(grams))) / len(grams) if grams else 0.0


def words(record, options):
    for at, message in enumerate(record["messages"]):
        if message["role"] != "assistant" or by_user(message):
            continue
        texts = [(text, "content") for text in texts_of(message)]
        if message.get("reasoning_content") is not None:
            texts.append((message["reasoning_content"], "reasoning_content"))
        for text, field in texts:
            count, share = share_of_repeats(text, options["ngram_words"])
            if count >= options["ngram_min_words"] and share > options["ngram_share"]:
                raise Dropped("repetition", "repeated_words", f"messages[{at}].{field}")


def stuck(record, options):
    answers = results(record)
    made = [one for one in all_calls(record) if one[:2] in answers]

    def turn(one):
        return sum(message["role"] == "user" for message in record["messages"][: one[0]])

    def same(a, b):
        return (
            turn(a) == turn(b)
            and a[2]["function"]["name"] == b[2]["function"]["name"]
            and texts_of(answers[a[:2]]) == texts_of(answers[b[:2]])
            and same_arguments(a[2], b[2])
        )

    times = options["stuck_calls"]
    for period in range(1, options["cycle_calls"] + 1):
        for first in range(len(made) - period * times + 1):
            rounds = [made[first + r * period : first + (r + 1) * period] for r in range(times)]
            if all(all(map(same, one, two)) for one, two in itertools.pairwise(rounds)):
                reason = "stuck_call" if period == 1 else "stuck_cycle"
                raise Dropped("repetition", reason, call_place(*made[first][:2]))


def exact(record, gold, mode):  # noqa: C901  the rules in one place
    if not gold["read_only"]:
        return
    made = made_calls(record)

    def same(one, wanted):
        return one[1] == wanted["name"] and same_value(one[2], wanted["arguments"])

    taken: set[int] = set()
    for wanted in gold["calls"]:
        free = [
            n
            for n, one in enumerate(made)
            if same(one, wanted) and not (mode == "ordered" and n in taken)
        ]
        if free:
            taken.add(free[0])
            continue
        named = [one for one in made if one[1] == wanted["name"]]
        if named:
            raise Dropped("exact", "other_arguments", call_place(*named[0][0]))
        raise Dropped("exact", "missing_call", "messages")
    if mode == "subset":
        return
    for n, one in enumerate(made):
        is_gold = any(same(one, wanted) for wanted in gold["calls"])
        if n not in taken and (mode == "ordered" or not is_gold):
            raise Dropped("exact", "extra_call", call_place(*one[0]))
    if mode == "ordered":
        for one, wanted in zip(made, gold["calls"], strict=True):
            if not same(one, wanted):
                raise Dropped("exact", "wrong_order", call_place(*one[0]))


def aligned(record, task: dict[str, Any], base):
    """Whether the outcome is right, on plain databases and without an equivalence.

    ``task``: ``gold`` (database), ``answer``, ``read_only``, ``calls``; ``base``: the database that
    the recorded changes, ``{table: {key: {column: value}}}``, are written into.
    """
    done = json.loads(json.dumps(base))
    for table, rows in record["changes"].items():
        for key, cells in rows.items():
            done[table][key].update(cells)
    texts = [
        text
        for message in record["messages"]
        if message["role"] == "assistant" and not by_user(message)
        for text in texts_of(message)
    ]
    if not same_value(done, task["gold"]):
        return False
    if not told(task["answer"], texts):
        return False
    if task["read_only"] and not task["answer"]:
        made = made_calls(record)
        return all(
            any(
                one[1] == wanted["name"]
                and all(
                    name in one[2] and same_value(one[2][name], value)
                    for name, value in wanted["arguments"].items()
                )
                for one in made
            )
            for wanted in task["calls"]
        )
    return True
