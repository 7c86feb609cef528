"""Plain words for the reason codes of the stages: what happened, for whoever misses a tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.domains.reasons import REASONS as DOMAIN_REASONS
from agentscaler.environments.reasons import REASONS as ENVIRONMENT_REASONS
from agentscaler.filters.reasons import SENTENCES
from agentscaler.tasks.reasons import REASONS as TASK_REASONS
from agentscaler.tools.reasons import REASONS as TOOL_REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAYING_REASONS: Mapping[str, str] = {
    "no_environment": "The environment of the task could not be started.",
    "no_start": "The task could not be set up in its environment.",
    "player_failed": "A model that plays could not be asked, or its answer could not be used.",
}
"""Why nobody played a task."""

PLAIN: Mapping[str, str] = {
    **TOOL_REASONS,
    **DOMAIN_REASONS,
    **ENVIRONMENT_REASONS,
    **TASK_REASONS,
    **PLAYING_REASONS,
}
"""Code -> one sentence, as the stage that gives the reason says it. Filters and packing mean others
by some of these codes: theirs are told by their own sentences."""

_PACKING_REASONS: Mapping[str, str] = {
    "not_kept": "The filters dropped the trajectory; the verdicts say why.",
    "no_verdict": "The filters have not judged the trajectory.",
    "no_split": "Nobody says whether the trajectory is for training.",
    "over_long": "It has more tokens than a bin holds, or than are allowed.",
    "nothing_trained": "The agent writes nothing that could be learned.",
    "bad_shape": "The record is no conversation.",
    "no_messages": "The record has no message.",
    "no_content": "A message has neither a text nor a call.",
    "bad_arguments": "The arguments of a call are no object, and the template needs one.",
    "control_token": "A text holds a control token of the tokenizer, which would end a message.",
    "template_refused": "The chat template refuses the conversation.",
    "template_failed": "The chat template fails with the conversation.",
    "template_endless": "The chat template does more work with the conversation than it may.",
    "marks_inside": "It is not known where the template puts what the agent writes.",
    "not_prefix": "It cannot be proved which tokens the agent wrote.",
    "tokenizer_failed": "The tokenizer cannot write the text.",
}


def as_words(code: str) -> str:
    """Return the words of a code.

    Example:
        >>> as_words("arguments_not_json")
        'arguments not JSON'
    """
    return " ".join("JSON" if word == "json" else word for word in code.split("_"))


def headline(code: str) -> str:
    """Return the code as words.

    Example:
        >>> headline("exact_duplicate")
        'Exact duplicate'
    """
    words = as_words(code.replace("-", " ")).strip()
    return words[:1].upper() + words[1:]


def filter_sentence(code: str) -> str:
    """Say why the filters dropped a trajectory, or nothing where the code is not known.

    Example:
        >>> filter_sentence("answered_twice"), filter_sentence("7 other reasons")
        ('A call has two results.', '')
    """
    return SENTENCES.get(code, "")


def packing_sentence(code: str) -> str:
    """Say why a trajectory became no tokens, or is in no bin.

    Example:
        >>> packing_sentence("not_kept")
        'The filters dropped the trajectory; the verdicts say why.'
        >>> packing_sentence("not_utf8")
        'The line holds bytes that are not UTF-8 text.'
    """
    return _PACKING_REASONS.get(code) or filter_sentence(code)


def plain(code: str) -> str:
    """Return the explanation of a code, or nothing where there is none.

    Example:
        >>> plain("no_tools")
        'A list of tools without tools.'
        >>> plain("a code of a later stage")
        ''
    """
    return PLAIN.get(code, "")
