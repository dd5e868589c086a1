"""POST /cookie, GET /sessions, DELETE /sessions/{id}, POST /sessions/end-others."""

from http.cookies import SimpleCookie

from tests.api.conftest import signed_in
from tests.conftest import Client
from tests.make import PASSWORD


async def code_of(response):
    return response.status, (await response.json())["code"]


async def cookie_of(response):
    return SimpleCookie(response.headers["Set-Cookie"])["athenaeum_session"]


# The cookie


async def test_the_cookie_needs_the_session_in_the_header(app_api, mira, make):
    assert await code_of(await app_api.post("/cookie")) == (401, "missing")
    value = (await cookie_of(await mira.post("/cookie"))).value
    assert await code_of(await app_api.post("/cookie", headers={"Cookie": f"athenaeum_session={value}"})) == (401, "missing")
    assert await code_of(await app_api.using(token=await make.token(mira.account)).post("/cookie")) == (401, "wrong_kind")


async def test_the_cookie_is_safe_from_scripts_and_other_sites(mira):
    cookie = await cookie_of(await mira.post("/cookie"))
    assert cookie["httponly"] is True
    assert (cookie["samesite"], cookie["path"], cookie["secure"], cookie["domain"]) == ("Lax", "/", "", "")
    assert cookie.value != mira.session_id


async def test_the_cookie_is_secure_behind_tls(start_server, make, http):
    server = await start_server(server={"public_url": "https://athenaeum.example.org"})
    account = await make.account(password=PASSWORD)
    client = Client(http, str(server.make_url("/app/api")), session_id=await make.session(account))
    assert (await cookie_of(await client.post("/cookie")))["secure"] is True


async def test_two_tabs_get_the_same_cookie(app_api, mira, make):
    first, second = [(await cookie_of(await mira.post("/cookie"))).value for _ in range(2)]
    other = app_api.using(session_id=await make.session(mira.account))
    assert first == second != (await cookie_of(await other.post("/cookie"))).value
    assert (await app_api.get("/session", headers={"Cookie": f"athenaeum_session={first}"})).status == 200


async def test_signing_out_ends_the_cookie(app_api, mira):
    value = (await cookie_of(await mira.post("/cookie"))).value
    await mira.post("/sign-out")
    assert await code_of(await app_api.get("/session", headers={"Cookie": f"athenaeum_session={value}"})) == (401, "unknown")


# Open sessions


async def test_only_the_own_sessions_are_listed(app_api, mira, make):
    await signed_in(app_api, make)
    await make.session(mira.account)
    listed = await (await mira.get("/sessions")).json()
    assert (listed["total"], listed["pages"], listed["page"], listed["per_page"]) == (2, 1, 1, 20)
    assert [item["is_current"] for item in listed["items"]] == [False, True]
    assert mira.session_id not in str(listed)


async def test_lists_are_paged(mira, make):
    for _ in range(4):
        await make.session(mira.account)
    second = await (await mira.get("/sessions?page=2&per_page=2")).json()
    assert (len(second["items"]), second["total"], second["pages"]) == (2, 5, 3)
    assert (await (await mira.get("/sessions?page=9")).json())["items"] == []


async def test_a_bad_page_is_refused(mira):
    problem = await (await mira.get("/sessions?page=0&per_page=101")).json()
    assert [(error["path"], error["code"]) for error in problem["errors"]] == [(["page"], "too_small"), (["per_page"], "too_big")]


async def test_a_session_ends_at_once(app_api, mira, make):
    other = app_api.using(session_id=await make.session(mira.account))
    assert (await other.get("/session")).status == 200
    ended = next(item["id"] for item in (await (await mira.get("/sessions")).json())["items"] if not item["is_current"])
    assert (await mira.delete(f"/sessions/{ended}")).status == 204
    assert await code_of(await other.get("/session")) == (401, "unknown")
    assert await code_of(await mira.delete(f"/sessions/{ended}")) == (404, "not_found")


async def test_nobody_ends_another_persons_session(app_api, mira, make):
    other = await signed_in(app_api, make)
    theirs = (await (await other.get("/sessions")).json())["items"][0]["id"]
    assert await code_of(await mira.delete(f"/sessions/{theirs}")) == (404, "not_found")
    assert (await other.get("/session")).status == 200


async def test_all_others_end(app_api, mira, make):
    others = [app_api.using(session_id=await make.session(mira.account)) for _ in range(3)]
    assert await (await mira.post("/sessions/end-others")).json() == {"ended": 3}
    assert [(await other.get("/session")).status for other in others] == [401] * 3
    assert (await mira.get("/session")).status == 200


async def test_what_was_signed_in_by_jwt_ends_with_the_others(anonymous, mira):
    body = {"username": mira.account["username"], "password": PASSWORD}
    pair = await (await anonymous.post("/kms/api/v1/auth/login", json=body)).json()
    kms = anonymous.using(token=pair["access_token"])
    assert (await kms.get("/kms/api/v1/auth/me")).status == 200
    assert await (await mira.post("/sessions/end-others")).json() == {"ended": 0}
    assert (await kms.get("/kms/api/v1/auth/me")).status == 401
