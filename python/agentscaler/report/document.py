"""Puts the page together: template, styles, one script, a policy that allows these alone.

The styles and scripts are separate files in ``page/``. The scripts are ES modules with imports, so
that each can be read, checked and run alone; here they become one, because a page opened from a
disk cannot fetch its neighbours.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from typing import TYPE_CHECKING

from agentscaler.report.blocks import data_block
from agentscaler.report.markup import Markup, element, join

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.report.sections.section import Section

STYLES = (
    "base",
    "chain",
    "domain_map",
    "tables",
    "panel",
    "environments",
    "tasks",
    "rollouts",
    "charts",
)
SCRIPTS = (
    "dom",
    "store",
    "route",
    "theme",
    "table",
    "domain_map",
    "tool_graph",
    "domain_panel",
    "tables",
    "main",
)
"""In order of dependence: each may import only from those before it."""

_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_SLOT = re.compile(r"\{\{(\w+)\}\}")


def bundle_styles() -> str:
    """Return every style of the page, one text."""
    return "\n".join(_asset(f"{name}.css") for name in STYLES)


def bundle_scripts() -> str:
    """Return every script of the page, one module without imports."""
    return "\n".join(
        _EXPORT.sub("", _IMPORT.sub("", _asset(f"{name}.js"))).strip() for name in SCRIPTS
    )


def content_policy(style: str, script: str) -> str:
    """Return the policy under which nothing runs but these two texts, and nothing is fetched."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def page_digest() -> str:
    """Return a digest of the template, the styles and the script."""
    return _digest(_asset("template.html") + bundle_styles() + bundle_scripts())


def render(title: str, lead: Markup, sections: Sequence[Section]) -> bytes:
    """Render the page.

    Args:
        title: Title of the document.
        lead: What stands above the sections.
        sections: In order; each brings its text and its data.

    Returns:
        UTF-8 bytes of one self-contained HTML file.
    """
    style, script = bundle_styles(), bundle_scripts()
    slots = {
        "title": join(title),
        "policy": join(content_policy(style, script)),
        "style": Markup(style),
        "script": Markup(script),
        "lead": lead,
        "contents": join(*(_entry(section) for section in sections)),
        "sections": join(*(_frame(section) for section in sections)),
        "data": Markup(
            "\n".join(
                data_block(name, value)
                for section in sections
                for name, value in section.data.items()
            )
        ),
    }
    return _SLOT.sub(lambda match: slots[match.group(1)], _asset("template.html")).encode()


def _entry(section: Section) -> Markup:
    return element("a", section.title, href=f"#{section.id}")


def _frame(section: Section) -> Markup:
    return element(
        "section",
        element("h2", section.title, id=f"{section.id}-title"),
        element("p", section.lead, class_="lead") if section.lead else "",
        section.body,
        id=section.id,
        aria_labelledby=f"{section.id}-title",
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _asset(name: str) -> str:
    return (files("agentscaler.report") / "page" / name).read_text(encoding="utf-8")
