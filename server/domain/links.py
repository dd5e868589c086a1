"""Links that are mailed or printed: to set a password, to open a new account, to verify an address. Each counts once.

A link is `P` and 32 hex digits; only its hash is stored. Whoever opens a mailed one has shown that the address is his.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from server import db
from server.db import Connection, Row, sql
from server.domain import account_passwords, account_roles, accounts, audit, candidates, credential_cache, outbox, passwords
from server.domain.actor import Actor
from server.domain.identity import Identity
from server.errors import Conflict, Fault, Invalid, NotFound, Unauthenticated
from server.secrets import random_token, token_hash

PREFIX = "P"
RANDOM_BYTES = 16
LinkOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose link was used up."""

    account_id: int | None = None
    person_id: Any = None


def page_link(base_url: str) -> LinkOf:
    """Where a token is opened in our own web app; behind the `#`, so that no server log sees it."""
    return lambda token: f"{base_url}/app/link#{token}"


async def make(conn: Connection, purpose: str, *, seconds: float, account_id: int | None = None, person_id: Any = None,
               identity_id: int | None = None, email: str | None = None) -> str:  # fmt: skip
    """A new link's token."""
    token = random_token(PREFIX, RANDOM_BYTES)
    await sql.reset_tokens.insert(
        conn, token_hash=token_hash(token), purpose=purpose, account_id=account_id, person_id=person_id, identity_id=identity_id,
        email=email, lifetime_seconds=seconds,
    )  # fmt: skip
    return token


async def describe(conn: Connection, token: str) -> Row:
    """What a link is for, for the page that opens it: purpose, username, email, ends_in, has_password.

    Unauthenticated: unknown (also used), expired.
    """
    row = await sql.reset_tokens.get(conn, token_hash=token_hash(token))
    if row is None or row["used_at"] is not None or not row["is_active"]:
        raise Unauthenticated("unknown")
    if row["ends_in"] <= 0:
        raise Unauthenticated("expired")
    return row


async def use(conn: Connection, token: str, *purposes: str) -> Row:
    """Takes the link in the caller's transaction: a failure after this gives it back."""
    row = await sql.reset_tokens.use(conn, token_hash=token_hash(token), purposes=list(purposes))
    if row is None:
        raise Unauthenticated("unknown")
    return row


# A new password


async def send_reset(identity: Identity, name: str, *, link_of: LinkOf, must_exist: bool = False) -> None:
    """Mails a link to whoever is meant by `name`; nothing is said about whether anybody is.

    With `must_exist` (ITR) NotFound("user") says so; candidates get theirs too then. A second mail within a minute is
    not sent.
    """
    name = name.strip()
    known = False
    if name and len(name) <= accounts.MAX_EMAIL and "\0" not in name and accounts.is_text(name):
        async with db.transaction(identity.pool) as conn:
            found = [row for row in await sql.accounts.find_for_sign_in(conn, name=name) if row["is_active"] and row["reset_email"]]
            for row in found:
                if row["rank"] == found[0]["rank"]:
                    await _mail_reset(conn, identity, row, link_of)
            persons = await sql.persons.find_for_sign_in(conn, name=name, company_id=None, limit=5) if must_exist and not found else []
            for person in persons:
                await _mail_candidate(conn, identity, person, link_of)
            known = bool(found or persons)
    if must_exist and not known:
        raise NotFound("user")


async def _mail_reset(conn: Connection, identity: Identity, account: Any, link_of: LinkOf) -> None:
    if await sql.reset_tokens.is_fresh(conn, account_id=account["id"], person_id=None, purpose="reset"):
        return
    minutes = identity.config.accounts.reset_minutes
    token = await make(conn, "reset", seconds=minutes * 60, account_id=account["id"], email=account["reset_email"])
    await outbox.put_mail(
        conn, identity.secrets, to=account["reset_email"], template="reset_password", language=account["language"],
        name=account["display_name"], link=link_of(token), minutes=f"{minutes:g}",
    )  # fmt: skip


async def _mail_candidate(conn: Connection, identity: Identity, person: Row, link_of: LinkOf) -> None:
    if not accounts.is_email(person["email"]):
        return
    if await sql.reset_tokens.is_fresh(conn, account_id=None, person_id=person["id"], purpose="reset"):
        return
    minutes = identity.config.accounts.reset_minutes
    token = await make(conn, "reset", seconds=minutes * 60, person_id=person["id"], email=person["email"])
    await outbox.put_mail(conn, identity.secrets, to=person["email"], template="reset_password", name=person["email"],
                          link=link_of(token), minutes=f"{minutes:g}")  # fmt: skip


async def remind(conn: Connection, identity: Identity, account_id: int, *, link_of: LinkOf) -> None:
    """The reset mail that an account's owner gets when somebody else tried to set the password."""
    account = await accounts.get(conn, account_id)
    address = account["last_verified_email"] or account["email"]
    if address and account["is_active"]:
        await _mail_reset(conn, identity, dict(account) | {"reset_email": address}, link_of)


async def reset(identity: Identity, token: str, new_password: str, *, door: str, name: str | None = None) -> Opened:
    """Sets the password that a reset or set-up link stands for. With `name` the link must be that user's.

    Where it was mailed to an address that nobody ever verified, it verifies that address and ends every session, token
    and factor made before. Unauthenticated: unknown, expired. Invalid: the password.
    """
    async with identity.pool.acquire() as conn:
        row = await describe(conn, token)
    if row["purpose"] not in ("reset", "set_up") or (name is not None and not _is_meant(row, name)):
        raise Unauthenticated("unknown")
    minimum = passwords.MINIMUM["candidate" if row["person_id"] is not None else door]
    passwords.check(new_password, minimum=minimum)
    hashed = await identity.passwords.hash(new_password)
    async with db.transaction(identity.pool) as conn:
        link = await use(conn, token, "reset", "set_up")
        if link["person_id"] is not None:
            await candidates.store_password(conn, link["person_id"], hashed)
            return Opened(person_id=link["person_id"])
        await _settle(conn, link, hashed)
    return Opened(account_id=link["account_id"])


def _is_meant(row: Row, name: str) -> bool:
    known = {row["username"], row["email"], row["person_email"]}
    return name.strip().lower() in {text.lower() for text in known if text}


async def _settle(conn: Connection, link: Row, hashed: str) -> None:
    account = await account_roles.lock(conn, link["account_id"])
    actor = Actor(kind="reset", account_id=account["id"], username=account["username"], credential_id=link["id"])
    await account_passwords.store(conn, account["id"], hashed)
    await sql.accounts.end_management(conn, account_id=account["id"])
    if link["email"] and account["last_verified_email"] is None:
        await _start_over(conn, actor, account, link["email"])
    action = "account.set_up" if link["purpose"] == "set_up" else "account.reset_password"
    await audit.record(conn, actor, action, "account", account["id"], {"email": link["email"]})


async def _start_over(conn: Connection, actor: Actor, account: Row, email: str) -> None:
    """Somebody else may have made this account with the address of whoever opened the link: what was made before ends."""
    await sql.access_tokens.end_everything(conn, account_id=account["id"])
    await sql.second_factors.delete(conn, account_id=account["id"])
    await sql.second_factors.forgive(conn, account_id=account["id"])
    await sql.identities.delete_doubtful(conn, account_id=account["id"], email=email)
    if (account["email"] or "").lower() == email.lower():
        await mark_verified(conn, actor, account, email, is_needed=False)


async def mark_verified(conn: Connection, actor: Actor, account: Row, email: str, *, is_needed: bool) -> None:
    """The address is the account's. Somebody else's already: Conflict("email_taken"), or nothing where it is not needed."""
    try:
        async with conn.transaction():
            await accounts.set_email(conn, account, email, is_verified=True)
    except Conflict:
        if is_needed:
            raise
        return
    await accounts.take_managed_logins(conn, actor, account["id"], email)


# Opening a new account


async def make_set_up_link(conn: Connection, identity: Identity, actor: Actor, account_id: int, *, email: str | None = None) -> str:
    """A link to choose the first (or another) password, to hand over or, with `email`, to mail; older ones stop counting."""
    account = await account_roles.lock(conn, account_id)
    accounts.require_may_change_credentials(actor, account)
    await sql.reset_tokens.end_of_account(conn, account_id=account_id, purposes=["set_up"])
    await audit.record(conn, actor, "account.make_set_up_link", "account", account_id)
    return await make(conn, "set_up", seconds=identity.config.accounts.setup_hours * 3600, account_id=account_id, email=email)


async def send_set_up(conn: Connection, identity: Identity, actor: Actor, account_id: int, *, link_of: LinkOf) -> str:
    """Mails a set-up link to the last verified address, or to the one that was never verified: returned. Invalid without any."""
    account = await accounts.get(conn, account_id)
    address: str | None = account["last_verified_email"] or account["email"]
    if not address:
        raise Invalid([Fault(("email",), "required")])
    token = await make_set_up_link(conn, identity, actor, account_id, email=address)
    await outbox.put_mail(
        conn, identity.secrets, to=address, template="set_up_account", language=account["language"],
        name=account["display_name"], username=account["username"], link=link_of(token),
        hours=f"{identity.config.accounts.setup_hours:g}",
    )  # fmt: skip
    return address


async def make_first_admin_link(conn: Connection, identity: Identity) -> str | None:
    """The token of the first start, or None when somebody administers everything already. Older ones stop counting."""
    await sql.role_assignments.hold_guard(conn)
    if await sql.role_assignments.is_there_admin(conn):
        return None
    await sql.reset_tokens.end_first_admin(conn)
    return await make(conn, "first_admin", seconds=identity.config.accounts.setup_hours * 3600)


# Addresses


async def send_verification(conn: Connection, identity: Identity, account_id: int, *, link_of: LinkOf, email: str | None = None) -> None:
    """Mails a link that verifies the account's address, or makes `email` its address."""
    account = await accounts.get(conn, account_id)
    address = email or account["email"]
    if not address:
        raise Invalid([Fault(("email",), "required")])
    await sql.reset_tokens.end_of_account(conn, account_id=account_id, purposes=["verify_email"])
    hours = identity.config.accounts.verify_hours
    token = await make(conn, "verify_email", seconds=hours * 3600, account_id=account_id, email=address)
    await outbox.put_mail(conn, identity.secrets, to=address, template="verify_email", language=account["language"],
                          name=account["display_name"], link=link_of(token), hours=f"{hours:g}")  # fmt: skip


async def ask_email_change(identity: Identity, actor: Actor, email: str, *, link_of: LinkOf) -> None:
    """The app's way to another address: it becomes the account's when the link mailed to it is opened."""
    faults = accounts.faults_of_email(email)
    if faults:
        raise Invalid(faults)
    async with db.transaction(identity.pool) as conn:
        await send_verification(conn, identity, actor.user_id, link_of=link_of, email=email)
        await audit.record(conn, actor, "account.ask_email_change", "account", actor.user_id, {"to": email})


async def verify_email(identity: Identity, token: str) -> int:
    """Opens the link that was mailed to an address; the account's id. Unauthenticated; Conflict("email_taken")."""
    async with db.transaction(identity.pool) as conn:
        link = await use(conn, token, "verify_email")
        account = await account_roles.lock(conn, link["account_id"])
        actor = Actor(kind="reset", account_id=account["id"], username=account["username"], credential_id=link["id"])
        await mark_verified(conn, actor, account, link["email"], is_needed=True)
        if account["last_verified_email"]:
            await accounts.tell_old_address(conn, identity.secrets, account, link["email"])
        await credential_cache.account_changed(conn, account["id"])
        await audit.record(conn, actor, "account.verify_email", "account", account["id"], {"email": link["email"]})
    return link["account_id"]
