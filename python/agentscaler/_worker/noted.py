"""A dict whose writing methods tell which keys are set and which are removed.

Reading runs the code of CPython itself.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

_MISSING: Any = object()


class NotedDict(dict[str, Any]):
    """Tells before a key is written; copies of it are plain dicts that tell nothing.

    Methods of a subclass that write unnoticed call those of ``dict`` by name.
    """

    __slots__ = ()

    @abstractmethod
    def _setting(self, key: str) -> None:
        """The key is about to be set."""

    @abstractmethod
    def _removing(self, keys: Iterable[str]) -> None:
        """The keys, which are there, are about to be removed."""

    def __setitem__(self, key: str, value: Any) -> None:
        self._setting(key)
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        if key in self:
            self._removing([key])
        super().__delitem__(key)

    def __ior__(self, other: Any) -> Self:  # type: ignore[override,misc]
        self.update(other)
        return self

    def pop(self, key: str, default: Any = _MISSING) -> Any:
        """As of dict."""
        if key in self:
            self._removing([key])
        return super().pop(key) if default is _MISSING else super().pop(key, default)

    def popitem(self) -> tuple[str, Any]:
        """As of dict."""
        for key in reversed(self):
            self._removing([key])
            break
        return super().popitem()

    def clear(self) -> None:
        """As of dict."""
        self._removing(list(self))
        super().clear()

    def update(self, *args: Any, **kwargs: Any) -> None:
        """As of dict."""
        for key, value in dict(*args, **kwargs).items():
            self[key] = value

    def setdefault(self, key: str, default: Any = None) -> Any:
        """As of dict."""
        if key not in self:
            self[key] = default
        return self[key]

    def __copy__(self) -> dict[str, Any]:
        return dict(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        from copy import deepcopy

        return deepcopy(dict(self), memo)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return dict, (dict(self),)
