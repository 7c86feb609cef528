"""What anybody reaches without looking: the floor under every figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.fidelity.subject import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.environments.design.draft import DesignTask
    from agentscaler.environments.fidelity.traces import Episode


class _Covering:
    """Has something to say to every call, and remembers nothing."""

    def covers(self, operation: str) -> bool:  # noqa: ARG002 - whatever it is
        """It has an answer to everything."""
        return True

    def why_not(self, operation: str) -> str:  # noqa: ARG002 - whatever it is
        """Nothing is left out."""
        return ""


class AcceptsAll(_Covering):
    """Accepts every call and repeats its arguments.

    Example:
        >>> AcceptsAll().call("GetPet", {"id": 3})
        Answer(kind='ok', value={'id': 3}, text='')
    """

    def begin(self, episode: Episode) -> AcceptsAll:  # noqa: ARG002 - all are the same to it
        """There is nothing to begin."""
        return self

    def call(self, operation: str, arguments: Mapping[str, Any]) -> Answer:  # noqa: ARG002
        """Yes."""
        return Answer(kind="ok", value=dict(arguments))


class RefusesAll(_Covering):
    """Refuses every call.

    Example:
        >>> RefusesAll().call("GetPet", {"id": 3}).kind
        'refusal'
    """

    def begin(self, episode: Episode) -> RefusesAll:  # noqa: ARG002 - all are the same to it
        """There is nothing to begin."""
        return self

    def call(self, operation: str, arguments: Mapping[str, Any]) -> Answer:  # noqa: ARG002
        """No."""
        return Answer(kind="refusal", text="no")


def accepts_all(task: DesignTask) -> AcceptsAll:  # noqa: ARG001 - whatever the tools are
    """Measure `AcceptsAll`."""
    return AcceptsAll()


def refuses_all(task: DesignTask) -> RefusesAll:  # noqa: ARG001 - whatever the tools are
    """Measure `RefusesAll`."""
    return RefusesAll()
