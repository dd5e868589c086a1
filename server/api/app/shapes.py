"""How the app's API spells rows."""

from collections.abc import Sequence
from typing import Any

from server.api.app.models import Paging
from server.db import Row


def offset(asked: Paging) -> int:
    return asked.window.offset


def page(items: Sequence[Any], asked: Paging, total: int) -> dict[str, Any]:
    """One page of a list with what it is a page of."""
    return {"items": items, **asked.numbers(total)}


def cut(items: Sequence[Any], asked: Paging) -> dict[str, Any]:
    """One page of a list that is short enough to be read whole (what one person has)."""
    start = offset(asked)
    return page(items[start : start + asked.per_page], asked, len(items))


def role(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "role", "domain", "effective_from", "effective_until", "assigned_by")}
