"""OpenAPI 3.0 and 3.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.tools.catalog.entry import ApiSpec, Body
from agentscaler.tools.catalog.operations import (
    Operation,
    api_keys,
    first_success,
    read_inputs,
    read_operations,
)
from agentscaler.tools.catalog.origin import read_origin
from agentscaler.tools.references import References

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentscaler.tools.dropped import Dropped

FORMAT = "openapi-3"
_PREFERRED = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")


def read_openapi(document: dict[str, Any]) -> Iterator[ApiSpec | Dropped]:
    """Read an OpenAPI 3 document.

    Raises:
        SpecError: With reason ``no_paths``.

    Example:
        >>> document = {"openapi": "3.0.0", "paths": {"/pets": {"get": {"summary": "List pets"}}}}
        >>> [(spec.name, spec.description) for spec in read_openapi(document)]
        [('get_pets', 'List pets')]
    """
    servers = document.get("servers")
    hosts = [
        server["url"]
        for server in (servers if isinstance(servers, list) else ())
        if isinstance(server, dict) and isinstance(server.get("url"), str)
    ]
    origin = read_origin(document.get("info"), hosts)
    components = document.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    secrets = api_keys(schemes, References(document))

    def build(operation: Operation, references: References) -> ApiSpec:
        response = first_success(operation.value.get("responses"), references)
        return ApiSpec(
            format=FORMAT,
            name=operation.name,
            description=operation.description,
            place=operation.place,
            documents=(document,),
            inputs=read_inputs(operation, secrets, _parameter_schema),
            body=_read_body(operation, references),
            returns=None if response is None else _content_schema(response.get("content")),
            provider=origin.provider,
            group=origin.group,
            path=operation.path,
            http=operation.method.upper(),
            licence=origin.licence,
            deprecated=operation.value.get("deprecated") is True,
        )

    yield from read_operations(document, build)


def _parameter_schema(parameter: dict[str, Any]) -> Any:
    schema = parameter.get("schema")
    return schema if schema is not None else _content_schema(parameter.get("content"))


def _read_body(operation: Operation, references: References) -> Body | None:
    body = operation.value.get("requestBody")
    if isinstance(body, dict) and "$ref" in body:
        body = references.follow(body).value
    if not isinstance(body, dict):
        return None
    schema = _content_schema(body.get("content"))
    if schema is None:
        return None
    return Body(schema=schema, required=body.get("required") is True)


def _content_schema(content: Any) -> Any:
    """Return the schema of the media type that a tool call can best speak: JSON first."""
    if not isinstance(content, dict):
        return None
    schemas = {
        media: value["schema"]
        for media, value in content.items()
        if isinstance(value, dict) and value.get("schema") is not None
    }
    for wanted in _PREFERRED[:1]:
        for media, schema in schemas.items():
            if media.split(";")[0].strip().lower() == wanted:
                return schema
    for media, schema in sorted(schemas.items()):
        if "json" in media:
            return schema
    for wanted in _PREFERRED[1:]:
        for media, schema in sorted(schemas.items()):
            if media.startswith(wanted):
                return schema
    return schemas[min(schemas)] if schemas else None
