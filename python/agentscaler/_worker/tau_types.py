"""Stand-ins for the few names of tau-bench that tools and tasks import, where it is not there."""

from __future__ import annotations

from typing import Any


class Record:
    """An object made of keyword arguments, as pydantic's models are."""

    fields: tuple[tuple[str, Any], ...] = ()

    def __init__(self, **values: Any) -> None:
        for name, default in self.fields:
            if name not in values:
                if default is ...:
                    raise ValueError(f"{type(self).__name__}: {name} is missing")
                values[name] = default() if callable(default) else default
        vars(self).update(values)

    def model_dump(self) -> dict[str, Any]:
        """The values by name."""
        return dict(vars(self))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]


class Action(Record):
    """A call of a tool."""

    fields = (("name", ...), ("kwargs", dict))


class Task(Record):
    """What a user wants, and the calls that do it."""

    fields = (("user_id", ""), ("instruction", ...), ("actions", list), ("outputs", list))


class Tool:
    """The class that tools derive from."""

    @staticmethod
    def invoke(*args: Any, **kwargs: Any) -> Any:
        """To be replaced."""
        raise NotImplementedError

    @staticmethod
    def get_info() -> dict[str, Any]:
        """To be replaced."""
        raise NotImplementedError


RESPOND_ACTION_NAME = "respond"

STAND_INS: dict[str, dict[str, Any]] = {
    "tau_bench.types": {
        "Action": Action,
        "Task": Task,
        "RESPOND_ACTION_NAME": RESPOND_ACTION_NAME,
        "RESPOND_ACTION_FIELD_NAME": "content",
    },
    "tau_bench.envs.tool": {"Tool": Tool},
}
