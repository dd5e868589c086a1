"""Personal access tokens (`pat_` and 48 hex digits)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from server.db import Connection, Row, sql
from server.domain import audit, credential_cache
from server.domain.actor import SCOPES, Actor
from server.errors import Denied, Fault, Invalid, NotFound
from server.secrets import random_token, token_hash

PREFIX = "pat_"
RANDOM_BYTES = 24
MAX_NAME = 150


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made: the only time that it is seen."""

    id: int
    token: str
    row: Row


def stored_hash(token: str) -> bytes:
    """What a token is found by: the hash of what follows the prefix (a token without one is tried as it is)."""
    return token_hash(token.removeprefix(PREFIX))


async def create(conn: Connection, actor: Actor, *, account_id: int, name: str, scopes: tuple[str, ...] | None = None,
                 expires_at: datetime | None = None, company_id: UUID | None = None) -> NewToken:  # fmt: skip
    """A token for the account. No scopes (None or empty): it opens all that the account opens. Without a company it gets
    the account's only one, if there is just one.

    Invalid: name, scopes, expires_at. Denied("more_than_held"): more than the credential in hand gives;
    Denied("second_factor_required"): as `sessions.choose_company` says. NotFound("company"): no usable login there.
    """
    name = name.strip()
    wanted = tuple(sorted(set(scopes))) if scopes else None
    check(name, wanted, expires_at)
    if actor.scopes is not None and (wanted is None or not actor.scopes.issuperset(wanted)):
        raise Denied("more_than_held")
    login_id = await choose_login(conn, actor, account_id, company_id)
    plain = random_token(PREFIX, RANDOM_BYTES)
    row = await sql.access_tokens.insert(
        conn, account_id=account_id, name=name, token_hash=stored_hash(plain), scopes=wanted, login_id=login_id, expires_at=expires_at
    )
    if row is None:
        raise NotFound("account")
    await audit.record(conn, actor, "access_token.create", "account", account_id, {"id": row["id"], "name": name, "scopes": wanted})
    return NewToken(row["id"], plain, row)


def check(name: str, scopes: tuple[str, ...] | None, expires_at: datetime | None) -> None:
    """Invalid with everything that is wrong."""
    faults = []
    if not name:
        faults.append(Fault(("name",), "required"))
    elif len(name) > MAX_NAME:
        faults.append(Fault(("name",), "too_long", {"maximum": MAX_NAME}))
    elif not name.isprintable():
        faults.append(Fault(("name",), "bad_text"))
    unknown = [scope for scope in scopes or () if scope not in SCOPES]
    if unknown:
        faults.append(Fault(("scopes",), "unknown", {"values": unknown}))
    if expires_at is not None and expires_at <= datetime.now(UTC):
        faults.append(Fault(("expires_at",), "in_the_past"))
    if faults:
        raise Invalid(faults)


async def choose_login(conn: Connection, actor: Actor, account_id: int, company_id: UUID | None) -> UUID | None:
    """The login that a token acts with on the assessment surface: one that the credential in hand could use itself."""
    logins = await sql.logins.list_usable(conn, account_id=account_id, company_id=company_id)
    if company_id is not None and not logins:
        raise NotFound("company")
    if len(logins) != 1:
        return None
    if logins[0]["mfa_enabled"] and not actor.second_factor and actor.kind != "system":
        if company_id is not None:
            raise Denied("second_factor_required")
        return None
    login_id: UUID = logins[0]["id"]
    return login_id


async def list_own(conn: Connection, account_id: int) -> list[Row]:
    """Name, scopes, company, last use and end of each token; never the token."""
    return await sql.access_tokens.list_of_account(conn, account_id=account_id)


async def revoke(conn: Connection, actor: Actor, token_id: int, *, account_id: int | None) -> None:
    """Ends a token of `account_id` (None: whoever's it is; commands). NotFound("access_token")."""
    row = await sql.access_tokens.delete(conn, id=token_id, account_id=account_id)
    if row is None:
        raise NotFound("access_token", id=token_id)
    await credential_cache.account_changed(conn, row["account_id"])
    await audit.record(conn, actor, "access_token.revoke", "account", row["account_id"], {"id": token_id, "name": row["name"]})
