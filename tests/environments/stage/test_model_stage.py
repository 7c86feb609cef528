"""The stage with a model as designer: an endpoint that misbehaves, resume, replay."""

from __future__ import annotations

import json
import logging
import shutil
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from agentscaler import chain
from agentscaler.environments.config import EnvironmentsConfig
from agentscaler.environments.design.model.prompt import TABLES as TABLES_ORDERS
from agentscaler.environments.stage import run
from agentscaler.errors import ConfigError, ModelError
from agentscaler.executors import SerialExecutor
from agentscaler.llm import Asker, LlmConfig, opening
from agentscaler.llm.client import Patience
from agentscaler.world import NoProgress, World
from environments.design.model.desk import TOOLS, asked_for, right, write_tools
from fake_chain import tree
from llm.stub import answer, endpoint

pytest.importorskip("openai", reason="the extra llm is not installed")

MODEL = EnvironmentsConfig(designer="model", min_rows=4, max_rows=6)


@pytest.fixture(scope="module")
def domains(tmp_path_factory):
    """A world of one domain; two more follow from the names of its tools."""
    folder = tmp_path_factory.mktemp("desk")
    chain.run(folder / "world", paths=[write_tools(folder)], until="domains", workers=1)
    return folder / "world"


@pytest.fixture
def world(domains, tmp_path, monkeypatch):
    patience = Patience(attempts=2, timeout_s=0.5, pause_s=0.01)
    monkeypatch.setattr(opening, "Patience", lambda **_: patience)
    shutil.copytree(domains, tmp_path / "world")
    return World.open(tmp_path / "world")


def make(world, url, config=MODEL, **more):
    with SerialExecutor() as executor:
        llm = LlmConfig(url=url, model="m", **more)
        return run(world, config, executor=executor, progress=NoProgress(), llm=llm)


def says(_number, request):
    return answer(right(request["messages"]), usage=(100, 50))


def made(world):
    return tree(world.root / "environments")


def test_a_model_designs_a_second_run_spends_nothing_and_replay_makes_the_same(world, tmp_path):
    with endpoint(lambda *asked: (200, says(*asked), {}, 0.1)) as server:
        report = make(world, server.url, concurrency=3)
        assert len(server.requests) == 6
        assert 1 < server.most_at_once <= 3
        url = server.url
    assert report.counts["kept"] == 4
    assert report.dropped == {"declined": 1}
    first = made(world)
    # Up to date: nobody is asked, whatever the endpoint, the budget and the patience are now.
    assert make(world, "http://127.0.0.1:1/v1", timeout_s=9.0, token_budget=1).skipped
    # Another world with the replies of the first, and no network.
    other = tmp_path / "other"
    shutil.copytree(world.root, other)
    shutil.rmtree(other / "environments")
    shutil.copy(tmp_path / "world.llm.sqlite", tmp_path / "kept.sqlite")
    again = World.open(other)
    make(again, url, replay_only=True, cache=str(tmp_path / "kept.sqlite"))
    assert made(again) == first
    (header,) = [data for name, data in first.items() if name.endswith("environment.json")]
    lineage = json.loads(header)["lineage"]
    assert (lineage["designer"], lineage["model"]) == ("model", "m")
    row = world.scan("environments", "environments").collect().row(0, named=True)
    assert (row["designer"], row["num_tools"]) == ("model", 4)


def test_another_model_or_temperature_designs_anew(world):
    with endpoint(says) as server:
        make(world, server.url)
        make(world, server.url, temperature=0.5)
        make(world, server.url, models={"designer": "n"})
        models = [request["model"] for request in server.requests]
    assert models == ["m"] * 12 + ["n"] * 6


@pytest.mark.parametrize(
    "bad",
    [
        (429, b'{"error": {"message": "slow down"}}', {"retry-after": "0.01"}),
        (500, b"boom"),
        (200, b'{"choices": [{"mess'),
        (200, answer("late"), {}, 1.0),
    ],
    ids=["429", "500", "cut", "hang"],
)
def test_what_passes_changes_nothing(world, tmp_path, bad):
    with endpoint(says) as server:
        make(world, server.url)
    whole = made(world)
    shutil.rmtree(world.root / "environments")
    (tmp_path / "world.llm.sqlite").unlink()
    failed = set()

    def flaky(number, request):
        """Each request fails once."""
        name = asked_for(request["messages"])
        if name in failed:
            return says(number, request)
        failed.add(name)
        return bad

    with endpoint(flaky) as server:
        make(world, server.url)
        assert len(server.requests) == 12
    assert made(world) == whole


def nobody():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ((401, b'{"error": {"message": "bad key sk-secret"}}'), "wrong_key"),
        ((404, b'{"error": {"message": "no such model"}}'), "unknown_model"),
        ((500, b"boom"), "gave_up"),
        ((200, answer("late"), {}, 1.0), "gave_up"),
        (None, "unreachable"),
    ],
)
def test_what_does_not_pass_stops_the_stage_and_the_next_run_goes_on(
    world, monkeypatch, caplog, reply, reason
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    caplog.set_level(logging.DEBUG, logger="agentscaler")
    with endpoint(lambda *_: reply) as server, pytest.raises(ModelError) as caught:
        make(world, server.url if reply else nobody())
    assert caught.value.reason == reason
    assert caught.value.mend
    assert "sk-secret" not in f"{caught.value}{caplog.text}"
    assert not [name for name in made(world) if not name.endswith("journal.jsonl")]
    with endpoint(says) as server:
        assert make(world, server.url).counts["kept"] == 4
    assert all(b"sk-secret" not in data for data in tree(world.root).values())


def test_a_spent_budget_stops_it_and_what_was_paid_for_is_asked_only_once(world):
    with endpoint(says) as server:
        with pytest.raises(ModelError, match="budget of 400 tokens is spent"):
            make(world, server.url, token_budget=400, concurrency=1)
        paid = len(server.requests)
        assert 1 <= paid < 6
        make(world, server.url, token_budget=10_000)
        assert len(server.requests) == 6


def test_a_request_that_is_refused_costs_the_domain_and_not_the_run(world):
    with endpoint(lambda *_: (400, b'{"error": {"message": "too long"}}')) as server:
        report = make(world, server.url)
    assert report.counts["environments"] == 0
    assert report.dropped == {"designer_failed": len(TOOLS)}
    dropped = world.scan("environments", "dropped").collect()
    assert "too long" in dropped["detail"][0]


def test_tables_that_never_get_right_cost_the_domain(world):
    def useless(_number, request):
        wrong = request["messages"][0]["content"] == TABLES_ORDERS
        return answer("No." if wrong else right(request["messages"]))

    with endpoint(useless) as server:
        report = make(world, server.url)
        # As many replies as repairs allow; the third request is the second once more.
        assert len(server.requests) <= 1 + MODEL.repairs
    assert report.dropped == {"designer_failed": len(TOOLS)}


def test_many_domains_are_asked_at_once_and_the_order_of_replies_does_not_matter(tmp_path):
    themes = ("ticket", "parcel", "lesson")
    tools = json.dumps(TOOLS)
    specs = tmp_path / "specs"
    for number, theme in enumerate(themes):
        (specs / theme).mkdir(parents=True)
        text = tools.replace("ticket", theme)
        (specs / theme / f"{theme}_{number}.json").write_text(text, encoding="utf-8")
    chain.run(tmp_path / "world", paths=[specs], until="domains", workers=1)
    worlds = [tmp_path / "world", tmp_path / "again"]
    shutil.copytree(*worlds)

    def of_theme(number, request):
        text = json.dumps(request["messages"])
        theme = next(one for one in themes if f"_{one}" in text)
        plain = json.loads(text.replace(theme, "ticket"))
        # The later a request comes, the sooner it is answered.
        body = answer(right(plain).replace("ticket", theme))
        return 200, body, {}, max(0.0, 0.1 - number * 0.01)

    found = []
    for folder, concurrency in zip(worlds, (64, 1), strict=True):
        world = World.open(folder)
        with endpoint(of_theme) as server:
            report = make(world, server.url, concurrency=concurrency)
            assert (server.most_at_once > len(themes)) is (concurrency > 1)
        found.append(made(world))
    assert report.counts["environments"] > 1
    assert found[0] == found[1]


def test_a_model_that_nobody_named_is_an_error_before_anything_is_written(world):
    with SerialExecutor() as executor, pytest.raises(ConfigError, match=r"llm\.model names no"):
        run(world, MODEL, executor=executor, progress=NoProgress())
    assert not (world.root / "environments").exists()


def test_whoever_waits_when_the_client_ends_is_told(tmp_path):
    """After Ctrl-C threads that wait for a model must not outlive the run."""
    with endpoint(lambda *_: (200, answer("late"), {}, 2.0)) as server:
        asker = Asker(LlmConfig(url=server.url, model="m"), "agent", world=tmp_path / "w")
        with ThreadPoolExecutor() as pool:
            with asker:
                waiting = pool.submit(asker.complete, [{"role": "user", "content": "Hi"}])
                while not server.requests:
                    time.sleep(0.01)
            for late in (waiting.result, lambda timeout: asker.complete([])):  # noqa: ARG005
                with pytest.raises(ModelError, match="the run ended") as caught:
                    late(timeout=1)
                assert caught.value.reason == "ended"
