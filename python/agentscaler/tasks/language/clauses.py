"""Wishes as verb phrases: ``[cancel] order W100002 (reason: too slow)``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.words import listing
from agentscaler.tasks.language import phrases
from agentscaler.tasks.language.grammar import for_number, gerund, participle, plural, with_article
from agentscaler.tasks.language.rows import is_plain
from agentscaler.tasks.language.spoken import amount, said
from agentscaler.tasks.language.words import (
    HAD,
    column_words,
    is_name,
    is_person,
    noun_of,
    status_words,
    verb_of,
)
from agentscaler.tasks.walk.mention import stated

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Operation, Table
    from agentscaler.tasks.dice import Dice
    from agentscaler.tasks.language.rows import Rows
    from agentscaler.tasks.walk.mention import Owner
    from agentscaler.tasks.walk.wish import Act, Ask, Datum, Reckon

_VERB = re.compile(r"\[([^\]]+)\]")


def inflected(phrase: str, *, doing: bool = False) -> str:
    """A verb phrase with its marked verbs in the base form, or with -ing.

    Example:
        >>> inflected("[cancel] it and [delete] that", doing=True)
        'cancelling it and deleting that'
    """
    return _VERB.sub(lambda found: gerund(found[1]) if doing else found[1], phrase)


def _named(datum: Datum, noun: str) -> str:
    words = column_words(datum.column, noun)
    return f"“{words}”" if isinstance(datum.value, bool) else f"the {words}"


class Clauses:
    """Puts single wishes into words."""

    __slots__ = ("_dice", "_rows", "_used")

    def __init__(self, rows: Rows, dice: Dice, used: set[str]) -> None:
        self._rows = rows
        self._dice = dice
        self._used = used

    def act(self, act: Act, *, it: bool = False) -> str:  # noqa: PLR0911  one for each action
        """A change as a verb phrase."""
        action = act.operation.action
        if act.target is None and act.group is None:
            return self._create(act)
        if action in {Action.UPDATE, Action.PUT}:
            return self._update(act, it=it)
        slots = {"target": self.target(act, it=it)}
        if action in {Action.ADD, Action.REMOVE}:
            texts = phrases.ADDS if action is Action.ADD else phrases.REMOVES
            slots["members"] = self._members(act)
            return self._filled(texts, slots)
        if action is Action.CLEAR:
            slots["many"] = plural(noun_of(self._table(act)))
            return self._filled(phrases.CLEARS, slots)
        if action is Action.DELETE:
            return self._delete(act, slots)
        slots["more"] = self.more(act)
        verb = verb_of(act.operation)
        if verb is None and isinstance(act.operation.status, bool):
            flag = self._status(act)
            slots["flag"] = flag if act.operation.status else f"not {flag}"
            return self._filled(phrases.SETS_FLAG, slots)
        if verb is None:
            slots |= {"status": status_words(act.operation.status), "column": self._status(act)}
            return self._filled(phrases.SETS, slots)
        return self._filled(phrases.CHANGES, slots | {"verb": verb, "done": participle(verb)})

    def statement(self, act: Act) -> str | None:
        """A change told as a state of things; ``None`` where there is no such pattern."""
        action = act.operation.action
        if act.group is not None or (act.target is not None and act.target.vague):
            return None
        verb = verb_of(act.operation)
        if action is Action.CHANGE and verb is not None:
            slots = {"target": self.target(act), "done": participle(verb), "more": self.more(act)}
            return self._filled(phrases.STATEMENTS["change"], slots)
        if action is Action.DELETE and not self._is_link(act):
            table = self._table(act)
            slots = {"target": self.target(act), "it": "them" if is_person(table) else "it"}
            return self._filled(phrases.STATEMENTS["delete"], slots)
        told = [one for one in act.data if not one.hidden]
        plain = len(told) == 1 and not act.owners and not isinstance(told[0].value, bool)
        if action is Action.UPDATE and plain:
            slots = {"part": self._part(act, told[0]), "value": self._said(act.operation, told[0])}
            return self._filled(phrases.STATEMENTS["update"], slots)
        if action is Action.CREATE and not self._is_link(act):
            return self._filled(phrases.STATEMENTS["create"], self._new(act))
        return None

    def target(self, act: Act, *, it: bool = False) -> str:
        """What a change is of."""
        if act.group is not None:
            words = self._rows.group(act.group)
            return self._dice.pick([words.all, words.all, words.each])
        return self._rows.name(act.target, it=it) if act.target is not None else ""

    def question(self, ask: Ask, *, it: bool = False) -> str:
        """What is asked of a row: ``the price and stock of the product “Kite”``."""
        noun = self._rows.table(ask.mention).noun
        if self.is_when(ask):
            name = "it" if it else self._rows.name(ask.mention)
            return f"when {name} was created"
        words = listing([column_words(column, noun) for column in ask.columns])
        return self._rows.part(words, ask.mention, it=it)

    def is_when(self, ask: Ask) -> bool:
        """Whether it is asked when something came about."""
        table = self._rows.table(ask.mention)
        made = table.column(ask.columns[0]).made
        return len(ask.columns) == 1 and made == "created" and not is_person(table)

    def reckoned(self, reckon: Reckon) -> str:
        """What is asked of a group, as something that can be told."""
        words = self._rows.group(reckon.group)
        table = self._rows.table(reckon.group)
        column = column_words(reckon.column or "", table.noun)
        if reckon.kind == "count":
            return words.number
        if reckon.kind == "list":
            column = "ID" if column in {"ID", noun_of(table)} else column
            return f"the {plural(column)} of {words.all}"
        if reckon.kind == "sum":
            return f"what the {plural(column)} of {words.all} add up to"
        best = self._best(table, reckon, words.best)
        if reckon.asked == reckon.column:
            if reckon.kind in {"highest", "lowest"}:
                return f"the {reckon.kind} {column} among {words.all}"
            return f"the {column} of {best}"
        asked = column_words(reckon.asked or "", table.noun)
        if asked in {"ID", noun_of(table)}:
            asked = "number" if any(map(str.isdigit, str(reckon.value))) else "ID"
        return f"the {asked} of {best}"

    def direct(self, reckon: Reckon) -> str:
        """A question for a group on its own feet."""
        words = self._rows.group(reckon.group)
        table = self._rows.table(reckon.group)
        if reckon.kind == "count" and words.mine:
            return self._dice.pick(
                [f"How many {words.many} do I have?", f"How many {words.many} of mine are there?"]
            )
        slots = {"head": words.head, "tail": words.tail, "many": words.many, "all": words.all}
        slots["column"] = column_words(reckon.column or "", table.noun)
        texts = phrases.COUNT_QUESTIONS if reckon.kind == "count" else phrases.SUM_QUESTIONS
        return self._filled(texts, slots)

    def _best(self, table: Table, reckon: Reckon, one: str) -> str:
        """The row with the most or the least: ``the cheapest toy``."""
        column = column_words(reckon.column or "", table.noun)
        if reckon.kind in {"latest", "earliest"}:
            words = ("latest", "most recent") if reckon.kind == "latest" else ("oldest", "earliest")
            if table.column(reckon.column or "").made == "created":
                return f"the {self._dice.pick(words)} {one}"
            return f"the {one} with the {reckon.kind} {column}"
        if column in {"price", "unit price", "cost"}:
            return f"the {'most expensive' if reckon.kind == 'highest' else 'cheapest'} {one}"
        return f"the {one} with the {reckon.kind} {column}"

    def _create(self, act: Act) -> str:
        if self._is_link(act):
            parent, other = self._link(act.owners)
            slots = {
                "other": self._rows.name(other.mention),
                "parent": self._rows.name(parent.mention),
                "more": self._with(act),
            }
            return self._filled(phrases.PUTS, slots)
        return self._filled(
            phrases.CREATES, self._new(act) | {"verb": verb_of(act.operation) or "create"}
        )

    def _delete(self, act: Act, slots: dict[str, str]) -> str:
        if self._is_link(act) and act.target is not None:
            parent, other = self._link(act.target.owners)
            names = {
                "other": self._rows.name(other.mention),
                "parent": self._rows.name(parent.mention),
            }
            return self._filled(phrases.TAKES, names)
        verb = verb_of(act.operation)
        if verb not in {None, "delete", "remove"} and self._dice.chance(0.7):
            return f"[{verb}] {slots['target']}"
        return self._filled(phrases.DELETES, slots)

    def _update(self, act: Act, *, it: bool) -> str:
        told = [one for one in act.data if not one.hidden]
        if act.data and not told and not act.owners and act.target is not None:
            return self._filled(phrases.UPDATES_HIDDEN, {"part": self._part(act, act.data[0])})
        switched = len(told) > 1 and any(isinstance(one.value, bool) for one in told)
        plain = len(told) in {1, 2} and not switched
        if act.owners or not plain or act.group is not None:
            return self._update_whole(act, told, it=it)
        first, noun = told[0], self._table(act).noun
        slots = {
            "value": self._said(act.operation, first),
            "column": column_words(first.column, noun),
        }
        if len(told) == 1 and isinstance(first.value, bool):
            return self._filled(phrases.SWITCHES, slots | {"target": self.target(act, it=it)})
        if len(told) == 1:
            slots["part"] = self._part(act, first, it=it)
            return self._filled(phrases.UPDATES, slots)
        slots |= {
            "value2": self._said(act.operation, told[1]),
            "column2": column_words(told[1].column, noun),
        }
        mine = act.target is not None and self._rows.is_self(act.target)
        whose = "my" if mine else "their" if is_person(self._table(act)) else "its"
        text = self._unused(phrases.UPDATES_MORE[: 2 if mine or it else None])
        if "{target}" in text:
            slots["target"] = self.target(act)
        else:
            slots |= {
                "part": self._part(act, first, it=it),
                "part2": f"{whose} {slots['column2']}",
            }
        return text.format(**slots)

    def _update_whole(self, act: Act, told: list[Datum], *, it: bool) -> str:
        """A change of more than two columns, or of what a row refers to."""
        noun = self._table(act).noun
        parts = [f"{_named(one, noun)} should be {self._said(act.operation, one)}" for one in told]
        parts += [
            f"the {column_words(one.column, noun)} should be {self._rows.name(one.mention)}"
            for one in act.owners
        ]
        target = self.target(act, it=it)
        return f"[update] {target}: {listing(parts)}" if parts else f"[update] {target}"

    def _part(self, act: Act, datum: Datum, *, it: bool = False) -> str:
        words = column_words(datum.column, self._table(act).noun)
        if act.target is None:
            return f"the {words} of {self.target(act)}"
        return self._rows.part(words, act.target, it=it)

    def _new(self, act: Act) -> dict[str, str]:
        """Slots of a new row: what it is, where it belongs, what it has."""
        table = self._table(act)
        where, roles = "", []
        for owner in stated(act.owners):
            above = self._rows.table(owner.mention)
            role = column_words(owner.column, "")
            name = "me" if self._rows.is_self(owner.mention) else self._rows.name(owner.mention)
            if not is_plain(role, above):
                roles.append(f"{name} as {role}")
            elif noun_of(above) in HAD and table.parent != above.name:
                roles.append(name)
            elif table.parent == above.name and not is_person(above):
                where += f" in {name}"
            else:
                where += f" for {name}"
        more = self._with(act, roles)
        return {
            "new": with_article(f"{self._new_word()}{noun_of(table)}"),
            "where": where,
            "more": more,
        }

    def _new_word(self) -> str:
        return "new " if self._dice.chance(0.5) else ""

    def more(self, act: Act) -> str:
        """What a change of status comes with: a reason, a note."""
        told = [one for one in act.data if not one.hidden]
        reasons = [one for one in told if "reason" in one.column.lower()]
        rest = [one for one in told if one not in reasons]
        text = ""
        for one in reasons:
            value = self._said(act.operation, one)
            text += self._dice.pick([f" (reason: {value})", f" with {value} as the reason"])
        roles = [
            f"{self._rows.name(owner.mention)} as {column_words(owner.column, '')}"
            for owner in act.owners
        ]
        parts = [self._datum(act.operation, one) for one in rest] + roles
        return f"{text} with {listing(parts)}" if parts else text

    def _with(self, act: Act, roles: list[str] | None = None) -> str:
        """What a new row has."""
        table = self._table(act)
        told = [one for one in act.data if not one.hidden]
        label = next((one for one in told if one.column == table.label), None)
        text, parts = "", list[str]()
        has_one_name = sum(is_name(one.column) for one in told) == 1
        if label is not None and isinstance(label.value, str):
            value = self._said(act.operation, label)
            if not is_person(table) and not value.startswith("“"):
                value = f"“{value}”"
            words = column_words(label.column, table.noun)
            if is_person(table):
                text = f" named {value}"
            elif is_name(label.column) and has_one_name:
                text = f" called {value}"
            elif words in {"message", "text", "content", "body", "comment", "note"}:
                text = f" saying {value}"
            else:
                parts = [f"the {words} {value}"]
            told = [one for one in told if one is not label]
        parts += [self._datum(act.operation, one) for one in told] + (roles or [])
        return f"{text} with {listing(parts)}" if parts else text

    def _datum(self, operation: Operation, datum: Datum) -> str:
        noun = self._rows.blueprint.table(operation.table).noun
        words = column_words(datum.column, noun)
        value = self._said(operation, datum)
        if isinstance(datum.value, bool):
            return f"“{words}” set to {value}"
        if isinstance(datum.value, int | float):
            return amount(words, datum.value, value)
        if isinstance(datum.value, list):
            return f"the {for_number(words, len(datum.value))} {value}"
        if isinstance(datum.value, dict):
            return f"{'these' if words.endswith('s') else 'this'} {words}: {value}"
        return f"the {words} {value}"

    def _members(self, act: Act) -> str:
        told = [one for one in act.data if not one.hidden]
        parts = []
        for one in told:
            words = column_words(act.operation.column or one.column, self._table(act).noun)
            number = len(one.value) if isinstance(one.value, list) else 1
            parts.append(f"the {for_number(words, number)} {self._said(act.operation, one)}")
        parts += [self._rows.name(owner.mention) for owner in act.owners]
        return listing(parts) or f"some {act.operation.column or 'members'}"

    def _said(self, operation: Operation, datum: Datum) -> str:
        schema: dict[str, Any] = next(
            (one.schema for one in operation.parameters if one.name == datum.argument), {}
        )
        return said(datum.value, datum.column, schema, self._rows.style)

    def _is_link(self, act: Act) -> bool:
        """Whether the row only joins two others: a product in an order."""
        table = self._table(act)
        owners = act.owners if act.target is None else act.target.owners
        return (
            len(table.key) > 1
            and all(table.has(name) and table.column(name).references for name in table.key)
            and len(owners) == 2  # noqa: PLR2004
        )

    def _link(self, owners: tuple[Owner, ...]) -> tuple[Owner, Owner]:
        first, second = owners
        table = self._rows.table(first.mention)
        parents = {one.parent for one in self._rows.blueprint.tables}
        return (first, second) if table.name in parents else (second, first)

    def _status(self, act: Act) -> str:
        table = self._table(act)
        return column_words(act.operation.status_column or table.status or "status", table.noun)

    def _table(self, act: Act) -> Table:
        return self._rows.blueprint.table(act.operation.table)

    def _filled(self, texts: tuple[str, ...], slots: dict[str, str]) -> str:
        return self._unused(texts).format(**slots)

    def _unused(self, texts: tuple[str, ...]) -> str:
        """A pattern that this text does not have yet, as long as there is one."""
        fresh = [text for text in texts if text not in self._used]
        text = self._dice.pick(fresh or texts)
        self._used.add(text)
        return text
