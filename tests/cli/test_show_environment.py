"""``show environment`` and ``show environments``: of a world and of a folder."""

from __future__ import annotations

import json

import pytest

from agentscaler.cli import main
from agentscaler.cli.table_picture import picture
from agentscaler.environments.writing import folder_files
from agentscaler.world import World
from drafts import shop_draft
from report.shops import write_environments
from report.worlds import HOSTILE, write_world


@pytest.fixture
def world(tmp_path):
    made = write_world(tmp_path / "world", domains=3)
    write_environments(made)
    return made.root


def test_screens(world, capsys, snapshot, monkeypatch):
    monkeypatch.chdir(world.parent)  # lines fold at 80 columns, paths in them among the rest
    for name, command in (
        ("environment", ["environment", "shop_0"]),
        ("environments", ["environments"]),
    ):
        assert main(["show", *command, "--world", world.name]) == 0
        out = capsys.readouterr().out
        assert str(world) not in out
        snapshot(f"{name}.txt", "\n".join(line.rstrip() for line in out.splitlines()))


def test_for_machines(world, capsys):
    assert main(["show", "environment", "shop_0", "--world", str(world), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["num_tools"] == 16
    assert [table["name"] for table in found["tables"]] == [
        "customers",
        "products",
        "orders",
        "order_items",
    ]
    assert found["dropped"] == []
    assert next(tool for tool in found["tools"] if tool["name"] == "cancel_order")["requires"] == [
        "pending"
    ]
    assert main(["show", "environments", "--world", str(world), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["environments"]) == 2
    assert main(["show", "dropped", "--world", str(world), "--reason", "too_few_tools"]) == 0
    assert "1 of 5" in capsys.readouterr().out


def test_a_folder_outside_of_a_world(tmp_path, capsys):
    for path, data in folder_files(shop_draft()).items():
        (tmp_path / path).write_bytes(data)
    assert main(["show", "environment", str(tmp_path)]) == 0
    assert "cancel_order" in capsys.readouterr().out
    least = tmp_path / "least"
    least.mkdir()
    (least / "environment.json").write_text('{"format_version": 1, "domain": "pets"}')
    (least / "tools.py").write_text("def ping(db):\n    return 1\n")
    (least / "state.json").write_text('{"pets": [{"id": 1}], "settings": {"a": 1}}')
    assert main(["show", "environment", str(least)]) == 0
    assert "pets (1 row)" in capsys.readouterr().out


def test_nobody_has_this_name(world, capsys):
    assert main(["show", "environment", "shop", "--world", str(world)]) == 1
    assert "shop_0" in capsys.readouterr().err


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_strangers_is_shown_and_not_obeyed(tmp_path, capsys, hostile):
    made = write_world(tmp_path / "world", domains=3)
    write_environments(World.open(made.root), text=hostile)
    assert main(["show", "environment", "shop_0", "--world", str(made.root)]) == 0
    assert not set(capsys.readouterr().out) & set("\x1b\x00\u202e\u2066\u2028\u2029")


def test_tables_in_a_circle_are_all_drawn():
    def table(name, *references):
        columns = [{"name": f"c{at}", "references": to} for at, to in enumerate(references)]
        return {"name": name, "key": ["id"], "columns": columns}

    lines = list(picture([table("a", "b.id"), table("b", "c.id"), table("c", "a.id", "c.id")]))
    assert sorted(line.strip("├└─│ ").split(" [")[0] for line in lines if "[" in line) == [
        "a",
        "b",
        "c",
    ]
