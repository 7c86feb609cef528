"""The compiled engines (Rust). Import them through the packages that own them."""

from os import PathLike

def digest_bytes(data: bytes) -> str: ...
def digest_file(path: str | PathLike[str]) -> tuple[str, int]: ...
def schema_fields(
    schemas: list[str], *, depth: int, limit: int, threads: int
) -> list[list[tuple[str, str, str, str | None, str | None, bool, int, int, str | None]]]:
    """List the fields of JSON Schemas in normal form.

    Args:
        schemas: One JSON text a schema.
        depth: Property names on a path (0..255); deeper fields are left out.
        limit: Fields of one schema; the deepest go first.
        threads: Number of threads; the result does not depend on it.

    Returns:
        For each schema rows of path (``orders[].id``), name (``id``), kind (type of JSON Schema or
        ``any``), format, description, whether every object on the way demands it, depth, how many
        values an ``enum`` allows (0: no enum), and pattern.

    Raises:
        SchemaError: A text is not JSON, is nested deeper than 128 levels, or is no schema.
    """
def tool_entities(
    names: list[str], paths: list[str | None], parameters: list[str], *, threads: int
) -> tuple[list[str], list[str]]:
    """Tell what tools do, and to what.

    Args:
        names: Names of the tools.
        paths: URL path templates, ``None`` where a tool has none.
        parameters: JSON Schemas of the parameters.
        threads: Number of threads; the result does not depend on it.

    Returns:
        Verbs (``get``, ``list``, ``search``, ``create``, ``update``, ``delete``, ``action``) and
        entities (normal words joined by ``_``, such as ``line_item``; empty where nothing names
        one).

    Raises:
        ArgumentError: The lists differ in length, or there are no threads.
        SchemaError: A text is no JSON Schema.
    """
