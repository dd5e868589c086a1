"""The graph of a crate: what it says of records, and that every reference in it leads somewhere."""

import json
from collections import Counter

import pytest

from server.exports import crate
from server.exports.values import file_names
from tests.exports.samples import ADA, BEN, CHANGED, CONTEXT, HARD, SITE, deep, entries, full, record

PART = crate.Part("record-2.json", "application/json", 12, "ab" * 32, "The record.")


def graph_of(*records, way=None, genre="record", data=None, parts=(PART,)) -> dict[str, dict]:
    """Entities by their name, read from the text."""
    graph = crate.Graph(CONTEXT)
    pieces = []
    for item in records:
        names = file_names([file["name"] for file in item["files"]])
        files = [crate.Stored(file, name, "cd" * 32) for file, name in zip(item["files"], names, strict=True)]
        pieces.append(graph.record(item, crate.folder(item["identifier"], way), parts, files))
    text = graph.opening(graph.root(data or records[0], genre, CHANGED)) + b"".join(pieces) + graph.closing()
    document = json.loads(text)
    assert document["@context"] == "https://w3id.org/ro/crate/1.1/context"
    found = {entity["@id"]: entity for entity in document["@graph"]}
    assert len(found) == len(document["@graph"]), [
        name for name, count in Counter(e["@id"] for e in document["@graph"]).items() if count > 1
    ]
    outside = {"https://w3id.org/ro/crate/1.1"}
    assert {name for entity in found.values() for name in references(entity)} <= set(found) | outside
    return found


def references(value):
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def test_the_crate_itself():
    found = graph_of(record())
    assert found["ro-crate-metadata.json"] == {
        "@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"}, "version": "1.0",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}, "dateCreated": "2026-02-01T00:00:00+00:00", "sdPublisher": {"@id": SITE},
    }  # fmt: skip
    assert (found[SITE]["@type"], found[SITE]["name"]) == ("Organization", "Kadi4Mat")
    root = found["./"]
    assert (root["genre"], root["name"], root["datePublished"]) == ("record", "Record 2", "2026-02-01")
    assert root["hasPart"] == [{"@id": "./record-2/"}]
    assert root["license"] and root["description"]
    assert not {"identifier", "keywords", "author", "dateCreated"} & set(root)


def test_a_record_without_anything():
    dataset = graph_of(record())["./record-2/"]
    assert dataset == {
        "@id": "./record-2/", "@type": "Dataset", "identifier": "record-2", "name": "Record 2", "url": f"{SITE}/records/2",
        "dateCreated": "2026-01-31T08:00:00.123456+00:00", "dateModified": "2026-02-01T00:00:00+00:00",
        "author": {"@id": "https://orcid.org/0000-0002-1825-0097"}, "variableMeasured": [],
        "hasPart": [{"@id": "./record-2/record-2.json"}],
    }  # fmt: skip


def test_a_record_with_everything():
    found = graph_of(full())
    dataset = found["./record-2/"]
    assert dataset["keywords"] == ["a", "öl, salz"]
    assert graph_of(record(tags=["a", "b"]))["./record-2/"]["keywords"] == "a,b"
    assert dataset["license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert found[dataset["license"]["@id"]]["identifier"] == "CC-BY-4.0"
    text = found[dataset["description"]["@id"]]
    assert text == {"@id": f"{SITE}/records/2#description", "@type": "TextObject", "encodingFormat": "text/markdown",
                    "text": f"# Heading\n\n{HARD}"}  # fmt: skip
    assert found["https://orcid.org/0000-0002-1825-0097"]["name"] == ADA["displayname"]
    assert found[f"{SITE}/users/2"] == {"@id": f"{SITE}/users/2", "@type": "Person", "name": BEN["displayname"]}
    first, second = "./record-2/files/a%20b.txt", "./record-2/files/%C3%BC_%E6%97%A5%E6%9C%AC.csv"
    assert dataset["hasPart"] == [{"@id": "./record-2/record-2.json"}, {"@id": first}, {"@id": second}]
    assert found[first]["author"] == {"@id": f"{SITE}/users/2"}
    assert found[second] == {
        "@id": second, "@type": "File", "identifier": "00000000-0000-4000-8000-000000000002", "name": "ü/日本.csv",
        "encodingFormat": "text/csv", "contentSize": "5000000000", "dateCreated": "2026-01-31T08:00:00.123456+00:00",
        "dateModified": "2026-02-01T00:00:00+00:00", "author": {"@id": "https://orcid.org/0000-0002-1825-0097"}, "sha256": "cd" * 32,
    }  # fmt: skip
    assert found["./record-2/record-2.json"] == {
        "@id": "./record-2/record-2.json", "@type": "File", "name": "record-2.json", "encodingFormat": "application/json",
        "contentSize": "12", "sha256": "ab" * 32, "description": "The record.",
    }  # fmt: skip


def test_metadata_is_flat():
    found = graph_of(full())
    values = [found[reference["@id"]] for reference in found["./record-2/"]["variableMeasured"]]
    assert [(value["propertyID"], value["value"]) for value in values] == [
        ("text", HARD.strip()), ("count", 5), ("a.b/ü", 21.0), ("is it", False), ("when", "2024-02-29T10:00:00+00:00"),
        ("page", "https://example.org/ü?a=b#c"), ("a.b/ü", "nested"), ("runs.1", 7), ("runs.2.x", "y"), ("runs.3.0", True),
    ]  # fmt: skip
    assert values[0]["@id"] == f"{SITE}/records/2#extras-text"
    assert (values[0]["description"], values[0]["identifier"]) == ("What it says", "https://example.org/terms#text")
    assert (values[1]["unitText"], values[1]["minValue"], values[1]["maxValue"]) == ("pcs", 1, 9)
    assert values[2]["@id"] == f"{SITE}/records/2#extras-a%2Eb%2F%C3%BC"
    assert values[6]["@id"] == f"{SITE}/records/2#extras-a.b%2F%C3%BC"
    assert not {"unitText", "minValue", "maxValue", "description"} & set(values[2])


@pytest.mark.parametrize("levels", [59, 60])
def test_metadata_as_deep_as_it_may_be(levels):
    values = graph_of(record(extras=deep(levels)))["./record-2/"]["variableMeasured"]
    assert len(values) == 1


def test_bounds_that_are_open_are_left_out():
    given = entries([{"type": "int", "key": "a", "value": 5, "validation": {"range": {"min": 0, "max": None}}}])
    value = graph_of(record(extras=given))[f"{SITE}/records/2#extras-a"]
    assert value["minValue"] == 0
    assert "maxValue" not in value


@pytest.mark.parametrize("name, shown", [("own", "own"), ("unheard of", "unheard of")])
def test_a_license_without_an_address_is_its_name(name, shown):
    assert graph_of(record(license=name))["./record-2/"]["license"] == shown


def test_users_can_be_left_out():
    data = full()
    del data["creator"]
    for item in data["files"]:
        del item["creator"]
    found = graph_of(data)
    assert all("author" not in entity and entity["@type"] != "Person" for entity in found.values())


def test_a_collection():
    data = {key: value for key, value in record(3, tags=["x", "y"], description=HARD).items()
            if key not in ("type", "license", "extras", "files", "links")}  # fmt: skip
    found = graph_of(record(4), record(5, license="CC-BY-4.0"), record(6, license="CC-BY-4.0"), genre="collection", data=data)
    root = found["./"]
    assert [part["@id"] for part in root["hasPart"]] == ["./record-4/", "./record-5/", "./record-6/"]
    assert (root["identifier"], root["keywords"], root["genre"]) == ("record-3", "x,y", "collection")
    assert root["author"] == {"@id": "https://orcid.org/0000-0002-1825-0097"}
    assert found[root["description"]["@id"]]["text"] == HARD
    assert root["description"]["@id"] == f"{SITE}/collections/3#description"


@pytest.mark.parametrize("way, place", [
    (None, "record-2/"), ([], "records/record-2/"), (["a"], "collections/a/records/record-2/"),
    (["a", "b"], "collections/a/collections/b/records/record-2/"),
])  # fmt: skip
def test_places_of_records(way, place):
    found = graph_of(full(), way=way)
    assert found["./"]["hasPart"] == [{"@id": f"./{place}"}]
    assert found[f"./{place}"]["hasPart"][1] == {"@id": f"./{place}files/a%20b.txt"}
