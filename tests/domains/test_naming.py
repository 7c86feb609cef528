from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.domains.naming import domain_entities, name_domains

WORDS = st.sampled_from(["get", "order", "Orders", "pet", "的", "", "list_pet", "HTTPServer"])


@given(st.lists(st.tuples(WORDS, WORDS, st.integers(0, 4)), min_size=1, max_size=30))
def test_names_are_unique_and_readable(rows):
    numbers = sorted({label for _, _, label in rows})
    labels = [numbers.index(label) for _, _, label in rows]
    tools = pl.DataFrame(
        {"name": [r[0] for r in rows], "description": [r[1] for r in rows], "path": None},
        schema_overrides={"path": pl.String},
    )
    names = name_domains(tools, labels, [""] * len(rows), ["acme.com"] * len(numbers))
    assert len(set(names)) == len(numbers)
    assert all(name.isidentifier() for name in names)


def test_order_of_tools_does_not_matter():
    rows = [(f"get_{thing}", f"One {thing}.", label, thing) for label, thing in enumerate("ab" * 4)]
    rows = [(name, said, label % 2, f"{thing}lpha") for name, said, label, thing in rows]
    named = []
    for order in (rows, rows[::-1]):
        tools = pl.DataFrame(
            {"name": [r[0] for r in order], "description": [r[1] for r in order], "path": None},
            schema_overrides={"path": pl.String},
        )
        labels, things = [r[2] for r in order], [r[3] for r in order]
        named.append(name_domains(tools, labels, things, ["x", "y"]))
    assert named[0] == named[1]


def test_entities_are_ordered_by_how_many_tools_handle_them():
    labels, things = [0, 0, 0, 1, -1], ["b", "a", "b", "", "c"]
    assert domain_entities(labels, things) == {0: ["b", "a"]}
