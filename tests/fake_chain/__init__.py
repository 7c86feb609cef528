"""Two small stages that do everything a real one does, and the tools to compare worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.chain import StageEntry

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = (
    StageEntry(
        name="words",
        package="fake_chain.words",
        config="WordsConfig",
        about="Split files into words",
        takes_paths=True,
    ),
    StageEntry(
        name="pairs", package="fake_chain.pairs", config="PairsConfig", about="Pair the words"
    ),
)

NOT_COMPARED = {"runs.jsonl", "lock"}


def tree(root: Path) -> dict[str, bytes]:
    """Every file of a world by its path, but for what says when and where."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name not in NOT_COMPARED
    }


def make_specs(folder: Path, *, files: int = 5) -> Path:
    """A folder with some files to read."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(files):
        words = " ".join(f"word{index * 3 + n}" for n in range(8))
        (folder / f"text{index}.txt").write_text(words, encoding="utf-8")
    return folder
