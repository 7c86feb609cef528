"""Programs under CPython: what is particular to this engine, beside what all engines share."""

from __future__ import annotations

import bdb
import io
import json
import linecache
import pdb  # noqa: T100 - the debugger is what is tested
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from agentscaler.environments import Database, Limits, Side, State, run_in_python

if TYPE_CHECKING:
    from pathlib import Path

STATE = {"orders": {"#1": {"status": "new"}}, "log": [{"x": 1}, {"x": 1}]}


def run(source: str, arguments: Any = None, *, name: str = "tool", **options: Any) -> Any:
    state = options.pop("state", None) or State.from_json(STATE)
    before = state.savepoint()
    result = run_in_python(textwrap.dedent(source), state, name, arguments or {}, **options)
    if result.kind != "ok":
        assert state == before
        assert state.side == before.side
    return result


def test_a_refusal_passes_every_handler_and_takes_everything_back() -> None:
    state = State.from_json(STATE)
    state.side = Side(seed=3, clock_us=5)
    result = run(
        """
        def tool(db):
            db.insert("orders", {}, db.new_id("orders"))
            try:
                refuse("no")
            except Exception:
                return "caught"
            finally:
                db.delete("orders", "#1")
        """,
        state=state,
    )
    assert (result.kind, result.content, result.is_error) == ("refusal", "no", True)
    assert state.side == Side(seed=3, clock_us=5)
    assert json.loads(state.to_json()) == STATE


def test_a_fault_tells_the_lines_of_the_program_and_no_others() -> None:
    result = run(
        """
        def tool(db):
            db.delete("orders", "#1")
            return _part(db.get("orders", "#1"))

        def _part(order):
            return order["status"]
        """
    )
    message = "TypeError: 'NoneType' object is not subscriptable"
    assert result.content == f"the tool failed: {message}"
    lines = result.detail.splitlines()
    assert [line.strip() for line in lines if "File" in line or "order" in line] == [
        'File "tools.py", line 4, in tool',
        'return _part(db.get("orders", "#1"))',
        'File "tools.py", line 7, in _part',
        'return order["status"]',
    ]
    assert lines[-1] == message


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("db.get('none', 1)", 'KeyError: there is no table "none"; the tables are orders, log'),
        ("{}['a']", "KeyError: a"),
        ("int('x')", "ValueError: invalid literal for int() with base 10: 'x'"),
        ("assert False", "AssertionError"),
        ("json.loads('{')", "json.JSONDecodeError: "),
        ("re.compile('(')", "re.PatternError: "),
        ("refuse(5)", "TypeError: "),
        ("_down(0)", "RecursionError: maximum recursion depth exceeded"),
        ("db.nothing()", "AttributeError: "),
        ("db.get()", "TypeError: "),
    ],
)
def test_faults_are_called_as_the_compiled_engine_calls_them(body: str, said: str) -> None:
    source = f"import json\nimport re\ndef tool(db):\n    {body}\ndef _down(n):\n    _down(n + 1)\n"
    result = run(source, checked=False)
    assert result.kind == "fault"
    assert result.content.startswith(f"the tool failed: {said}")


@pytest.mark.parametrize(
    ("returned", "content"),
    [
        ("'plain é'", "plain é"),
        (
            "('é', 1.0, 1e16, None, True, 10**30)",
            '["é", 1.0, 1e+16, null, true, ' + "1" + "0" * 30 + "]",
        ),
        ("{'b': [], 'a': {}}", '{"b": [], "a": {}}'),
        ("None", "null"),
        ("[-0.0, 1e-07, 'a\"\\n']", '[-0.0, 1e-07, "a\\"\\n"]'),
    ],
)
def test_results_are_as_python_writes_json(returned: str, content: str) -> None:
    result = run(f"def tool(db):\n    return {returned}\n")
    assert (result.kind, result.content) == ("ok", content)


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("{1: 2}", "TypeError: the result is a dict with the key 1; a key of JSON is a string"),
        (
            "[{1}]",
            "TypeError: the result[0] is a set, which JSON does not have; sort it into a list",
        ),
        ("float('nan')", "ValueError: the result is NaN"),
        ("{'a': [-1e999]}", 'ValueError: the result["a"][0] is infinite'),
        ("b'x'", "TypeError: the result is of type bytes, which JSON does not have"),
        (
            "10**1000",
            "ValueError: the result is an integer of more than 1000 digits (integer_digits)",
        ),
        ("'\\ud800'", "ValueError: the result is half of a surrogate pair"),
        ("_deep(127)", "ValueError: the result is nested deeper than 126 levels"),
        ("'x' * 1048577", "LimitReachedError: the result is longer than 1048576 bytes"),
    ],
)
def test_what_is_no_json_is_a_fault(returned: str, message: str) -> None:
    source = f"""
        def tool(db):
            db.delete("orders", "#1")
            return {returned}

        def _deep(levels):
            value = 1
            for _ in range(levels):
                value = [value]
            return value
        """
    result = run(source, checked=False)
    assert (result.kind, result.content) == ("fault", f"the tool failed: {message}")


def test_limits_end_a_call_whatever_the_program_catches() -> None:
    source = """
        def tool(db, n: int):
            db.delete("orders", "#1")
            for _ in range(n):
                try:
                    db.rows("log")
                except Exception:
                    pass
        """
    limits = Limits(host_calls=5, rows_read=6)
    assert run(source, {"n": 3}, limits=limits).kind == "ok"
    said = run(source, {"n": 4}, limits=limits).content
    assert said == "the tool failed: LimitReachedError: more than 6 rows read"
    said = run(source, {"n": 5}, limits=Limits(host_calls=5)).content
    assert said == "the tool failed: LimitReachedError: more than 5 calls of db"


def test_nothing_of_a_module_stays_for_the_next_call() -> None:
    source = "SEEN = []\ndef tool(db):\n    SEEN.append(1)\n    return len(SEEN)\n"
    assert [run(source).content for _ in range(2)] == ["1", "1"]


def test_rows_are_copies_on_both_ways() -> None:
    result = run(
        """
        def tool(db):
            row = {"parts": [1]}
            db.insert("orders", row, "#2")
            row["parts"].append(2)
            db.get("orders", "#2")["parts"].append(3)
            db.rows("orders")[1]["parts"].append(4)
            return db.get("orders", "#2")
        """
    )
    assert result.content == '{"parts": [1]}'


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "SystemExit"])
def test_who_stops_python_is_not_held_up_and_the_state_is_as_before(error: str) -> None:
    state = State.from_json(STATE)
    source = f"def tool(db):\n    db.delete('orders', '#1')\n    raise {error}\n"
    with pytest.raises((KeyboardInterrupt, SystemExit)):
        run_in_python(source, state, "tool", {}, checked=False)
    assert json.loads(state.to_json()) == STATE


def test_a_breakpoint_stops_in_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "def tool(db):\n    db.delete('orders', '#1')\n    breakpoint()\n    return 1\n"
    seen = []

    def stop() -> None:
        frame = sys._getframe(1)
        seen.append((frame.f_code.co_name, linecache.getline(frame.f_code.co_filename, 4)))

    monkeypatch.setattr(sys, "breakpointhook", stop)
    assert run(source, checked=False).content == "1"
    assert seen == [("tool", "    return 1\n")]


def test_leaving_the_debugger_leaves_the_state_as_it_was() -> None:
    state = State.from_json(STATE)
    debugger = pdb.Pdb(
        stdin=io.StringIO("quit\n"), stdout=io.StringIO(), nosigint=True, readrc=False
    )
    source = (
        "def tool(db):\n    db.delete('orders', '#1')\n    DEBUGGER.set_trace()\n    return 1\n"
    )
    sys.modules["builtins"].DEBUGGER = debugger  # type: ignore[attr-defined]
    try:
        with pytest.raises(bdb.BdbQuit):
            run_in_python(source, state, "tool", {}, checked=False)
    finally:
        del sys.modules["builtins"].DEBUGGER  # type: ignore[attr-defined]
        sys.settrace(None)
    assert json.loads(state.to_json()) == STATE


def test_python_m_pdb_stops_at_a_line_of_a_file(tmp_path: Path) -> None:
    tools = tmp_path / "tools.py"
    tools.write_text("def tool(db, word: str):\n    answer = word.upper()\n    return answer\n")
    script = tmp_path / "debug.py"
    script.write_text(
        textwrap.dedent(
            f"""
            from pathlib import Path
            from agentscaler.environments import State, run_in_python

            path = {str(tools)!r}
            text, state = Path(path).read_text(), State.from_json({{}})
            run_in_python(text, state, "tool", {{"word": "a"}}, filename=path)
            """
        )
    )
    commands = f"break {tools}:3\ncontinue\np answer\nquit\n"
    done = subprocess.run(
        [sys.executable, "-m", "pdb", str(script)],
        input=commands,
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    assert "-> return answer" in done.stdout
    assert "'A'" in done.stdout


def test_the_source_may_be_no_python() -> None:
    with pytest.raises(SyntaxError):
        run_in_python("def tool(db:", State.from_json({}), "tool", {}, checked=False)


def test_a_database_can_be_used_by_hand() -> None:
    state = State.from_json({"seats": [{"row": 1}]})
    db = Database(state)
    with pytest.raises(KeyError, match="no table"):
        db.rows("none")
    assert db.insert("seats", {"row": 2}) == 2
    assert state.count("seats") == 2
