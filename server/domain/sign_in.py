"""The password doors: the app's page, kms login, ITR's login. One password and one second factor for all of them.

Who is meant by a name: the account with that username, the one that verified that address, the one whose username it is,
candidates with it, accounts that have it unverified; at most five passwords are compared. An unknown name takes as long as
a wrong password and gets the same answer.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server import db
from server.db import Connection, Row, sql
from server.domain import account_passwords, audit, jwt, second_factor, sessions, wrong_passwords
from server.domain.accounts import is_text
from server.domain.actor import Actor
from server.domain.identity import Identity
from server.errors import TooMany, Unauthenticated

MAX_HASHES = 5
MAX_NAME = 254
# The rank of accounts that have the name only as an unverified address; candidates come before them.
UNVERIFIED = 3


@dataclass(frozen=True, slots=True)
class Match:
    """Whom the name and password fit: an account, or candidates (of several companies)."""

    account: Row | None = None
    account_hash: str = ""
    persons: tuple[Row, ...] = ()
    was_inactive: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session of the app; `person_id` when a candidate signed in."""

    token: str
    session_id: int
    account_id: int | None
    person_id: UUID | None
    idle_seconds: int
    has_set_factor: bool = False


@dataclass(frozen=True, slots=True)
class ItrSignIn:
    """What ITR's login answers. `token` is empty while a code is owed (`QR`: the secret must be fetched first, `CODE`)."""

    mfa_status: str
    token: str
    company_id: UUID
    is_several: bool
    idle_seconds: int


# Who it is


async def find_match(identity: Identity, name: str, password: str, *, domain: str | None, address: str,
                     candidates: bool, company_id: UUID | None = None) -> Match:  # fmt: skip
    """Whom name and password fit. Unauthenticated("wrong_password"), or TooMany("sign_in") after too many of those.

    With a domain, accounts that do not open it now do not count.
    """
    name = name.strip()
    if not name or len(name) > MAX_NAME or "\0" in name or not is_text(name):
        name = "\ufffd"
    async with identity.pool.acquire() as conn:
        await wrong_passwords.check(conn, identity.config, name, address)
        tries = await _candidates(conn, name, candidates=candidates, company_id=company_id)
    match = await _compare(identity, tries, password, domain)
    async with identity.pool.acquire() as conn:
        # Many may have been let in at the same moment: once too many were wrong, no answer tells more, right or wrong.
        await wrong_passwords.check(conn, identity.config, name, address)
        if match.account is None and not match.persons and not match.was_inactive:
            await wrong_passwords.count(conn, name, address)
        else:
            await wrong_passwords.forget(conn, name, address)
    if match.account is None and not match.persons:
        raise Unauthenticated("inactive" if match.was_inactive and domain is None else "wrong_password")
    return match


async def _candidates(conn: Connection, name: str, *, candidates: bool, company_id: UUID | None) -> list[tuple[str, Row]]:
    found = await sql.accounts.find_for_sign_in(conn, name=name)
    tries = [("account", row) for row in found if row["rank"] < UNVERIFIED]
    if candidates and len(tries) < MAX_HASHES:
        persons = await sql.persons.find_for_sign_in(conn, name=name, company_id=company_id, limit=MAX_HASHES - len(tries))
        tries += [("person", row) for row in persons]
    tries += [("account", row) for row in found if row["rank"] == UNVERIFIED]
    return tries[:MAX_HASHES]


async def _compare(identity: Identity, tries: list[tuple[str, Row]], password: str, domain: str | None) -> Match:
    """An account that fits wins over candidates; all candidates that fit are returned."""
    persons: list[Row] = []
    was_inactive = False
    if not tries:
        await identity.passwords.verify(password, None)
    for kind, row in tries:
        if not await identity.passwords.verify(password, row["password_hash"]):
            continue
        if kind == "person":
            persons.append(row)
            continue
        async with identity.pool.acquire() as conn:
            account = await sql.accounts.get_for_sign_in(conn, account_id=row["id"])
        if account is None or not account["is_active"] or (domain is not None and domain not in account["domains"]):
            was_inactive = True
            continue
        return Match(account, row["password_hash"])
    return Match(persons=tuple(persons), was_inactive=was_inactive)


async def give_factor(identity: Identity, account: Row, code: str | None) -> tuple[bool, bool]:
    """Asks for the second factor where it is set or a company of the account demands it: (given, set just now).

    Unauthenticated("mfa_required", enrolled=…), Unauthenticated("wrong_code"), TooMany("paused").
    """
    if not (account["has_factor"] or account["is_factor_demanded"]):
        return False, False
    if account["paused_seconds"] > 0:
        raise TooMany("paused", retry_after=max(1, round(account["paused_seconds"])))
    if not code:
        raise Unauthenticated("mfa_required", enrolled=account["has_factor"])
    return True, await second_factor.require_code(identity, account["id"], code)


def actor_of(account: Row, kind: str = "session") -> Actor:
    """The signed-in account, for the audit trail."""
    return Actor(kind=kind, account_id=account["id"], account_uuid=account["uuid"], username=account["username"],
                 display_name=account["display_name"], email=account["email"])  # fmt: skip


def candidate_of(person: Row) -> Actor:
    return Actor(kind="candidate", person_id=person["id"], company_id=person["company_id"], username=person["email"])


async def _note(conn: Connection, actor: Actor, door: str, *, factor_set: bool = False) -> None:
    kind, owner = ("account", actor.account_id) if actor.account_id is not None else ("person", actor.person_id)
    await audit.record(conn, actor, "session.start", kind, owner, {"door": door})
    if factor_set:
        await audit.record(conn, actor, "second_factor.set", kind, owner)


# The app's page


async def at_app(identity: Identity, name: str, password: str, *, code: str | None = None, company_id: UUID | None = None,
                 address: str = "", user_agent: str = "") -> SignedIn:  # fmt: skip
    """A session of the app's own sign-in, of an account or a candidate.

    Besides `find_match` and `give_factor`: Unauthenticated("company_needed", companies=[…]) for a candidate of several
    companies.
    """
    match = await find_match(identity, name, password, domain=None, address=address, candidates=True, company_id=company_id)
    if match.account is None:
        return await _candidate_at_app(identity, match.persons, address=address, user_agent=user_agent)
    given, set_now = await give_factor(identity, match.account, code)
    settings = identity.config.sessions
    idle = settings.app_idle_minutes * 60
    async with db.transaction(identity.pool) as conn:
        made = await sessions.start(
            conn, made_by="app", account_id=match.account["id"], password_hash=match.account_hash, idle_seconds=idle,
            lifetime_seconds=settings.app_hours * 3600, has_second_factor=given, user_agent=user_agent, address=address,
        )  # fmt: skip
        if made is None:
            raise Unauthenticated("wrong_password")
        await _note(conn, actor_of(match.account), "app", factor_set=set_now)
    return SignedIn(made[0], made[1]["id"], match.account["id"], None, max(1, round(idle)), set_now)


async def _candidate_at_app(identity: Identity, persons: tuple[Row, ...], *, address: str, user_agent: str) -> SignedIn:
    companies = list(dict.fromkeys(row["company_id"] for row in persons))
    if len(companies) > 1:
        raise Unauthenticated("company_needed", companies=companies)
    idle = identity.config.sessions.idle_minutes * 60
    async with db.transaction(identity.pool) as conn:
        made = await sessions.start_for_person(
            conn, person_id=persons[0]["id"], password_hash=persons[0]["password_hash"], idle_seconds=idle, user_agent=user_agent,
            address=address,
        )  # fmt: skip
        if made is None:
            raise Unauthenticated("wrong_password")
        await _note(conn, candidate_of(persons[0]), "app")
    return SignedIn(made[0], made[1]["id"], None, persons[0]["id"], max(1, round(idle)))


# Kms


async def at_kms(identity: Identity, name: str, password: str, *, code: str | None = None, address: str = "") -> jwt.Pair:
    """An access and a refresh token for an account that opens training."""
    match = await find_match(identity, name, password, domain="training", address=address, candidates=False)
    account: Any = match.account
    given, set_now = await give_factor(identity, account, code)
    async with db.transaction(identity.pool) as conn:
        pair = await jwt.make_pair(conn, identity.secrets, account["id"], password_hash=match.account_hash, has_second_factor=given)
        if pair is None:
            raise Unauthenticated("wrong_password")
        await _note(conn, actor_of(account, "jwt"), "kms", factor_set=set_now)
    return pair


# ITR


async def at_itr(identity: Identity, name: str, password: str, *, company_id: UUID | None = None, code: str | None = None,
                 host: str | None = None, address: str = "", user_agent: str = "") -> ItrSignIn:  # fmt: skip
    """ITR's `login` (no code) and `login/mfacode` (with one).

    With several companies and none chosen the session only lists companies. Where a code is owed, `login` gives no
    session. A code of a candidate, or without a secret, is a wrong one.
    """
    if company_id is None and host:
        async with identity.pool.acquire() as conn:
            company_id = await sql.companies.find_by_administrative_id(conn, host=host)
    match = await find_match(identity, name, password, domain="assessment", address=address, candidates=True, company_id=company_id)
    if match.account is None:
        if code is not None:
            raise Unauthenticated("wrong_code")
        return await _candidate_at_itr(identity, match.persons, address=address, user_agent=user_agent)
    async with identity.pool.acquire() as conn:
        logins = await sql.logins.list_usable(conn, account_id=match.account["id"], company_id=company_id)
    if not logins:
        raise Unauthenticated("wrong_password")
    is_several = len(logins) > 1
    given = set_now = False
    if code is not None:
        if match.account["paused_seconds"] > 0:
            raise second_factor.paused()
        set_now = await second_factor.require_code(identity, match.account["id"], code)
        given, is_several = True, False
    elif not is_several:
        try:
            await give_factor(identity, match.account, None)
        except Unauthenticated as missing:
            status = "CODE" if missing.details["enrolled"] else "QR"
            return ItrSignIn(status, "", logins[0]["company_id"], False, _itr_idle(identity))
    seen: dict[str, Any] = {"given": given, "set_now": set_now, "address": address, "user_agent": user_agent}
    token = await _start_at_itr(identity, match, logins[0], is_several, **seen)
    return ItrSignIn("OK" if given else "NA", token, logins[0]["company_id"], is_several, _itr_idle(identity))


async def _start_at_itr(identity: Identity, match: Match, login: Row, is_several: bool, *, given: bool, set_now: bool,
                        address: str, user_agent: str) -> str:  # fmt: skip
    account: Any = match.account
    async with db.transaction(identity.pool) as conn:
        # First the login, then the account: in the order in which a login is changed.
        await sql.logins.set_signed_in(conn, login_id=login["id"])
        made = await sessions.start(
            conn, made_by="itr", account_id=account["id"], password_hash=match.account_hash, login_id=login["id"],
            owes_company=is_several, has_second_factor=given, idle_seconds=_itr_idle(identity), user_agent=user_agent, address=address,
        )  # fmt: skip
        if made is None:
            raise Unauthenticated("wrong_password")
        await _note(conn, actor_of(account), "itr", factor_set=set_now)
    return made[0]


async def _candidate_at_itr(identity: Identity, persons: tuple[Row, ...], *, address: str, user_agent: str) -> ItrSignIn:
    # Two records of somebody in one company are told apart by nothing: the one used last comes in.
    person, is_several = persons[0], len({row["company_id"] for row in persons}) > 1
    async with db.transaction(identity.pool) as conn:
        made = await sessions.start_for_person(
            conn, person_id=person["id"], password_hash=person["password_hash"], idle_seconds=_itr_idle(identity),
            owes_company=is_several, user_agent=user_agent, address=address,
        )  # fmt: skip
        if made is None:
            raise Unauthenticated("wrong_password")
        await _note(conn, candidate_of(person), "itr")
    return ItrSignIn("NA", made[0], person["company_id"], is_several, _itr_idle(identity))


async def by_code(identity: Identity, code: str, *, company_id: UUID | None = None, address: str = "", user_agent: str = "") -> ItrSignIn:
    """A session of the person whom a public session belongs to, for whoever has its code. Unauthenticated("unknown_code")."""
    if not is_text(code) or "\0" in code:
        raise Unauthenticated("unknown_code")
    async with db.transaction(identity.pool) as conn:
        person = await sql.persons.find_by_code(conn, code=code, company_id=company_id)
        if person is None:
            raise Unauthenticated("unknown_code")
        made = await sessions.start_for_person(
            conn, person_id=person["id"], password_hash=None, is_poll=True, idle_seconds=_itr_idle(identity), user_agent=user_agent,
            address=address,
        )  # fmt: skip
        if made is None:
            raise Unauthenticated("unknown_code")
        await _note(conn, candidate_of(person), "poll")
    return ItrSignIn("NA", made[0], person["company_id"], False, _itr_idle(identity))


def _itr_idle(identity: Identity) -> int:
    return max(1, round(identity.config.sessions.idle_minutes * 60))


# Enrolling at a door


async def secret_at_door(identity: Identity, name: str, password: str, *, site: str, domain: str | None = None,
                         company_id: UUID | None = None, address: str = "") -> str:  # fmt: skip
    """The authenticator's address for somebody who is asked for a code and has no secret yet; the same one until the first
    right code, then Unauthenticated("wrong_password"). `domain` "assessment" for ITR's `login/qrcode`, which is for who has a
    login there."""
    match = await find_match(identity, name, password, domain=domain, address=address, candidates=False)
    account: Any = match.account
    if account["has_factor"]:
        raise Unauthenticated("wrong_password")
    async with db.transaction(identity.pool) as conn:
        if domain == "assessment" and not await sql.logins.list_usable(conn, account_id=account["id"], company_id=company_id):
            raise Unauthenticated("wrong_password")
        return await second_factor.begin(conn, identity.secrets, account["id"], site=site, name=account["username"])


confirm_password = account_passwords.confirm
