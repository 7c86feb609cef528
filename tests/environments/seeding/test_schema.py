"""The schema of a blueprint's states, and what counts as the same outcome under it."""

from __future__ import annotations

from agentscaler.environments import Equivalence, Schema, State
from agentscaler.environments.design.blueprint import Blueprint, Column, Table
from agentscaler.environments.design.schema import schema_of
from agentscaler.environments.seeding import seed_state
from environments.seeding.domains import BANK, HOSPITAL, MUSIC


def columns_of(blueprint, table):
    return schema_of(blueprint)["tables"][table]["columns"]


def test_marks_of_columns():
    columns = columns_of(HOSPITAL, "appointments")
    assert columns["appointment_id"] == {"type": "string", "required": True, "generated": True}
    assert columns["patient_id"]["references"] == "patients.patient_id"
    assert columns["created_at"]["timestamps"] == "ignored"
    assert columns_of(HOSPITAL, "patients")["allergies"]["unordered"] is True
    assert columns_of(HOSPITAL, "patients")["gender"]["enum"] == ["male", "female"]
    assert columns_of(MUSIC, "playlists")["track_ids[]"] == {"references": "tracks.track_id"}


def test_types_of_several_branches():
    table = Table(
        name="things",
        noun="thing",
        key=("id",),
        columns=(
            Column(name="id", schema={"type": "integer"}),
            Column(name="size", schema={"anyOf": [{"type": "number"}, {"type": "null"}]}),
            Column(name="note", schema={"type": "string", "nullable": True, "enum": ["a"]}),
            Column(name="any", schema={"oneOf": [{"type": "string"}, {}]}),
            Column(name="strange.name", schema={"type": "string"}),
        ),
    )
    columns = columns_of(Blueprint(tables=(table,)), "things")
    assert columns["size"]["type"] == ["number", "null"]
    assert columns["note"] == {"type": ["string", "null"], "enum": ["a", None]}
    assert columns["any"] == {}
    assert "strange.name" not in columns


def test_other_made_ids_are_the_same_outcome():
    schema = Schema.from_json(schema_of(BANK))
    base = State.from_json(seed_state(BANK, seed=1), schema)
    same = Equivalence(schema)
    customer = base.rows("customers")[0][1]["customer_id"]

    def left(account, card, amount=5.0):
        state = base.fork()
        state.insert_at(
            "accounts",
            0,
            {
                "account_number": account,
                "customer_id": customer,
                "balance": amount,
                "status": "active",
            },
        )
        state.insert_at(
            "cards", 0, {"card_id": card, "account_number": account, "customer_id": customer}
        )
        return state

    gold = left("1111111111", "cards_1")
    assert same.compare(gold, left("2222222222", "cards_2")).verdict == "equal"
    assert same.compare(gold, left("2222222222", "cards_2", 6.0)).verdict == "different"
