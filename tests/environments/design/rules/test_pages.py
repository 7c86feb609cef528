"""Ways of paging, and lists of some rows: what the rules write passes every law."""

from __future__ import annotations

import json

import pytest
from specified import TEXT, WHOLE, designed, many, object_of, tool

from agentscaler.environments import Schema, State, ToolSet
from agentscaler.environments.design.draft import DesignTask
from agentscaler.environments.design.forge import forge
from agentscaler.environments.design.rules import RuleDesigner

ORDER = object_of("order_id", order_id=TEXT, note=TEXT)
ROWS = {"orders": many(ORDER)}
NUMBERED = tool(
    "ListOrders",
    object_of(Page={**WHOLE, "minimum": 0}, PageSize={**WHOLE, "minimum": 1}, PageToken=TEXT),
    object_of(**ROWS, meta=object_of(url=TEXT)),
)
NESTED = tool(
    "list_orders",
    object_of(after=TEXT, limit={**WHOLE, "minimum": 1}),
    object_of(**ROWS, paging=object_of(next=object_of("after", after=TEXT))),
)
IN_BODY = tool(
    "search_orders",
    object_of("body", body=object_of(pageToken=TEXT, pageSize={**WHOLE, "minimum": 1})),
    object_of(**ROWS, nextPageToken=TEXT),
)
IN_STATUS = tool("list_overdue_orders", object_of(), object_of(**ROWS))


@pytest.mark.parametrize(
    ("lister", "said"),
    [
        (NUMBERED, "_numbered_page("),
        (NESTED, '"paging": None if next_token is None else {"next": {"after": next_token}}'),
        (IN_BODY, '_page(rows, body.get("pageSize"), body.get("pageToken"))'),
        (IN_STATUS, '{"status": ["overdue"]}'),
    ],
    ids=lambda one: one.name if hasattr(one, "name") else "",
)
def test_lists_pass_every_law(lister, said):
    tools = (
        lister,
        tool("create_order", object_of("note", note=TEXT), ORDER),
        tool("get_order", object_of("order_id", order_id=TEXT), ORDER),
    )
    forged = forge(RuleDesigner(), DesignTask(name="shop", tools=tools, seed=1, rows=(6, 9)))
    assert [(one.tool, one.reason, one.detail) for one in forged.dropped] == []
    assert said in " ".join(forged.draft.source.split())
    assert forged.tried["pages_are_whole"] > 0


def test_the_first_page_is_that_which_the_source_counts_from():
    tools = ToolSet((draft := designed(NUMBERED, rows=(5, 5))).source, [dict(*draft.tools)])
    state = State.from_json(draft.state, Schema.from_json(draft.schema))

    def page(**arguments):
        told = tools.call(state, "ListOrders", {"PageSize": 3, **arguments})
        return [one["order_id"] for one in json.loads(told.content)["orders"]]

    assert page() == page(Page=0)
    assert [len(page(Page=number)) for number in (0, 1, 2)] == [3, 2, 0]
