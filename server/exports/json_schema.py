"""Metadata entries of a template as a JSON Schema (2020-12) of their plain form: `{"count": 5, "runs": [{"x": "y"}]}`.

Properties carry their order beside them, because JSON objects have none. Terms have no place in it.
"""

from typing import Any

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TYPES: dict[str, Schema] = {
    "str": {"type": "string", "minLength": 1}, "int": {"type": "integer"}, "float": {"type": "number"}, "bool": {"type": "boolean"},
    "date": {"type": "string", "format": "date-time"},
}  # fmt: skip


def schema(entries: list[dict[str, Any]]) -> Schema:
    """The document; without entries it allows everything."""
    return {"$schema": DIALECT} | (of_object(entries) if entries else {})


def of_object(entries: list[dict[str, Any]]) -> Schema:
    keys = [entry["key"] for entry in entries]
    return {
        "type": "object",
        "properties": {entry["key"]: of_entry(entry) for entry in entries},
        "propertiesOrder": keys,
        "required": [entry["key"] for entry in entries if entry.get("validation", {}).get("required")],
    }


def of_entry(entry: dict[str, Any]) -> Schema:
    kind, value = entry["type"], entry["value"]
    if kind == "dict":
        found = of_object(value)
    elif kind == "list":
        # An empty `prefixItems` is no valid schema.
        found = {"type": "array"} | ({"prefixItems": [of_entry(member) for member in value]} if value else {})
    else:
        found = of_value(entry)
    if "description" in entry:
        found["description"] = entry["description"]
    return found


def of_value(entry: dict[str, Any]) -> Schema:
    found, instructions = dict(TYPES[entry["type"]]), entry.get("validation", {})
    if entry["value"] is not None:
        found["default"] = entry["value"]
    if entry.get("unit") is not None:
        found["unit"] = {"type": "string", "minLength": 1, "default": entry["unit"]}
    if "options" in instructions:
        found["enum"] = instructions["options"]
    if instructions.get("iri"):
        found["format"] = "iri"
    bounds = instructions.get("range", {})
    for name, word in (("min", "minimum"), ("max", "maximum")):
        if bounds.get(name) is not None:
            found[word] = bounds[name]
    return found
