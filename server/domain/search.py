"""What people type into searches, as values that statements take: the query of full text and the language of `extras`.

Pure. Words are taken apart by the database (the same way as the stored texts); it gives back `Term`s, of which the
searches are made here. Bounds on their number keep the work of any request bounded.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import orjson

SHORT = 3  # a text of fewer characters is the beginning of a word
MOST_WORDS = 50  # of a query; further ones do not count
MOST_CONDITIONS = 100  # more than anybody types; a list that is longer counts as empty
DATE_LENGTH = len("2024-01-31")
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Text:
    """A part of a query: a `phrase` (quoted), a `prefix` (short), or `words` that may be mistyped."""

    text: str
    kind: str = "words"


@dataclass(frozen=True)
class Term:
    """A word of a text, with the words near it and those of titles that contain it."""

    word: str
    near: tuple[str, ...] = ()
    fragments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A text taken apart: its words in order, and all of it with single blanks between them."""

    spaced: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Condition:
    """One condition on metadata. `kind`: number, date, bool, text (exact), words, type (`text` names it), key (alone)."""

    kind: str
    key: str | None = None
    is_key_exact: bool = False
    text: str | None = None
    low: float = -math.inf
    high: float = math.inf
    unit: str | None = None
    truth: bool | None = None
    since: datetime = EARLIEST
    until: datetime = LATEST


def texts(query: str) -> list[Text]:
    """The parts of a query: quoted ones are phrases; one that is short as a whole is looked for at the beginning of words."""
    query = query.strip()
    if not query:
        return []
    if len(query) < SHORT:
        return [Text(query, "prefix")]
    parts = query.split('"')
    if len(parts) % 2 == 0:  # the last quotation mark has no partner
        parts[-2:] = [" ".join(parts[-2:])]
    return [Text(part, "phrase" if index % 2 else "words") for index, part in enumerate(parts) if part.strip()]


def gathered(rows: Iterable[Mapping[str, Any]], count: int) -> list[Found]:
    """The rows of `search.words` by text."""
    found: list[tuple[str, list[Term]]] = [("", []) for _ in range(count)]
    for row in rows:
        index = row["no"] - 1
        found[index] = (row["spaced"], found[index][1])
        if row["word"] is not None:
            found[index][1].append(Term(row["word"], tuple(row["near"] or ()), tuple(row["fragments"] or ())))
    return [Found(spaced, tuple(terms)) for spaced, terms in found]


# Full text: units, of which any may be met


def units(parts: Sequence[Text], found: Sequence[Found]) -> dict[str, list[str | None]]:
    """The columns of the statements: one row for each phrase and for each word."""
    rows: dict[tuple[str | None, ...], None] = {}
    for part, taken in zip(parts, found, strict=True):
        for row in [phrase(taken, is_prefix=part.kind == "prefix")] if part.kind != "words" else map(word, taken.terms):
            if taken.terms and len(rows) < MOST_WORDS:
                rows.setdefault(row)
    names = ("title_queries", "title_phrases", "text_queries", "text_phrases", "titles_near", "texts_near")
    return {name: [row[index] for row in rows] for index, name in enumerate(names)}


def word(term: Term) -> tuple[str | None, ...]:
    exact = lexeme(term.word)
    return (exact, None, exact, None, any_of((*term.near, *term.fragments)), any_of(term.near))


def phrase(found: Found, *, is_prefix: bool) -> tuple[str | None, ...]:
    """Words that follow each other. Where there are several, the index finds texts with all of them, and the texts decide."""
    words = [lexeme(term.word) for term in found.terms[:MOST_WORDS]]
    text, is_one = " & ".join(words), len(words) == 1
    title_phrase = f" {found.spaced}" if is_prefix else f" {found.spaced} "
    return (
        text + ":*" if is_prefix else text, None if is_one else title_phrase, text, None if is_one else f" {found.spaced} ", None, None,
    )  # fmt: skip


def lexeme(word: str) -> str:
    """A word in the language of tsquery. Words have no quotation marks in them; doubling is for whoever changes that."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def any_of(words: Iterable[str]) -> str | None:
    return " | ".join(dict.fromkeys(map(lexeme, words))) or None


def tolerant(term: Term) -> str:
    return f"({any_of((term.word, *term.near))})"


# Metadata


def conditions(text: str) -> list[list[Condition]]:
    """Alternatives, each a list of conditions that belong together; none if the text is malformed."""
    try:
        given = orjson.loads(text)
    except (orjson.JSONDecodeError, RecursionError):
        return []
    if isinstance(given, dict):
        given = [given]
    if not isinstance(given, list) or len(given) > MOST_CONDITIONS or not all(isinstance(entry, dict) for entry in given):
        return []
    alternatives: list[list[Condition]] = []
    for entry in given:
        if (made := condition(entry)) is not None:
            if not alternatives or entry.get("link") == "or":
                alternatives.append([])
            alternatives[-1].append(made)
    return alternatives


def condition(entry: dict[str, Any]) -> Condition | None:
    """One entry; None if it says nothing. A value that cannot be read is as if it were not there."""
    kind = entry.get("type") or ""
    if not isinstance(kind, str) or kind not in ("", *READERS):
        return None
    key = entry.get("key")
    key, is_exact = unquoted(" ".join(key.split())) if isinstance(key, str) else ("", False)
    values = READERS[kind](entry.get(kind)) if kind else {}
    if values is None:
        values = {"kind": "type", "text": TYPES[kind]}
    if not key and values.get("kind", "type") == "type":
        return None
    return Condition(**{"kind": "key"} | values, key=key or None, is_key_exact=is_exact)


def unquoted(text: str) -> tuple[str, bool]:
    """The text, and whether it stood in quotation marks. One with a NUL, which no stored text has, is none."""
    text = "" if "\0" in text else text.strip()
    if len(text) > 2 and text[0] == text[-1] == '"':
        return text[1:-1], True
    return text, False


def read_text(value: Any) -> dict[str, Any] | None:
    text, is_exact = unquoted(value) if isinstance(value, str) else ("", False)
    return {"kind": "text" if is_exact else "words", "text": text} if text else None


def read_numbers(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    low, high = number(value.get("min")), number(value.get("max"))
    unit = value.get("unit")
    unit = unquoted(" ".join(unit.split()))[0] if isinstance(unit, str) else ""
    if low is None and high is None and not unit:
        return None
    return {"kind": "number", "low": -math.inf if low is None else low, "high": math.inf if high is None else high, "unit": unit or None}


def number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def read_truth(value: Any) -> dict[str, Any] | None:
    text = str(value).strip().lower() if isinstance(value, bool | str) else ""
    return {"kind": "bool", "truth": text == "true"} if text in ("true", "false") else None


def read_dates(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    since, until = instant(value.get("min"), is_end=False), instant(value.get("max"), is_end=True)
    return None if since is None and until is None else {"kind": "date", "since": since or EARLIEST, "until": until or LATEST}


def instant(value: Any, *, is_end: bool) -> datetime | None:
    """A time in ISO 8601; without an offset in the server's zone, as in metadata. A mere date as the end means that day's end."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        found = datetime.fromisoformat(text)
        if is_end and len(text) <= DATE_LENGTH and found.time() == time.min:
            found += timedelta(days=1, microseconds=-1)
        return found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


READERS = {"str": read_text, "numeric": read_numbers, "bool": read_truth, "date": read_dates}
TYPES = {"str": "str", "numeric": "number", "bool": "bool", "date": "date"}


def texts_of(alternatives: Sequence[Sequence[Condition]]) -> Iterator[Text]:
    """What has to be taken apart for `condition_columns`, in this order: tolerant keys and texts."""
    for condition in flat(alternatives):
        if condition.key is not None and not condition.is_key_exact:
            yield Text(condition.key, "prefix" if len(condition.key) < SHORT else "words")
        if condition.kind == "words":
            yield Text(condition.text or "", "prefix" if len(condition.text or "") < SHORT else "words")


def flat(alternatives: Sequence[Sequence[Condition]]) -> list[Condition]:
    return [condition for group in alternatives for condition in group]


def condition_columns(alternatives: Sequence[Sequence[Condition]], found: Iterable[Found]) -> dict[str, list[Any]]:
    """The columns of the statement: one row for each condition. `found`: the texts of `texts_of`, taken apart.

    A key is a part of a path: its words follow each other there. A text has all words, in any order."""
    taken, rows = iter(found), []
    for number_of_group, group in enumerate(alternatives):
        for one in group:
            path, path_query, words = None, None, None
            if one.key is not None and one.is_key_exact:
                path = one.key
            elif one.key is not None:
                path_query = tolerant_query(next(taken), len(one.key) < SHORT, " <-> ")
            if one.kind == "words":
                words = tolerant_query(next(taken), len(one.text or "") < SHORT, " & ")
            rows.append((number_of_group, one.kind, path, path_query, one.text, words, one.low, one.high, one.unit, one.truth,
                         one.since, one.until))  # fmt: skip
    names = ("alternatives", "kinds", "paths", "path_queries", "texts", "words", "lows", "highs", "units", "truths", "sinces", "untils")
    return {name: [row[index] for row in rows] for index, name in enumerate(names)}


def tolerant_query(found: Found, is_prefix: bool, operator: str) -> str:
    """A tsquery; of a text without words one that nothing meets."""
    words = [tolerant(term) for term in found.terms[:MOST_WORDS]]
    if is_prefix and words:
        words[-1] = lexeme(found.terms[-1].word) + ":*"
    return operator.join(words)
