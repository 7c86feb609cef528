"""Calls and results in words: what is done, to what, and what was found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agentscaler.environments import untold
from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.seeding.naming import words_of
from agentscaler.environments.words import listing
from agentscaler.tasks.json_paths import parent, value_at
from agentscaler.tasks.language.grammar import participle, plural, sentence, with_article
from agentscaler.tasks.language.spoken import Style, said
from agentscaler.tasks.language.words import (
    column_words,
    is_person,
    noun_of,
    phrase,
    status_words,
    verb_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentscaler.environments.design.blueprint import Operation, Parameter, Table
    from agentscaler.rollouts.scripted.answers import Found
    from agentscaler.rollouts.scripted.plan import Plan, Step
    from agentscaler.tasks.dice import Dice

_VERB = re.compile(r"\[([^\]]+)\]")
_MANY_CHANGES = 2
_LONG_ID = 40


class Wording:
    """How one agent puts things in one episode.

    Args:
        plan: What is spoken of.
        dice: Choices of words.
    """

    __slots__ = ("_blueprint", "_dice", "_plan", "_style")

    def __init__(self, plan: Plan, dice: Dice) -> None:
        self._plan = plan
        self._blueprint = plan.blueprint
        self._dice = dice
        self._style = Style(day_first=dice.chance(0.3))

    def doing(self, step: Step, arguments: dict[str, Any] | None = None) -> str:
        """A step as a verb phrase in the base form: ``cancel order W100002``.

        Args:
            step: The step.
            arguments: Those of the call, where they are not gold's.
        """
        return _VERB.sub(lambda found: found[1], self._phrase(step, arguments))

    def done(self, step: Step, arguments: dict[str, Any] | None = None) -> str:
        """The same with the participle: ``cancelled order W100002``."""
        return _VERB.sub(lambda found: participle(found[1]), self._phrase(step, arguments))

    def _phrase(self, step: Step, arguments: dict[str, Any] | None) -> str:  # noqa: PLR0911  one each
        operation, given = step.operation, step.arguments if arguments is None else arguments
        if operation is None:
            return f"[make] the call {phrase(step.tool)}"
        table = self._blueprint.table(operation.table)
        target = self.target(step, given)
        match operation.action:
            case Action.CREATE | Action.PUT:
                return self._create(step, operation, table, given)
            case Action.UPDATE:
                return self._update(operation, table, target, given)
            case Action.DELETE:
                return f"[{_plain_verb(operation, 'delete')}] {target}"
            case Action.CLEAR:
                return f"[clear] all {plural(noun_of(table))} of {target}"
            case Action.ADD | Action.REMOVE:
                verb, word = ("add", "to") if operation.action is Action.ADD else ("remove", "from")
                return f"[{verb}] {self._members(operation, given)} {word} {target}"
            case Action.CHANGE:
                asked = verb_of(operation)
                if asked is not None:
                    return f"[{asked}] {target}"
                return f"[set] {target} to {status_words(operation.status)}"
        return f"[look up] {self.looked_up(step)}"

    def target(self, step: Step, given: dict[str, Any]) -> str:
        """What a change is of."""
        operation = step.operation
        if operation is None:
            return "it"
        table = self._blueprint.table(operation.table)
        names = [one for one in operation.having(Role.KEY) if value_of(given, one.name) is not None]
        if not names:
            names = list(operation.having(Role.SCOPE))
        if not names:
            return f"the {noun_of(table)}"
        named = self._named(step, names[-1], value_of(given, names[-1].name), table)
        return named or f"the {noun_of(table)}"

    def _named(self, step: Step, one: Parameter, value: Any, table: Table) -> str:
        """A row by its label where a result told it, else by what the call names it by."""
        origin = step.origin(one.name)
        row = {} if origin is None else self._plan.row_of(origin)
        if value != (None if origin is None else origin.value):
            row = {}  # not the row of gold
        return self._row_name(row, table, value)

    def _row_name(self, row: dict[str, Any], table: Table, key: Any) -> str:
        noun = noun_of(table)
        label = row.get(table.label) if table.label else None
        if isinstance(label, str) and 0 < len(label) <= _LONG_ID and table.label not in table.key:
            return label if is_person(table) else f"the {noun} “{label}”"
        if key is None:
            return ""
        text = str(key)
        return f"the {noun}" if len(text) > _LONG_ID else f"{noun} {text}"

    def _create(self, step: Step, operation: Operation, table: Table, given: dict[str, Any]) -> str:
        data = {one.column: one for one in operation.having(Role.DATA)}
        label = data.get(table.label) if table.label else None
        keys = [one for one in operation.having(Role.KEY) if isinstance(_given(step, one), str)]
        name = value_of(given, label.name) if label is not None else None
        if name is None and keys:
            name = value_of(given, keys[0].name)
        default = "create" if operation.action is Action.CREATE else "set up"
        text = f"[{_plain_verb(operation, default)}] {with_article(noun_of(table))}"
        if isinstance(name, str) and len(name) <= _LONG_ID:
            text += f" named {name}" if is_person(table) else f" called “{name}”"
        else:
            text += self._first_datum(step, operation, table)
        above: list[str] = []
        for one in operation.having(Role.REFERENCE, Role.SCOPE):
            value = value_of(given, one.name)
            if one.table is not None and isinstance(value, str | int) and len(above) < 3:  # noqa: PLR2004
                above.append(self._named(step, one, value, self._blueprint.table(one.table)))
        above = [one for one in above if one]
        return f"{text} for {listing(above)}" if above else text

    def _first_datum(self, step: Step, operation: Operation, table: Table) -> str:
        """What tells a new row without a name from others: `` with the message “Fix typo”``."""
        for one in operation.having(Role.DATA):
            value = _given(step, one)
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                column = one.column or one.name
                words = column_words(column, table.noun)
                return f" with the {words} {said(value, column, one.schema, self._style)}"
        return ""

    def _update(
        self, operation: Operation, table: Table, target: str, given: dict[str, Any]
    ) -> str:
        changed = [
            (one, value)
            for one in operation.having(Role.DATA)
            if (value := value_of(given, one.name)) is not None and not isinstance(value, dict)
        ]
        if not changed or len(changed) > _MANY_CHANGES:
            return f"[update] {target}"
        parts = [
            f"the {column_words(one.column or one.name, table.noun)} to "
            f"{said(value, one.column or one.name, one.schema, self._style)}"
            for one, value in changed
        ]
        first, *rest = parts
        return f"[set] {first.replace(' to ', f' of {target} to ', 1)}" + "".join(
            f" and {one}" for one in rest
        )

    def _members(self, operation: Operation, given: dict[str, Any]) -> str:
        words = []
        for one in operation.having(Role.MEMBERS):
            value = value_of(given, one.name)
            if value is not None:
                words.append(said(value, one.column or one.name, one.schema, self._style))
        return listing(words) or "it"

    def looked_up(self, step: Step) -> str:
        """What a read reads: ``the orders of Ada Lovelace``."""
        operation = step.operation
        if operation is None:
            return phrase(step.tool)
        table = self._blueprint.table(operation.table)
        many = operation.action in {Action.LIST, Action.COUNT}
        noun = plural(noun_of(table)) if many else noun_of(table)
        return f"the {noun}"

    def lost(self, result: str) -> str:
        """What a tool said, short enough to repeat."""
        line = " ".join(result.split())
        return line if len(line) <= 160 else f"{line[:150].rstrip()} ..."  # noqa: PLR2004

    def answers(self, found: Iterable[Found]) -> list[str]:
        """Sentences that tell values of the answer, one after the other."""
        groups: list[list[Found]] = []
        for one in found:
            if groups and one.step is not None and _same_row(groups[-1][0], one):
                groups[-1].append(one)
            else:
                groups.append([one])
        texts = [self._told(group) for group in groups]
        values = [[one.value for one in group] for group in groups]
        # What the reward does not hear is said again, plainly. All at once: reading is what costs.
        for place in sorted({one.place for one in untold(values, [" ".join(texts)])}):
            at = int(place.removeprefix("answer[").split("]")[0])
            if not texts[at].endswith(")."):
                plain = listing([_plain(one) for one in values[at]])
                texts[at] = f"{texts[at].rstrip('.')} ({plain})."
        return texts

    def _told(self, group: list[Found]) -> str:
        first = group[0]
        text = self._counted(first) if first.step is None else self._of_row(group)
        return sentence(text or self._dice.pick(_PLAIN).format(value=_plain(first.value)))

    def _counted(self, found: Found) -> str | None:
        """A number that stands in no result: in the words in which it was asked for."""
        if not found.counted:
            return None
        value = found.value
        number = f"{value:,}" if value >= 10_000 else str(value)  # noqa: PLR2004
        if value == 1:
            return f"The number of {found.counted} is {number}"
        return f"There are {number} {found.counted}"

    def _of_row(self, group: list[Found]) -> str | None:
        first = group[0]
        if first.step is None:
            return None
        step = self._plan.steps[first.step]
        operation = step.operation
        if operation is None:
            return None
        table = self._blueprint.table(operation.table)
        parts = []
        for one in group:
            column = last_name(one.path)
            schema = table.column(column).schema if table.has(column) else {}
            words = column_words(column, table.noun) if words_of(column) else "value"
            parts.append((words, said(one.value, column, schema, self._style)))
        owner = self._owner(step, first, table)
        if len(parts) == 1:
            (words, value), *_ = parts
            verb = (
                "are"
                if words.endswith("s")
                and not words.endswith("ss")
                and (words.split()[-1] not in {"status", "address", "progress", "access", "class"})
                else "is"
            )
            return f"the {words}{owner} {verb} {value}"
        told = listing([f"the {words} is {value}" for words, value in parts])
        whose = owner.removeprefix(" of ")
        return f"for {whose}, {told}" if whose else told

    def _owner(self, step: Step, found: Found, table: Table) -> str:
        """`` of order W100002``: the row that a value stands in."""
        try:
            row = value_at(step.content, parent(found.path))
        except KeyError:
            row = {}
        row = row if isinstance(row, dict) else {}
        key = row.get(table.key[0]) if len(table.key) == 1 else None
        given = step.named_by()
        if key is None and given is not None:
            key = value_of(step.arguments, given)
        if table.label and last_name(found.path) == table.label:
            row = {name: cell for name, cell in row.items() if name != table.label}
        if same_text(key, found.value):
            key = None
        name = self._row_name(row, table, key)
        return f" of {name}" if name else ""


_PLAIN = (
    "The answer is {value}",
    "I found this: {value}",
    "It is {value}",
    "That comes to {value}",
)


def _given(step: Step, one: Parameter) -> Any:
    """The value of an argument that the user told."""
    origin = step.origin(one.name)
    return origin.value if origin is not None and origin.source == "user" else None


def same_text(one: Any, other: Any) -> bool:
    """Whether two values are written the same."""
    return one is not None and str(one) == str(other)


def value_of(arguments: dict[str, Any], name: str) -> Any:
    """An argument by its name; ``body.name`` is the member ``name`` of ``body``."""
    value: Any = arguments
    for part in name.split("."):
        if not isinstance(value, dict) or part not in value:
            return arguments.get(name)
        value = value[part]
    return value


def last_name(path: str) -> str:
    """The name of the column that a path ends with.

    Example:
        >>> last_name("orders[0].status"), last_name("tags[1]"), last_name("[3]")
        ('status', 'tags', '')
    """
    return re.sub(r"\[\d+\]", "", path).rpartition(".")[2]


def _same_row(one: Found, other: Found) -> bool:
    return one.step == other.step and parent(one.path) == parent(other.path)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _plain_verb(operation: Operation, default: str) -> str:
    return verb_of(operation) or default
