"""The draft that the folder of an environment holds: what checks and designers work on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.draft import EnvironmentDraft
from agentscaler.environments.folder import further_states, read_folder
from agentscaler.errors import EnvironmentFileError

if TYPE_CHECKING:
    from os import PathLike


def read_draft(path: str | PathLike[str]) -> EnvironmentDraft:
    """Read a folder as a draft; all its states are read, so that none of them is broken.

    Raises:
        EnvironmentFileError: A file is missing or broken: which, where in it, and what to do; or
            the folder lacks what checks need.

    Example:
        >>> import pathlib, tempfile
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> _ = (folder / "environment.json").write_text('{"format_version": 1, "domain": "d"}')
        >>> _ = (folder / "state.json").write_text("{}")
        >>> _ = (folder / "tools.py").write_text("def ping(db): return 1")
        >>> read_draft(folder)
        Traceback (most recent call last):
        agentscaler.errors.EnvironmentFileError: there is no blueprint...
    """
    folder = read_folder(path)
    header, root = folder.header, folder.path
    where = str(root / "environment.json")
    if header.blueprint is None:
        raise EnvironmentFileError(
            "there is no blueprint: nobody can check what the tools are meant to do",
            where=where,
            mend="write what each tool does into it, see docs/environments.md",
        )
    if header.tools is None:
        raise EnvironmentFileError(
            "there is no list of tools", where=where, mend="list name, description, parameters"
        )
    if folder.schema is None:
        raise EnvironmentFileError(
            "the file is missing", where=str(root / "schema.json"), mend="declare the tables there"
        )
    for number in further_states(root):
        read_folder(root, state=number)
    schema: dict[str, Any] = json.loads((root / "schema.json").read_bytes())
    return EnvironmentDraft(
        domain=header.domain,
        blueprint=header.blueprint,
        source=folder.source,
        tools=tuple(header.tools),
        schema=schema,
        policy=folder.policy or "",
        rules=header.rules,
        state=json.loads(folder.state.to_json()),
        clock=header.clock or "1970-01-01T00:00:00Z",
        lineage=dict(header.lineage),
    )
