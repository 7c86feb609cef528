"""Hostile names of tools and arguments, in a list that somebody else wrote."""

from __future__ import annotations

import pytest

from agentscaler.environments import State, ToolSet, run_in_python
from agentscaler.environments.toolset import identifier
from agentscaler.environments.worker import WorkerToolSet
from agentscaler.errors import ToolError

NAMES = {
    "empty": "",
    "newline": "a\nimport os",
    "code": "x): \n    return open('/etc/passwd').read()\ndef y(db",
    "call": "f(db, **__arguments__) or __import__('os').system('id')",
    "input_of_the_engine": "__arguments__",
    "dunder": "__builtins__",
    "round": "round",
    "ligature": "\ufb01le",
    "full_width": "\uff44\uff42",
    "cyrillic": "\u0440rice",
    "right_to_left": "\u202edb",
    "zero_width": "d\u200bb",
    "nul": "a\x00b",
    "line_separator": "a\u2028b",
    "quotes": "\"'\\`{}%s",
    "format": "{0.__class__}",
    "keyword": "lambda",
    "long": "x" * 10_000,
    "long_without_a_letter": "\u6570" * 10_000,
    "long_with_digits_first": "9" * 10_000,
}


@pytest.mark.parametrize("attack", NAMES)
def test_a_name_is_a_name_and_nothing_else(attack):
    name = NAMES[attack]
    form = identifier(name)
    assert form.isidentifier()
    assert form.isascii()
    source = f"def {form}(db, {form}):\n    return [{form}, 2.675]\n"
    schema = {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}
    listed = [{"name": name, "description": name, "parameters": schema}]
    arguments = {name: "given"}
    tools = ToolSet(source, listed)
    results = [
        tools.call(State.from_json({}), name, arguments),
        run_in_python(source, State.from_json({}), name, arguments, tools=listed),
    ]
    with WorkerToolSet(source, listed) as held:
        assert held.tools == tools.tools
        if len(name) <= 1000:  # a worker is not asked for longer names
            results.append(held.call(State.from_json({}), name, arguments))
    assert {(result.kind, result.content) for result in results} == {("ok", '["given", 2.675]')}
    wrong = tools.call(State.from_json({}), name, {name: 5})
    assert wrong.kind == "invalid_call"


@pytest.mark.parametrize("attack", NAMES)
def test_what_is_told_of_a_name_is_short_and_on_one_line(attack):
    name = NAMES[attack]
    schema = {"type": "object", "properties": {name: {}, f"{name}-": {}}}
    listed = [{"name": name}, {"name": f"{name}-"}, {"name": "known", "parameters": schema}]
    with pytest.raises(ToolError) as caught:
        ToolSet("def known(db, other):\n    return other\n", listed)
    told = str(caught.value)
    # A head, and two lines a problem.
    assert len(told.splitlines()) == 1 + 2 * len(caught.value.diagnostics)
    assert all(len(line) < 500 for line in told.splitlines())
    assert all(len(one.what) + len(one.instead) < 500 for one in caught.value.diagnostics)
