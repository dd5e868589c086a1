"""Logins: an account's place in a company. What ITR calls a user is a login with its account.

Password, name and e-mail are the account's. A company's supervisor sets them only while the account is managed: made by
that company's `save` and not yet taken over by its owner.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import orjson

from server import db
from server.db import Connection, Row, sql
from server.domain import account_passwords, account_roles, accounts, audit, companies, credential_cache, links, passwords, sessions
from server.domain.accounts import NewAccount
from server.domain.actor import FLAGS, Actor
from server.domain.identity import Identity
from server.errors import Conflict, Denied, Fault, Invalid, NotFound

# Columns of a login that anybody may set on his own; the rest of `COLUMNS` is for supervisors and master users.
OWN_COLUMNS = (
    "user_openings_screen", "user_parameters", "preferred_language", "mail_address", "visiting_address", "invoice_address",
    "information_address", "remarks", "user_culture", "session_pool", "plugin_data",
)  # fmt: skip
STAFF_COLUMNS = (
    "user_rights", "password_expires_at", "license_starts_at", "license_ends_at", "is_active", "security_template_id",
    "current_personal_credit_level",
)  # fmt: skip
COLUMNS = OWN_COLUMNS + STAFF_COLUMNS + FLAGS + ("api_key",)
LIMITS = {"user_openings_screen": 200, "preferred_language": 10, "user_culture": 20, "api_key": 400}
# What a login may never gain by its own hand, whatever it holds.
OFFICE_ACCESS = ("has_testing_office_access", "has_educational_office_access")


@dataclass(frozen=True, slots=True)
class Reach:
    """What the actor may do with a login."""

    is_own: bool
    is_staff: bool
    is_master: bool
    may_manage: bool
    is_password_manager: bool


async def find(conn: Connection, login_id: UUID) -> Row | None:
    """A login with what it shows of its account (email, display_name, is_master_user)."""
    return await sql.logins.get(conn, login_id=login_id)


def reach(actor: Actor, login: Row | None) -> Reach:
    """Denied("other_login") for other people's without the right; Denied("master_login") for a master user's by others."""
    is_master = "is_master_user" in actor.flags
    is_staff = is_master or "is_organisation_supervisor" in actor.flags
    is_own = login is not None and login["id"] == actor.login_id
    if not is_own and not is_staff:
        raise Denied("other_login")
    if login is not None and login["is_master_user"] and not is_master:
        raise Denied("master_login")
    managed = login is not None and login["managed_by_company"] == actor.company_id
    # One's own password, name and address are no business of a token for programs.
    may_manage = is_staff and managed and not (is_own and actor.kind != "session")
    return Reach(is_own, is_staff, is_master, may_manage, "is_password_manager" in actor.flags)


async def save(identity: Identity, actor: Actor, login_id: UUID, values: Mapping[str, Any], *, link_of: links.LinkOf,
               maximum: int | None = None) -> UUID:  # fmt: skip
    """Creates or changes a login of the actor's company (ITR's `POST logins/<id>`).

    `values`: columns of a login (`COLUMNS`), `email`, `display_name`, `password` ("" = unchanged), `is_master_user`. A new
    login goes to the account that verified that e-mail, else to a new managed account. What the actor may not set is left
    as it is. `maximum` logins per company (-1: any number; None: as the settings say) → Conflict("too_many_logins").
    """
    password = values.get("password") or ""
    hashed = None
    if password:
        passwords.check(password, minimum=passwords.MINIMUM["itr"])
        hashed = await identity.passwords.hash(password)
    check(values)
    async with db.transaction(identity.pool) as conn:
        await sql.logins.lock(conn, login_id=login_id)
        login = await find(conn, login_id)
        if login is not None and login["company_id"] != actor.company_id:
            raise NotFound("login", id=str(login_id))
        what = reach(actor, login)
        if login is None:
            login, is_new_account = await _create(conn, actor, login_id, values, hashed, maximum)
            ignored = hashed is not None and not is_new_account
        else:
            await _change_account(conn, identity, actor, login, what, values)
            ignored = hashed is not None and not what.may_manage
            if hashed is not None and what.may_manage:
                await account_passwords.store(conn, login["account_id"], hashed, but_session=actor.credential_id if what.is_own else None)
        if ignored:
            await links.remind(conn, identity, login["account_id"], link_of=link_of)
        await _write(conn, identity, actor, login, what, values)
    return login_id


def check(values: Mapping[str, Any]) -> None:
    """Invalid with every text that is too long for its column."""
    faults = [Fault((name,), "too_long", {"maximum": limit}) for name, limit in LIMITS.items() if len(str(values.get(name) or "")) > limit]
    faults += [Fault((name,), "bad_text") for name, value in values.items()
               if isinstance(value, str) and ("\0" in value or not accounts.is_text(value))]  # fmt: skip
    if str(values.get("display_name") or "").strip() and not faults:
        faults = accounts.faults_of_texts({"display_name": str(values["display_name"]).strip()})
    if faults:
        raise Invalid(faults)


async def _create(conn: Connection, actor: Actor, login_id: UUID, values: Mapping[str, Any], hashed: str | None,
                  maximum: int | None) -> tuple[Row, bool]:  # fmt: skip
    """The login, and whether its account is new."""
    company_id = actor.company_id
    if company_id is None:
        raise Denied("other_login")
    # Whoever else makes a login there waits, so that the count holds.
    await sql.companies.lock(conn, company_id=company_id)
    if maximum is None:
        maximum = await sql.logins.get_maximum(conn, company_id=company_id)
    if maximum >= 0 and await sql.logins.count_consultants(conn, company_id=company_id) >= maximum:
        raise Conflict("too_many_logins", maximum=maximum)
    email = str(values.get("email") or "").strip() or None
    name = str(values.get("display_name") or "").strip() or email
    if name is None:
        raise Invalid([Fault(("display_name",), "required")])
    owner = await _verified_owner(conn, email)
    is_new = owner is None
    if owner is None:
        new = NewAccount(display_name=name, email=email, domains=("assessment",), password_hash=hashed, managed_by_company=company_id)
        owner = (await accounts.create(conn, actor, new))["id"]
    else:
        await account_roles.add_domain(conn, actor, owner, "assessment")
    await insert(conn, actor, login_id, owner, company_id)
    row = await find(conn, login_id)
    if row is None:
        raise AssertionError("the login was made in this transaction")
    return row, is_new


async def _verified_owner(conn: Connection, email: str | None) -> int | None:
    if email is None:
        return None
    if accounts.faults_of_email(email):
        raise Invalid(accounts.faults_of_email(email))
    await sql.accounts.hold_email(conn, email=email)
    found = await sql.accounts.find_with_email(conn, email=email)
    return found[0]["id"] if found and found[0]["email_verified_at"] is not None else None


async def insert(conn: Connection, actor: Actor, login_id: UUID, account_id: int, company_id: UUID) -> None:
    """Conflict("login_exists") when the account has one in that company. A second company ends an account's being managed."""
    try:
        async with conn.transaction():
            await sql.logins.insert(conn, login_id=login_id, account_id=account_id, company_id=company_id)
    except db.UniqueViolation:
        raise Conflict("login_exists") from None
    account = await account_roles.lock(conn, account_id)
    if account["managed_by_company"] not in (None, company_id):
        await sql.accounts.end_management(conn, account_id=account_id)
    await credential_cache.account_changed(conn, account_id)
    await audit.record(conn, actor, "login.create", "login", login_id, {"account_id": account_id, "company_id": company_id})


async def _change_account(conn: Connection, identity: Identity, actor: Actor, login: Row, what: Reach, values: Mapping[str, Any]) -> None:
    """Name and e-mail of the account, where the body has others than it has. Denied("not_your_account")."""
    account_id = login["account_id"]
    name = str(values.get("display_name") or "").strip()
    if name and name != login["display_name"]:
        if not what.may_manage:
            await accounts.change_profile(conn, actor, account_id, display_name=name)
        else:
            await sql.accounts.change_profile(conn, account_id=account_id, columns=orjson.dumps({"display_name": name}).decode())
    email = str(values.get("email") or "").strip()
    if not email or email.lower() == (login["email"] or "").lower():
        return
    if what.may_manage and not what.is_own:
        if accounts.faults_of_email(email):
            raise Invalid(accounts.faults_of_email(email))
        account = await account_roles.lock(conn, account_id)
        await accounts.set_email(conn, account, email, is_verified=False)
        await sql.reset_tokens.end_of_account(conn, account_id=account_id, purposes=["reset", "set_up", "verify_email"])
        await accounts.tell_old_address(conn, identity.secrets, account, email)
    elif email != login["username"]:
        await accounts.change_email(conn, identity.secrets, actor, account_id, email)


async def _write(conn: Connection, identity: Identity, actor: Actor, login: Row, what: Reach, values: Mapping[str, Any]) -> None:
    """The login's own columns, those that the actor may set."""
    allowed = allowed_columns(actor, login, what, values)
    if "api_key" in allowed:
        key = str(allowed["api_key"] or "")
        allowed["api_key"] = identity.secrets.seal(key.encode(), f"login:{login['id']}") if key else ""
    if allowed:
        try:
            await sql.logins.change(conn, login_id=login["id"], columns=orjson.dumps(allowed, default=str).decode())
        except db.DatabaseError as error:
            if not db.is_bad_value(error):
                raise
            raise Invalid([Fault((), "bad_value")]) from None
    wanted = values.get("is_master_user")
    if what.is_master and wanted is not None and bool(wanted) != login["is_master_user"]:
        if wanted:
            await account_roles.give_role(conn, actor, login["account_id"], "admin", "assessment")
        else:
            await account_roles.end_role(conn, actor, login["account_id"], "admin", "assessment")
    if allowed.get("is_active") is False:
        await sql.sessions.delete_of_login(conn, login_id=login["id"])
    await credential_cache.account_changed(conn, login["account_id"])
    await audit.record(conn, actor, "login.save", "login", login["id"], {"columns": sorted(allowed)})


def allowed_columns(actor: Actor, login: Row, what: Reach, values: Mapping[str, Any]) -> dict[str, Any]:
    """What of `values` the actor may set on this login."""
    given = {name: values[name] for name in COLUMNS if name in values and (values[name] is not None or name == "security_template_id")}
    if not what.is_password_manager:
        given.pop("api_key", None)
    if what.is_staff:
        return given
    kept = {name: value for name, value in given.items() if name in OWN_COLUMNS or name == "api_key"}
    for flag in FLAGS:
        if flag in given and flag in actor.flags and flag not in OFFICE_ACCESS:
            kept[flag] = given[flag]
    return kept


def api_key(identity: Identity, login: Row, actor: Actor) -> str:
    """In clear for password managers, else as it is stored."""
    if not login["api_key"] or "is_password_manager" not in actor.flags:
        return login["api_key"]
    return identity.secrets.open(login["api_key"], f"login:{login['id']}").decode()


async def delete(conn: Connection, actor: Actor, login_id: UUID) -> None:
    """Ends the login, not the account. NotFound("login") outside the actor's company; Denied as `reach` says."""
    login = await find(conn, login_id)
    if login is None or login["company_id"] != actor.company_id:
        raise NotFound("login", id=str(login_id))
    if not reach(actor, login).is_staff:
        raise Denied("other_login")
    await sql.sessions.delete_of_login(conn, login_id=login_id)
    await sql.logins.delete(conn, login_id=login_id)
    await credential_cache.account_changed(conn, login["account_id"])
    await audit.record(conn, actor, "login.delete", "login", login_id, {"account_id": login["account_id"]})


async def switch(conn: Connection, actor: Actor, company_id: UUID) -> UUID:
    """A master user's session enters another company; a login with the same rights is made there when there is none."""
    if "is_master_user" not in actor.flags or actor.login_id is None:
        raise Denied("other_login")
    await companies.get(conn, company_id)
    if await sql.logins.find_of_account(conn, account_id=actor.user_id, company_id=company_id) is None:
        login_id = uuid4()
        try:
            await insert(conn, actor, login_id, actor.user_id, company_id)
        except Conflict:  # the same person did it a moment ago
            return await sessions.choose_company(conn, actor, company_id)
        columns = {flag: flag in actor.flags for flag in FLAGS}
        await sql.logins.change(conn, login_id=login_id, columns=orjson.dumps(columns).decode())
    return await sessions.choose_company(conn, actor, company_id)


async def give_every_flag(conn: Connection, actor: Actor, account_id: int, *, company_name: str) -> UUID:
    """A login with every right in the first company, for an admin of everything."""
    company_id = await companies.ensure_first(conn, actor, company_name)
    login_id = await sql.logins.find_of_account(conn, account_id=account_id, company_id=company_id)
    if login_id is None:
        login_id = uuid4()
        await insert(conn, actor, login_id, account_id, company_id)
    rights = {flag: flag not in RESTRICTIONS for flag in FLAGS}
    await sql.logins.change(conn, login_id=login_id, columns=orjson.dumps(rights).decode())
    return login_id


# Flags that take something away instead of giving it.
RESTRICTIONS = frozenset({
    "is_test_taking_user", "may_work_with_batteries_only", "do_not_renew_license", "may_work_with_own_objects_only",
    "has_personal_credit_pool",
})  # fmt: skip
