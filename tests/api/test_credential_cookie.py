"""The browser's cookie: for GET and HEAD that our own pages or a typed address cause, on kadi, lms and app only."""

from http.cookies import SimpleCookie

import pytest

from server.domain import sessions
from server.http.credential import COOKIE
from tests.api.test_credential_kinds import PROBES, expected
from tests.make import PASSWORD

OPENED = ("kadi", "kadi user", "lms", "app session", "app settings")
NEVER = ("kms", "itr", "itr companies")


@pytest.fixture
async def cookie(client, issue) -> str:
    response = await client.using(session_id=await issue("session")).post("/app/api/cookie")
    return SimpleCookie(response.headers["Set-Cookie"])[COOKIE].value


def carrying(value, **headers):
    return {"Cookie": f"{COOKIE}={value}"} | {name.replace("_", "-"): text for name, text in headers.items()}


@pytest.mark.parametrize(
    "site, status", [(None, 200), ("none", 200), ("same-origin", 200), ("same-site", 401), ("cross-site", 401), ("x", 401)]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_it_counts_for_reading_from_our_own_pages(client, cookie, site, status, method):
    for name in OPENED:
        headers = carrying(cookie, **({"Sec_Fetch_Site": site} if site else {}))
        assert (await client.request(method, PROBES[name][1], headers=headers)).status == status, name


@pytest.mark.parametrize("name", NEVER)
async def test_it_never_counts_on_kms_and_itr(client, cookie, name):
    response = await client.get(PROBES[name][1], headers=carrying(cookie, Sec_Fetch_Site="same-origin"))
    assert response.status == expected(name, is_open=False)


@pytest.mark.parametrize("method, path", [
    ("POST", "/kadi/api/v1/records"), ("PATCH", "/kadi/api/v1/records/1"), ("DELETE", "/kadi/api/v1/records/1"),
    ("POST", "/app/api/tokens"), ("PATCH", "/app/api/profile"), ("PUT", "/app/api/password"), ("DELETE", "/app/api/tokens/1"),
    ("POST", "/app/api/sign-out"), ("POST", "/app/api/cookie"), ("POST", "/itr/api/logout"),
])  # fmt: skip
async def test_it_never_counts_for_writing(client, cookie, method, path):
    response = await client.request(method, path, json={}, headers=carrying(cookie, Sec_Fetch_Site="same-origin"))
    assert response.status == (404 if "itr" in path else 401)


async def test_a_credential_in_a_header_wins(client, making, cookie):
    other = await making.account(password=PASSWORD)
    token = await making.token(other)
    response = await client.get("/kadi/api/v1/users/me", headers=carrying(cookie, Authorization=f"Bearer {token}"))
    assert (await response.json())["id"] == other["id"]
    for headers in ({"Authorization": "Bearer pat_unknown"}, {"SessionID": "W" + "0" * 32}):
        assert (await client.get("/kadi/api/v1/users/me", headers=carrying(cookie) | headers)).status == 401


async def test_cookie_and_session_id_do_not_stand_for_each_other(client, issue, cookie):
    session = await issue("session")
    assert (await client.get("/app/api/session", headers=carrying(session))).status == 401
    assert (await client.get("/app/api/session", headers={"SessionID": cookie})).status == 401
    assert (await client.get("/app/api/session", headers=carrying(await issue("pat")))).status == 401


async def test_a_candidate_gets_no_cookie(client, issue):
    for kind in ("candidate", "owes company", "pat", "jwt"):
        assert (await client.using(session_id=await issue(kind)).post("/app/api/cookie")).status == 401, kind


async def test_it_ends_with_its_session(client, making, person, cookie):
    assert (await client.get("/kadi/api/v1/users/me", headers=carrying(cookie))).status == 200
    async with making.pool.acquire() as conn, conn.transaction():
        await sessions.end_all(conn, person.account["id"])
    assert (await client.get("/kadi/api/v1/users/me", headers=carrying(cookie))).status == 401
