"""People as identity providers know them. An identity belongs to an account by (issuer, subject), never by e-mail.

An e-mail that another account has joins nothing: the identity waits, unlinked, until the owner of that account, signed in or
by a link mailed to its verified address, joins the two. What is believed of whom, and in which order: docs/decisions/0093.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from server import db, keys
from server.db import Connection, Row, sql
from server.domain import account_roles, accounts, audit, credential_cache, links, outbox, providers
from server.domain.accounts import NewAccount
from server.domain.actor import SYSTEM, Actor
from server.domain.identity import Identity
from server.errors import Conflict, Invalid, NotFound, Unauthenticated

NAMES = ("given_name", "family_name", "image_url")
EVERYTHING = frozenset({"email", *NAMES})
# A provider's clock may be so far ahead of ours.
AHEAD = timedelta(minutes=5)
DAY_SECONDS = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a provider says about a person, `says` naming the fields that it speaks of at all.

    `is_email_verified`: does it vouch for the address (None: it does not say). `told_at`: its own time of what it says.
    """

    issuer: str
    subject: str
    email: str | None = None
    is_email_verified: bool | None = None
    given_name: str | None = None
    family_name: str | None = None
    image_url: str | None = None
    says: frozenset[str] = EVERYTHING
    told_at: datetime | None = None

    @property
    def display_name(self) -> str:
        return shown_name(self.given_name, self.family_name) or self.email or self.subject

    @property
    def is_vouched(self) -> bool:
        return self.email is not None and self.is_email_verified is True

    def fitted(self) -> "Profile":
        """What a provider says made to fit: a message about a person counts, whatever his name looks like there."""
        given, family = fitted_name(self.given_name), fitted_name(self.family_name)
        email = self.email if accounts.is_email(self.email) else None
        image = self.image_url if is_image_address(self.image_url) else None
        told_at = min(self.told_at, datetime.now(UTC) + AHEAD) if self.told_at else None
        return replace(self, email=email, image_url=image, told_at=told_at, given_name=given, family_name=family)


def fitted_name(name: str | None) -> str | None:
    return accounts.CONTROL.sub(" ", name).strip()[:200].strip() or None if name else None


def is_clean(text: str) -> bool:
    return "\0" not in text and accounts.is_text(text)


def shown_name(given_name: str | None, family_name: str | None) -> str:
    return " ".join(part for part in (given_name, family_name) if part)[:200]


def is_image_address(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 2048 and value.isprintable() and value.startswith(("https://", "http://"))


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of a message: the account (None while the identity waits), and whether it was made now."""

    account_id: int | None
    is_new: bool = False
    is_waiting: bool = False
    is_late: bool = False


# Without a token


async def claim(conn: Connection, profile: Profile, *, claims_per_hour: float = math.inf) -> Synced:
    """`/auth/sync` without a token: at most an unverified learner without a password. Whoever has that id or e-mail already
    is not touched."""
    await sql.identities.hold(conn, issuer=profile.issuer, subject=profile.subject)
    row = await sql.identities.lock(conn, issuer=profile.issuer, subject=profile.subject)
    if row is not None:
        return Synced(row["account_id"], is_waiting=row["account_id"] is None)
    if await sql.identities.count_claims(conn) >= claims_per_hour:
        return Synced(None, is_waiting=True)
    profile = replace(profile, is_email_verified=None)
    if profile.email is not None:
        await sql.accounts.hold_email(conn, email=profile.email)
        if await sql.identities.is_email_used(conn, email=profile.email):
            return Synced(None, is_waiting=True)
    account = await _create_account(conn, profile)
    await _insert(conn, profile, account["id"], is_verified=False)
    return Synced(account["id"], is_new=True)


@outbox.schedule("identities.sweep", DAY_SECONDS)
async def sweep(work: outbox.Work) -> None:
    """Forgets what was only claimed and never confirmed, and ids of messages that nobody sends again."""
    async with work.pool.acquire() as conn:
        await sql.identities.delete_claims(conn, days=work[keys.CONFIG].provider.claim_days)
        await sql.identities.delete_old_messages(conn)


# With one, or by webhook


async def sync(conn: Connection, identity: Identity, profile: Profile, *, refuse_known_email: bool, link_of: links.LinkOf | None,
               claims: Mapping[str, Any] | None = None) -> Synced:  # fmt: skip
    """A verified token (`claims`) or webhook: makes or updates the account of this subject.

    The e-mail of another account: Conflict("email_taken") with `refuse_known_email` (a sync with a token); without it
    (a webhook) the identity waits and the owner is asked to join it. Unauthenticated("deleted"): the provider deleted
    the person after it had issued the token.
    """
    await sql.identities.hold(conn, issuer=profile.issuer, subject=profile.subject)
    row = await sql.identities.lock(conn, issuer=profile.issuer, subject=profile.subject)
    if row is not None and claims is not None and providers.is_issued_before(claims, row["tokens_from"]):
        raise Unauthenticated("deleted")
    if row is not None and claims is None and is_late(row, profile):
        return Synced(row["account_id"], is_late=True)
    if row is not None and row["account_id"] is not None:
        if await _update(conn, identity, row, profile, refuse_known_email=refuse_known_email):
            return Synced(row["account_id"])
        await sql.identities.part(conn, id=row["id"], wanted_by=None)
    elif row is not None and "email" not in profile.says:
        # Who says nothing of the address goes on waiting for the owner of the one that was heard.
        profile = replace(profile, email=row["email"], is_email_verified=row["is_email_verified"])
    owner = await _owner_of(conn, profile)
    if owner is not None and refuse_known_email:
        raise Conflict("email_taken", email=profile.email)
    account = await _create_account(conn, profile) if owner is None else None
    if row is None:
        identity_id = await _insert(conn, profile, account["id"] if account else None, is_verified=True)
    else:
        identity_id = row["id"]
        await _store(conn, row, profile)
        if account is not None:
            await sql.identities.join_account(conn, id=identity_id, account_id=account["id"], made_account=True)
    if account is not None:
        return Synced(account["id"], is_new=True)
    await _ask_owner(conn, identity, identity_id, row, owner, profile, link_of)
    return Synced(None, is_waiting=True)


def is_late(row: Mapping[str, Any], profile: Profile) -> bool:
    """Has the provider said something newer already? Its deletion ends only with something that it says to be newer."""
    if profile.told_at is None or row["told_at"] is None:
        return row["deleted_at"] is not None
    return bool(profile.told_at < row["told_at"] or (profile.told_at == row["told_at"] and row["deleted_at"] is not None))


async def confirm(conn: Connection, identity: Identity, profile: Profile, claims: Mapping[str, Any]) -> None:
    """The first verified token of a subject that was only claimed, by whatever call: it overwrites the claim."""
    async with conn.transaction():
        if await _owner_of(conn, profile) is not None:
            profile = replace(profile, email=None, is_email_verified=None)
        await sync(conn, identity, profile, refuse_known_email=True, link_of=None, claims=claims)


def of_claims(issuer: str, claims: Mapping[str, Any]) -> Profile:
    """What a token says of its subject. Most say nothing but the subject."""
    says = {"email": "email", "given_name": "given_name", "family_name": "family_name", "picture": "image_url"}
    given = {field: claims[name] for name, field in says.items() if isinstance(claims.get(name), str) and is_clean(claims[name])}
    is_verified = claims.get("email_verified")
    return Profile(issuer=issuer, subject=claims["sub"], says=frozenset(given), **given,
                   is_email_verified=is_verified if isinstance(is_verified, bool) else None).fitted()  # fmt: skip


async def _owner_of(conn: Connection, profile: Profile, *, but: int | None = None) -> Row | None:
    """Whose e-mail it is, apart from account `but`."""
    if profile.email is None:
        return None
    await sql.accounts.hold_email(conn, email=profile.email)
    found = await sql.identities.list_owners(conn, email=profile.email, is_vouched=profile.is_vouched, but=but)
    return found[0] if found else None


async def _create_account(conn: Connection, profile: Profile) -> Row:
    new = NewAccount(
        display_name=profile.display_name[:200], email=profile.email, is_email_verified=profile.is_vouched,
        domains=("learning",), given_name=profile.given_name, family_name=profile.family_name, image_url=profile.image_url,
        made_by_provider=profile.issuer,
    )  # fmt: skip
    return await accounts.create(conn, SYSTEM, new)


async def _insert(conn: Connection, profile: Profile, account_id: int | None, *, is_verified: bool) -> int:
    row = await sql.identities.insert(
        conn, issuer=profile.issuer, subject=profile.subject, account_id=account_id, wanted_by=None, email=profile.email,
        is_email_verified=profile.is_email_verified if profile.email else None, given_name=profile.given_name,
        family_name=profile.family_name, image_url=profile.image_url, is_verified=is_verified, made_account=account_id is not None,
        told_at=profile.told_at,
    )  # fmt: skip
    return row["id"]


async def _store(conn: Connection, row: Row, profile: Profile) -> None:
    """What the provider says now, beside what it said before; a mere claim leaves nothing behind."""
    said = profile.says if row["is_verified"] else EVERYTHING
    values = {name: getattr(profile, name) if name in said else row[name] for name in ("email", *NAMES)}
    verified = row["is_email_verified"]
    if "email" in said:
        is_same = row["is_verified"] and (profile.email or "").lower() == (row["email"] or "").lower()
        # Who only repeats the address does not say that the provider vouches for it no longer.
        verified = verified if is_same and profile.is_email_verified is None else profile.is_email_verified
    await sql.identities.update(conn, id=row["id"], **values, is_email_verified=verified if values["email"] else None,
                                told_at=profile.told_at)  # fmt: skip


# Changes by the provider


async def _update(conn: Connection, identity: Identity, row: Row, profile: Profile, *, refuse_known_email: bool) -> bool:
    """What a provider says changes the account only while the provider made it and it has no password; the first verified
    message overwrites what was only claimed. False: the claimed account has become somebody's, the subject gets another."""
    account = await account_roles.lock(conn, row["account_id"])
    is_claim = not row["is_verified"]
    if is_claim and not is_bare(account):
        return False
    follows = row["made_account"] and is_providers(account, profile.issuer)
    if follows:
        if is_claim:
            profile = replace(profile, says=EVERYTHING)
        await _follow_email(conn, identity, account, profile, is_claim=is_claim, refuse_known_email=refuse_known_email)
        await _follow_names(conn, account["id"], profile)
        if row["ended_account"] and not account["is_active"]:
            await account_roles.set_account_state(conn, SYSTEM, account["id"], True)
    await _store(conn, row, profile)
    if row["deleted_at"] is not None or is_claim:
        await credential_cache.account_changed(conn, account["id"])
    return True


def is_bare(account: Mapping[str, Any]) -> bool:
    """Is it still what a call without a token makes: a learner without a password whose address nobody verified?"""
    held = [*account["domains"], *account["inactive_domains"]]
    return (account["password_hash"] is None and account["last_verified_email"] is None and held == ["learning"]
            and set(account["roles"]) <= {"learning:learner"})  # fmt: skip


def is_providers(account: Mapping[str, Any], issuer: str) -> bool:
    return account["made_by_provider"] == issuer and account["password_hash"] is None


async def _follow_email(conn: Connection, identity: Identity, account: Row, profile: Profile, *, is_claim: bool,
                        refuse_known_email: bool) -> None:  # fmt: skip
    """The address that the provider says now; never one that another account has."""
    if "email" not in profile.says:
        return
    email, before = profile.email, account["email"]
    is_same = (email or "").lower() == (before or "").lower()
    if is_same and not (profile.is_vouched and account["email_verified_at"] is None):
        return
    if await _owner_of(conn, profile, but=account["id"]) is not None:
        if refuse_known_email:
            raise Conflict("email_taken", email=email)
        if not is_claim:
            return
        email = None
    await accounts.set_email(conn, account, email, is_verified=email is not None and profile.is_vouched)
    if is_claim:
        username = await accounts.free_username(conn, accounts.base_of_username(email, profile.display_name))
        await sql.accounts.set_username(conn, account_id=account["id"], username=username)
    if email is not None and profile.is_vouched:
        await accounts.take_managed_logins(conn, SYSTEM, account["id"], email)
    if not is_same:
        if account["last_verified_email"]:
            await accounts.tell_old_address(conn, identity.secrets, account, email)
        await sql.reset_tokens.end_of_account(conn, account_id=account["id"], purposes=["verify_email"])
        await audit.record(conn, SYSTEM, "account.change_email", "account", account["id"],
                           {"from": before, "to": email, "issuer": profile.issuer})  # fmt: skip


async def _follow_names(conn: Connection, account_id: int, profile: Profile) -> None:
    """Names and picture; the shown name follows given and family name."""
    known = await accounts.get(conn, account_id)
    columns = {name: getattr(profile, name) for name in NAMES if name in profile.says and getattr(profile, name) != known[name]}
    name = shown_name(columns.get("given_name", known["given_name"]), columns.get("family_name", known["family_name"]))
    if not {"given_name", "family_name"}.isdisjoint(profile.says):
        name = name or profile.email or known["email"] or profile.subject
        if name[:200] != known["display_name"]:
            columns["display_name"] = name[:200]
    if columns:
        await accounts.change_profile(conn, SYSTEM, account_id, **columns)


async def end(conn: Connection, issuer: str, subject: str, *, told_at: datetime | None = None) -> None:
    """The provider deleted the person: its tokens lead nowhere from now on. An account that it made and that has no password
    becomes inactive, unless it is the last that administers everything."""
    await sql.identities.hold(conn, issuer=issuer, subject=subject)
    row = await sql.identities.lock(conn, issuer=issuer, subject=subject)
    if row is None:
        await sql.identities.insert_deleted(conn, issuer=issuer, subject=subject, told_at=told_at)
        return
    if row["deleted_at"] is not None:
        return
    has_ended = row["account_id"] is not None and await _end_account(conn, row, issuer)
    await sql.identities.mark_deleted(conn, id=row["id"], told_at=told_at, ended_account=has_ended)
    await sql.identities.end_links(conn, identity_id=row["id"])
    if row["account_id"] is not None:
        await credential_cache.account_changed(conn, row["account_id"])
    details = {"issuer": issuer, "subject": subject, "account": row["account_id"], "is_inactive": has_ended}
    await audit.record(conn, SYSTEM, "identity.end", "identity", row["id"], details)


async def _end_account(conn: Connection, row: Row, issuer: str) -> bool:
    account = await account_roles.lock(conn, row["account_id"])
    if not (row["made_account"] and is_providers(account, issuer) and account["is_active"]):
        return False
    try:
        async with conn.transaction():
            await account_roles.set_account_state(conn, SYSTEM, account["id"], False)
    except Conflict:
        return False
    return True


async def is_new_message(conn: Connection, issuer: str, message_id: str) -> bool:
    """Remembers a provider's message in the caller's transaction: what fails later may come again."""
    return bool(await sql.identities.is_new_message(conn, issuer=issuer, message_id=message_id))


# Joining


async def _ask_owner(conn: Connection, identity: Identity, identity_id: int, row: Row | None, owner: Row | None, profile: Profile,
                     link_of: links.LinkOf | None) -> None:  # fmt: skip
    """Remembers whose e-mail it is, and mails the owner of a verified one: once, and never of an address that the provider
    itself doubts."""
    if owner is None or link_of is None:
        return
    was_doubted = row is not None and row["is_email_verified"] is False
    if profile.is_email_verified is False or (row is not None and row["wanted_by"] == owner["id"] and not was_doubted):
        return
    await sql.identities.end_links(conn, identity_id=identity_id)
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
    """Joined identities, and those that wait for the owner of this account's address; `state` is joined, waiting, or
    unconfirmed: the address has to be verified first."""
    return await sql.identities.list_of_account(conn, account_id=account_id)


async def join(conn: Connection, actor: Actor, identity_id: int) -> None:
    """The signed-in owner joins an identity that waits for his address. NotFound("identity"); Conflict("email_unverified")."""
    await _join(conn, actor, identity_id, actor.user_id)


async def join_by_link(identity: Identity, token: str) -> int:
    """The link mailed to the owner; the account's id. Who set a second factor signs in with it first: Conflict("factor_needed")."""
    async with db.transaction(identity.pool) as conn:
        link = await links.use(conn, token, "join_identity")
        account_id: int = link["account_id"]
        account = await sql.accounts.get_for_sign_in(conn, account_id=account_id)
        if account["has_factor"]:
            raise Conflict("factor_needed")
        actor = Actor(kind="reset", account_id=account_id, username=account["username"], credential_id=link["id"])
        await _join(conn, actor, link["identity_id"], account_id)
    return account_id


async def _join(conn: Connection, actor: Actor, identity_id: int, account_id: int) -> None:
    """Whoever the identity was offered to must own its address now."""
    row = await sql.identities.lock_by_id(conn, id=identity_id)
    account = await account_roles.lock(conn, account_id)
    if row is None or row["account_id"] is not None or row["deleted_at"] is not None or not row["is_verified"]:
        raise NotFound("identity", id=identity_id)
    if row["is_email_verified"] is False or not row["email"] or row["email"].lower() != (account["email"] or "").lower():
        raise NotFound("identity", id=identity_id)
    if account["email_verified_at"] is None:
        raise Conflict("email_unverified")
    await sql.identities.join_account(conn, id=identity_id, account_id=account_id, made_account=False)
    await sql.identities.end_links(conn, identity_id=identity_id)
    await account_roles.add_domain(conn, SYSTEM, account_id, "learning")
    await credential_cache.account_changed(conn, account_id)
    details = {"identity": identity_id, "issuer": row["issuer"], "subject": row["subject"]}
    await audit.record(conn, actor, "identity.join", "account", account_id, details)


async def part(conn: Connection, actor: Actor, identity_id: int) -> None:
    """The signed-in owner takes an identity off the account. NotFound("identity"); Conflict("only_way_in") without a password."""
    row = await sql.identities.lock_by_id(conn, id=identity_id)
    account = await account_roles.lock(conn, actor.user_id)
    if row is None or row["account_id"] != actor.user_id:
        raise NotFound("identity", id=identity_id)
    if account["password_hash"] is None:
        raise Conflict("only_way_in")
    await sql.identities.part(conn, id=identity_id, wanted_by=actor.user_id)
    await credential_cache.account_changed(conn, actor.user_id)
    details = {"identity": identity_id, "issuer": row["issuer"], "subject": row["subject"]}
    await audit.record(conn, actor, "identity.part", "account", actor.user_id, details)


def check(profile: Profile) -> None:
    """Invalid for an address that is none."""
    if profile.email is not None and accounts.faults_of_email(profile.email):
        raise Invalid(accounts.faults_of_email(profile.email))
