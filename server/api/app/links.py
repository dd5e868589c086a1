"""Links of mails and of the terminal: what one is for, and using it."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.app.models import Link, UsedLink
from server.domain import accounts, first_admin, identities, links
from server.domain.identity import Identity
from server.errors import Fault, Invalid, NotFound, Unauthenticated
from server.http.connection import read
from server.http.inputs import body
from server.http.responses import json

# Purpose → what must be given with the token.
NEEDS = {
    "first_admin": ["username", "display_name", "password"], "set_up": ["password"], "reset": ["password"], "verify_email": [],
    "join_identity": [],
}  # fmt: skip


async def described(request: web.Request, token: str) -> Any:
    """The link's row; NotFound for one that counts no more."""
    async with read(request) as conn:
        try:
            return await links.describe(conn, token)
        except Unauthenticated:
            raise NotFound("link") from None


async def inspect(request: web.Request) -> web.Response:
    row = await described(request, (await body(request, Link)).token)
    return json({
        "purpose": row["purpose"], "needs": NEEDS[row["purpose"]], "username": row["username"], "display_name": row["display_name"],
        "email": row["email"], "expires_at": row["expires_at"],
    })  # fmt: skip


async def use(request: web.Request) -> web.Response:
    wanted, identity = await body(request, UsedLink), request.app[keys.IDENTITY]
    row = await described(request, wanted.token)
    purpose: str = row["purpose"]
    faults = [Fault((name,), "required") for name in NEEDS[purpose] if not getattr(wanted, name)]
    if faults:
        raise Invalid(faults)
    try:
        login = await used(identity, purpose, wanted)
    except Unauthenticated:
        raise NotFound("link") from None
    return json({"purpose": purpose, "login": login or row["person_email"]})


async def used(identity: Identity, purpose: str, wanted: UsedLink) -> str | None:
    """Does what the link stands for; the name to sign in with, None for a candidate."""
    if purpose == "first_admin":
        made = await first_admin.open_link(
            identity, wanted.token, username=wanted.username or "", display_name=wanted.display_name or "", password=wanted.password or "",
            email=wanted.email or None,
        )  # fmt: skip
        return str(made["username"])
    if purpose == "verify_email":
        account_id: int | None = await links.verify_email(identity, wanted.token)
    elif purpose == "join_identity":
        account_id = await identities.join_by_link(identity, wanted.token)
    else:
        account_id = (await links.reset(identity, wanted.token, wanted.password or "", door="app")).account_id
    if account_id is None:
        return None
    async with identity.pool.acquire() as conn:
        return str((await accounts.get(conn, account_id))["username"])
