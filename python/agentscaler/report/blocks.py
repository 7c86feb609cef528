"""Data for the page's script: JSON in inert script blocks, compressed where it pays.

zlib (``deflate`` in the browser's words) and not gzip: it has a checksum too, and no header field
that names the operating system, so the page has the same bytes everywhere.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from agentscaler.report.markup import Markup, element

PLAIN_BELOW_BYTES = 2048
"""Smaller blocks stay readable in the source: base64 would give back what compression wins."""

_INERT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
_INERT |= {0x2028: "\\u2028", 0x2029: "\\u2029"}


def data_block(name: str, value: Any) -> Markup:
    r"""Wrap a JSON value in a block that no browser runs or reads as markup.

    Example:
        >>> data_block("a", {"x": "</script>"})
        '<script type="application/json" id="data-a">{"x":"\\u003c/script\\u003e"}</script>'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    raw = text.encode()
    if len(raw) < PLAIN_BELOW_BYTES:
        body = Markup(text.translate(_INERT))
        return element("script", body, type="application/json", id=f"data-{name}")
    packed = base64.b64encode(zlib.compress(raw, 9)).decode("ascii")
    return element("script", Markup(packed), type="application/x-deflate-json", id=f"data-{name}")
