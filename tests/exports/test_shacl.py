"""SHACL shapes of templates: rdflib reads them, pyshacl validates with them, and kadi-apy's reader gets the entries back."""

from datetime import UTC, datetime

import pyshacl
import pytest
from hypothesis import given, settings
from kadi_apy.lib.imports import _shacl_to_extras
from rdflib import OWL, RDF, RDFS, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS

from server.domain.extras import clean
from server.exports import rdf, shacl
from server.exports.values import Context
from tests.exports.entries import entry_lists

SITE = "https://kadi.example.edu"
ROOT = URIRef(f"{SITE}/templates/7")
MADE = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
DATATYPES = {"str": XSD.string, "int": XSD.integer, "float": XSD.float, "bool": XSD.boolean, "date": XSD.dateTime}


def cleaned(*entries):
    found, faults = clean(list(entries), is_template=True)
    assert faults == []
    return found


def template(*entries, **more):
    return {"id": 7, "identifier": "t", "title": "A title", "description": "", "type": "extras", "data": cleaned(*entries),
            "created_at": MADE, "last_modified": MADE} | more  # fmt: skip


def graph_of(*entries, **more):
    return Graph().parse(data=shacl.shapes(template(*entries, **more), SITE), format="turtle")


def property_of(graph, subject=ROOT):
    (found,) = graph.objects(subject, SH.property)
    return dict(graph.predicate_objects(found))


# The document


def test_the_template_is_a_node_shape():
    creator = {"id": 3, "displayname": "Ada", "orcid": None}
    graph = graph_of(description="Two\n\"lines\" \\ of 'text'", creator=creator)
    assert dict(graph.predicate_objects(ROOT)) == {
        RDF.type: SH.NodeShape, DCTERMS.title: Literal("A title", "en"),
        DCTERMS.description: Literal("Two\n\"lines\" \\ of 'text'", "en"), DCTERMS.created: Literal("2026-01-31", datatype=XSD.date),
        DCTERMS.creator: URIRef(f"{SITE}/users/3"),
    }  # fmt: skip
    assert (ROOT, DCTERMS.creator, URIRef("https://orcid.org/0000-0002-1825-0097")) in graph_of(
        creator=creator | {"orcid": "0000-0002-1825-0097"}
    )
    assert len(graph_of()) == 3


def test_a_record_template_has_the_shapes_of_its_extras():
    entry = {"type": "int", "key": "n"}
    data = {"identifier": "", "title": "", "extras": cleaned(entry), "tags": []}
    assert set(graph_of(type="record", data=data).objects(None, SH.name)) == {Literal("n", "en")}
    assert shacl.shapes(template(type="record", data=data), SITE) == shacl.shapes(template(entry), SITE)


@pytest.mark.parametrize(
    "entry, expected",
    [
        ({"type": "str"}, {SH.datatype: XSD.string}),
        ({"type": "str", "value": 'a "b"', "description": "What it is"},
         {SH.datatype: XSD.string, SH.defaultValue: Literal('a "b"'), SH.description: Literal("What it is")}),
        ({"type": "str", "term": "https://example.org/k"}, {SH.datatype: XSD.string, SH.path: URIRef("https://example.org/k")}),
        ({"type": "str", "value": "https://x.y/z", "validation": {"iri": True}},
         {SH.datatype: XSD.anyURI, SH.defaultValue: Literal("https://x.y/z", datatype=XSD.anyURI)}),
        ({"type": "int", "value": 5, "unit": "m", "validation": {"required": True, "range": {"min": 1, "max": 9}}},
         {SH.datatype: XSD.integer, SH.defaultValue: Literal(5), SH.minCount: Literal(1), SH.minInclusive: Literal(1),
          SH.maxInclusive: Literal(9)}),
        ({"type": "float", "value": 1.5, "validation": {"range": {"min": None, "max": 2}}},
         {SH.datatype: XSD.float, SH.defaultValue: Literal("1.5", datatype=XSD.float),
          SH.maxInclusive: Literal("2.0", datatype=XSD.float)}),
        ({"type": "bool", "value": True}, {SH.datatype: XSD.boolean, SH.defaultValue: Literal(True)}),
        ({"type": "date", "value": "2024-02-29T10:00:00Z"},
         {SH.datatype: XSD.dateTime, SH.defaultValue: Literal("2024-02-29T10:00:00+00:00", datatype=XSD.dateTime)}),
    ],
    ids=range(8),
)  # fmt: skip
def test_a_property_as_the_documentation_says(entry, expected):
    common = {SH.name: Literal("a key/ü", "en"), SH.order: Literal(0), SH.maxCount: Literal(1), SH.path: URIRef(f"{ROOT}#a%20key%2F%C3%BC")}
    assert property_of(graph_of({"key": "a key/ü", **entry})) == common | expected


def test_options_are_a_list_in_their_order():
    graph = graph_of({"type": "str", "key": "k", "validation": {"options": ["b", "a", "ü"]}})
    found = property_of(graph)[SH["in"]]
    assert list(Collection(graph, found)) == [Literal("b"), Literal("a"), Literal("ü")]


def test_nested_entries_are_shapes_of_their_own():
    inner = {"type": "dict", "key": "b", "value": [{"type": "int", "key": "c"}]}
    graph = graph_of({"type": "dict", "key": "a", "value": [inner]}, {"type": "dict", "key": "a.b", "value": []})
    a, b, other = (URIRef(f"{ROOT}#{way}") for way in ("a", "a.b", "a%2Eb"))
    assert set(graph.subjects(RDF.type, SH.NodeShape)) == {ROOT, a, b, other}
    assert set(graph.objects(ROOT, OWL.imports)) == {a, other} and set(graph.objects(a, OWL.imports)) == {b}
    assert graph.value(b, DCTERMS.title) == Literal("b", "en")
    assert property_of(graph, a)[SH.qualifiedValueShape] == b
    assert property_of(graph, b)[SH.name] == Literal("c", "en")


def test_members_of_lists_are_named_by_their_place():
    graph = graph_of({"type": "list", "key": "runs", "value": [{"type": "int"}, {"type": "dict", "value": [{"type": "str", "key": "x"}]}]})
    runs = URIRef(f"{ROOT}#runs")
    names = {str(graph.value(found, SH.name)): int(graph.value(found, SH.order)) for found in graph.objects(runs, SH.property)}
    assert names == {"0": 0, "1": 1}
    assert set(graph.subjects(RDF.type, SH.NodeShape)) == {ROOT, runs, URIRef(f"{ROOT}#runs.1")}


def test_a_term_that_means_nothing_elsewhere_is_no_path():
    assert property_of(graph_of({"type": "int", "key": "k", "term": "mass"}))[SH.path] == URIRef(f"{ROOT}#k")


def test_the_same_template_gives_the_same_text_and_the_root_stands_first():
    given_template = template(*[{"type": "dict", "key": key, "value": [{"type": "int", "key": "n"}]} for key in "zyxab"])
    text = shacl.shapes(given_template, SITE)
    assert text == shacl.shapes(given_template, SITE)
    assert text.index(f"<{ROOT}>") == text.index("<https://kadi")


# Validation by pyshacl

PATH = "https://example.org/"
TEMPLATE = (
    {"type": "str", "key": "s", "term": PATH + "s", "validation": {"required": True, "options": ["x", "y"]}},
    {"type": "int", "key": "i", "term": PATH + "i", "validation": {"range": {"min": 1, "max": 9}}},
    {"type": "float", "key": "f", "term": PATH + "f", "validation": {"range": {"min": 0.5, "max": None}}},
    {"type": "bool", "key": "b", "term": PATH + "b"},
    {"type": "date", "key": "t", "term": PATH + "t"},
    {"type": "str", "key": "u", "term": PATH + "u", "validation": {"iri": True}},
    {"type": "dict", "key": "d", "term": PATH + "d",
     "value": [{"type": "int", "key": "n", "term": PATH + "n", "validation": {"required": True}}]},
)  # fmt: skip
MATCHING = {"s": "x", "i": 9, "f": 0.5, "b": True, "t": "2024-02-29T10:00:00+00:00", "u": "https://a.b/c", "d": {"n": 1}}


def values_graph(values):
    """Plain metadata as a graph whose predicates are the terms, with the node that it is about."""
    graph = Graph()

    def node(values):
        made = BNode()
        for key, value in values.items():
            kind = {int: XSD.integer, float: XSD.float, bool: XSD.boolean}.get(type(value))
            kind = {"t": XSD.dateTime, "u": XSD.anyURI}.get(key, kind)
            thing = node(value) if isinstance(value, dict) else Literal(value, datatype=kind)
            graph.add((made, URIRef(PATH + key), thing))
        return made

    graph.add((URIRef(f"{SITE}/records/2"), RDFS.isDefinedBy, node(values)))
    return graph


def conforms(graph, *entries):
    """Whether the metadata of the graph's record keeps the shapes. Shapes name no target: who validates says what."""
    shapes = graph_of(*entries)
    shapes.add((ROOT, SH.targetObjectsOf, RDFS.isDefinedBy))
    found, _, text = pyshacl.validate(graph, shacl_graph=shapes)
    return found, text


def test_a_matching_record_is_accepted():
    accepted, text = conforms(values_graph(MATCHING), *TEMPLATE)
    assert accepted, text


@pytest.mark.parametrize(
    "change",
    [{"s": "z"}, {"s": 1}, {"s": None}, {"i": 0}, {"i": 10}, {"i": 1.5}, {"i": "1"}, {"f": 0.25}, {"b": "yes"}, {"t": 5}, {"d": {}},
     {"d": {"n": "1"}}],
    ids=str,
)  # fmt: skip
def test_a_record_that_does_not_match_is_refused(change):
    values = {key: value for key, value in (MATCHING | change).items() if value is not None}
    accepted, text = conforms(values_graph(values), *TEMPLATE)
    assert not accepted
    assert f"Result Path: <{PATH}{next(iter(change))}>" in text


@pytest.mark.parametrize("key", [key for key in MATCHING if key != "s"])
def test_what_is_not_required_may_be_missing(key):
    accepted, text = conforms(values_graph({name: value for name, value in MATCHING.items() if name != key}), *TEMPLATE)
    assert accepted, text


def test_a_record_exported_as_rdf_keeps_the_shapes_of_its_template():
    entries = [entry for entry in TEMPLATE if entry["type"] in ("str", "bool", "date") and entry["key"] != "u"]

    def exported(text):
        values = {"s": text, "b": True, "t": "2024-02-29T10:00:00+00:00"}
        extras = cleaned(*[{**entry, "value": values[entry["key"]], "validation": {}} for entry in entries])
        record = {"id": 2, "identifier": "r", "title": "R", "type": None, "description": "", "license": None, "tags": [],
                  "extras": extras, "created_at": MADE, "last_modified": MADE, "files": []}  # fmt: skip
        return Graph().parse(data=rdf.PREFIXES + rdf.record(record, Context(SITE), set()), format="turtle")

    assert conforms(exported("x"), *entries)[0]
    assert not conforms(exported("z"), *entries)[0]


# Any template


def expected_back(entries):
    """What kadi-apy's reader makes of shapes: the entries, without units, with the path as term."""
    found = []
    for order, entry in enumerate(entries):
        key, term = entry.get("key") or str(order), entry.get("term")
        back = {"key": key, "type": entry["type"], "value": entry["value"]}
        if "description" in entry:
            back["description"] = entry["description"]
        if term is not None and ":" in term:
            back["term"] = term
        if entry["type"] in ("dict", "list"):
            back["value"] = expected_back(entry["value"])
            if not entry["value"] or next(iter(back["value"]))["key"] == "0":
                back["type"] = "list" if entry["value"] else "dict"
        elif "validation" in entry:
            back["validation"] = entry["validation"]
        found.append(back)
    return found


def comparable(entries):
    """The reader's dates are objects, its terms made of keys are ours."""
    found = []
    for entry in entries:
        back = dict(entry)
        if back["term"].startswith(f"{ROOT}#"):
            del back["term"]
        if back["type"] in ("dict", "list"):
            back["value"] = comparable(back["value"])
        elif back["type"] == "date" and back["value"] is not None:
            back["value"] = back["value"].isoformat()
        found.append(back)
    return found


@given(entry_lists())
@settings(max_examples=80, deadline=None)
def test_the_reader_of_kadi_apy_gets_the_entries_back(entries):
    complete = cleaned(*entries)
    graph = graph_of(*entries)
    assert comparable(_shacl_to_extras(graph, ROOT)) == expected_back(complete)


@given(entry_lists())
@settings(max_examples=25, deadline=None)
def test_pyshacl_loads_the_shapes_of_any_template(entries):
    # Nothing has to be there where nothing is required.
    def has_required(entries):
        return any(entry.get("validation", {}).get("required") for entry in entries)

    accepted, text = conforms(values_graph({}), *entries)
    assert accepted != has_required(cleaned(*entries)), text
