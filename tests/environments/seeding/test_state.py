"""Seed states of many domains: valid, unique, referring, and in agreement with themselves."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments import Schema, State
from agentscaler.environments.design.blueprint import Blueprint, Column, Table
from agentscaler.environments.design.schema import schema_of
from agentscaler.environments.seeding import seed_state
from agentscaler.environments.seeding.schemas import allows, kinds_of
from drafts import shop_draft
from environments.seeding.domains import (
    AIRLINE,
    BANK,
    CLOUD,
    DEVICES,
    DOMAINS,
    GIT,
    HOSPITAL,
    HOTEL,
    MUSIC,
    OPEN,
    PLANNER,
    STAFF,
    WEATHER,
)

ALL = {"shop": shop_draft().blueprint, **DOMAINS}
SEEDS = (0, 1, 2, 3, 4)
CLOCK = "2026-03-02T09:00:00Z"
EACH = pytest.mark.parametrize("domain", sorted(ALL))


def states(blueprint):
    return [seed_state(blueprint, seed=seed) for seed in SEEDS]


@EACH
def test_a_state_holds_to_its_schema(domain):
    blueprint = ALL[domain]
    schema = Schema.from_json(schema_of(blueprint))
    for state in states(blueprint):
        assert list(state) == [table.name for table in blueprint.tables]
        State.from_json(state, schema)
        for table in blueprint.tables:
            for row in state[table.name]:
                assert list(row) == [one.name for one in table.columns if one.name in row]
                for column in table.columns:
                    if column.name in row:
                        assert allows(column.schema, row[column.name]), (column, row)


@EACH
def test_what_names_a_row_is_always_there(domain):
    blueprint = ALL[domain]
    for state in states(blueprint):
        for table in blueprint.tables:
            named = {*table.key, table.label, table.status} - {None}
            named |= {column.name for column in table.columns if column.required}
            assert all(named <= row.keys() for row in state[table.name])


@EACH
def test_keys_and_unique_columns_are_unique(domain):
    blueprint = ALL[domain]
    for state in states(blueprint):
        for table in blueprint.tables:
            rows = state[table.name]
            assert len({tuple(row[name] for name in table.key) for row in rows}) == len(rows)
            for column in table.columns:
                if column.unique:
                    values = [row[column.name] for row in rows if column.name in row]
                    assert len(set(values)) == len(values)


@EACH
def test_references_find_their_rows(domain):
    blueprint = ALL[domain]
    seen = 0
    for state in states(blueprint):
        for table in blueprint.tables:
            ties = {}
            for column in table.columns:
                if column.references:
                    other, _, name = column.references.partition(".")
                    known = {row[name] for row in state[other]}
                    ties.setdefault(other, {}).setdefault(name, column.name)
                    for row in state[table.name]:
                        value = row.get(column.name, [])
                        values = value if isinstance(value, list) else [value]
                        seen += len(values)
                        assert set(values) <= known, (table.name, column.name, row)
            for other, columns in ties.items():
                if len(columns) > 1:  # a key of several columns points at one row
                    found = {tuple(row[name] for name in columns) for row in state[other]}
                    for row in state[table.name]:
                        assert tuple(row[own] for own in columns.values()) in found
    assert seen or not any(one.references for table in blueprint.tables for one in table.columns)


@EACH
def test_sizes_follow_what_was_asked(domain):
    for low, high in ((8, 24), (1, 1), (30, 40)):
        state = seed_state(ALL[domain], seed=3, rows=(low, high))
        for name, rows in state.items():
            assert len(rows) <= high, name
            assert rows, name
        assert max(map(len, state.values())) >= low


@EACH
def test_times_lie_before_the_clock(domain):
    blueprint = ALL[domain]
    for state in states(blueprint):
        for table in blueprint.tables:
            for column in table.columns:
                if column.made in {"created", "updated"} and kinds_of(column.schema) == ("string",):
                    times = [row[column.name] for row in state[table.name] if column.name in row]
                    assert all("2024-01-01" < time <= CLOCK for time in times)
            for row in state[table.name]:
                if {"created_at", "updated_at"} <= row.keys():
                    assert row["created_at"] <= row["updated_at"]


def test_what_is_awaited_is_due_ahead_of_the_clock():
    """A task that is done was due before; one that is late is; one that is open is not."""
    found = set()
    for state in states(PLANNER):
        for row in state["tasks"]:
            ahead = row["due_date"] >= CLOCK[:10]
            found.add((row["status"], ahead))
            assert row["due_date"] > row["created_at"][:10]
            assert ahead or row["status"] not in OPEN, row
            assert not ahead or row["status"] != "overdue", row
        for row in state["passes"]:
            assert row["expires_at"] > CLOCK, row
            assert row["deadline"] > CLOCK, row
    assert found >= {(one, True) for one in OPEN} | {("done", False), ("overdue", False)}


@EACH
def test_one_seed_gives_one_state_and_another_another(domain):
    first, again, other = (seed_state(ALL[domain], seed=seed) for seed in (7, 7, 8))
    assert first == again
    assert first != other
    assert first.keys() == other.keys()


def test_another_process_makes_the_same():
    code = (
        "import json; from environments.seeding.domains import HOSPITAL;"
        "from agentscaler.environments.seeding import seed_state;"
        "print(json.dumps(seed_state(HOSPITAL, seed=5)))"
    )
    texts = set()
    for hash_seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            check=True,
        )
        texts.add(done.stdout)
    assert texts == {json.dumps(seed_state(HOSPITAL, seed=5)) + "\n"}


def test_other_tables_change_no_row():
    patients = next(table for table in HOSPITAL.tables if table.name == "patients")
    alone = seed_state(Blueprint(tables=(patients,)), seed=2)
    assert alone["patients"] == seed_state(HOSPITAL, seed=2)["patients"]


def test_another_column_changes_no_other():
    table = STAFF.tables[1]
    plain = tuple(one for one in table.columns if one.references is None)
    before = Table(name="employees", noun="employee", key=table.key, columns=plain)
    more = (*plain, Column(name="salary", schema={"type": "number"}))
    after = Table(name="employees", noun="employee", key=table.key, columns=more)
    one = seed_state(Blueprint(tables=(before,)), seed=4)["employees"]
    two = seed_state(Blueprint(tables=(after,)), seed=4)["employees"]
    assert one == [{k: v for k, v in row.items() if k != "salary"} for row in two]


def test_children_are_spread_unevenly():
    counts = []
    for seed in range(12):
        state = seed_state(BANK, seed=seed)
        owners = [row["customer_id"] for row in state["accounts"]]
        counts.append(max(owners.count(one["customer_id"]) for one in state["customers"]))
    assert sum(counts) / len(counts) > 2.5


def test_every_status_has_a_row():
    for state in states(HOSPITAL):
        found = {row["status"] for row in state["appointments"]}
        assert found == {"scheduled", "confirmed", "completed", "cancelled"}


def test_what_a_row_tells_fits_its_status():
    for state in states(HOSPITAL):
        for row in state["appointments"]:
            assert row["start_time"] < row["end_time"]
            cancelled = row["status"] == "cancelled"
            assert ("cancelled_at" in row) == cancelled
            assert ("cancel_reason" in row) == cancelled
            if row["status"] == "completed":
                assert row["end_time"] <= CLOCK
            if row["status"] in {"scheduled", "confirmed"}:
                assert row["start_time"] > CLOCK


def test_rows_repeat_what_their_parents_say():
    for state in states(HOSPITAL):
        names = {row["patient_id"]: row["full_name"] for row in state["patients"]}
        clinics = {row["doctor_id"]: row["clinic_id"] for row in state["doctors"]}
        for row in state["appointments"]:
            assert row.get("patient_name", names[row["patient_id"]]) == names[row["patient_id"]]
            assert row["clinic_id"] == clinics[row["doctor_id"]]


def test_people_are_one_person_each():
    for state in states(STAFF):
        for row in state["employees"]:
            local = row["email"].partition("@")[0]
            assert local.startswith(row["firstName"].lower()[:3])
    for state in states(HOTEL):
        for row in state["reservations"]:
            if {"guest_name", "guest_email"} <= row.keys():
                first = row["guest_name"].split()[0].lower()
                assert row["guest_email"].startswith(first)


def test_cards_belong_to_the_customer_of_the_account():
    for state in states(BANK):
        owners = {row["account_number"]: row["customer_id"] for row in state["accounts"]}
        assert all(owners[row["account_number"]] == row["customer_id"] for row in state["cards"])
        assert all(row["from_account"] != row["to_account"] for row in state["transfers"])


def test_totals_are_the_sum_of_their_lines():
    for state in states(ALL["shop"]):
        prices = {row["sku"]: row["price"] for row in state["products"]}
        for order in state["orders"]:
            lines = [one for one in state["order_items"] if one["order_id"] == order["order_id"]]
            assert lines
            assert all(one["price"] == prices[one["sku"]] for one in lines)
            total = sum(one["price"] * one["quantity"] for one in lines)
            assert order["total"] == pytest.approx(total)


def test_a_stay_costs_what_its_nights_cost():
    for state in states(HOTEL):
        prices = {
            (row["hotel_id"], row["room_number"]): row["price_per_night"] for row in state["rooms"]
        }
        for row in state["reservations"]:
            nights = (
                date.fromisoformat(row["check_out"]) - date.fromisoformat(row["check_in"])
            ).days
            if "total_price" in row:
                price = prices[row["hotel_id"], row["room_number"]]
                assert row["total_price"] == pytest.approx(price * nights, abs=0.01)


def test_counters_count():
    for state in states(GIT):
        for row in state["repositories"]:
            mine = [
                one
                for one in state["issues"]
                if (one["owner"], one["repo"]) == (row["owner"], row["name"])
            ]
            assert row["open_issues_count"] == sum(one["state"] == "open" for one in mine)
            assert sorted(one["number"] for one in mine) == list(range(1, len(mine) + 1))
    for state in states(MUSIC):
        for row in state["albums"]:
            mine = [one for one in state["tracks"] if one["album_id"] == row["album_id"]]
            assert row.get("total_tracks", len(mine)) == len(mine)


def test_smaller_numbers_stand_where_they_belong():
    for state in states(CLOUD):
        for row in state["nodegroups"]:
            sizes = row.get("scaling")
            assert not sizes or sizes["minSize"] <= sizes["desiredSize"] <= sizes["maxSize"]
    for state in states(AIRLINE):
        for row in state["flights"]:
            assert row.get("seats_available", 0) <= row.get("seats_total", 1000)
            assert row["origin"] != row["destination"]
            assert row["departure_time"] < row["arrival_time"]
    for state in states(WEATHER):
        assert all(row["temp_min"] <= row["temp_max"] for row in state["forecasts"])


def test_seats_are_booked_before_the_flight_leaves():
    for state in states(AIRLINE):
        leaves = {row["flight_number"]: row["departure_time"] for row in state["flights"]}
        for row in state["bookings"]:
            assert row.get("booked_at", "") < leaves[row["flight_number"]]


def test_made_ids_follow_their_pattern():
    for state in states(HOSPITAL):
        assert all(re.fullmatch(r"DR-\d{4}", row["doctor_id"]) for row in state["doctors"])
    for state in states(DEVICES):
        assert all(re.fullmatch(r"dev-[0-9a-f]{8}", row["deviceId"]) for row in state["devices"])
        assert all(10**8 <= row["reading_id"] < 10**9 for row in state["readings"])
    for state in states(CLOUD):
        for row in state["clusters"]:
            assert row["arn"].endswith(f"/{row['name']}")


def test_natural_keys_come_from_names():
    for state in states(HOSPITAL):
        for row in state["clinics"]:
            assert row["clinic_id"] == row["name"].lower().replace(" ", "-")


def test_readings_are_in_the_unit_of_their_metric():
    units = {"temperature": "celsius", "humidity": "percent"}
    for state in states(DEVICES):
        for row in state["readings"]:
            assert row["unit"] == units[row["metric"]]
            assert -10 <= row["value"] <= 100


def test_quoted_choices_are_taken():
    for state in states(CLOUD):
        assert {row["addonName"] for row in state["addons"]} <= {"cni", "dns", "proxy"}


def test_epochs_where_times_are_numbers():
    clock = datetime.fromisoformat(CLOCK).timestamp()
    for state in states(CLOUD):
        times = [row["createdAt"] for row in state["clusters"] if "createdAt" in row]
        assert all(clock - 2 * 366 * 86400 < time < clock for time in times)


@st.composite
def blueprints(draw):
    """Tables that refer to one another at random, in circles too."""
    names = [f"t{number}s" for number in range(draw(st.integers(1, 5)))]
    tables = []
    for name in names:
        columns = [Column(name="id", schema={"type": "string"}, required=True, made="id")]
        for number in range(draw(st.integers(0, 3))):
            other = draw(st.sampled_from(names))
            required = draw(st.booleans()) and other != name
            columns.append(
                Column(
                    name=f"ref_{number}",
                    schema={"type": "string"},
                    references=f"{other}.id",
                    required=required,
                )
            )
        parent = draw(st.sampled_from([None, *names]))
        parent = None if parent == name else parent
        if parent:
            columns.append(
                Column(
                    name="parent_id",
                    schema={"type": "string"},
                    references=f"{parent}.id",
                    required=True,
                )
            )
        tables.append(
            Table(name=name, noun=name[:-1], key=("id",), columns=tuple(columns), parent=parent)
        )
    return Blueprint(tables=tuple(tables))


@given(blueprints(), st.integers(0, 2**40))
def test_circles_of_references_are_filled(blueprint, seed):
    state = seed_state(blueprint, seed=seed, rows=(3, 6))
    State.from_json(state, Schema.from_json(schema_of(blueprint)))
    for table in blueprint.tables:
        assert state[table.name]
        for column in table.columns:
            if column.references:
                known = {row["id"] for row in state[column.references.partition(".")[0]]}
                values = [row[column.name] for row in state[table.name] if column.name in row]
                assert set(values) <= known
                assert not column.required or len(values) == len(state[table.name])


def test_nothing_gives_nothing():
    assert seed_state(Blueprint(), seed=1) == {}


def test_a_child_with_a_key_called_id_keeps_its_own():
    networks = Table(
        name="networks",
        noun="network",
        key=("Id",),
        columns=(Column(name="Id", schema={"type": "string"}, made="id"),),
    )
    nodes = Table(
        name="nodes",
        noun="node",
        key=("Id",),
        parent="networks",
        columns=(
            Column(name="Id", schema={"type": "string"}),
            Column(
                name="NetworkId", schema={"type": "string"}, required=True, references="networks.Id"
            ),
        ),
    )
    state = seed_state(Blueprint(tables=(networks, nodes)), seed=1)
    assert all(row["Id"] != row["NetworkId"] for row in state["nodes"])


def test_no_key_is_a_word_with_a_number_where_words_run_out():
    units = ("litres", "gallons")
    text = f"The unit, one of {' or '.join(map(repr, units))}"
    column = Column(name="level", schema={"type": "string", "description": text})
    readings = Table(
        name="readings",
        noun="reading",
        key=("climate", "area"),
        columns=(Column(name="climate"), Column(name="area")),
    )
    levels = Table(name="levels", noun="level", key=("level",), columns=(column,))
    words = Table(name="words", noun="word", key=("word",), columns=(Column(name="word"),))
    for seed in SEEDS:
        state = seed_state(Blueprint(tables=(levels, words, readings)), seed=seed, rows=(24, 24))
        for table in (levels, words, readings):
            found = [row[name] for row in state[table.name] for name in table.key]
            assert len(state[table.name]) >= 2
            assert not [one for one in found if re.search(r"\D-\d+$", one)], found


def test_an_object_of_which_nothing_is_said_is_left_out():
    columns = (Column(name="name"), Column(name="extras", schema={"type": "object"}))
    table = Table(name="addons", noun="addon", key=("name",), columns=columns)
    state = seed_state(Blueprint(tables=(table,)), seed=1)
    assert not [row for row in state["addons"] if row.get("extras") == {}]


def test_a_key_made_of_a_name_has_a_number_only_where_the_name_was_taken():
    columns = (Column(name="clinic_id"), Column(name="name"))
    table = Table(name="clinics", noun="clinic", key=("clinic_id",), label="name", columns=columns)
    for seed in SEEDS:
        rows = seed_state(Blueprint(tables=(table,)), seed=seed, rows=(24, 24))["clinics"]
        names = [row["name"] for row in rows]
        for row in rows:
            if re.search(r"-\d+$", row["clinic_id"]):
                assert names.count(row["name"]) > 1


def test_a_bill_is_not_called_after_its_customer():
    columns = ("id", "customer_name")
    bill = Table(
        name="bills",
        noun="bill",
        key=("id",),
        label="customer_name",
        columns=tuple(Column(name=name, schema={"type": "string"}) for name in columns),
    )
    for row in seed_state(Blueprint(tables=(bill,), operations=()), seed=3)["bills"]:
        assert row["customer_name"].split()[0].lower() not in row["id"]
