"""The own user as learning knows it."""

from aiohttp import web

from server import keys
from server.api.lms import shapes
from server.api.lms.user_models import ProfileChange
from server.api.lms.users import columns, shown
from server.db import sql
from server.domain import accounts
from server.http.connection import read, transaction
from server.http.inputs import body
from server.http.responses import json


async def get_profile(request: web.Request) -> web.Response:
    async with read(request) as conn:
        row = await sql.lms.users.get(conn, account_id=request[keys.ACTOR].account_id)
    return json(shapes.success(shown(request, row), "Profile retrieved"))


async def update_profile(request: web.Request) -> web.Response:
    """Names and what else people say of themselves; address, roles and state are not theirs to change here."""
    actor = request[keys.ACTOR]
    given = (await body(request, ProfileChange)).given()
    async with transaction(request) as conn:
        await accounts.change_profile(conn, actor, actor.user_id, **columns(given))
        row = await sql.lms.users.get(conn, account_id=actor.account_id)
    return json(shapes.success(shown(request, row), "Profile updated"))
