"""Users as training administration knows them: list, get, change, switch off."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.kms import shapes
from server.api.kms.ids import path_id
from server.api.kms.models import UserChange, UserList
from server.db import Connection, Row, sql
from server.domain import account_roles, accounts, links
from server.domain.actor import Actor
from server.errors import Conflict, Denied, NotFound
from server.http.addresses import mail_url
from server.http.connection import read, transaction
from server.http.inputs import body, query
from server.http.responses import json

DOMAIN = "training"
# The document's roles: which role of the domain each is.
ROLES = {"EMPLOYEE": None, "KNOWLEDGE_MANAGER": "knowledge_manager", "ADMIN": "admin"}
PROFILE = {"full_name": "display_name", "office_location": "office_location", "department": "department"}


def require_admin_or_self(actor: Actor, user_id: int) -> None:
    if actor.account_id != user_id:
        account_roles.require_admin_of(actor, DOMAIN)


async def known(conn: Connection, user_id: int) -> Row:
    row: Row | None = await sql.kms.users.get_known(conn, account_id=user_id)
    if row is None:
        raise NotFound("user", noun="User", id=user_id)
    return row


async def list_users(request: web.Request) -> web.Response:
    account_roles.require_admin_of(request[keys.ACTOR], DOMAIN)
    asked = query(request, UserList)
    known = sql.kms.users
    given: dict[str, Any] = {"active_only": asked.active_only} | ({"role": asked.role} if asked.role else {})
    rows_of, count_of = (known.list_by_role, known.count_by_role) if asked.role else (known.list, known.count)
    async with read(request) as conn:
        rows = await rows_of(conn, **given, limit=asked.limit, offset=asked.skip)
        total = await asked.window.counted(rows, count_of, conn, **given)
    return json({"users": [shapes.user(row, shapes.LISTED) for row in rows], **asked.numbers(total)})


async def get_user(request: web.Request) -> web.Response:
    user_id = path_id(request, "user_id", "User")
    require_admin_or_self(request[keys.ACTOR], user_id)
    async with read(request) as conn:
        row = await known(conn, user_id)
    return json({"user": shapes.user(row, shapes.KNOWN)})


async def update_user(request: web.Request) -> web.Response:
    """Everybody changes his own names and address; role and state are for administrators of training."""
    actor, user_id = request[keys.ACTOR], path_id(request, "user_id", "User")
    require_admin_or_self(actor, user_id)
    given = (await body(request, UserChange)).given()
    if given.keys() & {"role", "is_active"}:
        account_roles.require_admin_of(actor, DOMAIN)
    async with transaction(request) as conn:
        before = await known(conn, user_id)
        profile = {column: given[name] for name, column in PROFILE.items() if name in given}
        if profile:
            await accounts.change_profile(conn, actor, user_id, **profile)
        if "email" in given and given["email"] != before["email"]:
            await change_email(request, conn, actor, user_id, str(given["email"]))
        if "role" in given and given["role"] != before["role"]:
            await set_role(conn, actor, user_id, str(given["role"]))
        if "is_active" in given and given["is_active"] != before["is_active"]:
            await set_state(conn, actor, user_id, bool(given["is_active"]))
        row = await known(conn, user_id)
    return json({"user": shapes.user(row, shapes.CHANGED), "message": "User updated successfully"})


async def change_email(request: web.Request, conn: Connection, actor: Actor, user_id: int, email: str) -> None:
    """Shows at once, unverified; a link goes to it."""
    await accounts.change_email(conn, request.app[keys.SECRETS], actor, user_id, email, refuse_known=True)
    await links.send_verification(conn, request.app[keys.IDENTITY], user_id, link_of=links.page_link(mail_url(request)))


async def set_role(conn: Connection, actor: Actor, user_id: int, name: str) -> None:
    """The one role of the domain. The role admin of everything is not this surface's to take: Denied."""
    account = await account_roles.lock(conn, user_id)
    if "*:admin" in account["roles"]:
        raise Denied("admin_of_everything")
    held = [role for role in ROLES.values() if role and f"{DOMAIN}:{role}" in account["roles"]]
    wanted = ROLES[name]
    for role in held:
        if role != wanted:
            await account_roles.end_role(conn, actor, user_id, role, DOMAIN)
    if wanted and wanted not in held:
        await account_roles.give_role(conn, actor, user_id, wanted, DOMAIN)


async def set_state(conn: Connection, actor: Actor, user_id: int, is_active: bool) -> None:
    if user_id == actor.account_id:
        raise Conflict("own_account")
    await account_roles.set_state(conn, actor, user_id, DOMAIN, "active" if is_active else "inactive")


async def delete_user(request: web.Request) -> web.Response:
    """Switches the person off; nothing is removed."""
    actor, user_id = request[keys.ACTOR], path_id(request, "user_id", "User")
    account_roles.require_admin_of(actor, DOMAIN)
    async with transaction(request) as conn:
        await known(conn, user_id)
        await set_state(conn, actor, user_id, False)
    return json({"message": "User deactivated successfully"})
