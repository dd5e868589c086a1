"""Metadata entries of a template as SHACL shapes, in Turtle.

The template is a node shape with one property per entry. The path of a property is the entry's term, or an address made of
the template's and the key. Entries with entries are node shapes of their own, imported by the one above; the root stands
first, because readers of such files take the first shape for it.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from server.exports import rdf
from server.exports.rdf import Pair, iri, text, typed
from server.exports.template import Template, extras
from server.exports.values import escaped, is_absolute, person

PREFIXES = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATATYPES = {"str": "xsd:string", "int": "xsd:integer", "float": "xsd:float", "bool": "xsd:boolean", "date": "xsd:dateTime"}


def shapes(template: Template, site: str) -> str:
    """The document. `template.py` has the form of a template, `site` is the base of all addresses."""
    home = f"{site}/templates/{template['id']}"
    pairs: list[Pair] = [("a", "sh:NodeShape"), ("dcterms:title", english(template["title"]))]
    if template["description"]:
        pairs.append(("dcterms:description", english(template["description"])))
    pairs.append(("dcterms:created", typed(template["created_at"].date().isoformat(), "xsd:date")))
    if "creator" in template:
        pairs.append(("dcterms:creator", iri(person(template["creator"], site))))
    return PREFIXES + "\n" + "".join(shape(home, pairs, extras(template), home, ()))


def shape(address: str, pairs: Iterable[Pair], entries: list[dict[str, Any]], home: str, way: tuple[str, ...]) -> Iterator[str]:
    """A node shape and, after it, those of the entries that have entries."""
    pairs, below = list(pairs), []
    for order, entry in enumerate(entries):
        place = (*way, entry.get("key") or str(order))
        nested = f"{home}#{'.'.join(escaped(key) for key in place)}" if entry["type"] in ("dict", "list") else None
        pairs.append(("sh:property", rdf.blank(property_of(entry, place[-1], order, home, nested))))
        if nested:
            pairs.append(("owl:imports", iri(nested)))
            below.append((nested, entry["value"], place))
    yield rdf.subject(address, pairs)
    for nested, inside, place in below:
        yield from shape(nested, [("a", "sh:NodeShape"), ("dcterms:title", english(place[-1]))], inside, home, place)


def property_of(entry: dict[str, Any], name: str, order: int, home: str, nested: str | None) -> Iterator[Pair]:
    term = entry.get("term")
    yield "sh:name", english(name)
    yield "sh:order", str(order)
    yield "sh:maxCount", "1"
    yield "sh:path", iri(term if term is not None and is_absolute(term) else f"{home}#{quote(name, safe='')}")
    if "description" in entry:
        yield "sh:description", text(entry["description"])
    if nested is None:
        yield from restricted(entry)
        return
    # The shape alone counts for nothing without a number; that may be 0, because an entry need not be there.
    yield "sh:qualifiedValueShape", iri(nested)
    yield "sh:qualifiedMinCount", "0"
    if entry["type"] == "dict":
        # But what is there has to keep it. Lists are written as lists in RDF, whose members no path reaches.
        yield "sh:node", iri(nested)


def restricted(entry: dict[str, Any]) -> Iterator[Pair]:
    """Type, default and restrictions of an entry with a value of its own."""
    instructions = entry.get("validation", {})
    datatype = "xsd:anyURI" if instructions.get("iri") else DATATYPES[entry["type"]]
    yield "sh:datatype", datatype
    if entry["value"] is not None:
        yield "sh:defaultValue", literal(entry["value"], datatype)
    if instructions.get("required"):
        yield "sh:minCount", "1"
    if "options" in instructions:
        yield "sh:in", "( " + " ".join(literal(option, datatype) for option in instructions["options"]) + " )"
    bounds = instructions.get("range", {})
    for name, word in (("min", "sh:minInclusive"), ("max", "sh:maxInclusive")):
        if bounds.get(name) is not None:
            yield word, literal(bounds[name], datatype)


def literal(value: Any, datatype: str) -> str:
    if isinstance(value, bool):
        return typed("true" if value else "false", datatype)
    if isinstance(value, str):
        return text(value) + (f"^^{datatype}" if datatype != "xsd:string" else "")
    return typed(repr(value), datatype)


def english(value: str) -> str:
    return text(value) + "@en"
