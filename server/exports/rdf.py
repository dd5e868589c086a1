"""Records and collections as RDF, in Turtle and in the words of schema.org.

The text is written as it goes, piece by piece: pieces one after another are one document, so a collection of any size
needs the memory of a few records. A graph in memory would take some hundred megabytes for 10,000 records (docs/decisions).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from server.exports.values import Context, instant, is_absolute, person

PREFIXES = """@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ESCAPES = {number: f"\\u{number:04X}" for number in (*range(32), 127)} | {
    ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t",
}  # fmt: skip
NOT_IN_IRI = {ord(letter): quote(letter, safe="") for letter in (*map(chr, range(33)), *'<>"{}|^`\\', "\x7f")}
DATATYPES = {"int": "xsd:integer", "float": "xsd:double", "bool": "xsd:boolean", "date": "xsd:dateTime"}

Pair = tuple[str, str]
"""A predicate and its object, both as they are written."""


def text(value: str) -> str:
    return f'"{value.translate(ESCAPES)}"'


def iri(address: str) -> str:
    return f"<{address.translate(NOT_IN_IRI)}>"


def typed(value: str, datatype: str) -> str:
    return f'"{value}"^^{datatype}'


def subject(address: str, pairs: Iterable[Pair]) -> str:
    """All that is said of one thing."""
    return iri(address) + "\n    " + " ;\n    ".join(f"{predicate} {value}" for predicate, value in pairs) + " .\n\n"


def blank(pairs: Iterable[Pair]) -> str:
    """A thing without an address, written in its place."""
    inside = " ; ".join(f"{predicate} {value}" for predicate, value in pairs)
    return f"[ {inside} ]" if inside else "[]"


def record(data: Mapping[str, Any], context: Context, seen: set[str]) -> str:
    """A record with its metadata, files and links. `seen` are the people who are described already."""
    home = f"{context.site}/records/{data['id']}"
    pairs = [("a", "schema:Dataset"), ("schema:identifier", text(data["identifier"])), ("schema:name", text(data["title"]))]
    if data["type"] is not None:
        pairs.append(("schema:additionalType", text(data["type"])))
    pairs += described(data)
    if (license_address := context.license_address(data["license"])) is not None:
        pairs.append(("schema:license", iri(license_address)))
    pairs += made(data, context)
    if data["extras"]:
        pairs.append(("rdfs:isDefinedBy", blank(metadata(data["extras"], home))))
    pieces = [subject(home, pairs)]
    pieces += (subject(f"{home}/files/{item['id']}", file(item, home, context)) for item in data["files"])
    pieces += (subject(f"{home}/links/{item['id']}", link(item, home, context)) for item in data.get("links", ()))
    return "".join([*people((data, *data["files"], *data.get("links", ())), context, seen), *pieces])


def collection(data: Mapping[str, Any], context: Context, seen: set[str]) -> str:
    """A collection without its records."""
    pairs = [("a", "schema:Collection"), ("schema:identifier", text(data["identifier"])), ("schema:name", text(data["title"])),
             *described(data), *made(data, context, date=lambda moment: text(instant(moment)))]  # fmt: skip
    return "".join([*people((data,), context, seen), subject(f"{context.site}/collections/{data['id']}", pairs)])


def parts(collection_id: int, record_ids: Iterable[int], context: Context) -> str:
    """That these records belong to the collection."""
    found = ", ".join(iri(f"{context.site}/records/{number}") for number in record_ids)
    return subject(f"{context.site}/collections/{collection_id}", [("schema:hasPart", found)]) if found else ""


def described(data: Mapping[str, Any]) -> Iterator[Pair]:
    if data["description"]:
        yield "schema:description", text(data["description"])
    for tag in data["tags"]:
        yield "schema:keywords", text(tag)


def made(data: Mapping[str, Any], context: Context, date: Any = lambda moment: typed(instant(moment), "xsd:dateTime")) -> Iterator[Pair]:
    """By whom and when."""
    if "creator" in data:
        yield "schema:author", iri(person(data["creator"], context.site))
    yield "schema:dateCreated", date(data["created_at"])
    yield "schema:dateModified", date(data["last_modified"])


def people(things: Iterable[Mapping[str, Any]], context: Context, seen: set[str]) -> Iterator[str]:
    """Those who made these things, each once."""
    for thing in things:
        if "creator" in thing and (address := person(thing["creator"], context.site)) not in seen:
            seen.add(address)
            yield subject(address, [("a", "schema:Person"), ("schema:name", text(thing["creator"]["displayname"]))])


def file(data: Mapping[str, Any], home: str, context: Context) -> Iterator[Pair]:
    yield "a", "schema:MediaObject"
    yield "schema:isPartOf", iri(home)
    yield "schema:identifier", text(data["id"])
    yield "schema:name", text(data["name"])
    yield "schema:encodingFormat", text(data["mimetype"])
    yield "schema:contentSize", text(str(data["size"]))
    if data["description"]:
        yield "schema:description", text(data["description"])
    yield from made(data, context)


def link(data: Mapping[str, Any], home: str, context: Context) -> Iterator[Pair]:
    if data["term"] is not None and is_absolute(data["term"]):
        yield "a", iri(data["term"])
    other = f"{context.site}/records/{(data.get('record_to') or data['record_from'])['id']}"
    ends = (home, other) if "record_to" in data else (other, home)
    yield "rdf:subject", iri(ends[0])
    yield "rdf:object", iri(ends[1])
    yield "schema:name", text(data["name"])
    yield from made(data, context)


def metadata(entries: list[dict[str, Any]], home: str) -> Iterator[Pair]:
    """Entries with keys as what is said of one thing."""
    for entry in entries:
        if (value := object_of(entry, home)) is not None:
            yield predicate(entry) or iri(f"{home}#{quote(entry['key'], safe='')}"), value


def predicate(entry: Mapping[str, Any]) -> str | None:
    term = entry.get("term")
    return iri(term) if term is not None and is_absolute(term) else None


def object_of(entry: Mapping[str, Any], home: str) -> str | None:
    """What an entry says; None for an entry without a value."""
    kind, value = entry["type"], entry["value"]
    if kind == "dict":
        return blank(metadata(value, home))
    if kind == "list":
        return "( " + " ".join(item(below, home) for below in value if below["value"] is not None) + " )"
    if value is None:
        return None
    if kind == "str":
        return iri(value) if entry.get("validation", {}).get("iri") and is_absolute(value) else text(value)
    if kind == "bool":
        return typed("true" if value else "false", DATATYPES[kind])
    if kind == "date":
        return typed(value, DATATYPES[kind])
    number: list[Pair] = [("a", "schema:QuantitativeValue"), ("schema:value", typed(repr(value), DATATYPES[kind]))]
    if entry.get("unit") is not None:
        number.append(("schema:unitText", text(entry["unit"])))
    return blank(number)


def item(entry: Mapping[str, Any], home: str) -> str:
    """An entry of a list."""
    pairs: list[Pair] = [("rdf:object", str(object_of(entry, home)))]
    if (term := predicate(entry)) is not None:
        pairs.insert(0, ("rdf:predicate", term))
    return blank(pairs)
