"""Sessions from a pipe and from a terminal; nothing typed breaks them."""

from __future__ import annotations

import io
import json
import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentscaler.cli import main
from agentscaler.cli.play.completion import completions
from agentscaler.cli.play.obey import obey
from agentscaler.cli.play.session import Session
from agentscaler.environments import Environment, Verifier
from agentscaler.environments.writing import folder_files
from agentscaler.errors import ArgumentError
from drafts import shop_draft


def write_shop(folder):
    for path, data in folder_files(shop_draft()).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def shop_folder(tmp_path_factory):
    return write_shop(tmp_path_factory.mktemp("play") / "shop")


@pytest.fixture(scope="module")
def shop(shop_folder):
    return Environment.from_folder(shop_folder)


@pytest.fixture
def session(shop):
    return Session(shop.fork())


CANCEL = 'cancel_order order_id=W100002 reason="too slow"'


@pytest.fixture
def typed(monkeypatch, capsys):
    def run(*lines, arguments):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        code = main(["play", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_a_script_of_lines(typed, shop_folder, tmp_path, snapshot, monkeypatch):
    monkeypatch.chdir(tmp_path)  # lines fold at 80 columns, paths in them among the rest
    saved = Path("calls.json")
    code, out, _ = typed(
        "tools",
        "tools cancel_order",
        "state",
        "state order_items",
        "state orders W100002",
        "state order_items W100001 BK-001",
        CANCEL,
        CANCEL,
        "diff",
        "undo",
        "diff",
        "redo",
        'update_customer {"customer_id": "C-1002", "email": "bruno@example.org"}',
        "policy",
        f"save {saved}",
        "reset 5",
        "help",
        "quit",
        "this line is not read",
        arguments=[shop_folder],
    )
    assert code == 0
    snapshot("script.txt", out)
    assert json.loads(saved.read_text("utf-8"))["gold_calls"] == [
        {"name": "cancel_order", "arguments": {"order_id": "W100002", "reason": "too slow"}},
        {
            "name": "update_customer",
            "arguments": {"customer_id": "C-1002", "email": "bruno@example.org"},
        },
    ]


def test_what_was_saved_is_a_task(typed, shop, shop_folder, tmp_path):
    saved = tmp_path / "calls.json"
    typed(CANCEL, f"save {saved}", arguments=[shop_folder])
    task = json.loads(saved.read_text("utf-8"))
    verifier = Verifier(shop, [task])
    assert verifier.tasks == {"play": None}


MISTAKES = [
    "get_ordr order_id=1",
    "call",
    "cancel_order order_di=W1",
    "cancel_order W100002",
    'cancel_order order_id="W1',
    "state ordrs",
    "state orders W10000",
    "undo",
    "redo",
    "reset soon",
    "save",
    "save /nowhere/at/all.json",
]


def test_mistakes_name_what_was_meant(typed, shop_folder, snapshot):
    code, out, _ = typed(*MISTAKES, arguments=[shop_folder])
    assert code == 1
    snapshot("mistakes.txt", out)


def test_every_kind_of_result_for_machines(typed, shop_folder):
    code, out, _ = typed(
        "get_order order_id=W100001",
        "get_order order_id=W9",
        'get_order {"order_id": 5}',
        'get_order {"order_id": }',
        "nonsense",
        "undo",
        arguments=[shop_folder, "--json"],
    )
    records = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    kinds = [record.get("kind") for record in records]
    assert kinds == ["ok", "refusal", "invalid_call", "invalid_call", None, None]
    assert records[4]["error"] == "there is no tool nonsense"
    assert records[5]["error"] == "no call has changed anything"


def test_the_same_seed_makes_the_same_ids(typed, shop_folder):
    line = 'create_order customer_id=C-1001 address="Here 1"'
    outs = [typed(line, arguments=[shop_folder, "--seed", seed])[1] for seed in (3, 3, 4)]
    assert outs[0] == outs[1] != outs[2]


def test_an_environment_is_a_folder_or_a_name(typed, tmp_path):
    write_shop(tmp_path / "world" / "environments" / "shop")
    world = ["--world", tmp_path / "world"]
    assert typed("state", arguments=["shop", *world])[0] == 0
    code, _, err = typed(arguments=["shpo", *world])
    assert code == 1
    assert "did you mean shop?" in err
    _, _, err = typed(arguments=["shop", "--world", tmp_path / "other"])
    assert "has no environments" in err
    _, _, err = typed(arguments=["shop", *world, "--state", 3])
    assert "there is no state 3" in err


def test_hostile_text_is_shown_and_not_obeyed(typed, shop_folder):
    hostile = "\x1b[31mred\u202e"
    arguments = json.dumps({"name": hostile, "email": "x@example.com"})
    _, out, _ = typed(
        f"create_customer {arguments}", "state customers", hostile, arguments=[shop_folder]
    )
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\\x1b[31mred\\u202e" in out


def test_undo_takes_back_to_the_last_change_and_a_new_call_ends_redo(session):
    start = session.environment.state.fork()
    obey(session, CANCEL)
    obey(session, "get_order order_id=W100002")
    cancelled = session.environment.state.fork()
    assert [step.name for step in session.undo()] == ["cancel_order", "get_order"]
    assert session.environment.state == start
    assert session.environment.state.side == start.side
    obey(session, "redo")
    assert session.environment.state == cancelled
    obey(session, "undo")
    obey(session, "get_order order_id=W100002")
    assert session.redo() == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", ["tools", "call", "state", "diff"]),
        ("canc", ["cancel_order"]),
        ("call canc", ["cancel_order"]),
        ("tools get_o", ["get_order"]),
        ("cancel_order ", ["order_id=", "reason="]),
        ("cancel_order order_id=W100002 ", ["reason="]),
        ("cancel_order order_id=W10000", [f"order_id=W10000{n}" for n in range(1, 10)]),
        ("list_products category=", [f"category={c}" for c in ("book", "toy", "tool", "food")]),
        ("list_products sort_by=p", ["sort_by=price"]),
        ("create_order customer_id=C-1006", ["customer_id=C-1006"]),
        ('update_customer customer_id=C-1001 name="Ada', ['name="Ada Okafor"']),
        ("state ord", ["orders", "order_items"]),
        ("state order_items W100003", ["W100003 TL-002", "W100003 TL-001"]),
        ("nonsense x", []),
        ("quit ", []),
    ],
)
def test_completion(shop, line, found):
    assert completions(shop, line)[: max(len(found), 1)] == found


LINES = st.one_of(
    st.text(max_size=60),
    st.builds(
        " ".join,
        st.lists(
            st.sampled_from(
                ["call", "state", "tools", "get_order", "order_id=", "W100002", '"', "{", "[",
                 "undo", "orders", "=", "reset", "redo", "diff", "''", "reason=x"]
            ),
            max_size=6,
        ),
    ),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINES, max_size=6))
def test_no_line_breaks_a_session(session, lines):
    for line in lines:
        if line.strip().startswith("save"):
            continue
        completions(session.environment, line)
        try:
            obey(session, line)
        except ArgumentError as error:
            assert error.what


@pytest.mark.skipif(os.name == "nt", reason="a terminal of POSIX")
def test_in_a_terminal_tab_completes_and_kinds_have_colours(shop_folder):
    import pty

    mine, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "agentscaler.cli", "play", shop_folder],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        seen = until(mine, "> ")
        assert "shop" in seen
        os.write(mine, b"canc\torder_id=W100002 rea\t")
        seen = until(mine, "reason=")
        os.write(mine, b"'too slow'\n")
        seen = until(mine, "-> ")
        assert "\x1b[32mok" in seen
        os.write(mine, b"quit\n")
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        os.close(mine)


def until(descriptor, wanted):
    """What a terminal shows until this stands there."""
    seen, end = "", time.monotonic() + 30
    while not re.search(re.escape(wanted), seen):
        assert time.monotonic() < end, seen
        if select.select([descriptor], [], [], 0.2)[0]:
            seen += os.read(descriptor, 4096).decode(errors="replace")
    return seen
