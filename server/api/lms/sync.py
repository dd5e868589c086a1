"""A person of the identity provider comes: with its token, or merely announced."""

import asyncio
import hmac
from typing import Any

from aiohttp import web

from server import db, keys
from server.api.lms import plans, shapes
from server.api.lms.provider_models import Sync
from server.api.lms.users import shown
from server.db import Row, sql
from server.domain import credentials, identities
from server.domain.identities import Profile
from server.errors import Conflict, Denied, ScopeMissing, Unauthenticated
from server.http import credential
from server.http.connection import read
from server.http.inputs import body
from server.http.responses import json

SECRET = "X-Sync-Secret"
# What no answer without a token is faster than: making an account takes a few milliseconds, finding one does not.
ANSWER_SECONDS = 0.15


async def sync_user(request: web.Request) -> web.Response:
    """With a token of the provider the account is made or updated; without one it is at most announced."""
    token = credential.in_headers(request)
    if token is None:
        return await announce(request)
    claims = await credentials.read_token(request.app[keys.IDENTITY], token)
    if claims is None or claims[0] == "jwt":
        return await look_up(request, token)
    wanted = await body(request, Sync)
    if claims[1]["sub"] != wanted.userId:
        raise Denied("other_subject")
    row, is_new = await sync(request, token, claims[0], claims[1], wanted)
    await plans.count(request)
    message = "User created" if is_new else "User synchronized"
    return json(shapes.success(shown(request, row), message), 201 if is_new else 200)


async def sync(request: web.Request, token: str, issuer: str, claims: dict[str, Any], wanted: Sync) -> tuple[Row, bool]:
    identity = request.app[keys.IDENTITY]
    profile = merged(identities.of_claims(issuer, claims), wanted.said())

    @db.retrying
    async def work() -> tuple[Row, bool]:
        async with db.transaction(identity.pool) as conn:
            synced = await identities.sync(conn, identity, profile, refuse_known_email=True, link_of=None, claims=claims)
            actor = request[keys.ACTOR] = await credentials.resolve(conn, token, identity=identity)
            credentials.admits(actor, "lms")
            return await sql.lms.users.get(conn, account_id=actor.user_id), synced.is_new

    try:
        result: tuple[Row, bool] = await work()
    except Conflict as refused:
        raise Conflict(refused.code, resource="user", field="email", value=refused.details.get("email")) from None
    return result


def merged(told: Profile, said: dict[str, Any]) -> Profile:
    """What the token says with what the body says; the provider vouches for an address only in the token."""
    email = said.get("email", told.email)
    is_same = (email or "").lower() == (told.email or "").lower()
    values = {name: said.get(name, getattr(told, name)) for name in ("email", *identities.NAMES)}
    return Profile(issuer=told.issuer, subject=told.subject, **values, says=told.says | said.keys(),
                   is_email_verified=told.is_email_verified if is_same else None)  # fmt: skip


async def look_up(request: web.Request, token: str) -> web.Response:
    """A credential of ours says who asks, and no provider stands behind what the body says: the user, unchanged, where `userId`
    is a subject of his."""
    identity = request.app[keys.IDENTITY]
    actor = request[keys.ACTOR] = await credentials.actor_for(identity, token, surface="lms")
    if not actor.has_scope("learning.read"):
        raise ScopeMissing(scopes=("learning.read",))
    wanted = await body(request, Sync)
    async with read(request) as conn:
        joined = await identities.list_of_account(conn, actor.user_id)
        row = await sql.lms.users.get(conn, account_id=actor.user_id)
    if not any(one["state"] == "joined" and one["subject"] == wanted.userId for one in joined):
        raise Denied("other_subject")
    await plans.count(request)
    return json(shapes.success(shown(request, row), "User synchronized"))


async def announce(request: web.Request) -> web.Response:
    """The answer is what was sent, at the same pace, whatever is known here."""
    began_at = asyncio.get_running_loop().time()
    settings = request.app[keys.CONFIG].provider
    if settings.sync_secret and not hmac.compare_digest(request.headers.get(SECRET, "").encode(errors="replace"),
                                                        settings.sync_secret.encode()):  # fmt: skip
        raise Unauthenticated("missing")
    wanted = await body(request, Sync)
    if settings.issuer:
        await claim(request, Profile(issuer=settings.issuer, subject=wanted.userId, **wanted.said()))
    await asyncio.sleep(max(0.0, began_at + ANSWER_SECONDS - asyncio.get_running_loop().time()))
    return json(shapes.success({"clerkId": wanted.userId} | wanted.model_dump(), "User synchronized"))


async def claim(request: web.Request, profile: Profile) -> None:
    most = request.app[keys.CONFIG].provider.claims_per_hour

    @db.retrying
    async def work() -> None:
        async with db.transaction(request.app[keys.POOL]) as conn:
            await identities.claim(conn, profile, claims_per_hour=most)

    await work()
