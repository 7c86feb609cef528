"""Swagger 2.0."""

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

FORMAT = "swagger-2"
_NOT_SCHEMA = frozenset({"name", "in", "required", "collectionFormat", "allowEmptyValue", "schema"})


def read_swagger(document: dict[str, Any]) -> Iterator[ApiSpec | Dropped]:
    """Read a Swagger 2 document.

    Raises:
        SpecError: With reason ``no_paths``.

    Example:
        >>> document = {"swagger": "2.0", "paths": {"/pets": {"post": {"operationId": "addPet"}}}}
        >>> [spec.name for spec in read_swagger(document)]
        ['addPet']
    """
    host = document.get("host")
    origin = read_origin(document.get("info"), [host] if isinstance(host, str) else [])
    secrets = api_keys(document.get("securityDefinitions"), References(document))

    def build(operation: Operation, references: References) -> ApiSpec:
        response = first_success(operation.value.get("responses"), references)
        body = next((p for p in operation.parameters if p["in"] == "body"), None)
        return ApiSpec(
            format=FORMAT,
            name=operation.name,
            description=operation.description,
            place=operation.place,
            documents=(document,),
            inputs=read_inputs(operation, secrets, _parameter_schema),
            body=None
            if body is None
            else Body(schema=body.get("schema"), required=body.get("required") is True),
            returns=None if response is None else response.get("schema"),
            provider=origin.provider,
            group=origin.group,
            path=operation.path,
            http=operation.method.upper(),
            licence=origin.licence,
            deprecated=operation.value.get("deprecated") is True,
        )

    yield from read_operations(document, build)


def _parameter_schema(parameter: dict[str, Any]) -> Any:
    """Return the schema: in Swagger 2 its keywords stand in the parameter itself."""
    inline = {key: value for key, value in parameter.items() if key not in _NOT_SCHEMA}
    schema = parameter.get("schema")
    return {**schema, **inline} if isinstance(schema, dict) else inline
