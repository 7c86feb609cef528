from __future__ import annotations

import pytest

from agentscaler.errors import ConfigError
from agentscaler.graph.config import GraphConfig


@pytest.mark.parametrize(
    "setting",
    [
        {"parts": ()},
        {"parts": ("name", "name")},
        {"parts": ("colour",)},
        {"embedder": "model.bin"},
        {"buckets": 0},
        {"buckets": 2**26 + 1},
        {"tau": -0.1},
        {"tau": 1.5},
        {"tau_spreads": -1.0},
        {"tau_pairs": 0},
        {"top_k": 0},
        {"feeds_top_k": 0},
        {"feeds_min_weight": 0.0},
        {"feeds_min_weight": 1.1},
    ],
    ids=str,
)
def test_a_bad_setting_is_named_with_a_mend(setting):
    with pytest.raises(ConfigError, match=f"graph.{next(iter(setting))}") as caught:
        GraphConfig(**setting).validate()
    assert caught.value.mend


def test_defaults_are_valid():
    GraphConfig().validate()
