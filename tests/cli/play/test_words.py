"""Lines of input: words, quotes, lists, and what a value is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.cli.play.words import arguments_of, quoted, split_words, value_of, words_of
from agentscaler.errors import ArgumentError

SCHEMA = {
    "properties": {
        "id": {"type": "string"},
        "count": {"type": "integer"},
        "tags": {"type": "array"},
        "body": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "size": {"type": "integer"}},
        },
        "meta": {"type": "object"},
        "with.dot": {"type": "integer"},
    }
}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        ("  get   x=1 ", ["get", "x=1"]),
        ('a b="c d" e', ["a", 'b="c d"', "e"]),
        ("a b='c d' e", ["a", "b='c d'", "e"]),
        ("name=O'Brien x=1", ["name=O'Brien", "x=1"]),
        ('a b=["c d", "e]"] f', ["a", 'b=["c d", "e]"]', "f"]),
        ('a b={"c": "d \\" e"} f', ["a", 'b={"c": "d \\" e"}', "f"]),
    ],
)
def test_words(line, words):
    assert words_of(line) == words


@pytest.mark.parametrize("line", ['a b="c', "a [1, 2", 'a {"b": [1}', "a 'b"])
def test_what_is_not_closed_is_told(line):
    with pytest.raises(ArgumentError, match="is not closed"):
        words_of(line)


def test_arguments_are_what_the_schema_says():
    words = ["id=007", "count=7", 'tags=["a"]', "body.name=x", "body.size=3"]
    assert arguments_of(words, SCHEMA) == {
        "id": "007",
        "count": 7,
        "tags": ["a"],
        "body": {"name": "x", "size": 3},
    }
    assert arguments_of(["meta.any=1"], SCHEMA) == {"meta": {"any": 1}}
    assert arguments_of(["with.dot=1"], SCHEMA) == {"with.dot": 1}
    assert arguments_of(["count=many"], SCHEMA) == {"count": "many"}


@pytest.mark.parametrize(
    ("word", "mend"),
    [
        ("idd=1", "did you mean id"),
        ("body.nam=1", "did you mean name"),
        ("x", "write key=value"),
        ("nothing_like_it=1", "there are: id, count"),
    ],
)
def test_wrong_arguments_are_told_with_near_names(word, mend):
    with pytest.raises(ArgumentError) as caught:
        arguments_of([word], SCHEMA)
    assert mend in caught.value.mend


def test_a_member_of_what_is_no_object():
    with pytest.raises(ArgumentError, match="body has a value"):
        arguments_of(["body=1", "body.name=x"], SCHEMA)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20))
def test_a_quoted_text_is_one_word_and_reads_back(text):
    word = quoted(text)
    assert words_of(f"call x={word} y=1") == ["call", f"x={word}", "y=1"]
    assert value_of(word, {"type": "string"}) == text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_line_can_be_split(line):
    words, _ = split_words(line)
    assert all(line[at : at + len(word)] == word for word, at in words)
    assert "".join("".join(word.split()) for word, _ in words) == "".join(line.split())
