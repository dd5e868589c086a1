"""Signing out, revoking, switching off and a changed password count at the next request, in one process and in two."""

import asyncio

import aiohttp
import pytest

from server.domain import account_passwords, account_roles, jwt
from server.domain.actor import SYSTEM, Actor
from server.secrets import token_hash
from tests.api.test_credential_kinds import probe
from tests.conftest import Client
from tests.make import PASSWORD
from tests.running.processes import Machine

# kind → a probe that it opens.
READ = {"session": "kadi", "pat": "kadi", "oauth": "kadi", "jwt": "kms", "provider": "lms"}


async def status(client, kind, token):
    """The second answer: the first one fills whatever remembers credentials."""
    await probe(client, READ[kind], token)
    return (await probe(client, READ[kind], token)).status


# Switching off


@pytest.mark.parametrize("kind", READ)
async def test_a_switched_off_account_is_out_at_the_next_request(client, making, person, issue, kind):
    token = await issue(kind)
    assert await status(client, kind, token) == 200
    async with making.pool.acquire() as conn, conn.transaction():
        await account_roles.set_account_state(conn, SYSTEM, person.account["id"], False)
    assert (await probe(client, READ[kind], token)).status == 401
    async with making.pool.acquire() as conn, conn.transaction():
        await account_roles.set_account_state(conn, SYSTEM, person.account["id"], True)
    assert (await probe(client, READ[kind], token)).status == 200


@pytest.mark.parametrize("kind, domain", [("session", "research"), ("pat", "research"), ("jwt", "training"), ("provider", "learning")])
async def test_a_switched_off_domain_is_shut_at_the_next_request(client, making, person, issue, kind, domain):
    token = await issue(kind)
    assert await status(client, kind, token) == 200
    async with making.pool.acquire() as conn, conn.transaction():
        await account_roles.set_state(conn, person_admin(domain), person.account["id"], domain, "inactive")
    assert (await probe(client, READ[kind], token)).status == 401


def person_admin(domain):
    """An admin of one domain: the whole account is not theirs to switch off."""
    return Actor(kind="system", username="test", roles=frozenset({(domain, "admin")}))


# Passwords


@pytest.mark.parametrize("kind, after", [("session", 401), ("jwt", 401), ("pat", 200), ("oauth", 200), ("provider", 200)])
async def test_a_password_set_by_an_admin_ends_what_the_old_one_opened(client, making, person, issue, kind, after):
    token = await issue(kind)
    assert await status(client, kind, token) == 200
    await account_passwords.set_for(making.identity, SYSTEM, person.account["id"], "another password 1")
    assert (await probe(client, READ[kind], token)).status == after


async def test_a_password_changed_at_one_door_counts_at_all(client, making, person):
    name = person.account["username"]
    pair = await (await client.post("/kms/api/v1/auth/login", json={"username": name, "password": PASSWORD})).json()
    other = await (await client.post("/kms/api/v1/auth/login", json={"username": name, "password": PASSWORD})).json()
    session = await making.session(person.account, login_id=person.login_id)
    body = {"current_password": PASSWORD, "new_password": "another password 1"}
    assert (await client.using(token=pair["access_token"]).post("/kms/api/v1/auth/change-password", json=body)).status == 200
    assert (await probe(client, "kms", pair["access_token"])).status == 200
    assert (await probe(client, "kms", other["access_token"])).status == 401
    assert (await probe(client, "itr", session)).status == 404
    refused = await client.post("/kms/api/v1/auth/refresh", json={"refresh_token": other["refresh_token"]})
    assert refused.status == 401
    assert (await client.post("/kms/api/v1/auth/refresh", json={"refresh_token": pair["refresh_token"]})).status == 200
    for path, sent in (("/app/api/sign-in", {"login": name}), ("/kms/api/v1/auth/login", {"username": name})):
        assert (await client.post(path, json=sent | {"password": PASSWORD})).status == 401
        assert (await client.post(path, json=sent | {"password": "another password 1"})).status in (200, 201)


# Signing out and revoking


async def test_an_ended_family_of_jwts_is_out(client, making, person, issue):
    token = await issue("jwt")
    assert await status(client, "jwt", token) == 200
    async with making.pool.acquire() as conn, conn.transaction():
        jti = await conn.fetchval("select jti from jwt_tokens where account_id = $1 and purpose = 'access'", person.account["id"])
        await jwt.end_family(conn, person.account["id"], jti)
    assert (await probe(client, "kms", token)).status == 401


async def test_signing_out_at_itr_ends_the_session_everywhere(client, issue):
    token = await issue("session")
    for name in ("kadi", "kms", "lms", "itr", "app settings"):
        assert (await probe(client, name, token)).status == 200
    response = await client.using(session_id=token).post("/itr/api/logout")
    assert (response.status, await response.text()) == (200, "User has been logged out")
    for name in ("kadi", "kms", "lms", "itr", "app settings"):
        assert (await probe(client, name, token)).status == (404 if name == "itr" else 401)


# The end of a session by itself


@pytest.mark.parametrize(
    "made_by, idle_minutes, lives_minutes, is_over",
    [("itr", 9, 60, False), ("itr", 11, 60, True), ("app", 29, 60, False), ("app", 31, 60, True), ("app", 1, -1, True)],
)
async def test_a_session_ends_when_it_is_idle_or_old(client, making, person, made_by, idle_minutes, lives_minutes, is_over):
    idle = {"itr": 600, "app": 1800}[made_by]
    token = await making.session(person.account, login_id=person.login_id, made_by=made_by, idle_seconds=idle)
    async with making.pool.acquire() as conn:
        await conn.execute(
            "update sessions set last_used_at = now() - make_interval(mins => $2), expires_at = now() + make_interval(mins => $3) "
            "where token_hash = $1", token_hash(token), idle_minutes, lives_minutes,
        )  # fmt: skip
    assert (await probe(client, "kadi", token)).status == (401 if is_over else 200)
    if not is_over:
        async with making.pool.acquire() as conn:
            used = await conn.fetchval("select now() - last_used_at from sessions where token_hash = $1", token_hash(token))
        assert used.total_seconds() < 60, "being used keeps it alive"


async def test_the_doors_make_sessions_of_the_documented_length(client, making, person):
    body = {"login": person.account["username"], "password": PASSWORD}
    session = (await (await client.post("/app/api/sign-in", json=body)).json())["session"]
    async with making.pool.acquire() as conn:
        app = await conn.fetchrow("select idle_seconds, expires_at - created_at as life from sessions where made_by = 'app' "
                                  "and account_id = $1", person.account["id"])  # fmt: skip
    assert (app["idle_seconds"], app["life"].total_seconds()) == (1800, 8 * 3600)
    assert session["idle_seconds"] == 1800


# Two processes


@pytest.fixture(scope="module")
def two(dsn, tmp_path_factory):
    """`run.py serve` with two workers that share a port, on the tests' database."""
    machine = Machine(tmp_path_factory.mktemp("two"))
    running = machine.serve(server__workers="2", database__url=dsn, limits__enabled="false", log__access="false")
    yield running
    machine.end()


async def everywhere(url, method, path, headers, times=24, **options):
    """The statuses of requests on connections of their own, which the kernel spreads over both processes."""

    async def once():
        async with alone() as session, session.request(method, url + path, headers=headers, **options) as response:
            return response.status

    return set(await asyncio.gather(*(once() for _ in range(times))))


def alone():
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))


@pytest.fixture
async def shared(two, http):
    return Client(http, f"http://127.0.0.1:{two.port}")


async def signed_in_at(shared, account):
    made = await shared.post("/app/api/sign-in", json={"login": account["username"], "password": PASSWORD})
    return (await made.json())["session_id"]


async def test_requests_reach_both_processes(shared):
    async def once():
        async with alone() as session, session.get(shared.url + "/healthz") as response:
            return response.headers["X-Request-ID"].partition("-")[0]

    assert len(set(await asyncio.gather(*(once() for _ in range(24))))) == 2


async def test_two_processes_sign_out_at_once(shared, make):
    account = await make.account(password=PASSWORD)
    headers = {"SessionID": await signed_in_at(shared, account)}
    assert await everywhere(shared.url, "GET", "/kadi/api/v1/records", headers) == {200}
    assert (await shared.post("/app/api/sign-out", headers=headers)).status == 204
    assert await everywhere(shared.url, "GET", "/kadi/api/v1/records", headers) == {401}


async def test_two_processes_revoke_at_once(shared, make):
    account = await make.account(password=PASSWORD)
    session = {"SessionID": await signed_in_at(shared, account)}
    made = await (await shared.post("/app/api/tokens", json={"name": "x"}, headers=session)).json()
    token = {"Authorization": f"Bearer {made['token']}"}
    assert await everywhere(shared.url, "GET", "/kadi/api/v1/users/me", token) == {200}
    assert (await shared.delete(f"/app/api/tokens/{made['id']}", headers=session)).status == 204
    assert await everywhere(shared.url, "GET", "/kadi/api/v1/users/me", token) == {401}


async def test_two_processes_take_a_new_password_at_once(shared, make):
    account = await make.account(password=PASSWORD)
    one, other = [{"SessionID": await signed_in_at(shared, account)} for _ in range(2)]
    assert await everywhere(shared.url, "GET", "/lms/api/auth/profile", other) == {200}
    body = {"current_password": PASSWORD, "new_password": "another password 1"}
    assert (await shared.put("/app/api/password", json=body, headers=one)).status == 204
    assert await everywhere(shared.url, "GET", "/lms/api/auth/profile", other) == {401}
    assert await everywhere(shared.url, "GET", "/lms/api/auth/profile", one) == {200}


async def test_two_processes_switch_off_at_once(shared, make):
    account, admin = await make.account(password=PASSWORD), await make.account(password=PASSWORD, roles=((None, "admin"),))
    headers, admins = {"SessionID": await signed_in_at(shared, account)}, {"SessionID": await signed_in_at(shared, admin)}
    assert await everywhere(shared.url, "GET", "/kms/api/v1/auth/me", headers) == {200}
    assert (await shared.patch(f"/app/api/accounts/{account['id']}", json={"is_active": False}, headers=admins)).status == 200
    assert await everywhere(shared.url, "GET", "/kms/api/v1/auth/me", headers) == {401}
