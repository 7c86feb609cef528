"""Drafts of environments by a language model: tables first, then each tool by itself.

One request for the tables and the policy, then one for each tool, all tools at once. What a reply
may say is small: JSON of a known form, and one function. Rows, schema and the text of the policy
are made of that as for every designer; programs are compiled in a worker and nowhere else. What
does not hold goes back with the last reply, as often as the stage allows repairs.
"""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import TYPE_CHECKING

from agentscaler.environments.checks.fitting import fitting
from agentscaler.environments.checks.watching import Watch
from agentscaler.environments.design.blueprint import Blueprint, LeftOut
from agentscaler.environments.design.draft import EnvironmentDraft, Failure
from agentscaler.environments.design.model.prompt import IMPORTS
from agentscaler.environments.design.model.reading import (
    Program,
    Tables,
    UnreadableError,
    module,
    read_program,
    read_tables,
)
from agentscaler.environments.design.model.requests import again, tables_chat, tool_chat
from agentscaler.environments.design.rules.listing import listed
from agentscaler.environments.design.rules.policy import policy_text
from agentscaler.environments.design.schema import schema_of
from agentscaler.environments.design.unfit import unfit
from agentscaler.environments.seeding import seed_state
from agentscaler.environments.state import Schema, State
from agentscaler.environments.worker import WorkerToolSet
from agentscaler.errors import ModelError, StateError, ToolError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from agentscaler.environments.design.draft import DesignTask, Rule
    from agentscaler.environments.design.model.requests import Chat
    from agentscaler.tools.tool import Tool

UNREADABLE = "reply_unreadable"
_MOST_BYTES = 240_000
"""Of a module; the engine takes 262,144."""
_NAMES = frozenset(dir(builtins)) | frozenset(IMPORTS)
"""A function of such a name would hide it from all programs."""


class ModelDesigner:
    """Makes environments with a language model (design 4.6); one designer serves one domain.

    Args:
        ask: Chats -> the texts of the replies, in their order.
        model: Its name, as it is kept with the environment.
        tries: Replies that are asked for, until the tables can be used (count).

    Example:
        >>> from agentscaler.environments.design.draft import DesignTask
        >>> ModelDesigner(lambda chats: [], model="m").design(DesignTask(name="", tools=[])).tools
        ()
    """

    name = "model"

    def __init__(
        self, ask: Callable[[Sequence[Chat]], list[str]], *, model: str, tries: int = 3
    ) -> None:
        self._ask = ask
        self._model = model
        self._tries = tries
        self._task: DesignTask | None = None
        self._unfit: tuple[LeftOut, ...] = ()
        self._tables = Tables(tables=(), rules=(), plain={})
        self._tables_chat: Chat = []
        self._tables_reply = ""
        self._chats: dict[str, Chat] = {}
        self._replies: dict[str, str] = {}

    def design(self, task: DesignTask) -> EnvironmentDraft:
        """Make a draft.

        Raises:
            ModelError: The model does not answer, or gives no tables that can be used.
        """
        left_out = unfit(task.tools, used=_NAMES, called=())
        fit = tuple(tool for at, tool in enumerate(task.tools) if at not in left_out)
        self._unfit = tuple(left_out.values())
        self._task = task = replace(task, tools=fit)
        if fit:
            self._tables_chat = tables_chat(task)
            self._design_tables(self._tables_chat)
        return self._drafted(task)

    def repair(self, draft: EnvironmentDraft, failures: Sequence[Failure]) -> EnvironmentDraft:
        """Ask again for what failed, with what was said and what is wrong with it.

        Raises:
            ModelError: The model does not answer, or gives no tables that can be used.
        """
        task = self._task
        if task is None:
            return draft
        whole = [one for one in failures if not one.tool]
        if whole:
            self._design_tables(again(self._tables_chat, self._tables_reply, whole))
        else:
            failed = [tool for tool in task.tools if any(one.tool == tool.name for one in failures)]
            self._ask_tools(
                failed,
                [
                    again(
                        self._chats[tool.name],
                        self._replies[tool.name],
                        [one for one in failures if one.tool == tool.name],
                    )
                    for tool in failed
                ],
            )
        return self._drafted(task)

    # Asking

    def _design_tables(self, chat: Chat) -> None:
        """Ask for tables until they can be used, and for all tools on them."""
        task = self._task
        assert task is not None  # noqa: S101 - `design` has set it
        wrong = ""
        for _ in range(self._tries):
            (reply,) = self._ask([chat])
            try:
                tables = read_tables(reply, task.tools)
                wrong = _unusable(tables, task)
            except UnreadableError as error:
                wrong = str(error)
            self._tables_reply = reply
            if not wrong:
                self._tables = tables
                chats = [tool_chat(task, tables, tool) for tool in task.tools]
                self._ask_tools(task.tools, chats)
                return
            chat = again(
                self._tables_chat, reply, [Failure(tool="", law="tables_hold", text=wrong)]
            )
        raise ModelError(
            f"the model gave no tables that can be used in {self._tries} replies; of the last: "
            f"{wrong}",
            reason="bad_reply",
            mend="take another model, or the designer rules",
        )

    def _ask_tools(self, tools: Sequence[Tool], chats: Sequence[Chat]) -> None:
        if not tools:
            return
        replies = self._ask(chats)
        for tool, chat, reply in zip(tools, chats, replies, strict=True):
            self._chats[tool.name] = chat
            self._replies[tool.name] = reply

    # Putting together

    def _drafted(self, task: DesignTask) -> EnvironmentDraft:
        """The draft that the last replies make."""
        left_out = list(self._unfit)
        problems: list[Failure] = []
        programs: dict[str, Program] = {}
        for tool in task.tools:
            try:
                found = read_program(self._replies[tool.name], tool, self._tables.rules)
            except UnreadableError as error:
                problems.append(Failure(tool=tool.name, law=UNREADABLE, text=str(error)))
                continue
            if isinstance(found, LeftOut):
                left_out.append(found)
            else:
                programs[tool.name] = found
        lists = {tool.name: listed(tool) for tool in task.tools if tool.name in programs}
        uncompiled = list(_uncompiled(programs, lists))
        problems += uncompiled
        for failure in uncompiled:
            del programs[failure.tool]
        for name in _without_room(programs):
            del programs[name]
            left_out.append(LeftOut(tool=name, reason="no_room"))
        waiting = {one.tool for one in problems}
        rules = tuple(_of_tools(self._tables.rules, programs))
        blueprint = Blueprint(
            tables=self._tables.tables,
            operations=tuple(one.operation for one in programs.values()),
            left_out=tuple(one for one in left_out if one.tool not in waiting),
        )
        return EnvironmentDraft(
            domain=task.name,
            blueprint=blueprint,
            source=module(programs.values(), f"Tools of {_title(task.name)}."),
            tools=tuple(lists[name] for name in programs),
            schema=schema_of(blueprint),
            policy=policy_text(blueprint, rules, domain=task.name),
            rules=rules,
            state=seed_state(blueprint, seed=task.seed, rows=task.rows),
            lineage={"designer": self.name, "model": self._model, "seed": task.seed},
            problems=tuple(problems),
        )


def _unusable(tables: Tables, task: DesignTask) -> str:
    """Why no rows can be made for tables; empty where they can."""
    blueprint = Blueprint(tables=tables.tables)
    draft = EnvironmentDraft(
        domain=task.name,
        blueprint=blueprint,
        source="",
        tools=(),
        schema=schema_of(blueprint),
        policy="",
        rules=(),
        state={table.name: [] for table in tables.tables},
    )
    wrong = [one.text for one in fitting(draft)]
    if wrong:
        return "; ".join(wrong)
    try:
        rows = seed_state(blueprint, seed=task.seed, rows=task.rows)
        state = State.from_json(rows, Schema.from_json(draft.schema))
    except StateError as error:
        return f"rows of these tables break their schema: {error.what}"
    except Exception as error:  # noqa: BLE001 - tables that nobody thought of
        return f"no rows can be made for these tables: {type(error).__name__}: {error}"
    return next(iter(Watch(blueprint, {}).dangling(state)), "")


def _uncompiled(
    programs: dict[str, Program], lists: dict[str, dict[str, object]]
) -> Iterable[Failure]:
    """Programs that do not hold to the dialect; each is tried alone where all together do not."""
    if not programs or _fault(module(programs.values()), list(lists.values())) is None:
        return
    for name, program in programs.items():
        fault = _fault(program.source, [lists[name]])
        if fault is not None:
            yield Failure(tool=name, law="compiles", text=fault)


def _fault(source: str, tools: Sequence[dict[str, object]]) -> str | None:
    """What the compiler says, in a worker."""
    try:
        with WorkerToolSet(source, tools):
            return None
    except ToolError as error:
        told = (f"{one}\n    {one.text}" if one.text else str(one) for one in error.diagnostics)
        return "\n".join(told) or str(error)
    except WorkerError as error:
        return f"a worker was lost while it compiled the source: {error.what}"


def _without_room(programs: dict[str, Program]) -> list[str]:
    """Programs behind the last one for which a module has room."""
    size = 0
    found = []
    for name, program in programs.items():
        size += len(program.source.encode())
        if size > _MOST_BYTES:
            found.append(name)
    return found


def _of_tools(rules: Iterable[Rule], tools: Iterable[str]) -> Iterable[Rule]:
    """Rules that speak of these tools, and of no others."""
    names = set(tools)
    for rule in rules:
        kept = tuple(tool for tool in rule.tools if tool in names)
        if kept:
            yield replace(rule, tools=kept)


def _title(name: str) -> str:
    """A name in a docstring: no quote ends it, no backslash escapes in it."""
    return "".join(char for char in name if char.isalnum() or char in " _-")
