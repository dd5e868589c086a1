"""The pages: the shell of the web app at its addresses, its files, and the error page. No rule, no statement."""

from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import web

from server import keys
from server.errors import (
    AddressTooLong,
    BadRequest,
    Denied,
    Failure,
    HeadersTooLarge,
    MethodNotAllowed,
    Misdirected,
    NotFound,
    TooLarge,
    TooMany,
    Unavailable,
)
from server.http.routing import Route, Surface, route
from server.site import assets, pages

# First segments below /app with pages of ours (static/routes.js); an address elsewhere is the 404 page.
AREAS = (
    "sign-in", "forgotten", "link", "company", "components", "settings", "administration", "research", "training", "learning", "assessment",
    "records", "collections", "templates", "groups", "users", "tags", "trash", "uploads",
)  # fmt: skip
# What Kadi's exports, QR codes and `view` links contain.
RECORD_ADDRESSES = (
    "/records/{id:int}", "/records/{id:int}/files/{file:uuid}", "/records/{id:int}/links/{link:int}",
    "/collections/{id:int}", "/templates/{id:int}", "/users/{id:int}", "/groups/{id:int}",
)  # fmt: skip
PAGES = ("/", "/app", *(path for area in AREAS for path in (f"/app/{area}", f"/app/{area}/{{rest:path}}")), *RECORD_ADDRESSES)

STATUSES: tuple[tuple[type[Failure], int], ...] = (
    (NotFound, 404),
    (MethodNotAllowed, 405),
    (Denied, 403),
    (TooLarge, 413),
    (AddressTooLong, 414),
    (Misdirected, 421),
    (TooMany, 429),
    (HeadersTooLarge, 431),
    (Unavailable, 503),
    (BadRequest, 400),
)


def page_route(path: str) -> Route:
    return route("GET", path, pages.shell, scopes=(), auth="none", rate="pages", hidden=True, summary="A page of the web app")


ROUTES: tuple[Route, ...] = (
    *(page_route(path) for path in PAGES),
    route("GET", "/app/sandbox", pages.sandbox, scopes=(), auth="none", rate="pages", hidden=True, summary="Where foreign screens run"),
    route(
        "GET", "/static/{hash:name}/{file:path}", pages.static, scopes=(), auth="none", rate="pages", hidden=True, summary="A file of it"
    ),
)


async def authenticate(request: web.Request) -> Any:
    return None


def failure(request: web.Request, problem: Failure) -> web.Response:
    """The error page; in Kadi's words when a bearer token came along, because then a program is asking."""
    if isinstance(problem, NotFound) and request.headers.get("Authorization", "")[:7].lower() == "bearer ":
        return request.config_dict[keys.SURFACES]["kadi"].failure(request, problem)
    status = next((status for kind, status in STATUSES if isinstance(problem, kind)), 500)
    return pages.error(request, status)


def setup(app: web.Application) -> None:
    """Templates and the index of the static files; called once by `create`."""
    aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(pages.TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined)
    app[pages.ASSETS] = assets.Assets(pages.STATIC)


SURFACE = Surface(
    name="site",
    title="Pages",
    mounts=("",),
    own=(),
    routes=ROUTES,
    authenticate=authenticate,
    failure=failure,
    headers={"X-Content-Type-Options": "nosniff"},
)
