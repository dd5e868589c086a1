"""Users as learning knows them: list, get, change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aiohttp import web

from server import keys
from server.api.lms import shapes
from server.api.lms.lists import listed
from server.api.lms.user_models import UserChange, UserList
from server.db import Connection, Row, sql
from server.domain import account_roles, accounts, learners, links
from server.errors import Conflict, NotFound
from server.http.addresses import mail_url
from server.http.connection import read, transaction
from server.http.inputs import body, query
from server.http.responses import json

# Names of the document → columns of the account
PROFILE = {"firstName": "given_name", "lastName": "family_name", "phone": "phone", "bio": "bio", "imageUrl": "image_url"}


async def known(conn: Connection, request: web.Request) -> Row:
    """Whoever the path names; NotFound("user") for an id that nobody here has, whatever its form."""
    text = request.match_info["id"]
    try:
        row: Row | None = await sql.lms.users.get_known(conn, uuid=UUID(text))
    except ValueError:
        row = None
    if row is None:
        raise NotFound("user", id=text)
    return row


def shown(request: web.Request, row: Row) -> dict[str, Any]:
    return shapes.user(row, request.app[keys.QUOTAS].default)


async def list_users(request: web.Request) -> web.Response:
    account_roles.require_admin_of(request[keys.ACTOR], learners.DOMAIN)
    asked = query(request, UserList)
    async with read(request) as conn:
        rows = await sql.lms.users.list(conn, **asked.filters, sort=asked.place, limit=asked.limit, offset=asked.window.offset)
        total = await asked.window.counted(rows, sql.lms.users.count, conn, **asked.filters)
    return listed(asked, [shown(request, row) for row in rows], total, "Users retrieved")


async def get_user(request: web.Request) -> web.Response:
    account_roles.require_admin_of(request[keys.ACTOR], learners.DOMAIN)
    async with read(request) as conn:
        row = await known(conn, request)
    return json(shapes.success(shown(request, row), "User retrieved"))


async def update_user(request: web.Request) -> web.Response:
    """Names and what else people say of themselves, the state in learning; the address only where the actor administers all
    that the account holds."""
    actor = request[keys.ACTOR]
    account_roles.require_admin_of(actor, learners.DOMAIN)
    given = (await body(request, UserChange)).given()
    async with transaction(request) as conn:
        before = await known(conn, request)
        if profile := columns(given):
            await accounts.change_profile(conn, actor, before["id"], **profile)
        if "email" in given and given["email"] != before["email"]:
            await change_email(request, conn, before["id"], str(given["email"]))
        if "status" in given:
            await learners.set_state(conn, actor, before, str(given["status"]).lower())
        row = await sql.lms.users.get(conn, account_id=before["id"])
    return json(shapes.success(shown(request, row), "User updated"))


def columns(given: Mapping[str, Any]) -> dict[str, Any]:
    """What of a body are columns of the account; an empty text is none."""
    return {column: given[name] or None for name, column in PROFILE.items() if name in given}


async def change_email(request: web.Request, conn: Connection, account_id: int, email: str) -> None:
    """Shows at once, unverified; a link goes to it."""
    try:
        await accounts.change_email(conn, request.app[keys.SECRETS], request[keys.ACTOR], account_id, email, refuse_known=True)
    except Conflict:
        raise Conflict("email_taken", resource="user", field="email", value=email) from None
    await links.send_verification(conn, request.app[keys.IDENTITY], account_id, link_of=links.page_link(mail_url(request)))
