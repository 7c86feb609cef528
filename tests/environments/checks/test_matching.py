"""What a result shows does not depend on how it is wrapped, and is never another value."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments.checks.matching import agrees, lists, recognised, shows

NAMES = st.sampled_from(["order_id", "name", "n", "created_at"])
VALUES = st.one_of(st.integers(-9, 9), st.text("abc", max_size=2), st.booleans())
ROWS = st.dictionaries(NAMES, VALUES, min_size=1, max_size=4)


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


@given(ROWS, st.sampled_from(["flat", "wrapped", "listed", "camel", "kebab"]))
def test_a_row_is_shown_in_every_shape(row, shape):
    shown = {
        "flat": row,
        "wrapped": {"data": {"order": row}, "ok": True},
        "listed": {"items": [{"x": "other"}, row]},
        "camel": {camel(name): value for name, value in row.items()},
        "kebab": {name.replace("_", "-").upper(): value for name, value in row.items()},
    }[shape]
    assert shows(shown, row)


@given(ROWS, NAMES, VALUES)
def test_another_value_is_not_shown(row, name, value):
    if name in row and not agrees(row[name], value):
        assert not shows({"order": {**row, name: value}}, row)


@given(st.lists(ROWS, max_size=4))
def test_a_list_has_its_rows_and_no_others(rows):
    keyed = [{**row, "key": f"k{at}"} for at, row in enumerate(rows)]
    result = {"items": keyed, "next": None}
    assert lists(result, keyed, ordered=True)
    assert lists(result, keyed[::-1])
    assert not lists(result, [*keyed, {"key": "k9"}])
    if keyed:
        assert not lists(result, keyed[1:])
    assert recognised(result, keyed, ["key"]) == (list(range(len(keyed))), 0)
    assert recognised(result, keyed[1:], ["key"])[1] == min(len(keyed), 1)


def test_a_row_twice_on_one_page_is_recognised_twice():
    rows = [{"id": "a"}, {"id": "b"}]
    assert recognised([rows[0], rows[0], rows[1]], rows, ["id"]) == ([0, 0, 1], 0)


def test_columns_of_two_rows_are_no_row():
    result = {"items": [{"sku": "A", "n": 1}, {"sku": "B", "n": 2}]}
    assert not shows(result, {"sku": "A", "n": 2})
