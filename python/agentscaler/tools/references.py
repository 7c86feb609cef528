"""``$ref``: local JSON pointers only. Nothing is ever fetched from a disk or a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from agentscaler.errors import SpecError
from agentscaler.tools.texts import kind_of

_MISSING = object()
_MAX_CHAIN = 100
"""References that may lead to one another before a schema: real documents have two or three."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference names."""

    pointer: str
    """The last pointer of a chain of references."""
    value: Any
    siblings: dict[str, Any]
    """Keywords that stood beside ``$ref``; the ones nearest to the reader win."""

    @property
    def name(self) -> str:
        """Last part of the pointer, for notes."""
        return self.pointer.rsplit("/", 1)[-1] or "#"


class References:
    """Looks references up in one document, or in several, tried in order.

    Example:
        >>> references = References({"a/b": {"type": "string"}})
        >>> references.follow({"$ref": "#/a~1b"}).value
        {'type': 'string'}
    """

    def __init__(self, *documents: Any) -> None:
        self._documents = documents

    def follow(self, node: dict[str, Any]) -> Target:
        """Follow ``$ref`` of a node until something that is not a bare reference.

        Raises:
            SpecError: With reason ``reference_malformed``, ``reference_external``,
                ``reference_missing`` or ``reference_circular``.
        """
        seen: set[str] = set()
        siblings: dict[str, Any] = {}
        value: Any = node
        pointer = ""
        while isinstance(value, dict) and "$ref" in value:
            reference = value["$ref"]
            siblings = {k: v for k, v in value.items() if k != "$ref"} | siblings
            if not isinstance(reference, str):
                raise SpecError(
                    f"a $ref is not text but {kind_of(reference)}",
                    reason="reference_malformed",
                    mend="a $ref holds a pointer such as #/components/schemas/Pet",
                )
            pointer = self._local(reference)
            if pointer in seen or len(seen) == _MAX_CHAIN:
                how = "back to itself" if pointer in seen else f"to more than {_MAX_CHAIN} others"
                raise SpecError(
                    f"the reference {reference[:120]} leads {how}",
                    reason="reference_circular",
                    mend="let one of the chain name a schema",
                )
            seen.add(pointer)
            value = self._find(reference, pointer)
        return Target(pointer, value, siblings)

    def _local(self, reference: str) -> str:
        if not reference.startswith("#"):
            raise SpecError(
                f"the reference {reference[:120]} points out of the document; it is never fetched",
                reason="reference_external",
                mend="bundle the document into one file first",
            )
        return reference[1:]

    def _find(self, reference: str, pointer: str) -> Any:
        for document in self._documents:
            value = _look_up(document, pointer)
            if value is not _MISSING:
                return value
        raise SpecError(
            f"the reference {reference[:120]} names nothing in the document",
            reason="reference_missing",
            mend="add what it names, or correct the pointer",
        )


def escape(part: str) -> str:
    """Write a key as a part of a JSON pointer.

    Example:
        >>> escape("/pets/{id}")
        '~1pets~1{id}'
    """
    return part.replace("~", "~0").replace("/", "~1")


def _look_up(document: Any, pointer: str) -> Any:
    if pointer == "":
        return document
    if not pointer.startswith("/"):
        return _MISSING
    value = document
    for part in pointer[1:].split("/"):
        # Percent signs come from the URI form of a pointer, but some writers leave them out.
        for key in (unquote(part).replace("~1", "/").replace("~0", "~"), part):
            step = _step(value, key)
            if step is not _MISSING:
                break
        if step is _MISSING:
            return _MISSING
        value = step
    return value


def _step(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return value.get(key, _MISSING)
    if isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
        return value[int(key)]
    return _MISSING
