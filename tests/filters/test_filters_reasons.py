"""The reasons, their sentences and the page that explains them name the same codes."""

from __future__ import annotations

import re
from pathlib import Path

from agentscaler.filters import REASONS
from agentscaler.filters.reasons import SENTENCES, sentence

PAGE = Path(__file__).resolve().parents[2] / "docs" / "filters.md"


def test_every_reason_of_the_engine_has_a_sentence_and_no_other_has():
    assert {reason for stage in REASONS.values() for reason in stage} == SENTENCES.keys()


def test_sentences_are_sentences_and_each_says_something_of_its_own():
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    for reason, text in SENTENCES.items():
        assert re.fullmatch(r"[A-Z][^.]*( [^.]+)?\.", text), reason
        assert len(text.split()) >= 4, reason
        assert "_" not in text, reason
        assert sentence(reason) == text


def test_the_page_explains_every_reason_below_its_stage():
    page = PAGE.read_text(encoding="utf-8").split("## The stages")[1].split("## Files")[0]
    for stage, reasons in REASONS.items():
        section = page.split(f"### {stage}\n")[1].split("\n### ")[0]
        told = set(re.findall(r"`(\w+)`", section))
        # Those about tasks are the same in two stages, and stand where they come first.
        shared = set(REASONS["alignment"]) if stage == "exact" else set()
        assert set(reasons) - shared <= told, stage
