"""The own user as learning knows it."""

from aiohttp import web

from server import keys
from server.api.lms import shapes
from server.db import sql
from server.http.connection import read
from server.http.responses import json


async def get_profile(request: web.Request) -> web.Response:
    async with read(request) as conn:
        row = await sql.lms.users.get(conn, account_id=request[keys.ACTOR].account_id)
    return json(shapes.success(shapes.user(row, request.app[keys.QUOTAS].default), "Profile retrieved"))
