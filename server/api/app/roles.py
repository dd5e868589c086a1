"""The roles of an account, with their history."""

from datetime import UTC, datetime

from aiohttp import web

from server import keys
from server.api.app import shapes
from server.api.app.accounts import administered, visible
from server.api.app.models import NewRole, Paging
from server.domain import account_roles
from server.errors import Fault, Invalid, NotFound
from server.http.connection import read, transaction
from server.http.inputs import body, path_int, query
from server.http.responses import empty, json

NAMES = {"starts_at": "effective_from", "ends_at": "effective_until"}


async def list_roles(request: web.Request) -> web.Response:
    account_id, asked = path_int(request, "id"), query(request, Paging)
    async with read(request) as conn:
        await visible(conn, request[keys.ACTOR], account_id)
        rows = await account_roles.list_roles(conn, account_id)
    return json(shapes.cut([shapes.role(row) for row in rows], asked))


async def give_role(request: web.Request) -> web.Response:
    wanted, actor, account_id = await body(request, NewRole), request[keys.ACTOR], path_int(request, "id")
    administered(actor)
    async with transaction(request) as conn:
        try:
            row = await account_roles.give_role(
                conn, actor, account_id, wanted.role, wanted.domain, starts_at=wanted.effective_from, ends_at=wanted.effective_until
            )
        except Invalid as problem:
            raise Invalid([Fault((NAMES.get(fault.path[0], fault.path[0]),), fault.code) for fault in problem.faults]) from None
    return json(shapes.role(row), 201)


async def end_role(request: web.Request) -> web.Response:
    actor, account_id, role_id = request[keys.ACTOR], path_int(request, "id"), path_int(request, "role_id")
    async with transaction(request) as conn:
        await visible(conn, actor, account_id)
        held = next((row for row in await account_roles.list_roles(conn, account_id) if row["id"] == role_id), None)
        if held is None or (held["effective_until"] is not None and held["effective_until"] <= datetime.now(UTC)):
            raise NotFound("role")
        await account_roles.end_role(conn, actor, account_id, held["role"], held["domain"])
    return empty()
