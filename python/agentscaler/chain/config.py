"""The settings of a whole chain, and how files, flags and defaults become them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.chain.order import LLM, StageEntry, section_names, stage_names, stages
from agentscaler.config import build, config_fields, to_plain
from agentscaler.config.build import unknown_key
from agentscaler.llm.config import LlmConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from agentscaler.chain.order import Section


@dataclass(frozen=True, kw_only=True, slots=True)
class ChainConfig:
    """Seed and settings of every stage; a stage that is not named has its defaults.

    Example:
        >>> ChainConfig(seed=7).seed
        7
    """

    seed: int = 0
    """Every random choice of every stage is keyed by it."""
    stages: Mapping[str, Any] = field(default_factory=dict)
    """Name of a stage -> its configuration (``{"graph": GraphConfig(tau=0.4)}``)."""
    llm: LlmConfig = field(default_factory=LlmConfig)
    """The model, for stages whose settings ask one."""

    def of(self, entry: StageEntry) -> Any:
        """The configuration of one stage."""
        given = self.stages.get(entry.name)
        return entry.config_class()() if given is None else given

    def asks(self, entry: StageEntry) -> tuple[str, ...]:
        """The steps of a stage for which a model is asked."""
        steps: tuple[str, ...] = getattr(self.of(entry), "asks", ())
        return steps

    def validate(self) -> None:
        """Check all settings before anything is written.

        Raises:
            ConfigError: A stage does not exist, or refuses its settings; a model is to be asked,
                and none is named.
        """
        self.llm.validate()
        for name in self.stages:
            if name not in stage_names():
                raise unknown_key(name, stage_names(), section="", where="ChainConfig.stages")
        for entry in stages():
            check = getattr(self.of(entry), "validate", None)
            if check is not None:
                check()
            for step in self.asks(entry):
                self.llm.model_of(step)

    def to_plain(self) -> dict[str, dict[str, Any]]:
        """Table -> setting -> value, all of them, as ``world.toml`` has them.

        The model is there where it is not the default, which asks nobody.
        """
        plain = {entry.name: to_plain(self.of(entry)) for entry in stages()}
        return plain if self.llm == LlmConfig() else {**plain, LLM.name: to_plain(self.llm)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Layer:
    """Settings from one place; a later layer wins over an earlier one."""

    sections: Mapping[str, Mapping[str, Any]]
    """Table -> setting -> value."""
    place: Callable[[str, str], str]
    """Stage and setting -> where it was given, for messages."""
    seed: int | None = None
    lenient: bool = False
    """Leave out settings that do not exist: a world of an older version may have some."""


def config_from(layers: Sequence[Layer]) -> ChainConfig:
    """One configuration from defaults and layers.

    Raises:
        ConfigError: A setting is unknown, of a wrong type, or contradicts another; the message
            says where it was given.
    """
    seed = 0
    for layer in layers:
        seed = seed if layer.seed is None else layer.seed
        for name in layer.sections:
            if name not in section_names() and not layer.lenient:
                raise unknown_key(name, section_names(), section="", where=layer.place(name, ""))
    return ChainConfig(
        seed=seed,
        stages={entry.name: _section(entry, layers) for entry in stages()},
        llm=_section(LLM, layers),
    )


def _section(entry: Section, layers: Sequence[Layer]) -> Any:
    cls = entry.config_class()
    known = {setting.name for setting in config_fields(cls)}
    values: dict[str, Any] = {}
    places: dict[str, str] = {}
    for layer in layers:
        for name, value in layer.sections.get(entry.name, {}).items():
            if layer.lenient and name not in known:
                continue
            old = values.get(name)
            if isinstance(old, dict) and isinstance(value, dict):
                values[name] = {**old, **value}
            else:
                values[name] = value
            places[name] = layer.place(entry.name, name)
    return build(cls, values, section=entry.name, where=places.__getitem__)
