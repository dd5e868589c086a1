"""Single values of exports: JSON, addresses, names in archives."""

import json

import pytest

from server.exports import values
from server.exports.values import file_names
from tests.exports.samples import ADA, BEN, HARD, MADE, SITE


def test_json_is_indented_sorted_and_whole():
    data = {"b": [1, {"z": HARD, "a": 21.0}], "a": MADE}
    text = values.dumps(data).decode()
    assert text.startswith('{\n  "a": "2026-01-31T08:00:00.123456+00:00",\n  "b": [\n    1,\n    {\n      "a": 21.0,\n')
    assert json.loads(text) == {"a": "2026-01-31T08:00:00.123456+00:00", "b": [1, {"a": 21.0, "z": HARD}]}
    assert json.loads(b'{"x":\n    ' + values.indented(data, 2) + b"}")["x"]["b"][1]["z"] == HARD


def test_people_have_addresses():
    assert values.person(ADA, SITE) == "https://orcid.org/0000-0002-1825-0097"
    assert values.person(BEN, SITE) == f"{SITE}/users/2"


@pytest.mark.parametrize("iri, is_absolute", [
    ("http://x/y", True), ("urn:x", True), ("doi:10.1/x", True), ("mass", False), ("/x", False), ("", False), ("ü:x", False), ("#a", False),
])  # fmt: skip
def test_absolute_iris(iri, is_absolute):
    assert values.is_absolute(iri) is is_absolute


def test_keys_in_addresses():
    assert values.escaped("a.b/ü #%") == "a%2Eb%2F%C3%BC%20%23%25"


@pytest.mark.parametrize("names, found", [
    (["a.txt", "b"], ["a.txt", "b"]),
    (["a/b.txt", "a_b.txt"], ["a_b (2).txt", "a_b.txt"]),
    (["../../etc/passwd", "/abs", "C:\\x"], [".._.._etc_passwd", "_abs", "C:_x"]),
    (["..", ".", "...", " "], ["__", "_", "___", "_ (2)"]),
    (["A.TXT", "a.txt", "a (2).txt"], ["A.TXT", "a (3).txt", "a (2).txt"]),
    (["a\x01b\x7f"], ["a_b_"]),
    ([".bashrc", "x."], [".bashrc", "x."]),
    (["日" * 100 + ".tar"], ["日" * 78 + ".tar"]),
    (["日" * 100, "日" * 101], ["日" * 80, "日" * 78 + " (2)"]),
    ([], []),
])  # fmt: skip
def test_names_of_files_lie_in_one_folder_of_any_system(names, found):
    assert file_names(names) == found


def test_names_stay_different_and_short_whatever_comes():
    names = ["x/" * 60 + str(number % 3) for number in range(50)] + ["é" * 256 + ".dat", "É" * 256 + ".dat"] * 5
    found = file_names(names)
    assert len({name.lower() for name in found}) == len(names)
    assert all(len(name.encode()) <= 240 and "/" not in name and name.strip(". ") for name in found)
