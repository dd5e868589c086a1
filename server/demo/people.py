"""Who works and learns there. Accounts with roles are made as `run.py user add` makes them, by nobody's leave but the operator's.

Everybody is signed in at once: a password takes a quarter of a second to check, and nobody has to be told his own.
"""

from dataclasses import dataclass
from typing import Any

from server import db
from server.db import sql
from server.demo.days import Days
from server.domain import accounts, first_admin, sessions
from server.domain.accounts import NewAccount
from server.domain.actor import DOMAINS, SYSTEM
from server.domain.identity import Identity

HOST = "lindental.example"  # no such host can ever be
SESSION_SECONDS = 1800


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    position: str
    session_id: str


async def is_anybody_there(identity: Identity) -> bool:
    async with identity.pool.acquire() as conn:
        found = await sql.accounts.count(conn, domain=None, is_active=None, role=None, search=None)
    return bool(found)


async def hire(identity: Identity, days: Days, password: str) -> list[Person]:
    """All of them, in one go: either the institute has its people, or nobody came."""
    rows = days.table("people.toml")["people"]
    # One hash for all: it takes long to make, and that they have the same password is said aloud.
    hashed = await identity.passwords.hash(password)
    async with db.transaction(identity.pool) as conn:
        return [await _hire(conn, row, hashed, identity.config.companies.first) for row in rows]


async def _hire(conn: db.Connection, row: dict[str, Any], hashed: str, company_name: str) -> Person:
    roles = tuple((None if domain == "everything" else domain, role) for domain, _, role in (text.partition(":") for text in row["roles"]))
    name = f"{row['given']} {row['family']}"
    new = NewAccount(
        display_name=name, username=row["username"], email=f"{row['username']}@{HOST}", is_email_verified=True, given_name=row["given"],
        family_name=row["family"], password_hash=hashed, domains=tuple(row.get("domains", DOMAINS)), roles=roles,
        language=row["language"], office_location=row.get("office"), department=row.get("department"), bio=row.get("bio"),
    )  # fmt: skip
    if (None, "admin") in roles:
        account = await first_admin.create_admin(conn, SYSTEM, new, company_name=company_name)
    else:
        account = await accounts.create(conn, SYSTEM, new)
    begun = await sessions.start(conn, made_by="app", account_id=account["id"], password_hash=hashed, idle_seconds=SESSION_SECONDS)
    assert begun is not None, "the password of the account is the one it was made with"
    return Person(row["username"], name, row["position"], begun[0])
