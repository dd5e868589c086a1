"""What operators and readers of the APIs ask the server itself: health, metrics, OpenAPI documents and their pages."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from hashlib import sha256
from html import escape
from pathlib import Path

from aiohttp import web

from server import db, keys, migrate, openapi, postman
from server.errors import Denied, Failure, NotFound
from server.http import addresses
from server.http.metrics import CONTENT_TYPE_LATEST
from server.http.responses import dumps, json
from server.http.routing import Answer, Route, Surface, route

STATIC = Path(__file__).resolve().parent.parent / "static"
READY_SECONDS = 3.0
SURFACES = ("kadi", "kms", "lms", "itr", "app")
ASSETS = {
    "swagger-ui.js": STATIC / "vendor/swagger-ui.js",
    "swagger-ui.css": STATIC / "vendor/swagger-ui.css",
    "redoc.js": STATIC / "vendor/redoc.js",
    "show-swagger.js": STATIC / "docs/show-swagger.js",
    "show-redoc.js": STATIC / "docs/show-redoc.js",
    "page.css": STATIC / "docs/page.css",
}
# Both libraries put style elements into the page; ReDoc searches in a worker made from a blob.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
{head}</head>
<body>
<main id="page" data-openapi="{address}"></main>
<script src="/docs/{library}"></script>
<script src="/docs/{start}"></script>
</body>
</html>
"""
STYLES = '<link rel="stylesheet" href="/docs/{name}">\n'


async def authenticate(request: web.Request) -> None:
    """Nothing here asks who it is."""


def failure(request: web.Request, problem: Failure) -> web.Response:
    status = 404 if isinstance(problem, NotFound) else 403 if isinstance(problem, Denied) else 503 if problem.code == "database" else 500
    return json({"status": status, "code": problem.code}, status)


# Health


async def healthz(request: web.Request) -> web.Response:
    """The process answers."""
    return json({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """The database can be reached and has every migration. An object store that is away is said, and keeps nobody from working."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            async with request.app[keys.POOL].acquire() as conn:
                missing = await migrate.pending(conn)
    except migrate.SchemaError:
        return not_ready("schema")
    except Exception as error:
        if isinstance(error, db.DatabaseError | TimeoutError) or db.is_away(error):
            return not_ready("database")
        raise
    return not_ready("migrations") if missing else json({"status": "ready"} | store_state(request))


def store_state(request: web.Request) -> dict[str, str]:
    """What the last request to the object store came to, where there is one."""
    objects = request.app[keys.BLOBS].objects
    return {"object_store": objects.state} if objects else {}


def not_ready(reason: str) -> web.Response:
    return json({"status": "not ready", "reason": reason}, 503, {"Retry-After": "2"})


async def metrics(request: web.Request) -> web.Response:
    """Prometheus' text format, for the networks of `server.metrics_from` only."""
    if not may_read_metrics(request):
        raise Denied("metrics")
    return web.Response(body=request.app[keys.METERS].text(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def may_read_metrics(request: web.Request) -> bool:
    """By the client's address. What came through a proxy that nobody trusts could be anybody, however near the proxy is."""
    server = request.app[keys.CONFIG].server
    peer = addresses.address(addresses.remote(request))
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    if peer is None or (forwarded and not addresses.is_trusted(request.remote or "", server.trusted_proxies)):
        return False
    if isinstance(peer, ipaddress.IPv6Address) and peer.ipv4_mapped:
        peer = peer.ipv4_mapped
    return any(peer in network for network in addresses.networks(server.metrics_from))


# The documents and their pages


def document(request: web.Request, name: str | None, kind: str) -> tuple[bytes, str]:
    """A spelled document with its ETag, made once for each application."""
    made = request.app[keys.STATE].setdefault("documents", {})
    base = addresses.base_url(request) if kind == "postman" else ""
    if (name, kind, base) not in made:
        surfaces = request.app[keys.SURFACES]
        described = openapi.whole(surfaces.values()) if name is None else openapi.own(surfaces[name])
        content = dumps(postman.collection(described, base) if kind == "postman" else described)
        if len(made) > 100:  # one per host name that clients call us by
            made.clear()
        made[name, kind, base] = content, f'"{sha256(content).hexdigest()[:32]}"'
    return made[name, kind, base]


def documented(name: str | None, kind: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        content, etag = document(request, name, kind)
        headers = {"ETag": etag, "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers=headers)
        return web.Response(body=content, content_type="application/json", headers=headers)

    handler.__name__ = f"{kind}_{name or 'all'}"
    return handler


def page(name: str | None, library: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    swagger = library == "swagger-ui"
    styles = ("swagger-ui.css", "page.css") if swagger else ("page.css",)
    address = f"/{name}/openapi.json" if name else "/openapi.json"
    head = "".join(STYLES.format(name=style) for style in styles)

    async def handler(request: web.Request) -> web.Response:
        title = f"{request.app[keys.SURFACES][name].title if name else 'Athenaeum'}: API"
        text = PAGE.format(title=escape(title), head=head, address=address, library=f"{library}.js",
                           start="show-swagger.js" if swagger else "show-redoc.js")  # fmt: skip
        headers = {"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-cache"}
        return web.Response(text=text, content_type="text/html", headers=headers)

    handler.__name__ = f"{'docs' if swagger else 'redoc'}_{name or 'all'}"
    return handler


async def asset(request: web.Request) -> web.StreamResponse:
    path = ASSETS.get(request.match_info["name"])
    if path is None:
        raise NotFound("asset")
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})


def reading(name: str | None) -> tuple[Route, ...]:
    """The document and the pages of everything, or of one surface below the first segment of its own base."""
    base = f"/{name}" if name else ""
    lines = (
        route("GET", f"{base}/openapi.json", documented(name, "openapi"), scopes=(), auth="none", hidden=bool(name), rate="none",
              summary="OpenAPI 3.1", answers={200: dict}),
        route("GET", f"{base}/docs", page(name, "swagger-ui"), scopes=(), auth="none", hidden=bool(name), rate="none",
              summary="Swagger UI", answers={200: "text/html"}),
        route("GET", f"{base}/redoc", page(name, "redoc"), scopes=(), auth="none", hidden=bool(name), rate="none",
              summary="ReDoc", answers={200: "text/html"}),
    )  # fmt: skip
    collection = route("GET", f"{base}/postman.json", documented(name, "postman"), scopes=(), auth="none", hidden=True, rate="none")
    return (*lines, collection) if name else lines


ROUTES: tuple[Route, ...] = (
    route("GET", "/healthz", healthz, scopes=(), auth="none", rate="none", summary="Is the process alive?", answers={200: dict}),
    route("GET", "/readyz", readyz, scopes=(), auth="none", rate="none", summary="Can it serve requests?",
          answers={200: dict, 503: Answer(dict, text="The database cannot be reached or lacks migrations")}),
    route("GET", "/metrics", metrics, scopes=(), auth="none", rate="none", summary="Metrics for Prometheus", answers={200: "text/plain"}),
    *reading(None),
    *(line for name in SURFACES for line in reading(name)),
    route("GET", "/docs/{name}", asset, scopes=(), auth="none", rate="none", hidden=True),
)  # fmt: skip

SURFACE = Surface(name="operations", title="Operations", mounts=("",), own=(), routes=ROUTES, authenticate=authenticate, failure=failure,
                  description="For operators, and for readers of the APIs.",
                  headers={"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"})  # fmt: skip
