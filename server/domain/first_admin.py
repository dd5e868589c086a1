"""The first admin of everything: made by the link that the first start prints, or by a command."""

from dataclasses import replace

from server import db
from server.db import Connection, Row, sql
from server.domain import accounts, audit, links, logins, passwords
from server.domain.accounts import NewAccount
from server.domain.actor import DOMAINS, SYSTEM, Actor
from server.domain.identity import Identity
from server.errors import Conflict


async def create_admin(conn: Connection, actor: Actor, new: NewAccount, *, company_name: str) -> Row:
    """An account with the role admin of everything and a login with every right in the first company."""
    roles = ((None, "admin"), *(role for role in new.roles if role != (None, "admin")))
    account = await accounts.create(conn, actor, replace(new, domains=DOMAINS, roles=roles))
    await logins.give_every_flag(conn, actor, account["id"], company_name=company_name)
    return account


async def open_link(identity: Identity, token: str, *, username: str, display_name: str, password: str, email: str | None = None,
                    language: str = "en") -> Row:  # fmt: skip
    """Opens the link of the first start: the account is made, the link is used up.

    Unauthenticated: unknown, expired. Conflict("admin_exists"), Conflict("username_taken" | "email_taken"). Invalid.
    Who can read the server's terminal may say what the address is: it counts as verified.
    """
    async with identity.pool.acquire() as conn:
        await links.describe(conn, token)
    passwords.check(password, minimum=passwords.MINIMUM["app"])
    new = NewAccount(
        username=username, display_name=display_name, email=email or None, is_email_verified=bool(email), language=language,
        password_hash=await identity.passwords.hash(password),
    )  # fmt: skip
    async with db.transaction(identity.pool) as conn:
        await sql.role_assignments.hold_guard(conn)
        link = await links.use(conn, token, "first_admin")
        if await sql.role_assignments.is_there_admin(conn):
            raise Conflict("admin_exists")
        account = await create_admin(conn, SYSTEM, new, company_name=identity.config.companies.first)
        await sql.reset_tokens.end_first_admin(conn)
        await audit.record(conn, SYSTEM, "account.open_first_link", "account", account["id"], {"link": link["id"]})
    return account
