"""Components of tests made here: which answers they take, what they count, and what is wrong with one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import components
from server.domain.components import QUESTIONS, TYPES
from tests.domain.assessed import component


def read(kind="likert", **parts):
    """A component and its faults as (path, code)."""
    faults = []
    found = components.read(component("q", kind, **parts), ("c",), faults)
    return found, [(fault.path[1:], fault.code) for fault in faults]


def sound(kind="likert", **parts):
    found, faults = read(kind, **parts)
    assert faults == []
    return found


WHOLE = {"picture": {"file": "a.png"}, "timer": {"seconds": 60}, "slider": {"min": 0, "max": 10}}


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_kind_can_be_made(kind):
    found = sound(kind, **WHOLE.get(kind, {}))
    assert found.type == kind and found.is_question == (kind in QUESTIONS)


@pytest.mark.parametrize("kind, parts, taken, refused", [
    ("single_choice", {}, ["1", "3", ""], ["4", "1,2", " 1", "01"]),
    ("likert", {}, ["2", ""], ["0", "2.0"]),
    ("multiple_choice", {}, ["1", "3,1", "1,2,3", ""], ["1,1", "1,", ",", "4", "1;2"]),
    ("multiple_choice", {"minChosen": 2, "maxChosen": 2}, ["1,2", ""], ["1", "1,2,3"]),
    ("ranking", {}, ["3,1,2", ""], ["1,2", "1,2,2", "1,2,3,3", "1,2,4"]),
    ("number", {}, ["7", "-2.5", "2,5", ""], ["x", "1e3", "--1"]),
    ("number", {"min": -1, "max": "2.5"}, ["-1", "2.5", "0"], ["-1.01", "2.6"]),
    ("slider", {"min": 1, "max": 2, "step": 0.25}, ["1", "1.25", "2"], ["0.75", "1.1", "2.25", "x"]),
    ("slider", {"min": 0, "max": 1}, ["0.123", "1"], ["1.1"]),
    ("free_text", {"maxLength": 3}, ["abc", "ä€x", ""], ["abcd", "a\0"]),
    ("text", {}, [], ["", "a"]), ("heading", {}, [], [""]), ("picture", WHOLE["picture"], [], [""]),
    ("timer", WHOLE["timer"], [], ["60"]),
])  # fmt: skip
def test_answers(kind, parts, taken, refused):
    found = sound(kind, **parts)
    assert [answer for answer in taken + refused if components.is_answer(found, answer)] == taken


def test_a_required_question_needs_an_answer():
    assert not components.is_answer(sound(required=True), "")
    assert components.is_answer(sound(required=True), "1")


@pytest.mark.parametrize("kind, answer, value", [
    ("likert", "3", 3), ("likert", "", None), ("single_choice", "2", 2), ("multiple_choice", "1,3", 4),
    ("number", "2,5", Fraction(5, 2)),
    ("slider", "0.5", Fraction(1, 2)), ("ranking", "3,1,2", None), ("free_text", "7", None),
])  # fmt: skip
def test_what_answers_count(kind, answer, value):
    assert components.number_of(sound(kind, **WHOLE.get(kind, {})), answer) == value


def test_options_that_are_no_numbers_count_nothing():
    options = [{"value": "a", "text": ""}, {"value": "2.5", "text": ""}]
    assert components.number_of(sound("single_choice", options=options), "a") is None
    assert components.number_of(sound("multiple_choice", options=options), "a,2.5") is None
    assert components.number_of(sound("multiple_choice", options=options), "2.5") == Fraction(5, 2)


@pytest.mark.parametrize("kind, asked, answer, is_it", [
    ("likert", "1", "1", True), ("likert", "1", "2", False), ("multiple_choice", "1", "3,1", True),
    ("multiple_choice", "1,3", "3,2,1", True),
    ("multiple_choice", "1,2", "1", False), ("number", "2", "2.0", True), ("number", "2.5", "2,5", True),
    ("number", "2", "20", False),
    ("slider", "5", "05", True), ("ranking", "1,2,3", "3,2,1", False), ("ranking", "1,2,3", "1,2,3", True),
    ("free_text", "2", "2.0", False),
])  # fmt: skip
def test_what_a_rule_asks_for(kind, asked, answer, is_it):
    assert components.is_same(sound(kind, **WHOLE.get(kind, {})), asked, answer) is is_it


@pytest.mark.parametrize("kind, parts, possible, not_possible", [
    ("multiple_choice", {"minChosen": 2}, ["1", "1,3"], ["", "4", "1,4"]), ("likert", {"required": True}, ["1"], ["", "4"]),
    ("free_text", {}, ["a", " "], [""]), ("number", {"max": 3}, ["3"], ["4", "", "x"]), ("ranking", {}, ["3,2,1"], ["1", ""]),
])  # fmt: skip
def test_what_a_rule_can_ask_for(kind, parts, possible, not_possible):
    found = sound(kind, **parts)
    assert [asked for asked in possible + not_possible if components.is_possible(found, asked)] == possible


@pytest.mark.parametrize("kind, parts, fault", [
    ("likert", {"id": ""}, (("id",), "required")), ("likert", {"id": 5}, (("id",), "not_string")),
    ("likert", {"id": "x" * 101}, (("id",), "too_long")),
    ("likert", {"name": " "}, (("name",), "required")), ("dance", {}, (("type",), "not_one_of")),
    ("likert", {"text": None}, (("text",), "not_string")),
    ("likert", {"required": 1}, (("required",), "not_boolean")), ("likert", {"anonymise": "Y"}, (("anonymise",), "not_boolean")),
    ("likert", {"options": []}, (("options",), "required")), ("ranking", {"options": {}}, (("options",), "wrong_kind")),
    ("likert", {"options": ["a"]}, (("options", "0"), "wrong_kind")),
    ("likert", {"options": [{"value": "a,b"}]}, (("options", "0", "value"), "bad_option_value")),
    ("likert", {"options": [{"value": " a"}]}, (("options", "0", "value"), "bad_option_value")),
    ("likert", {"options": [{"value": "a"}, {"value": "a"}]}, (("options", "1", "value"), "duplicate")),
    ("likert", {"options": [{"value": ""}]}, (("options", "0", "value"), "required")),
    ("likert", {"options": [{"value": str(number)} for number in range(201)]}, (("options",), "too_many")),
    ("number", {"min": "x"}, (("min",), "not_number")), ("number", {"min": True}, (("min",), "not_number")),
    ("number", {"min": 2, "max": 1}, (("max",), "below_minimum")), ("slider", {"max": 1}, (("min",), "required")),
    ("slider", {"min": 1}, (("max",), "required")), ("slider", {"min": 0, "max": 1, "step": 0}, (("step",), "not_positive")),
    ("multiple_choice", {"minChosen": 3, "maxChosen": 2}, (("maxChosen",), "below_minimum")),
    ("multiple_choice", {"minChosen": -1}, (("minChosen",), "out_of_range")),
    ("multiple_choice", {"maxChosen": 0}, (("maxChosen",), "out_of_range")),
    ("multiple_choice", {"minChosen": 4}, (("minChosen",), "more_than_options")),
    ("free_text", {"maxLength": True}, (("maxLength",), "out_of_range")), ("picture", {}, (("file",), "required")),
    ("timer", {}, (("seconds",), "out_of_range")), ("timer", {"seconds": 86_401}, (("seconds",), "out_of_range")),
])  # fmt: skip
def test_faults_stand_at_their_place(kind, parts, fault):
    _, faults = read(kind, **parts)
    assert fault in faults and {path[0] for path, _ in faults} == {fault[0][0]}


def test_what_is_not_asked_needs_no_name():
    assert sound("heading", name="").name == ""


@pytest.mark.parametrize("given", [None, [], "text", 5])
def test_a_component_is_an_object(given):
    faults = []
    components.read(given, ("c",), faults)
    assert (("c",), "wrong_kind") in [(fault.path, fault.code) for fault in faults]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda each: st.lists(each, max_size=3)),
       st.sampled_from(["id", "name", "type", "text", "required", "options", "min", "max", "step", "maxLength", "minChosen", "file"]),
       st.sampled_from(sorted(TYPES)))  # fmt: skip
def test_whatever_a_part_is_it_is_read_or_a_fault(value, name, kind):
    faults = []
    found = components.read({**component("q", kind), name: value}, (), faults)
    assert found.is_question == (found.type in QUESTIONS)
    if found.is_question:
        components.is_answer(found, "1")
        components.is_possible(found, "1")
        components.number_of(found, "1")
