"""The table of design §2, walked whole: what each kind of credential opens on each surface, with real credentials.

The table stands here a second time, in the words of the design, so that a slip in `credentials.OPENS` shows.
"""

import dataclasses
import itertools
from uuid import uuid4

import pytest

from server import db
from server.db import sql
from server.domain import access_tokens, account_roles, credentials, links, oauth, oauth_applications, sign_in
from server.domain.actor import DOMAINS, SYSTEM, Actor
from server.domain.providers import Provider
from server.errors import Denied, Unauthenticated
from server.secrets import token_hash
from tests.domain.test_jwt import ISSUER, joined, pem, signed
from tests.domain.test_jwt import key as key
from tests.make import PASSWORD, unique

SURFACES = ("kadi", "kms", "lms", "itr", "app")
DOCUMENTED = SURFACES[:4]
ORDINARY, CANDIDATE, OWN, SETTINGS, SESSION, SIGN_OUT, COMPANIES, RESET = credentials.OPERATIONS

# kind → {surface: operations}; what is not named is shut.
EVERYWHERE = {surface: {ORDINARY, CANDIDATE, OWN, SESSION, SIGN_OUT, COMPANIES} for surface in DOCUMENTED}
TOKEN = {surface: {ORDINARY, CANDIDATE, COMPANIES} for surface in DOCUMENTED}
KMS_AND_LMS = {"kadi": TOKEN["kadi"], "kms": {*TOKEN["kms"], OWN}, "lms": {*TOKEN["lms"], OWN}}
WHOLE_APP = {"app": {ORDINARY, CANDIDATE, OWN, SESSION, SIGN_OUT, COMPANIES, SETTINGS}}
TABLE = {
    "session in a company": EVERYWHERE | WHOLE_APP,
    "session without a company": EVERYWHERE | WHOLE_APP | {"itr": {SESSION, COMPANIES}},
    "session of a candidate": {"itr": {CANDIDATE, OWN, SESSION, COMPANIES}, "app": {SESSION, SIGN_OUT}},
    "session of a poll code": {"itr": {CANDIDATE, OWN, SESSION, COMPANIES}, "app": {SESSION, SIGN_OUT}},
    "session that owes a company": {"itr": {SESSION, COMPANIES}, "app": {SESSION, SIGN_OUT}},
    "session that owes a code": {"itr": {SESSION, COMPANIES}, "app": {SESSION, SIGN_OUT}},
    "reset token": {"itr": {RESET}},
    "set-up token": {"itr": {RESET}},
    "PAT without scopes": TOKEN | {"app": {ORDINARY}},
    "PAT without a company": TOKEN | {"itr": {COMPANIES}, "app": {ORDINARY}},
    "PAT with scopes": TOKEN,
    "OAuth2 token": TOKEN,
    "kms JWT": KMS_AND_LMS | {"app": {ORDINARY, SIGN_OUT}},
    "provider's token": KMS_AND_LMS | {"app": {ORDINARY}},
}  # fmt: skip


@pytest.fixture
def doors(identity, key):
    return dataclasses.replace(identity, providers=(Provider(ISSUER, public_key=pem(key)),))


async def insert_session(conn, account, **columns):
    token = "W" + uuid4().hex
    await conn.execute("insert into sessions (token_hash, made_by, account_id, idle_seconds, login_id, owes_company, owes_code) "
                       "values ($1, 'itr', $2, 600, $3, $4, $5)", token_hash(token), account["id"], columns.get("login_id"),
                       columns.get("owes_company", False), columns.get("owes_code", False))  # fmt: skip
    return token


async def session_of_person(conn, make, *, is_poll=False):
    person = await make.person(await make.company(), password=None if is_poll else PASSWORD, has_login=not is_poll)
    token = "W" + uuid4().hex
    await conn.execute("insert into sessions (token_hash, made_by, person_id, idle_seconds, is_poll) values ($1, 'itr', $2, 600, $3)",
                       token_hash(token), person, is_poll)  # fmt: skip
    return token


async def oauth_token(conn, account, login):
    owner = Actor(kind="session", account_id=account["id"])
    entry = oauth_applications.Entry("x", ["https://a.example"], scopes=("record.read",))
    application = await oauth_applications.register(conn, owner, entry)
    pair = await oauth.issue(conn, owner, application.id, account_id=account["id"], scopes=("record.read",), login_id=login)
    return pair.access_token


async def credential(name, doors, make, key, account):
    """A credential of that kind, of the account (or of a candidate)."""
    login = await make.login(account, await make.company(), "is_office_user")
    if name == "kms JWT":
        return (await sign_in.at_kms(doors, account["username"], PASSWORD)).access_token
    if name == "provider's token":
        subject = unique("user")
        await joined(doors, account, subject)
        return signed(key, sub=subject)
    async with db.transaction(doors.pool) as conn:
        if name.startswith("PAT"):
            if name == "PAT without a company":
                await make.login(account, await make.company())
                await conn.execute("update logins set is_active = false where id = $1", login)
            scopes = ("record.read",) if name == "PAT with scopes" else None
            token = await access_tokens.create(conn, SYSTEM, account_id=account["id"], name="x", scopes=scopes)
            if name == "PAT without a company":
                await conn.execute("update access_tokens set login_id = null where id = $1", token.id)
            return token.token
        if name == "OAuth2 token":
            return await oauth_token(conn, account, login)
        if name in ("reset token", "set-up token"):
            return await links.make(conn, "reset" if name == "reset token" else "set_up", seconds=60, account_id=account["id"])
        if name in ("session of a candidate", "session of a poll code"):
            return await session_of_person(conn, make, is_poll=name == "session of a poll code")
        owes = {"owes_company": name == "session that owes a company", "owes_code": name == "session that owes a code"}
        return await insert_session(conn, account, login_id=None if name == "session without a company" else login, **owes)


async def is_open(doors, token, surface, operation):
    try:
        await credentials.actor_for(doors, token, surface=surface, operation=operation)
    except Unauthenticated as refused:
        assert refused.code in ("wrong_kind", "no_company"), refused.code
        return False
    return True


def test_the_table_knows_every_kind_and_surface():
    assert set(credentials.OPENS) == {"session", "candidate", "limited", "reset", "pat", "oauth", "jwt", "provider"}
    assert all(set(row) == set(SURFACES) for row in credentials.OPENS.values())
    assert all(operations <= set(credentials.OPERATIONS) for row in credentials.OPENS.values() for operations in row.values())


@pytest.mark.parametrize("name", TABLE)
async def test_what_each_kind_opens(doors, make, key, name):
    account = await make.account(password=PASSWORD)
    token = await credential(name, doors, make, key, account)
    found = {(surface, operation): await is_open(doors, token, surface, operation)
             for surface, operation in itertools.product(SURFACES, credentials.OPERATIONS)}  # fmt: skip
    wanted = {(surface, operation): operation in TABLE[name].get(surface, ()) for surface, operation in found}
    assert found == wanted


ACCOUNTS = [name for name in TABLE if name not in ("session of a candidate", "session of a poll code", "reset token", "set-up token",
                                                   "session that owes a company", "session that owes a code")]  # fmt: skip


@pytest.mark.parametrize("name", ACCOUNTS)
async def test_without_its_domain_a_surface_is_closed_and_switched_off_it_is_inactive(doors, make, key, name):
    account = await make.account(password=PASSWORD)
    token = await credential(name, doors, make, key, account)
    for surface, domain in zip(DOCUMENTED, DOMAINS, strict=True):
        if ORDINARY not in TABLE[name].get(surface, ()):
            continue
        async with db.transaction(doors.pool) as conn:
            chief = Actor(kind="session", roles=frozenset({(domain, "admin")}))
            await account_roles.set_state(conn, chief, account["id"], domain, "inactive")
        with pytest.raises(Unauthenticated) as inactive:
            await credentials.actor_for(doors, token, surface=surface)
        assert inactive.value.code == "inactive"
        async with db.transaction(doors.pool) as conn:
            await account_roles.end_domain(conn, chief, account["id"], domain)
        with pytest.raises(Denied) as closed:
            await credentials.actor_for(doors, token, surface=surface)
        assert closed.value.code == "domain_closed"
        async with db.transaction(doors.pool) as conn:
            await sql.account_domains.insert(conn, account_id=account["id"], domain=domain, given_by=None)


@pytest.mark.parametrize("name", ACCOUNTS)
async def test_an_inactive_account_opens_nothing_whatever_the_kind(doors, make, key, name):
    account = await make.account(password=PASSWORD)
    token = await credential(name, doors, make, key, account)
    async with db.transaction(doors.pool) as conn:
        await account_roles.set_account_state(conn, SYSTEM, account["id"], False)
    for surface in SURFACES:
        with pytest.raises(Unauthenticated) as caught:
            await credentials.actor_for(doors, token, surface=surface)
        assert caught.value.code == "inactive"


async def test_scopes_narrow_a_token(doors, make, key):
    account = await make.account(password=PASSWORD)
    for name, scopes in (("PAT with scopes", {"record.read"}), ("OAuth2 token", {"record.read"}), ("PAT without scopes", None)):
        actor = await credentials.actor_for(doors, await credential(name, doors, make, key, account), surface="kadi")
        assert actor.scopes == scopes and actor.has_scope("record.read") and actor.has_scope("training.read") is (scopes is None)
