"""Intents: wishes joined into what a person writes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.seeding.naming import words_of
from agentscaler.environments.words import listing
from agentscaler.tasks.language import phrases
from agentscaler.tasks.language.clauses import Clauses, inflected
from agentscaler.tasks.language.grammar import for_number, is_plural, sentence
from agentscaler.tasks.language.persona import GUIDES, REGISTERS, Persona, Secret, some_name
from agentscaler.tasks.language.rows import Rows
from agentscaler.tasks.language.spoken import Style, said
from agentscaler.tasks.language.words import (
    ASKING,
    column_words,
    is_person,
    noun_of,
    status_words,
)
from agentscaler.tasks.walk.wish import Act, Ask, Choice, Reckon, Refused, mentions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.design.blueprint import Blueprint
    from agentscaler.tasks.dice import Dice
    from agentscaler.tasks.walk.mention import Mention
    from agentscaler.tasks.walk.wish import Wish

_JOINED = 0.4
"""Share of pairs of short changes that stand in one sentence."""
_SHORT = 60
_STATED = 0.22
"""Share of changes that are told as a state of things."""
_SELF = 0.65
"""Share of the tasks about one person that this person asks for."""


class Speaker:
    """One person who puts wishes into words.

    Args:
        blueprint: Nouns and labels.
        dice: Choices of words.
    """

    __slots__ = ("_clauses", "_dice", "_rows", "_used", "manner")

    def __init__(self, blueprint: Blueprint, dice: Dice) -> None:
        self._dice = dice
        self.manner = dice.weighted(
            [
                ("plain", 5),
                ("terse", 2),
                ("chatty", 2),
                ("impatient", 2),
                ("unsure", 2),
                ("formal", 2),
            ]
        )
        style = Style(day_first=dice.chance(0.3))
        self._rows = Rows(blueprint=blueprint, dice=dice, style=style)
        self._used: set[str] = set()
        self._clauses = Clauses(self._rows, dice, self._used)

    def speak(self, wishes: Sequence[Wish]) -> tuple[str, Persona]:
        """Intent and persona."""
        me = self._self(wishes)
        self._rows.self_row = None if me is None else me.row_id
        identity, name = self._identity(me)
        body = self._body(wishes)
        greeting = self._dice.pick(phrases.GREETINGS[self.manner])
        ending = self._dice.pick(phrases.ENDINGS[self.manner])
        intent = " ".join(part for part in (greeting, identity, *body, ending) if part)
        persona = Persona(
            name=name,
            manner=self.manner,
            register=REGISTERS[self.manner],
            guide=GUIDES[self.manner],
            knows=(identity,) if identity else (f"My name is {name}.",),
            tells_when_asked=tuple(self._secrets(wishes)),
        )
        return intent, persona

    def _self(self, wishes: Sequence[Wish]) -> Mention | None:
        """The only person that the wishes are about, where they could be the one who asks."""
        people = {
            mention.row_id: mention
            for wish in wishes
            for mention in mentions(wish)
            if is_person(self._rows.blueprint.table(mention.table))
        }
        if any(isinstance(wish, Refused) and wish.reason.code == "missing" for wish in wishes):
            return None
        if len(people) != 1 or not self._dice.chance(_SELF):
            return None
        mention = next(iter(people.values()))
        if words_of(self._rows.table(mention).noun)[-1] not in ASKING:
            return None
        named = sum(any(one == mention for one in mentions(wish)) for wish in wishes)
        plain = mention.facts and not mention.owners and not mention.vague
        plain = plain and 2 * named > len(wishes)
        deleted = any(
            isinstance(wish, Act)
            and wish.target == mention
            and wish.operation.action is Action.DELETE
            for wish in wishes
        )
        return mention if plain and mention.made_by is None and not deleted else None

    def _identity(self, me: Mention | None) -> tuple[str, str]:
        """The sentence by which a user says who they are, and their name."""
        if me is None:
            return "", some_name(self._dice)
        table = self._rows.table(me)
        label = next((fact for fact in me.facts if fact.column == table.label), None)
        known = []
        for fact in me.facts:
            if fact is label:
                continue
            words = column_words(fact.column, table.noun)
            words = (
                f"{noun_of(table)} number" if words in {"ID", "number", noun_of(table)} else words
            )
            value = said(
                fact.value, fact.column, table.column(fact.column).schema, self._rows.style
            )
            known.append((words, status_words(value) if fact.column == table.status else value))
        if label is not None and "@" in str(label.value):
            # What people are called by here is an address, and that is no name.
            words = column_words(label.column, table.noun)
            known.insert(0, (words, str(label.value)))
            label = None
        if label is None:
            parts = [f"my {words} is {value}" for words, value in known]
            return sentence(listing(parts)), some_name(self._dice)
        behind = "".join(f", {words} {value}" for words, value in known)
        text = self._dice.pick(phrases.IDENTITY["name"])
        return text.format(name=label.value, known=behind), str(label.value)

    def _body(self, wishes: Sequence[Wish]) -> list[str]:
        """The sentences of the wishes, one after the other."""
        sentences: list[str] = []
        at = 0
        while at < len(wishes):
            wish = wishes[at]
            following = wishes[at + 1] if at + 1 < len(wishes) else None
            first, last = at == 0, at == len(wishes) - 1
            if isinstance(wish, Act) and isinstance(following, Act):
                pair = self._pair(wish, following)
                if pair is not None:
                    sentences.append(self._framed(pair, first=first, last=at + 2 == len(wishes)))
                    at += 2
                    continue
            sentences.extend(self._sentences(wish, first=first, last=last and len(wishes) > 2))  # noqa: PLR2004
            at += 1
        return sentences

    def _pair(self, first: Act, second: Act) -> str | None:
        """Two short changes in one phrase."""
        if not self._dice.chance(_JOINED) or first.operation is second.operation:
            return None
        mark = self._rows.mark()
        left = self._clauses.act(first)
        same = first.target is not None and first.target == second.target
        right = self._clauses.act(second, it=same)
        if max(len(left), len(right)) <= _SHORT and ":" not in left + right:
            return f"{left} and {right}"
        self._rows.back(mark)
        return None

    def _sentences(self, wish: Wish, *, first: bool, last: bool) -> list[str]:
        match wish:
            case Act():
                stated = self._clauses.statement(wish) if self._dice.chance(_STATED) else None
                if stated is not None:
                    return [sentence(stated)]
                return [self._framed(self._clauses.act(wish), first=first, last=last)]
            case Ask():
                words = self._clauses.question(wish)
                clause = self._clauses.is_when(wish)
                many = len(wish.columns) > 1
                return [self._asked(words, first=first, last=last, many=many, clause=clause)]
            case Reckon():
                return [self._reckoned(wish, first=first, last=last)]
            case Choice():
                return [self._choice(wish)]
            case Refused():
                return self._refused(wish, first=first, last=last)

    def _framed(self, phrase: str, *, first: bool, last: bool) -> str:
        if first:
            texts = phrases.FRAMES[self.manner]
        elif last:
            texts = phrases.LAST_LINKS
        else:
            texts = phrases.LINKS[self.manner]
        if ":" in phrase:
            # A list of changes reads badly inside a question.
            texts = tuple(t for t in texts if not t.endswith("?") and ":" not in t) or texts
            texts = tuple(t for t in texts if t.endswith(("{do}.", "{doing}."))) or (
                "Please {do}.",
            )
        text = self._unused(texts)
        return sentence(text.format(do=inflected(phrase), doing=inflected(phrase, doing=True)))

    def _unused(self, texts: tuple[str, ...]) -> str:
        """A pattern that this text does not have yet, as long as there is one."""
        fresh = [text for text in texts if text not in self._used]
        text = self._dice.pick(fresh or texts)
        self._used.add(text)
        return text

    def _asked(
        self, words: str, *, first: bool, last: bool, many: bool = False, clause: bool = False
    ) -> str:
        if first:
            texts = phrases.QUESTIONS[self.manner]
            if not clause and self.manner != "formal":
                texts += phrases.DIRECT_MANY if many else phrases.DIRECT
        else:
            texts = phrases.LAST_QUESTION_LINKS if last else phrases.QUESTION_LINKS
        if clause:
            texts = tuple(
                t for t in texts if any(w in t for w in ("tell me {", "know {", "check {"))
            )
        text = self._unused(texts or ("Please tell me {what}.",))
        text = text.replace("what is {", "what are {") if many else text
        return sentence(text.format(what=words))

    def _reckoned(self, wish: Reckon, *, first: bool, last: bool) -> str:
        if wish.kind in {"count", "sum"} and (first or self._dice.chance(0.5)):
            return sentence(self._clauses.direct(wish))
        clause = wish.kind in {"count", "sum"}
        words, many = self._clauses.reckoned(wish), wish.kind == "list"
        return self._asked(words, first=first, last=last, many=many, clause=clause)

    def _choice(self, wish: Choice) -> str:
        table = self._rows.table(wish.mention)
        column = table.column(wish.fact.column)
        words = column_words(column.name, table.noun)
        if wish.over is None:
            slots = {
                "target": self._rows.name(wish.mention),
                "status": status_words(wish.fact.value),
            }
            first = table.statuses[:1] == (wish.fact.value,)
            texts = [*phrases.CONDITIONS, *(phrases.STILL * 2 if first else ())]
            condition = self._dice.pick(texts).format(column=words, **slots)
        else:
            value = said(wish.fact.value, column.name, column.schema, self._rows.style)
            bounds: tuple[str, ...] = phrases.OVERS if wish.over else phrases.UNDERS
            if is_plural(words):
                bounds = tuple(text.replace("{part} is", "{part} are") for text in bounds)
            part = self._rows.part(words, wish.mention)
            condition = self._dice.pick(bounds).format(part=part, value=value)
        text = self._dice.pick(phrases.CHOICES)
        return sentence(
            text.format(
                **{
                    "if": condition,
                    "do": inflected(self._branch(wish.then)),
                    "else": inflected(self._branch(wish.otherwise)),
                }
            )
        )

    def _branch(self, wish: Act | Ask) -> str:
        if isinstance(wish, Act):
            return self._clauses.act(wish, it=True)
        return self._dice.pick(phrases.TELL[:2]).format(what=self._clauses.question(wish, it=True))

    def _refused(self, wish: Refused, *, first: bool, last: bool) -> list[str]:
        act = wish.act
        if act.operation.writes:
            begin = self._framed(self._clauses.act(act), first=first, last=last)
        else:
            begin = self._framed(f"[look up] {self._clauses.target(act)}", first=first, last=last)
        table = self._rows.blueprint.table(act.operation.table)
        label = column_words(wish.label, table.noun) if wish.label else ""
        if wish.instead is not None:
            return [begin, self._instead(wish)]
        of_row = act.target is not None and table.has(wish.label)
        if wish.reason.code == "no_tool" or (
            of_row and wish.label not in {datum.argument for datum in act.data}
        ):
            part = self._rows.part(label, act.target, it=True) if act.target else f"the {label}"
            no_tool = wish.reason.code == "no_tool"
            stays = phrases.IF_UNCHANGED if no_tool else phrases.IF_STATUS
            return [begin, sentence(self._dice.pick(stays).format(part=part))]
        numeric = all(isinstance(value, int | float) for value in wish.values)
        texts = phrases.IF_LIMIT if numeric else phrases.IF_VALUES
        return [begin, sentence(self._dice.pick(texts).format(column=label))]

    def _instead(self, wish: Refused) -> str:
        noun = noun_of(self._rows.blueprint.table(wish.act.operation.table))
        instead = wish.instead
        if isinstance(instead, Ask):
            same = wish.act.target is not None and instead.mention == wish.act.target
            what = self._clauses.question(instead, it=same)
        elif isinstance(instead, Reckon):
            what = self._clauses.reckoned(instead)
        else:
            what = ""
        ask = self._dice.pick(phrases.TELL[:2]).format(what=what)
        texts = {"missing": phrases.IF_MISSING, "duplicate": phrases.IF_TAKEN}
        text = self._dice.pick(texts.get(wish.reason.code, phrases.IF_NOT))
        return sentence(text.format(noun=noun, ask=ask))

    def _secrets(self, wishes: Sequence[Wish]) -> list[Secret]:
        """What was left out of the intent."""
        found: list[Secret] = []
        for wish in wishes:
            if not isinstance(wish, Act):
                continue
            table = self._rows.blueprint.table(wish.operation.table)
            for datum in wish.data:
                if datum.hidden:
                    words = column_words(datum.column, table.noun)
                    schema = next(
                        one.schema
                        for one in wish.operation.parameters
                        if one.name == datum.argument
                    )
                    value = said(datum.value, datum.column, schema, self._rows.style)
                    number = len(datum.value) if isinstance(datum.value, list) else 1
                    words = for_number(words, number) if isinstance(datum.value, list) else words
                    many = number > 1 or is_plural(words)
                    say = sentence(f"the {words} {'are' if many else 'is'} {value}")
                    found.append(Secret(about=f"the {words}", say=say, value=datum.value))
            if wish.target is not None and wish.target.vague:
                found.append(self._which(wish.target))
        return found

    def _which(self, mention: Mention) -> Secret:
        table = self._rows.table(mention)
        self._rows.forget()
        name = self._rows.name(replace(mention, vague=False))
        values = [fact.value for fact in mention.facts]
        say = sentence(f"I mean {name}")
        return Secret(about=f"which {noun_of(table)}", say=say, value=values)
