"""Names whose verb is not the first word, or stands elsewhere."""

from __future__ import annotations

import pytest
from specified import NUMBER, TEXT, designed, object_of, tool

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.rules.reading.phrase import read_phrase
from agentscaler.environments.design.rules.reading.prose import prose_verb, titled
from agentscaler.environments.design.rules.reading.sense import read_sense

JOBS = "/v2/projects/{projectsId}/locations/{locationsId}/jobs"


@pytest.mark.parametrize(
    ("name", "http", "path", "verb", "noun"),
    [
        ("run_projects_locations_jobs_list", "GET", JOBS, "list", ("job",)),
        ("run_projects_locations_jobs_delete", "DELETE", f"{JOBS}/{{id}}", "delete", ("job",)),
        ("file_projects_locations_jobs_create", "POST", JOBS, "create", ("job",)),
        ("run_projects_locations_jobs_stopAsync", "POST", f"{JOBS}/{{id}}:x", "stop", ("job",)),
        ("SyncGroups_Delete", "DELETE", "/groups/{name}", "delete", ("sync", "group")),
    ],
)
def test_a_service_that_reads_as_a_verb_is_none(name, http, path, verb, noun):
    found = read_phrase(tool(name, http=http, path=path))
    assert (found.verb, found.noun) == (verb, noun)


@pytest.mark.parametrize(
    ("name", "verb", "noun", "by"),
    [
        ("HealthcareFacilityFinder", "find", ("healthcare", "facility"), ()),
        ("Network_Latency_Calculator_Tool", "calculate", ("network", "latency"), ()),
        ("Live Aircraft by ICAO", "", ("live", "aircraft"), ("icao",)),
        ("weather_api", "", ("weather",), ()),
        ("CreateRestApi", "create", ("rest", "api"), ()),
    ],
)
def test_names_without_a_verb(name, verb, noun, by):
    found = read_phrase(tool(name))
    assert (found.verb, found.noun, found.by) == (verb, noun, by)


@pytest.mark.parametrize(
    ("name", "verb", "noun"),
    [
        ("mongodb-mcp-server-get_collection_size", "get", ("collection", "size")),
        ("book-mcp-server-search_books_tool", "search", ("book",)),
        ("pulse-server-list_hotspots", "list", ("hotspot",)),
        ("get-server-status", "get", ("server", "status")),
        ("update_server_group", "update", ("server", "group")),
    ],
)
def test_the_name_of_a_server_is_no_part_of_a_thing(name, verb, noun):
    found = read_phrase(tool(name))
    assert (found.verb, found.noun) == (verb, noun)


@pytest.mark.parametrize("name", ["conversations_join", "conversations_leave", "discord_login"])
def test_who_comes_and_goes_is_no_row(name):
    one = tool(name, object_of("channel", channel=TEXT), http="POST", path=f"/{name}")
    assert read_sense(one).action is None
    assert read_phrase(tool("annual_leave", description="Get the annual leave.")).noun == (
        "annual",
        "leave",
    )


def test_a_name_that_was_shortened_is_read_from_what_is_whole():
    name = "storagebatchoperations_proje_jobs_bucketOperations_get_8e94c54a"
    path = "/v1/jobs/{jobsId}/bucketOperations/{bucketOperationsId}"
    assert read_phrase(tool(name, http="GET", path=path)).noun == ("bucket", "operation")
    name = "Get_payment_cards_informatio_d_with_a_specific_employee_94539931"
    assert read_phrase(tool(name)).noun == ("payment", "card")


@pytest.mark.parametrize(
    ("said", "verb"),
    [
        ("Queries the archive.", "query"),
        ("This tool allows users to search flights", "search"),
        ("Used to get a quote.", "get"),
        ("获取天气预报", "get"),
        ("预测价格", "predict"),
        ("A fine tool.", ""),
    ],
)
def test_descriptions_tell_a_verb(said, verb):
    assert prose_verb(said) == verb


def test_a_title_before_what_is_done_counts_only_where_the_name_has_it():
    said = "Shop API - Orders: Delete the specified order that was made"
    assert titled("Shop_API_Orders_elete_the_3f", said) == "Delete the specified order"
    assert titled("elete_the_3f", said) == ""
    found = read_phrase(
        tool("Shop_API_Orders_rch_3f", description="Shop API - Orders: Archive order.")
    )
    assert (found.verb, found.noun) == ("archive", ("order",))


@pytest.mark.parametrize(
    ("name", "said", "computes"),
    [
        ("currency_conversion", "Gives the amount in another currency.", True),
        ("weather_forecast", "Retrieve the forecast of a city.", False),
        ("get_unit_conversion", "Retrieve it.", False),
        ("TrendPredictor", "", True),
    ],
)
def test_what_is_worked_out_is_no_lookup(name, said, computes):
    found = read_sense(tool(name, object_of("city", city=TEXT), description=said))
    assert found.computes is computes


def test_an_answer_that_is_a_message_alone_tells_nothing():
    tools = [
        tool("list_movies", object_of(), object_of(message=TEXT)),
        tool("get_rate", object_of("city", city=TEXT), object_of("message", message=TEXT)),
    ]
    assert [read_sense(one).tool.returns is None for one in tools] == [True, False]
    listed = designed(tools[0]).blueprint
    assert listed.operation("list_movies").action is Action.LIST
    assert "title" in {one.name for one in listed.table("movies").columns}


def test_what_is_listed_or_has_an_id_has_a_name():
    found = designed(
        tool("list_gizmos"),
        tool("get_widget", object_of("widget_id", widget_id=TEXT)),
        tool("get_yoda", object_of("text", text=TEXT)),
        tool("get_total", object_of("sum", sum=NUMBER)),
    ).blueprint
    assert {one.name: [column.name for column in one.columns] for one in found.tables} == {
        "gizmos": ["gizmo_id", "name", "description"],
        "widgets": ["widget_id", "name", "description"],
    }
    assert {one.tool: one.reason for one in found.left_out} == {
        "get_yoda": "nothing_to_tell",
        "get_total": "nothing_to_tell",
    }
