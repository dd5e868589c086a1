"""Typed metadata of records and templates ("extras"): a list of entries, checked and brought into one canonical form.

An entry has a type and, by its type, a key, a value, a unit, a description, a term and validation instructions. `clean`
gives the canonical list and every fault of every entry at once. What it returned it accepts again and returns unchanged.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import orjson

from server.errors import Fault

TYPE_NAMES = {
    "str": "string", "int": "integer", "float": "float", "bool": "boolean", "date": "date", "dict": "dictionary", "list": "list",
}  # fmt: skip
NESTED = ("dict", "list")
NUMBERS = ("int", "float")
MEASURABLE_BY_OPTIONS = ("str", "int", "float")
BIGGEST_INTEGER = 2**53 - 1  # what every JSON client can hold exactly
DEEPEST = 60  # levels of nesting; two levels of JSON each, and a writer of JSON has its limit near 250
DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d*)?)?(?:(Z|z)|([+-])(\d{2}):?(\d{2})?)?",
    re.ASCII,
)
NOT_IN_IRI = re.compile(r'[\x00-\x20\x7f<>"{}|\\^`]')


class Wrong(Exception):
    """A value is not what its type wants; the code says how."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def clean(entries: Any, *, path: tuple[str, ...] = (), is_template: bool = False) -> tuple[list[dict[str, Any]], list[Fault]]:
    """The canonical entries and all faults (below `path`). A template may leave required values open."""
    faults: list[Fault] = []
    return clean_list(entries, path, faults, in_list=False, is_template=is_template, depth=1), faults


def dumps(entries: list[dict[str, Any]]) -> str:
    """Canonical entries as the text that is stored: compact, keys sorted."""
    return orjson.dumps(entries, option=orjson.OPT_SORT_KEYS).decode()


def is_iri(text: str) -> bool:
    return bool(text) and not NOT_IN_IRI.search(text)


def clean_list(
    entries: Any, path: tuple[str, ...], faults: list[Fault], *, in_list: bool, is_template: bool, depth: int
) -> list[dict[str, Any]]:
    if not isinstance(entries, list):
        faults.append(Fault(path, "wrong_kind"))
        return []
    if depth > DEEPEST:
        faults.append(Fault(path, "too_deep", {"limit": DEEPEST}))
        return []
    result, keys = [], set()
    for index, entry in enumerate(entries):
        place = (*path, str(index))
        if not isinstance(entry, dict):
            faults.append(Fault(place, "wrong_kind"))
            continue
        cleaned = clean_entry(entry, place, faults, in_list=in_list, is_template=is_template, depth=depth)
        key = cleaned.get("key")
        if key is not None:
            if key in keys:
                faults.append(Fault((*place, "key"), "duplicate"))
            keys.add(key)
        result.append(cleaned)
    return result


def clean_entry(
    entry: dict[str, Any], path: tuple[str, ...], faults: list[Fault], *, in_list: bool, is_template: bool, depth: int
) -> dict[str, Any]:
    kind = clean_type(entry, path, faults)
    result: dict[str, Any] = {"type": kind}
    if not in_list:
        clean_text(entry, "key", path, faults, result, tidy=collapse, required=True)
    clean_text(entry, "description", path, faults, result, tidy=str.strip)
    clean_text(entry, "term", path, faults, result, tidy=str.strip, check=is_iri)
    clean_unit(entry, kind, path, faults, result)
    instructions = clean_validation(entry, kind, path, faults)
    if instructions:
        result["validation"] = instructions
    if kind in NESTED:
        nested = entry.get("value")
        result["value"] = [] if nested is None else clean_list(
            nested, (*path, "value"), faults, in_list=kind == "list", is_template=is_template, depth=depth + 1
        )  # fmt: skip
    elif kind is not None:
        try:
            result["value"] = value = PLAIN[kind](entry.get("value"))
            check_value(value, instructions, is_template=is_template)
        except Wrong as wrong:
            faults.append(Fault((*path, "value"), wrong.code, wrong.params))
    return result


def clean_type(entry: dict[str, Any], path: tuple[str, ...], faults: list[Fault]) -> str | None:
    kind = entry.get("type")
    if isinstance(kind, str) and kind.strip() in TYPE_NAMES:
        return kind.strip()
    place = (*path, "type")
    if "type" not in entry:
        faults.append(Fault(place, "required"))
    elif kind is None:
        faults.append(Fault(place, "null"))
    elif not isinstance(kind, str):
        faults.append(Fault(place, "not_string"))
    faults.append(Fault(place, "invalid_value"))
    return None


def clean_text(
    entry: dict[str, Any], name: str, path: tuple[str, ...], faults: list[Fault], result: dict[str, Any], *,
    tidy: Callable[[str], str], check: Callable[[str], bool] | None = None, required: bool = False,
) -> None:  # fmt: skip
    """A text that may be absent (unless `required`) but neither null nor blank."""
    place = (*path, name)
    if name not in entry:
        if required:
            faults.append(Fault(place, "required"))
        return
    text = entry[name]
    if text is None:
        faults.append(Fault(place, "null"))
    elif not isinstance(text, str):
        faults.append(Fault(place, "not_string"))
    elif not text.strip():
        faults.append(Fault(place, "empty"))
    elif check is not None and not check(tidy(text)):
        faults.append(Fault(place, "not_iri"))
    else:
        result[name] = tidy(text)


def clean_unit(entry: dict[str, Any], kind: str | None, path: tuple[str, ...], faults: list[Fault], result: dict[str, Any]) -> None:
    unit, place = entry.get("unit"), (*path, "unit")
    if kind in NUMBERS:
        result["unit"] = None
    if unit is None:
        return
    if not isinstance(unit, str):
        faults.append(Fault(place, "not_string"))
    elif not unit.strip():
        faults.append(Fault(place, "empty"))
    elif kind in NUMBERS:
        result["unit"] = collapse(unit)
    elif kind is not None:
        faults.append(Fault(place, "not_with", {"type": TYPE_NAMES[kind]}))


def collapse(text: str) -> str:
    """Inner white space as single blanks, none at the ends."""
    return " ".join(text.split())


# Values of the plain types: what was given, as it is stored, or Wrong.


def text_value(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise Wrong("not_string")
    return value.strip() or None


def integer_value(value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong("not_integer")
    if abs(value) > BIGGEST_INTEGER:
        raise Wrong("not_between", low=-BIGGEST_INTEGER, high=BIGGEST_INTEGER)
    return value


def float_value(value: Any) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Wrong("not_float")
    try:
        number = float(value)
    except OverflowError:
        raise Wrong("not_float") from None
    if not math.isfinite(number):
        raise Wrong("not_float")
    return number


def boolean_value(value: Any) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise Wrong("not_boolean")
    return value


def date_value(value: Any) -> str | None:
    """An instant as ISO 8601 in UTC; without an offset it is one of the server's own zone."""
    if value is None:
        return None
    match = DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise Wrong("not_date")
    *numbers, fraction, zulu, sign, hours, minutes = match.groups()
    try:
        year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
        moment = datetime(year, month, day, hour, minute, second, int((fraction or "0").ljust(6, "0")))
        if zulu:
            moment = moment.replace(tzinfo=UTC)
        elif sign:
            offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
            moment = moment.replace(tzinfo=timezone(offset if sign == "+" else -offset))
        return moment.astimezone(UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        raise Wrong("not_date") from None


PLAIN: dict[str, Callable[[Any], Any]] = {
    "str": text_value, "int": integer_value, "float": float_value, "bool": boolean_value, "date": date_value,
}  # fmt: skip


def check_value(value: Any, instructions: dict[str, Any], *, is_template: bool) -> None:
    """Does a value keep the instructions of its own entry?"""
    if value is None:
        if instructions.get("required") and not is_template:
            raise Wrong("value_required")
        return
    bounds = instructions.get("range", {})
    if bounds.get("min") is not None and value < bounds["min"]:
        raise Wrong("below", bound=bounds["min"])
    if bounds.get("max") is not None and value > bounds["max"]:
        raise Wrong("above", bound=bounds["max"])
    if "options" in instructions and value not in instructions["options"]:
        raise Wrong("not_one_of", options=instructions["options"])
    if instructions.get("iri") and not is_iri(value):
        raise Wrong("not_iri")


# Instructions. Their faults all stand at `validation` and name the instruction.


def clean_validation(entry: dict[str, Any], kind: str | None, path: tuple[str, ...], faults: list[Fault]) -> dict[str, Any]:
    if "validation" not in entry:
        return {}
    given, place = entry["validation"], (*path, "validation")
    if given is None:
        faults.append(Fault(place, "null"))
    elif not isinstance(given, dict):
        faults.append(Fault(place, "not_mapping"))
    elif kind in NESTED and given:
        faults.append(Fault(place, "not_with", {"type": TYPE_NAMES[kind]}))
    elif kind in PLAIN:
        return clean_instructions(given, kind, place, faults)
    return {}


def clean_instructions(given: dict[str, Any], kind: str, place: tuple[str, ...], faults: list[Fault]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, step in (("required", flag), ("iri", flag_of_text), ("range", bounds), ("options", options)):
        if name in given:
            try:
                kept: Any = step(given[name], kind)
                if name == "options" and result.get("iri") and not all(is_iri(option) for option in kept):
                    raise Wrong("not_iri")
            except Wrong as wrong:
                faults.append(Fault(place, wrong.code, wrong.params | {"instruction": name}))
            else:
                if kept:
                    result[name] = kept
    return result


def flag(value: Any, _kind: str) -> bool:
    if not isinstance(value, bool):
        raise Wrong("not_boolean")
    return value


def flag_of_text(value: Any, kind: str) -> bool:
    if flag(value, kind) and kind != "str":
        raise Wrong("not_with", type=TYPE_NAMES[kind])
    return value


def bounds(value: Any, kind: str) -> dict[str, Any] | None:
    if kind not in NUMBERS:
        raise Wrong("not_with", type=TYPE_NAMES[kind])
    if not isinstance(value, dict):
        raise Wrong("not_mapping")
    low, high = PLAIN[kind](value.get("min")), PLAIN[kind](value.get("max"))
    if low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        raise Wrong("range_order")
    return {"max": high, "min": low}


def options(value: Any, kind: str) -> list[Any]:
    if not isinstance(value, list):
        raise Wrong("not_list")
    if not value:
        return []
    if kind not in MEASURABLE_BY_OPTIONS:
        raise Wrong("not_with", type=TYPE_NAMES[kind])
    kept: dict[Any, None] = {}
    for member in value:
        option = PLAIN[kind](member)
        if option is None:
            raise Wrong("null" if member is None else "empty")
        kept[option] = None
    return list(kept)
