"""Plain words for the reason codes of the stages: what happened, for whoever misses a tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.domains.reasons import REASONS as DOMAIN_REASONS
from agentscaler.environments.reasons import REASONS as ENVIRONMENT_REASONS
from agentscaler.tasks.reasons import REASONS as TASK_REASONS
from agentscaler.tools.reasons import REASONS as TOOL_REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAIN: Mapping[str, str] = {
    **TOOL_REASONS,
    **DOMAIN_REASONS,
    **ENVIRONMENT_REASONS,
    **TASK_REASONS,
}
"""Code -> one sentence, as the stage that gives the reason says it."""


def headline(code: str) -> str:
    """Return the code as words.

    Example:
        >>> headline("exact_duplicate")
        'Exact duplicate'
    """
    words = code.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def plain(code: str) -> str:
    """Return the explanation of a code, or nothing where there is none.

    Example:
        >>> plain("no_tools")
        'A list of tools without tools.'
        >>> plain("a code of a later stage")
        ''
    """
    return PLAIN.get(code, "")
