"""The obvious version of ``graph::feeds``: compare every output with every parameter."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from reference.entity import entity as entity_of
from reference.fields import fields
from reference.lexicon import word_lists
from reference.words import canonical, singular, split

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTS = word_lists("graph/feeds/vocabulary.txt")
IDS, NATURAL, ROLES, WRAPPERS = (LISTS[k] for k in ("ids", "natural", "roles", "wrappers"))
ATTRS, OF_CONTEXT = LISTS["attributes"] | IDS, LISTS["of_context"] | IDS
NEVER, DENIED_LAST, NO_FORMAT = LISTS["never"], LISTS["never_last"], LISTS["formats"]
WEAK_NAMES, PAIRS, LINKS, VAGUE = (LISTS[k] for k in ("weak_names", "pairs", "links", "vague"))
SAME_ATTR = {"no": "number", "num": "number", "uri": "url"}
PLUMBING, WRAPPER_ENDS = LISTS["plumbing"], LISTS["wrapper_ends"]
CAP = 256
SHARD = 12
TOKENS = 48
MAX_WORDS = 8


@dataclass(frozen=True)
class Concept:
    entity: tuple[str, ...]
    attr: str
    literal: str

    @property
    def key(self) -> tuple[tuple[str, ...], str]:
        return self.entity, self.attr


def ln(x: float) -> float:
    """Logarithm in steps of 1/1024: the last bits differ between machines."""
    return math.floor(math.log(x) * 1024.0 + 0.5) / 1024.0


def words(text: str) -> list[str]:
    return [singular(w) for w in split(text)]


def meaning(name: list[str]) -> tuple[str, ...]:
    return tuple(canonical(w) for w in name[-MAX_WORDS:])


def concept(name: list[str], context: tuple[str, ...]) -> Concept | None:  # noqa: PLR0911
    """What a field means: an attribute of an entity (``user``, ``id``), or a bare word."""
    if "or" in name[1:]:
        name = name[: name.index("or", 1)]
    if not name:
        return None
    last = SAME_ATTR.get(name[-1], name[-1])
    attr = "id" if last in IDS else last
    if len(name) == 1 and name[0] in OF_CONTEXT:
        if not context or (attr in ("key", "name") and context[-1] in PAIRS):
            return None
        return Concept(context, attr, last)
    if "_".join(name) in NEVER or name[-1] in DENIED_LAST:
        return None
    if last not in ATTRS:
        return Concept(bare(meaning(name)), "", "")
    if len(name) == 1 or (attr == "name" and name[-2] in WEAK_NAMES):
        return None
    if name[-2] in PLUMBING or (attr in ("key", "name") and name[-2] in PAIRS):
        return None
    return Concept(bare(meaning(name[:-1])), attr, last)


def bare(entity: tuple[str, ...]) -> tuple[str, ...]:
    kept = list(entity)
    while len(kept) > 1 and kept[0] in ROLES:
        kept = kept[1:]
    return tuple(kept)


@dataclass(frozen=True)
class Parameter:
    path: str
    concept: Concept
    kind: str
    required: bool
    template: bool
    resource: bool
    nested: bool


@dataclass(frozen=True)
class Output:
    tool: int
    path: str
    concept: Concept
    kind: str
    factor: float
    evidence: str


@dataclass
class Tool:
    verb: str
    entity: tuple[str, ...]
    parameters: list[Parameter]
    outputs: list[Output]
    tokens: dict[str, float]


def template(path: str | None) -> dict[str, tuple[str, ...]]:
    """Name in braces -> words of the segment before it."""
    found: dict[str, tuple[str, ...]] = {}
    before: tuple[str, ...] = ()
    for part in (path or "").split("/"):
        if part.startswith("{") and "}" in part:
            found[part[1 : part.index("}")].lstrip("+")] = before
        elif part.partition(":")[0]:
            before = meaning(words(part.partition(":")[0]))
    return found


def collection(pattern: str | None) -> tuple[str, ...]:
    """``^projects/[^/]+/locations/[^/]+$`` is the name of a location."""
    parts = (pattern or "").strip("^$").replace("[^/]+", "*").split("/")
    if (
        len(parts) > 1
        and parts[-1] == "*"
        and all((p.isascii() and p.isalpha()) or p == "*" for p in parts)
    ):
        return meaning(words(parts[-2]))
    return ()


def context_of(path: str, entity: tuple[str, ...]) -> tuple[str, ...]:
    for part in reversed(path.split(".")[:-1]):
        near = words(part.rstrip("[]{}"))
        while len(near) > 1 and near[-1] in WRAPPER_ENDS:
            near = near[:-1]
        if len(near) > 1 or (near and near[0] not in WRAPPERS):
            return meaning(near)
    return entity


def usable(row: tuple) -> bool:
    kind, form, size = row[2], row[3], row[7]
    if row[0].endswith("}") or not row[1]:
        return False
    return kind in ("any", "string", "integer", "number") and not size and form not in NO_FORMAT


def parameters_of(tool_name: str, text: str, path: str | None, entity: tuple[str, ...]) -> list:
    places = template(path)
    own_name = words(tool_name)
    found = []
    for row in fields(text):
        name, where = row[1], row[0]
        if not usable(row) or row[6] > 3:
            continue
        kind_of = collection(row[8])
        if kind_of:
            c = Concept(kind_of, "name", "name")
        else:
            context = places.get(where) or context_of(where, entity)
            c = concept(words(name), context)
        if c is None:
            continue
        if words(name) == own_name:
            continue
        found.append(
            Parameter(where, c, row[2], row[5], where in places, bool(kind_of), row[6] > 1)
        )
    return found


OWN = {"create": 1.0, "list": 1.0, "search": 1.0, "get": 0.85, "action": 0.7, "update": 0.5}
FOREIGN = {"create": 0.5, "list": 0.7, "search": 0.7, "get": 0.75, "action": 0.5, "update": 0.4}


def outputs_of(i: int, text: str | None, verb: str, entity: tuple[str, ...], params: list) -> list:
    given = {(p.concept.entity, p.concept.attr) for p in params}
    found: list[Output] = []
    rows = [r for r in fields(text) if usable(r)] if text else []
    for row in rows:
        c = concept(words(row[1]), context_of(row[0], entity))
        ancestors = row[0].split(".")[:-1]
        if c is None or any(w in LINKS for part in ancestors for w in split(part)):
            continue
        own = same(c.entity, entity)
        if (c.entity, c.attr) in given and not (own and verb == "create"):
            continue
        factor = (OWN if own else FOREIGN).get(verb, 0.0) * (0.9 if row[6] > 3 else 1.0)
        if factor:
            found.append(Output(i, row[0], c, row[2], factor, "declared"))
    if not entity:
        return found
    return found + inferred_of(i, verb, entity, params, declares=bool(rows))


def inferred_of(
    i: int, verb: str, entity: tuple[str, ...], params: list, *, declares: bool
) -> list[Output]:
    """What verb and entity lead to expect."""
    joined = "_".join(entity)
    found: list[Output] = []
    own_ids = [p for p in params if same(p.concept.entity, entity) and p.concept.attr]
    if verb == "create":
        found += [
            Output(i, p.path, p.concept, p.kind, 0.8, "inferred")
            for p in own_ids
            if p.concept.attr in ("id", "name", "key", "arn") and not p.nested
        ]
    if declares:
        return found
    near = Concept(entity, "id", "id")
    called = Concept(entity, "name", "name")
    if verb == "create" and not own_ids:
        found.append(Output(i, f"{joined}_id", near, "any", 0.75, "inferred"))
    if verb in ("list", "search") and not any(p.required for p in own_ids):
        found.append(Output(i, f"{joined}[].{joined}_id", near, "any", 0.75, "inferred"))
        found.append(Output(i, f"{joined}[].{joined}_name", called, "any", 0.6, "inferred"))
    if verb in ("get", "search"):
        c = concept(list(entity), ())
        if c and c.attr:
            found.append(Output(i, joined, c, "any", 0.8, "inferred"))
        elif verb == "get" and not own_ids:
            found.append(Output(i, f"{joined}_id", near, "any", 0.5, "inferred"))
    return found


def same(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    if not one or not two:
        return False
    n = min(len(one), len(two))
    return one[-n:] == two[-n:]


def tokens_of(name: str, description: str, parameters: str, path: str | None) -> set[str]:
    found = set(words(name)) | set(words(" ".join(description.split()[:40])))
    found |= {w for row in fields(parameters) if row[6] <= 2 for w in words(row[1])}
    for part in (path or "").split("/"):
        if "{" not in part:
            found |= set(words(part))
    return {w for w in found if len(w) > 1 and not (w.isascii() and w.isdigit())}


def lookups(p: Parameter) -> list[tuple[tuple[str, ...], str, float]]:
    """Keys that a parameter asks for, with how sure the name makes us."""
    e, a = p.concept.entity, p.concept.attr
    keys = [(e, a, 1.0)]
    if a == "id":
        keys += [(e, "", 0.7), (e, "key", 0.7), (e, "slug", 0.7)]
    elif a == "":
        keys += [(e, "id", 0.85), (e, "name", 0.7), (e, "key", 0.7), (e, "code", 0.7)]
        keys += [(e, "number", 0.7), (e, "slug", 0.7), (e, "symbol", 0.7)]
    elif a == "name":
        keys += [(e, "", 0.7)]
        if p.template or p.resource:
            keys += [(e, "id", 0.6)]
    elif a in ("key", "slug", "number"):
        keys += [(e, "id", 0.6)]
    if len(e) > 1 and a:
        keys += [(e[1:], b, s * 0.6) for _, b, s in list(keys) if b]
    return keys


def typed(out: str, par: str, attr: str) -> float:
    if out == par:
        return 1.0
    if "any" in (out, par):
        return 0.9
    if {out, par} == {"integer", "number"}:
        return 0.95
    return 0.8 if attr == "id" else 0.3


class Catalogue:
    """All tools, what they answer, and how often a word or a key occurs."""

    def __init__(self, columns: list[tuple]) -> None:
        self.counts: Counter[str] = Counter()
        self.tools = [self._read(i, *row) for i, row in enumerate(columns)]
        n = len(self.tools)
        self.few = 1.0 / (1.0 + n / 50.0)
        for tool in self.tools:
            rare = sorted(sorted(tool.tokens, key=lambda w: (self.counts[w], w))[:TOKENS])
            idf = {w: ln(1.0 + n / self.counts[w]) for w in rare}
            norm = math.sqrt(sum(v**2 for v in idf.values()))
            tool.tokens = {w: v / norm for w, v in idf.items()}
        reading = ("create", "list", "search", "get")
        self.known = {tool.entity for tool in self.tools if tool.verb in reading}
        keys = ({p.concept.key for p in tool.parameters} for tool in self.tools)
        self.asked = Counter(key for tool in keys for key in tool)
        self.index: dict[tuple, list[Output]] = defaultdict(list)
        for out in (out for tool in self.tools for out in tool.outputs):
            entity, attr = out.concept.key
            self.index[entity, attr, False].append(out)
            if len(entity) > 1 and attr:
                self.index[entity[1:], attr, True].append(out)

    def _read(self, i, name, description, parameters, returns, path, effect) -> Tool:  # noqa: PLR0917
        verb, found = entity_of(name, path, parameters)
        if effect == "READ" and verb in ("create", "update", "delete", "action"):
            verb = "get"
        entity = tuple(found)
        params = parameters_of(name, parameters, path, entity)
        outputs = outputs_of(i, returns, verb, entity, params)
        bag = tokens_of(name, description, parameters, path)
        self.counts.update(bag)
        return Tool(verb, entity, params, outputs, dict.fromkeys(bag, 0.0))

    def near_ones(self, posting: list[Output], tool: Tool) -> list[Output]:
        """Of a long list the outputs of tools that share rare words with the tool."""
        if len(posting) <= CAP:
            return posting
        chosen: dict[int, Output] = {}
        for word in self.rarest(tool):
            for at, out in enumerate(posting):
                if len(chosen) < CAP and word in self.rarest(self.tools[out.tool]):
                    chosen[at] = out
        return [chosen[at] for at in sorted(chosen)]

    def rarest(self, tool: Tool) -> list[str]:
        shared = [w for w in tool.tokens if self.counts[w] > 1]
        return sorted(shared, key=lambda w: (self.counts[w], w))[:SHARD]

    def floor(self, p: Parameter, e: tuple, a: str, posting: list, *, clipped: bool) -> float:
        """What is left of a weight when two tools have nothing else in common."""
        if clipped or e != p.concept.entity:
            return self.few
        floor = 0.45 / (1.0 + ln(float(len({o.tool for o in posting}))))
        if a in NATURAL or e[-1] in NATURAL:
            floor = max(floor, 0.5)
        return max(floor * 0.5 if e[-1] in VAGUE else floor, self.few)

    def offers(self, j: int, p: Parameter) -> Iterator[tuple[float, float, float, Output]]:
        """Weight without nearness, cosine, floor and output of all that fits a parameter."""
        tool = self.tools[j]
        base = wanted(p, tool, self)
        sibling = 1.0
        if not reference(p, self.known) or not named(p, self.known):
            sibling = 0.3
        elif tool.verb in ("create", "update") and not same(p.concept.entity, tool.entity):
            sibling = 0.5
        for (e, a, score), clipped in product(lookups(p) if base else [], (False, True)):
            posting = self.index.get((e, a, clipped), [])
            if not posting or (clipped and e != p.concept.entity):
                continue
            floor = self.floor(p, e, a, posting, clipped=clipped)
            for out in self.near_ones(posting, tool):
                source = self.tools[out.tool]
                spelled = out.concept.literal == p.concept.literal or a != "id"
                weight = (
                    base
                    * score
                    * (0.6 if clipped else 1.0)
                    * (1.0 if spelled else 0.85)
                    * typed(out.kind, p.kind, a)
                    * out.factor
                    * (0.7 if e[-1] in VAGUE else 1.0)
                    * (sibling if same(source.entity, tool.entity) else 1.0)
                )
                cosine = sum(v * tool.tokens.get(w, 0.0) for w, v in source.tokens.items())
                if out.tool != j:
                    yield weight, cosine, floor, out

    def best(self, j: int, p: Parameter, min_weight: float) -> list[tuple]:
        """The best output of each tool that answers a parameter, the best first."""
        offers = list(self.offers(j, p))
        nearest = max((cosine for _, cosine, _, _ in offers), default=0.0)
        scale = min(max(nearest, 0.18), 0.26) - 0.08
        best: dict[int, tuple] = {}
        for weight, cosine, floor, out in offers:
            near = min(1.0, max(0.0, (cosine - 0.08) / scale))
            final = weight * (floor + (1.0 - floor) * near)
            if final >= min_weight:
                found = (-final, out.path, out.tool, out.evidence)
                best[out.tool] = min(best.get(out.tool, found), found, key=lambda f: f[:2])
        return sorted(best.values(), key=lambda found: (found[0], found[2]))


def feeds(*columns: list, min_weight: float, top_k: int) -> list[tuple]:
    """Return edges (source, target, output, parameter, weight, evidence)."""
    catalogue = Catalogue(list(zip(*columns, strict=True)))
    edges = [
        (i, j, path, p.path, -weight, evidence)
        for j, tool in enumerate(catalogue.tools)
        for p in tool.parameters
        for weight, path, i, evidence in catalogue.best(j, p, min_weight)[:top_k]
    ]
    return sorted(edges, key=lambda e: (e[0], e[1], e[3], e[2]))


def named(p: Parameter, known: set) -> bool:
    """Whether some tool is about the entity of a parameter."""
    c = p.concept
    return p.template or p.resource or c.entity in known or bool(c.attr and c.entity[-1:] in known)


def reference(p: Parameter, known: set) -> bool:
    """Whether a parameter names a thing, rather than carries content."""
    if p.concept.attr in ("id", "arn", "key", "number", "slug"):
        return not p.nested or named(p, known)
    if p.concept.attr == "name" and p.nested and not (p.template or p.resource):
        return False
    return p.concept.attr in ("", "name") and named(p, known)


def wanted(p: Parameter, tool: Tool, catalogue: Catalogue) -> float:
    """How much a parameter wants to be fed at all."""
    c = p.concept
    own = same(c.entity, tool.entity)
    if tool.verb == "create" and own:
        return 0.0
    if tool.verb == "update" and own and p.nested:
        return 0.0
    addressed = p.template or p.resource
    if tool.verb == "update" and own and c.attr == "name" and not (p.required or addressed):
        return 0.0
    refers = reference(p, catalogue.known)
    base = 1.0 if refers else 0.6
    if not refers:
        asked = catalogue.asked[c.key]
        base /= 1.0 + asked / (3.0 * math.sqrt(len(catalogue.tools)))
        if tool.verb in ("create", "update"):
            base *= 0.5
    if not (p.required or p.template):
        base *= 0.8
    if p.nested and not p.path.startswith("body."):
        base *= 0.9
    return base
