"""Scores of tests made here: order of rules, borders of norms, rounding, answers that are missing, percentiles."""

import random
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import scoring, test_definitions
from tests.domain.assessed import NORM, OTHER_NORM, answered, component, computed, definition, norm, rule, scale

A, B, C = scale("A"), scale("B", 2), scale("C", 1)
NOTHING = {"NormScore": "-", "PercentileScore": "-", "PercentileScoreSet": False, "AppliedNorm": "-", "AppliedNormDescription": "-"}


def read(**parts):
    found, faults = test_definitions.read(definition(**parts))
    assert faults == []
    return found


def scores(results, norm_ids=(), **parts):
    return scoring.score(read(**parts), results, norm_ids)


def shown(results, **parts):
    return {name: each["Score"] for name, each in scores(results, **parts).items()}


def suffixed(suffix, **changes):
    return {f"{name}{suffix}": value for name, value in (NOTHING | changes).items()}


def test_scores_have_the_documented_form():
    found = scores(answered(q="3"), components=[component("q")], scales=[A], rules=[rule("q", "a")])
    assert found == {"__a": {"Score": 3} | NOTHING | suffixed("2") | suffixed("3")}


# Answers


@pytest.mark.parametrize("results", [
    {"__s": {"__q": {"Value": "2"}}}, {"First": {"__q": {"Value": "2"}}}, {"__s": {"Question q": {"Value": "2"}}},
    {"First": {"Question q": {"Value": 2}}}, {"__s": {"__q": {"Value": "2"}}, "First": {"__q": {"Value": "3"}}, "testTimeLeft": 0},
])  # fmt: skip
def test_answers_are_found_by_id_or_name(results):
    assert shown(results, components=[component("q")], scales=[A], rules=[rule("q", "a")]) == {"__a": 2}


@pytest.mark.parametrize("results", [
    None, "", "text", [], 5, {}, {"__s": None}, {"__s": []}, {"__s": {"__q": "2"}}, {"__s": {"__q": {}}},
    {"__s": {"__q": {"Value": None}}},
    {"__s": {"__q": {"Value": True}}}, {"__s": {"__q": {"Value": ["2"]}}}, {"__s": {"__q": {"Value": ""}}},
    {"__s": {"__q": {"Value": "4"}}},
    {"__s": {"__q": {"Value": "1 or 1"}}}, {"__t": {"__q": {"Value": "2"}}},
])  # fmt: skip
def test_what_is_no_answer_counts_nothing(results):
    parts = {"components": [component("q")], "scales": [A], "rules": [rule("q", "a"), rule("q", "a", "100")]}
    assert shown(results, **parts) == {"__a": 0}
    assert scoring.percentage_answered(read(**parts), scoring.answers_of(read(**parts), results)) == 0


def test_how_many_were_answered():
    found = read(components=[component("q"), component("r"), component("s"), component("h", "heading")])
    assert scoring.percentage_answered(found, scoring.answers_of(found, answered(q="1", r="2"))) == 66
    assert scoring.percentage_answered(found, scoring.answers_of(found, answered(q="1", r="2", s="3"))) == 100
    assert scoring.percentage_answered(read(components=[component("h", "heading")]), {}) == 100


# Rules


def test_rules_add():
    parts = {"components": [component("q"), component("r")], "scales": [A, B]}
    rules = [rule("q", "a"), rule("r", "a", "4 - value"), rule("q", "b", "0.25", "2"), rule("q", "b", "0.5", "3"), rule("r", "b", "1")]
    assert shown(answered(q="3", r="1"), **parts, rules=rules) == {"__a": 6, "__b": 1.5}
    assert shown(answered(q="2"), **parts, rules=rules) == {"__a": 2, "__b": 0.25}


def test_each_option_of_a_multiple_choice_can_have_its_rule():
    parts = {"components": [component("q", "multiple_choice")], "scales": [A]}
    rules = [rule("q", "a", "1", "1"), rule("q", "a", "10", "2"), rule("q", "a", "100", "1,3")]
    assert shown(answered(q="2"), **parts, rules=rules) == {"__a": 10}
    assert shown(answered(q="3,1"), **parts, rules=rules) == {"__a": 101}
    assert shown(answered(q="1,2,3"), **parts, rules=rules) == {"__a": 111}


def test_computing_comes_after_adding_one_rule_after_the_other():
    parts = {"components": [component("q"), component("r")], "scales": [A, B, C]}
    rules = [computed("c", "B * 10"), computed("b", "A / 2"), computed("c", "B * 10"), rule("q", "a"), rule("r", "a")]
    assert shown(answered(q="3", r="2"), **parts, rules=rules) == {"__a": 5, "__b": 2.5, "__c": 25}


def test_what_is_computed_from_something_missing_is_missing():
    parts = {
        "components": [component("q"), component("r")],
        "scales": [A, B, C],
        "rules": [rule("q", "a"), rule("r", "b"), computed("c", "A + B")],
    }
    assert scoring.raw_scores(read(**parts), {("s", "q"): "1"}) == {"a": 1, "b": None, "c": None}
    assert scoring.raw_scores(read(**parts), {("s", "q"): "1", ("s", "r"): "2"}) == {"a": 1, "b": 2, "c": 3}


def test_a_score_too_large_for_a_number_is_none():
    parts = {"components": [component("q")], "scales": [A], "rules": [rule("q", "a", "9e14"), rule("q", "a", "9e14")]}
    assert shown(answered(q="1"), **parts) == {"__a": 0}


questions = [component(str(number), "number", min=-100, max=100) for number in range(6)]
answers = st.dictionaries(
    st.sampled_from([str(number) for number in range(6)]), st.decimals(-100, 100, places=3).map(lambda value: format(value, "f"))
)
formula = st.sampled_from(["value", "1", "0.1", "6 - value", "value / 3", "value * 0.7", "abs(value)", "max(value, 2)"])
rules = st.lists(st.builds(rule, st.sampled_from([str(number) for number in range(6)]), st.sampled_from(["a", "b"]), formula), max_size=20)


@given(answers, rules, st.randoms(use_true_random=False))
def test_the_order_of_adding_rules_does_not_matter(given, rules, chance):
    mixed = [*rules]
    chance.shuffle(mixed)
    parts = {"components": questions, "scales": [A, B], "norms": [norm((-50, "low", 5), (0, "mid", 50))]}
    assert scores(answered(**given), **parts, rules=rules) == scores(answered(**given), **parts, rules=mixed)


@given(answers, rules, st.sampled_from([str(number) for number in range(6)]))
def test_a_missing_answer_counts_as_if_its_question_had_no_rules(given, rules, missing):
    without = {name: value for name, value in given.items() if name != missing}
    others = [each for each in rules if each["SourceQuestionID"] != missing]
    parts = {"components": questions, "scales": [A, B]}
    assert scores(answered(**without), **parts, rules=rules) == scores(answered(**given), **parts, rules=others)


@given(answers, rules)
def test_a_score_is_the_sum_of_its_rules(given, rules):
    answers = {("s", name): value for name, value in given.items()}
    found = scoring.raw_scores(read(components=questions, scales=[A, B], rules=rules), answers)
    for target in ("a", "b"):
        alone = [read(components=questions, scales=[A, B], rules=[each]) for each in rules if each["TargetScale"] == target]
        known = [value for each in alone if (value := scoring.raw_scores(each, answers)[target]) is not None]
        assert found[target] == (sum(known, Fraction()) if known else None)


# Norms


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=8, unique=True).map(sorted), st.integers(-25, 25))
def test_the_last_border_that_the_score_reaches_wins(borders, score):
    parts = {"components": [component("q", "number")], "scales": [A], "rules": [rule("q", "a")]}
    given = norm(*((border, f"n{border}", f"p{border}") for border in borders))
    found = scores(answered(q=str(score)), [NORM], **parts, norms=[given])["__a"]
    reached = [border for border in borders if border <= score]
    assert found["Score"] == score
    assert (found["NormScore"], found["PercentileScore"]) == ((f"n{reached[-1]}", f"p{reached[-1]}") if reached else ("-", "-"))
    assert found["PercentileScoreSet"] is bool(reached)
    assert (found["AppliedNorm"], found["AppliedNormDescription"]) == (NORM, "Adults")


@given(
    st.lists(st.decimals(-20, 20, places=2), min_size=1, max_size=8, unique=True).map(sorted),
    st.decimals(-25, 25, places=3),
    st.integers(0, 3),
)
def test_percentiles_never_fall_when_the_score_rises(borders, score, precision):
    given = norm(*((str(border), number, number) for number, border in enumerate(borders, 1)))
    parts = {"components": [component("q", "number")], "scales": [scale("A", precision)], "rules": [rule("q", "a")], "norms": [given]}
    low, high = (scores(answered(q=format(value, "f")), [NORM], **parts)["__a"]["PercentileScore"] for value in (score, score + 1))
    assert (0 if low == "-" else int(low)) <= (0 if high == "-" else int(high))


def test_what_people_see_is_what_is_compared():
    parts = {"components": [component("q", "number")], "scales": [A], "rules": [rule("q", "a")], "norms": [norm((3, "high", 90))]}
    assert scores(answered(q="2.5"), [NORM], **parts)["__a"]["NormScore"] == "high"
    assert scores(answered(q="2.4"), [NORM], **parts)["__a"]["NormScore"] == "-"


def test_a_scale_without_answers_has_no_norm_value():
    parts = {"components": [component("q")], "scales": [A], "rules": [rule("q", "a")], "norms": [norm((-5, "low", 1))]}
    assert scores({}, [NORM], **parts)["__a"] == {"Score": 0} | NOTHING | {"AppliedNorm": NORM, "AppliedNormDescription": "Adults"} | (
        suffixed("2") | suffixed("3")
    )


def test_up_to_three_norms_each_in_its_place():
    parts = {"components": [component("q")], "scales": [A, B], "rules": [rule("q", "a"), rule("q", "b")]}
    norms = [norm((0, "", 10)), norm((1, "x", ""), identity=OTHER_NORM, name="Children")]
    found = scores(answered(q="1"), [None, OTHER_NORM.upper(), NORM], **parts, norms=norms)
    assert found["__a"] == {"Score": 1} | NOTHING | (
        suffixed("2", NormScore="x", AppliedNorm=OTHER_NORM, AppliedNormDescription="Children")
        | suffixed("3", PercentileScore="10", PercentileScoreSet=True, AppliedNorm=NORM, AppliedNormDescription="Adults")
    )
    assert (found["__b"]["NormScore2"], found["__b"]["AppliedNorm2"]) == ("-", OTHER_NORM)


def test_where_nobody_chose_a_norm_the_first_one_counts():
    parts = {"components": [component("q")], "scales": [A], "rules": [rule("q", "a")]}
    norms = [norm((0, "x", 10)), norm((0, "y", 20), identity=OTHER_NORM)]
    for nobody in ((), (None, None, None), (scoring.ZERO, None, scoring.ZERO)):
        found = scores(answered(q="1"), nobody, **parts, norms=norms)["__a"]
        assert (found["NormScore"], found["NormScore2"]) == ("x", "-")
    found = scores(answered(q="1"), ["33333333-3333-4333-8333-333333333333"], **parts, norms=norms)["__a"]
    assert (found["NormScore"], found["AppliedNorm"]) == ("-", "-")


# Size


def test_the_largest_test_is_scored_quickly():
    chance = random.Random(1)
    names = [f"S{number}" for number in range(500)]
    whole = read(
        components=[component(str(number), "number") for number in range(500)], scales=[scale(name) for name in names],
        rules=[rule(str(chance.randrange(500)), chance.choice(names).lower(), "value / 7") for _ in range(10_000)]
        + [computed(chance.choice(names).lower(), f"{chance.choice(names)} * {chance.choice(names)}") for _ in range(10_000)],
    )  # fmt: skip
    begun = time.monotonic()
    scoring.score(whole, answered(**{str(number): str(number / 13)[:6] for number in range(500)}))
    assert time.monotonic() - begun < 10
