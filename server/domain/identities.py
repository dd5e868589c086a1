"""People as identity providers know them. An identity belongs to an account by (issuer, subject), never by e-mail.

An e-mail that another account has joins nothing: the identity waits, unlinked, until the owner of that account, signed in or
by a link mailed to its verified address, joins the two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server import db
from server.db import Connection, Row, sql
from server.domain import account_roles, accounts, audit, credential_cache, links, outbox
from server.domain.accounts import NewAccount
from server.domain.actor import SYSTEM, Actor
from server.domain.identity import Identity
from server.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a provider says about a person."""

    issuer: str
    subject: str
    email: str | None = None
    is_email_verified: bool = False
    given_name: str | None = None
    family_name: str | None = None
    image_url: str | None = None

    @property
    def display_name(self) -> str:
        return " ".join(part for part in (self.given_name, self.family_name) if part) or self.email or self.subject


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of a message: the account (None while the identity waits), and whether it was made now."""

    account_id: int | None
    is_new: bool = False
    is_waiting: bool = False


async def claim(conn: Connection, profile: Profile) -> Synced:
    """`/auth/sync` without a token: at most an unverified learner without a password. Whoever has that id or e-mail already
    is not touched."""
    await sql.identities.hold(conn, issuer=profile.issuer, subject=profile.subject)
    row = await sql.identities.lock(conn, issuer=profile.issuer, subject=profile.subject)
    if row is not None:
        return Synced(row["account_id"], is_waiting=row["account_id"] is None)
    if profile.email is not None:
        await sql.accounts.hold_email(conn, email=profile.email)
        if await sql.accounts.find_with_email(conn, email=profile.email):
            return Synced(None, is_waiting=True)
    account = await _create_account(conn, profile, is_email_verified=False)
    await _insert(conn, profile, account["id"], is_verified=False)
    return Synced(account["id"], is_new=True)


async def sync(conn: Connection, identity: Identity, profile: Profile, *, refuse_known_email: bool, link_of: links.LinkOf) -> Synced:
    """A verified token or webhook: makes or updates the account of this subject.

    The e-mail of another account: Conflict("email_taken") with `refuse_known_email` (a sync with a token); without it
    (a webhook) the identity waits and the owner is asked to join it.
    """
    await sql.identities.hold(conn, issuer=profile.issuer, subject=profile.subject)
    row = await sql.identities.lock(conn, issuer=profile.issuer, subject=profile.subject)
    if row is not None and row["account_id"] is not None:
        await _update(conn, row, profile)
        return Synced(row["account_id"])
    owner = await _owner_of_email(conn, profile)
    if owner is not None and refuse_known_email:
        raise Conflict("email_taken", email=profile.email)
    account = await _create_account(conn, profile, is_email_verified=profile.is_email_verified) if owner is None else None
    if row is None:
        identity_id = await _insert(conn, profile, account["id"] if account else None, is_verified=True)
    else:
        identity_id = row["id"]
        await _store(conn, identity_id, profile)
        if account is not None:
            await sql.identities.join_account(conn, id=identity_id, account_id=account["id"])
    if account is not None:
        return Synced(account["id"], is_new=True)
    if row is None or row["wanted_by"] is None:
        await _ask_owner(conn, identity, identity_id, owner, profile, link_of)
    return Synced(None, is_waiting=True)


async def _owner_of_email(conn: Connection, profile: Profile) -> Row | None:
    if profile.email is None:
        return None
    await sql.accounts.hold_email(conn, email=profile.email)
    found = await sql.accounts.find_with_email(conn, email=profile.email)
    return found[0] if found else None


async def _create_account(conn: Connection, profile: Profile, *, is_email_verified: bool) -> Row:
    new = NewAccount(
        display_name=profile.display_name[:200], email=profile.email, is_email_verified=is_email_verified and profile.email is not None,
        domains=("learning",), given_name=profile.given_name, family_name=profile.family_name, image_url=profile.image_url,
        made_by_provider=profile.issuer,
    )  # fmt: skip
    return await accounts.create(conn, SYSTEM, new)


async def _insert(conn: Connection, profile: Profile, account_id: int | None, *, is_verified: bool) -> int:
    row = await sql.identities.insert(
        conn, issuer=profile.issuer, subject=profile.subject, account_id=account_id, wanted_by=None, email=profile.email,
        given_name=profile.given_name, family_name=profile.family_name, image_url=profile.image_url, is_verified=is_verified,
    )  # fmt: skip
    return row["id"]


async def _store(conn: Connection, identity_id: int, profile: Profile) -> None:
    await sql.identities.update(
        conn, id=identity_id, email=profile.email, given_name=profile.given_name, family_name=profile.family_name,
        image_url=profile.image_url, is_verified=True,
    )  # fmt: skip


async def _update(conn: Connection, row: Row, profile: Profile) -> None:
    """What a provider says changes the account only while the provider made it and it has no password; the first verified
    message overwrites what was only claimed."""
    await _store(conn, row["id"], profile)
    account = await account_roles.lock(conn, row["account_id"])
    if not is_providers(account, profile.issuer):
        return
    names: dict[str, Any] = {"display_name": profile.display_name[:200], "given_name": profile.given_name,
                             "family_name": profile.family_name, "image_url": profile.image_url}  # fmt: skip
    await accounts.change_profile(conn, SYSTEM, account["id"], **{name: value for name, value in names.items() if value is not None})
    differs = (profile.email or "").lower() != (account["email"] or "").lower()
    if profile.email is not None and (differs or (profile.is_email_verified and account["email_verified_at"] is None)):
        await sql.accounts.hold_email(conn, email=profile.email)
        others = [other for other in await sql.accounts.find_with_email(conn, email=profile.email) if other["id"] != account["id"]]
        if not others:
            await accounts.set_email(conn, account, profile.email, is_verified=profile.is_email_verified)
            if profile.is_email_verified:
                await accounts.take_managed_logins(conn, SYSTEM, account["id"], profile.email)
    if not account["is_active"] and row["deleted_at"] is not None:
        await account_roles.set_account_state(conn, SYSTEM, account["id"], True)


def is_providers(account: Mapping[str, Any], issuer: str) -> bool:
    return account["made_by_provider"] == issuer and account["password_hash"] is None


async def end(conn: Connection, issuer: str, subject: str) -> None:
    """The provider deleted the person. An account that it made and that has no password becomes inactive."""
    row = await sql.identities.lock(conn, issuer=issuer, subject=subject)
    if row is None or row["deleted_at"] is not None:
        return
    await sql.identities.mark_deleted(conn, id=row["id"])
    if row["account_id"] is None:
        return
    account = await account_roles.lock(conn, row["account_id"])
    if is_providers(account, issuer) and account["is_active"]:
        await account_roles.set_account_state(conn, SYSTEM, account["id"], False)
    await credential_cache.account_changed(conn, row["account_id"])


# Joining


async def _ask_owner(conn: Connection, identity: Identity, identity_id: int, owner: Row | None, profile: Profile,
                     link_of: links.LinkOf) -> None:  # fmt: skip
    """Remembers whose e-mail it is, and mails the owner of a verified one."""
    if owner is None:
        return
    await sql.identities.ask(conn, id=identity_id, wanted_by=owner["id"])
    if owner["email_verified_at"] is None:
        return
    account = await accounts.get(conn, owner["id"])
    hours = identity.config.accounts.verify_hours
    about = {"account_id": owner["id"], "identity_id": identity_id, "email": account["email"]}
    token = await links.make(conn, "join_identity", seconds=hours * 3600, **about)
    await outbox.put_mail(
        conn, identity.secrets, to=account["email"], template="join_identity", language=account["language"],
        name=account["display_name"], provider=profile.issuer, link=link_of(token), hours=f"{hours:g}",
    )  # fmt: skip


async def list_of_account(conn: Connection, account_id: int) -> list[Row]:
    """Joined identities, and those that wait for this account to join them."""
    return await sql.identities.list_of_account(conn, account_id=account_id)


async def join(conn: Connection, actor: Actor, identity_id: int) -> None:
    """The signed-in owner joins an identity that waits for this account. NotFound("identity")."""
    row = await sql.identities.get(conn, id=identity_id)
    if row is None or row["account_id"] is not None or row["wanted_by"] != actor.user_id or not row["is_verified"]:
        raise NotFound("identity", id=identity_id)
    await _join(conn, actor, identity_id, actor.user_id)


async def join_by_link(identity: Identity, token: str) -> int:
    """The link mailed to the owner; the account's id."""
    async with db.transaction(identity.pool) as conn:
        link = await links.use(conn, token, "join_identity")
        row = await sql.identities.get(conn, id=link["identity_id"])
        if row is None or row["account_id"] is not None:
            raise NotFound("identity", id=link["identity_id"])
        account = await account_roles.lock(conn, link["account_id"])
        actor = Actor(kind="reset", account_id=account["id"], username=account["username"], credential_id=link["id"])
        await _join(conn, actor, link["identity_id"], account["id"])
    return link["account_id"]


async def _join(conn: Connection, actor: Actor, identity_id: int, account_id: int) -> None:
    await sql.identities.join_account(conn, id=identity_id, account_id=account_id)
    await account_roles.add_domain(conn, SYSTEM, account_id, "learning")
    await credential_cache.account_changed(conn, account_id)
    await audit.record(conn, actor, "identity.join", "account", account_id, {"identity": identity_id})


def check(profile: Profile) -> None:
    """Invalid for an address that is none."""
    if profile.email is not None and accounts.faults_of_email(profile.email):
        raise Invalid(accounts.faults_of_email(profile.email))
