"""The account's own second factor: begin, confirm, remove."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from server import keys
from server.api.app.models import CodeGiven, FactorGiven, PasswordGiven
from server.db import Connection, sql
from server.domain import account_passwords, companies, second_factor
from server.domain.actor import Actor
from server.errors import Conflict
from server.http.addresses import base_url
from server.http.connection import read, transaction
from server.http.inputs import body
from server.http.responses import empty, json


def site_name(request: web.Request) -> str:
    """What an authenticator calls us: the host name that people type."""
    return urlsplit(base_url(request)).hostname or "athenaeum"


def enrolment(uri: str) -> dict[str, Any]:
    """What an authenticator needs: the secret to type, the address, and the address as a picture."""
    import segno  # loaded by the few who enrol

    rows = ["".join("1" if module else "0" for module in row) for row in segno.make(uri, micro=False).matrix]
    return {"secret": parse_qs(urlsplit(uri).query)["secret"][0], "uri": uri, "qr": rows}


async def state_of(conn: Connection, actor: Actor) -> dict[str, Any]:
    row = await sql.second_factors.state(conn, account_id=actor.account_id)
    places = await companies.list_of_account(conn, actor.user_id)
    demanding = [place["company_name"] for place in places if place["mfa_enabled"]]
    state = "on" if row["is_set"] else "begun" if row["is_pending"] else "off"
    return {"state": state, "confirmed_at": row["confirmed_at"], "demanded_by": demanding}


async def get_state(request: web.Request) -> web.Response:
    async with read(request) as conn:
        return json(await state_of(conn, request[keys.ACTOR]))


async def begin(request: web.Request) -> web.Response:
    wanted, actor, identity = await body(request, PasswordGiven), request[keys.ACTOR], request.app[keys.IDENTITY]
    await account_passwords.confirm(identity, actor, wanted.password)
    async with transaction(request) as conn:
        uri = await second_factor.begin(conn, identity.secrets, actor.user_id, site=site_name(request), name=actor.username)
    return json(enrolment(uri), 201)


async def confirm(request: web.Request) -> web.Response:
    wanted, actor = await body(request, CodeGiven), request[keys.ACTOR]
    async with read(request) as conn:
        known = await second_factor.state(conn, actor.user_id)
    if not known.is_pending:
        raise Conflict("second_factor_set" if known.is_set else "not_begun")
    await second_factor.confirm(request.app[keys.IDENTITY], actor, wanted.code)
    async with read(request) as conn:
        return json(await state_of(conn, actor))


async def remove(request: web.Request) -> web.Response:
    wanted, actor, identity = await body(request, FactorGiven), request[keys.ACTOR], request.app[keys.IDENTITY]
    await account_passwords.confirm(identity, actor, wanted.password)
    await second_factor.remove(identity, actor, account_id=actor.user_id, code=wanted.code)
    return empty()
