"""Queries and conditions as values: what is read out of a text, and what is not."""

import json
import math
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain import search
from server.domain.search import Condition, Found, Term, Text


@pytest.mark.parametrize("query, parts", [
    ("", []), ("   ", []), ("a", [("a", "prefix")]), (" ab ", [("ab", "prefix")]), ("abc", [("abc", "words")]),
    ('"a b"', [("a b", "phrase")]), ('x "a b" y', [("x ", "words"), ("a b", "phrase"), (" y", "words")]),
    ('"a b', [(" a b", "words")]), ('x "a" b"', [("x ", "words"), ("a", "phrase"), (" b ", "words")]), ('""', [("\"\"", "prefix")]),
])  # fmt: skip
def test_parts_of_a_query(query, parts):
    assert [(part.text, part.kind) for part in search.texts(query)] == parts


def taken(*words, spaced=None):
    return Found(spaced if spaced is not None else " ".join(words), tuple(map(Term, words)))


def test_units_of_words():
    columns = search.units([Text("x")], [Found("ab cd", (Term("ab", ("ac",), ("abb",)), Term("cd"), Term("ab", ("ac",), ("abb",))))])
    assert columns == {"title_queries": ["'ab'", "'cd'"], "title_phrases": [None, None], "text_queries": ["'ab'", "'cd'"],
                       "text_phrases": [None, None], "titles_near": ["'ac' | 'abb'", None], "texts_near": ["'ac'", None]}  # fmt: skip


def test_units_of_phrases():
    columns = search.units(
        [Text("a b", "phrase"), Text("a", "phrase"), Text("a b", "prefix")], [taken("a", "b"), taken("a"), taken("a", "b")]
    )
    assert columns["title_queries"] == ["'a' & 'b'", "'a'", "'a' & 'b':*"] and columns["text_queries"] == ["'a' & 'b'", "'a'", "'a' & 'b'"]
    assert columns["title_phrases"] == [" a b ", None, " a b"] and columns["text_phrases"] == [" a b ", None, " a b "]
    assert columns["titles_near"] == [None] * 3


def test_units_are_bounded():
    many = Found("", tuple(Term(f"w{number}") for number in range(1000)))
    assert len(search.units([Text("x")], [many])["title_queries"]) == search.MOST_WORDS
    assert search.units([Text("%", "phrase")], [taken()])["title_queries"] == []


def test_lexemes_are_quoted():
    assert search.lexeme("a'b\\c") == "'a''b\\\\c'"


@pytest.mark.parametrize("value, expected", [
    ({"min": 1, "max": "2.5"}, (1, 2.5, None)), ({"min": None, "max": 1e3}, (-math.inf, 1000, None)),
    ({"unit": " a  b "}, (-math.inf, math.inf, "a b")),
    ({"min": "1e400", "max": 10**400, "unit": 5}, None), ({"min": True}, None), ({"min": "nan"}, None),
    ({"min": "x", "max": 1}, (-math.inf, 1, None)),
    ([], None), (5, None), (None, None), ({}, None),
])  # fmt: skip
def test_numbers(value, expected):
    found = search.read_numbers(value)
    assert (None if found is None else (found["low"], found["high"], found["unit"])) == expected


@pytest.mark.parametrize("value, since, until", [
    ({"min": "2024-01-02T03:04:05+01:00"}, datetime(2024, 1, 2, 2, 4, 5, tzinfo=UTC), search.LATEST),
    ({"max": "2024-01-02T03:04"}, search.EARLIEST, datetime(2024, 1, 2, 3, 4, tzinfo=UTC)),
    ({"min": "2024-01-02", "max": "2024-01-02"}, datetime(2024, 1, 2, tzinfo=UTC), datetime(2024, 1, 2, 23, 59, 59, 999999, tzinfo=UTC)),
    ({"max": "2024-01-02T00:00:00Z"}, search.EARLIEST, datetime(2024, 1, 2, tzinfo=UTC)),
])  # fmt: skip
def test_dates(value, since, until):
    assert search.read_dates(value) == {"kind": "date", "since": since, "until": until}


@pytest.mark.parametrize("value", [None, {}, {"min": 5}, {"min": "x"}, {"max": "9999-12-31T23:59:59-23:00"}, {"min": ""}, "2024-01-01"])
def test_no_dates(value):
    assert search.read_dates(value) is None


def test_conditions_in_alternatives():
    entries = [
        {"link": "or", "key": "a"},
        {"link": "and", "key": '"B b"'},
        {"link": "or", "type": "bool", "bool": False},
        {"key": "c", "type": "str"},
    ]
    assert search.conditions(json.dumps(entries)) == [
        [Condition("key", key="a"), Condition("key", key="B b", is_key_exact=True)],
        [Condition("bool", truth=False), Condition("type", key="c", text="str")],
    ]


def test_columns_of_conditions():
    alternatives = search.conditions(
        '[{"key": "a.bc", "type": "str", "str": "x yz"}, {"link": "or", "key": "\\"q\\"", "type": "str", "str": "\\"Q\\""}]'
    )
    assert list(search.texts_of(alternatives)) == [Text("a.bc", "words"), Text("x yz", "words")]
    columns = search.condition_columns(alternatives, [Found("a bc", (Term("a"), Term("bc", ("bd",)))), taken("x", "yz")])
    assert columns["path_queries"] == ["('a') <-> ('bc' | 'bd')", None] and columns["paths"] == [None, "q"]
    assert columns["words"] == ["('x') & ('yz')", None] and columns["texts"] == ["x yz", "Q"]
    assert columns["alternatives"] == [0, 1] and columns["kinds"] == ["words", "text"]


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["key", "type", "link", "str", "numeric", "bool", "date", "min", "max", "unit"]), inner
    | st.sampled_from(["str", "numeric", "bool", "date", "or", "2024-01-01"])), max_leaves=20)  # fmt: skip


@given(JSON)
@settings(max_examples=500, deadline=None)
def test_no_text_breaks_the_parser(value):
    text = json.dumps(value)
    alternatives = search.conditions(text)
    assert all(group for group in alternatives) and len(search.flat(alternatives)) <= search.MOST_CONDITIONS
    found = [taken("w") for _ in search.texts_of(alternatives)]
    columns = search.condition_columns(alternatives, found)
    assert {len(column) for column in columns.values()} == {len(search.flat(alternatives))}


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_no_query_breaks_the_parser(query):
    assert all(part.text.strip() for part in search.texts(query))
    search.conditions(query)
