"""The password doors: who is meant, uniform refusals, throttling, the second factor at each of them, ITR's companies."""

import asyncio
import base64
import dataclasses
import time

import bcrypt
import pytest

from server import db
from server.db import sql
from server.domain import account_passwords, account_roles, accounts, companies, credentials, second_factor, sign_in
from server.domain.actor import SYSTEM, Actor
from server.domain.identity import Identity
from server.errors import Denied, TooMany, Unauthenticated
from tests.make import PASSWORD, unique

WRONG = "wrong horse 12"


def code(secret, steps=0):
    return second_factor.code_at(secret, int(time.time() // 30) + steps)


async def enter(identity, door, name, password, code=None, **options):
    """Signs in at a door; the actor that comes out of it."""
    if door == "kms":
        token = (await sign_in.at_kms(identity, name, password, code=code, **options)).access_token
    elif door == "app":
        token = (await sign_in.at_app(identity, name, password, code=code, **options)).token
    else:
        token = (await sign_in.at_itr(identity, name, password, code=code, **options)).token
    async with identity.pool.acquire() as conn:
        return await credentials.resolve(conn, token, identity=identity)


async def refusal(work):
    with pytest.raises((Unauthenticated, TooMany)) as caught:
        await work
    return caught.value.code


@pytest.fixture
async def ada(make):
    """Opens everything, with a login in one company."""
    account = await make.account(password=PASSWORD)
    await make.login(account, await make.company(), "is_office_user")
    return account


@pytest.fixture
def strict(identity):
    """The same with the rate limits switched on."""
    config = dataclasses.replace(identity.config, limits=dataclasses.replace(identity.config.limits, enabled=True))
    return Identity(identity.pool, config, identity.secrets, identity.passwords, identity.cache)


DOORS = ["app", "kms", "itr"]


# Refusals


@pytest.mark.parametrize("door", DOORS)
async def test_unknown_names_and_wrong_passwords_get_the_same_answer_after_one_hash(identity, ada, door, monkeypatch):
    compared = []
    original = bcrypt.checkpw
    monkeypatch.setattr(bcrypt, "checkpw", lambda text, stored: compared.append(1) or original(text, stored))
    assert await refusal(enter(identity, door, unique("nobody"), PASSWORD)) == "wrong_password"
    assert await refusal(enter(identity, door, ada["username"], WRONG)) == "wrong_password"
    assert len(compared) == 2


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["", " ", "a\0b", "\ud800", "x" * 300, "%", "' or 1=1 --"])
async def test_odd_names_are_wrong_ones(identity, door, name):
    assert await refusal(enter(identity, door, name, PASSWORD)) == "wrong_password"


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("password", ["", "\0", "x" * 1025, "\udcff", PASSWORD + " "])
async def test_odd_passwords_are_wrong_ones(identity, ada, door, password):
    assert await refusal(enter(identity, door, ada["username"], password)) == "wrong_password"


@pytest.mark.parametrize("door, domain", [("kms", "training"), ("itr", "assessment")])
async def test_a_door_stays_shut_without_its_domain_as_for_a_wrong_password(identity, make, ada, door, domain):
    async with db.transaction(identity.pool) as conn:
        await account_roles.set_state(conn, Actor(kind="session", roles=frozenset({(domain, "admin")})), ada["id"], domain, "inactive")
    assert await refusal(enter(identity, door, ada["username"], PASSWORD)) == "wrong_password"
    without = await make.account(password=PASSWORD, domains=tuple({"training", "assessment"} - {domain}))
    assert await refusal(enter(identity, door, without["username"], PASSWORD)) == "wrong_password"


@pytest.mark.parametrize("door, expected", [("app", "inactive"), ("kms", "wrong_password"), ("itr", "wrong_password")])
async def test_an_inactive_account_enters_nowhere(identity, ada, door, expected):
    async with db.transaction(identity.pool) as conn:
        await account_roles.set_account_state(conn, SYSTEM, ada["id"], False)
    assert await refusal(enter(identity, door, ada["username"], PASSWORD)) == expected
    assert await refusal(enter(identity, door, ada["username"], WRONG)) == "wrong_password"


async def test_an_account_without_a_password_has_no_door(identity, make):
    account = await make.account()
    for door in DOORS:
        assert await refusal(enter(identity, door, account["username"], "")) == "wrong_password"


# Who is meant


@pytest.mark.parametrize("door", DOORS)
async def test_by_username_in_any_case_and_by_address(identity, ada, door):
    for name in (ada["username"], ada["username"].upper(), ada["email"], f" {ada['email'].upper()} "):
        assert (await enter(identity, door, name, PASSWORD)).account_id == ada["id"]


async def test_the_verified_address_comes_before_unverified_ones_and_five_are_tried(identity, make, monkeypatch):
    email = f"{unique()}@example.org"
    squatters = [await make.account(email=email, password=f"squatter no {n}") for n in range(6)]
    verified = await make.account(email=email, password=PASSWORD, is_email_verified=True)
    compared = []
    original = bcrypt.checkpw
    monkeypatch.setattr(bcrypt, "checkpw", lambda text, stored: compared.append(1) or original(text, stored))
    assert (await enter(identity, "app", email, PASSWORD)).account_id == verified["id"]
    assert len(compared) == 1
    assert (await enter(identity, "app", email, "squatter no 3")).account_id == squatters[3]["id"]
    assert await refusal(enter(identity, "app", email, "squatter no 5")) == "wrong_password"
    assert len(compared) == 1 + 5 + 5


async def test_a_username_that_is_somebody_elses_address_shuts_nobody_out(identity, make):
    email = f"{unique()}@example.org"
    squatter = await make.account(email, email=email, password="squatter no 1")
    verified = await make.account(email=email, password=PASSWORD, is_email_verified=True)
    assert (await enter(identity, "kms", email, PASSWORD)).account_id == verified["id"]
    assert (await enter(identity, "kms", email, "squatter no 1")).account_id == squatter["id"]


async def test_candidates_are_tried_before_unverified_accounts(identity, make):
    email = f"{unique()}@example.org"
    for n in range(5):
        await make.account(email=email, password=f"squatter no {n}")
    person = await make.person(await make.company(), email=email)
    assert (await enter(identity, "itr", email, PASSWORD)).person_id == person
    assert (await enter(identity, "app", email, PASSWORD)).person_id == person
    assert await refusal(enter(identity, "kms", email, PASSWORD)) == "wrong_password"


# Throttling


async def test_wrong_passwords_are_throttled_per_name_and_address(identity, strict, ada):
    for _ in range(10):
        assert await refusal(enter(strict, "app", ada["username"], WRONG, address="10.0.0.1")) == "wrong_password"
    with pytest.raises(TooMany) as caught:
        await enter(strict, "kms", ada["username"].upper(), PASSWORD, address="10.0.0.1")
    assert caught.value.code == "sign_in" and 1 <= caught.value.retry_after <= 60
    assert (await enter(strict, "app", ada["username"], PASSWORD, address="10.0.0.2")).account_id == ada["id"]
    assert (await enter(identity, "app", ada["username"], PASSWORD, address="10.0.0.1")).account_id == ada["id"]


async def test_unknown_names_are_throttled_alike(strict):
    name = unique("nobody")
    assert [await refusal(enter(strict, "app", name, WRONG, address="10.0.0.1")) for _ in range(11)] == ["wrong_password"] * 10 + [
        "sign_in"
    ]


async def test_the_right_password_forgives(strict, ada):
    for _ in range(3):
        for _ in range(9):
            await refusal(enter(strict, "app", ada["username"], WRONG, address="10.0.0.1"))
        assert (await enter(strict, "app", ada["username"], PASSWORD, address="10.0.0.1")).account_id == ada["id"]


async def test_guessing_from_many_addresses_is_slowed_too(strict, ada):
    answers = [await refusal(enter(strict, "app", ada["username"], WRONG, address=f"10.0.{n}.1")) for n in range(101)]
    assert answers == ["wrong_password"] * 100 + ["sign_in"]


async def test_a_wrong_old_password_is_throttled_like_a_sign_in(strict, ada):
    actor = await enter(strict, "app", ada["username"], PASSWORD)
    for _ in range(10):
        with pytest.raises(Denied):
            await account_passwords.change_own(strict, actor, WRONG, "another horse 12", door="app")
    with pytest.raises(TooMany):
        await sign_in.confirm_password(strict, actor, PASSWORD)


async def test_guesses_that_come_all_at_once_are_throttled_alike(strict, ada):
    guesses = [f"wrong horse {n}" for n in range(39)] + [PASSWORD]
    tries = (enter(strict, "app", ada["username"], guess, address="10.0.0.1") for guess in guesses)
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert answers[-1].code == "sign_in"
    assert [answer.code for answer in answers].count("wrong_password") < 20


async def test_old_passwords_guessed_all_at_once_are_throttled_alike(strict, ada):
    actor = await enter(strict, "app", ada["username"], PASSWORD)
    guesses = [f"wrong horse {n}" for n in range(39)] + [PASSWORD]
    answers = await asyncio.gather(*(sign_in.confirm_password(strict, actor, guess) for guess in guesses), return_exceptions=True)
    assert answers[-1].code == "sign_in"


# The second factor, at every door


@pytest.mark.parametrize("door", DOORS)
async def test_where_a_factor_is_set_every_door_asks_for_it(identity, make, ada, door):
    secret = await make.factor(ada)
    if door == "itr":
        answer = await sign_in.at_itr(identity, ada["username"], PASSWORD)
        assert (answer.mfa_status, answer.token) == ("CODE", "")
    else:
        with pytest.raises(Unauthenticated) as caught:
            await enter(identity, door, ada["username"], PASSWORD)
        assert (caught.value.code, caught.value.details) == ("mfa_required", {"enrolled": True})
    assert await refusal(enter(identity, door, ada["username"], WRONG, code(secret))) == "wrong_password"
    assert await refusal(enter(identity, door, ada["username"], PASSWORD, "000000")) == "wrong_code"
    actor = await enter(identity, door, ada["username"], PASSWORD, f" {code(secret)[:3]} {code(secret)[3:]} ")
    assert actor.second_factor and actor.account_id == ada["id"]
    assert await refusal(enter(identity, door, ada["username"], PASSWORD, code(secret))) == "wrong_code"


@pytest.mark.parametrize("door", DOORS)
async def test_where_a_company_demands_one_it_is_set_at_the_door(identity, make, door):
    account, company = await make.account(password=PASSWORD), await make.company()
    await make.login(account, company)
    async with db.transaction(identity.pool) as conn:
        await companies.demand_second_factor(conn, SYSTEM, company, True)
    if door == "itr":
        answer = await sign_in.at_itr(identity, account["username"], PASSWORD)
        assert (answer.mfa_status, answer.token) == ("QR", "")
    else:
        with pytest.raises(Unauthenticated) as caught:
            await enter(identity, door, account["username"], PASSWORD)
        assert caught.value.details == {"enrolled": False}
    assert await refusal(enter(identity, door, account["username"], PASSWORD, "123456")) == "wrong_code"
    uri = await sign_in.secret_at_door(identity, account["username"], PASSWORD, site="host_8080")
    assert uri == await sign_in.secret_at_door(identity, account["username"], PASSWORD, site="host_8080", domain="assessment")
    assert uri.startswith(f"otpauth://totp/host_8080:{account['username']}?secret=") and uri.endswith("&issuer=host_8080")
    assert await refusal(sign_in.secret_at_door(identity, account["username"], WRONG, site="x")) == "wrong_password"
    secret = secret_of(uri)
    assert (await enter(identity, door, account["username"], PASSWORD, code(secret))).second_factor
    assert await refusal(sign_in.secret_at_door(identity, account["username"], PASSWORD, site="x")) == "wrong_password"


def secret_of(uri):
    return base64.b32decode(uri.partition("secret=")[2].partition("&")[0])


@pytest.mark.parametrize("wrong_at", DOORS)
async def test_five_wrong_codes_pause_the_account_on_all_doors(identity, make, ada, wrong_at):
    secret = await make.factor(ada)
    answers = [await refusal(enter(identity, wrong_at, ada["username"], PASSWORD, "12345x")) for _ in range(5)]
    assert answers == ["wrong_code"] * 4 + ["paused"]
    for door in DOORS:
        with pytest.raises(TooMany) as caught:
            await enter(identity, door, ada["username"], PASSWORD, code(secret))
        assert caught.value.code == "paused" and 55 <= caught.value.retry_after <= 60
        assert await refusal(enter(identity, door, ada["username"], WRONG, code(secret))) == "wrong_password"
    async with identity.pool.acquire() as conn:
        await conn.execute("update accounts set paused_until = now() - interval '1 second' where id = $1", ada["id"])
    assert (await enter(identity, wrong_at, ada["username"], PASSWORD, code(secret))).second_factor


async def test_the_count_of_wrong_codes_is_one_for_all_doors_and_parallel_tries(identity, make, ada):
    await make.factor(ada)
    answers = await asyncio.gather(*(refusal(enter(identity, DOORS[n % 3], ada["username"], PASSWORD, "12345x")) for n in range(9)))
    assert answers.count("wrong_code") == 4 and answers.count("paused") == 5


async def test_one_code_sent_at_once_to_three_doors_opens_one(identity, make, ada):
    secret = await make.factor(ada)
    results = await asyncio.gather(
        *(enter(identity, door, ada["username"], PASSWORD, code(secret)) for door in DOORS), return_exceptions=True
    )
    assert sum(isinstance(result, Actor) for result in results) == 1
    assert sorted(result.code for result in results if not isinstance(result, Actor)) == ["wrong_code", "wrong_code"]


# Changed in between


@pytest.mark.parametrize("door", DOORS)
async def test_a_password_changed_while_the_door_opens_opens_nothing(identity, ada, door, monkeypatch):
    original = sign_in.give_factor

    async def change_meanwhile(*given):
        await account_passwords.set_for(identity, SYSTEM, ada["id"], "another horse 12")
        return await original(*given)

    monkeypatch.setattr(sign_in, "give_factor", change_meanwhile)
    assert await refusal(enter(identity, door, ada["username"], PASSWORD)) == "wrong_password"
    async with identity.pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from sessions where account_id = $1", ada["id"]) == 0
        assert await conn.fetchval("select count(*) from jwt_tokens where account_id = $1", ada["id"]) == 0


# ITR's companies


async def test_one_company_opens_at_once(identity, make):
    account, company = await make.account(password=PASSWORD), await make.company()
    login = await make.login(account, company, "is_office_user", "is_test_author")
    answer = await sign_in.at_itr(identity, account["username"], PASSWORD)
    assert (answer.mfa_status, answer.company_id, answer.is_several, answer.idle_seconds) == ("NA", company, False, 600)
    assert answer.token[0] == "W" and len(answer.token) == 33 and int(answer.token[1:], 16)
    actor = await enter(identity, "itr", account["username"], PASSWORD)
    assert (actor.kind, actor.login_id, actor.company_id) == ("session", login, company)
    assert actor.flags == {"is_office_user", "is_test_author"}


async def test_a_sign_in_and_a_change_of_the_same_login_wait_for_each_other_in_turn(identity, make):
    account = await make.account(password=PASSWORD)
    login = await make.login(account, await make.company())
    async with db.transaction(identity.pool) as conn:
        await sql.logins.lock(conn, login_id=login)
        entering = asyncio.create_task(sign_in.at_itr(identity, account["username"], PASSWORD))
        for _ in range(500):
            if await conn.fetchval("select exists (select 1 from pg_locks where not granted and transactionid is not null)"):
                break
            await asyncio.sleep(0.01)
        await account_roles.lock(conn, account["id"])
    assert (await entering).token.startswith("W")


async def test_several_companies_give_a_session_that_only_lists_them(identity, make):
    account, demanding = await make.account(password=PASSWORD), await make.company()
    other = await make.company()
    for company in (demanding, other):
        await make.login(account, company)
    async with db.transaction(identity.pool) as conn:
        await companies.demand_second_factor(conn, SYSTEM, demanding, True)
    answer = await sign_in.at_itr(identity, account["username"], PASSWORD)
    assert (answer.mfa_status, answer.is_several) == ("NA", True) and answer.company_id in (demanding, other)
    async with identity.pool.acquire() as conn:
        actor = await credentials.resolve(conn, answer.token, identity=identity)
        assert actor.kind == "limited"
        assert {row["id"] for row in await companies.list_of_account(conn, account["id"])} == {demanding, other}
    for company in (demanding, other):
        answer = await sign_in.at_itr(identity, account["username"], PASSWORD, company_id=company)
        assert (answer.mfa_status, answer.token, answer.company_id) == ("QR", "", company)


async def test_the_host_may_choose_the_company(identity, make):
    account, first, second = await make.account(password=PASSWORD), await make.company(), await make.company()
    for company in (first, second):
        await make.login(account, company)
    host = f"{unique('host')}:8080"
    async with identity.pool.acquire() as conn:
        await conn.execute("update companies set administrative_id = $2 where id = $1", second, host.upper())
    answer = await sign_in.at_itr(identity, account["username"], PASSWORD, host=host)
    assert (answer.company_id, answer.is_several) == (second, False)
    assert (await sign_in.at_itr(identity, account["username"], PASSWORD, host="elsewhere")).is_several


async def test_a_secret_at_itrs_door_is_for_who_has_a_login_there(identity, make):
    account, company = await make.account(password=PASSWORD), await make.company()
    given = {"site": "here", "domain": "assessment"}
    assert await refusal(sign_in.secret_at_door(identity, account["username"], PASSWORD, **given)) == "wrong_password"
    await make.login(account, company)
    elsewhere = sign_in.secret_at_door(identity, account["username"], PASSWORD, company_id=await make.company(), **given)
    assert await refusal(elsewhere) == "wrong_password"
    uri = await sign_in.secret_at_door(identity, account["username"], PASSWORD, company_id=company, **given)
    assert uri.startswith("otpauth://totp/here:")


@pytest.mark.parametrize("change", ["is_active = false", "license_ends_at = now() - interval '1 second'"])
async def test_a_login_that_is_off_or_over_opens_nothing(identity, make, change):
    account, company = await make.account(password=PASSWORD), await make.company()
    login = await make.login(account, company)
    assert await refusal(sign_in.at_itr(identity, account["username"], PASSWORD, company_id=await make.company())) == "wrong_password"
    async with identity.pool.acquire() as conn:
        await conn.execute(f"update logins set {change} where id = $1", login)  # noqa: S608
    assert await refusal(sign_in.at_itr(identity, account["username"], PASSWORD)) == "wrong_password"


async def test_candidates_sign_in_with_their_companys_password(identity, make):
    email, first, second = f"{unique()}@example.org", await make.company(), await make.company()
    person = await make.person(first, email=email)
    other = await make.person(second, email=email, password="another 12")
    assert (await enter(identity, "itr", email.upper(), PASSWORD)).person_id == person
    actor = await enter(identity, "itr", email, "another 12")
    assert (actor.kind, actor.person_id, actor.company_id, actor.flags) == ("candidate", other, second, {"is_test_taking_user"})
    assert await refusal(enter(identity, "itr", email, PASSWORD, company_id=second)) == "wrong_password"
    assert await refusal(enter(identity, "itr", email, PASSWORD, "123456")) == "wrong_code"


async def test_a_candidate_of_several_companies_chooses(identity, make):
    email, first, second = f"{unique()}@example.org", await make.company(), await make.company()
    people = {company: await make.person(company, email=email) for company in (first, second)}
    answer = await sign_in.at_itr(identity, email, PASSWORD)
    assert answer.is_several
    async with identity.pool.acquire() as conn:
        assert (await credentials.resolve(conn, answer.token, identity=identity)).kind == "limited"
    with pytest.raises(Unauthenticated) as caught:
        await sign_in.at_app(identity, email, PASSWORD)
    assert caught.value.code == "company_needed" and set(caught.value.details["companies"]) == {first, second}
    for company, person in people.items():
        assert (await enter(identity, "itr", email, PASSWORD, company_id=company)).person_id == person
        assert (await enter(identity, "app", email, PASSWORD, company_id=company)).person_id == person


async def test_a_candidate_without_the_right_stays_outside(identity, make):
    email = f"{unique()}@example.org"
    await make.person(await make.company(), email=email, has_login=False)
    await make.person(await make.company(), email=email, password=None)
    assert await refusal(enter(identity, "itr", email, PASSWORD)) == "wrong_password"


# What a sign-in leaves behind


async def test_the_app_session_ends_after_idle_and_whole_time(identity, ada):
    made = await sign_in.at_app(identity, ada["username"], PASSWORD, user_agent="Fire\x00fox\n" + "x" * 900, address="10.0.0.1")
    assert made.idle_seconds == 1800
    async with identity.pool.acquire() as conn:
        row = await conn.fetchrow("select * from sessions where id = $1", made.session_id)
        assert row["idle_seconds"] == 1800 and 28790 < (row["expires_at"] - row["created_at"]).total_seconds() < 28810
        assert row["user_agent"].startswith("Fire fox x") and len(row["user_agent"]) == 500 and row["address"] == "10.0.0.1"
        trail = await sql.audit.list(
            conn, object_type="account", object_id=str(ada["id"]), account_id=None, action="session.start", before_id=None, limit=5
        )
        assert [line["account_id"] for line in trail] == [ada["id"]]


async def test_who_signs_in_by_address_shows_in_find_by_name_only_when_verified(pool, ada):
    async with pool.acquire() as conn:
        assert await accounts.find_by_name(conn, ada["email"]) is None
