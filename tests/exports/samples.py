"""Records in the form of `server/exports/record.py`, with texts that are hard to write down."""

from datetime import UTC, datetime
from typing import Any

from server.domain import extras
from server.exports.values import Context

SITE = "https://kadi.example.edu"
LICENSES = {"CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"), "own": ("Own", None)}
CONTEXT = Context(SITE, LICENSES)
MADE, CHANGED = datetime(2026, 1, 31, 8, 0, 0, 123456, UTC), datetime(2026, 2, 1, tzinfo=UTC)
ADA = {"id": 1, "displayname": 'Ada "the first" Lovelace\\', "orcid": "0000-0002-1825-0097"}
BEN = {"id": 2, "displayname": "Бен 本", "orcid": None}
HARD = "Ελλάδα Россия 中文 日本語 한국어 😀 \"q\" 's' \\ back\\nslash <b> & ^^xsd:string . ;\n\nnew\r\nline\ttab \x07\x7f \u2028 end"


def entries(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Canonical metadata entries."""
    cleaned, faults = extras.clean(given)
    assert faults == []
    return cleaned


def deep(levels: int, leaf: Any = 1.5) -> list[dict[str, Any]]:
    """Dictionaries and lists in turn, as deep as that; the deepest entry has a value."""
    inner: list[dict[str, Any]] = [{"type": "float", "key": "leaf", "value": leaf, "unit": "µm"}]
    for level in range(levels - 1):
        inner = [{"type": "list" if level % 2 else "dict", "key": f"level {level}", "value": inner}]
    return entries(inner)


def every_type() -> list[dict[str, Any]]:
    return entries([
        {"type": "str", "key": "text", "value": HARD, "description": "What it says", "term": "https://example.org/terms#text"},
        {"type": "int", "key": "count", "value": 5, "unit": "pcs", "validation": {"range": {"min": 1, "max": 9}}},
        {"type": "float", "key": "a.b/ü", "value": 21, "term": "mass"},
        {"type": "bool", "key": "is it", "value": False},
        {"type": "date", "key": "when", "value": "2024-02-29T11:00:00+01:00"},
        {"type": "str", "key": "page", "value": "https://example.org/ü?a=b#c", "validation": {"iri": True}},
        {"type": "int", "key": "nothing", "value": None},
        {"type": "dict", "key": "empty", "value": []},
        {"type": "dict", "key": "a", "value": [{"type": "str", "key": "b/ü", "value": "nested"}]},
        {"type": "list", "key": "runs", "value": [
            {"type": "int", "value": None}, {"type": "int", "value": 7, "term": "https://example.org/run"},
            {"type": "dict", "value": [{"type": "str", "key": "x", "value": "y"}]},
            {"type": "list", "value": [{"type": "bool", "value": True}]},
        ]},
    ])  # fmt: skip


def file(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {"id": f"00000000-0000-4000-8000-{number:012}", "name": name, "description": "", "mimetype": "text/plain",
            "magic_mimetype": "text/plain", "size": 3, "checksum": "900150983cd24fb0d6963f7d28e17f72", "created_at": MADE,
            "last_modified": CHANGED, "creator": ADA} | more  # fmt: skip


def record(number: int = 2, **more: Any) -> dict[str, Any]:
    made = {"created_at": MADE, "last_modified": CHANGED, "creator": ADA, "files": [], "links": []}
    named = {"id": number, "identifier": f"record-{number}", "title": f"Record {number}", "type": None, "description": "", "license": None}
    return named | {"tags": [], "extras": []} | made | more


def linked(number: int, **more: Any) -> dict[str, Any]:
    return {key: value for key, value in record(number, **more).items() if key not in ("files", "links")}


def link(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "name": name, "term": None, "created_at": MADE, "last_modified": CHANGED, "creator": ADA} | more


def full() -> dict[str, Any]:
    """A record with everything."""
    return record(
        title=f"Title {HARD}"[:150], type="experiment", description=f"# Heading\n\n{HARD}", license="CC-BY-4.0", tags=["a", "öl, salz"],
        extras=every_type(),
        files=[file(1, "a b.txt", creator=BEN, description="x\ny"), file(2, "ü/日本.csv", mimetype="text/csv", size=5_000_000_000)],
        links=[link(7, "is part of", term="https://example.org/part", creator=BEN, record_to=linked(5)),
               link(6, HARD[:100], record_from=linked(9))],
    )  # fmt: skip
