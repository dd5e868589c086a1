"""Extras: every type, every rule, all faults at once, and a canonical form that is accepted again unchanged."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain import extras


def entry(kind="str", **more):
    return {"type": kind, "key": "k", **more}


def codes(entries, **options):
    """{path: [codes]} of all faults."""
    found: dict[str, list[str]] = {}
    for fault in extras.clean(entries, **options)[1]:
        found.setdefault(".".join(fault.path), []).append(fault.code)
    return found


@pytest.mark.parametrize(
    "kind, given_value, stored",
    [
        ("str", " a  b ", "a  b"),
        ("str", "   ", None),
        ("str", "", None),
        ("str", None, None),
        ("str", "Ünï", "Ünï"),
        ("int", 5, 5),
        ("int", 0, 0),
        ("int", -(2**53 - 1), -(2**53 - 1)),
        ("int", None, None),
        ("float", 21, 21.0),
        ("float", 0.1, 0.1),
        ("float", -1e300, -1e300),
        ("float", None, None),
        ("bool", True, True),
        ("bool", False, False),
        ("bool", None, None),
        ("date", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00+00:00"),
        ("date", "2024-02-29T10:00:00+02:00", "2024-02-29T08:00:00+00:00"),
        ("date", "2024-02-29 10:00:00.25-0130", "2024-02-29T11:30:00.250000+00:00"),
        ("date", "2024-02-29T10:00+01", "2024-02-29T09:00:00+00:00"),
        ("date", None, None),
        ("dict", None, []),
        ("list", None, []),
        ("dict", [], []),
        ("list", [], []),
    ],
)
def test_values_are_stored_in_one_form(kind, given_value, stored):
    cleaned, faults = extras.clean([entry(kind, value=given_value)])
    assert faults == []
    assert cleaned[0]["value"] == stored and type(cleaned[0]["value"]) is type(stored)


@pytest.mark.parametrize("kind", extras.TYPE_NAMES)
def test_an_absent_value_is_null_or_an_empty_list(kind):
    cleaned, faults = extras.clean([entry(kind)])
    assert faults == [] and cleaned[0]["value"] == ([] if kind in extras.NESTED else None)


@pytest.mark.parametrize(
    "kind, value, code",
    [
        ("str", 5, "not_string"),
        ("str", ["a"], "not_string"),
        ("str", True, "not_string"),
        ("int", True, "not_integer"),
        ("int", 1.0, "not_integer"),
        ("int", "1", "not_integer"),
        ("int", {}, "not_integer"),
        ("int", 2**53, "not_between"),
        ("int", -(2**53), "not_between"),
        ("float", True, "not_float"),
        ("float", "1.5", "not_float"),
        ("float", float("inf"), "not_float"),
        ("float", float("nan"), "not_float"),
        ("float", 10**400, "not_float"),
        ("bool", 1, "not_boolean"),
        ("bool", "true", "not_boolean"),
        ("date", "2024-01-01", "not_date"),
        ("date", "10:00:00", "not_date"),
        ("date", 1704103200, "not_date"),
        ("date", "2023-02-29T10:00:00Z", "not_date"),
        ("date", "2024-02-29T25:00:00Z", "not_date"),
        ("date", "0001-01-01T00:00:00+10:00", "not_date"),
        ("date", "9999-12-31T23:59:59-10:00", "not_date"),
        ("date", "2024-02-29T10:00:00+99:99", "not_date"),
        ("date", "2024-02-29T10:00:00Z, or so", "not_date"),
        ("date", "٢٠٢٤-02-29T10:00:00Z", "not_date"),
        ("date", "0000-01-01T00:00:00Z", "not_date"),
        ("dict", {"a": 1}, "wrong_kind"),
        ("list", "x", "wrong_kind"),
        ("dict", 0, "wrong_kind"),
        ("list", False, "wrong_kind"),
    ],
)
def test_a_wrong_value_is_named(kind, value, code):
    assert codes([entry(kind, value=value)]) == {"0.value": [code]}


@pytest.mark.parametrize(
    "given_entry, expected",
    [
        ({"key": "k"}, {"0.type": ["required", "invalid_value"]}),
        ({"key": "k", "type": None}, {"0.type": ["null", "invalid_value"]}),
        ({"key": "k", "type": 5}, {"0.type": ["not_string", "invalid_value"]}),
        ({"key": "k", "type": "Str"}, {"0.type": ["invalid_value"]}),
        ({"key": "k", "type": "text", "value": object}, {"0.type": ["invalid_value"]}),
        ({"type": "str"}, {"0.key": ["required"]}),
        ({"type": "str", "key": None}, {"0.key": ["null"]}),
        ({"type": "str", "key": 5}, {"0.key": ["not_string"]}),
        ({"type": "str", "key": " \t"}, {"0.key": ["empty"]}),
        (entry(description=None), {"0.description": ["null"]}),
        (entry(description=5), {"0.description": ["not_string"]}),
        (entry(description=" "), {"0.description": ["empty"]}),
        (entry(term=None), {"0.term": ["null"]}),
        (entry(term=""), {"0.term": ["empty"]}),
        (entry(term="http://a b"), {"0.term": ["not_iri"]}),
        (entry(term="http://a/<x>"), {"0.term": ["not_iri"]}),
        (entry("int", unit=5), {"0.unit": ["not_string"]}),
        (entry("int", unit=" "), {"0.unit": ["empty"]}),
        (entry("str", unit="m"), {"0.unit": ["not_with"]}),
        (entry("list", unit="m"), {"0.unit": ["not_with"]}),
        ("x", {"0": ["wrong_kind"]}),
        (None, {"0": ["wrong_kind"]}),
        ([], {"0": ["wrong_kind"]}),
    ],
)
def test_a_wrong_part_is_named(given_entry, expected):
    assert codes([given_entry]) == expected


@pytest.mark.parametrize(
    "kind, instructions, code, instruction",
    [
        ("str", None, "null", None),
        ("str", [], "not_mapping", None),
        ("str", "x", "not_mapping", None),
        ("dict", {"required": True}, "not_with", None),
        ("list", {"x": 1}, "not_with", None),
        ("str", {"required": 1}, "not_boolean", "required"),
        ("str", {"required": None}, "not_boolean", "required"),
        ("str", {"iri": "yes"}, "not_boolean", "iri"),
        ("int", {"iri": True}, "not_with", "iri"),
        ("str", {"range": {"min": None, "max": None}}, "not_with", "range"),
        ("bool", {"range": {}}, "not_with", "range"),
        ("int", {"range": [1, 2]}, "not_mapping", "range"),
        ("int", {"range": None}, "not_mapping", "range"),
        ("int", {"range": {"min": 1.5}}, "not_integer", "range"),
        ("float", {"range": {"max": "9"}}, "not_float", "range"),
        ("int", {"range": {"min": 2, "max": 1}}, "range_order", "range"),
        ("str", {"options": "a"}, "not_list", "options"),
        ("str", {"options": None}, "not_list", "options"),
        ("str", {"options": ["a", 1]}, "not_string", "options"),
        ("str", {"options": [" "]}, "empty", "options"),
        ("int", {"options": [1, None]}, "null", "options"),
        ("int", {"options": [True]}, "not_integer", "options"),
        ("bool", {"options": [True]}, "not_with", "options"),
        ("date", {"options": ["x"]}, "not_with", "options"),
        ("str", {"iri": True, "options": ["a b"]}, "not_iri", "options"),
    ],
)
def test_a_wrong_instruction_is_named(kind, instructions, code, instruction):
    (fault,) = extras.clean([entry(kind, validation=instructions)])[1]
    assert (fault.path, fault.code, fault.params.get("instruction")) == (("0", "validation"), code, instruction)


@pytest.mark.parametrize(
    "kind, value, instructions, code",
    [
        ("str", None, {"required": True}, "value_required"),
        ("str", " ", {"required": True}, "value_required"),
        ("int", 0, {"range": {"min": 1}}, "below"),
        ("int", 10, {"range": {"max": 9}}, "above"),
        ("float", 0.5, {"range": {"min": 1, "max": None}}, "below"),
        ("str", "c", {"options": ["a", "b"]}, "not_one_of"),
        ("int", 3, {"options": [1, 2]}, "not_one_of"),
        ("str", "a b", {"iri": True}, "not_iri"),
    ],
)
def test_a_value_against_its_instruction(kind, value, instructions, code):
    assert codes([entry(kind, value=value, validation=instructions)]) == {"0.value": [code]}


@pytest.mark.parametrize(
    "kind, instructions, kept",
    [
        ("str", {}, None),
        ("dict", {}, None),
        ("str", {"required": False}, None),
        ("str", {"required": True}, {"required": True}),
        ("int", {"iri": False}, None),
        ("str", {"iri": True}, {"iri": True}),
        ("str", {"unknown": 1}, None),
        ("int", {"range": {"min": None, "max": None}}, None),
        ("int", {"range": {"min": 1}}, {"range": {"min": 1, "max": None}}),
        ("float", {"range": {"min": 1, "max": 9, "x": 0}}, {"range": {"min": 1.0, "max": 9.0}}),
        ("int", {"options": []}, None),
        ("bool", {"options": []}, None),
        ("str", {"options": ["a", " a", "b", "a"]}, {"options": ["a", "b"]}),
        ("float", {"options": [1, 1.0, 2]}, {"options": [1.0, 2.0]}),
    ],
)
def test_instructions_are_kept_in_one_form(kind, instructions, kept):
    cleaned, faults = extras.clean([entry(kind, validation=instructions)], is_template=True)
    assert faults == [] and cleaned[0].get("validation") == kept


def test_a_template_may_leave_a_required_value_open_but_not_break_its_range():
    open_value = entry("int", validation={"required": True, "range": {"min": 1}})
    assert codes([open_value], is_template=True) == {}
    assert codes([open_value | {"value": 0}], is_template=True) == {"0.value": ["below"]}


def test_units_are_always_there_for_numbers_and_never_for_others():
    cleaned, faults = extras.clean([entry("int", key="a"), entry("float", key="b", unit=" k g "), entry("str", key="c", unit=None)])
    assert faults == []
    assert [item.get("unit", "absent") for item in cleaned] == [None, "k g", "absent"]


def test_keys_are_collapsed_unique_among_siblings_and_dropped_in_lists():
    inner = [entry("str", key="x"), entry("str", key="y")]
    cleaned, faults = extras.clean(
        [entry("dict", key=" a\n b ", value=inner), entry("list", key="x", value=[entry("str", key="x"), {"type": "str"}])]
    )
    assert faults == []
    assert cleaned[0]["key"] == "a b" and [item["key"] for item in cleaned[0]["value"]] == ["x", "y"]
    assert all("key" not in item for item in cleaned[1]["value"])
    assert codes([entry(key="a b"), entry(key="a"), entry(key=" a  b")]) == {"2.key": ["duplicate"]}
    assert codes([entry("dict", value=[entry(key="z"), entry(key="z")])]) == {"0.value.1.key": ["duplicate"]}


def test_all_faults_of_all_entries_are_reported_together():
    assert codes(
        [
            entry("int", key="a", value="x", unit=""),
            entry("str", key="fine"),
            entry(
                "dict",
                key="b",
                value=[entry("str", key="x"), {"type": "str"}, entry("list", key="y", value=[{"type": "bool", "value": 1}])],
            ),
            {"type": "float", "value": None, "validation": {"required": True, "range": 5}},
        ]
    ) == {
        "0.unit": ["empty"],
        "0.value": ["not_integer"],
        "2.value.1.key": ["required"],
        "2.value.2.value.0.value": ["not_boolean"],
        "3.key": ["required"],
        "3.validation": ["not_mapping"],
        "3.value": ["value_required"],
    }


def test_unknown_parts_are_dropped():
    cleaned, faults = extras.clean([entry(value="v", nonsense=1, _id=2)])
    assert faults == [] and cleaned == [{"type": "str", "key": "k", "value": "v"}]


@pytest.mark.parametrize("not_a_list", [None, {}, "[]", 5, True])
def test_extras_are_a_list(not_a_list):
    assert codes(not_a_list, path=("extras",)) == {"extras": ["wrong_kind"]}


@pytest.mark.parametrize("depth, is_fine", [(extras.DEEPEST, True), (extras.DEEPEST + 1, False), (10_000, False)])
def test_depth_has_an_end(depth, is_fine):
    entries = [{"type": "str", "value": "x", "key": "k"}]
    for _ in range(depth - 1):
        entries = [{"type": "list", "value": entries, "key": "k"}]
    cleaned, faults = extras.clean(entries)
    assert [fault.code for fault in faults] == ([] if is_fine else ["too_deep"])
    if is_fine:
        assert orjson.loads(extras.dumps(cleaned)) == cleaned


# What came out goes in again unchanged, whatever went in.

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["2024-02-29T10:00:00+02:00", "1999-12-31 23:59:59.5", "http://example.org/x", " m "])
)
maybe_text = st.text(alphabet=" \tabc", max_size=4) | st.none()
instruction_sets = st.fixed_dictionaries(
    {},
    optional={
        "required": st.booleans(),
        "iri": st.booleans(),
        "options": st.lists(scalars, max_size=3),
        "range": st.fixed_dictionaries({}, optional={"min": scalars, "max": scalars}),
    },
)


def entries_of(values):
    return st.lists(
        st.fixed_dictionaries(
            {"type": st.sampled_from([*extras.TYPE_NAMES, " int", "x"]), "key": maybe_text},
            optional={"value": values, "unit": maybe_text, "description": maybe_text, "term": scalars, "validation": instruction_sets},
        ),
        max_size=4,
    )


any_extras = st.recursive(entries_of(scalars), lambda inner: entries_of(scalars | inner), max_leaves=12)


@settings(max_examples=400, deadline=None)
@given(any_extras)
def test_what_came_out_goes_in_again_unchanged(entries):
    cleaned, faults = extras.clean(entries)
    if faults:
        assert all(fault.code and all(isinstance(part, str) for part in fault.path) for fault in faults)
        return
    again = orjson.loads(extras.dumps(cleaned))
    assert extras.clean(again) == (cleaned, [])
    assert extras.dumps(extras.clean(again)[0]) == extras.dumps(cleaned)


plain_values = {
    "str": st.text(alphabet="abc äö", max_size=6) | st.none(),
    "int": st.integers(-100, 100) | st.none(),
    "float": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-5, 5) | st.none(),
    "bool": st.booleans() | st.none(),
    "date": st.datetimes(timezones=st.just(extras.UTC)).map(lambda moment: moment.isoformat()) | st.none(),
}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(list(plain_values)).flatmap(lambda kind: plain_values[kind].map(lambda value: (kind, value))), max_size=6))
def test_right_values_are_never_refused(pairs):
    entries = [{"type": kind, "key": str(index), "value": value} for index, (kind, value) in enumerate(pairs)]
    cleaned, faults = extras.clean([{"type": "dict", "key": "all", "value": entries}])
    assert faults == [] and len(cleaned[0]["value"]) == len(pairs)
    assert extras.clean(orjson.loads(extras.dumps(cleaned))) == (cleaned, [])
