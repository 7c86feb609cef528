"""The documents keep their word: links lead somewhere, Python examples run."""

import re
from pathlib import Path

import pytest

from agentscaler.chain import LLM, Layer, config_from, section_names, stages
from agentscaler.config import config_fields, read_config_file

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "benches/*.md", "examples/**/*.md", "rust/*/*.md")
    for path in ROOT.glob(pattern)
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
SETTINGS = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
FLAG = re.compile(r"--([a-z]+)\.([a-z0-9_-]+)")
CODE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            broken.append(link)
    assert not broken


@pytest.mark.parametrize("page", [p for p in PAGES if CODE.search(p.read_text("utf-8"))], ids=name)
def test_python_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples of a page run top to bottom in one namespace, beside the bundled inputs."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "docs"}
    for code in CODE.findall(page.read_text("utf-8")):
        exec(compile(code, name(page), "exec"), namespace)  # noqa: S102 our own documents


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_settings_exist(page: Path, tmp_path: Path) -> None:
    text = page.read_text("utf-8")
    for number, block in enumerate(SETTINGS.findall(text)):
        path = tmp_path / f"{number}.toml"
        path.write_text(block, encoding="utf-8")
        file = read_config_file(path, section_names())
        config_from([Layer(sections=file.sections, place=file.place, seed=file.seed)])
    known = {
        (entry.name, field.name)
        for entry in (*stages(), LLM)
        for field in config_fields(entry.config_class())
    }
    used = {(stage, setting.replace("-", "_")) for stage, setting in FLAG.findall(text)}
    assert used <= known


PLACE = re.compile(r"`([\w/]+\.(?:py|rs)):(\w+)`")


def test_the_places_that_the_paper_page_names_exist() -> None:
    """`file:function`, so that a renamed function does not leave the page behind."""
    places = PLACE.findall((ROOT / "docs" / "paper.md").read_text("utf-8"))
    assert len(places) > 10
    for file, name in places:
        base = "python/agentscaler" if file.endswith(".py") else "rust/agentscaler-core/src"
        text = (ROOT / base / file).read_text("utf-8")
        assert re.search(rf"\b(?:def|class|fn) {name}\b", text), f"{file}:{name}"
