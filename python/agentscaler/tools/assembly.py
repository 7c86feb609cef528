"""Entry of a catalogue -> :class:`~agentscaler.tools.tool.Tool` in normal form."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agentscaler.errors import SpecError
from agentscaler.tools.effect import tell_effect
from agentscaler.tools.names import clean_name, loses_letters
from agentscaler.tools.references import References
from agentscaler.tools.schema import Normaliser, TooManyNodesError
from agentscaler.tools.texts import clean_line, kind_of
from agentscaler.tools.tool import Source, Tool, canonical_json
from agentscaler.tools.type_words import read_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.tools.catalog.entry import ApiSpec
    from agentscaler.tools.config import ToolsConfig

_SCHEMA_KEYWORDS = frozenset(
    {"properties", "$ref", "items", "additionalProperties", "$defs", "definitions", "allOf"}
)
_PLACES = ("path", "query", "header", "cookie", "form")
_MAX_NODES = 20_000  # about 1 MB of canonical JSON, far above what max_schema_bytes lets through
_ID_BYTES = 12  # a collision among 10 million tools has a chance of 1e-15


@dataclass(frozen=True, slots=True)
class Assembled:
    """A tool, and how often its schemas lost something on the way."""

    tool: Tool
    notes: Counter[str]


def assemble(spec: ApiSpec, config: ToolsConfig, *, stem: str) -> Assembled:
    """Normalise an entry.

    Args:
        spec: From a reader.
        config: Limits.
        stem: Name of the file, for entries that say of nobody who offers them.

    Raises:
        SpecError: With the reason for which the tool is left out.

    Example:
        >>> from agentscaler.tools.catalog.entry import ApiSpec
        >>> from agentscaler.tools.config import ToolsConfig
        >>> spec = ApiSpec(
        ...     format="openai", name="get pet", description="", place="/0", documents=()
        ... )
        >>> tool = assemble(spec, ToolsConfig(), stem="pets").tool
        >>> tool.name, tool.parameters, tool.source.provider
        ('get_pet', {'type': 'object', 'properties': {}}, 'pets')
    """
    if not spec.name.strip():
        raise SpecError("the tool has no name", reason="no_name", mend="name it")
    name = clean_name(spec.name)
    description = spec.description
    original = clean_line(spec.name)
    if loses_letters(spec.name) and original not in description:
        description = f"{original}: {description}" if description else original
    if len(description) > config.max_description_chars:
        raise SpecError(
            f"the description has {len(description)} characters, "
            f"the limit is {config.max_description_chars}",
            reason="description_too_long",
            mend="shorten it, or raise tools.max_description_chars",
        )
    notes: Counter[str] = Counter()
    references = References(*spec.documents)
    parameters = _fit(
        lambda normaliser: _parameters(spec, normaliser), references, config, notes, sending=True
    )
    if len(parameters["properties"]) > config.max_parameters:
        raise SpecError(
            f"the tool has {len(parameters['properties'])} parameters, "
            f"the limit is {config.max_parameters}",
            reason="too_many_parameters",
            mend="split it, or raise tools.max_parameters",
        )
    returns = _returns(spec, references, config, notes)
    effect = spec.effect or tell_effect(spec.name, description, http=spec.http, path=spec.path)
    group = spec.group or spec.provider or stem
    tool = Tool(
        id="",
        name=name,
        description=description,
        parameters=parameters,
        returns=returns,
        effect=effect,
        source=Source(
            format=spec.format,
            provider=spec.provider or group.split("/", 1)[0] or stem,
            group=group,
            file="",
            place=spec.place,
            path=spec.path,
            http=spec.http,
            licence=spec.licence,
        ),
    )
    return Assembled(replace(tool, id=digest_tool(tool)), notes)


def digest_tool(tool: Tool) -> str:
    """Digest the content of a tool: equal content, equal id.

    Example:
        >>> from agentscaler.tools.tool import Effect
        >>> source = Source(format="mcp", provider="p", group="p", file="f", place="")
        >>> tool = Tool(
        ...     id="",
        ...     name="f",
        ...     description="",
        ...     parameters={},
        ...     returns=None,
        ...     effect=Effect.READ,
        ...     source=source,
        ... )
        >>> digest_tool(tool)
        '1274d3e8b78eccf9b0119072'
    """
    content = [
        tool.name,
        tool.description,
        tool.parameters,
        tool.returns,
        tool.effect.value,
        tool.source.path,
        tool.source.http,
    ]
    data = canonical_json(content).encode()
    return hashlib.blake2b(data, digest_size=_ID_BYTES).hexdigest()


def _fit(
    build: Callable[[Normaliser], dict[str, Any]],
    references: References,
    config: ToolsConfig,
    notes: Counter[str],
    *,
    sending: bool,
) -> dict[str, Any]:
    """Build with as many levels of references as the size limit allows."""
    for reference_depth in range(config.reference_depth, -1, -1):
        normaliser = Normaliser(
            references,
            sending=sending,
            max_depth=config.max_schema_depth,
            reference_depth=reference_depth,
            max_nodes=_MAX_NODES,
        )
        try:
            schema = build(normaliser)
        except TooManyNodesError:
            continue
        if len(canonical_json(schema).encode()) <= config.max_schema_bytes:
            notes.update(normaliser.notes)
            return schema
        if not normaliser.used_references:
            break
    raise SpecError(
        f"a schema has more than {config.max_schema_bytes} bytes in normal form",
        reason="schema_too_large",
        mend="split the tool, or raise tools.max_schema_bytes",
    )


def _returns(
    spec: ApiSpec, references: References, config: ToolsConfig, notes: Counter[str]
) -> dict[str, Any] | None:
    if spec.returns is None:
        return None
    try:
        schema = _fit(
            lambda normaliser: normaliser.normalise(spec.returns),
            references,
            config,
            notes,
            sending=False,
        )
    except SpecError as error:
        # A result that cannot be read leaves a tool that can still be called.
        notes[f"returns_lost:{error.reason}"] += 1
        return None
    says_nothing = schema.keys() <= {"type", "properties"} and not schema.get("properties")
    return None if says_nothing and schema.get("type", "object") == "object" else schema


def _parameters(spec: ApiSpec, normaliser: Normaliser) -> dict[str, Any]:
    if spec.body is None and not spec.inputs:
        return _arguments(spec.arguments, normaliser)
    properties: dict[str, Any] = {}
    required: list[str] = []
    for entry in sorted(spec.inputs, key=lambda entry: _PLACES.index(entry.where)):
        name = _free_name(entry.name, entry.where, properties)
        properties[name] = normaliser.normalise(entry.schema, level=1, depth=1)
        if entry.required:
            required.append(name)
    if spec.body is not None:
        body = normaliser.normalise(spec.body.schema)
        flat = _is_flat(body) or _is_closed(body)
        entries = body["properties"] if flat else {spec.body.name: body}
        needed = body.get("required", ()) if flat else [spec.body.name]
        for key, value in entries.items():
            name = _free_name(key, "body", properties)
            properties[name] = value
            if spec.body.required and key in needed:
                required.append(name)
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        schema["required"] = sorted(required)
    return schema


def _arguments(raw: Any, normaliser: Normaliser) -> dict[str, Any]:
    if isinstance(raw, dict) and raw and _is_bare_map(raw):
        raw = {"type": "object", "properties": raw}
    if isinstance(raw, list) and all(isinstance(item, dict) and "name" in item for item in raw):
        # A list of named parameters, as many hand-written catalogues have it.
        raw = {"type": "object", "properties": {str(item["name"]): item for item in raw}}
    if raw is not None and not isinstance(raw, dict):
        raise SpecError(
            f"the parameters are no object but {kind_of(raw)}",
            reason="parameters_not_object",
            mend='write {"type": "object", "properties": {...}}',
        )
    schema = normaliser.normalise(raw or {})
    kinds = schema.get("type", "object")
    if "object" not in (kinds if isinstance(kinds, list) else [kinds]):
        raise SpecError(
            f'the parameters have type "{kinds}" where an object must stand',
            reason="parameters_not_object",
            mend='write {"type": "object", "properties": {...}}',
        )
    schema["type"] = "object"
    schema.setdefault("properties", {})
    return schema


def _is_bare_map(raw: dict[str, Any]) -> bool:
    """Tell ``{"city": {"type": "string"}, "days": "int"}`` from a schema."""
    if isinstance(raw.get("type"), (str, list)) or raw.keys() & _SCHEMA_KEYWORDS:
        return False
    return all(
        isinstance(value, dict) or (isinstance(value, str) and read_type(value))
        for value in raw.values()
    )


def _is_flat(body: dict[str, Any]) -> bool:
    return (
        bool(body.get("properties"))
        and not body.keys() & {"anyOf", "oneOf"}
        and (
            "additionalProperties" not in body or not isinstance(body["additionalProperties"], dict)
        )
    )


def _is_closed(body: dict[str, Any]) -> bool:
    """Tell a body that may hold nothing at all, as generators write one for GET."""
    return body.get("properties") == {} and body.get("additionalProperties") is False


def _free_name(name: str, where: str, taken: dict[str, Any]) -> str:
    """Path comes first, then query, header, cookie, form and body; a later twin is renamed."""
    candidate, number = name, 1
    while candidate in taken:
        candidate = f"{where}_{name}" if number == 1 else f"{where}_{name}_{number}"
        number += 1
    return candidate
