"""What administrators decide about requests of learners: the same for enrolments and applications of mentors."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from server import keys
from server.api.lms import shapes
from server.api.lms.enrollment_models import Rejected
from server.api.lms.ids import path_id
from server.db import Row
from server.domain.account_roles import require_admin_of
from server.http.addresses import base_url
from server.http.connection import transaction
from server.http.inputs import loads, raw_body, validated
from server.http.responses import json


@dataclass(frozen=True)
class Kind:
    """A kind of request: its name in refusals, what messages call it, what decides one, how one is spelled."""

    name: str
    title: str
    decide: Callable[..., Awaitable[Row]]
    shape: Callable[[Row], dict[str, Any]]


async def approve(request: web.Request, kind: Kind) -> web.Response:
    return await decide(request, kind, "approved", None)


async def reject(request: web.Request, kind: Kind) -> web.Response:
    """With the reason in the body, which may be left out altogether."""
    require_admin_of(request[keys.ACTOR], "learning")
    raw = await raw_body(request)
    reason = validated(Rejected, loads(raw), "body").reason if raw.strip() else None
    return await decide(request, kind, "rejected", reason or None)


async def decide(request: web.Request, kind: Kind, status: str, reason: str | None) -> web.Response:
    wanted = path_id(request, "id", kind.name)
    async with transaction(request) as conn:
        row = await kind.decide(conn, request.app[keys.SECRETS], request[keys.ACTOR], wanted, status, reason, site=base_url(request))
    return json(shapes.success(kind.shape(row), f"{kind.title} {status}"))
