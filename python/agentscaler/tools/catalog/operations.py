"""What OpenAPI 3 and Swagger 2 share: paths, operations, parameters, names."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.errors import SpecError
from agentscaler.tools.catalog.entry import Input
from agentscaler.tools.dropped import Dropped, drop_for
from agentscaler.tools.names import clean_name, name_operation
from agentscaler.tools.references import References, escape
from agentscaler.tools.texts import clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agentscaler.tools.catalog.entry import ApiSpec

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_TEMPLATE = re.compile(r"\{([^{}/]+)\}")
_WHERES = frozenset({"path", "query", "header", "cookie", "formData"})
_TRANSPORT_HEADERS = frozenset(
    {
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "cookie",
        "host",
        "proxy-authorization",
        "user-agent",
        "x-api-key",
        "x-auth-token",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One method of one path, its parameters resolved and merged with those of the path."""

    path: str
    method: str
    value: dict[str, Any]
    parameters: list[dict[str, Any]]
    name: str
    description: str
    place: str


def read_operations(
    document: dict[str, Any], build: Callable[[Operation, References], ApiSpec]
) -> Iterator[ApiSpec | Dropped]:
    """Yield what ``build`` makes of each operation; one that cannot be read is a ``Dropped``.

    Raises:
        SpecError: With reason ``no_paths``: the document has no operation.
    """
    paths = document.get("paths")
    if not isinstance(paths, dict) or not paths:
        raise _no_paths("the document has no paths")
    references = References(document)
    items = list(_path_items(paths, references))
    identifiers = Counter(
        clean_name(value["operationId"])
        for _, item in items
        if isinstance(item, dict)
        for method in METHODS
        if isinstance(value := item.get(method), dict)
        and isinstance(value.get("operationId"), str)
        and value["operationId"].strip()
    )
    if all(isinstance(item, dict) and item.keys().isdisjoint(METHODS) for _, item in items):
        raise _no_paths("no path of the document has an operation")
    for path, item in items:
        if isinstance(item, SpecError):
            yield drop_for(item, name=path, place=f"/paths/{escape(path)}")
            continue
        for method in METHODS:
            if method not in item:
                continue
            place = f"/paths/{escape(path)}/{method}"
            try:
                yield build(
                    _read_operation(
                        path, method, item, references, identifiers=identifiers, place=place
                    ),
                    references,
                )
            except SpecError as error:
                yield drop_for(error, name=f"{method.upper()} {path}", place=place)


def read_inputs(
    operation: Operation,
    secrets: frozenset[tuple[str, str]],
    schema_of: Callable[[dict[str, Any]], Any],
) -> tuple[Input, ...]:
    """Return the parameters that a caller chooses: no transport header, no credential.

    Args:
        operation: The operation.
        secrets: ``(where, lower-case name)`` of the API keys that the document declares.
        schema_of: How the format writes the schema of a parameter.
    """
    declared = {item["name"] for item in operation.parameters if item["in"] == "path"}
    inputs = [
        # A template without its declaration is an error of the document, but a plain one.
        Input(name=name, where="path", schema={"type": "string"}, required=True)
        for name in _TEMPLATE.findall(operation.path)
        if name not in declared
    ]
    for parameter in operation.parameters:
        where, name = parameter["in"], parameter["name"]
        if (where, name.lower()) in secrets:
            continue
        if where == "header" and name.lower() in _TRANSPORT_HEADERS:
            continue
        if where not in _WHERES:
            continue
        schema = schema_of(parameter)
        description = clean_line(parameter.get("description"))
        if description:
            # The parameter is described for this operation, its schema for all that share it.
            schema = {**(schema if isinstance(schema, dict) else {}), "description": description}
        inputs.append(
            Input(
                name=name,
                where="form" if where == "formData" else where,
                schema=schema,
                required=parameter.get("required") is True or where == "path",
            )
        )
    return tuple(inputs)


def first_success(responses: Any, references: References) -> dict[str, Any] | None:
    """Return the response of the lowest 2xx code, or ``None``."""
    if not isinstance(responses, dict):
        return None
    codes = sorted(code for code in responses if code[:1] == "2" and len(code) == 3)  # noqa: PLR2004
    for code in codes:
        response = responses[code]
        if isinstance(response, dict) and "$ref" in response:
            response = references.follow(response).value
        if isinstance(response, dict):
            return response
    return None


def api_keys(schemes: Any, references: References) -> frozenset[tuple[str, str]]:
    """Return ``(where, lower-case name)`` of the declared API keys."""
    found = set()
    for scheme in schemes.values() if isinstance(schemes, dict) else ():
        try:
            value = references.follow(scheme).value if isinstance(scheme, dict) else None
        except SpecError:
            continue
        if (
            isinstance(value, dict)
            and isinstance(value.get("in"), str)
            and isinstance(value.get("name"), str)
        ):
            found.add((value["in"], value["name"].lower()))
    return frozenset(found)


def _no_paths(what: str) -> SpecError:
    return SpecError(
        what,
        reason="no_paths",
        where="/paths",
        mend="describe at least one operation under paths",
    )


def _path_items(
    paths: dict[str, Any], references: References
) -> Iterator[tuple[str, dict[str, Any] | SpecError]]:
    for path, item in paths.items():
        if path.startswith("x-"):
            continue
        try:
            yield path, _path_item(item, references)
        except SpecError as error:
            yield path, error


def _path_item(item: Any, references: References) -> dict[str, Any]:
    target = references.follow(item) if isinstance(item, dict) else None
    if target is None or not isinstance(target.value, dict):
        raise SpecError("a path is no object", reason="malformed", mend="list its methods there")
    return {**target.value, **target.siblings}


def _read_operation(
    path: str,
    method: str,
    item: dict[str, Any],
    references: References,
    *,
    identifiers: Counter[str],
    place: str,
) -> Operation:
    value = item[method]
    if not isinstance(value, dict):
        raise SpecError("an operation is no object", reason="malformed", mend="describe it")
    identifier = value.get("operationId")
    name = clean_name(identifier) if isinstance(identifier, str) and identifier.strip() else ""
    # An operationId must be unique; where it is not, method and path are.
    unique = bool(name) and identifiers[name] == 1
    name = str(identifier) if unique else name_operation(method, path)
    parameters: dict[tuple[str, str], dict[str, Any]] = {}
    for level in (item.get("parameters"), value.get("parameters")):
        for parameter in _read_parameters(level, references):
            parameters[parameter["in"], parameter["name"]] = parameter
    return Operation(
        path=path,
        method=method,
        value=value,
        parameters=list(parameters.values()),
        name=name,
        description=_describe(value, item),
        place=place,
    )


def _read_parameters(raw: Any, references: References) -> Iterable[dict[str, Any]]:
    for entry in raw if isinstance(raw, list) else ():
        value = references.follow(entry).value if isinstance(entry, dict) else None
        if not (
            isinstance(value, dict)
            and isinstance(value.get("in"), str)
            and isinstance(value.get("name"), str)
        ):
            raise SpecError(
                "a parameter has no name or no place",
                reason="malformed",
                mend="give each parameter `name` and `in`",
            )
        yield value


def _describe(value: dict[str, Any], item: dict[str, Any]) -> str:
    """Summary, then what the description adds to it."""
    summary = clean_line(value.get("summary"))
    text = clean_text(value.get("description"))
    if not summary and not text:
        summary, text = clean_line(item.get("summary")), clean_text(item.get("description"))
        if text.lower().startswith("todo"):
            text = ""  # a note of the authors about the path says nothing of its operations
    if not summary or not text:
        return summary or text
    if summary.rstrip(".").lower() in clean_line(text).lower():
        return text
    end = "" if summary.endswith((".", "!", "?", ":")) else "."
    return f"{summary}{end} {text}"
