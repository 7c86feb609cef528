"""Plain words for the reason codes of the stages: what happened, for whoever misses a tool."""

from __future__ import annotations

PLAIN = {
    # whole files
    "archive": "The file is an archive; unpack it first.",
    "binary": "The file is not text.",
    "damaged_archive": "The compressed file ends early or is damaged.",
    "directory": "A folder stands where a file is needed.",
    "empty": "The file has nothing in it.",
    "file_too_large": "The file is larger than the limit for one file.",
    "linked_folder": "The folder is a link; links are not followed.",
    "lone_surrogate": "The text holds half of a character, which UTF-8 cannot carry.",
    "markup": "The file is a web page, not a specification.",
    "no_paths": "The API description lists no operations.",
    "no_tools": "The file was understood, and lists no tools.",
    "not_json": "The text is not valid JSON.",
    "not_utf8": "The text is not UTF-8.",
    "not_yaml": "The text is not valid YAML.",
    "rpc_error": "The server answered with an error instead of its tools.",
    "unknown_format": "It is none of the known forms of a specification.",
    "unreadable": "The file could not be opened or read.",
    "unsupported_format": "The form is known, but cannot be read yet.",
    "unsupported_version": "This version of the format cannot be read.",
    "yaml_alias": "YAML aliases are refused: they can grow without bound.",
    "yaml_aliases": "YAML aliases are refused: they can grow without bound.",
    "yaml_documents": "The file holds several YAML documents.",
    "yaml_key": "A YAML key is not a plain text.",
    "yaml_tag": "YAML tags are refused: they can run code elsewhere.",
    # one tool: its form
    "description_too_long": "The description is longer than the limit.",
    "duplicate_key": "The same key stands twice in one object.",
    "malformed": "A part that every tool needs has the wrong type.",
    "missing": "A part that every tool needs is not there.",
    "no_name": "The tool has no name, so nothing can call it.",
    "not_a_tool": "The entry is not a callable function.",
    "not_finite": "A number is infinite or not a number.",
    "number_too_long": "A number has more digits than the limit.",
    "parameters_not_object": "The parameters are not described as named fields.",
    "reference_circular": "The description of a type only refers to itself.",
    "reference_external": "It refers to another file or address; nothing is ever fetched.",
    "reference_malformed": "A reference inside the file cannot be understood.",
    "reference_missing": "It refers to a part that the file does not have.",
    "schema_too_deep": "The description of a type is nested too deeply.",
    "schema_too_large": "The description of a type is too large.",
    "too_deep": "The text is nested too deeply.",
    "too_many_parameters": "It has more parameters than the limit.",
    # one tool: its worth
    "deprecated": "Its own specification says that it should no longer be used.",
    "health_check": "It only tells whether the service is alive.",
    "markup_only": "Its description is markup without words.",
    "no_contract": "It tells neither what it does, nor what it takes, nor what it returns.",
    "not_implemented": "It says itself that it is not implemented.",
    "placeholder_description": "Its description is a placeholder.",
    "trial": "It is a test, demo or example entry, not a real operation.",
    # one tool: repeated
    "duplicate_name": "Another tool of the same API has this name.",
    "exact_duplicate": "The same tool, word for word, is kept from another place.",
    "near_duplicate": "A tool that says nearly the same is kept.",
    # outside of the domains
    "isolated": "No other tool is similar enough to share data with it.",
    "too_small": "Its community is smaller than a domain may be.",
}
"""Code -> one sentence. A code that is not here is shown as words."""


def headline(code: str) -> str:
    """Return the code as words.

    Example:
        >>> headline("exact_duplicate")
        'Exact duplicate'
    """
    words = code.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def plain(code: str) -> str:
    """Return the explanation of a code, or nothing where there is none.

    Example:
        >>> plain("no_tools")
        'The file was understood, and lists no tools.'
        >>> plain("a code of a later stage")
        ''
    """
    return PLAIN.get(code, "")
