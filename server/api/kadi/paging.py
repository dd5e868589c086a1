"""Kadi's query strings: wrong values fall back to the default, lists come in pages that link to their neighbours."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from aiohttp import web

from server.errors import Fault, Invalid
from server.http.addresses import base_url
from server.http.inputs import is_clean
from server.http.responses import json

TRUE = frozenset({"true", "t", "yes", "y", "on", "1"})
MOST_PER_PAGE = 100
LAST_SEARCH_PAGE = 100
LAST_PAGE = 10**9
ID_OF_NOBODY = -1


def text(request: web.Request, name: str) -> str | None:
    """A text to look for; None when absent or empty."""
    value = request.query.get(name)
    if not value:
        return None
    if not is_clean(value):
        raise Invalid([Fault((name,), "invalid_value")], place="query")
    return value


def texts(request: web.Request, name: str) -> list[str]:
    values = request.query.getall(name, [])
    if not all(is_clean(value) for value in values):
        raise Invalid([Fault((name,), "invalid_value")], place="query")
    return values


def flag(request: web.Request, name: str) -> bool:
    return request.query.get(name, "").strip().lower() in TRUE


def choice(request: web.Request, name: str, choices: tuple[str, ...], default: str) -> str:
    value = request.query.get(name)
    return value if value in choices else default


def number(value: str | None) -> int | None:
    try:
        return None if value is None else int(value)
    except ValueError:
        return None


def ids(request: web.Request, name: str) -> list[int]:
    """Ids of a repeated parameter; what is no number is skipped, what no row can have stays as nobody's id."""
    found = [number(value) for value in request.query.getall(name, [])]
    return [value if 0 <= value < 2**63 else ID_OF_NOBODY for value in found if value is not None]


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    size: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


def page(request: web.Request, *, is_search: bool = False) -> Page:
    """`page` and `per_page` of the request; the four searches end at page 100."""
    asked, size = number(request.query.get("page")), number(request.query.get("per_page"))
    wanted = 1 if asked is None else max(asked, 1)
    return Page(min(wanted, LAST_SEARCH_PAGE if is_search else LAST_PAGE), 10 if size is None else min(max(size, 1), MOST_PER_PAGE))


def has_all(rows: list[Any], window: Page) -> int | None:
    """The number of all rows, where this page alone tells it; None when it has to be counted."""
    if len(rows) < window.size and (rows or window.number == 1):
        return window.offset + len(rows)
    return None


def pagination(request: web.Request, window: Page, total: int, parameters: Iterable[tuple[str, Any]] = ()) -> dict[str, Any]:
    """The `_pagination` of a list of `total` rows; its links repeat the parameters in force, repeated ones as lists."""
    base = base_url(request) + request.rel_url.raw_path
    rest = "".join(f"&{name}={quote_plus(str(value))}" for name, values in parameters
                   for value in (values if isinstance(values, list) else [values]))  # fmt: skip

    def link(number: int) -> str:
        return f"{base}?page={number}&per_page={window.size}{rest}"

    links = {}
    if total > window.number * window.size:
        links["next"] = link(window.number + 1)
    if window.number > 1:
        links["prev"] = link(window.number - 1)
    links["self"] = link(window.number)
    return {
        "_links": links, "page": window.number, "per_page": window.size, "total_items": total,
        "total_pages": max(1, -(-total // window.size)),
    }  # fmt: skip


def listed(
    request: web.Request, window: Page, total: int, items: list[Any], parameters: Iterable[tuple[str, Any]] = (), **more: Any
) -> web.Response:
    """A page as it is answered; `more` are members beside `items` such as `_actions`."""
    return json({**more, "_pagination": pagination(request, window, total, parameters), "items": items})
