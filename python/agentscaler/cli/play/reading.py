"""Where lines come from: a terminal with completion, or a pipe."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from agentscaler.cli.play.completion import completions, last_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentscaler.environments import Environment

PROMPT = "> "


def is_terminal() -> bool:
    """Whether somebody sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def read_lines(environment: Environment) -> Iterator[str]:
    """Lines until the end of input."""
    if not is_terminal():
        yield from sys.stdin
        return
    # Windows has no readline; lines can be typed there all the same.
    with contextlib.suppress(ImportError):
        import readline

        readline.set_completer_delims(" \t\n")
        readline.set_completer(Completer(environment))
        edited = "libedit" in (readline.__doc__ or "")  # as on macOS
        readline.parse_and_bind("bind ^I rl_complete" if edited else "tab: complete")
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            return
        except KeyboardInterrupt:
            sys.stdout.write("\n")  # as a shell: the line is given up, the session goes on


class Completer:
    """What readline asks: the n-th completion of the word before the cursor."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._found: list[str] = []

    def __call__(self, text: str, number: int) -> str | None:
        """The n-th completion, or ``None``.

        Args:
            text: What readline takes for the word: the end of ours, where a quote holds a space.
            number: From 0.
        """
        if number == 0:
            import readline

            line = readline.get_line_buffer()[: readline.get_endidx()]
            skipped = len(line) - len(text) - last_word(line)
            found = completions(self._environment, line)
            ends = "" if len(found) == 1 and found[0].endswith("=") else " "
            self._found = [word[skipped:] + (ends if len(found) == 1 else "") for word in found]
        return self._found[number] if number < len(self._found) else None
