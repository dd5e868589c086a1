"""Changing the password of an account. It is one for all doors; sessions and JSON web tokens end with the old one."""

from uuid import UUID

from server import db
from server.db import Connection, sql
from server.domain import account_roles, accounts, audit, outbox, passwords, sessions, wrong_passwords
from server.domain.actor import Actor
from server.domain.identity import Identity
from server.errors import Denied
from server.secrets import Secrets

# After these ITR's client warns; no door closes.
EXPIRY_MONTHS = 3


async def store(conn: Connection, account_id: int, hashed: str, *, but_session: int | None = None, but_jti: UUID | None = None) -> None:
    """The new hash; ends what was opened with the old one, except the credential in hand, and open reset links."""
    await sql.accounts.set_password(conn, account_id=account_id, password_hash=hashed)
    await after_change(conn, account_id, but_session=but_session, but_jti=but_jti)


async def after_change(conn: Connection, account_id: int, *, but_session: int | None, but_jti: UUID | None) -> None:
    await sessions.end_all(conn, account_id, but=but_session, but_jti=but_jti)
    await sql.reset_tokens.end_of_account(conn, account_id=account_id, purposes=["reset", "set_up"])
    # Whoever knew the old password may have been shown it at a door.
    await sql.second_factors.delete_pending(conn, account_id=account_id)
    await sql.logins.set_password_expiry(conn, account_id=account_id, months=EXPIRY_MONTHS)


async def tell_owner(conn: Connection, secrets: Secrets, account_id: int) -> None:
    """The verified address hears that the password was changed."""
    account = await accounts.get(conn, account_id)
    if account["last_verified_email"]:
        await outbox.put_mail(
            conn, secrets, to=account["last_verified_email"], template="password_changed", language=account["language"],
            name=account["display_name"],
        )  # fmt: skip


async def change_own(identity: Identity, actor: Actor, old: str, new: str, *, door: str) -> None:
    """One's own password, with the old one. Invalid (too short for the door); Denied("wrong_password"); TooMany("sign_in").

    The session or token in hand goes on, all others end.
    """
    passwords.check(new, minimum=passwords.MINIMUM[door], path=("new_password",))
    stored = await confirm(identity, actor, old)
    hashed = await identity.passwords.hash(new)
    async with db.transaction(identity.pool) as conn:
        if await sql.accounts.replace_password(conn, account_id=actor.user_id, old_hash=stored, password_hash=hashed) == 0:
            raise Denied("wrong_password")
        mine = actor.credential_id if actor.kind == "session" else None
        await after_change(conn, actor.user_id, but_session=mine, but_jti=actor.jti)
        await tell_owner(conn, identity.secrets, actor.user_id)
        await audit.record(conn, actor, "account.change_password", "account", actor.user_id)


async def confirm(identity: Identity, actor: Actor, password: str) -> str:
    """The owner of the session says the password again, before something grave; the stored hash.

    Denied("wrong_password"), throttled as a sign-in is.
    """
    async with identity.pool.acquire() as conn:
        await wrong_passwords.check(conn, identity.config, actor.username)
        stored = await sql.accounts.get_password_hash(conn, account_id=actor.user_id)
    fits = await identity.passwords.verify(password, stored)
    async with identity.pool.acquire() as conn:
        await wrong_passwords.check(conn, identity.config, actor.username)
        if not fits:
            await wrong_passwords.count(conn, actor.username)
    if not fits:
        raise Denied("wrong_password")
    return stored


async def set_for(identity: Identity, actor: Actor, account_id: int, new: str, *, door: str = "app") -> None:
    """Somebody else's password (administrators, commands): Denied("not_your_account") as `accounts` rules."""
    passwords.check(new, minimum=passwords.MINIMUM[door])
    async with identity.pool.acquire() as conn:
        accounts.require_may_change_credentials(actor, await accounts.get(conn, account_id))
    hashed = await identity.passwords.hash(new)
    async with db.transaction(identity.pool) as conn:
        accounts.require_may_change_credentials(actor, await account_roles.lock(conn, account_id))
        await store(conn, account_id, hashed)
        await tell_owner(conn, identity.secrets, account_id)
        await audit.record(conn, actor, "account.set_password", "account", account_id)
