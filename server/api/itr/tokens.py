"""Sessions that live in companies, for master users (specs §5.3, §11.2). Shown by the number of their row, never by their token."""

import hmac
from dataclasses import replace
from uuid import UUID

from aiohttp import web

from server import keys
from server.api.itr import details, lists, rights
from server.api.itr.entities import TOKENS
from server.api.itr.lines import TEXT, WRITE, stored
from server.api.itr.texts import json, text
from server.db import Connection, Row, sql
from server.domain import logins, rows, sessions
from server.domain.actor import Actor
from server.domain.rows import Condition
from server.errors import Denied, NotFound, Unauthenticated
from server.http import credential
from server.http.connection import read, transaction
from server.http.routing import Route, route

BIGGEST = 2**63 - 1
# Sessions outside any company are no business of assessment's.
IN_A_COMPANY = [[Condition("company_id", "!=", str(rows.ZERO))]]
CODE_NEEDED = "The company asks for a code : sign in there"


def is_own(request: web.Request, given: str) -> bool:
    """Is this the token of the session in hand?"""
    return hmac.compare_digest((credential.in_headers(request) or "").encode(), given.encode("utf-8", "surrogateescape"))


def row_number(request: web.Request) -> int:
    """The number of a row, or the own token; anything else is not found, and not repeated in the answer."""
    given, actor = request.match_info["id"], request[keys.ACTOR]
    if given.isascii() and given.isdigit() and int(given[:20]) <= BIGGEST:
        return int(given)
    if is_own(request, given) and actor.credential_id is not None:
        return int(sessions.require_session(actor))
    raise details.no_such_row("token")


async def list_tokens(request: web.Request) -> web.Response:
    return await lists.answer(request, TOKENS, demanded=IN_A_COMPANY)


async def found(conn: Connection, number: int) -> Row:
    row = await rows.find(conn, TOKENS.relation, tuple(TOKENS.relation.columns), (rows.MASTER,), number)
    if row is None or row["company_id"] is None:
        raise details.no_such_row(number)
    return row


async def get_token(request: web.Request) -> web.Response:
    rights.require(request[keys.ACTOR], TOKENS.levels["get"])
    number = row_number(request)
    async with read(request) as conn:
        row = await found(conn, number)
    return json(details.spelled(TOKENS, row))


async def post_token(request: web.Request) -> web.Response:
    """As if it were used just now; none is ever made here."""
    rights.require(request[keys.ACTOR], TOKENS.levels["post"])
    number = row_number(request)
    async with transaction(request) as conn:
        if not await sql.tokens.refresh(conn, id=number):
            raise details.no_such_row(number)
    return text("OK")


async def delete_token(request: web.Request) -> web.Response:
    """Ends the session; one of the app's own sign-in leaves the company and goes on."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, TOKENS.levels["delete"])
    number = row_number(request)
    async with transaction(request) as conn:
        row = await sql.tokens.find(conn, id=number)
        if row is None:
            raise details.no_such_row(number)
        await sessions.take_out(conn, actor, row)
    return text("OK")


async def switch(request: web.Request) -> web.Response:
    """The session in hand enters another company, where its master user gets a login with the same rights."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, "master_user")
    given = request.match_info["id"]
    if not is_own(request, given) and given != str(actor.credential_id):
        raise Unauthenticated("other_token")
    sessions.require_session(actor)
    company_id: UUID = details.path_id(request, "company")
    async with transaction(request) as conn:
        try:
            await logins.switch(conn, actor, company_id)
        except NotFound:
            raise details.no_such_row(company_id) from None
        except Denied as problem:
            if problem.code != "second_factor_required":
                raise
            raise Denied(problem.code, sentence=CODE_NEEDED) from None
    return text("switch OK")


STORED = stored(TOKENS, listed=list_tokens, get=get_token, post=post_token, delete=delete_token)
ROUTES: tuple[Route, ...] = (
    *(replace(line, rate="slow") if line.path == "/tokens" else line for line in STORED),
    route("POST", "/tokens/{id}/{company}", switch, scopes=WRITE, answers={200: TEXT, 403: TEXT, 404: TEXT},
          summary="The session in hand enters another company."),
)  # fmt: skip
