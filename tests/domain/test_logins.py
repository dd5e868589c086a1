"""Logins of a company: ITR's `POST logins`, who may change what, managed accounts, switching, candidates' passwords."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from server import db
from server.db import sql
from server.domain import access_tokens, account_roles, accounts, candidates, credentials, links, logins, sign_in
from server.domain.actor import FLAGS, SYSTEM, Actor
from server.errors import Conflict, Denied, Invalid, NotFound, Unauthenticated
from tests.domain.test_accounts import mails
from tests.make import PASSWORD, unique

link_of = links.page_link("https://host.example")
NEW = "another horse 12"


class Company:
    """A company with its supervisor, and somebody without rights."""

    def __init__(self, make, company_id):
        self.make, self.id = make, company_id

    async def staff(self, *flags, **options):
        account = await self.make.account(password=PASSWORD, **options)
        login = await self.make.login(account, self.id, *flags)
        return await self.actor(account, login)

    async def actor(self, account, login):
        token = await self.make.session(account, login_id=login, made_by="itr")
        return await credentials.actor_for(self.make.identity, token, surface="itr")


@pytest.fixture
async def company(make):
    return Company(make, await make.company())


@pytest.fixture
async def supervisor(company):
    return await company.staff("is_office_user", "is_organisation_supervisor")


@pytest.fixture
async def master(company):
    return await company.staff("is_office_user", roles=(("assessment", "admin"),))


async def save(identity, actor, login_id=None, maximum=-1, **values):
    login_id = login_id or uuid4()
    return await logins.save(identity, actor, login_id, {"password": ""} | values, link_of=link_of, maximum=maximum)


async def find(identity, login_id):
    async with identity.pool.acquire() as conn:
        return await logins.find(conn, login_id)


async def account_of(identity, login_id):
    async with identity.pool.acquire() as conn:
        return await accounts.get(conn, (await logins.find(conn, login_id))["account_id"])


# New logins


async def test_a_new_login_gets_a_managed_account_with_assessment_only(identity, company, supervisor):
    email = f"{unique()}@example.org"
    login = await find(
        identity, await save(identity, supervisor, email=email, display_name="New One", password=PASSWORD, is_office_user=True)
    )
    assert (login["company_id"], login["email"], login["display_name"], login["is_office_user"]) == (company.id, email, "New One", True)
    account = await account_of(identity, login["id"])
    assert (account["domains"], account["managed_by_company"], account["email_verified_at"]) == (["assessment"], company.id, None)
    assert (await sign_in.at_itr(identity, email, PASSWORD)).company_id == company.id


async def test_it_goes_to_who_verified_the_address_and_the_password_is_ignored(identity, make, supervisor):
    owner = await make.account(is_email_verified=True, password=PASSWORD, domains=("research",))
    login = await save(identity, supervisor, email=owner["email"].upper(), display_name="Whoever", password=NEW)
    account = await account_of(identity, login)
    assert account["id"] == owner["id"] and set(account["domains"]) == {"research", "assessment"} and account["display_name"] != "Whoever"
    with pytest.raises(Unauthenticated):
        await sign_in.at_itr(identity, owner["email"], NEW)
    async with identity.pool.acquire() as conn:
        assert [mail[0] for mail in await mails(conn, identity, owner["email"])] == ["reset_password"]


async def test_never_to_an_unverified_address(identity, make, supervisor):
    stranger = await make.account(password=PASSWORD)
    login = await save(identity, supervisor, email=stranger["email"], display_name="x")
    assert (await account_of(identity, login))["id"] != stranger["id"]


@pytest.mark.parametrize("values, fault", [
    ({"display_name": ""}, ("display_name", "required")), ({"display_name": "x", "email": "nobody"}, ("email", "not_email")),
    ({"display_name": "x", "password": "x" * 9}, ("password", "too_short")),
    ({"display_name": "x", "user_culture": "x" * 21}, ("user_culture", "too_long")),
    ({"display_name": "x", "remarks": "\0"}, ("remarks", "bad_text")), ({"display_name": "x" * 201}, ("display_name", "too_long")),
])  # fmt: skip
async def test_what_a_login_cannot_be(identity, supervisor, values, fault):
    with pytest.raises(Invalid) as caught:
        await save(identity, supervisor, **values)
    assert [(found.path[0], found.code) for found in caught.value.faults] == [fault]


async def test_values_that_the_database_refuses_are_invalid(identity, supervisor):
    for values in ({"license_ends_at": "never"}, {"session_pool": 10**12}, {"security_template_id": "x"}, {"session_pool": "many"}):
        with pytest.raises(Invalid):
            await save(identity, supervisor, display_name="x", **values)


async def test_a_company_may_have_so_many_logins(identity, company, supervisor):
    await save(identity, supervisor, display_name="x", maximum=2)
    with pytest.raises(Conflict) as caught:
        await save(identity, supervisor, display_name="x", maximum=2)
    assert caught.value.code == "too_many_logins"
    await save(identity, supervisor, supervisor.login_id, maximum=2, remarks="changed")


async def test_one_login_per_account_and_company(identity, make, supervisor):
    owner = await make.account(is_email_verified=True)
    results = await asyncio.gather(
        *(save(identity, supervisor, email=owner["email"], display_name="x") for _ in range(3)), return_exceptions=True
    )
    assert sorted(getattr(result, "code", "") for result in results) == ["", "login_exists", "login_exists"]


# Who may change whose


async def test_others_are_for_supervisors_and_master_users(identity, company, supervisor, master):
    plain, other = await company.staff("is_office_user"), await company.staff()
    with pytest.raises(Denied) as caught:
        await save(identity, plain, other.login_id, remarks="x")
    assert caught.value.code == "other_login"
    with pytest.raises(Denied):
        await save(identity, plain, display_name="new")
    with pytest.raises(Denied) as caught:
        await save(identity, supervisor, master.login_id, remarks="x")
    assert caught.value.code == "master_login"
    for actor in (supervisor, master):
        await save(identity, actor, other.login_id, remarks=f"by {actor.username}")
    assert (await find(identity, other.login_id))["remarks"] == f"by {master.username}"


async def test_logins_of_other_companies_are_not_there(identity, make, supervisor, master):
    elsewhere = Company(make, await make.company())
    other = await elsewhere.staff("is_office_user")
    for actor in (supervisor, master):
        with pytest.raises(NotFound):
            await save(identity, actor, other.login_id, remarks="x")
        async with db.transaction(identity.pool) as conn:
            with pytest.raises(NotFound):
                await logins.delete(conn, actor, other.login_id)
    assert (await find(identity, other.login_id))["remarks"] == ""


async def test_one_gives_oneself_no_rights(identity, company):
    plain = await company.staff("is_office_user", "is_translator")
    everything = dict.fromkeys(FLAGS, True) | {
        "is_master_user": True,
        "api_key": "secret",
        "license_ends_at": "2090-01-01T00:00:00Z",
        "user_rights": "all",
    }
    await save(identity, plain, plain.login_id, **everything, remarks="mine")
    row = await find(identity, plain.login_id)
    assert {flag for flag in FLAGS if row[flag]} == {"is_office_user", "is_translator"} and not row["is_master_user"]
    assert (row["api_key"], row["user_rights"], row["license_ends_at"].year, row["remarks"]) == ("", "", 2100, "mine")
    await save(identity, plain, plain.login_id, is_translator=False)
    assert not (await find(identity, plain.login_id))["is_translator"]


async def test_only_master_users_make_master_users(identity, company, supervisor, master):
    other = await company.staff("is_office_user")
    await save(identity, supervisor, other.login_id, is_master_user=True, is_test_author=True)
    row = await find(identity, other.login_id)
    assert not row["is_master_user"] and row["is_test_author"]
    await save(identity, master, other.login_id, is_master_user=True)
    assert (await find(identity, other.login_id))["is_master_user"]
    await save(identity, master, other.login_id, is_master_user=False)
    assert not (await find(identity, other.login_id))["is_master_user"]


async def test_api_keys_are_sealed_and_for_password_managers(identity, company, supervisor):
    manager = await company.staff("is_office_user", "is_organisation_supervisor", "is_password_manager")
    await save(identity, supervisor, supervisor.login_id, api_key="no")
    assert (await find(identity, supervisor.login_id))["api_key"] == ""
    await save(identity, manager, supervisor.login_id, api_key="clear text")
    row = await find(identity, supervisor.login_id)
    assert "clear" not in row["api_key"]
    assert logins.api_key(identity, row, manager) == "clear text" and logins.api_key(identity, row, supervisor) == row["api_key"]


async def test_a_login_switched_off_ends_its_sessions(identity, company, supervisor, make):
    account = await make.account(password=PASSWORD)
    login = await make.login(account, company.id)
    token = await make.session(account, login_id=login, made_by="itr")
    await credentials.actor_for(identity, token, surface="itr")
    await save(identity, supervisor, login, is_active=False)
    with pytest.raises(Unauthenticated):
        await credentials.actor_for(identity, token, surface="itr")


# Passwords, names and addresses of other people's accounts


@pytest.fixture
async def managed(identity, supervisor):
    return await save(identity, supervisor, email=f"{unique()}@example.org", display_name="Managed", password=PASSWORD)


async def test_a_supervisor_sets_the_password_of_a_managed_account(identity, supervisor, managed):
    row = await find(identity, managed)
    await save(identity, supervisor, managed, password=NEW, display_name="Renamed", email=f"new-{row['email']}")
    row = await find(identity, managed)
    assert row["display_name"] == "Renamed" and row["email"].startswith("new-")
    assert (await sign_in.at_itr(identity, row["email"], NEW)).mfa_status == "NA"


@pytest.mark.parametrize("how", ["link", "domain", "company"])
async def test_afterwards_the_owner_gets_a_mail_instead(identity, make, supervisor, managed, how):
    row = await find(identity, managed)
    if how == "link":
        async with db.transaction(identity.pool) as conn:
            token = await links.make(conn, "set_up", seconds=60, account_id=row["account_id"])
        await links.reset(identity, token, PASSWORD, door="app")
    elif how == "domain":
        async with db.transaction(identity.pool) as conn:
            await account_roles.give_domain(conn, SYSTEM, row["account_id"], "research")
    else:
        await make.login({"id": row["account_id"]}, await make.company())
    await save(identity, supervisor, managed, password=NEW)
    company_id = row["company_id"]
    assert (await sign_in.at_itr(identity, row["email"], PASSWORD, company_id=company_id)).mfa_status == "NA"
    async with identity.pool.acquire() as conn:
        assert "reset_password" in [mail[0] for mail in await mails(conn, identity, row["email"])]
    with pytest.raises(Denied) as caught:
        await save(identity, supervisor, managed, email=f"{unique()}@example.org")
    assert caught.value.code == "not_your_account"
    with pytest.raises(Denied):
        await save(identity, supervisor, managed, display_name="Renamed")
    await save(identity, supervisor, managed, email=row["email"], display_name="Managed", remarks="unchanged names are no change")


async def test_a_token_sets_no_password_of_its_own_account(identity, supervisor, managed):
    await save(identity, supervisor, managed, is_organisation_supervisor=True)
    row = await find(identity, managed)
    own = Actor(kind="pat", account_id=row["account_id"], company_id=row["company_id"], login_id=managed, domains=frozenset({"assessment"}),
                flags=frozenset({"is_organisation_supervisor"}))  # fmt: skip
    await save(identity, own, managed, password=NEW)
    with pytest.raises(Unauthenticated):
        await sign_in.at_itr(identity, row["email"], NEW)
    with pytest.raises(Denied):
        await save(identity, own, managed, email=f"{unique()}@example.org")


@pytest.mark.parametrize("name", ["x" * 201, "two\nlines"])
async def test_a_name_that_cannot_be_stored_is_refused(identity, supervisor, managed, name):
    with pytest.raises(Invalid) as caught:
        await save(identity, supervisor, managed, display_name=name)
    assert caught.value.faults[0].path == ("display_name",)


async def test_a_master_user_does_not_set_the_password_of_an_admin_of_everything(identity, master, managed):
    row = await find(identity, managed)
    async with db.transaction(identity.pool) as conn:
        await account_roles.give_role(conn, SYSTEM, row["account_id"], "admin", None)
    await save(identity, master, managed, password=NEW)
    with pytest.raises(Unauthenticated):
        await sign_in.at_app(identity, row["email"], NEW)
    with pytest.raises(Denied):
        await save(identity, master, managed, email=f"{unique()}@example.org")


async def test_a_token_of_an_account_never_acts_with_a_login_that_moved_to_another(identity, make, company, managed):
    row = await find(identity, managed)
    async with db.transaction(identity.pool) as conn:
        made = await access_tokens.create(conn, SYSTEM, account_id=row["account_id"], name="script", company_id=company.id)
    assert (await credentials.actor_for(identity, made.token, surface="itr")).login_id == managed
    await make.account(email=row["email"], is_email_verified=True)
    async with db.transaction(identity.pool) as conn:
        await account_roles.set_account_state(conn, SYSTEM, row["account_id"], True)
    async with identity.pool.acquire() as conn:
        actor = await credentials.resolve(conn, made.token, identity=identity)
    assert (actor.account_id, actor.login_id, actor.company_id, actor.flags) == (row["account_id"], None, None, frozenset())


async def test_another_companys_supervisor_has_no_say(identity, make, managed):
    elsewhere = Company(make, await make.company())
    other = await elsewhere.staff("is_organisation_supervisor")
    with pytest.raises(NotFound):
        await save(identity, other, managed, password=NEW)


# Ending and switching


async def test_deleting_a_login_ends_it_and_not_the_account(identity, make, company, supervisor):
    account = await make.account(password=PASSWORD)
    login = await make.login(account, company.id)
    itr, app = await make.session(account, login_id=login, made_by="itr"), await make.session(account, login_id=login)
    async with db.transaction(identity.pool) as conn:
        with pytest.raises(Denied):
            await logins.delete(conn, await company.actor(account, login), login)
        await logins.delete(conn, supervisor, login)
        with pytest.raises(NotFound):
            await logins.delete(conn, supervisor, login)
        assert (await accounts.get(conn, account["id"]))["is_active"]
    with pytest.raises(Unauthenticated):
        await credentials.actor_for(identity, itr, surface="kadi")
    assert (await credentials.actor_for(identity, app, surface="kadi")).company_id is None


async def test_a_master_user_enters_any_company_with_his_rights(identity, make, supervisor, master):
    target = await make.company()
    async with db.transaction(identity.pool) as conn:
        with pytest.raises(Denied):
            await logins.switch(conn, supervisor, target)
        with pytest.raises(NotFound):
            await logins.switch(conn, master, uuid4())
        login = await logins.switch(conn, master, target)
        session = await sql.sessions.get(conn, id=master.credential_id)
    row = await find(identity, login)
    assert session["login_id"] == login and row["company_id"] == target and row["is_office_user"] and not row["is_test_author"]


# Candidates


async def test_staff_sets_a_candidates_password_in_its_own_company(identity, make, company, supervisor):
    email = f"{unique()}@example.org"
    person = await make.person(company.id, email=email, password=None, has_login=False)
    stranger = await make.person(await make.company())
    with pytest.raises(NotFound):
        await candidates.set_password(identity, supervisor, stranger, "x")
    with pytest.raises(Invalid):
        await candidates.set_password(identity, supervisor, person, "")
    await candidates.set_password(identity, supervisor, person, "12345678")
    assert (await sign_in.at_itr(identity, email, "12345678")).company_id == company.id


async def test_a_login_that_ends_and_comes_back_has_its_old_password(identity, make, company):
    email = f"{unique()}@example.org"
    person = await make.person(company.id, email=email)
    async with db.transaction(identity.pool) as conn:
        await candidates.end_login(conn, SYSTEM, person)
    with pytest.raises(Unauthenticated):
        await sign_in.at_itr(identity, email, PASSWORD)
    async with db.transaction(identity.pool) as conn:
        await candidates.restore_login(conn, SYSTEM, person)
    assert (await sign_in.at_itr(identity, email, PASSWORD)).token


async def test_a_candidate_changes_the_own_password_with_the_old_one(identity, make, company):
    email = f"{unique()}@example.org"
    person = await make.person(company.id, email=email)
    tokens = [(await sign_in.at_itr(identity, email, PASSWORD)).token for _ in range(2)]
    actor = await credentials.actor_for(identity, tokens[0], surface="itr", operation=credentials.CREDENTIALS)
    with pytest.raises(Denied):
        await candidates.change_own(identity, actor, "wrong", "new")
    with pytest.raises(Denied):
        await candidates.change_own(identity, Actor(kind="candidate", person_id=person, is_poll=True), PASSWORD, "new")
    await candidates.change_own(identity, actor, PASSWORD, "new")
    assert (await sign_in.at_itr(identity, email, "new")).token
    assert (await credentials.actor_for(identity, tokens[0], surface="itr", operation=credentials.CANDIDATE)).person_id == person
    with pytest.raises(Unauthenticated):
        await credentials.actor_for(identity, tokens[1], surface="itr", operation=credentials.CANDIDATE)


def test_generated_passwords_have_eight_letters():
    made = {candidates.generate_password() for _ in range(50)}
    assert len(made) == 50 and all(len(password) == 8 and password.isalnum() for password in made)


async def test_the_documents_limits_stand_in_the_database(conn, make):
    company = await make.company()
    with pytest.raises(asyncpg.StringDataRightTruncationError):
        async with conn.transaction():
            await conn.execute("update companies set contact_phone = repeat('x', 51) where id = $1", company)
    with pytest.raises(asyncpg.StringDataRightTruncationError):
        async with conn.transaction():
            await conn.execute(
                "insert into persons (id, company_id, preferred_language) values (gen_random_uuid(), $1, repeat('x', 11))", company
            )
