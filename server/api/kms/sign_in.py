"""Signing in with tokens: login, register, refresh, one's own password, who am I."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.kms import shapes
from server.api.kms.models import ChangePassword, Login, Refresh, Register
from server.db import sql
from server.domain import account_passwords, jwt, links, registration, sign_in
from server.domain.accounts import NewAccount
from server.errors import Conflict, Denied
from server.http import limits
from server.http.addresses import mail_url, remote
from server.http.connection import read
from server.http.inputs import body
from server.http.responses import json


async def signed_in(request: web.Request, pair: jwt.Pair) -> dict[str, Any]:
    """Both tokens with the user they are for."""
    async with read(request) as conn:
        row = await sql.kms.users.get(conn, account_id=pair.account_id)
    return {"access_token": pair.access_token, "refresh_token": pair.refresh_token, "token_type": "bearer",
            "user": shapes.user(row, shapes.SIGNED_IN)}  # fmt: skip


async def login(request: web.Request) -> web.Response:
    given = await body(request, Login)
    await limits.check(request, "kms", "auth", (given.username,))
    pair = await sign_in.at_kms(request.app[keys.IDENTITY], given.username, given.password, code=given.mfa_code, address=remote(request))
    return json(await signed_in(request, pair))


async def register(request: web.Request) -> web.Response:
    given = await body(request, Register)
    await limits.check(request, "kms", "auth", (given.username,))
    new = NewAccount(username=given.username, email=given.email, display_name=given.full_name, office_location=given.office_location,
                     department=given.department)  # fmt: skip
    link_of = links.page_link(mail_url(request))
    pair = await registration.register(request.app[keys.IDENTITY], new, given.password, link_of=link_of)
    return json(await signed_in(request, pair), 201)


async def refresh(request: web.Request) -> web.Response:
    """A new access token; a refresh token counts until it ends or its sign-in is ended."""
    given = await body(request, Refresh)
    await limits.check(request, "kms", "auth", (given.refresh_token,))
    async with read(request) as conn:
        token = await jwt.refresh(conn, request.app[keys.SECRETS], given.refresh_token)
    return json({"access_token": token, "token_type": "bearer"})


async def change_password(request: web.Request) -> web.Response:
    given = await body(request, ChangePassword)
    try:
        await account_passwords.change_own(
            request.app[keys.IDENTITY], request[keys.ACTOR], given.current_password, given.new_password, door="kms"
        )
    except Denied as refused:
        raise Conflict("wrong_password") if refused.code == "wrong_password" else refused from None
    return json({"message": "Password changed successfully"})


async def me(request: web.Request) -> web.Response:
    async with read(request) as conn:
        row = await sql.kms.users.get(conn, account_id=request[keys.ACTOR].account_id)
    return json({"user": shapes.user(row, shapes.ME), "message": "User information retrieved successfully"})
