"""Extras over HTTP: each type comes back as documented, the client's round trip changes nothing, faults are worded."""

import pytest

from tests.api.kadi.conftest import INVALID, body, refused
from tests.make import unique


async def send(kadi, *entries):
    return await kadi.post("/records", json={"identifier": unique("extras"), "title": "t", "extras": list(entries)})


ALL_TYPES = [
    {"type": "str", "key": "s", "value": " text "},
    {"type": "int", "key": "i", "value": 5, "unit": "pcs"},
    {"type": "float", "key": "f", "value": 21, "description": "d", "term": "http://example.org/f"},
    {"type": "bool", "key": "b", "value": False},
    {"type": "date", "key": "d", "value": "2024-02-29T12:00:00+02:00"},
    {"type": "dict", "key": "dict", "value": [{"type": "str", "key": "x", "value": "y"}]},
    {"type": "list", "key": "list", "value": [{"type": "int", "key": "dropped", "value": 1}, {"type": "list", "value": None}]},
    {"type": "str", "key": "v", "value": "a", "validation": {"required": True, "options": ["a", "b"], "iri": False, "other": 1}},
    {"type": "int", "key": "r", "value": 5, "validation": {"range": {"min": 1}}},
]


async def test_each_type_as_documented_and_round_trip(kadi):
    made = await body(await send(kadi, *ALL_TYPES), 201)
    assert made["extras"] == [
        {"type": "str", "key": "s", "value": "text"},
        {"type": "int", "key": "i", "value": 5, "unit": "pcs"},
        {"type": "float", "key": "f", "value": 21.0, "unit": None, "description": "d", "term": "http://example.org/f"},
        {"type": "bool", "key": "b", "value": False},
        {"type": "date", "key": "d", "value": "2024-02-29T10:00:00+00:00"},
        {"type": "dict", "key": "dict", "value": [{"type": "str", "key": "x", "value": "y"}]},
        {"type": "list", "key": "list", "value": [{"type": "int", "value": 1, "unit": None}, {"type": "list", "value": []}]},
        {"type": "str", "key": "v", "value": "a", "validation": {"required": True, "options": ["a", "b"]}},
        {"type": "int", "key": "r", "value": 5, "unit": None, "validation": {"range": {"min": 1, "max": None}}},
    ]
    response = await kadi.get(f"/records/{made['id']}")
    assert '"value":21.0' in await response.text()
    after = await body(await kadi.patch(f"/records/{made['id']}", json={"extras": made["extras"]}))
    assert after == made


@pytest.mark.parametrize(
    "entry, errors",
    [
        ({"key": "k"}, {"type": ["Missing data for required field.", "Invalid value."]}),
        ({"key": "k", "type": "text"}, {"type": ["Invalid value."]}),
        ({"key": "k", "type": "int", "value": True}, {"value": ["Not a valid integer."]}),
        (
            {"key": "k", "type": "int", "value": 2**53},
            {"value": [f"Must be greater than or equal to {1 - 2**53} and less than or equal to {2**53 - 1}."]},
        ),
        ({"key": "k", "type": "float", "value": "1"}, {"value": ["Not a valid float."]}),
        ({"key": "k", "type": "bool", "value": 0}, {"value": ["Not a valid boolean."]}),
        ({"key": "k", "type": "date", "value": "2024-01-01"}, {"value": ["Not a valid date."]}),
        ({"key": "k", "type": "date", "value": 5}, {"value": ["Not a valid date."]}),
        ({"key": "k", "type": "dict", "value": {"a": 1}}, {"value": {"_schema": ["Invalid input type."]}}),
        ({"key": "k", "type": "list", "value": ["a"]}, {"value": {"0": {"_schema": ["Invalid input type."]}}}),
        ({"key": "k", "type": "str", "unit": "m"}, {"unit": ["Cannot be used together with string."]}),
        ({"key": "k", "type": "dict", "unit": "m"}, {"unit": ["Cannot be used together with dictionary."]}),
        ({"key": "k", "type": "int", "unit": " "}, {"unit": ["String must not be empty."]}),
        ({"key": "k", "type": "str", "term": "a b"}, {"term": ["Not a valid IRI."]}),
        ({"key": "k", "type": "str", "description": None}, {"description": ["Field may not be null."]}),
        ({"key": "k", "type": "dict", "validation": {"required": True}}, {"validation": ["Cannot be used together with dictionary."]}),
        ({"key": "k", "type": "str", "validation": 5}, {"validation": ["Not a valid mapping type."]}),
        (
            {"key": "k", "type": "str", "validation": {"required": 1, "range": {"min": None, "max": None}, "options": "a", "iri": None}},
            {
                "validation": [
                    "Required: Not a valid boolean.",
                    "IRI: Not a valid boolean.",
                    "Range: Cannot be used together with string.",
                    "Options: Not a valid list.",
                ]
            },
        ),
        ({"key": "k", "type": "int", "value": 0, "validation": {"range": {"min": 1}}}, {"value": ["Must be equal to or greater than 1."]}),
        (
            {"key": "k", "type": "float", "value": 0, "validation": {"range": {"min": 1}}},
            {"value": ["Must be equal to or greater than 1.0."]},
        ),
        ({"key": "k", "type": "int", "value": 10, "validation": {"range": {"max": 9}}}, {"value": ["Must be equal to or smaller than 9."]}),
        ({"key": "k", "type": "str", "value": "c", "validation": {"options": ["a", "b"]}}, {"value": ["Must be one of: a, b."]}),
        ({"key": "k", "type": "str", "value": None, "validation": {"required": True}}, {"value": ["Value is required."]}),
        ({"key": "k", "type": "str", "value": "a b", "validation": {"iri": True}}, {"value": ["Not a valid IRI."]}),
    ],
)
async def test_each_fault_is_worded(kadi, entry, errors):
    await refused(await send(kadi, entry), 400, INVALID, errors={"extras": {"0": errors}})


async def test_duplicate_keys_and_faults_far_inside(kadi):
    inner = {"type": "dict", "key": "d", "value": [{"type": "list", "key": "l", "value": [{"type": "int", "value": "x"}]}]}
    await refused(
        await send(kadi, {"type": "str", "key": "a"}, {"type": "str", "key": " a "}, inner),
        400,
        INVALID,
        errors={
            "extras": {"1": {"key": ["Duplicate value."]}, "2": {"value": {"0": {"value": {"0": {"value": ["Not a valid integer."]}}}}}}
        },
    )


@pytest.mark.parametrize("extras", [{}, "x", 5, True])
async def test_extras_that_are_no_list(kadi, extras):
    response = await kadi.post("/records", json={"identifier": unique(), "title": "t", "extras": extras})
    await refused(response, 400, INVALID, errors={"extras": {"_schema": ["Invalid input type."]}})


async def test_many_entries(kadi):
    entries = [{"type": "float", "key": f"key {number}", "value": number / 7, "unit": "°C"} for number in range(5000)]
    made = await body(await send(kadi, *entries), 201)
    assert len(made["extras"]) == 5000 and made["extras"][4999]["value"] == 4999 / 7
