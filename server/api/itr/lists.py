"""The list headers applied to the few rows that are already in hand (an account's own companies)."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from server.http.inputs import header


def whole(text: str | None, default: int) -> int:
    """A number as the original reads it: what is none is the default."""
    try:
        return int((text or "").strip()[:18])
    except ValueError:
        return default


def arranged(request: web.Request, rows: list[dict[str, Any]], *, search: tuple[str, ...], order: str) -> list[dict[str, Any]]:
    """SearchField, Sort (unknown fields are ignored), StartPage (-1: all) and PageSize."""
    wanted = (header(request, "SearchField") or "").casefold()
    if wanted:
        rows = [row for row in rows if any(wanted in str(row[field] or "").casefold() for field in search)]
    keys = [*sorting(header(request, "Sort"), rows)[:20], (order, False), ("ID", False)]
    for field, is_descending in reversed(keys):
        rows = sorted(rows, key=lambda row: comparable(row[field]), reverse=is_descending)
    page, size = whole(header(request, "StartPage"), 0), whole(header(request, "PageSize"), 20)
    if page == -1:
        return rows
    start = max(page, 0) * max(size, 0)
    return rows[start : start + max(size, 0)]


def sorting(text: str | None, rows: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    """[(field, is descending)] of a Sort header, as far as the rows have such fields."""
    known: Mapping[str, Any] = rows[0] if rows else {}
    parts = [part.split() for part in (text or "").split(",")]
    return [(words[0], len(words) > 1) for words in parts if words and words[0] in known]


def comparable(value: Any) -> tuple[bool, Any]:
    """Sorts null last; text without case, ids and numbers by their value."""
    return value is None, value.casefold() if isinstance(value, str) else value if value is not None else 0
