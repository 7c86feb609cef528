"""Values where little is known: rather nothing than what says nothing, and no false meaning."""

from __future__ import annotations

import re

import pytest

from agentscaler.environments.design.blueprint import Blueprint, Column, Table
from agentscaler.environments.seeding import seed_state
from agentscaler.environments.seeding.facts import (
    business,
    goods,
    knowledge,
    living,
    sentences,
    technical,
)
from agentscaler.environments.seeding.fillers import is_filler
from agentscaler.environments.seeding.values import ValueMaker

TEXT = {"type": "string"}


def rows_of(*columns, noun="thing", key="id", **more):
    table = Table(name="rows", noun=noun, key=(key,), columns=columns, **more)
    return seed_state(Blueprint(tables=(table,)), seed=5, rows=(12, 16))["rows"]


def test_what_says_nothing_is_left_out_where_it_may_be():
    columns = (
        Column(name="id", made="id", schema=TEXT),
        Column(name="hijack", schema=TEXT),
        Column(name="squawk", schema=TEXT, required=True),
    )
    rows = rows_of(*columns, noun="aircraft")
    assert not any("hijack" in row for row in rows)
    assert all(is_filler(row["squawk"], "squawk") for row in rows)


@pytest.mark.parametrize("key", ["country", "currency"])
def test_there_is_no_second_country_of_one_name(key):
    rows = rows_of(Column(name=key, schema=TEXT), Column(name="rate", schema=TEXT), key=key)
    values = [row[key] for row in rows]
    assert not any(re.search(r"\d", value) for value in values)
    assert len(set(values)) == len(values) > (3 if key == "country" else 0)


def test_an_address_that_is_the_key_has_the_name_of_its_row():
    rows = rows_of(
        Column(name="FirewallArn", made="arn", schema=TEXT),
        Column(name="FirewallName", schema=TEXT, required=True),
        noun="firewall",
        key="FirewallArn",
    )
    assert len(rows) > 5
    assert all(row["FirewallArn"].endswith(f"/{row['FirewallName']}") for row in rows)


def test_what_is_there_has_no_error():
    columns = (Column(name="id", made="id"), Column(name="error", schema=TEXT, required=True))
    assert {row["error"] for row in rows_of(*columns)} == {""}
    columns = (Column(name="id", made="id"), Column(name="error", schema=TEXT))
    assert not any("error" in row for row in rows_of(*columns))


def test_a_meaning_goes_with_its_word():
    columns = tuple(Column(name=one, schema=TEXT) for one in ("word", "definition", "synonym"))
    rows = rows_of(*columns, noun="word definition", key="word")
    assert len(rows) > 5
    for row in rows:
        entry = knowledge.OF_WORD[row["word"]]
        assert row.get("definition", entry.meaning) == entry.meaning
        assert row.get("synonym", entry.synonym) == entry.synonym


def test_a_year_in_a_key_is_a_year():
    columns = (
        Column(name="location", schema=TEXT),
        Column(name="year", schema={"type": "integer"}),
    )
    table = Table(name="cases", noun="case", key=("location", "year"), columns=columns)
    rows = seed_state(Blueprint(tables=(table,)), seed=2)["cases"]
    assert all(row["year"] > 1900 for row in rows)


@pytest.mark.parametrize(
    ("name", "noun", "not_of"),
    [
        ("reproductive_stage", "breeding", technical.ENVIRONMENTS),
        ("embryo_transfer_protocol", "embryo transfer", technical.PROTOCOLS),
        ("summary", "article", [one.text for one in goods.GOODS]),
    ],
)
def test_no_meaning_of_another_trade(name, noun, not_of):
    maker = ValueMaker(3, scope=noun)
    row = {"title": "Understanding Sleep"}
    assert not {maker.value(name, TEXT, noun=noun, row=row, at=at) for at in range(30)} & set(
        not_of
    )


def test_what_machines_have_keeps_its_meaning():
    maker = ValueMaker(3, scope="listener")
    assert maker.value("listener_protocol", TEXT, noun="listener") in technical.PROTOCOLS
    assert maker.value("deployment_stage", TEXT, noun="service") in technical.ENVIRONMENTS


def test_advice_is_no_number():
    maker = ValueMaker(3, scope="advice")
    values = [maker.value("safety_tips", TEXT, noun="advice", at=at) for at in range(10)]
    assert not any(re.fullmatch(r"[\d.]+", value) for value in values)


def test_a_name_that_is_described_as_that_of_a_person():
    maker = ValueMaker(3, scope="distribution")
    schema = {"type": "string", "description": "The user's name."}
    for at in range(5):
        value = maker.value("name", schema, noun="age distribution", at=at)
        assert re.fullmatch(r"[^\W\d]+[ '-].+", value)


@pytest.mark.parametrize(
    ("metric", "unit"),
    [("CPUUtilization", "percent"), ("NetworkIn", "bytes"), ("ErrorCount", "count")],
)
def test_a_unit_goes_with_what_is_measured(metric, unit):
    maker = ValueMaker(3, scope="metrics")
    assert maker.value("unit", TEXT, noun="metric", row={"name": metric}) == unit


def test_choices_are_read_where_chinese_signs_quote_them():
    maker = ValueMaker(3, scope="notice")
    schema = {
        "type": "string",
        "description": "交易状态 可选值 'cleared', 'open' 默认为'none'。",
    }
    values = {maker.value("phase", schema, noun="notice", at=at) for at in range(20)}
    assert values == {"cleared", "open"}


def test_no_member_is_an_object_of_which_nothing_is_said():
    schema = {
        "type": "object",
        "properties": {"Offers": {"type": "object"}, "Name": TEXT, "Kept": {"type": "object"}},
        "required": ["Kept"],
    }
    maker = ValueMaker(3, scope="product")
    for at in range(10):
        assert set(maker.value("product", schema, noun="pricing", at=at)) == {"Name", "Kept"}


@pytest.mark.parametrize(("noun", "form"), [("direction", r"[A-Z]\w+.*"), ("flight", "[A-Z]{3}")])
def test_a_way_begins_in_a_town_and_a_flight_at_an_airport(noun, form):
    maker = ValueMaker(3, scope=noun)
    for at in range(10):
        assert re.fullmatch(form, maker.value("origin", TEXT, noun=noun, at=at))
    assert len(maker.value("origin", TEXT, noun=noun)) > 3 or noun == "flight"


def test_make_and_model_are_of_one_car():
    maker = ValueMaker(3, scope="rating")
    for at in range(10):
        row = {"make": maker.value("make", TEXT, noun="safety rating", at=at)}
        model = maker.value("model", TEXT, noun="safety rating", row=row, at=at)
        assert f"{row['make']} {model}" in business.VEHICLES


def test_a_procedure_is_no_recipe():
    maker = ValueMaker(3, scope="process")
    steps = {maker.value("process_steps", TEXT, noun="divorce process", at=at) for at in range(8)}
    assert not steps & set(sentences.STEPS)
    assert maker.value("step", TEXT, noun="recipe") in sentences.STEPS


def test_a_list_of_the_world_ends():
    columns = (Column(name="currency_id", schema=TEXT), Column(name="name", schema=TEXT))
    rows = rows_of(*columns, noun="supported currency", key="currency_id", label="name")
    assert len(rows) > 3
    assert not any(re.search(r"\d", row["name"] + row["currency_id"]) for row in rows)


def test_a_program_is_not_applied_with():
    maker = ValueMaker(3, scope="applications")
    row = {"name": "Field Notes", "version": "1.2.0"}
    values = {maker.value("status", TEXT, noun="application", row=row, at=at) for at in range(20)}
    assert values <= {"active", "inactive", "pending"}


def test_a_menu_has_dishes():
    maker = ValueMaker(3, scope="menus")
    assert maker.value("item_name", TEXT, noun="menu") in living.DISHES


@pytest.mark.parametrize(
    ("noun", "told"), [("child custody law", sentences.LAW), ("ethical theory", sentences.THEORY)]
)
def test_a_description_is_that_of_its_thing(noun, told):
    maker = ValueMaker(3, scope=noun)
    assert {maker.value("description", TEXT, noun=noun, at=at) for at in range(6)} <= set(told)


def test_food_is_no_gadget():
    maker = ValueMaker(3, scope="food_items")
    assert maker.value("name", TEXT, noun="food item") in living.DISHES
