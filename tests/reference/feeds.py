"""The obvious version of ``graph::feeds``: compare every output with every parameter."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass

from reference.entity import entity as entity_of
from reference.fields import fields
from reference.lexicon import word_lists
from reference.words import canonical, singular, split

LISTS = word_lists("graph/feeds/vocabulary.txt")
IDS, NATURAL, ROLES, WRAPPERS = (LISTS[k] for k in ("ids", "natural", "roles", "wrappers"))
ATTRS, OF_CONTEXT = LISTS["attributes"] | IDS, LISTS["of_context"] | IDS
NEVER, DENIED_LAST, NO_FORMAT = LISTS["never"], LISTS["never_last"], LISTS["formats"]
WEAK_NAMES, PAIRS, LINKS, VAGUE = (LISTS[k] for k in ("weak_names", "pairs", "links", "vague"))
SAME_ATTR = {"no": "number", "num": "number", "uri": "url"}
CAP = 256
SHARD = 12
TOKENS = 48
MAX_WORDS = 8


@dataclass(frozen=True)
class Concept:
    entity: tuple[str, ...]
    attr: str
    literal: str


def ln(x: float) -> float:
    """Logarithm in steps of 1/1024: the last bits differ between machines."""
    return math.floor(math.log(x) * 1024.0 + 0.5) / 1024.0


def words(text: str) -> list[str]:
    return [singular(w) for w in split(text)]


def meaning(name: list[str]) -> tuple[str, ...]:
    return tuple(canonical(w) for w in name[-MAX_WORDS:])


def concept(name: list[str], context: tuple[str, ...]) -> Concept | None:
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
    if attr in ("key", "name") and name[-2] in PAIRS:
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
        while near and near[-1] in WRAPPERS:
            near = near[:-1]
        if near:
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
    joined = "_".join(entity)
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
    own_ids = [p for p in params if same(p.concept.entity, entity) and p.concept.attr]
    if verb == "create":
        found += [
            Output(i, p.path, p.concept, p.kind, 0.8, "inferred")
            for p in own_ids
            if p.concept.attr in ("id", "name", "key", "arn") and not p.nested
        ]
    if rows:
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
        elif verb == "get" and (entity, "id") not in given and not own_ids:
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


def feeds(names, descriptions, parameters, returns, paths, effects, *, min_weight, top_k):
    n = len(names)
    tools: list[Tool] = []
    counts: Counter[str] = Counter()
    bags = []
    for i in range(n):
        verb, found = entity_of(names[i], paths[i], parameters[i])
        if effects[i] == "READ" and verb in ("create", "update", "delete", "action"):
            verb = "get"
        e = tuple(found)
        params = parameters_of(names[i], parameters[i], paths[i], e)
        outs = outputs_of(i, returns[i], verb, e, params)
        bag = tokens_of(names[i], descriptions[i], parameters[i], paths[i])
        counts.update(bag)
        bags.append(bag)
        tools.append(Tool(verb, e, params, outs, {}))
    idf = {w: ln(1.0 + n / c) for w, c in counts.items()}
    for tool, bag in zip(tools, bags, strict=True):
        rare = sorted(bag, key=lambda w: (counts[w], w))[:TOKENS]
        norm = math.sqrt(sum(idf[w] ** 2 for w in sorted(rare)))
        tool.tokens = {w: idf[w] / norm for w in sorted(rare)}
    known = {t.entity for t in tools if t.verb in ("create", "list", "search", "get")}
    index: dict[tuple, list[Output]] = defaultdict(list)
    for tool in tools:
        for out in tool.outputs:
            index[(out.concept.entity, out.concept.attr, False)].append(out)
            if len(out.concept.entity) > 1 and out.concept.attr:
                index[(out.concept.entity[1:], out.concept.attr, True)].append(out)
    asked = Counter(
        key for t in tools for key in {(p.concept.entity, p.concept.attr) for p in t.parameters}
    )
    edges = []
    for j, tool in enumerate(tools):
        for p in tool.parameters:
            best: dict[int, tuple] = {}
            base = wanted(p, tool, known, asked, n)
            if base == 0.0:
                continue
            offers = []
            content = not reference(p, known) or not named(p, known)
            for e, a, score in lookups(p):
                for clipped in (False, True):
                    posting = index.get((e, a, clipped), [])
                    if not posting:
                        continue
                    few = 1.0 / (1.0 + n / 50.0)
                    floor = 0.6 / (1.0 + ln(float(len({o.tool for o in posting}))))
                    if a in NATURAL or e[-1] in NATURAL:
                        floor = max(floor, 0.5)
                    if e[-1] in VAGUE:
                        floor *= 0.5
                    if clipped or e != p.concept.entity:
                        floor = 0.0
                    floor = max(floor, few)
                    for out in near_ones(posting, tools, tool, counts):
                        if out.tool == j:
                            continue
                        shared = sum(
                            v * tool.tokens.get(w, 0.0) for w, v in tools[out.tool].tokens.items()
                        )
                        weight = (
                            base
                            * score
                            * (0.6 if clipped else 1.0)
                            * (
                                1.0
                                if out.concept.literal == p.concept.literal or a != "id"
                                else 0.85
                            )
                            * typed(out.kind, p.kind, a)
                            * out.factor
                            * (
                                0.3
                                if content and same(tools[out.tool].entity, tool.entity)
                                else 1.0
                            )
                        )
                        offers.append((weight, shared, floor, out))
            nearest = max((shared for _, shared, _, _ in offers), default=0.0)
            scale = min(max(nearest, 0.14), 0.26) - 0.06
            for weight, shared, floor, out in offers:
                near = min(1.0, max(0.0, (shared - 0.06) / scale))
                w = weight * (floor + (1.0 - floor) * near)
                old = best.get(out.tool)
                if w >= min_weight and (old is None or (-w, out.path) < old[:2]):
                    best[out.tool] = (-w, out.path, out.evidence)
            ranked = sorted((w, i, path, ev) for i, (w, path, ev) in best.items())[:top_k]
            edges += [(i, j, path, p.path, -w, ev) for w, i, path, ev in ranked]
    return sorted(edges, key=lambda e: (e[0], e[1], e[3], e[2]))


def near_ones(posting: list, tools: list, tool: Tool, counts: Counter) -> list:
    """Of a long list the outputs of tools that share rare words with the tool."""
    if len(posting) <= CAP:
        return posting
    chosen: dict[int, Output] = {}
    for word in rarest(tool, counts):
        for at, out in enumerate(posting):
            if len(chosen) < CAP and word in rarest(tools[out.tool], counts):
                chosen[at] = out
    return [chosen[at] for at in sorted(chosen)]


def rarest(tool: Tool, counts: Counter) -> list[str]:
    shared = [w for w in tool.tokens if counts[w] > 1]
    return sorted(shared, key=lambda w: (counts[w], w))[:SHARD]


def named(p: Parameter, known: set) -> bool:
    """Whether some tool is about the entity of a parameter."""
    c = p.concept
    return p.template or p.resource or c.entity in known or bool(c.attr and c.entity[-1:] in known)


def reference(p: Parameter, known: set) -> bool:
    """Whether a parameter names a thing, rather than carries content."""
    if p.concept.attr in ("id", "arn", "key", "number", "slug"):
        return not p.nested or named(p, known)
    return p.concept.attr in ("", "name") and named(p, known)


def wanted(p: Parameter, tool: Tool, known: set, asked: Counter, n: int) -> float:
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
    refers = reference(p, known)
    base = 1.0 if refers else 0.6
    if not refers:
        df = asked[(c.entity, c.attr)]
        base /= 1.0 + df / (3.0 * math.sqrt(n))
        if tool.verb in ("create", "update"):
            base *= 0.5
    if not (p.required or p.template):
        base *= 0.8
    if p.nested and not p.path.startswith("body."):
        base *= 0.9
    return base
