from __future__ import annotations

import pytest

from agentscaler.domains.config import DomainsConfig
from agentscaler.errors import ConfigError


@pytest.mark.parametrize(
    "setting",
    [
        {"min_tools": 0},
        {"max_tools": 6},
        {"resolution": 0.0},
        {"merge": -1.0},
        {"vertical": 1.5},
        {"held_out": -0.1},
        {"twin_similarity": 2.0},
        {"family_share": 0.0},
        {"vertical": 0.6, "held_out": 0.6},
    ],
    ids=str,
)
def test_a_bad_setting_is_named_with_a_mend(setting):
    with pytest.raises(ConfigError, match=f"domains.{next(iter(setting))}") as caught:
        DomainsConfig(**setting).validate()
    assert caught.value.mend


def test_defaults_are_valid():
    DomainsConfig().validate()
