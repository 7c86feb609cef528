"""How many tokens may be spent, counted while requests are under way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHARACTERS_A_TOKEN = 4
"""Of English text and JSON, roughly: only for what is not told."""


@dataclass(slots=True)
class TokenBudget:
    """Counts tokens, and stops requests when they are spent.

    What is under way is counted with an estimate, so that a thousand requests at once do not begin
    on the last token: the overshoot is at most what they need beyond their estimates.

    Example:
        >>> budget = TokenBudget(limit=100)
        >>> budget.begin(40)
        >>> budget.end(40, {"prompt_tokens": 80, "completion_tokens": 30})
        >>> budget.spent
        110
        >>> budget.begin(1)
        Traceback (most recent call last):
        agentscaler.errors.ModelError: the budget of 100 tokens is spent: 110
        ...
    """

    limit: int | None = None
    """Tokens sent and received; ``None``: no end."""
    spent: int = 0
    under_way: int = 0
    """Estimated tokens of requests that are not answered yet."""

    def begin(self, estimate: int) -> None:
        """A request is about to be sent.

        Raises:
            ModelError: The budget is spent.
        """
        if self.limit is not None and self.spent + self.under_way >= self.limit:
            raise ModelError(
                f"the budget of {self.limit:,} tokens is spent: {self.spent:,}",
                reason="budget_spent",
                mend="raise it and run again: replies that were paid for are in the cache",
            )
        self.under_way += estimate

    def end(self, estimate: int, usage: Mapping[str, int] | None) -> None:
        """The request is answered, or has failed (``None``)."""
        self.under_way -= estimate
        if usage is not None:
            self.spent += usage["prompt_tokens"] + usage["completion_tokens"]


def estimated_tokens(value: Any) -> int:
    """Tokens of a JSON value, roughly.

    Example:
        >>> estimated_tokens([{"role": "user", "content": "How are you today?"}])
        13
    """
    return len(json.dumps(value, ensure_ascii=False)) // _CHARACTERS_A_TOKEN
