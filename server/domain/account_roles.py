"""What an account opens and which roles it has. Each domain has its own state and its own administrators.

A domain's administrators give, change and end it and its roles, whatever else the account holds. The role admin of
everything is touched only by such an admin. Where the actor administers every domain that the account holds, a change of
state is one of the whole account.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from server import db
from server.db import Connection, Row, sql
from server.domain import audit, credential_cache
from server.domain.actor import DOMAINS, Actor
from server.errors import Conflict, Denied, Fault, Invalid, NotFound

STATES = ("active", "inactive", "suspended")
# Roles and the domains they exist in; None is all of them.
ROLES: dict[str, tuple[str | None, ...]] = {
    "admin": (None, *DOMAINS), "guest": ("research",), "knowledge_manager": ("training",), "mentor": ("learning",),
    "learner": ("learning",),
}  # fmt: skip


def require_admin_of(actor: Actor, domain: str | None) -> None:
    """Denied unless the actor is admin of `domain` (None: of everything)."""
    if not actor.is_admin(domain):
        raise Denied("not_admin", domain=domain)


async def lock(conn: Connection, account_id: int) -> Row:
    """The account with its domains and roles, held against changes by others until the transaction ends."""
    row = await sql.accounts.lock(conn, account_id=account_id)
    if row is None:
        raise NotFound("account", id=account_id)
    return row


async def _lock_for(conn: Connection, actor: Actor, account_id: int, domain: str | None) -> Row:
    """The account, held, for somebody who administers `domain`."""
    require_admin_of(actor, domain)
    return await lock(conn, account_id)


# Domains


async def give_domain(conn: Connection, actor: Actor, account_id: int, domain: str) -> None:
    """The account opens `domain` from now on; nothing happens when it did before. Learning brings the role learner.

    An account that a company manages stops being managed with any domain but assessment.
    """
    await _lock_for(conn, actor, account_id, domain)
    await add_domain(conn, actor, account_id, domain)


async def add_domain(conn: Connection, actor: Actor, account_id: int, domain: str, *, with_role: bool = True) -> None:
    """As `give_domain`, for callers that have their own right to do so."""
    if domain not in DOMAINS:
        raise Invalid([Fault(("domain",), "unknown", {"value": domain})])
    given_by = actor.account_id
    if await sql.account_domains.insert(conn, account_id=account_id, domain=domain, given_by=given_by) == 0:
        return
    if domain == "learning" and with_role and await _overlapping(conn, account_id, "learner", "learning", None, None) is None:
        await _insert_role(conn, actor, account_id, "learner", "learning")
    if domain != "assessment":
        await sql.accounts.end_management(conn, account_id=account_id)
    await credential_cache.account_changed(conn, account_id)
    await audit.record(conn, actor, "account.give_domain", "account", account_id, {"domain": domain})


async def end_domain(conn: Connection, actor: Actor, account_id: int, domain: str) -> None:
    """Takes a domain away, with its roles. NotFound("account") for an account that does not hold it."""
    account = await _lock_for(conn, actor, account_id, domain)
    if await sql.account_domains.delete(conn, account_id=account_id, domain=domain) == 0:
        raise NotFound("account", id=account_id)
    for role in [text.partition(":")[2] for text in account["roles"] if text.startswith(f"{domain}:")]:
        await end_role(conn, actor, account_id, role, domain)
    await credential_cache.account_changed(conn, account_id)
    await audit.record(conn, actor, "account.end_domain", "account", account_id, {"domain": domain})


async def set_state(conn: Connection, actor: Actor, account_id: int, domain: str, state: str) -> None:
    """Active, inactive or suspended in `domain`; of the whole account too where the actor administers all of its domains.

    NotFound("account") also for an account that does not hold the domain. Conflict("last_admin").
    """
    if state not in STATES:
        raise Invalid([Fault(("state",), "unknown", {"value": state})])
    account = await _lock_for(conn, actor, account_id, domain)
    if await sql.account_domains.set_state(conn, account_id=account_id, domain=domain, state=state) == 0:
        raise NotFound("account", id=account_id)
    if administers_all(actor, account):
        await _set_active(conn, account_id, state == "active")
    await credential_cache.account_changed(conn, account_id)
    await audit.record(conn, actor, "account.set_state", "account", account_id, {"domain": domain, "state": state})


def administers_all(actor: Actor, account: Any) -> bool:
    """Does the actor administer every domain that the account holds (and everything, if the account does)?"""
    held = [*account["domains"], *account["inactive_domains"]]
    if "*:admin" in account["roles"]:
        return actor.is_admin()
    return (bool(held) and actor.administers(held)) or actor.is_admin()


async def set_account_state(conn: Connection, actor: Actor, account_id: int, is_active: bool) -> None:
    """The state of the whole account, by an admin of everything (commands, the app)."""
    require_admin_of(actor, None)
    await lock(conn, account_id)
    await _set_active(conn, account_id, is_active)
    await credential_cache.account_changed(conn, account_id)
    await audit.record(conn, actor, "account.set_state", "account", account_id, {"state": "active" if is_active else "inactive"})


async def _set_active(conn: Connection, account_id: int, is_active: bool) -> None:
    try:
        await sql.accounts.set_active(conn, account_id=account_id, is_active=is_active)
    except db.CheckViolation as error:
        raise_last_admin(error)


def raise_last_admin(error: BaseException) -> None:
    if db.violated(error) == "last_admin_stays":
        raise Conflict("last_admin") from None
    raise error


# Roles


async def give_role(conn: Connection, actor: Actor, account_id: int, role: str, domain: str | None, *,
                    starts_at: datetime | None = None, ends_at: datetime | None = None) -> Row:  # fmt: skip
    """Gives a role from `starts_at` (now) until `ends_at` (open). The domain comes along when the account has it not yet.

    Conflict("role_held") when the same role counts at some moment of that time.
    """
    check_role(role, domain, starts_at, ends_at)
    await _lock_for(conn, actor, account_id, domain)
    if await _overlapping(conn, account_id, role, domain, starts_at, ends_at) is not None:
        raise Conflict("role_held", role=role, domain=domain)
    if domain is not None:
        await add_domain(conn, actor, account_id, domain, with_role=role != "learner")
    return await _insert_role(conn, actor, account_id, role, domain, starts_at=starts_at, ends_at=ends_at)


def check_role(role: str, domain: str | None, starts_at: datetime | None, ends_at: datetime | None) -> None:
    faults = []
    if role not in ROLES or domain not in ROLES[role]:
        faults.append(Fault(("role",), "unknown", {"value": role, "domain": domain}))
    if ends_at is not None and ends_at <= (starts_at or datetime.now(UTC)):
        faults.append(Fault(("ends_at",), "before_start"))
    if faults:
        raise Invalid(faults)


async def _overlapping(conn: Connection, account_id: int, role: str, domain: str | None, starts_at: datetime | None,
                       ends_at: datetime | None) -> Row | None:  # fmt: skip
    return await sql.role_assignments.find_overlapping(
        conn, account_id=account_id, role=role, domain=domain, starts_at=starts_at, ends_at=ends_at
    )


async def _insert_role(conn: Connection, actor: Actor, account_id: int, role: str, domain: str | None, *,
                       starts_at: datetime | None = None, ends_at: datetime | None = None) -> Row:  # fmt: skip
    if domain != "assessment":
        # Also the role admin of everything, which brings no domain along: no company may set such an account's password.
        await sql.accounts.end_management(conn, account_id=account_id)
    row = await sql.role_assignments.insert(
        conn, account_id=account_id, role=role, domain=domain, starts_at=starts_at, ends_at=ends_at, assigned_by=actor.account_id
    )
    await credential_cache.account_changed(conn, account_id)
    details = {"role": role, "domain": domain, "starts_at": starts_at, "ends_at": ends_at}
    await audit.record(conn, actor, "account.give_role", "account", account_id, details)
    return row


async def add_roles(conn: Connection, actor: Actor, account_id: int, roles: Iterable[tuple[str | None, str]]) -> None:
    """Open-ended roles (domain, role) of a new account; those it has stay as they are."""
    for domain, role in roles:
        check_role(role, domain, None, None)
        if await _overlapping(conn, account_id, role, domain, None, None) is None:
            await _insert_role(conn, actor, account_id, role, domain)


async def end_role(conn: Connection, actor: Actor, account_id: int, role: str, domain: str | None) -> None:
    """Ends a role now; its history stays. NotFound("role") when it is not held, Conflict("last_admin")."""
    await _lock_for(conn, actor, account_id, domain)
    try:
        ended = await sql.role_assignments.end_now(conn, account_id=account_id, role=role, domain=domain)
    except db.CheckViolation as error:
        raise_last_admin(error)
        raise
    if ended == 0:
        raise NotFound("role", role=role, domain=domain)
    await credential_cache.account_changed(conn, account_id)
    await audit.record(conn, actor, "account.end_role", "account", account_id, {"role": role, "domain": domain})


async def list_roles(conn: Connection, account_id: int) -> list[Row]:
    """All assignments with their history, the newest first."""
    return await sql.role_assignments.list(conn, account_id=account_id)
