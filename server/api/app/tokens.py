"""Personal access tokens: made, listed, revoked by their owner."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.app import shapes
from server.api.app.models import NewToken, Paging
from server.db import Row
from server.domain import access_tokens
from server.domain.actor import KADI_SCOPES, SCOPES
from server.errors import Fault, Invalid, NotFound
from server.http.connection import read, transaction
from server.http.inputs import body, path_int, query
from server.http.responses import empty, json


async def list_scopes(request: web.Request) -> web.Response:
    """What a token can be narrowed to, in the order of the documents."""
    return json({"scopes": [
        {"scope": scope, "group": scope.partition(".")[0], "domain": "research" if scope in KADI_SCOPES else scope.partition(".")[0]}
        for scope in SCOPES
    ]})  # fmt: skip


async def list_tokens(request: web.Request) -> web.Response:
    asked = query(request, Paging)
    async with read(request) as conn:
        rows = await access_tokens.list_own(conn, request[keys.ACTOR].user_id)
    return json(shapes.cut([token(row) for row in rows], asked))


def token(row: Row) -> dict[str, Any]:
    company = {"company_id": row["company_id"], "name": row["company_name"]} if row["company_id"] else None
    return {name: row[name] for name in ("id", "name", "scopes", "expires_at", "last_used_at", "created_at", "is_expired")} | {
        "company": company}  # fmt: skip


async def create_token(request: web.Request) -> web.Response:
    wanted, actor = await body(request, NewToken), request[keys.ACTOR]
    async with transaction(request) as conn:
        try:
            made = await access_tokens.create(
                conn, actor, account_id=actor.user_id, name=wanted.name, scopes=tuple(wanted.scopes or ()), company_id=wanted.company_id,
                expires_at=wanted.expires_at,
            )  # fmt: skip
        except NotFound as missing:
            raise Invalid([Fault(("company_id",), "unknown")]) if missing.code == "company" else missing from None
        rows = await access_tokens.list_own(conn, actor.user_id)
    return json(token(next(row for row in rows if row["id"] == made.id)) | {"token": made.token}, 201)


async def revoke_token(request: web.Request) -> web.Response:
    actor = request[keys.ACTOR]
    async with transaction(request) as conn:
        await access_tokens.revoke(conn, actor, path_int(request, "id"), account_id=actor.user_id)
    return empty()
