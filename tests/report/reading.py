"""Reads a page as a browser does: elements, attributes, scripts, data blocks."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "input", "br", "hr", "link"}


@dataclass
class Found:
    name: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """Elements in order; ``unbalanced`` names each tag that closes nothing or stays open."""

    elements: list[Found] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    _open: list[Found] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Found(tag, dict(attrs))
        self.elements.append(found)
        if tag not in VOID:
            self._open.append(found)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop().name != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def all(self, name: str) -> list[Found]:
        return [found for found in self.elements if found.name == name]


def read(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    page.unbalanced += [found.name for found in page._open]
    return page


def data_of(page: Page) -> dict[str, Any]:
    """Name of a data block -> its value."""
    found = {}
    for script in page.all("script"):
        kind = script.attributes["type"]
        if kind != "module":
            text = script.text
            if kind == "application/x-deflate-json":
                text = zlib.decompress(base64.b64decode(text)).decode()
            found[str(script.attributes["id"]).removeprefix("data-")] = json.loads(text)
    return found
