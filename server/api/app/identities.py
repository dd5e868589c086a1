"""Sign-ins of an identity provider that belong to the own account, or wait to be joined with it."""

from typing import Any

from aiohttp import web

from server import db, keys
from server.api.app import shapes
from server.api.app.models import Paging
from server.db import Row
from server.domain import identities
from server.errors import NotFound
from server.http.connection import read
from server.http.inputs import path_int, query
from server.http.responses import empty, json


def identity(row: Row) -> dict[str, Any]:
    """Who has not shown that the address is his is not told who comes with it."""
    is_shown = row["state"] != "unconfirmed"
    return {
        "id": row["id"], "provider": row["issuer"], "subject": row["subject"] if is_shown else None,
        "name": row["name"] if is_shown else None, "email": row["email"], "state": row["state"], "is_deleted": row["is_deleted"],
        "created_at": row["created_at"],
    }  # fmt: skip


async def list_identities(request: web.Request) -> web.Response:
    asked = query(request, Paging)
    async with read(request) as conn:
        rows = await identities.list_of_account(conn, request[keys.ACTOR].user_id)
    return json(shapes.cut([identity(row) for row in rows], asked))


async def join(request: web.Request) -> web.Response:
    actor, identity_id = request[keys.ACTOR], path_int(request, "id")

    @db.retrying
    async def work() -> list[Row]:
        async with db.transaction(request.app[keys.POOL]) as conn:
            await identities.join(conn, actor, identity_id)
            return await identities.list_of_account(conn, actor.user_id)

    for row in await work():
        if row["id"] == identity_id:
            return json(identity(row))
    raise NotFound("identity", id=identity_id)


async def part(request: web.Request) -> web.Response:
    actor, identity_id = request[keys.ACTOR], path_int(request, "id")

    @db.retrying
    async def work() -> None:
        async with db.transaction(request.app[keys.POOL]) as conn:
            await identities.part(conn, actor, identity_id)

    await work()
    return empty()
