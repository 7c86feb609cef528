"""A small maker of values for the tests of checks."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any


class SimpleValues:
    def __init__(self, scope: str) -> None:
        self._scope = scope

    def value(self, name: str, schema: Any, *, noun: str = "") -> Any:
        number = int.from_bytes(blake2b(f"{self._scope}/{name}".encode(), digest_size=4).digest())
        if "enum" in schema:
            return schema["enum"][number % len(schema["enum"])]
        kind = schema.get("type", "string")
        kind = kind if isinstance(kind, str) else kind[0]
        if kind == "integer":
            return schema.get("minimum", 0) + number % 40
        if kind == "number":
            return schema.get("minimum", 0) + number % 4000 / 4
        if kind == "boolean":
            return bool(number % 2)
        if kind == "array":
            return [
                self.value(f"{name}.{at}", schema.get("items", {})) for at in range(1 + number % 2)
            ]
        if kind == "object":
            return {
                one: self.value(f"{name}.{one}", inner)
                for one, inner in schema.get("properties", {}).items()
            }
        return f"{name.split('.', maxsplit=1)[0]} {number % 1000}"
