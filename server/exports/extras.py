"""Metadata entries ("extras") in an export: some left out by a mask, all as entries or as plain values."""

from collections.abc import Iterator
from typing import Any

Entries = list[dict[str, Any]]
NESTED = ("dict", "list")


def masked(entries: Entries, mask: dict[str, Any] | None, *, in_list: bool = False) -> Entries:
    """The entries without those that the mask names: `{"a": {}, "runs": {"0": {}}}` leaves out `a` and the first of `runs`.

    Parts of a mask that are no objects, or name what is not there, count for nothing.
    """
    if not mask:
        return entries
    kept = []
    for index, entry in enumerate(entries):
        below = mask.get(str(index) if in_list else entry["key"])
        if below == {}:
            continue
        if isinstance(below, dict) and entry["type"] in NESTED:
            entry = {**entry, "value": masked(entry["value"], below, in_list=entry["type"] == "list")}
        kept.append(entry)
    return kept


def plain(entries: Entries) -> dict[str, Any]:
    """Keys and values alone: `{"count": 5, "runs": [null, {"x": "y"}]}`."""
    return {entry["key"]: plain_value(entry) for entry in entries}


def plain_value(entry: dict[str, Any]) -> Any:
    if entry["type"] == "dict":
        return plain(entry["value"])
    if entry["type"] == "list":
        return [plain_value(item) for item in entry["value"]]
    return entry["value"]


def flat(entries: Entries, way: tuple[str, ...] = (), *, in_list: bool = False) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """All entries with a value of their own and the keys that lead there; in lists the place counts from 0."""
    for index, entry in enumerate(entries):
        place = (*way, str(index) if in_list else entry["key"])
        if entry["type"] in NESTED:
            yield from flat(entry["value"], place, in_list=entry["type"] == "list")
        elif entry["value"] is not None:
            yield place, entry
