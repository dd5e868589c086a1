"""One password and one second factor for the doors of app, kms and itr: the same answer for unknown names and wrong
passwords, slowed guessing, single-use codes, and the pause after five wrong ones."""

import time

import pytest

from server import keys
from tests.api.conftest import totp, wrong
from tests.conftest import Client
from tests.make import PASSWORD, Make, unique


async def at_app(client, name, password=PASSWORD, code=None):
    response = await client.post("/app/api/sign-in", json={"login": name, "password": password} | ({"code": code} if code else {}))
    body = await response.json()
    return response.status, body.get("code", "in"), body


async def at_kms(client, name, password=PASSWORD, code=None):
    body = {"username": name, "password": password} | ({"mfa_code": code} if code else {})
    response = await client.post("/kms/api/v1/auth/login", json=body)
    answer = await response.json()
    return response.status, answer.get("code", "in"), answer


async def at_itr(client, name, password=PASSWORD, code=None):
    headers = {"UserID": name, "Password": password} | ({"MFACode": code} if code else {})
    response = await client.request("POST" if code else "GET", "/itr/api/login" + ("/mfacode" if code else ""), headers=headers)
    text = await response.text()
    status = "in" if response.status == 200 and '"SessionID":"W' in text else text
    return response.status, status, text


DOORS = {"app": at_app, "kms": at_kms, "itr": at_itr}
WRONG = {"app": (401, "wrong_password"), "kms": (401, "INVALID_CREDENTIALS"), "itr": (401, "User not found or password not valid")}
WRONG_CODE = {"app": (401, "wrong_code"), "kms": (401, "MFA_REQUIRED"), "itr": (401, "Token not valid or expired, please try again")}
PAUSED = {"app": (429, "paused"), "kms": (429, "RATE_LIMITED"), "itr": (429, "Too many requests")}


@pytest.fixture
async def somebody(anonymous, make):
    """An account with a login in one company."""
    account = await make.account(password=PASSWORD)
    await make.login(account, await make.company(), "is_office_user")
    return account


# Uniform answers


@pytest.mark.parametrize("door", DOORS)
async def test_unknown_and_wrong_are_the_same_answer(anonymous, somebody, door):
    known = await DOORS[door](anonymous, somebody["username"], "not the password")
    unknown = await DOORS[door](anonymous, unique("nobody"), "not the password")
    assert known[:2] == unknown[:2] == WRONG[door]
    assert (await DOORS[door](anonymous, somebody["username"]))[1] == "in"


@pytest.mark.parametrize("door", DOORS)
async def test_unknown_takes_as_long_as_wrong(start_server, http, door):
    server = await start_server(accounts={"bcrypt_rounds": 10})
    client = Client(http, str(server.make_url("")).rstrip("/"))
    make = Make(server.app[keys.POOL], server.app[keys.CONFIG])
    account = await make.account(password=PASSWORD)

    async def fastest(name):
        times = []
        for _ in range(5):
            start = time.perf_counter()
            await DOORS[door](client, name, "not the password")
            times.append(time.perf_counter() - start)
        return min(times)

    known, unknown = await fastest(account["username"]), await fastest(unique("nobody"))
    assert unknown > known * 0.5, (known, unknown)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["", " ", "a/b", "x" * 300, "'; drop table accounts; --", "\u202e", "é@ü"])
async def test_strange_names_are_unknown(anonymous, door, name):
    if door == "itr":
        name = name.encode("utf-8").decode("latin-1") if name.strip() else name
    assert (await DOORS[door](anonymous, name))[0] == 401


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("password", ["x" * 73, "x" * 1024, "Grüße, naïve ÿ 1"])
async def test_long_and_latin_1_passwords_open(anonymous, make, door, password):
    account = await make.account(password=password)
    await make.login(account, await make.company(), "is_office_user")
    assert (await DOORS[door](anonymous, account["username"], password))[1] == "in"
    assert (await DOORS[door](anonymous, account["username"], password[:-1]))[:2] == WRONG[door], "every byte counts"


@pytest.mark.parametrize("door", DOORS)
async def test_a_password_of_1025_bytes_is_wrong(anonymous, somebody, door):
    assert (await DOORS[door](anonymous, somebody["username"], "x" * 1025))[:2] == WRONG[door]


# Slowed guessing


@pytest.fixture
async def strict(start_server, http):
    """A server with limits; `.make` makes people there."""
    server = await start_server(limits={"enabled": True})
    client = Client(http, str(server.make_url("")).rstrip("/"))
    client.make = Make(server.app[keys.POOL], server.app[keys.CONFIG])
    return client


@pytest.mark.parametrize("door, allowed", [("app", 10), ("kms", 5), ("itr", 1)])
async def test_guessing_is_slowed_per_name(strict, door, allowed):
    account, other = [await strict.make.account(password=PASSWORD) for _ in range(2)]
    for person in (account, other):
        await strict.make.login(person, await strict.make.company(), "is_office_user")
    statuses = [(await DOORS[door](strict, account["username"], "not the password"))[0] for _ in range(allowed + 1)]
    assert statuses == [401] * allowed + [429]
    assert (await DOORS[door](strict, account["username"]))[0] == 429, "the right password does not tell itself apart"
    assert (await DOORS[door](strict, other["username"]))[1] == "in", "other people's door stays open"


@pytest.mark.parametrize("door, path", [
    ("app", "/app/api/sign-in"), ("kms", "/kms/api/v1/auth/login"), ("itr", "/itr/api/login"),
])  # fmt: skip
async def test_a_refusal_says_when_to_come_back(strict, door, path):
    name = unique("nobody")
    for _ in range(11):
        method, options = ("GET", {"headers": {"UserID": name, "Password": "x"}}) if door == "itr" else (
            "POST", {"json": {"login": name, "password": "x"} if door == "app" else {"username": name, "password": "x"}})  # fmt: skip
        response = await strict.request(method, path, **options)
    assert response.status == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 60


async def test_an_unknown_name_is_slowed_like_a_known_one(strict):
    name = unique("nobody")
    assert [(await at_app(strict, name))[0] for _ in range(11)] == [401] * 10 + [429]


# The second factor


@pytest.mark.parametrize("door", DOORS)
async def test_a_code_counts_once_at_all_doors(anonymous, make, somebody, door):
    secret = await make.factor(somebody)
    code = totp(secret)
    assert (await DOORS[door](anonymous, somebody["username"], code=code))[1] == "in"
    for other in DOORS:
        assert (await DOORS[other](anonymous, somebody["username"], code=code))[:2] == WRONG_CODE[other]


@pytest.mark.parametrize("steps, is_open", [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_one_step_of_drift_is_allowed(anonymous, make, somebody, steps, is_open):
    secret = await make.factor(somebody)
    assert (await at_app(anonymous, somebody["username"], code=totp(secret, steps)))[0] == (201 if is_open else 401)


async def test_without_a_code_no_door_opens(anonymous, make, somebody):
    await make.factor(somebody)
    assert (await at_app(anonymous, somebody["username"]))[:2] == (401, "mfa_required")
    assert (await at_kms(anonymous, somebody["username"]))[:2] == (401, "MFA_REQUIRED")
    status, _, text = await at_itr(anonymous, somebody["username"])
    assert status == 200 and '"MFAStatus":"CODE"' in text and '"SessionID":""' in text


async def test_a_wrong_password_is_told_before_any_code(anonymous, make, somebody):
    secret = await make.factor(somebody)
    for door, enter in DOORS.items():
        assert (await enter(anonymous, somebody["username"], "not the password", totp(secret)))[:2] == WRONG[door]
        assert (await enter(anonymous, somebody["username"], "not the password"))[:2] == WRONG[door]
    assert (await at_app(anonymous, somebody["username"], code=totp(secret)))[0] == 201


@pytest.mark.parametrize("door", DOORS)
async def test_five_wrong_codes_pause_all_doors(anonymous, make, somebody, door):
    secret = await make.factor(somebody)
    name = somebody["username"]
    answers = [(await DOORS[door](anonymous, name, code=wrong(secret)))[:2] for _ in range(5)]
    assert answers == [WRONG_CODE[door]] * 4 + [PAUSED[door]]
    for other, enter in DOORS.items():
        assert (await enter(anonymous, name, code=totp(secret)))[:2] == PAUSED[other], "the right code waits too"
    async with make.pool.acquire() as conn:
        await conn.execute("update accounts set paused_until = now() where id = $1", somebody["id"])
    assert (await DOORS[door](anonymous, name, code=totp(secret)))[1] == "in"


async def test_wrong_codes_at_different_doors_add_up(anonymous, make, somebody):
    secret = await make.factor(somebody)
    for enter in (at_app, at_kms, at_itr, at_app):
        assert (await enter(anonymous, somebody["username"], code=wrong(secret)))[0] == 401
    assert (await at_kms(anonymous, somebody["username"], code=wrong(secret)))[0] == 429


async def test_a_right_code_forgives_the_wrong_ones(anonymous, make, somebody):
    secret = await make.factor(somebody)
    for steps in (-1, 0, 1):
        for _ in range(4):
            assert (await at_app(anonymous, somebody["username"], code=wrong(secret)))[0] == 401
        assert (await at_app(anonymous, somebody["username"], code=totp(secret, steps)))[0] == 201
