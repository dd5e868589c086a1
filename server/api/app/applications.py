"""Applications (OAuth2): one's own, and those that one lets act for oneself."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.app import shapes
from server.api.app.models import ApplicationChange, NewApplication, Paging
from server.db import Row
from server.domain import oauth, oauth_applications
from server.domain.oauth_applications import Entry
from server.http.connection import read, transaction
from server.http.inputs import body, path_int, query
from server.http.responses import empty, json

COLUMNS = {"name": "name", "website": "website_url", "redirect_uris": "redirect_uris", "scopes": "scopes"}


def application(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "client_id", "name", "redirect_uris", "scopes", "users", "created_at", "updated_at")} | {
        "website": row["website_url"] or None}  # fmt: skip


async def list_applications(request: web.Request) -> web.Response:
    asked = query(request, Paging)
    async with read(request) as conn:
        rows = await oauth_applications.list_own(conn, request[keys.ACTOR].user_id)
    return json(shapes.cut([application(row) for row in rows], asked))


async def get_application(request: web.Request) -> web.Response:
    async with read(request) as conn:
        return json(application(await oauth_applications.get_own(conn, request[keys.ACTOR].user_id, path_int(request, "id"))))


async def create_application(request: web.Request) -> web.Response:
    wanted, actor = await body(request, NewApplication), request[keys.ACTOR]
    entry = Entry(wanted.name, wanted.redirect_uris, wanted.website or "", wanted.scopes)
    async with transaction(request) as conn:
        made = await oauth_applications.register(conn, actor, entry)
        row = await oauth_applications.get_own(conn, actor.user_id, made.id)
    return json(application(row) | {"client_secret": made.client_secret}, 201)


async def change_application(request: web.Request) -> web.Response:
    wanted, actor, application_id = await body(request, ApplicationChange), request[keys.ACTOR], path_int(request, "id")
    changes = {COLUMNS[name]: getattr(wanted, name) for name in wanted.model_fields_set}
    if "website_url" in changes:
        changes["website_url"] = changes["website_url"] or ""
    async with transaction(request) as conn:
        await oauth_applications.change(conn, actor, application_id, changes)
        row = await oauth_applications.get_own(conn, actor.user_id, application_id)
    return json(application(row))


async def renew_secret(request: web.Request) -> web.Response:
    actor, application_id = request[keys.ACTOR], path_int(request, "id")
    async with transaction(request) as conn:
        secret = await oauth_applications.renew_secret(conn, actor, application_id)
        row = await oauth_applications.get_own(conn, actor.user_id, application_id)
    return json(application(row) | {"client_secret": secret})


async def delete_application(request: web.Request) -> web.Response:
    async with transaction(request) as conn:
        await oauth_applications.delete(conn, request[keys.ACTOR], path_int(request, "id"))
    return empty()


async def list_grants(request: web.Request) -> web.Response:
    asked = query(request, Paging)
    async with read(request) as conn:
        rows = await oauth.list_granted(conn, request[keys.ACTOR].user_id)
    return json(shapes.cut([grant(row) for row in rows], asked))


def grant(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"], "application": {"id": row["application_id"], "name": row["name"], "website": row["website_url"] or None},
        "owner": {"username": row["owner_username"], "display_name": row["owner_name"]},
        "scopes": row["scopes"], "granted_at": row["granted_at"], "last_used_at": row["last_used_at"],
    }  # fmt: skip


async def end_grant(request: web.Request) -> web.Response:
    async with transaction(request) as conn:
        await oauth.end_granted(conn, request[keys.ACTOR], path_int(request, "id"))
    return empty()
