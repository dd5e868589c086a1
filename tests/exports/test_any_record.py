"""Whatever a record and a filter hold: every format can be written, and says what it was given."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF

from server.exports import crate, rdf, values
from server.exports.extras import flat, masked, plain
from tests.exports.samples import CHANGED, CONTEXT, SITE, entries, record

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30).filter(str.strip)
IRIS = st.builds("{}{}".format, st.sampled_from(["", "urn:", "https://x/"]), st.text("aé%/#?&=.~日", min_size=1, max_size=8))


def plain_entry(kind: str, value: st.SearchStrategy) -> st.SearchStrategy:
    more = {"description": TEXTS, "term": IRIS} | ({"unit": TEXTS} if kind in ("int", "float") else {})
    return st.fixed_dictionaries({"type": st.just(kind), "key": TEXTS, "value": st.none() | value}, optional=more)


DATES = st.datetimes().map(lambda moment: moment.isoformat() + "Z")
LEAVES = st.one_of(
    plain_entry("str", TEXTS), plain_entry("int", st.integers(-(2**53) + 1, 2**53 - 1)), plain_entry("bool", st.booleans()),
    plain_entry("float", st.floats(allow_nan=False, allow_infinity=False)), plain_entry("date", DATES),
    st.fixed_dictionaries({"type": st.just("str"), "key": TEXTS, "value": IRIS, "validation": st.just({"iri": True})}),
)  # fmt: skip


def unique(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({" ".join(entry["key"].split()): entry for entry in given}.values())


def nested(below: st.SearchStrategy) -> st.SearchStrategy:
    fields = {"type": st.sampled_from(["dict", "list"]), "key": TEXTS, "value": below.map(unique)}
    return st.lists(LEAVES | st.fixed_dictionaries(fields, optional={"term": IRIS}), max_size=4)


ENTRIES = st.recursive(st.lists(LEAVES, max_size=4), nested, max_leaves=20).map(unique)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda below: st.lists(below, max_size=3) | st.dictionaries(
        st.sampled_from(["0", "1", "a"]) | st.text(max_size=5), below, max_size=3), max_leaves=10)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(ENTRIES, TEXTS, TEXTS, st.lists(TEXTS, max_size=3, unique=True))
def test_every_format_says_what_it_was_given(given, title, description, tags):
    data = record(extras=entries(given), title=title, description=description, tags=tags)
    home = URIRef(f"{SITE}/records/2")
    written = json.loads(values.dumps(data))
    assert (written["extras"], written["title"], written["description"], written["tags"]) == (data["extras"], title, description, tags)
    graph = Graph().parse(data=rdf.PREFIXES + rdf.record(data, CONTEXT, set()), format="turtle")
    assert graph.value(home, URIRef("https://schema.org/name")) == Literal(title)
    assert graph.value(home, URIRef("https://schema.org/description")) == Literal(description)
    assert {str(tag) for tag in graph.objects(home, URIRef("https://schema.org/keywords"))} == set(tags)
    assert len(list(graph.subjects(RDF.type, URIRef("https://schema.org/Dataset")))) == 1
    described = crate.Graph(CONTEXT)
    pieces = described.record(data, "record-2/", [], [])
    entities = json.loads(described.opening(described.root(data, "record", CHANGED)) + pieces + described.closing())["@graph"]
    assert len({entity["@id"] for entity in entities}) == len(entities)
    measured = [entity for entity in entities if entity["@type"] == "PropertyValue"]
    assert [entity["value"] for entity in measured] == [entry["value"] for _, entry in flat(data["extras"])]


@settings(max_examples=150, deadline=None)
@given(ENTRIES, JSON, st.data())
def test_no_mask_fails_and_nothing_is_left_out_that_it_does_not_name(given, mask, data):
    whole = entries(given)
    if isinstance(mask, dict):
        assert json.loads(values.dumps(masked(whole, mask))) is not None
    if whole:
        entry = data.draw(st.sampled_from(whole))
        left = plain(masked(whole, {entry["key"]: {}}))
        assert left == {key: value for key, value in plain(whole).items() if key != entry["key"]}
