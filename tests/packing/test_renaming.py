"""Copies with other words: the same word everywhere, and nothing that a template reads."""

from __future__ import annotations

import json
import re

import pytest

from agentscaler.packing.renaming import Renaming, stem
from agentscaler.packing.shards import Record

RECORD = {
    "messages": [
        {"role": "system", "content": "Freeze accounts only when asked."},
        {"role": "user", "content": 'Please freeze the account “Späti\n"A"” of ACME.'},
        {
            "role": "assistant",
            "content": None,
            "reasoning_content": "FreezeAccount freezes it.",
            "tool_calls": [
                {
                    "id": "call_account",
                    "type": "function",
                    "function": {
                        "name": "FreezeAccount",
                        "arguments": r'{"account_name": "Sp\u00e4ti\n\"A\"", "account_id": null}',
                    },
                }
            ],
        },
        {"role": "tool", "tool_call_id": "call_account", "content": '{"frozen": true}'},
        {"role": "assistant", "content": "I froze ACCOUNT 7."},
    ],
    "tools": [
        {
            "type": "function",
            "function": {
                "name": "FreezeAccount",
                "description": "Freeze an account.",
                "parameters": {
                    "type": "object",
                    "properties": {"account_name": {"type": "string", "enum": ["account", "n"]}},
                    "required": ["account_name"],
                },
            },
        }
    ],
}
LINE = json.dumps(RECORD, ensure_ascii=False).encode()
WORDS = Renaming(("account", "bucket", "freez", "froz", "kettl", "lantern", "nacme", "string"))


def copies(words=WORDS, number=3, *, seed=0, name="t"):
    made = words.copies([Record(name, "general", LINE)], number, seed=seed)
    return [json.loads(one.line) for one in made]


@pytest.mark.parametrize("copy", copies())
def test_a_word_is_another_one_everywhere_with_its_ending_and_its_case(copy):
    tool = copy["tools"][0]["function"]
    first = tool["name"]
    assert first != "FreezeAccount"
    verb, noun = re.findall("[A-Z][a-z]+", first)
    assert copy["messages"][1]["content"].startswith(f"Please {verb.lower()} the {noun.lower()} ")
    assert copy["messages"][0]["content"].startswith(f"{verb} {noun.lower()}s only")
    call = copy["messages"][2]["tool_calls"][0]["function"]
    assert call["name"] == first
    assert copy["messages"][2]["reasoning_content"].startswith(f"{first} {verb.lower()}s it")
    assert list(json.loads(call["arguments"])) == [f"{noun.lower()}_name", f"{noun.lower()}_id"]
    assert copy["messages"][4]["content"].endswith(f" {noun.upper()} 7.")
    assert tool["parameters"]["required"] == list(tool["parameters"]["properties"])


@pytest.mark.parametrize("copy", copies())
def test_what_templates_read_and_what_json_escapes_stays(copy):
    assert [one["role"] for one in copy["messages"]] == [one["role"] for one in RECORD["messages"]]
    assert copy["tools"][0]["function"]["parameters"]["type"] == "object"
    arguments = json.loads(copy["messages"][2]["tool_calls"][0]["function"]["arguments"])
    assert next(iter(arguments.values())) == 'Späti\n"A"'
    assert copy["messages"][3]["tool_call_id"] == copy["messages"][2]["tool_calls"][0]["id"]
    assert "ACME" in copy["messages"][1]["content"]


def test_copies_are_a_function_of_seed_trajectory_and_number():
    assert copies() == copies()
    assert copies(number=1) == copies()[:1]
    three = copies()
    assert three[0] != three[1]
    assert copies(seed=1) != three
    assert copies(name="u") != three
    assert Renaming.from_bytes(WORDS.to_bytes()) == WORDS
    assert copies(Renaming(())) == []


def test_the_words_of_a_copy_are_these():
    """Stored tokens rest on them: another draw makes every world anew."""
    copy = copies(number=2)[1]
    assert copy["messages"][1]["content"].startswith("Please stringe the lantern ")
    assert copy["messages"][2]["tool_calls"][0]["id"] == "call_lantern"


def test_two_words_do_not_become_one():
    words = Renaming(("account", "freez"))
    for copy in copies(words, 5):
        name = copy["tools"][0]["function"]["name"]
        assert len({stem(part.lower())[0] for part in re.findall("[A-Z][a-z]+", name)}) == 2
