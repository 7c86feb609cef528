"""Imports what a loader must not need."""

from tau_bench.envs.retail.env import RetailEnv  # noqa: F401

raise RuntimeError("this file must not be run")
