"""The tokens that applications were given (OAuth2): one living pair per account and application.

A code or refresh token counts once, and the database keeps that: two exchanges at the same moment give exactly one
pair. What was used before is refused and audited; the living pair ends only where `oauth.reuse_ends_pair` says so.
Refusals are returned, not raised: what they write has to be kept.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from uuid import UUID

from server.db import Connection, Row, sql
from server.domain import audit, credential_cache
from server.domain.actor import Actor
from server.errors import NotFound
from server.secrets import equal, random_token, token_hash

ACCESS_PREFIX = "oat_"
ACCESS_BYTES = 24
REFRESH_BYTES = 32
ACCESS_SECONDS = 3600
# RFC 7636, 4.1: what a verifier is made of.
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True, slots=True)
class Pair:
    access_token: str
    refresh_token: str
    scopes: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no pair: `code`, `redirect_uri`, `challenge`, `refresh`."""

    reason: str


async def issue(conn: Connection, actor: Actor, application_id: int, *, account_id: int, scopes: tuple[str, ...] | None,
                login_id: UUID | None = None) -> Pair:  # fmt: skip
    """A new pair; an older one of the same account and application stops counting at once."""
    access, refresh = random_token(ACCESS_PREFIX, ACCESS_BYTES), random_token("", REFRESH_BYTES)
    await sql.oauth_tokens.replace_pair(
        conn, application_id=application_id, account_id=account_id, login_id=login_id, access_hash=token_hash(access),
        refresh_hash=token_hash(refresh), scopes=scopes, access_seconds=float(ACCESS_SECONDS),
    )  # fmt: skip
    await credential_cache.account_changed(conn, account_id)
    await audit.record(conn, actor, "oauth_token.issue", "account", account_id, {"application": application_id, "scopes": scopes})
    return Pair(access, refresh, scopes)


async def exchange(conn: Connection, application: Row, *, code: str, redirect_uri: str, verifier: str,
                   reuse_ends_pair: bool) -> Pair | Refused:  # fmt: skip
    """A pair for a code. Whatever is wrong with the attempt, the code stays as it was."""
    code_hash = token_hash(code)
    row = await sql.oauth_codes.get(conn, code_hash=code_hash, application_id=application["id"])
    if row is None or (row["is_expired"] and not row["is_used"]):
        return Refused("code")
    if row["is_used"]:
        return await reused(conn, application, row["account_id"], "code", ends_pair=reuse_ends_pair)
    if row["redirect_uri"] != redirect_uri:
        return Refused("redirect_uri")
    if not is_met(row["code_challenge"], row["code_challenge_method"], verifier):
        return Refused("challenge")
    actor = await acting(conn, application, row["account_id"])
    if actor is None:
        return Refused("code")
    if not await sql.oauth_codes.use(conn, code_hash=code_hash):
        return await reused(conn, application, row["account_id"], "code", ends_pair=reuse_ends_pair)
    return await issue(conn, actor, application["id"], account_id=row["account_id"], scopes=as_scopes(row), login_id=row["login_id"])


async def refresh(conn: Connection, application: Row, token: str, *, reuse_ends_pair: bool) -> Pair | Refused:
    """The next pair for a refresh token. Where the application asks for other scopes by now, the pair ends instead."""
    refresh_hash = token_hash(token)
    row = await sql.oauth_tokens.get_by_refresh(conn, refresh_hash=refresh_hash, application_id=application["id"])
    if row is not None:
        actor = await acting(conn, application, row["account_id"])
        if actor is None:
            return Refused("refresh")
        if await sql.oauth_tokens.lock_by_refresh(conn, refresh_hash=refresh_hash) is not None:
            if row["is_outdated"]:
                await end_pair(conn, actor, application["id"], row["account_id"], why="other scopes")
                return Refused("refresh")
            return await issue(
                conn, actor, application["id"], account_id=row["account_id"], scopes=as_scopes(row), login_id=row["login_id"]
            )
    owner = await sql.oauth_tokens.find_used(conn, refresh_hash=refresh_hash, application_id=application["id"])
    if owner is None:
        return Refused("refresh")
    return await reused(conn, application, owner, "refresh", ends_pair=reuse_ends_pair)


async def revoke(conn: Connection, application: Row, token: str) -> None:
    """Ends the pair of an access or refresh token; one that this application never had changes nothing."""
    row = await sql.oauth_tokens.delete_by_hash(conn, token_hash=token_hash(token), application_id=application["id"])
    if row is not None:
        await credential_cache.account_changed(conn, row["account_id"])
        details = {"application": application["id"], "why": "revoked by the application"}
        await audit.record(conn, as_actor(application, row["account_id"]), "oauth_token.end", "account", row["account_id"], details)


async def list_granted(conn: Connection, account_id: int) -> list[Row]:
    """The applications that may act for the account."""
    return await sql.oauth_tokens.list_of_account(conn, account_id=account_id)


async def end_granted(conn: Connection, actor: Actor, grant_id: int) -> None:
    """Ends what the actor let an application do. NotFound("grant")."""
    row = await sql.oauth_tokens.get_granted(conn, id=grant_id, account_id=actor.user_id)
    if row is None:
        raise NotFound("grant", id=grant_id)
    # Codes before the pair, as an exchange takes them: neither waits for what the other holds.
    await sql.oauth_codes.delete_of(conn, account_id=actor.user_id, application_id=row["application_id"])
    await end_pair(conn, actor, row["application_id"], actor.user_id, why="ended by the person")


async def end_pair(conn: Connection, actor: Actor, application_id: int, account_id: int, *, why: str) -> None:
    await sql.oauth_tokens.delete_pair(conn, account_id=account_id, application_id=application_id)
    await credential_cache.account_changed(conn, account_id)
    await audit.record(conn, actor, "oauth_token.end", "account", account_id, {"application": application_id, "why": why})


async def reused(conn: Connection, application: Row, account_id: int, what: str, *, ends_pair: bool) -> Refused:
    """Somebody sent what was used before: its owner again, or a thief, or its owner after a thief."""
    actor = as_actor(application, account_id)
    await audit.record(conn, actor, "oauth_token.reuse", "account", account_id, {"application": application["id"], "what": what})
    if ends_pair:
        await end_pair(conn, actor, application["id"], account_id, why="reuse")
    return Refused(what)


async def acting(conn: Connection, application: Row, account_id: int) -> Actor | None:
    """The application acting for the account, with both held as they are; None where one of them may not any more."""
    if await sql.oauth_applications.hold(conn, id=application["id"]) is None:
        return None
    if await sql.oauth_tokens.lock_account(conn, account_id=account_id) is None:
        return None
    return as_actor(application, account_id)


def as_actor(application: Row, account_id: int) -> Actor:
    return Actor(kind="oauth", account_id=account_id, username=application["name"], application_id=application["id"])


def as_scopes(row: Row) -> tuple[str, ...] | None:
    return None if row["scopes"] is None else tuple(row["scopes"])


def is_met(challenge: str | None, method: str | None, verifier: str) -> bool:
    """Does the verifier fit the challenge? Without a challenge there must be no verifier either: whoever sends one asked
    with a challenge, and somebody took it out of the address on the way."""
    if challenge is None:
        return not verifier
    if VERIFIER.fullmatch(verifier) is None:
        return False
    return equal(verifier if method == "plain" else s256(verifier), challenge)


def s256(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
