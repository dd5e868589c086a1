"""JSON Schemas of templates: valid by the meta-schema, and they accept and refuse what Kadi's own rules do."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from server.domain.extras import clean
from server.exports import json_schema
from server.exports.extras import plain
from tests.exports.entries import entry_lists


def schema_of(*entries):
    """The schema of these entries, as a validator that checks formats."""
    cleaned, faults = clean(list(entries), is_template=True)
    assert faults == []
    found = json_schema.schema(cleaned)
    Draft202012Validator.check_schema(found)
    json.dumps(found, allow_nan=False)
    return Draft202012Validator(found, format_checker=FormatChecker())


def test_no_entries_allow_everything():
    assert json_schema.schema([]) == {"$schema": "https://json-schema.org/draft/2020-12/schema"}


@pytest.mark.parametrize(
    "entry, expected",
    [
        ({"type": "str", "key": "k"}, {"type": "string", "minLength": 1}),
        ({"type": "str", "key": "k", "value": "x", "term": "https://example.org/k"}, {"type": "string", "minLength": 1, "default": "x"}),
        ({"type": "int", "key": "k", "value": 0}, {"type": "integer", "default": 0}),
        (
            {"type": "int", "key": "k", "unit": "m", "validation": {"range": {"min": 0, "max": None}}},
            {"type": "integer", "unit": {"type": "string", "minLength": 1, "default": "m"}, "minimum": 0},
        ),
        (
            {"type": "float", "key": "k", "validation": {"range": {"min": -1, "max": 2.5}, "options": [1, 2.5]}},
            {"type": "number", "minimum": -1.0, "maximum": 2.5, "enum": [1.0, 2.5]},
        ),
        ({"type": "bool", "key": "k", "value": False, "description": "Yes or no"},
         {"type": "boolean", "default": False, "description": "Yes or no"}),
        ({"type": "date", "key": "k", "value": "2024-02-29T10:00:00Z"},
         {"type": "string", "format": "date-time", "default": "2024-02-29T10:00:00+00:00"}),
        ({"type": "dict", "key": "k", "description": "d"},
         {"type": "object", "properties": {}, "propertiesOrder": [], "required": [], "description": "d"}),
        ({"type": "list", "key": "k"}, {"type": "array"}),
        ({"type": "list", "key": "k", "value": [{"type": "int"}, {"type": "list", "value": [{"type": "bool"}]}]},
         {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "array", "prefixItems": [{"type": "boolean"}]}]}),
    ],
)  # fmt: skip
def test_an_entry_as_the_documentation_says(entry, expected):
    found = schema_of(entry).schema
    assert found == {"$schema": json_schema.DIALECT, "type": "object", "properties": {"k": expected}, "propertiesOrder": ["k"],
                     "required": []}  # fmt: skip


def test_order_and_required_entries_at_every_level():
    inner = [{"type": "int", "key": "z", "validation": {"required": True}}, {"type": "int", "key": "a"}]
    found = schema_of({"type": "str", "key": "y", "validation": {"required": True}}, {"type": "dict", "key": "b", "value": inner}).schema
    assert found["propertiesOrder"] == ["y", "b"] and found["required"] == ["y"]
    assert found["properties"]["b"]["propertiesOrder"] == ["z", "a"] and found["properties"]["b"]["required"] == ["z"]


ACCEPTANCE = [
    ({"type": "str"}, ["x", "ü 漢"], ["", 1, True, [], {}]),
    ({"type": "int"}, [0, -5, 2**53 - 1], ["1", 1.5, True]),
    ({"type": "float"}, [0, 1.5, -1e300], ["1.5", False]),
    ({"type": "bool"}, [True, False], [0, "true"]),
    ({"type": "date"}, ["2024-02-29T10:00:00+00:00"], ["2024-02-30T10:00:00Z", "2024-02-29", "now", 5]),
    ({"type": "str", "validation": {"options": ["a", "b"]}}, ["a", "b"], ["c", "A"]),
    ({"type": "int", "validation": {"options": [1, 3]}}, [1, 3], [2]),
    ({"type": "int", "validation": {"range": {"min": 1, "max": 9}}}, [1, 9], [0, 10]),
    ({"type": "float", "validation": {"range": {"min": None, "max": 0.5}}}, [0.5, -7], [0.500001]),
    ({"type": "dict", "value": [{"type": "int", "key": "n", "validation": {"required": True}}]}, [{"n": 1}], [{}, {"n": "1"}, []]),
    ({"type": "list", "value": [{"type": "int"}, {"type": "dict", "value": [{"type": "bool", "key": "b"}]}]},
     [[], [1], [1, {"b": True}]], [["1"], [1, {"b": 1}], {"0": 1}]),
]  # fmt: skip


@pytest.mark.parametrize("entry, accepted, refused", ACCEPTANCE, ids=[str(entry) for entry, _, _ in ACCEPTANCE])
def test_a_validator_accepts_and_refuses(entry, accepted, refused):
    validator = schema_of({"key": "k", **entry})
    assert [value for value in accepted if not validator.is_valid({"k": value})] == []
    assert [value for value in refused if validator.is_valid({"k": value})] == []
    assert validator.is_valid({})


def test_a_required_entry_has_to_be_there():
    validator = schema_of({"type": "str", "key": "k", "validation": {"required": True}})
    assert validator.is_valid({"k": "x"}) and not validator.is_valid({}) and not validator.is_valid({"other": "x"})


def without_nulls(value):
    """Plain metadata without entries that have no value: a schema cannot ask for those."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return value


@given(entry_lists(lists=False))
@settings(max_examples=80, deadline=None)
def test_every_template_makes_a_schema_that_accepts_its_own_values(entries):
    validator = schema_of(*entries)
    complete, _ = clean(entries, is_template=True)
    found = without_nulls(plain(complete))
    missing = [error for error in validator.iter_errors(found) if error.validator != "required"]
    assert missing == []
    # A schema asks for what the rules of records ask for, no more.
    is_complete = clean(entries)[1] == []
    assert validator.is_valid(found) == is_complete


@given(entry_lists(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_value_of_another_type_is_refused(entries, data):
    complete, _ = clean(entries, is_template=True)
    if not complete:
        return
    validator = schema_of(*entries)
    key = data.draw(st.sampled_from([entry["key"] for entry in complete]))
    kind = next(entry["type"] for entry in complete if entry["key"] == key)
    wrong = {"str": 1, "int": "1", "float": "1", "bool": 1, "date": 1, "dict": [], "list": {}}[kind]
    assert [list(error.path) for error in validator.iter_errors({key: wrong}) if error.validator == "type"] == [[key]]
