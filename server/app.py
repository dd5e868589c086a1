"""create(config): keys, cleanup contexts, the middleware, the mounting of all surfaces. The only module that knows them all."""

import functools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

from aiohttp import web
from multidict import istr

from server import db, jobs, keys, mounts, operations, site
from server.api import app as app_api
from server.api import itr, kadi, kms, lms
from server.blobs import Blobs
from server.config import Config
from server.domain import (
    credential_cache,
    plans,
    stored_objects,
    webhook_endpoints,
    webhook_sending,  # noqa: F401  its jobs
)
from server.domain.identity import Identity
from server.http import cors, errors, limits
from server.http.dispatcher import Dispatcher
from server.http.endpoint import endpoint, expect
from server.http.metrics import Meters
from server.http.routing import Surface
from server.mail import Mailer
from server.notices import Listener
from server.objects import Objects
from server.outgoing import Outgoing
from server.secrets import Secrets

log = logging.getLogger("athenaeum")

# Names that need no folding of case again.
REQUEST_ID, SERVER = istr("X-Request-ID"), istr("Server")
SURFACES: tuple[Surface, ...] = (kadi.SURFACE, kms.SURFACE, lms.SURFACE, itr.SURFACE, app_api.SURFACE, site.SURFACE, operations.SURFACE)


def create(config: Config, *, dsn: str) -> web.Application:
    """The application; `dsn` is the migrated database it stands on."""
    app = web.Application(client_max_size=config.server.max_json_bytes)
    app[keys.CONFIG] = config
    app[keys.STATE] = {"dsn": dsn}
    app.cleanup_ctx.extend([pool, blobs, services, webhooks, limits.limiter, quotas, jobs.worker, notices])
    app.on_response_prepare.append(header_writer(SURFACES))
    site.setup(app)
    mount(app, SURFACES)
    cors.allow(app, config.server.cors_origins)
    return app


def mount(app: web.Application, surfaces: Iterable[Surface]) -> None:
    """Every address of every surface as one resource; each has the outermost layer around it."""
    known = app[keys.SURFACES] = {surface.name: surface for surface in surfaces}
    meters = app[keys.METERS] = Meters()
    outside = functools.partial(errors.outermost, meter=meters.meter("", "no route", ""))
    dispatcher = app[keys.DISPATCHER] = Dispatcher(known, mounts.Owners(known), errors.missing, expect, outside)
    for address in mounts.addresses(known.values()):
        entries = {}
        for place in address.places:
            meter = meters.meter(place.surface.name, place.route.name, address.method)
            handler = errors.outermost(endpoint(place.surface, place.route, place.base), meter)
            entries[place.surface.name] = dispatcher.entry(place.surface, place.path, address.method, handler)
        entry = next(iter(entries.values()))
        if address.decision is not None:
            entry = dispatcher.choice(address.path, entries, address.decision.choose, address.decision.falls_through)
        dispatcher.add(address.method, address.path, entry)
    dispatcher.close(mounts.own_bases(known.values()), mounts.CLOSED)
    app.router.register_resource(dispatcher)


async def pool(app: web.Application) -> AsyncIterator[None]:
    """The connections, closed last."""
    settings, dsn = app[keys.CONFIG].database, app[keys.STATE]["dsn"]
    app[keys.POOL] = await db.create_pool(
        dsn, size=settings.pool_size, statement_cache=settings.statement_cache, timeout=settings.statement_timeout_seconds
    )
    app[keys.METERS].pools.append(app[keys.POOL])
    yield
    await app[keys.POOL].close()


async def blobs(app: web.Application) -> AsyncIterator[None]:
    """The store of this process, on disk and where `storage.url` says; its claims end with it."""
    storage, database = app[keys.CONFIG].storage, app[keys.POOL]
    objects = Objects(storage) if storage.url else None
    await stored_objects.begin(database, storage, objects)
    find = functools.partial(stored_objects.find, database, objects) if objects else None
    store = app[keys.BLOBS] = Blobs(app[keys.CONFIG].data_dir / "blobs", objects=objects, find=find)
    if objects:
        app[keys.METERS].registry.register(objects)  # type: ignore[arg-type]
    await store.open()
    yield
    await store.close()


async def services(app: web.Application) -> AsyncIterator[None]:
    """Keys, mails, requests to other servers, and what the doors need of them."""
    config = app[keys.CONFIG]
    secrets = app[keys.SECRETS] = Secrets.load(config.data_dir)
    app[keys.MAILER] = Mailer(config.mail, config.data_dir)
    outgoing = app[keys.OUTGOING] = Outgoing(
        allow=config.outgoing.allow, timeout_seconds=config.outgoing.timeout_seconds, max_bytes=config.outgoing.max_bytes
    )
    app[keys.IDENTITY] = Identity.create(app[keys.POOL], config, secrets, outgoing)
    yield
    await outgoing.close()


async def webhooks(app: web.Application) -> AsyncIterator[None]:
    """Those of the settings stand in the table before anything can be announced."""
    await webhook_endpoints.write_settings(app[keys.POOL], app[keys.CONFIG])
    yield


async def quotas(app: web.Application) -> AsyncIterator[None]:
    """What plans allow."""
    made = app[keys.QUOTAS] = plans.make_quotas(app[keys.CONFIG], app[keys.POOL])
    yield
    await made.close()


async def notices(app: web.Application) -> AsyncIterator[None]:
    """What other processes say: there is a job; a credential leads elsewhere now."""
    heard: dict[str, Callable[[str], None]] = {jobs.CHANNEL: app[keys.JOBS].wake, credential_cache.CHANNEL: credential_cache.heard}

    def missed() -> None:
        app[keys.JOBS].wake()
        credential_cache.heard("all")

    listener = Listener(app[keys.STATE]["dsn"], heard, missed)
    await listener.start()
    yield
    await listener.stop()


def header_writer(surfaces: Iterable[Surface]) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Sets what every answer carries: the request id, the surface's own headers, the rate limit's numbers."""
    fixed = {surface.name: [(istr(name), value) for name, value in surface.headers.items()] for surface in surfaces}

    async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
        headers = response.headers
        headers[SERVER] = "Athenaeum"
        if keys.SURFACE not in request:  # CONNECT names no address: aiohttp's router refuses it without asking us
            return
        headers[REQUEST_ID] = request[keys.REQUEST_ID]
        for name, value in fixed[request[keys.SURFACE].name]:
            if name not in headers:
                headers[name] = value
        standing = request.get(keys.LIMIT_HEADERS)
        if standing:
            headers.update(standing)

    return add_headers
