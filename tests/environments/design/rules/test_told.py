"""Columns that only a description tells of."""

from __future__ import annotations

from specified import TEXT, designed, object_of, tool

from agentscaler.environments.design.rules.reading.patterns import id_pattern
from agentscaler.environments.design.rules.reading.told import told_columns


def columns(*tools):
    [table] = designed(*tools).blueprint.tables
    return [column.name for column in table.columns]


def test_what_a_description_says_is_told():
    said = "Get a gizmo, including its owner, price and squawk. Fast."
    found = columns(
        tool("get_gizmo", object_of("id", id=TEXT), description=said),
        tool("list_gizmos", description="List gizmos."),
    )
    assert {"owner", "price"} <= set(found)
    assert not {"squawk", "description"} & set(found)


def test_what_is_not_told_stays_as_is_usual():
    found = columns(tool("list_gizmos", description="List gizmos, including hidden ones."))
    assert found[-2:] == ["name", "description"]


def test_what_is_asked_by_is_not_told():
    said = "List races based on criteria including date and city."
    assert not told_columns(said)
    said = "Return the record including fields hire_date, phone_number, squawk_ident."
    assert list(told_columns(said)) == ["hire_date", "phone_number"]


def test_ids_begin_with_a_word_or_what_people_shorten_it_to():
    assert id_pattern([], ("order",)).startswith("order-")
    assert id_pattern([], ("conversation",)).startswith("conv-")
    assert id_pattern([], ("notification",)).startswith("notif-")


def test_a_song_by_which_a_song_is_looked_up_is_its_title():
    found = columns(tool("get_song", object_of("song", song=TEXT), description="Get a song."))
    assert "artist" in found
    assert not {"title", "name"} & set(found)
