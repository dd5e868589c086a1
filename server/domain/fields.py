"""Rules of the plain fields that all research objects share: identifier, title, description, visibility, type, tags.

A rule takes what was given and returns what is stored, or raises `Wrong` with one or several codes. `clean` runs a table
of rules over a body and collects every fault; unknown keys are ignored.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from server.errors import Fault

IDENTIFIER = re.compile(r"[a-z0-9_-]+")
VISIBILITIES = ("private", "public")
SHORT, TITLE, LONG = 50, 150, 50_000
BIGGEST_ID = 2**63 - 1

Rule = Callable[[Any], Any]


class Wrong(Exception):
    """The faults of one field: (path below the field, code, params)."""

    def __init__(self, *faults: tuple[tuple[str, ...], str, dict[str, Any]]) -> None:
        super().__init__(faults)
        self.faults = faults


def wrong(code: str, **params: Any) -> Wrong:
    return Wrong(((), code, params))


def clean(given: Any, rules: Mapping[str, Rule], required: tuple[str, ...] = ()) -> tuple[dict[str, Any], list[Fault]]:
    """The stored form of the fields that were given, and every fault."""
    if not isinstance(given, dict):
        return {}, [Fault((), "wrong_kind")]
    values: dict[str, Any] = {}
    faults = [Fault((name,), "required") for name in required if name not in given]
    for name, rule in rules.items():
        if name in given:
            try:
                values[name] = rule(given[name])
            except Wrong as error:
                faults += [Fault((name, *path), code, params) for path, code, params in error.faults]
    return values, faults


def text(value: Any) -> str:
    if value is None:
        raise wrong("null")
    if not isinstance(value, str):
        raise wrong("not_string")
    return value


def filled(value: Any) -> str:
    """A text that is not blank."""
    if not text(value).strip():
        raise wrong("empty")
    return value


def collapse(value: str) -> str:
    """Inner white space as single blanks, none at the ends."""
    return " ".join(value.split())


def limited(value: str, limit: int) -> str:
    if len(value) > limit:
        raise wrong("too_long", limit=limit)
    return value


def or_null(rule: Rule) -> Rule:
    return lambda value: None if value is None else rule(value)


def identifier(value: Any) -> str:
    found = filled(value).strip().lower()
    faults = []
    if len(found) > SHORT:
        faults.append(((), "too_long", {"limit": SHORT}))
    if not IDENTIFIER.fullmatch(found):
        faults.append(((), "not_identifier", {}))
    if faults:
        raise Wrong(*faults)
    return found


def title(value: Any) -> str:
    return limited(collapse(filled(value)), TITLE)


def description(value: Any) -> str:
    return limited(text(value).strip(), LONG)


def visibility(value: Any) -> str:
    found = text(value).strip().lower()
    if found not in VISIBILITIES:
        raise wrong("not_one_of", options=VISIBILITIES)
    return found


def kind(value: Any) -> str:
    """A type or tag: lower case, white space collapsed, not blank."""
    return limited(collapse(filled(value)).lower(), SHORT)


def name_of_license(value: Any) -> str:
    """Whether the license is known is for the database to say."""
    return filled(value).strip()


def tags(value: Any) -> list[str]:
    """Sorted, each once."""
    if value is None:
        raise wrong("null")
    if not isinstance(value, list):
        raise wrong("not_a_list_of_texts")
    found, faults = set(), []
    for index, member in enumerate(value):
        try:
            found.add(kind(member))
        except Wrong as error:
            faults += [((str(index), *path), code, params) for path, code, params in error.faults]
    if faults:
        raise Wrong(*faults)
    return sorted(found)


def number(value: Any) -> int:
    """An id; whether there is such a row is for the database to say."""
    if value is None:
        raise wrong("null")
    if isinstance(value, float) and value.is_integer():  # JSON knows one kind of number: 5.0 is 5
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong("not_integer")
    return value


def is_id(value: int) -> bool:
    """Can a row have this id?"""
    return 0 <= value <= BIGGEST_ID


def reference(value: Any) -> int:
    """The id in `{"id": 5}`."""
    if value is None:
        raise wrong("null")
    if not isinstance(value, dict):
        raise wrong("wrong_kind")
    if "id" not in value:
        raise Wrong((("id",), "required", {}))
    try:
        return number(value["id"])
    except Wrong as error:
        raise Wrong(*((("id", *path), code, params) for path, code, params in error.faults)) from None
