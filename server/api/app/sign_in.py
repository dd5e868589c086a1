"""The app's password door: accounts and candidates, with the second factor where it is asked for."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.app.models import PickCompany, SignIn
from server.api.app.second_factor import enrolment, site_name
from server.api.app.sessions import session
from server.db import sql
from server.domain import credentials, second_factor, sessions, sign_in
from server.domain.actor import Actor
from server.domain.identity import Identity
from server.errors import Denied, Unauthenticated
from server.http import limits
from server.http.addresses import remote
from server.http.connection import read, transaction
from server.http.credential import in_headers
from server.http.inputs import body
from server.http.responses import json


async def get_door(request: web.Request) -> web.Response:
    """Whether anybody administers this server: until then only the link that its start prints leads in."""
    async with read(request) as conn:
        return json({"is_set_up": await sql.role_assignments.is_there_admin(conn)})


async def enter(request: web.Request) -> web.Response:
    """A session for name and password, or what is still needed."""
    wanted, identity = await body(request, SignIn), request.app[keys.IDENTITY]
    await limits.check(request, "app", "sign_in", (wanted.login,))
    try:
        made = await sign_in.at_app(
            identity, wanted.login, wanted.password, code=wanted.code, company_id=wanted.company_id, address=remote(request),
            user_agent=request.headers.get("User-Agent", ""),
        )  # fmt: skip
    except Unauthenticated as refused:
        raise await more_needed(request, identity, wanted, refused) from None
    actor = await credentials.actor_for(identity, made.token, surface="app", operation=credentials.SESSION)
    async with read(request) as conn:
        return json({"session_id": made.token, "session": await session(conn, actor, request.app[keys.CONFIG])}, 201)


async def more_needed(request: web.Request, identity: Identity, wanted: SignIn, refused: Unauthenticated) -> Unauthenticated:
    """The refusal with what the person needs to get on: the secret of a first factor, the companies to choose from."""
    if refused.code == "mfa_required" and not refused.details["enrolled"]:
        uri = await sign_in.secret_at_door(identity, wanted.login, wanted.password, site=site_name(request), address=remote(request))
        return Unauthenticated("mfa_enrolment", **enrolment(uri))
    if refused.code == "company_needed":
        async with read(request) as conn:
            rows = [await sql.companies.get(conn, company_id=company_id) for company_id in refused.details["companies"]]
        places: list[dict[str, Any]] = [{"company_id": row["id"], "name": row["company_name"]} for row in rows if row]
        return Unauthenticated("company_needed", companies=places)
    return Unauthenticated(refused.code)


async def pick_company(request: web.Request) -> web.Response:
    """The session enters a company, with a code where that company demands one that was not given yet."""
    wanted, actor, identity = await body(request, PickCompany), request[keys.ACTOR], request.app[keys.IDENTITY]
    if wanted.code and not actor.second_factor:
        await second_factor.confirm(identity, actor, wanted.code)
        actor = await current(request)
    async with transaction(request) as conn:
        try:
            await sessions.choose_company(conn, actor, wanted.company_id)
        except Denied as refused:
            if refused.code != "second_factor_required":
                raise
            state = await second_factor.state(conn, actor.user_id)
            raise Unauthenticated("mfa_required" if state.is_set else "mfa_enrolment") from None
    actor = await current(request)
    async with read(request) as conn:
        return json(await session(conn, actor, request.app[keys.CONFIG]))


async def current(request: web.Request) -> Actor:
    """Who acts, as of now: the session was changed by this request."""
    token = in_headers(request) or ""
    return await credentials.actor_for(request.app[keys.IDENTITY], token, surface="app", operation=credentials.SESSION)
