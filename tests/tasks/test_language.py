from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments import untold
from agentscaler.environments.design.blueprint import Blueprint, Column, Table
from agentscaler.environments.words import listing
from agentscaler.tasks.dice import Dice
from agentscaler.tasks.language import phrases
from agentscaler.tasks.language.clauses import inflected
from agentscaler.tasks.language.grammar import (
    article,
    counted,
    gerund,
    participle,
    plural,
    sentence,
    with_article,
)
from agentscaler.tasks.language.rows import Rows
from agentscaler.tasks.language.spoken import Style, amount, said
from agentscaler.tasks.walk.known import is_speakable
from agentscaler.tasks.walk.mention import Fact, Mention, Owner


@pytest.mark.parametrize(
    ("noun", "wanted"),
    [
        ("order", "an"),
        ("user", "a"),
        ("hour", "an"),
        ("honest answer", "an"),
        ("European office", "a"),
        ("union", "a"),
        ("unpaid invoice", "an"),
        ("one-time code", "a"),
        ("S3 bucket", "an"),
        ("VPC", "a"),
        ("SKU", "an"),
        ("RAM module", "a"),
        ("SIM card", "a"),
        ("URL", "a"),
        ("“Apollo” project", "an"),
    ],
)
def test_articles_go_by_sound(noun, wanted):
    assert article(noun) == wanted


@pytest.mark.parametrize(
    ("noun", "wanted"),
    [
        ("order", "orders"),
        ("category", "categories"),
        ("day", "days"),
        ("box", "boxes"),
        ("batch", "batches"),
        ("person", "people"),
        ("item of an order", "items of an order"),
        ("point of sale", "points of sale"),
        ("support ticket", "support tickets"),
        ("metadata", "metadata"),
        ("address", "addresses"),
    ],
)
def test_plurals(noun, wanted):
    assert plural(noun) == wanted


@pytest.mark.parametrize(
    ("verb", "doing", "done"),
    [
        ("cancel", "cancelling", "cancelled"),
        ("delete", "deleting", "deleted"),
        ("stop", "stopping", "stopped"),
        ("reopen", "reopening", "reopened"),
        ("approve", "approving", "approved"),
        ("apply", "applying", "applied"),
        ("set up", "setting up", "set up"),
        ("shut down", "shutting down", "shut down"),
        ("tie", "tying", "tied"),
        ("agree", "agreeing", "agreed"),
        ("pay", "paying", "paid"),
        ("send", "sending", "sent"),
        ("freeze", "freezing", "frozen"),
        ("refer", "referring", "referred"),
        ("open", "opening", "opened"),
    ],
)
def test_forms_of_verbs(verb, doing, done):
    assert (gerund(verb), participle(verb)) == (doing, done)


def test_small_words():
    assert with_article("equipment") == "equipment"
    assert counted(2, "child") == "two children"
    assert listing([]) == ""
    assert listing(["a"]) == "a"
    assert listing(["a", "b"], last="or") == "a or b"
    assert inflected("[get] rid of it", doing=True) == "getting rid of it"


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1))
def test_a_sentence_ends_once_and_keeps_its_words(text):
    made = sentence(text)
    assert made.endswith((".", "?", "!", "…", "”"))
    assert sentence(made) == made


def test_patterns_are_many_and_well_formed():
    assert phrases.pattern_count() >= 150
    for table in (phrases.FRAMES, phrases.LINKS, phrases.QUESTIONS):
        assert set(table) == set(phrases.MANNERS)
        for texts in table.values():
            for text in texts:
                assert re.fullmatch(r".*[.?!]", text)
                assert re.search(r"\{(do|doing|what)\}", text)


@given(
    st.one_of(
        st.decimals(0, 99999, places=2).map(float).map(lambda value: ("price", value)),
        st.integers(2, 10**7).map(lambda value: ("stock", value)),
        st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(lambda day: ("due_date", day.isoformat())),
        st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
            lambda time: ("created_at", time.replace(microsecond=0).isoformat() + "Z")
        ),
        st.from_regex(r"[A-Za-z][A-Za-z0-9 ]{0,20}[A-Za-z0-9]", fullmatch=True).map(
            lambda text: ("title", text)
        ),
    ),
    st.booleans(),
)
def test_what_is_said_tells_the_value(value, day_first):
    column, cell = value
    text = said(cell, column, {}, Style(day_first=day_first))
    assert untold([cell], [f"Please set it to {text}, thanks."]) == ()


@pytest.mark.parametrize(
    ("name", "speakable"),
    [
        ("due_date", True),
        ("shippingAddress", True),
        ("thumb_1024_h", False),
        ("from_ts", False),
        ("on_behalf_of", False),
        ("partial_email", False),
        ("created_by", False),
        ("x", False),
    ],
)
def test_names_of_columns_that_people_say(name, speakable):
    assert is_speakable(name) is speakable


def test_a_quoted_sentence_ends_once():
    assert sentence("change it to “Kept for now.”.") == "Change it to “Kept for now.”"
    assert sentence("is it “new?”.") == "Is it “new?”"
    assert sentence("call it “new”.") == "Call it “new”."


@pytest.mark.parametrize(
    ("words", "value", "said_as"),
    [
        ("price", 5, "a price of 5"),
        ("days", 3, "3 days"),
        ("days", 1, "1 day"),
        ("points to add", 2, "2 points to add"),
        ("fuel in litres", 2, "a fuel of 2 litres"),
        ("status", 2, "a status of 2"),
    ],
)
def test_amounts_are_said_as_people_count(words, value, said_as):
    assert amount(words, value, str(value)) == said_as


def test_what_a_row_belongs_to_is_said_once():
    repo = Table(name="repos", noun="repo", key=("repo_id",), columns=(Column(name="repo_id"),))
    issue = Table(
        name="issues",
        noun="issue",
        key=("number",),
        parent="repos",
        columns=(Column(name="number"), Column(name="repo_id", references="repos.repo_id")),
    )
    comment = Table(
        name="comments",
        noun="comment",
        key=("id",),
        columns=(
            Column(name="id"),
            Column(name="repo_id", references="repos.repo_id"),
            Column(name="issue", references="issues.number"),
        ),
    )
    rows = Rows(blueprint=Blueprint(tables=(repo, issue, comment)), dice=Dice(1), style=Style())
    within = Owner(
        column="repo_id",
        mention=Mention(
            table="repos", key=("web-app",), facts=(Fact(column="repo_id", value="web-app"),)
        ),
    )
    of_issue = Owner(
        column="issue",
        mention=Mention(
            table="issues", key=(7,), facts=(Fact(column="number", value=7),), owners=(within,)
        ),
    )
    text = rows.name(Mention(table="comments", key=("c",), owners=(of_issue, within)))
    assert text.count("web-app") == 1, text
