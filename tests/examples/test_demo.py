"""The settings of `make run`: known to the chain, and such that the model can read its packs."""

from __future__ import annotations

from pathlib import Path

from agentscaler.chain import Layer, config_from, stages
from agentscaler.chain.order import stage_names
from agentscaler.config import read_config_file

DEMO = Path(__file__).parents[2] / "examples" / "demo.toml"


def test_the_demonstration_is_a_configuration_whose_model_fits_its_packs():
    file = read_config_file(DEMO, stage_names())
    config = config_from([Layer(sections=file.sections, place=file.place, seed=file.seed)])
    config.validate()
    of = {entry.name: config.of(entry) for entry in stages()}
    assert of["packs"].max_tokens <= of["packs"].capacity
    assert of["packs"].max_tokens + of["scores"].max_new_tokens <= of["checkpoints"].positions
    assert of["rollouts"].tools_shown == of["scores"].tools_shown
    makefile = (DEMO.parents[1] / "Makefile").read_text("utf-8")
    assert "examples/demo.toml" in makefile
