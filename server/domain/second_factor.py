"""The second factor of an account: TOTP (six digits, 30 seconds, SHA-1), one step of drift, no code twice.

Five wrong codes in a row pause the account: for a minute no password door opens, right code or not. The count stands in the
database, so it is one for all doors and processes.
"""

import base64
import hashlib
import hmac
import os
import time
from dataclasses import dataclass
from urllib.parse import quote

from server import db
from server.db import Connection, sql
from server.domain import account_roles, accounts, audit, credential_cache
from server.domain.actor import Actor
from server.domain.identity import Identity
from server.errors import Conflict, Denied, NotFound, TooMany, Unauthenticated
from server.secrets import Secrets

STEP_SECONDS = 30
DIGITS = 6
DRIFT_STEPS = 1
# 80 bits: the 16 letters of base32 that ITR documents.
SECRET_BYTES = 10
WRONG_CODES = 5
PAUSE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class State:
    is_set: bool
    is_pending: bool
    is_demanded: bool


def code_at(secret: bytes, step: int) -> str:
    """The code of a time step (RFC 6238)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: bytes, code: str, *, after: int, now: float | None = None) -> int | None:
    """The step that `code` belongs to, newer than `after`, now or one step away; None when there is none."""
    given = "".join(code.split()).encode("utf-8", "replace")
    present = int((time.time() if now is None else now) // STEP_SECONDS)
    found = None
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), given) and step > after:
            found = step
    return found


def text_of(secret: bytes) -> str:
    return base64.b32encode(secret).decode().rstrip("=")


def uri(site: str, name: str, secret: bytes) -> str:
    """What a QR code for an authenticator holds."""
    return f"otpauth://totp/{quote(site)}:{quote(name)}?secret={text_of(secret)}&issuer={quote(site)}"


def context(account_id: int) -> str:
    return f"second_factor:{account_id}"


async def state(conn: Connection, account_id: int) -> State:
    """Is it set, does a secret wait for its first code, does a company of the account demand it?"""
    row = await sql.second_factors.state(conn, account_id=account_id)
    if row is None:
        raise NotFound("account", id=account_id)
    return State(row["is_set"], row["is_pending"], row["is_demanded"])


async def begin(conn: Connection, secrets: Secrets, account_id: int, *, site: str, name: str) -> str:
    """The address for an authenticator with a secret that counts after its first right code. The same one until then;
    Conflict("second_factor_set") afterwards: it is never shown again."""
    made = secrets.seal(os.urandom(SECRET_BYTES), context(account_id))
    row = await sql.second_factors.insert(conn, account_id=account_id, sealed_secret=made)
    if row["confirmed_at"] is not None:
        raise Conflict("second_factor_set")
    return uri(site, name, secrets.open(row["sealed_secret"], context(account_id)))


async def verify(conn: Connection, secrets: Secrets, account_id: int, code: str) -> str:
    """Tries a code, in a transaction that the caller commits whatever the answer is: `right`, `enrolled` (the first right
    one), `wrong`, `none` (no secret), `paused`."""
    row = await sql.second_factors.lock(conn, account_id=account_id)
    if row is None:
        return "none"
    if row["paused_seconds"] > 0:
        return "paused"
    if row["sealed_secret"] is None:
        return "none"
    secret = secrets.open(row["sealed_secret"], context(account_id))
    step = step_of(secret, code, after=row["last_step"])
    # The row was read before the lock was held: whether another request used this step meanwhile, only the update knows.
    if step is None or await sql.second_factors.accept(conn, account_id=account_id, step=step) == 0:
        counted = await sql.second_factors.count_wrong(conn, account_id=account_id, allowed=WRONG_CODES, pause_seconds=PAUSE_SECONDS)
        return "paused" if counted["is_paused"] else "wrong"
    await sql.second_factors.forgive(conn, account_id=account_id)
    return "right" if row["confirmed_at"] is not None else "enrolled"


def paused() -> TooMany:
    return TooMany("paused", retry_after=PAUSE_SECONDS)


async def require_code(identity: Identity, account_id: int, code: str) -> bool:
    """Unauthenticated("wrong_code") or TooMany("paused") unless `code` is right; True when it was the first right one.

    Has its own transaction: a wrong code must be counted although the request fails.
    """
    async with db.transaction(identity.pool) as conn:
        answer = await verify(conn, identity.secrets, account_id, code)
        if answer == "enrolled":
            await credential_cache.account_changed(conn, account_id)
    if answer == "paused":
        raise paused()
    if answer not in ("right", "enrolled"):
        raise Unauthenticated("wrong_code")
    return answer == "enrolled"


# In the settings of somebody who is signed in


async def confirm(identity: Identity, actor: Actor, code: str) -> None:
    """The first right code sets the factor; the session in hand has given it then."""
    enrolled = await require_code(identity, actor.user_id, code)
    async with db.transaction(identity.pool) as conn:
        if actor.kind == "session" and actor.credential_id is not None:
            await sql.sessions.set_second_factor(conn, id=actor.credential_id)
            await credential_cache.account_changed(conn, actor.user_id)
        if enrolled:
            await audit.record(conn, actor, "second_factor.set", "account", actor.user_id)


async def remove(identity: Identity, actor: Actor, *, account_id: int, code: str | None = None) -> None:
    """Ends the factor: one's own with a right code, somebody else's by who may change that account's password.

    NotFound("second_factor"); Denied("second_factor_demanded") for one's own while a company demands it.
    """
    if actor.account_id == account_id:
        async with identity.pool.acquire() as conn:
            found = await state(conn, account_id)
        if not found.is_set and not found.is_pending:
            raise NotFound("second_factor")
        if found.is_set:
            if found.is_demanded:
                raise Denied("second_factor_demanded")
            await require_code(identity, account_id, code or "")
    async with db.transaction(identity.pool) as conn:
        if actor.account_id != account_id:
            accounts.require_may_change_credentials(actor, await account_roles.lock(conn, account_id))
        if await sql.second_factors.delete(conn, account_id=account_id) == 0:
            raise NotFound("second_factor")
        await sql.second_factors.forgive(conn, account_id=account_id)
        await credential_cache.account_changed(conn, account_id)
        await audit.record(conn, actor, "second_factor.remove", "account", account_id)


async def unlock(conn: Connection, actor: Actor, account_id: int) -> None:
    """Ends the pause after wrong codes, by who may change that account's password."""
    accounts.require_may_change_credentials(actor, await account_roles.lock(conn, account_id))
    await sql.second_factors.forgive(conn, account_id=account_id)
    await audit.record(conn, actor, "second_factor.unlock", "account", account_id)
