"""Metadata in exports: the mask, plain values, the flat form."""

import json

import pytest

from server.exports.extras import flat, masked, plain
from tests.exports.samples import deep, entries

GIVEN = entries([
    {"type": "int", "key": "a", "value": 1},
    {"type": "dict", "key": "d", "value": [{"type": "int", "key": "x", "value": 2}, {"type": "int", "key": "y", "value": None}]},
    {"type": "list", "key": "l", "value": [
        {"type": "int", "value": 3}, {"type": "dict", "value": [{"type": "str", "key": "x", "value": "y"}]},
        {"type": "list", "value": []}]},
])  # fmt: skip


@pytest.mark.parametrize("mask, left", [
    (None, {"a": 1, "d": {"x": 2, "y": None}, "l": [3, {"x": "y"}, []]}),
    ({}, {"a": 1, "d": {"x": 2, "y": None}, "l": [3, {"x": "y"}, []]}),
    ({"a": {}}, {"d": {"x": 2, "y": None}, "l": [3, {"x": "y"}, []]}),
    ({"a": {}, "d": {}, "l": {}}, {}),
    ({"d": {"x": {}}}, {"a": 1, "d": {"y": None}, "l": [3, {"x": "y"}, []]}),
    ({"l": {"0": {}}}, {"a": 1, "d": {"x": 2, "y": None}, "l": [{"x": "y"}, []]}),
    ({"l": {"0": {}, "1": {"x": {}}}}, {"a": 1, "d": {"x": 2, "y": None}, "l": [{}, []]}),
    ({"l": {"7": {}, "-1": {}, "x": {}}, "z": {}}, {"a": 1, "d": {"x": 2, "y": None}, "l": [3, {"x": "y"}, []]}),
    ({"a": {"b": {}}, "d": None, "l": ["0"]}, {"a": 1, "d": {"x": 2, "y": None}, "l": [3, {"x": "y"}, []]}),
    ({"a": False, "d": [], "l": 0}, {"a": 1, "d": {"x": 2, "y": None}, "l": [3, {"x": "y"}, []]}),
])  # fmt: skip
def test_a_mask_leaves_out_what_it_names(mask, left):
    before = json.dumps(GIVEN)
    assert plain(masked(GIVEN, mask)) == left
    assert json.dumps(GIVEN) == before


def test_the_deepest_entry_can_be_masked():
    mask: dict = {}
    place = mask
    for level in reversed(range(59)):
        name = "0" if level < 58 and (level + 1) % 2 else f"level {level}"
        place = place.setdefault(name, {})
    place["leaf" if 0 % 2 == 0 else "0"] = {}
    assert "leaf" in json.dumps(plain(deep(60)))
    assert "leaf" not in json.dumps(plain(masked(deep(60), mask)))


def test_the_flat_form_names_every_value_once():
    assert [(".".join(way), entry["value"]) for way, entry in flat(GIVEN)] == [("a", 1), ("d.x", 2), ("l.0", 3), ("l.1.x", "y")]
