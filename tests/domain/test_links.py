"""Links in mails and on the terminal: who gets one, what it does, that it counts once."""

import asyncio
import time

import pytest

from server import db
from server.db import sql
from server.domain import (
    access_tokens,
    account_roles,
    accounts,
    credentials,
    first_admin,
    identities,
    links,
    oauth,
    oauth_applications,
    second_factor,
    sessions,
    sign_in,
)
from server.domain.accounts import NewAccount
from server.domain.actor import DOMAINS, FLAGS, SYSTEM, Actor
from server.domain.identity import Identity
from server.domain.logins import RESTRICTIONS
from server.errors import Conflict, Denied, Invalid, NotFound, Unauthenticated
from tests.domain.test_accounts import mails
from tests.make import PASSWORD, unique

NEW = "another horse 12"
link_of = links.page_link("https://host.example")


async def mailed(identity, to):
    async with identity.pool.acquire() as conn:
        return await mails(conn, identity, to)


async def token_for(identity, to, template="reset_password"):
    """The token of the last mail of that kind."""
    values = [values for name, values in await mailed(identity, to) if name == template][-1]
    return values["link"].partition("#")[2]


async def make_link(identity, account, purpose, *, email=None, seconds=60.0):
    async with db.transaction(identity.pool) as conn:
        return await links.make(conn, purpose, seconds=seconds, account_id=account["id"], email=email)


async def refusal(work, kind=Unauthenticated):
    with pytest.raises(kind) as caught:
        await work
    return caught.value.code


# Asking for one


async def test_nothing_tells_whether_anybody_is_meant(identity):
    for name in (unique("nobody"), "", " ", "a\0b", "\ud800", "x" * 300):
        assert await links.send_reset(identity, name, link_of=link_of) is None
        assert await refusal(links.send_reset(identity, name, link_of=link_of, must_exist=True), NotFound) == "user"


async def test_the_mail_goes_to_the_last_verified_address(identity, make):
    account = await make.account(is_email_verified=True)
    other = f"{unique()}@example.org"
    async with db.transaction(identity.pool) as conn:
        await accounts.change_email(conn, identity.secrets, Actor(kind="session", account_id=account["id"]), account["id"], other)
    await links.send_reset(identity, account["username"].upper(), link_of=link_of)
    (_, values) = (await mailed(identity, account["email"]))[-1]
    assert values["name"] == account["username"].title() and values["minutes"] == "5"
    assert (
        values["link"].startswith("https://host.example/app/link#P") and len(values["link"]) == len("https://host.example/app/link#P") + 32
    )
    assert await mailed(identity, other) == []


async def test_no_second_mail_within_a_minute(identity, make):
    account = await make.account()
    for _ in range(3):
        await links.send_reset(identity, account["email"], link_of=link_of)
    assert len(await mailed(identity, account["email"])) == 1


async def test_nobody_is_mailed_without_an_address_or_when_inactive(identity, make):
    account, inactive = await make.account(email=None), await make.account()
    async with db.transaction(identity.pool) as conn:
        await account_roles.set_account_state(conn, SYSTEM, inactive["id"], False)
    for one in (account, inactive):
        assert await refusal(links.send_reset(identity, one["username"], link_of=link_of, must_exist=True), NotFound) == "user"
    assert await mailed(identity, inactive["email"]) == []


async def test_by_an_address_that_one_verified_only_that_one_is_meant(identity, make):
    email = f"{unique()}@example.org"
    await make.account(email=email)
    verified = await make.account(email=email, is_email_verified=True)
    await links.send_reset(identity, email, link_of=link_of)
    assert [values["name"] for _, values in await mailed(identity, email)] == [verified["username"].title()]


async def test_an_address_is_its_verified_owners_also_where_it_is_somebodys_username(identity, make):
    email = f"{unique()}@example.org"
    await make.account(email, email=email, display_name="Squatter")
    await links.send_reset(identity, email, link_of=link_of)
    verified = await make.account(email=email, is_email_verified=True)
    await links.send_reset(identity, email, link_of=link_of)
    assert [values["name"] for _, values in await mailed(identity, email)] == ["Squatter", verified["username"].title()]
    async with identity.pool.acquire() as conn:
        assert (await accounts.find_by_name(conn, email))["id"] == verified["id"]


async def test_a_set_up_link_is_mailed_to_the_last_verified_address(identity, make):
    account = await make.account(is_email_verified=True)
    other = f"{unique()}@example.org"
    async with db.transaction(identity.pool) as conn:
        await accounts.change_email(conn, identity.secrets, Actor(kind="session", account_id=account["id"]), account["id"], other)
        assert await links.send_set_up(conn, identity, SYSTEM, account["id"], link_of=link_of) == account["email"]
    assert await mailed(identity, other) == []


@pytest.mark.parametrize("purpose", ["reset", "set_up"])
@pytest.mark.parametrize("by_owner", [True, False])
async def test_links_mailed_to_an_address_that_was_left_stop_counting(identity, make, purpose, by_owner):
    account = await make.account(domains=("training",), password=PASSWORD)
    mailed_link = await make_link(identity, account, purpose, email=account["email"])
    printed = await make_link(identity, account, "set_up")
    actor = Actor(kind="session", account_id=account["id"] if by_owner else None, roles=frozenset({("training", "admin")}))
    async with db.transaction(identity.pool) as conn:
        await accounts.change_email(conn, identity.secrets, actor, account["id"], f"{unique()}@example.org")
    assert await refusal(links.reset(identity, mailed_link, NEW, door="app")) in ("expired", "unknown")
    assert (await links.reset(identity, printed, NEW, door="app")).account_id == account["id"]


async def test_a_verified_address_ends_the_links_mailed_to_the_one_before(identity, make):
    account = await make.account(is_email_verified=True)
    older, other = await make_link(identity, account, "reset", email=account["email"]), f"{unique()}@example.org"
    verify = await make_link(identity, account, "verify_email", email=other)
    assert await links.verify_email(identity, verify) == account["id"]
    assert await refusal(links.reset(identity, older, NEW, door="app")) == "expired"


# Using it


async def test_a_link_sets_the_password_once(identity, make):
    account = await make.account(is_email_verified=True, password=PASSWORD)
    await links.send_reset(identity, account["username"], link_of=link_of)
    token = await token_for(identity, account["email"])
    session = await make.session(account)
    opened = await links.reset(identity, token, NEW, door="app")
    assert opened == links.Opened(account_id=account["id"])
    assert (await sign_in.at_app(identity, account["username"], NEW)).account_id == account["id"]
    assert await refusal(sign_in.at_app(identity, account["username"], PASSWORD)) == "wrong_password"
    assert await refusal(links.reset(identity, token, NEW, door="app")) == "unknown"
    assert await refusal(credentials.actor_for(identity, session, surface="kadi")) == "unknown"


async def test_what_is_no_living_link(identity, make):
    account = await make.account(email=f"{unique()}@example.org")
    over = await make_link(identity, account, "reset", seconds=-1.0)
    verify = await make_link(identity, account, "verify_email", email=account["email"])
    assert await refusal(links.reset(identity, over, NEW, door="app")) == "expired"
    for token in ("P" + "0" * 32, "", "P", verify, "W" + "0" * 32, "\ud800"):
        assert await refusal(links.reset(identity, token, NEW, door="app")) == "unknown"


async def test_a_link_is_for_its_own_user_and_survives_a_wrong_name_and_a_short_password(identity, make):
    account, other = await make.account(is_email_verified=True), await make.account()
    token = await make_link(identity, account, "reset", email=account["email"])
    assert await refusal(links.reset(identity, token, NEW, door="itr", name=other["username"])) == "unknown"
    with pytest.raises(Invalid):
        await links.reset(identity, token, "short", door="itr", name=account["username"])
    await links.reset(identity, token, NEW, door="itr", name=account["email"].upper())


async def test_two_who_open_a_link_at_once_do_not_both_succeed(identity, make):
    account = await make.account(is_email_verified=True)
    token = await make_link(identity, account, "reset", email=account["email"])
    results = await asyncio.gather(*(links.reset(identity, token, f"{NEW}{n}", door="app") for n in range(4)), return_exceptions=True)
    assert sum(isinstance(result, links.Opened) for result in results) == 1


async def test_a_session_resets_nothing_and_a_link_is_no_session(identity, make):
    account = await make.account(password=PASSWORD)
    token = await make_link(identity, account, "reset")
    for surface in ("kadi", "kms", "lms", "itr", "app"):
        assert await refusal(credentials.actor_for(identity, token, surface=surface)) == "wrong_kind"
    assert await refusal(links.reset(identity, await make.session(account), NEW, door="app")) == "unknown"


async def test_the_link_to_a_never_verified_address_verifies_it_and_ends_all_that_was_made_before(identity, make):
    """Somebody may have made the account with this address before its owner came."""
    account = await make.account(password=PASSWORD)
    secret = await make.factor(account)
    session, pat = await make.session(account), await make.token(account)
    pair = await sign_in.at_kms(identity, account["username"], PASSWORD, code=second_factor.code_at(secret, int(time.time() // 30)))
    async with db.transaction(identity.pool) as conn:
        nothing = dict.fromkeys(("wanted_by", "email", "is_email_verified", "given_name", "family_name", "image_url", "told_at"))
        subject = unique("user")
        await sql.identities.insert(
            conn, issuer="https://i.example", subject=subject, account_id=account["id"], is_verified=True, made_account=True, **nothing
        )
    await links.send_reset(identity, account["email"], link_of=link_of)
    await links.reset(identity, await token_for(identity, account["email"]), NEW, door="app")
    for token in (session, pat, pair.access_token):
        assert await refusal(credentials.actor_for(identity, token, surface="kadi")) == "unknown"
    async with identity.pool.acquire() as conn:
        row = await accounts.get(conn, account["id"])
        assert row["email_verified_at"] is not None and row["last_verified_email"] == account["email"]
        assert not (await second_factor.state(conn, account["id"])).is_set
        assert await identities.list_of_account(conn, account["id"]) == []
    assert (await sign_in.at_app(identity, account["email"], NEW)).account_id == account["id"]


async def test_whoever_came_before_keeps_no_application_and_no_connection(identity, make):
    """His applications have another secret, what people granted them is over, and searches elsewhere are not with his account."""
    account, person = await make.account(password=PASSWORD), await make.account()
    application = await make.application(account)
    async with db.transaction(identity.pool) as conn:
        known = await oauth_applications.authenticate(conn, application.client_id, application.client_secret)
        actor = Actor(kind="oauth", account_id=person["id"], username="x", application_id=application.id)
        pair = await oauth.issue(conn, actor, application.id, account_id=person["id"], scopes=None)
        await sql.services.put(conn, account_id=account["id"], name="kit", sealed_tokens="x", expires_in=60.0)
    assert known is not None
    await links.send_reset(identity, account["email"], link_of=link_of)
    await links.reset(identity, await token_for(identity, account["email"]), NEW, door="app")
    async with identity.pool.acquire() as conn:
        assert await oauth_applications.authenticate(conn, application.client_id, application.client_secret) is None
        assert [row["id"] for row in await oauth_applications.list_own(conn, account["id"])] == [application.id]
        assert await sql.services.list(conn, account_id=account["id"]) == []
    identity.cache.clear()
    assert await refusal(credentials.actor_for(identity, pair.access_token, surface="kadi")) == "unknown"


async def test_the_link_to_a_verified_address_leaves_tokens_and_factor(identity, make):
    account = await make.account(password=PASSWORD, is_email_verified=True)
    await make.factor(account)
    pat = await make.token(account)
    await links.reset(identity, await make_link(identity, account, "reset", email=account["email"]), NEW, door="app")
    assert (await credentials.actor_for(identity, pat, surface="kadi")).account_id == account["id"]
    assert await refusal(sign_in.at_app(identity, account["username"], NEW)) == "mfa_required"


async def test_an_address_that_another_verified_meanwhile_is_not_verified_twice(identity, make):
    email = f"{unique()}@example.org"
    late = await make.account(email=email)
    await make.account(email=email, is_email_verified=True)
    await links.reset(identity, await make_link(identity, late, "reset", email=email), NEW, door="app")
    async with identity.pool.acquire() as conn:
        assert (await accounts.get(conn, late["id"]))["email_verified_at"] is None
    assert (await sign_in.at_app(identity, late["username"], NEW)).account_id == late["id"]


async def test_a_printed_link_verifies_nothing_and_an_older_one_stops(identity, make):
    account = await make.account(domains=("assessment",), managed_by_company=await make.company())
    async with db.transaction(identity.pool) as conn:
        older = await links.make_set_up_link(conn, identity, SYSTEM, account["id"])
        token = await links.make_set_up_link(conn, identity, SYSTEM, account["id"])
        assert (await links.describe(conn, token))["username"] == account["username"]
    assert await refusal(links.reset(identity, older, NEW, door="app")) == "expired"
    await links.reset(identity, token, NEW, door="app")
    async with identity.pool.acquire() as conn:
        row = await accounts.get(conn, account["id"])
        assert row["email_verified_at"] is None and row["managed_by_company"] is None


async def test_set_up_links_are_made_by_who_administers_the_account(identity, make):
    account = await make.account(domains=("training", "research"))
    async with db.transaction(identity.pool) as conn:
        with pytest.raises(Denied):
            await links.make_set_up_link(conn, identity, Actor(kind="session", roles=frozenset({("training", "admin")})), account["id"])
        await links.send_set_up(conn, identity, SYSTEM, account["id"], link_of=link_of)
    values = dict(await mailed(identity, account["email"]))["set_up_account"]
    assert (values["username"], values["hours"]) == (account["username"], "24")


async def test_a_candidates_link_sets_that_companys_password_only(identity, make):
    email, company = f"{unique()}@example.org", await make.company()
    person = await make.person(company, email=email)
    other = await make.person(await make.company(), email=email, password="elsewhere 12")
    await links.send_reset(identity, email, link_of=link_of, must_exist=True)
    tokens = [values["link"].partition("#")[2] for _, values in await mailed(identity, email)]
    opened = {
        (await links.reset(identity, token, f"new{n}", door="itr", name=email)).person_id: f"new{n}" for n, token in enumerate(tokens)
    }
    assert set(opened) == {person, other}
    for person_id, password in opened.items():
        token = (await sign_in.at_itr(identity, email, password)).token
        assert (await credentials.actor_for(identity, token, surface="itr", operation=credentials.CANDIDATE)).person_id == person_id


async def test_an_account_and_a_candidate_with_one_address_are_apart(identity, make):
    email = f"{unique()}@example.org"
    account = await make.account(email=email, password=PASSWORD, is_email_verified=True)
    await make.login(account, await make.company())
    await make.person(await make.company(), email=email, password="candidate")
    await links.reset(identity, await make_link(identity, account, "reset", email=email), NEW, door="app")
    actor = await credentials.actor_for(
        identity, (await sign_in.at_itr(identity, email, "candidate")).token, surface="itr", operation="candidate"
    )
    assert actor.person_id is not None


# Verifying an address


async def test_the_link_verifies_and_takes_managed_logins(identity, make):
    account, company = await make.account(), await make.company()
    managed = await make.account(email=account["email"], domains=("assessment",), managed_by_company=company)
    login = await make.login(managed, company)
    async with db.transaction(identity.pool) as conn:
        await links.send_verification(conn, identity, account["id"], link_of=link_of)
    token = await token_for(identity, account["email"], "verify_email")
    assert await links.verify_email(identity, token) == account["id"]
    assert await refusal(links.verify_email(identity, token)) == "unknown"
    async with identity.pool.acquire() as conn:
        assert (await sql.logins.get(conn, login_id=login))["account_id"] == account["id"]


async def test_in_the_app_an_address_changes_when_its_link_is_opened(identity, make):
    account, new = await make.account(is_email_verified=True), f"{unique()}@example.org"
    actor = Actor(kind="session", account_id=account["id"], username=account["username"])
    with pytest.raises(Invalid):
        await links.ask_email_change(identity, actor, "no address", link_of=link_of)
    await links.ask_email_change(identity, actor, f"{unique()}@example.org", link_of=link_of)
    await links.ask_email_change(identity, actor, new, link_of=link_of)
    async with identity.pool.acquire() as conn:
        assert (await accounts.get(conn, account["id"]))["email"] == account["email"]
    await links.verify_email(identity, await token_for(identity, new, "verify_email"))
    async with identity.pool.acquire() as conn:
        row = await accounts.get(conn, account["id"])
    assert (row["email"], row["last_verified_email"]) == (new, new)
    assert (await mailed(identity, account["email"]))[-1] == ("email_changed", {"name": row["display_name"], "email": new})


async def test_an_address_verified_by_another_meanwhile_is_a_conflict_and_the_link_stays(identity, make):
    account, new = await make.account(), f"{unique()}@example.org"
    token = await make_link(identity, account, "verify_email", email=new)
    await make.account(email=new, is_email_verified=True)
    for _ in range(2):
        assert await refusal(links.verify_email(identity, token), Conflict) == "email_taken"


# The first admin


@pytest.fixture
async def empty(fresh_database, identity):
    """Doors over a database in which nobody is."""
    pool = await db.create_pool(fresh_database, size=4)
    yield Identity(pool, identity.config, identity.secrets, identity.passwords, identity.cache)
    await pool.close()


async def first_link(identity):
    async with db.transaction(identity.pool) as conn:
        return await links.make_first_admin_link(conn, identity)


async def test_the_first_start_prints_a_link_until_somebody_administers_everything(empty):
    older, token = await first_link(empty), await first_link(empty)
    given = {"username": "root", "display_name": "Root", "password": PASSWORD, "email": "root@example.org"}
    assert await refusal(first_admin.open_link(empty, older, **given)) == "expired"
    with pytest.raises(Invalid):
        await first_admin.open_link(empty, token, **given | {"password": "short"})
    with pytest.raises(Invalid):
        await first_admin.open_link(empty, token, **given | {"username": "a/b"})
    account = await first_admin.open_link(empty, token, **given)
    assert await refusal(first_admin.open_link(empty, token, **given)) == "unknown"
    assert await first_link(empty) is None
    async with empty.pool.acquire() as conn:
        row = await accounts.get(conn, account["id"])
        assert set(row["domains"]) == set(DOMAINS) and "*:admin" in row["roles"] and row["email_verified_at"] is not None
        assert await conn.fetchval("select company_name from companies") == empty.config.companies.first
    actor = await credentials.actor_for(empty, (await sign_in.at_itr(empty, "root", PASSWORD)).token, surface="itr")
    assert actor.flags == {*FLAGS, "is_master_user"} - RESTRICTIONS


async def test_two_who_open_the_first_link_at_once_make_one_admin(empty):
    token = await first_link(empty)

    async def open_it(name):
        return await first_admin.open_link(empty, token, username=name, display_name=name, password=PASSWORD)

    results = await asyncio.gather(*(open_it(f"root{n}") for n in range(4)), return_exceptions=True)
    assert sum(not isinstance(result, BaseException) for result in results) == 1
    async with empty.pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from accounts") == 1


async def test_an_admin_made_by_a_command_ends_the_link(empty):
    token = await first_link(empty)
    async with db.transaction(empty.pool) as conn:
        await first_admin.create_admin(conn, SYSTEM, NewAccount(username="root", display_name="Root"), company_name="Institute")
    given = {"username": "late", "display_name": "Late", "password": PASSWORD}
    assert await refusal(first_admin.open_link(empty, token, **given), Conflict) == "admin_exists"
    assert await first_link(empty) is None
    async with db.transaction(empty.pool) as conn:
        actor = Actor(kind="session", account_id=(await accounts.find_by_name(conn, "root"))["id"])
        made = await access_tokens.create(conn, SYSTEM, account_id=actor.user_id, name="x")
        assert made.row["login_id"] is not None and await sessions.list_own(conn, actor.user_id) == []
