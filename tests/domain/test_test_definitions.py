"""Definitions of tests made here: what is ours, and everything that is wrong with one, by its path."""

import pytest

from server.domain import test_definitions
from server.domain.test_definitions import SCRIPTS
from tests.domain.assessed import NORM, component, computed, definition, norm, rule, scale

SCALES = (scale("A"), scale("B", 2))


def faults_of(**parts):
    _, faults = test_definitions.read(definition(**parts))
    return [(".".join(fault.path), fault.code) for fault in faults]


def test_a_whole_definition_is_read():
    given = definition(
        [component("h", "heading", name=""), component("q"), component("t", "free_text")], SCALES,
        [rule("q", "a"), rule("q", "a", "1", "3"), computed("b", "A / 3")], [norm((0, "low", 10), (5, "high", 90.5))],
    )  # fmt: skip
    found, faults = test_definitions.read(given)
    assert faults == []
    assert list(found.questions()) == [("s", "q"), ("s", "t")]
    assert [(each.id, each.precision) for each in found.scales] == [("a", 0), ("b", 2)]
    assert [each.question for each in found.rules] == [("s", "q"), ("s", "q"), None]
    assert found.rules[0].formula is not found.rules[1].formula and found.rules[2].formula.names == {"A"}
    assert [(border.raw, border.norm, border.percentile) for border in found.norms[0].columns["a"]] == [
        (0, "low", "10"),
        (5, "high", "90.5"),
    ]


def test_an_empty_test_has_no_faults():
    found, faults = test_definitions.read({"PluginData": {"Athenaeum": {}}, "screens": "", "scales": None})
    assert faults == [] and found.screens == found.scales == found.rules == found.norms == ()


def test_what_is_ours():
    assert test_definitions.is_ours({"PluginData": {"Athenaeum": {}}})
    assert test_definitions.is_ours({"PluginData": {"Athenaeum": {"version": 1}}, "ScoringScript": " \n"})
    for plugin_data in ({}, {"Athenaeum": True}, {"Athenaeum": None}, [], "", "Athenaeum", None):
        assert not test_definitions.is_ours({"PluginData": plugin_data})


@pytest.mark.parametrize("name", SCRIPTS)
def test_whatever_has_a_script_is_foreign(name):
    assert not test_definitions.is_ours({"PluginData": {"Athenaeum": {}}, name: "x = 1"})


@pytest.mark.parametrize("name", ["screens", "scales", "scoreRules", "norms"])
@pytest.mark.parametrize("given", ["not JSON", {"a": 1}, 5, True])
def test_every_part_is_a_list(name, given):
    _, faults = test_definitions.read({name: given})
    assert [(fault.path, fault.code) for fault in faults] == [((name,), "wrong_kind")]


@pytest.mark.parametrize("given", [None, "x", 5, []])
def test_what_should_be_an_object_is_said_once(given):
    test = definition([given], [given], [given], [given])
    _, faults = test_definitions.read(test)
    wrong = [".".join(fault.path) for fault in faults if fault.code == "wrong_kind"]
    assert wrong == ["screens.0.components.0", "scales.0", "scoreRules.0", "norms.0"]


def test_screens_and_components_are_named_once():
    given = definition([component("q"), component("q", name="Other"), component("r", name="Other")])
    given["screens"] += [{"id": "s", "name": "First"}, {"id": "", "name": ""}, {"id": "t", "name": "Third", "components": 5}]
    _, faults = test_definitions.read(given)
    assert [(".".join(fault.path), fault.code) for fault in faults] == [
        ("screens.0.components.1.id", "duplicate"), ("screens.0.components.2.name", "duplicate"), ("screens.1.id", "duplicate"),
        ("screens.1.name", "duplicate"), ("screens.2.id", "required"), ("screens.2.name", "required"),
        ("screens.3.components", "wrong_kind"),
    ]  # fmt: skip


def test_names_of_texts_may_be_empty_more_than_once():
    assert faults_of(components=[component("a", "text", name=""), component("b", "text", name="")]) == []


@pytest.mark.parametrize("name", ["a b", "1a", "value", "min", "if", "None", "a-b", "ﬁt", "A.B"])
def test_scales_are_named_so_that_formulas_can_name_them(name):
    assert faults_of(scales=[{"id": "a", "name": name}]) == [("scales.0.name", "bad_scale_name")]


def test_scales_have_names_of_any_language_and_are_named_once():
    assert faults_of(scales=[{"id": "a", "name": "Größe"}, {"id": "b", "name": "尺度"}], rules=[computed("a", "尺度 + Größe")]) == []
    assert faults_of(scales=[scale("A"), scale("A"), {"id": "c", "name": " "}]) == [
        ("scales.1.id", "duplicate"), ("scales.1.name", "duplicate"), ("scales.2.name", "required"),
    ]  # fmt: skip


@pytest.mark.parametrize("precision", [-1, 7, "2", True, 1.5, None])
def test_precision(precision):
    assert faults_of(scales=[{"id": "a", "name": "A", "scalePrecision": precision}]) == [("scales.0.scalePrecision", "out_of_range")]


@pytest.mark.parametrize("given, fault", [
    (rule("q", "x"), ("TargetScale", "unknown_scale")), (rule("q", ""), ("TargetScale", "required")),
    (rule("x", "a"), ("SourceQuestionID", "unknown_question")), (rule("q", "a", screen="t"),
    ("SourceQuestionID", "unknown_question")),
    (rule("h", "a"), ("SourceQuestionID", "unknown_question")), (rule("q", "a", answer="4"), ("SourceValue", "not_an_answer")),
    (rule("q", "a", answer=""), ("SourceValue", "not_an_answer")), (rule("q", "a", ""), ("TargetScaleValue", "formula_syntax")),
    (rule("q", "a", "A"), ("TargetScaleValue", "formula_unknown_name")), (computed("a", "value"),
    ("TargetScaleValue", "formula_unknown_name")),
    (computed("a", "C"), ("TargetScaleValue", "formula_unknown_name")), (rule("q", "a", 5), ("TargetScaleValue", "not_string")),
    (rule("q", "a", "1" * 1001), ("TargetScaleValue", "formula_too_long")),
])  # fmt: skip
def test_faults_of_rules(given, fault):
    found = faults_of(components=[component("q"), component("h", "heading")], scales=SCALES, rules=[given])
    assert f"scoreRules.0.{fault[0]}" in [path for path, _ in found] and fault[1] in [code for _, code in found]


@pytest.mark.parametrize("given, fault", [
    (norm((0, "a", 1), identity="adults"), ("id", "not_uuid")), (norm((0, "a", 1), identity=""), ("id", "required")),
    (norm((0, "a", 1), name=""), ("name", "required")), (norm((0, "a", 1), column="x"), ("normColumns.0.scaleID", "unknown_scale")),
    (norm((1, "a", 1), (1, "b", 2)), ("normColumns.0.normColumnValues.1.rawScoreBorder", "not_rising")),
    (norm(("", "a", 1)), ("normColumns.0.normColumnValues.0.rawScoreBorder", "not_number")),
    (norm((None, "a", 1)), ("normColumns.0.normColumnValues.0.rawScoreBorder", "required")),
    (norm((0, None, 1)), ("normColumns.0.normColumnValues.0.normValue", "not_string")),
    (norm((0, "a", [1])), ("normColumns.0.normColumnValues.0.percentileValue", "not_string")),
])  # fmt: skip
def test_faults_of_norms(given, fault):
    assert (f"norms.0.{fault[0]}", fault[1]) in faults_of(scales=SCALES, norms=[given])


def test_norms_and_their_columns_come_once():
    twice = norm((0, "a", 1))
    twice["normColumns"] *= 2
    assert faults_of(scales=SCALES, norms=[twice, norm(identity=NORM.upper())]) == [
        ("norms.0.normColumns.1.scaleID", "duplicate"), ("norms.1.id", "duplicate"),
    ]  # fmt: skip


def test_thousands_of_rules_are_read_quickly():
    import time

    questions, rules = [component(str(number)) for number in range(100)], [rule(str(number % 100), "a") for number in range(20_000)]
    begun = time.monotonic()
    assert faults_of(components=questions, scales=SCALES, rules=rules) == []
    assert time.monotonic() - begun < 5
    assert faults_of(components=questions, scales=SCALES, rules=[*rules, rule("0", "a")]) == [("scoreRules", "too_many")]
