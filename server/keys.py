"""Typed keys of the application and of a request. Imports nothing of ours at run time."""

from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    import asyncpg

    from server.blobs import Blobs
    from server.config import Config
    from server.domain.actor import Actor
    from server.domain.identity import Identity
    from server.domain.limits import Limiter
    from server.domain.plans import Quotas
    from server.http.dispatcher import Dispatcher
    from server.http.metrics import Meters
    from server.http.routing import Route, Surface
    from server.jobs import Worker
    from server.mail import Mailer
    from server.outgoing import Outgoing
    from server.secrets import Secrets

CONFIG: "web.AppKey[Config]" = web.AppKey("config", object)  # type: ignore[arg-type]
POOL: "web.AppKey[asyncpg.Pool]" = web.AppKey("pool", object)  # type: ignore[arg-type]
BLOBS: "web.AppKey[Blobs]" = web.AppKey("blobs", object)  # type: ignore[arg-type]
SECRETS: "web.AppKey[Secrets]" = web.AppKey("secrets", object)  # type: ignore[arg-type]
OUTGOING: "web.AppKey[Outgoing]" = web.AppKey("outgoing", object)  # type: ignore[arg-type]
IDENTITY: "web.AppKey[Identity]" = web.AppKey("identity", object)  # type: ignore[arg-type]
MAILER: "web.AppKey[Mailer]" = web.AppKey("mailer", object)  # type: ignore[arg-type]
LIMITS: "web.AppKey[Limiter | None]" = web.AppKey("limits", object)  # type: ignore[arg-type]
QUOTAS: "web.AppKey[Quotas]" = web.AppKey("quotas", object)  # type: ignore[arg-type]
JOBS: "web.AppKey[Worker]" = web.AppKey("jobs", object)  # type: ignore[arg-type]
SURFACES: "web.AppKey[dict[str, Surface]]" = web.AppKey("surfaces", object)  # type: ignore[arg-type]
DISPATCHER: "web.AppKey[Dispatcher]" = web.AppKey("dispatcher", object)  # type: ignore[arg-type]
METERS: "web.AppKey[Meters]" = web.AppKey("meters", object)  # type: ignore[arg-type]
STATE: "web.AppKey[dict[str, Any]]" = web.AppKey("state", object)  # type: ignore[arg-type]

# On a request
ACTOR: "web.RequestKey[Actor]" = web.RequestKey("actor", object)  # type: ignore[arg-type]
REQUEST_ID: "web.RequestKey[str]" = web.RequestKey("request_id", str)
ROUTE: "web.RequestKey[Route]" = web.RequestKey("route", object)  # type: ignore[arg-type]
SURFACE: "web.RequestKey[Surface]" = web.RequestKey("surface", object)  # type: ignore[arg-type]
MOUNT: "web.RequestKey[str]" = web.RequestKey("mount", str)
BASE_URL: "web.RequestKey[str]" = web.RequestKey("base_url", str)
LIMIT_HEADERS: "web.RequestKey[dict[str, str]]" = web.RequestKey("limit_headers", dict)
# The methods that an address has, where the one that was asked for is none of them.
ALLOW: "web.RequestKey[str]" = web.RequestKey("allow", str)
# The Expect header, lower case, where there is one.
EXPECTS: "web.RequestKey[str]" = web.RequestKey("expects", str)
