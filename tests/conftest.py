"""Fixtures that every test may use.

Hypothesis runs the profile that ``HYPOTHESIS_PROFILE`` names: ``dev`` (20 examples, the default),
``ci`` (200) or ``deep`` (5,000). ``pytest --update-snapshots`` rewrites the snapshots.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from scale import DEEP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TESTS = Path(__file__).resolve().parent
REPOSITORY = TESTS.parent

for _name, _examples in {"dev": 20, "ci": 200, "deep": DEEP}.items():
    settings.register_profile(
        _name,
        max_examples=_examples,
        # Two cores are shared by many tests: the time of one example says nothing.
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        # A failure in CI has to be the same failure at home.
        derandomize=_name == "ci",
        print_blob=True,
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture
def cases() -> int:
    """How many seeded cases a cheap comparison with a reference takes: 50 for each example."""
    return 50 * settings().max_examples


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-snapshots", action="store_true", help="rewrite the snapshots of outputs"
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with reference data that is not part of the repository."""
    folder = Path(os.environ.get("AGENTSCALER_SHARED", REPOSITORY.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("no reference data here; set AGENTSCALER_SHARED to the folder that holds data/")
    return folder


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with ``snapshots/<name>`` beside the test, or rewrite it when asked to.

    ``snapshot("errors/unknown_key.txt", text)``
    """
    update: bool = request.config.getoption("--update-snapshots")
    folder = request.path.parent / "snapshots"

    def compare(name: str, text: str) -> None:
        path = folder / name
        text = text.rstrip("\n") + "\n"
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        if not path.exists():
            pytest.fail(f"no snapshot {path}; pytest --update-snapshots writes it:\n{text}")
        assert text == path.read_text(encoding="utf-8"), (
            f"{path} differs; review, then pytest --update-snapshots"
        )

    return compare


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """Small products are faster so, and much faster where other processes work too."""
    torch = pytest.importorskip("torch", reason="the extra train is not installed")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
