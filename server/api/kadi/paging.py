"""Kadi's query strings: wrong values fall back to the default, lists come in pages that link to their neighbours."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote_plus

from aiohttp import web

from server.errors import Fault, Invalid
from server.http.addresses import base_url
from server.http.inputs import is_clean
from server.http.paging import LAST_PAGE
from server.http.paging import LenientPage as Page
from server.http.responses import json

TRUE = frozenset({"true", "t", "yes", "y", "on", "1"})
LAST_SEARCH_PAGE = 100
ID_OF_NOBODY = -1


def text(request: web.Request, name: str) -> str | None:
    """A text to look for, without the blanks around it; None when nothing is left."""
    value = request.query.get(name, "")
    if not is_clean(value):
        raise Invalid([Fault((name,), "invalid_value")], place="query")
    return value.strip() or None


def texts(request: web.Request, name: str) -> list[str]:
    """A repeated parameter, without the blanks around each value."""
    values = request.query.getall(name, [])
    if not all(is_clean(value) for value in values):
        raise Invalid([Fault((name,), "invalid_value")], place="query")
    return [value.strip() for value in values]


def flag(request: web.Request, name: str) -> bool:
    return request.query.get(name, "").strip().lower() in TRUE


def choice(request: web.Request, name: str, choices: tuple[str, ...], default: str) -> str:
    value = request.query.get(name, "").strip()
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


def page(request: web.Request, *, is_search: bool = False) -> Page:
    """`page` and `per_page` of the request; the four searches end at page 100."""
    last = LAST_SEARCH_PAGE if is_search else LAST_PAGE
    return Page.of(request.query.get("page"), request.query.get("per_page"), last=last)


def pagination(request: web.Request, window: Page, total: int, parameters: Iterable[tuple[str, Any]] = ()) -> dict[str, Any]:
    """The `_pagination` of a list of `total` rows; its links repeat the parameters in force, repeated ones as lists."""
    base = base_url(request) + request.rel_url.raw_path
    rest = "".join(f"&{name}={quote_plus(str(value))}" for name, values in parameters
                   for value in (values if isinstance(values, list) else [values]))  # fmt: skip

    def link(number: int) -> str:
        return f"{base}?page={number}&per_page={window.size}{rest}"

    return {"_links": {name: link(number) for name, number in window.neighbours(total).items()}, **window.numbers(total)}


def listed(
    request: web.Request, window: Page, total: int, items: list[Any], parameters: Iterable[tuple[str, Any]] = (), **more: Any
) -> web.Response:
    """A page as it is answered; `more` are members beside `items` such as `_actions`."""
    return json({**more, "_pagination": pagination(request, window, total, parameters), "items": items})
