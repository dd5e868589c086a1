"""Sessions: `W` and 32 hex digits in the SessionID header, and the browser's cookie of the same session."""

from typing import Any
from uuid import UUID

from server.db import Connection, Row, sql
from server.domain import audit, credential_cache, jwt
from server.domain.actor import Actor
from server.errors import Denied, NotFound, Unauthenticated
from server.secrets import Secrets, random_token, token_hash

PREFIX = "W"
COOKIE_PREFIX = "C"
RANDOM_BYTES = 16
MAX_AGENT = 500
MAX_ADDRESS = 100


def new_token() -> str:
    return random_token(PREFIX, RANDOM_BYTES)


def presentable(text: str, limit: int) -> str:
    """What a client says about itself, as one line that the database takes."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    return clean.encode("utf-8", "replace").decode()[:limit]


async def start(conn: Connection, *, made_by: str, account_id: int, password_hash: str, idle_seconds: float,
                lifetime_seconds: float | None = None, login_id: UUID | None = None, owes_company: bool = False,
                has_second_factor: bool = False, user_agent: str = "", address: str = "") -> tuple[str, Row] | None:  # fmt: skip
    """A session of an account whose password is still the one that was checked: its token and row; else None."""
    token = new_token()
    row = await sql.sessions.insert_for_account(
        conn, token_hash=token_hash(token), made_by=made_by, account_id=account_id, password_hash=password_hash,
        login_id=login_id, owes_company=owes_company, has_second_factor=has_second_factor,
        idle_seconds=max(1, round(idle_seconds)), lifetime_seconds=lifetime_seconds,
        user_agent=presentable(user_agent, MAX_AGENT), address=presentable(address, MAX_ADDRESS),
    )  # fmt: skip
    return None if row is None else (token, row)


async def start_for_person(conn: Connection, *, person_id: UUID, password_hash: str | None, idle_seconds: float,
                           is_poll: bool = False, owes_company: bool = False, user_agent: str = "",
                           address: str = "") -> tuple[str, Row] | None:  # fmt: skip
    """A candidate's session (with a poll code: of the poll's person, without a password); else None."""
    token = new_token()
    row = await sql.sessions.insert_for_person(
        conn, token_hash=token_hash(token), person_id=person_id, password_hash=password_hash, is_poll=is_poll,
        owes_company=owes_company,
        idle_seconds=max(1, round(idle_seconds)), user_agent=presentable(user_agent, MAX_AGENT),
        address=presentable(address, MAX_ADDRESS),
    )  # fmt: skip
    if row is None:
        return None
    await sql.persons.set_signed_in(conn, person_id=person_id)
    return token, row


async def list_own(conn: Connection, account_id: int) -> list[Row]:
    """The living sessions of an account."""
    return await sql.sessions.list_of_account(conn, account_id=account_id)


async def changed(conn: Connection, row: Any) -> None:
    """Nothing of the owner of a session is remembered any more."""
    if row["account_id"] is not None:
        await credential_cache.account_changed(conn, row["account_id"])
    else:
        await credential_cache.person_changed(conn, row["person_id"])


async def end(conn: Connection, actor: Actor, session_id: int) -> None:
    """Ends one of the actor's own sessions. NotFound("session") for anybody else's."""
    row = await sql.sessions.get(conn, id=session_id)
    if row is None or row["account_id"] is None or row["account_id"] != actor.account_id:
        raise NotFound("session", id=session_id)
    await _end(conn, actor, row)


async def end_own(conn: Connection, actor: Actor) -> None:
    """Signs out: ends the session in hand, at once and for its cookie too; or the sign-in that a JSON web token belongs to."""
    if actor.kind == "jwt" and actor.jti is not None:
        await jwt.end_family(conn, actor.user_id, actor.jti)
        await audit.record(conn, actor, "session.end", "account", actor.user_id)
        return
    row = await sql.sessions.get(conn, id=require_session(actor))
    if row is None:
        raise Unauthenticated("unknown")
    await _end(conn, actor, row)


async def _end(conn: Connection, actor: Actor, row: Row) -> None:
    await sql.sessions.delete(conn, id=row["id"])
    await changed(conn, row)
    kind, owner = ("account", row["account_id"]) if row["account_id"] is not None else ("person", row["person_id"])
    await audit.record(conn, actor, "session.end", kind, owner, {"id": row["id"]})


async def end_all(conn: Connection, account_id: int, *, but: int | None = None, but_jti: UUID | None = None) -> None:
    """Ends the sessions and JSON web tokens of an account, except the one in hand."""
    await sql.sessions.delete_of_account(conn, account_id=account_id, but=but)
    await sql.jwt_tokens.delete_of_account(conn, account_id=account_id, but_jti=but_jti)
    await credential_cache.account_changed(conn, account_id)


async def make_cookie(conn: Connection, secrets: Secrets, actor: Actor) -> str:
    """The cookie's value for the session in hand. Always the same one, so that two tabs that ask at once agree."""
    if actor.kind != "session":
        raise Unauthenticated("wrong_kind", kind=actor.kind)
    value = COOKIE_PREFIX + secrets.mac(f"{require_session(actor)} {actor.token_session_id}", "session cookie")
    await sql.sessions.set_cookie(conn, id=require_session(actor), cookie_hash=token_hash(value))
    return value


async def choose_company(conn: Connection, actor: Actor, company_id: UUID) -> UUID:
    """The session enters a company of the account; the login's id.

    NotFound("company") without a usable login there; Denied("second_factor_required") when the company demands a code
    that this session never gave.
    """
    session_id = require_session(actor)
    logins = await sql.logins.list_usable(conn, account_id=actor.user_id, company_id=company_id)
    if not logins:
        raise NotFound("company", id=str(company_id))
    login = logins[0]
    if login["mfa_enabled"] and not actor.second_factor:
        raise Denied("second_factor_required")
    await sql.sessions.set_login(conn, id=session_id, login_id=login["id"])
    await sql.logins.set_signed_in(conn, login_id=login["id"])
    await credential_cache.account_changed(conn, actor.user_id)
    await audit.record(conn, actor, "session.enter_company", "company", company_id)
    return login["id"]


async def leave_company(conn: Connection, actor: Actor) -> None:
    """The session goes on outside any company; ITR stays shut until another is chosen."""
    await sql.sessions.set_login(conn, id=require_session(actor), login_id=None)
    await credential_cache.account_changed(conn, actor.user_id)


async def take_out(conn: Connection, actor: Actor, row: Row) -> None:
    """Takes a session out of its company: one of the app's own sign-in goes on outside, every other one ends."""
    if row["made_by"] == "app" and row["account_id"] is not None:
        await sql.sessions.set_login(conn, id=row["id"], login_id=None)
    else:
        await sql.sessions.delete(conn, id=row["id"])
    await changed(conn, row)
    kind, owner = ("account", row["account_id"]) if row["account_id"] is not None else ("person", row["person_id"])
    await audit.record(conn, actor, "session.take_out", kind, owner, {"id": row["id"]})


async def count_active(conn: Connection, company_id: UUID | None) -> tuple[int, int]:
    """Living sessions in a company (None: in all), and how many of them are candidates'."""
    row = await sql.sessions.count_living(conn, company_id=company_id)
    return row["sessions"], row["candidates"]


def require_session(actor: Actor) -> int:
    if actor.kind not in ("session", "candidate", "limited") or actor.credential_id is None:
        raise Unauthenticated("wrong_kind", kind=actor.kind)
    return actor.credential_id
