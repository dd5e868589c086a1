"""Formulas of score rules: what they come to, what is none, and that no text does harm."""

import time
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.domain import formulas
from server.domain.formulas import FINEST, MOST, Formula, Malformed

NUMBERS = {"A": Fraction(3), "B": Fraction(1, 2), "Größe": Fraction(-2), "gone": None}


@pytest.mark.parametrize("text, value", [
    ("1", 1), (" 2.5 ", Fraction(5, 2)), ("-A", -3), ("+A", 3), ("A + B * 2", 4), ("(A + B) * 2", 7), ("A - B - 1", Fraction(3, 2)),
    ("A / B", 6), ("6 - A", 3), ("min(A, B, 2)", Fraction(1, 2)), ("max(A, Größe)", 3), ("abs(Größe)", 2),
    ("sum(A, A, B)", Fraction(13, 2)),
    ("mean(A, B)", Fraction(7, 4)), ("mean(A)", 3), ("0.1 + 0.2", Fraction(3, 10)), ("A / 0", None), ("A + gone", None),
    ("max(A, gone)", None), ("0 * gone", None), ("1e14", 10**14), ("1000000.0 * 1000000000 * 10", None), ("100 * 1e14", None),
])  # fmt: skip
def test_what_formulas_come_to(text, value):
    assert Formula(text, NUMBERS).value(NUMBERS) == value


def test_a_formula_says_which_numbers_it_needs():
    assert Formula("A + max(B, A) * 2", NUMBERS).names == {"A", "B"}
    assert Formula("A", {"A"}).value({}) is None


@pytest.mark.parametrize("text, code", [
    ("", "formula_syntax"), ("1 +", "formula_syntax"), ("A B", "formula_syntax"), ("C", "formula_unknown_name"),
    ("a", "formula_unknown_name"),
    ("2 ** 9", "formula_syntax"), ("7 // 2", "formula_syntax"), ("7 % 2", "formula_syntax"), ("1 << 9", "formula_syntax"),
    ("~1", "formula_syntax"),
    ("not A", "formula_syntax"), ("A < 2", "formula_syntax"), ("A and B", "formula_syntax"), ("A if B else 1", "formula_syntax"),
    ("True", "formula_syntax"), ("None", "formula_syntax"), ("'a'", "formula_syntax"), ("1j", "formula_syntax"),
    ("1e400", "formula_syntax"),
    ("1e15", "formula_syntax"), ("[A]", "formula_syntax"), ("A.real", "formula_syntax"), ("A[0]", "formula_syntax"),
    ("lambda: 1", "formula_syntax"),
    ("(A := 2)", "formula_syntax"), ("print(A)", "formula_syntax"), ("__import__('os')", "formula_syntax"),
    ("min()", "formula_syntax"),
    ("abs(A, B)", "formula_syntax"), ("max(*A)", "formula_syntax"), ("max(A, key=B)", "formula_syntax"),
    ("max(A)(B)", "formula_syntax"),
    ("A; B", "formula_syntax"), ("A\nB", "formula_syntax"), ("\0", "formula_syntax"), ("1" * 1001, "formula_too_long"),
    ("-" * 50 + "1", "formula_too_long"), ("(" * 300 + "1" + ")" * 300, "formula_syntax"),
    ("+".join(["1"] * 100), "formula_too_long"),
])  # fmt: skip
def test_what_is_no_formula(text, code):
    with pytest.raises(Malformed) as refused:
        Formula(text, NUMBERS)
    assert refused.value.code == code
    assert refused.value.name == (text if code == "formula_unknown_name" else "")


@given(st.text(max_size=60) | st.text("AB0123456789.+-*/(), minax", max_size=60))
def test_any_text_is_a_formula_or_none(text):
    try:
        found = Formula(text, NUMBERS).value(NUMBERS)
    except Malformed:
        return
    assert found is None or (abs(found) <= MOST and found.denominator <= FINEST)


def test_numbers_stay_small_however_often_they_are_multiplied():
    squared, value = Formula("A * A", {"A"}), Fraction(1, 3)
    begun = time.monotonic()
    for _ in range(2000):
        value = squared.value({"A": value})
    assert value == 0 and time.monotonic() - begun < 5
    assert Formula("*".join(["1e-300"] * 39), {}).value({}) == 0


@given(st.fractions() | st.integers(-(10**60), 10**60).map(Fraction))
def test_what_is_tamed_is_a_score_and_near(value):
    found = formulas.tamed(value)
    assert (found is None) == (abs(value) > MOST)
    assert found is None or (found.denominator <= FINEST and abs(found - value) <= Fraction(1, FINEST))


@pytest.mark.parametrize("text, value", [
    ("7", 7), ("-2.5", Fraction(-5, 2)), ("2,5", Fraction(5, 2)), (" 3 ", 3), (".5", Fraction(1, 2)), ("007", 7), ("", None),
    ("-", None),
    (".", None), ("--1", None), ("1e3", None), ("1,2,3", None), ("1.2,3", None), ("0x10", None), ("1/3", None), ("nan", None),
    ("inf", None),
    ("٣", None), ("1_0", None), ("9" * 16, None), ("0" * 41, None), ("+1", None), ("1 2", None),
])  # fmt: skip
def test_texts_that_are_numbers(text, value):
    assert formulas.number(text) == value


@given(st.text(max_size=45))
@example("5.")
def test_any_text_is_a_number_or_none(text):
    found = formulas.number(text)
    assert found is None or abs(found) <= MOST


@pytest.mark.parametrize("given, value", [
    (3, 3), (0.1, Fraction(1, 10)), (1e-7, Fraction(1, 10**7)), ("2.5", Fraction(5, 2)), (True, None), (None, None), ([1], None),
    (float("nan"), None), (float("inf"), None), (10**16, None), ({"a": 1}, None),
])  # fmt: skip
def test_numbers_of_json(given, value):
    assert formulas.plain(given) == value


@pytest.mark.parametrize("value, precision, shown", [
    ("2.5", 0, 3), ("-2.5", 0, -3), ("2.49", 0, 2), ("-0.4", 0, 0), ("1.005", 2, 1.01), ("-1.005", 2, -1.01), ("0.125", 2, 0.13),
    ("2", 3, 2), ("2.1", 6, 2.1),
])  # fmt: skip
def test_halves_are_rounded_away_from_nothing(value, precision, shown):
    found = formulas.rounded(Fraction(value), precision)
    assert found == shown and isinstance(found, type(shown))


@given(st.fractions(-(10**6), 10**6), st.integers(0, 6))
def test_rounding_goes_to_the_nearest_and_is_symmetric(value, precision):
    found = formulas.rounded(value, precision)
    assert abs(Fraction(str(found)) - value) <= Fraction(1, 2 * 10**precision)
    assert formulas.rounded(-value, precision) == -found
    assert formulas.rounded(formulas.exact(found), precision) == found
