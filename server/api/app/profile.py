"""One's own account: names, contact, e-mail address, preferences."""

from aiohttp import web

from server import keys
from server.api.app.models import EmailChange, Preferences, ProfileChange
from server.db import Connection, sql
from server.domain import account_passwords, accounts, links
from server.errors import Conflict
from server.http.addresses import mail_url
from server.http.connection import read, transaction
from server.http.inputs import body
from server.http.responses import json


async def get_profile(request: web.Request) -> web.Response:
    async with read(request) as conn:
        return json(await profile(conn, request[keys.ACTOR].user_id))


async def profile(conn: Connection, account_id: int) -> dict[str, object]:
    return dict(await sql.app.accounts.get_profile(conn, account_id=account_id))


async def change_profile(request: web.Request) -> web.Response:
    wanted, actor = await body(request, ProfileChange), request[keys.ACTOR]
    given = wanted.model_dump(exclude_unset=True)
    username = given.pop("username", None)
    if given.get("is_email_public", False) is None:
        del given["is_email_public"]
    async with transaction(request) as conn:
        if username is not None:
            await accounts.change_username(conn, actor, actor.user_id, username)
        # A text that is blank is none.
        await accounts.change_profile(conn, actor, actor.user_id, **{name: None if value == "" else value for name, value in given.items()})
        return json(await profile(conn, actor.user_id))


async def ask_email_change(request: web.Request) -> web.Response:
    """The new address gets a link; it becomes the account's when that is opened."""
    wanted, actor, identity, base = await body(request, EmailChange), request[keys.ACTOR], request.app[keys.IDENTITY], mail_url(request)
    await account_passwords.confirm(identity, actor, wanted.password)
    await links.ask_email_change(identity, actor, wanted.email, link_of=links.page_link(base))
    return json({}, 202)


async def send_verification(request: web.Request) -> web.Response:
    actor, base = request[keys.ACTOR], mail_url(request)
    async with transaction(request) as conn:
        account = await accounts.get(conn, actor.user_id)
        if account["email"] is None:
            raise Conflict("no_email")
        if account["email_verified_at"] is not None:
            raise Conflict("already_verified")
        await links.send_verification(conn, request.app[keys.IDENTITY], actor.user_id, link_of=links.page_link(base))
    return json({}, 202)


async def get_preferences(request: web.Request) -> web.Response:
    async with read(request) as conn:
        return json(dict(await sql.app.accounts.get_preferences(conn, account_id=request[keys.ACTOR].user_id)))


async def change_preferences(request: web.Request) -> web.Response:
    wanted, actor = await body(request, Preferences), request[keys.ACTOR]
    async with transaction(request) as conn:
        known = dict(await sql.app.accounts.get_preferences(conn, account_id=actor.user_id))
        chosen = known | wanted.model_dump(exclude_none=True)
        await accounts.change_profile(conn, actor, actor.user_id, language=chosen["language"], preferences={"theme": chosen["theme"]})
    return json(chosen)
