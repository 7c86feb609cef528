"""Records of the formats that are read: each a function from a JSON object to a trajectory."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from agentscaler.trajectories.forms import read_messages, read_tools, wrong
from agentscaler.trajectories.message import Message
from agentscaler.trajectories.sharegpt import read_conversation
from agentscaler.trajectories.trajectory import Attribution, Termination, Trajectory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Format: TypeAlias = Literal["agentscaler", "openai", "sharegpt", "tau", "tau2"]

_ENDED = {
    "user_stop": Termination.USER_DONE,
    "agent_stop": Termination.AGENT_DONE,
    "max_steps": Termination.MAX_TURNS,
    "too_many_errors": Termination.MAX_ERRORS,
}
_STOP = "###STOP###"
_OWN = frozenset(Trajectory.__dataclass_fields__) | {"format_version"}


def read_own(plain: Mapping[str, Any], facts: Mapping[str, Any]) -> Trajectory:
    """Our own lines, and every other line with ``messages`` in OpenAI's form.

    Fields that are not ours go to ``meta``. A ``tools`` that is no list, such as a reference to a
    file, goes there as well.
    """
    del facts
    tools, meta = plain.get("tools"), _meta(plain)
    if isinstance(tools, dict):
        meta["tools"] = tools
        tools = None
    return _made(
        plain.get("id"),
        messages=read_messages(plain.get("messages")),
        tools=read_tools(tools),
        task_id=_name(plain.get("task_id")),
        environment=_name(plain.get("environment")),
        split=_name(plain.get("split")),
        agent=_name(plain.get("agent")) or "",
        trial=_count(plain.get("trial"), "trial"),
        seed=_count(plain.get("seed"), "seed"),
        final_changes=_object(plain.get("final_changes"), "final_changes"),
        reward=_reward(plain.get("reward")),
        termination=_enumerated(Termination, plain.get("termination"), "termination"),
        attribution=_enumerated(Attribution, plain.get("attribution"), "attribution")
        or Attribution.NONE,
        usage=_object(plain.get("usage"), "usage") or {},
        versions=_object(plain.get("versions"), "versions") or {},
        meta=meta,
    )


def _meta(plain: Mapping[str, Any]) -> dict[str, Any]:
    meta = dict(_object(plain.get("meta"), "meta") or {})
    return {**{name: value for name, value in plain.items() if name not in _OWN}, **meta}


def read_sharegpt(plain: Mapping[str, Any], facts: Mapping[str, Any]) -> Trajectory:
    """ShareGPT, as LLaMA-Factory has it: ``conversations`` with ``from`` and ``value``."""
    del facts
    messages = read_conversation(plain.get("conversations"))
    system = plain.get("system")
    if isinstance(system, str) and system and messages[0].role != "system":
        messages = (Message(role="system", content=system), *messages)
    rest = {
        name: value
        for name, value in plain.items()
        if name not in {"conversations", "system", "tools", "id"}
    }
    return _made(
        plain.get("id"), messages=messages, tools=read_tools(plain.get("tools")), meta=rest
    )


def read_tau(plain: Mapping[str, Any], facts: Mapping[str, Any]) -> Trajectory:
    """A row of a result file of tau-bench: ``traj``, ``reward``, ``task_id``, ``trial``."""
    del facts
    info = _part(plain, "info")
    if not plain.get("traj") and "error" in info:
        raise wrong("no_messages", f"the run has failed: {str(info['error'])[:200]}")
    messages = read_messages(plain.get("traj"))
    last = messages[-1]
    stopped = last.role == "user" and _STOP in (last.content or "")
    task = _part(info, "task")
    return _made(
        None,
        messages=messages,
        task_id=_name(plain.get("task_id")),
        trial=_count(plain.get("trial"), "trial"),
        reward=_reward(plain.get("reward")),
        termination=Termination.USER_DONE if stopped else None,
        meta={
            "source": {"format": "tau"},
            "task": dict(task),
            "reward_info": info.get("reward_info"),
        },
    )


def read_tau2(plain: Mapping[str, Any], facts: Mapping[str, Any]) -> Trajectory:
    """A simulation of a result file of tau2-bench, or one that stands alone."""
    run = _part(plain, "run_info") or plain
    about = _part(facts, "info")
    messages = read_messages(plain.get("messages"))
    place, player = _part(about, "environment_info"), _part(about, "agent_info")
    policy = plain.get("policy") or place.get("policy")
    if isinstance(policy, str) and messages[0].role != "system":
        messages = (Message(role="system", content=policy), *messages)
    scored = _part(plain, "reward_info")
    ended = run.get("termination_reason")
    return _made(
        None,
        messages=messages,
        task_id=_name(plain.get("task_id")),
        environment=_name(place.get("domain_name")),
        agent=_name(player.get("llm")) or "",
        trial=_count(plain.get("trial"), "trial"),
        seed=_count(plain.get("seed"), "seed"),
        reward=_reward(scored.get("reward")),
        termination=None if ended is None else _ENDED.get(str(ended), Termination.INFRASTRUCTURE),
        meta={
            "source": {"format": "tau2", "termination_reason": ended},
            "db_match": _part(scored, "db_check").get("db_match"),
            "reward_breakdown": scored.get("reward_breakdown"),
        },
    )


READERS: dict[Format, Callable[[Mapping[str, Any], Mapping[str, Any]], Trajectory]] = {
    "agentscaler": read_own,
    "openai": read_own,
    "sharegpt": read_sharegpt,
    "tau": read_tau,
    "tau2": read_tau2,
}
"""Format -> reader of one record; it is also given what the file says about all of them."""


def format_of(record: Any) -> Format | None:
    """The format of a record; ``None``: none that is known.

    Example:
        >>> format_of({"messages": []}), format_of({"conversations": []}), format_of({"traj": []})
        ('openai', 'sharegpt', 'tau')
    """
    if not isinstance(record, dict):
        return None
    if "traj" in record:
        return "tau"
    if "conversations" in record:
        return "sharegpt"
    if "messages" not in record:
        return None
    if "reward_info" in record or "termination_reason" in record or "run_info" in record:
        return "tau2"
    return "agentscaler" if "format_version" in record else "openai"


def _made(id_: Any, **parts: Any) -> Trajectory:
    """A trajectory with its own id where it has one."""
    try:
        made = Trajectory.made(**parts)
    except UnicodeEncodeError:
        raise wrong("not_text", "half of a surrogate pair") from None
    except ValueError as error:
        raise wrong("not_json", str(error)) from None
    return replace(made, id=id_) if isinstance(id_, str) and id_ else made


def _part(plain: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A member that is an object; empty where it is missing or something else."""
    found = plain.get(name)
    return found if isinstance(found, dict) else {}


def _name(value: Any) -> str | None:
    """A text, or a number as text."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value)


def _count(value: Any, what: str) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 64:
        raise wrong("wrong_field", f"{what} is no number from 0: {json.dumps(value)[:60]}")
    return value


def _reward(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong("wrong_field", f"the reward is no number: {json.dumps(value)[:60]}")
    return float(value)


def _object(value: Any, what: str) -> dict[str, Any] | None:
    if value is not None and not isinstance(value, dict):
        raise wrong("wrong_field", f"{what} is no object")
    return value


def _enumerated(kind: Any, value: Any, what: str) -> Any:
    if value is None:
        return None
    try:
        return kind(value)
    except ValueError:
        raise wrong("wrong_field", f"there is no {what} {value!r}") from None
