"""Accounts: one per person who can sign in. Making them, names and addresses, and who may change whose."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from server import db
from server.db import Connection, Row, sql
from server.domain import account_roles, audit, credential_cache, outbox
from server.domain.actor import DOMAINS, Actor
from server.errors import Conflict, Denied, Fault, Invalid, NotFound
from server.secrets import Secrets, random_token

MAX_USERNAME = 50
MAX_EMAIL = 254
# One mailbox that a mail can be sent to: no name, list, comment, quoting or route.
EMAIL = re.compile(r"""[^\s@<>()\[\],;:"\\]{1,64}@[^\s@<>()\[\],;:"\\/]{1,253}""")
# Longest texts of the columns that `change_profile` sets; None: any length, or no text.
PROFILE: dict[str, int | None] = {
    "display_name": 200, "given_name": 200, "family_name": 200, "office_location": 50, "department": 50, "phone": 50,
    "bio": 10_000, "image_url": 2048, "orcid": 19, "language": 10, "is_email_public": None, "preferences": None,
}  # fmt: skip
# Names stand in lists and in mails to addresses that nobody verified: one line each.
NAMES = ("display_name", "given_name", "family_name")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an account starts with. Without a username one is made from the e-mail; `roles` are (domain or None, role)."""

    display_name: str
    username: str | None = None
    email: str | None = None
    is_email_verified: bool = False
    domains: tuple[str, ...] = DOMAINS
    roles: tuple[tuple[str | None, str], ...] = ()
    password_hash: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    office_location: str | None = None
    department: str | None = None
    phone: str | None = None
    bio: str | None = None
    image_url: str | None = None
    language: str = "en"
    managed_by_company: UUID | None = None
    made_by_provider: str | None = None


# What names and addresses may be


def faults_of_username(username: object, email: str | None) -> list[Fault]:
    """1 to 50 printable characters, no blank at the ends, no `/`; one with `@` must be the account's own e-mail."""
    path = ("username",)
    if not isinstance(username, str) or not username:
        return [Fault(path, "required")]
    if len(username) > MAX_USERNAME:
        return [Fault(path, "too_long", {"maximum": MAX_USERNAME})]
    if not username.isprintable() or "/" in username or username != username.strip():
        return [Fault(path, "bad_text")]
    if "@" in username and username.lower() != (email or "").lower():
        return [Fault(path, "other_email")]
    return []


def is_email(text: object) -> bool:
    return isinstance(text, str) and 3 <= len(text) <= MAX_EMAIL and text.isprintable() and EMAIL.fullmatch(text) is not None


def faults_of_email(email: object) -> list[Fault]:
    return [] if is_email(email) else [Fault(("email",), "not_email" if email else "required")]


def faults_of_texts(values: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with profile columns."""
    faults = []
    for name, value in values.items():
        limit = PROFILE[name]
        if name == "display_name" and (not isinstance(value, str) or not value.strip()):
            faults.append(Fault((name,), "required"))
        elif limit is not None and isinstance(value, str):
            if len(value) > limit:
                faults.append(Fault((name,), "too_long", {"maximum": limit}))
            elif "\0" in value or not is_text(value) or (name in NAMES and CONTROL.search(value)):
                faults.append(Fault((name,), "bad_text"))
    return faults


def is_text(value: str) -> bool:
    """Can it be written as UTF-8 (no lone surrogates)?"""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def base_of_username(email: str | None, display_name: str) -> str:
    """A username from the part before the `@`, in `[a-z0-9._+-]`."""
    source = (email or display_name).partition("@")[0].lower()
    return re.sub(r"[^a-z0-9._+-]+", "", source)[:MAX_USERNAME] or "user"


# Reading


async def find(conn: Connection, account_id: int) -> Row | None:
    """An account with its domains, inactive domains and effective roles ("research:admin", "*:admin")."""
    return await sql.accounts.get(conn, account_id=account_id)


async def get(conn: Connection, account_id: int) -> Row:
    row = await find(conn, account_id)
    if row is None:
        raise NotFound("account", id=account_id)
    return row


async def find_by_name(conn: Connection, name: str) -> Row | None:
    """By username, else by verified e-mail."""
    account_id = await sql.accounts.find_id(conn, name=name) if is_text(name) and "\0" not in name else None
    return None if account_id is None else await find(conn, account_id)


async def list_accounts(conn: Connection, *, domain: str | None = None, is_active: bool | None = None, role: str | None = None,
                        search: str | None = None, limit: int, offset: int) -> tuple[list[Row], int]:  # fmt: skip
    """A page of accounts by id, and how many fit. With a domain: those who hold it, with their state there."""
    given = {"domain": domain, "is_active": is_active, "role": role, "search": db.containing(search)}
    rows = await sql.accounts.list(conn, **given, limit=limit, offset=offset)
    return rows, await sql.accounts.count(conn, **given)


# Making


async def create(conn: Connection, actor: Actor, new: NewAccount, *, refuse_known_email: bool = False) -> Row:
    """The account, with its domains and roles. Every door makes its accounts here.

    Invalid; Conflict("username_taken"); Conflict("email_taken"): another account verified that address, or, with
    `refuse_known_email`, has it at all.
    """
    check_new(new)
    if new.email is not None:
        await sql.accounts.hold_email(conn, email=new.email)
        if refuse_known_email and await sql.accounts.find_with_email(conn, email=new.email):
            raise Conflict("email_taken", email=new.email)
    row = await _insert(conn, new)
    for domain in new.domains:
        await account_roles.add_domain(conn, actor, row["id"], domain)
    await account_roles.add_roles(conn, actor, row["id"], new.roles)
    await audit.record(conn, actor, "account.create", "account", row["id"], {"username": row["username"], "domains": new.domains})
    if new.is_email_verified and new.email is not None:
        await take_managed_logins(conn, actor, row["id"], new.email)
    return row


def check_new(new: NewAccount) -> None:
    """Invalid with every fault of a new account."""
    faults = [] if new.username is None else faults_of_username(new.username, new.email)
    if new.email is not None:
        faults += faults_of_email(new.email)
    faults += faults_of_texts({name: getattr(new, name) for name in PROFILE if hasattr(new, name)})
    faults += [Fault(("domains",), "unknown", {"value": domain}) for domain in new.domains if domain not in DOMAINS]
    if faults:
        raise Invalid(faults)


async def _insert(conn: Connection, new: NewAccount) -> Row:
    wanted = new.username
    for attempt in range(10):
        username = wanted or await free_username(conn, base_of_username(new.email, new.display_name))
        try:
            async with conn.transaction():
                return await sql.accounts.insert(
                    conn, username=username, email=new.email, is_verified=new.is_email_verified,
                    display_name=new.display_name, given_name=new.given_name, family_name=new.family_name,
                    password_hash=new.password_hash, managed_by_company=new.managed_by_company,
                    made_by_provider=new.made_by_provider, language=new.language, office_location=new.office_location,
                    department=new.department, phone=new.phone, bio=new.bio, image_url=new.image_url,
                )  # fmt: skip
        except db.UniqueViolation as error:
            # A generated name may be taken by somebody who was faster: then the next one.
            if wanted is not None or db.violated(error) != "accounts_username_once" or attempt == 9:
                raise taken(error, username=username, email=new.email) from None
    raise AssertionError("unreachable")


def taken(error: db.UniqueViolation, *, username: str | None = None, email: str | None = None) -> Exception:
    """The conflict that a unique index of accounts reports."""
    name = db.violated(error)
    if name == "accounts_username_once":
        return Conflict("username_taken", username=username)
    if name == "accounts_verified_email_once":
        return Conflict("email_taken", email=email)
    return error


# Who may change whose name, address, password and factor


def require_may_change_credentials(actor: Actor, target: Any) -> None:
    """Denied("not_your_account") unless it is the actor's own account, or the actor administers every domain and role of it
    (learning with no role but learner does not count). A token for programs never changes those of its own account, one
    with scopes nobody's."""
    if actor.scopes is not None or (actor.account_id == target["id"] and actor.kind in ("pat", "oauth")):
        raise Denied("not_your_account")
    if actor.account_id == target["id"] or actor.is_admin():
        return
    roles = [text.partition(":")[::2] for text in target["roles"]]
    held = {*target["domains"], *target["inactive_domains"], *(domain for domain, _ in roles)}
    if all(role == "learner" for domain, role in roles if domain == "learning") and held != {"learning"}:
        held.discard("learning")
    if not held or not all(domain != "*" and actor.is_admin(domain) for domain in held):
        raise Denied("not_your_account")


def require_may_change_profile(actor: Actor, target: Any) -> None:
    """One's own names, or those of somebody in a domain that the actor administers."""
    held = [*target["domains"], *target["inactive_domains"]]
    if actor.account_id != target["id"] and not actor.is_admin() and not any(actor.is_admin(domain) for domain in held):
        raise Denied("not_your_account")


# Changing


async def change_profile(conn: Connection, actor: Actor, account_id: int, **columns: Any) -> None:
    """Sets the columns of `PROFILE` that are given. Invalid; Denied("not_your_account")."""
    unknown = set(columns) - set(PROFILE)
    if unknown:
        raise TypeError(f"no profile columns: {sorted(unknown)}")
    faults = faults_of_texts(columns)
    if faults:
        raise Invalid(faults)
    require_may_change_profile(actor, await account_roles.lock(conn, account_id))
    if columns:
        await sql.accounts.change_profile(conn, account_id=account_id, columns=orjson.dumps(columns).decode())
        await credential_cache.account_changed(conn, account_id)
        await audit.record(conn, actor, "account.change_profile", "account", account_id, {"columns": sorted(columns)})


async def change_username(conn: Connection, actor: Actor, account_id: int, username: str) -> None:
    """Invalid, Conflict("username_taken"), Denied("not_your_account")."""
    account = await account_roles.lock(conn, account_id)
    require_may_change_credentials(actor, account)
    faults = faults_of_username(username, account["email"])
    if faults:
        raise Invalid(faults)
    try:
        await sql.accounts.set_username(conn, account_id=account_id, username=username)
    except db.UniqueViolation as error:
        raise taken(error, username=username) from None
    await credential_cache.account_changed(conn, account_id)
    await audit.record(conn, actor, "account.change_username", "account", account_id, {"from": account["username"], "to": username})


async def change_email(conn: Connection, secrets: Secrets, actor: Actor, account_id: int, email: str | None, *,
                       is_verified: bool = False, refuse_known: bool = False) -> None:  # fmt: skip
    """The address shows at once. Unverified (the caller mails the link, `links.send_verification`) unless an admin of
    everything says otherwise; the last verified one is told and keeps the reset links.

    Changed by somebody else it also ends open reset links. A username that is the old address follows.
    Invalid, Conflict("email_taken"), Denied("not_your_account").
    """
    if email is not None and faults_of_email(email):
        raise Invalid(faults_of_email(email))
    account = await account_roles.lock(conn, account_id)
    require_may_change_credentials(actor, account)
    if is_verified and not actor.is_admin():
        raise Denied("not_admin", domain=None)
    if email == account["email"] and (account["email_verified_at"] is not None or not is_verified):
        return
    await set_email(conn, account, email, is_verified=is_verified, refuse_known=refuse_known)
    await sql.reset_tokens.end_of_account(conn, account_id=account_id, purposes=["verify_email"])
    if actor.account_id != account_id:
        await sql.reset_tokens.end_of_account(conn, account_id=account_id, purposes=["reset"])
    if is_verified and email is not None:
        await take_managed_logins(conn, actor, account_id, email)
    # An address that nobody ever verified may be a stranger's: it hears only of what somebody else did.
    if account["last_verified_email"] or actor.account_id != account_id:
        await tell_old_address(conn, secrets, account, email)
    await audit.record(conn, actor, "account.change_email", "account", account_id, {"from": account["email"], "to": email})


async def set_email(conn: Connection, account: Any, email: str | None, *, is_verified: bool, refuse_known: bool = False) -> None:
    """The address itself, of a locked account; a username that was the old one follows."""
    if email is not None:
        await sql.accounts.hold_email(conn, email=email)
        others = [row for row in await sql.accounts.find_with_email(conn, email=email) if row["id"] != account["id"]]
        if others and (refuse_known or (is_verified and others[0]["email_verified_at"] is not None)):
            raise Conflict("email_taken", email=email)
    username = account["username"]
    if "@" in username and username.lower() != (email or "").lower():
        username = await _following_username(conn, account, email)
    try:
        await sql.accounts.set_email(conn, account_id=account["id"], email=email, is_verified=is_verified, username=username)
    except db.UniqueViolation as error:
        raise taken(error, username=username, email=email) from None
    await sql.reset_tokens.end_mailed_elsewhere(conn, account_id=account["id"])
    await credential_cache.account_changed(conn, account["id"])


async def _following_username(conn: Connection, account: Any, email: str | None) -> str:
    if email is not None and not faults_of_username(email, email):
        owner = await sql.accounts.find_id(conn, name=email)
        if owner is None or owner == account["id"]:
            return email
    return await free_username(conn, base_of_username(email or account["email"], account["display_name"]))


async def free_username(conn: Connection, wanted: str) -> str:
    """The name, or with `-2`, `-3` …; where a thousand of them are taken, with something random."""
    found: str | None = await sql.accounts.free_username(conn, wanted=wanted)
    return found or random_token(f"{wanted[:33]}-", 8)


async def tell_old_address(conn: Connection, secrets: Secrets, account: Any, email: str | None) -> None:
    """The address that loses its place hears of it."""
    told = account["last_verified_email"] or account["email"]
    if told and told.lower() != (email or "").lower():
        await outbox.put_mail(
            conn, secrets, to=told, template="email_changed", language=account["language"], name=account["display_name"], email=email or ""
        )


async def take_managed_logins(conn: Connection, actor: Actor, account_id: int, email: str) -> None:
    """The address was verified: logins of accounts that a company still manages under it move to its owner."""
    for managed in await sql.accounts.list_managed_with_email(conn, email=email, but=account_id):
        moved = await sql.logins.move(conn, from_account=managed["id"], to_account=account_id)
        if not moved:
            continue
        await account_roles.add_domain(conn, actor, account_id, "assessment")
        if await sql.logins.count_of_account(conn, account_id=managed["id"]) == 0:
            await sql.accounts.set_active(conn, account_id=managed["id"], is_active=False)
        await sql.sessions.delete_of_account(conn, account_id=managed["id"], but=None)
        for changed in (managed["id"], account_id):
            await credential_cache.account_changed(conn, changed)
        companies = [str(row["company_id"]) for row in moved]
        await audit.record(conn, actor, "login.move", "account", account_id, {"from": managed["id"], "companies": companies})
