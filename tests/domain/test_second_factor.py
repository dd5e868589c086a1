"""TOTP: the codes themselves, and setting and removing a factor in the settings."""

import asyncio
import base64
import time

import pytest

from server import db
from server.domain import account_passwords, companies, credentials, second_factor, sign_in
from server.domain.actor import SYSTEM, Actor
from server.errors import Conflict, Denied, NotFound, TooMany, Unauthenticated
from tests.make import PASSWORD


def code(secret, steps=0):
    return second_factor.code_at(secret, int(time.time() // 30) + steps)


def owner(account, **fields):
    return Actor(kind="session", account_id=account["id"], username=account["username"], **fields)


@pytest.mark.parametrize("seconds, expected", [
    (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
    (2000000000, "69279037"), (20000000000, "65353130"),
])  # fmt: skip
def test_the_vectors_of_rfc_6238(seconds, expected):
    assert second_factor.code_at(b"12345678901234567890", seconds // 30) == expected[-6:]


@pytest.mark.parametrize("steps, fits", [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_of_drift(steps, fits):
    secret, now = b"0123456789", 1_700_000_000
    found = second_factor.step_of(secret, second_factor.code_at(secret, now // 30 + steps), after=0, now=now)
    assert (found == now // 30 + steps) if fits else found is None


def test_no_step_counts_twice_nor_an_older_one_after_a_newer():
    secret, now = b"0123456789", 1_700_000_000
    step = now // 30
    assert second_factor.step_of(secret, second_factor.code_at(secret, step), after=step, now=now) is None
    assert second_factor.step_of(secret, second_factor.code_at(secret, step - 1), after=step, now=now) is None
    assert second_factor.step_of(secret, second_factor.code_at(secret, step + 1), after=step, now=now) == step + 1


@pytest.mark.parametrize("text", ["", "12345", "1234567", "abcdef", "１２３４５６", "\ud800", "000000 or 1=1"])
def test_what_is_no_code(text):
    assert second_factor.step_of(b"0123456789", text, after=0, now=1_700_000_000) is None


def test_the_secret_has_the_sixteen_letters_that_itr_documents():
    assert len(second_factor.text_of(b"0123456789")) == 16 and second_factor.uri("a b", "x@y.z", b"0" * 10).startswith(
        "otpauth://totp/a%20b:x%40y.z?"
    )


async def test_a_factor_is_set_by_its_first_right_code(identity, make):
    account = await make.account(password=PASSWORD)
    token = await make.session(account)
    async with identity.pool.acquire() as conn:
        actor = await resolve(conn, identity, token)
        assert await second_factor.state(conn, account["id"]) == second_factor.State(False, False, False)
        uri = await second_factor.begin(conn, identity.secrets, account["id"], site="s", name="n")
        assert uri == await second_factor.begin(conn, identity.secrets, account["id"], site="s", name="n")
        assert await second_factor.state(conn, account["id"]) == second_factor.State(False, True, False)
        stored = await conn.fetchval("select sealed_secret from second_factors where account_id = $1", account["id"])
    secret = base64.b32decode(uri.partition("secret=")[2].partition("&")[0])
    assert second_factor.text_of(secret) not in stored
    with pytest.raises(Unauthenticated):
        await second_factor.confirm(identity, actor, "123")
    await second_factor.confirm(identity, actor, code(secret))
    async with identity.pool.acquire() as conn:
        assert (await second_factor.state(conn, account["id"])).is_set and (await resolve(conn, identity, token)).second_factor
        with pytest.raises(Conflict) as caught:
            await second_factor.begin(conn, identity.secrets, account["id"], site="s", name="n")
    assert caught.value.code == "second_factor_set"


async def resolve(conn, identity, token):
    return await credentials.resolve(conn, token, identity=identity)


async def test_one_removes_ones_own_with_a_code(identity, make):
    account = await make.account(password=PASSWORD)
    with pytest.raises(NotFound):
        await second_factor.remove(identity, owner(account), account_id=account["id"], code="123456")
    secret = await make.factor(account)
    for wrong in (None, "", "123"):
        with pytest.raises(Unauthenticated):
            await second_factor.remove(identity, owner(account), account_id=account["id"], code=wrong)
    await second_factor.remove(identity, owner(account), account_id=account["id"], code=code(secret))
    async with identity.pool.acquire() as conn:
        assert not (await second_factor.state(conn, account["id"])).is_set


async def test_five_wrong_codes_in_the_settings_pause_the_account_too(identity, make):
    account = await make.account(password=PASSWORD)
    secret = await make.factor(account)
    for _ in range(4):
        with pytest.raises(Unauthenticated):
            await second_factor.remove(identity, owner(account), account_id=account["id"], code="0")
    for wrong in ("0", code(secret)):
        with pytest.raises(TooMany):
            await second_factor.remove(identity, owner(account), account_id=account["id"], code=wrong)


async def test_a_secret_shown_to_who_knew_the_old_password_ends_with_it(identity, make):
    account = await make.account(password=PASSWORD)
    shown = await sign_in.secret_at_door(identity, account["username"], PASSWORD, site="thief")
    await account_passwords.change_own(identity, owner(account), PASSWORD, "another horse 12", door="app")
    async with db.transaction(identity.pool) as conn:
        assert not (await second_factor.state(conn, account["id"])).is_pending
        begun = await second_factor.begin(conn, identity.secrets, account["id"], site="thief", name=account["username"])
    assert begun != shown
    kept = await make.factor(other := await make.account(password=PASSWORD))
    await account_passwords.change_own(identity, owner(other), PASSWORD, "another horse 12", door="app")
    assert await second_factor.require_code(identity, other["id"], code(kept)) is False


async def test_a_factor_that_a_company_demands_stays(identity, make):
    account, company = await make.account(password=PASSWORD), await make.company()
    await make.login(account, company)
    secret = await make.factor(account)
    async with db.transaction(identity.pool) as conn:
        await companies.demand_second_factor(conn, SYSTEM, company, True)
    with pytest.raises(Denied) as caught:
        await second_factor.remove(identity, owner(account), account_id=account["id"], code=code(secret))
    assert caught.value.code == "second_factor_demanded"


async def test_others_are_removed_by_who_administers_the_whole_account(identity, make):
    account = await make.account(domains=("training", "research"))
    await make.factor(account)
    chief = Actor(kind="session", account_id=None, roles=frozenset({("training", "admin")}))
    with pytest.raises(Denied):
        await second_factor.remove(identity, chief, account_id=account["id"])
    whole = Actor(kind="session", account_id=None, roles=frozenset({("training", "admin"), ("research", "admin")}))
    await second_factor.remove(identity, whole, account_id=account["id"])
    with pytest.raises(NotFound):
        await second_factor.remove(identity, whole, account_id=account["id"])


async def test_one_code_counts_once_when_it_comes_four_times_at_once(identity, make):
    account = await make.account()
    given = code(await make.factor(account))
    results = await asyncio.gather(*(second_factor.require_code(identity, account["id"], given) for _ in range(4)), return_exceptions=True)
    assert sum(result is False for result in results) == 1


async def test_a_right_code_ends_the_count_of_wrong_ones(identity, make):
    account = await make.account()
    secret = await make.factor(account)
    for step in (-1, 0, 1):
        for _ in range(4):
            with pytest.raises(Unauthenticated):
                await second_factor.require_code(identity, account["id"], "0")
        assert await second_factor.require_code(identity, account["id"], code(secret, step)) is False
