"""What the page says and shows: reasons, names in circles, colours, the threshold."""

from __future__ import annotations

import re
from itertools import chain
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.domains.reasons import REASONS as DOMAIN_REASONS
from agentscaler.domains.reasons import Reason
from agentscaler.environments.reasons import REASONS as ENVIRONMENT_REASONS
from agentscaler.report.document import bundle_styles
from agentscaler.report.labels import fit_label
from agentscaler.report.meanings import MEANINGS
from agentscaler.report.reasons import PLAIN, PLAYING_REASONS
from agentscaler.tasks.reasons import REASONS as TASK_REASONS
from agentscaler.tools.reasons import REASONS as TOOL_REASONS

TEXT, MARK = 4.5, 3.0
"""Least contrast of text, and of what has to be told apart (WCAG 2.2)."""
PAIRS = [
    *(("ink", ground, TEXT) for ground in ("paper", "raised", "sunken")),
    *(("soft", ground, TEXT) for ground in ("paper", "raised", "sunken")),
    *((text, "paper", TEXT) for text in ("link", "lost")),
    *((f"on-{split}", split, TEXT) for split in ("general", "vertical")),
    ("on-held_out", "held_out-tint", TEXT),
    *((split, "raised", MARK) for split in ("general", "vertical", "held_out")),
    *((mark, "paper", MARK) for mark in ("kept", "lost", "feeds", "similar", "focus")),
]


def themes() -> list[dict[str, str]]:
    blocks = re.findall(r":root[^{]*\{([^}]*--paper[^}]*)\}", bundle_styles())
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", block)) for block in blocks]


def contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize(("one", "two", "least"), PAIRS)
def test_colours_can_be_told_apart(theme: int, one: str, two: str, least: float) -> None:
    colours = themes()[theme]
    assert contrast(colours[one], colours[two]) >= least


def test_the_dark_theme_is_the_same_by_choice_and_by_system() -> None:
    light, by_system, by_choice = themes()
    assert by_system == by_choice
    assert light.keys() == by_choice.keys()


def test_every_reason_of_a_stage_has_one_sentence() -> None:
    stages = (TOOL_REASONS, DOMAIN_REASONS, ENVIRONMENT_REASONS, TASK_REASONS, PLAYING_REASONS)
    assert PLAIN.keys() == set().union(*stages)
    assert len(PLAIN) == sum(map(len, stages))
    assert set(get_args(Reason)) == DOMAIN_REASONS.keys()
    for sentence in chain(PLAIN.values(), (m.text for m in MEANINGS.values())):
        assert re.fullmatch(r"[A-Z$].*\.", sentence)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("shop", ("shop",)),
        ("total_account", ("total", "account")),
        ("RemoveItemFromCart", ("Remove", "Item From", "Cart")),
        ("", ("",)),
    ],
)
def test_names_break_at_borders_of_words(name: str, lines: tuple[str, ...]) -> None:
    assert fit_label(name).lines == lines


@given(st.text(max_size=60))
def test_a_label_fits_and_loses_no_short_word(name: str) -> None:
    label = fit_label(name)
    assert 1 <= len(label.lines) <= 3
    assert 0 < label.size < 2
    for number, line in enumerate(label.lines):
        middle = abs(number - (len(label.lines) - 1) / 2) * 1.12 * label.size
        assert middle**2 + (0.3 * len(line) * label.size) ** 2 <= 1
