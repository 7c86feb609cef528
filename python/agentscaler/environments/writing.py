"""The files of an environment, made of a draft: the same bytes for the same draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.suite import write_cases
from agentscaler.environments.header import Header
from agentscaler.environments.layout import laid_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agentscaler.environments.checks.case import Case
    from agentscaler.environments.design.draft import EnvironmentDraft

HEADER = "environment.json"
"""Written last: where it is, the others are."""
_ROW_WIDTH = 200
"""A row of a table is a line, where it is not longer than this: then a diff shows rows."""


def folder_files(
    draft: EnvironmentDraft,
    *,
    domain_id: str = "",
    split: str = "",
    members: Mapping[str, str] | None = None,
    further_states: Sequence[Mapping[str, Any]] = (),
    tests: Iterable[Case] = (),
) -> dict[str, bytes]:
    """The files of an environment: relative path -> contents, in the order to write them.

    Args:
        draft: What a designer made, and checks have passed.
        domain_id: Of the domain.
        split: Of the domain.
        members: Every tool of the domain: id -> name.
        further_states: Databases beside that of the draft.
        tests: What its tools were seen to do.
    """
    header = Header(
        domain=draft.domain,
        domain_id=domain_id,
        split=split,
        clock=draft.clock,
        tools=[dict(tool) for tool in draft.tools],
        rules=draft.rules,
        blueprint=draft.blueprint,
        members=members or {},
        lineage=draft.lineage,
    )
    texts = {
        "schema.json": laid_out(draft.schema),
        "tools.py": _ended(draft.source),
        "policy.md": _ended(draft.policy),
        "state.json": laid_out(draft.state, _ROW_WIDTH),
        **{
            f"states/{at}.json": laid_out(one, _ROW_WIDTH)
            for at, one in enumerate(further_states, 2)
        },
        "tests.jsonl": write_cases(tests),
        HEADER: laid_out(header.to_plain()),
    }
    return {path: text.encode() for path, text in texts.items() if text}


def _ended(text: str) -> str:
    """A file ends with a line feed, as editors leave it."""
    return text if not text or text.endswith("\n") else f"{text}\n"
