"""create(config): keys, cleanup contexts, the middleware, the mounting of all surfaces. The only module that knows them all."""

import functools
import logging
from collections.abc import AsyncIterator, Iterable

from aiohttp import web

from server import db, keys, mounts
from server.api import app as app_api
from server.api import itr, kadi, kms, lms
from server.config import Config
from server.http import endpoint, errors
from server.http.routing import Surface, aiohttp_path

log = logging.getLogger("athenaeum")


def surfaces() -> tuple[Surface, ...]:
    from server import site

    return (kadi.SURFACE, kms.SURFACE, lms.SURFACE, itr.SURFACE, app_api.SURFACE, site.SURFACE)


def create(config: Config, *, dsn: str) -> web.Application:
    """The application; `dsn` is the migrated database it stands on."""
    known = {surface.name: surface for surface in surfaces()}
    surface_of = functools.lru_cache(maxsize=1024)(lambda path: mounts.surface_of(path, known))
    app = web.Application(middlewares=[errors.middleware(surface_of)], client_max_size=config.server.max_json_bytes)
    app[keys.CONFIG] = config
    app[keys.SURFACES] = known
    app[keys.STATE] = {"dsn": dsn}
    app.cleanup_ctx.append(pool)
    app.on_response_prepare.append(add_headers)
    mount(app, known.values())
    return app


def mount(app: web.Application, known: Iterable[Surface]) -> None:
    """Registers every address; GET brings HEAD."""
    for address in mounts.addresses(known):
        runs = {place.surface.name: endpoint.endpoint(place.surface, place.route, place.base) for place in address.places}
        handler = endpoint.chooser(address.choose, runs) if address.choose else next(iter(runs.values()))
        resource = app.router.add_resource(aiohttp_path(address.path) or "/")
        for method in ("GET", "HEAD") if address.method == "GET" else (address.method,):
            resource.add_route(method, handler)


async def pool(app: web.Application) -> AsyncIterator[None]:
    """The connections, closed last."""
    settings = app[keys.CONFIG].database
    app[keys.POOL] = await db.create_pool(
        app[keys.STATE]["dsn"], size=settings.pool_size, statement_cache=settings.statement_cache, timeout=settings.statement_timeout_seconds
    )
    yield
    await app[keys.POOL].close()


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """What every answer carries: the request id, the surface's own headers, the rate limit's numbers."""
    headers = response.headers
    headers["X-Request-ID"] = request.get(keys.REQUEST_ID, "")
    surface = request.get(keys.SURFACE)
    if surface is not None:
        for name, value in surface.headers.items():
            headers.setdefault(name, value)
    limits = request.get(keys.LIMIT_HEADERS)
    if limits:
        headers.update(limits)
