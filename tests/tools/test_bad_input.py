"""Every bad input ends in a typed error or in a counted drop, with a message that is reviewed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from agentscaler.errors import SpecError
from agentscaler.tools.config import ToolsConfig
from agentscaler.tools.reading import read_items
from agentscaler.tools.reasons import REASONS
from agentscaler.tools.sources import find_files
from agentscaler.tools.tool import Tool
from tools.hostile import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONFIG = ToolsConfig()


def outcome(path: Path) -> str:
    """What a reader makes of a file, as text for the snapshot."""
    lines = []
    reasons = set()
    try:
        for item in read_items(path, CONFIG):
            if isinstance(item, Tool):
                lines.append(f"kept    {item.name}")
            else:
                reasons.add(item.reason)
                lines.append(f"dropped {item.reason} at {item.place or '-'}: {item.detail}")
    except SpecError as error:
        reasons.add(error.reason)
        text = str(error).replace(str(path), path.name)
        lines.append(f"refused {error.reason}: {text}")
    assert reasons <= REASONS.keys()
    return "\n".join(lines) or "nothing"


def test_bad_files(snapshot: Callable[[str, str], None], request: pytest.FixtureRequest) -> None:
    folder = request.config.rootpath / "tests" / "cases" / "bad_specs"
    cases = sorted(folder.iterdir())
    assert len(cases) >= 60
    text = "\n\n".join(f"## {path.name}\n{outcome(path)}" for path in cases)
    assert not [line for line in text.split("\n") if line == "nothing"]
    snapshot("bad_files.txt", text)


def test_hostile_files(snapshot: Callable[[str, str], None], tmp_path: Path) -> None:
    shown = []
    for name, make in HOSTILE.items():
        path = tmp_path / name
        path.write_bytes(make())
        shown.append(f"## {name}\n{outcome(path)}")
    snapshot("hostile_files.txt", "\n\n".join(shown))


def test_missing_and_directory(snapshot: Callable[[str, str], None], tmp_path: Path) -> None:
    shown = [f"## {path.name}\n{outcome(path)}" for path in (tmp_path / "absent.json", tmp_path)]
    snapshot("not_files.txt", "\n\n".join(shown).replace(tmp_path.name, "folder"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "secret.json"
    path.write_text("[]")
    path.chmod(0)
    with pytest.raises(SpecError, match="cannot be opened") as caught:
        list(read_items(path, CONFIG))
    assert caught.value.reason == "unreadable"


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
    (tmp_path / "self.json").symlink_to(tmp_path / "self.json")
    os.mkfifo(tmp_path / "pipe.json")
    found = find_files([tmp_path])
    assert [file.path.name for file in found.files] == ["a.json"]
    assert sorted((item.reason, item.file) for item in found.dropped) == [
        ("linked_folder", "loop"),
        ("missing", "gone.json"),
        ("missing", "pipe.json"),
        ("missing", "self.json"),
    ]
    with pytest.raises(SpecError, match="no plain file"):
        find_files([tmp_path / "pipe.json"])


def test_references_are_never_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      summary: Get a\n      parameters:\n"
        "      - {name: x, in: query, schema: {$ref: /etc/passwd}}\n"
        "      - {name: y, in: query, schema: {$ref: 'http://127.0.0.1:1/x'}}\n"
    )
    opened: list[str] = []
    real = open

    def watch(file: object, *args: object, **kwargs: object) -> object:
        opened.append(str(file))
        return real(file, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", watch)
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a socket was opened"))
    items = list(read_items(path, CONFIG))
    assert [item.reason for item in items if not isinstance(item, Tool)] == ["reference_external"]
    assert not any("passwd" in name for name in opened)
