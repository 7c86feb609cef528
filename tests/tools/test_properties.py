"""Laws of the readers: any value ends in tools or a typed error; normal forms are fixed points."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.errors import SpecError
from agentscaler.tools.assembly import assemble
from agentscaler.tools.catalog.entry import ApiSpec
from agentscaler.tools.config import ToolsConfig
from agentscaler.tools.contents import decode
from agentscaler.tools.dropped import Dropped
from agentscaler.tools.json_text import parse_json
from agentscaler.tools.names import clean_name
from agentscaler.tools.reading import read_document, read_file
from agentscaler.tools.references import References
from agentscaler.tools.schema import Normaliser
from agentscaler.tools.texts import clean_line, clean_text
from agentscaler.tools.tool import canonical_json
from agentscaler.tools.yaml_text import parse_yaml

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = ToolsConfig()
KEYWORDS = st.sampled_from(
    """type properties required items enum const default description nullable allOf anyOf oneOf $ref
    additionalProperties minimum exclusiveMinimum maxLength format readOnly prefixItems $defs
    openapi swagger paths /a get post parameters requestBody responses 200 content schema
    application/json in name tools function inputSchema result info title operationId summary
    annotations returns group http path""".split()  # noqa: SIM905 - as words they can be read
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | KEYWORDS
    | st.sampled_from(
        ["#", "#/a", "#/$defs/a", "string", "object", "array", "3.0.0", "2.0", "dict"]
    )
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(KEYWORDS | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=40,
)
SCHEMAS = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(
                ["string", "integer", "number", "boolean", "object", "array", "null", "dict", "any"]
            )
            | st.lists(st.sampled_from(["string", "integer", "null", "object"]), max_size=3),
            "description": st.text(max_size=12),
            "enum": st.lists(LEAVES, max_size=4),
            "default": LEAVES,
            "nullable": st.booleans(),
            "minimum": st.integers(-5, 5) | st.floats(-5, 5),
            "exclusiveMinimum": st.booleans() | st.integers(-5, 5),
            "maxLength": st.integers(-1, 9),
            "format": st.sampled_from(["date", "int32", ""]),
            "readOnly": st.booleans(),
            "$ref": st.sampled_from(["#/$defs/a", "#/$defs/b"]),
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["object", "array", ["object", "null"]]),
            "properties": st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3),
            "required": st.lists(st.sampled_from(["a", "b", "z"]), max_size=3),
            "items": inner,
            "additionalProperties": inner | st.booleans(),
            "allOf": st.lists(inner, max_size=3),
            "anyOf": st.lists(inner, max_size=3),
            "oneOf": st.lists(inner, max_size=3),
            "nullable": st.booleans(),
        },
    ),
    max_leaves=12,
)
DEFINITIONS = st.fixed_dictionaries({"a": SCHEMAS, "b": SCHEMAS})


@given(VALUES)
def test_any_document_is_read_or_refused(document: Any) -> None:
    try:
        entries = list(read_document(document))
    except SpecError:
        return
    for entry in entries:
        if isinstance(entry, Dropped):
            continue
        try:
            tool = assemble(entry, CONFIG, stem="stem").tool
        except SpecError:
            continue
        assert clean_name(tool.name) == tool.name
        assert tool.parameters["type"] == "object"
        assert set(tool.parameters.get("required", ())) <= tool.parameters["properties"].keys()
        assert tool.source.provider
        assert tool.source.group
        canonical_json([tool.parameters, tool.returns]).encode()


@given(SCHEMAS, DEFINITIONS, st.booleans())
def test_normal_form_is_a_fixed_point(
    schema: dict[str, Any],
    definitions: dict[str, Any],
    sending: bool,  # noqa: FBT001
) -> None:
    references = References({"$defs": definitions})
    try:
        once = Normaliser(references, sending=sending).normalise(schema)
    except SpecError as error:
        assert error.reason.startswith("reference_")
        return
    assert "$ref" not in canonical_json(once)
    again = Normaliser(References({}), sending=sending)
    assert canonical_json(again.normalise(once)) == canonical_json(once)
    assert not again.notes


@given(SCHEMAS, DEFINITIONS)
def test_key_order_does_not_matter(schema: dict[str, Any], definitions: dict[str, Any]) -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(item) for item in value] if isinstance(value, list) else value

    def digest(value: dict[str, Any], defs: dict[str, Any]) -> str | None:
        documents = ({"$defs": defs},)
        properties = {"type": "object", "properties": {"x": value}}
        spec = ApiSpec(
            format="openai", name="f", description="", place="", documents=documents,
            arguments=properties,
        )  # fmt: skip
        try:
            return assemble(spec, CONFIG, stem="s").tool.id
        except SpecError:
            return None

    assert digest(schema, definitions) == digest(turned(schema), turned(definitions))


@given(VALUES)
def test_json_and_yaml_agree(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assert parse_json(text, max_depth=200) == value
    block = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    try:
        found = parse_yaml(block, max_depth=200, max_nodes=10_000)
    except SpecError:
        return
    if not _has_odd_numbers(value):
        assert found == value


def _has_odd_numbers(value: Any) -> bool:
    """PyYAML writes by YAML 1.1, where 1e+16 is a text and some texts look like numbers of 1.2."""
    if isinstance(value, dict):
        return any(map(_has_odd_numbers, value)) or any(map(_has_odd_numbers, value.values()))
    if isinstance(value, list):
        return any(map(_has_odd_numbers, value))
    return isinstance(value, float) or (isinstance(value, str) and value[:1] in "+-.0123456789<")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory: Any, data: bytes) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(data)
    try:
        read_file(path, CONFIG)
    except SpecError as error:
        assert error.where is not None
        assert error.where.startswith(str(path))


@given(st.text(max_size=100))
def test_names_and_texts_are_fixed_points(text: str) -> None:
    name = clean_name(text)
    assert clean_name(name) == name
    assert 1 <= len(name) <= 64
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text(max_size=40))
def test_marks_of_encoding_do_not_matter(text: str) -> None:
    text = "x" + text.replace("\0", "")
    assert decode(text.encode("utf-8-sig")) == text
    assert decode(text.encode("utf-16")) == text
