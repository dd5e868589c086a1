"""Server-rendered pages and the shell of the web app; no rule, no statement."""

from aiohttp import web

from server.errors import Failure, NotFound
from server.http.routing import Route, Surface

# Page addresses are route lines like all others (auth="none", scopes=()), so that clashes with APIs are decided in mounts.py.
ROUTES: tuple[Route, ...] = ()


async def authenticate(request: web.Request) -> None:
    return None


def failure(request: web.Request, problem: Failure) -> web.Response:
    """The 404 page and its sisters."""
    status = 404 if isinstance(problem, NotFound) else 500
    return web.Response(text=f"<!doctype html><title>{status}</title><p>This page does not exist.</p>", status=status, content_type="text/html")


SURFACE = Surface(name="site", title="Pages", mounts=("",), own=(), routes=ROUTES, authenticate=authenticate, failure=failure)
