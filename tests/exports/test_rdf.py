"""RDF of records and collections, read by rdflib."""

from collections import Counter

import pytest
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, XSD

from server.exports import rdf
from server.exports.values import Context
from tests.exports.samples import ADA, BEN, CONTEXT, HARD, SITE, deep, entries, full, record

SCHEMA = Namespace("https://schema.org/")
HOME = URIRef(f"{SITE}/records/2")


def parsed(*texts: str) -> Graph:
    return Graph().parse(data=rdf.PREFIXES + "".join(texts), format="turtle")


def graph_of(data, context: Context = CONTEXT) -> Graph:
    return parsed(rdf.record(data, context, set()))


def said(graph: Graph, subject) -> Counter:
    """How often each predicate stands at a subject."""
    return Counter(str(predicate).removeprefix(str(SCHEMA)) for predicate in graph.predicates(subject, None))


def test_a_record_without_anything():
    graph = graph_of(record())
    assert said(graph, HOME) == {str(RDF.type): 1, "identifier": 1, "name": 1, "author": 1, "dateCreated": 1, "dateModified": 1}
    assert len(graph) == 6 + 2
    assert graph.value(HOME, RDF.type) == SCHEMA.Dataset
    assert graph.value(HOME, SCHEMA.dateCreated) == Literal("2026-01-31T08:00:00.123456+00:00", datatype=XSD.dateTime)


def test_a_record_with_everything():
    graph = graph_of(full())
    assert said(graph, HOME) == {
        str(RDF.type): 1, "identifier": 1, "name": 1, "additionalType": 1, "description": 1, "keywords": 2, "license": 1, "author": 1,
        "dateCreated": 1, "dateModified": 1, str(RDFS.isDefinedBy): 1}  # fmt: skip
    assert graph.value(HOME, SCHEMA.description) == Literal(f"# Heading\n\n{HARD}")
    assert graph.value(HOME, SCHEMA.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert set(graph.objects(HOME, SCHEMA.keywords)) == {Literal("a"), Literal("öl, salz")}
    ada, ben = URIRef("https://orcid.org/0000-0002-1825-0097"), URIRef(f"{SITE}/users/2")
    assert graph.value(HOME, SCHEMA.author) == ada
    assert graph.value(ada, SCHEMA.name) == Literal(ADA["displayname"])
    assert (graph.value(ben, RDF.type), graph.value(ben, SCHEMA.name)) == (SCHEMA.Person, Literal(BEN["displayname"]))


def test_metadata_entries():
    graph = graph_of(full())
    node = graph.value(HOME, RDFS.isDefinedBy)

    def value(key):
        return graph.value(node, URIRef(f"{HOME}#{key}"))

    assert isinstance(node, BNode)
    assert graph.value(node, URIRef("https://example.org/terms#text")) == Literal(HARD)
    count = value("count")
    assert graph.value(count, RDF.type) == SCHEMA.QuantitativeValue
    assert graph.value(count, SCHEMA.value) == Literal(5)
    assert graph.value(count, SCHEMA.unitText) == Literal("pcs")
    # A term that means nothing by itself is no predicate.
    number = graph.value(value("a.b%2F%C3%BC"), SCHEMA.value)
    assert (number, number.datatype, graph.value(value("a.b%2F%C3%BC"), SCHEMA.unitText)) == (Literal(21.0), XSD.double, None)
    assert value("is%20it") == Literal(False)
    assert value("when") == Literal("2024-02-29T10:00:00+00:00", datatype=XSD.dateTime)
    assert value("page") == URIRef("https://example.org/ü?a=b#c")
    assert value("nothing") is None
    assert list(graph.predicate_objects(value("empty"))) == []
    assert graph.value(value("a"), URIRef(f"{HOME}#b%2F%C3%BC")) == Literal("nested")
    first, second, third = Collection(graph, value("runs"))
    assert graph.value(first, RDF.predicate) == URIRef("https://example.org/run")
    assert graph.value(graph.value(first, RDF.object), SCHEMA.value) == Literal(7)
    assert graph.value(graph.value(second, RDF.object), URIRef(f"{HOME}#x")) == Literal("y")
    (inner,) = Collection(graph, graph.value(third, RDF.object))
    assert graph.value(inner, RDF.object) == Literal(True)
    assert graph.value(second, RDF.predicate) is None


def test_files_and_links():
    graph = graph_of(full())
    file = URIRef(f"{HOME}/files/00000000-0000-4000-8000-000000000002")
    assert said(graph, file) == {str(RDF.type): 1, "isPartOf": 1, "identifier": 1, "name": 1, "encodingFormat": 1, "contentSize": 1,
                                 "dateCreated": 1, "dateModified": 1, "author": 1}  # fmt: skip
    assert graph.value(file, SCHEMA.contentSize) == Literal("5000000000")
    assert graph.value(file, SCHEMA.name) == Literal("ü/日本.csv")
    assert graph.value(file, SCHEMA.isPartOf) == HOME
    outgoing, incoming = URIRef(f"{HOME}/links/7"), URIRef(f"{HOME}/links/6")
    assert graph.value(outgoing, RDF.type) == URIRef("https://example.org/part")
    assert (graph.value(outgoing, RDF.subject), graph.value(outgoing, RDF.object)) == (HOME, URIRef(f"{SITE}/records/5"))
    assert graph.value(incoming, RDF.type) is None
    assert (graph.value(incoming, RDF.subject), graph.value(incoming, RDF.object)) == (URIRef(f"{SITE}/records/9"), HOME)
    assert graph.value(incoming, SCHEMA.name) == Literal(HARD[:100])


def test_users_and_links_can_be_left_out():
    data = full()
    del data["creator"], data["links"]
    for item in data["files"]:
        del item["creator"]
    graph = graph_of(data)
    assert list(graph.subject_objects(SCHEMA.author)) == []
    assert list(graph.subjects(RDF.type, SCHEMA.Person)) == []
    assert list(graph.subjects(RDF.subject, None)) == []


def test_the_number_of_triples():
    numbers = [{"type": "int", "key": f"n{index}", "value": index, "unit": "m"} for index in range(100)]
    # the blank node; per number: itself, its type, value and unit
    assert len(graph_of(record(extras=entries(numbers)))) == 8 + 1 + 100 * 4
    runs = [{"type": "list", "key": "l", "value": [{"type": "str", "value": "x"} for _ in range(100)]}]
    # the blank node, the list; per item: first, rest, rdf:object
    assert len(graph_of(record(extras=entries(runs)))) == 8 + 1 + 1 + 100 * 3


@pytest.mark.parametrize("levels", [1, 2, 59, 60])
def test_metadata_as_deep_as_it_may_be(levels):
    graph = graph_of(record(extras=deep(levels)))
    assert len(list(graph.subject_objects(SCHEMA.unitText))) == 1


@pytest.mark.parametrize("value", [0.0, -1.5, 1e-320, 1.7976931348623157e308, 0.1 + 0.2])
def test_numbers_keep_their_value(value):
    graph = graph_of(record(extras=deep(1, value)))
    (found,) = graph.objects(None, SCHEMA.value)
    assert float(found) == value


def test_licenses_without_an_address_are_left_out():
    assert graph_of(record(license="own")).value(HOME, SCHEMA.license) is None


def test_a_collection_and_its_records():
    collection = {key: value for key, value in record(3, tags=["a"], description=HARD).items()
                  if key not in ("type", "license", "extras", "files", "links")}  # fmt: skip
    seen: set[str] = set()
    pieces = [rdf.collection(collection, CONTEXT, seen)]
    for number in (4, 5):
        pieces += [rdf.parts(3, [number], CONTEXT), rdf.record(record(number, extras=deep(3)), CONTEXT, seen)]
    graph, home = parsed(*pieces), URIRef(f"{SITE}/collections/3")
    assert graph.value(home, RDF.type) == SCHEMA.Collection
    assert set(graph.objects(home, SCHEMA.hasPart)) == {URIRef(f"{SITE}/records/4"), URIRef(f"{SITE}/records/5")}
    created = graph.value(home, SCHEMA.dateCreated)
    assert (str(created), created.datatype) == ("2026-01-31T08:00:00.123456+00:00", None)
    assert "".join(pieces).count("schema:Person") == 1
    assert len(list(graph.subjects(SCHEMA.unitText, None))) == 2
    assert rdf.parts(3, [], CONTEXT) == ""
