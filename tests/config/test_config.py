"""Settings from TOML and flags: a mistake names its line, what is allowed, what was meant."""

from __future__ import annotations

import re
import tomllib
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.chain import ChainConfig, Layer, config_from, order
from agentscaler.config import build, config_fields, read_config_file, to_plain
from agentscaler.config.build import convert, describe
from agentscaler.errors import ConfigError
from agentscaler.world.toml import to_toml
from fake_chain import ENTRIES
from fake_chain.words.config import WordsConfig


@pytest.fixture(autouse=True)
def _fake_stages(monkeypatch):
    monkeypatch.setattr(order, "STAGES", ENTRIES)


def from_file(tmp_path, text, *later):
    path = tmp_path / "agentscaler.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    file = read_config_file(path, order.stage_names())
    layer = Layer(sections=file.sections, place=file.place, seed=file.seed)
    return config_from([layer, *later])


def flags(seed=None, **sections):
    return Layer(sections=sections, place=lambda stage, name: f"--{stage}.{name}", seed=seed)


def test_a_later_layer_wins_and_the_rest_is_default(tmp_path):
    config = from_file(
        tmp_path,
        "seed = 7\n[words]\nmin_letters = 4\nshare = 1\nstop_words = ['a']\n"
        "[words.weights]\na = 1\n",
        flags(words={"min_letters": 5, "weights": {"b": 2.0}}),
    )
    assert config.seed == 7
    assert config.stages["words"] == WordsConfig(
        min_letters=5, share=1.0, stop_words=("a",), weights={"a": 1.0, "b": 2.0}
    )
    assert config.to_plain()["pairs"] == {"distance": 1}


def test_docs_are_the_texts_under_the_fields():
    docs = {field.name: field.doc for field in config_fields(WordsConfig)}
    assert docs["min_letters"] == "Fewest letters of a word."
    assert docs["share"] == "A share in [0, 1]."


MISTAKES = {
    "unknown setting, close to one": "[words]\nmin_leters = 4\n",
    "unknown setting, close to none": "[words]\n\n\nxyz = 4\n",
    "unknown stage": "[word]\nmin_letters = 4\n",
    "a setting at the top": "min_letters = 4\n",
    "a stage that is no table": "words = 4\n",
    "a wrong type": "[words]\nmin_letters = 'four'\n",
    "a boolean for a number": "[words]\nmin_letters = true\n",
    "a number for a text in a list": "[words]\nstop_words = ['a', 1]\n",
    "a float for a whole number": "[words]\nmin_letters = 4.5\n",
    "a number for which no engine has room": "[words]\nmin_letters = 9223372036854775808\n",
    "nested without end": f"a = {'[' * 100_000}",
    "not finite": "[words]\nshare = nan\n",
    "not one of the choices": "[words]\norder = 'sideways'\n",
    "refused by the class": "[words]\norder = 'down'\nshare = 1.5\n",
    "dotted": "words.share = 'x'\n",
    "a dotted table": "[words.weights]\nx = 'heavy'\n",
    "a seed that is no number": "seed = 'seven'\n",
    "no TOML": "[words\nshare = 1\n",
    "a key twice": "[words]\nshare = 1\nshare = 2\n",
    "not UTF-8": b"[words]\nstop_words = ['\xff']\n",
    "a long value": f"[words]\nmin_letters = '{'x' * 500}'\n",
}


def test_messages(tmp_path, snapshot):
    parts = []
    for name, text in MISTAKES.items():
        with pytest.raises(ConfigError) as caught:
            from_file(tmp_path, text)
        # What the parser says differs between versions of Python.
        message = re.sub(r"(not TOML: ).*", r"\1...", str(caught.value))
        parts.append(f"## {name}\n{message}")
    with pytest.raises(ConfigError) as caught:
        read_config_file(tmp_path / "missing.toml", order.stage_names())
    parts.append(f"## no file\n{caught.value}")
    with pytest.raises(ConfigError) as caught:
        config_from([flags(words={"share": 3.0})])
    parts.append(f"## a flag\n{caught.value}")
    snapshot("mistakes.txt", "\n\n".join(parts).replace(str(tmp_path), "TMP"))


def test_a_world_of_an_older_version_may_have_settings_that_are_gone():
    old = Layer(
        sections={"words": {"gone": 1, "min_letters": 9}, "removed": {}},
        place=lambda *_: "world.toml",
        seed=3,
        lenient=True,
    )
    config = config_from([old, flags(words={"share": 0.1})])
    assert config.seed == 3
    assert config.stages["words"] == WordsConfig(min_letters=9, share=0.1)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (int, [0, -1], [True, 1.0, "1", None]),
        (float, [1, 1.5], [True, "1", float("inf"), float("nan")]),
        (bool, [True], [1, "true"]),
        (str, ["", "a"], [1, None]),
        (int | None, [1, None], ["", 1.5]),
        (tuple[str, ...], [[], ["a"], ("a",)], ["a", [1], None]),
        (dict[str, float], [{}, {"a": 1}], [[], {"a": "b"}]),
        (Literal["a", 1], ["a", 1], ["b", True]),
    ],
)
def test_types_are_never_guessed(kind, good, bad):
    for value in good:
        convert(kind, value)
    for value in bad:
        with pytest.raises(ValueError):  # noqa: PT011 - the caller says what is wrong
            convert(kind, value)
    assert describe(kind)


VALUES = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
TABLES = st.recursive(
    st.dictionaries(st.text(st.characters(codec="utf-8")), VALUES, max_size=4),
    lambda inner: st.dictionaries(
        st.text(st.characters(codec="utf-8")), inner | VALUES, max_size=3
    ),
    max_leaves=6,
)


@given(TABLES)
def test_toml_reads_back_as_what_was_written(value):
    assert tomllib.loads(to_toml(value)) == value


@given(
    st.builds(
        WordsConfig,
        min_letters=st.integers(0, 99),
        share=st.floats(0, 1),
        stop_words=st.lists(st.text(st.characters(codec="utf-8"))).map(tuple),
        order=st.sampled_from(["up", "down"]),
    )
)
def test_a_configuration_survives_toml(config):
    text = to_toml({"words": to_plain(config)})
    values = tomllib.loads(text)["words"]
    assert build(WordsConfig, values, section="words", where=str) == config


def test_defaults_of_a_chain():
    assert ChainConfig().to_plain()["words"] == to_plain(WordsConfig())
