"""Names that people can read: what most tools of a domain are about, and what tells it apart.

``calendar_events``: the word after the last underscore is the thing that most tools handle; the
word before it is frequent here and rare in other domains. Names of providers are used only where
two domains would otherwise be called the same.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SPLIT = (r"([a-z0-9])([A-Z])", r"([A-Z]+)([A-Z][a-z])")
_MIN_LETTERS = 3
_WEIGHTS = {"entity": 1.0, "name": 1.0, "path": 1.0, "description": 0.5}
"""How much a word counts, by where it stands; one that stands in no identifier does not count."""
_COMMON = 0.3
"""A word names a domain only when this share of its tools have it."""
_PLAIN = frozenset(
    """
    access action add all allow allows and any api apis are array async available based batch
    body bulk by calculate can cancel change check clear close com compute copy count create
    current data default delete describe details disable does edit enable endpoint execute
    export fetch find for from function generate get given has have http id ids import info
    information input insert into invoke its json key list load make manage method more multi
    name names new not object one only open operation optional output page parameter parameters
    patch post private process provided public put query read remove replace request require
    resource resources response rest result results retrieve return returned returns run save
    search send service services set show single specific specified start status stop string
    submit sync that the their them then this tool type update upload use used using value
    values version via view web when where which will with within www you your
    """.split()  # noqa: SIM905  a list of a hundred words is read better as text
)
"""Words that nearly every specification has: verbs, and words about calls, not about things."""


def domain_entities(labels: Sequence[int], entities: Sequence[str]) -> dict[int, list[str]]:
    """The things that the tools of each domain handle, the most frequent first.

    Args:
        labels: Domain of each tool; tools below 0 are left out.
        entities: Thing of each tool; empty where it names none.

    Example:
        >>> domain_entities([0, 0, 0, -1], ["pet", "owner", "pet", "visit"])
        {0: ['pet', 'owner']}
    """
    counted = _counted(labels, entities)
    return dict(counted.group_by("domain", maintain_order=True).agg("entity").iter_rows())


def _counted(labels: Sequence[int], entities: Sequence[str]) -> pl.DataFrame:
    """Domain, thing and number of tools; the most frequent thing of a domain first."""
    columns = {"domain": labels, "entity": entities}
    return (
        pl.DataFrame(columns, schema={"domain": pl.Int64, "entity": pl.String})
        .filter((pl.col("domain") >= 0) & (pl.col("entity") != ""))
        .group_by("domain", "entity")
        .len()
        .sort("domain", "len", "entity", descending=[False, True, False])
    )


def name_domains(
    tools: pl.DataFrame, labels: Sequence[int], entities: Sequence[str], providers: Sequence[str]
) -> list[str]:
    """A unique name for each domain.

    Args:
        tools: Columns ``name``, ``description``, ``path``.
        labels: Domain of each tool (0, 1, ...); tools below 0 are left out.
        entities: Thing of each tool.
        providers: For each domain the provider of most of its tools.

    Example:
        >>> tools = pl.DataFrame(
        ...     {
        ...         "name": ["list_events", "add_calendar_event", "get_order", "find_order"],
        ...         "description": ["Calendar events.", "Put into a calendar.", "A shop.", "Shop"],
        ...         "path": [None, None, "/shop/orders", "/shop/orders"],
        ...     },
        ...     schema_overrides={"path": pl.String},
        ... )
        >>> name_domains(tools, [0, 0, 1, 1], ["event", "event", "order", "order"], ["a", "b"])
        ['calendar_events', 'shop_orders']
    """
    scored = _scored(_words(tools, labels, entities), labels)
    heads = _heads(labels, entities)
    taken: set[str] = set()
    names = []
    for domain, provider in enumerate(providers):
        words = scored.get(domain, [])
        thing, frequent = heads.get(domain, ("", False))
        # Where the tools handle many things, a word that they share says more than one of these.
        base = words[0] if words and not frequent else _plural_thing(thing or "tool")
        name = _first_free(_candidates(words, base, provider), taken)
        taken.add(name)
        names.append(name)
    return names


def plural(word: str) -> str:
    """The plural of an English word, or the word where it has one already.

    Example:
        >>> [plural(word) for word in ("event", "category", "address", "series", "day")]
        ['events', 'categories', 'addresses', 'series', 'days']
    """
    if word.endswith(("ies", "ics", "data", "ings")) or word in {"news", "media", "info"}:
        return word
    if re.search("[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    if word.endswith(("s", "x", "ch", "sh", "z")):
        return f"{word}es"
    return f"{word}s"


def _heads(labels: Sequence[int], entities: Sequence[str]) -> dict[int, tuple[str, bool]]:
    """For each domain its most frequent thing, and whether many of its tools handle it."""
    counted = _counted(labels, entities).group_by("domain", maintain_order=True).first()
    size = Counter(labels)
    return {
        domain: (thing, count >= _COMMON * size[domain])
        for domain, thing, count in counted.iter_rows()
    }


def _plural_thing(thing: str) -> str:
    start, _, last = thing.rpartition("_")
    return f"{start}_{plural(last)}" if start else plural(last)


def _candidates(words: Sequence[str], base: str, provider: str) -> Iterator[str]:
    """Names from the best on; the last ones are numbered, so that one is always free."""
    parts = base.split("_")
    others = [word for word in words if not _related(word, parts)]
    if others and len(parts) < 3:  # noqa: PLR2004
        yield f"{others[0]}_{base}"
        yield from (f"{first}_{others[0]}_{base}" for first in others[1:3])
    else:
        yield base
    stem = [word for word in re.findall("[a-z0-9]+", provider.lower()) if word not in parts][:2]
    start = "_".join([*(stem or ["other"]), base])
    yield start
    number = 2
    while True:
        yield f"{start}_{number}"
        number += 1


def _related(word: str, parts: Sequence[str]) -> bool:
    """Whether a word would repeat a part of the name: ``trade`` beside ``trading``."""
    return any(word[:4] == part[:4] for part in parts)


def _first_free(candidates: Iterator[str], taken: set[str]) -> str:
    return next(name for name in candidates if name not in taken)


def _words(tools: pl.DataFrame, labels: Sequence[int], entities: Sequence[str]) -> pl.DataFrame:
    """One row for each word of each tool: its domain and the best place where it stands."""
    texts = tools.select(
        name=pl.col("name"),
        path=pl.col("path").fill_null("").str.replace_all(r"\{[^}]*\}", " "),
        description=pl.col("description").str.slice(0, 300),
        entity=pl.Series(entities, dtype=pl.String),
        domain=pl.Series(labels, dtype=pl.Int64),
    ).with_row_index("tool")
    long = texts.filter(pl.col("domain") >= 0).unpivot(
        on=list(_WEIGHTS), index=["tool", "domain"], variable_name="place", value_name="text"
    )
    text = pl.col("text")
    for pattern in _SPLIT:
        text = text.str.replace_all(pattern, "$1 $2")
    return (
        long.with_columns(
            word=text.str.to_lowercase().str.extract_all(r"\p{Latin}+"),
            weight=pl.col("place").replace_strict(_WEIGHTS, return_dtype=pl.Float64),
        )
        .explode("word")
        .with_columns(word=_singular(pl.col("word")))
        .filter((pl.col("word").str.len_chars() >= _MIN_LETTERS) & ~pl.col("word").is_in(_PLAIN))
        .group_by("tool", "domain", "word")
        .agg(pl.col("weight").max())
    )


def _singular(word: pl.Expr) -> pl.Expr:
    """Rough, but the same for all: only words that are compared have to agree."""
    return (
        pl.when(word.str.contains("[^aeiou]ies$"))
        .then(word.str.replace("ies$", "y"))
        .when(word.str.contains("(ss|x|ch|sh)es$"))
        .then(word.str.replace("es$", ""))
        .when(word.str.contains("[^sui]s$"))
        .then(word.str.replace("s$", ""))
        .otherwise(word)
    )


def _scored(words: pl.DataFrame, labels: Sequence[int]) -> dict[int, list[str]]:
    """The words of each domain, the most telling first: frequent here, rare in other domains."""
    sizes = (
        pl.DataFrame({"domain": labels}, schema={"domain": pl.Int64})
        .filter(pl.col("domain") >= 0)
        .group_by("domain")
        .len("size")
    )
    # Whole halves are added, so that the sum does not depend on the order. Words that stand in
    # descriptions alone are left out: they are the turns of phrase of whoever wrote them.
    found = (
        words.group_by("domain", "word")
        .agg(pl.col("weight").sum(), best=pl.col("weight").max())
        .filter(pl.col("best") > _WEIGHTS["description"])
        .join(sizes, on="domain")
    )
    spread = found.group_by("word").agg(domains=pl.len())
    ranked = (
        found.join(spread, on="word")
        .with_columns(share=pl.col("weight") / pl.col("size"))
        .filter(pl.col("share") >= _COMMON)
        .with_columns(score=pl.col("share") * (1 + sizes.height / pl.col("domains")).log())
        .sort("domain", "score", "word", descending=[False, True, False])
        .group_by("domain", maintain_order=True)
        .agg("word")
    )
    return dict(ranked.iter_rows())
