"""GET /services, POST /services/{name}/connect, POST /services/{name}/callback, DELETE /services/{name}."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from tests import elsewhere
from tests.api.conftest import signed_in

ENDPOINTS = [("GET", ""), ("POST", "/kit/connect"), ("POST", "/kit/callback"), ("DELETE", "/kit")]


@pytest.fixture
async def other():
    async with elsewhere.running() as server:
        yield server


@pytest.fixture
async def place(start_server, other):
    """A server that knows the other one."""
    return await start_server(federation={"instances": (other.instance,)}, outgoing={"allow": ("127.0.0.1",)})


@pytest.fixture
async def mira(place, app_api, make):
    """Somebody signed in there; keeps what this module's tests ask below /services."""
    client = await signed_in(app_api, make)
    client.url = str(place.make_url("/app/api/services"))
    return client


async def code_of(response):
    body = await response.json()
    return response.status, body["code"], *([body["noun"]] if "noun" in body else [])


async def begun(client, other):
    response = await client.post(f"/{other.name}/connect")
    assert response.status == 200
    return (await response.json())["url"]


async def connect(client, other):
    return await client.post(f"/{other.name}/callback", json=other.allow(await begun(client, other)))


async def states(client):
    return [item["state"] for item in (await (await client.get("")).json())["items"]]


@pytest.mark.parametrize("method, path", ENDPOINTS)
async def test_needs_an_own_session(mira, make, method, path):
    assert await code_of(await mira.using().request(method, path)) == (401, "missing")
    token = await make.token(mira.account)
    assert await code_of(await mira.using(token=token).request(method, path)) == (401, "wrong_kind")


@pytest.mark.parametrize("method, path", ENDPOINTS[1:])
async def test_the_cookie_connects_and_ends_nothing(mira, place, method, path):
    """A page elsewhere that makes the browser post here has the cookie and no session."""
    response = await mira.post(str(place.make_url("/app/api/cookie")))
    cookie = response.headers["Set-Cookie"].partition(";")[0]
    assert await code_of(await mira.using().request(method, path, headers={"Cookie": cookie})) == (401, "missing")


async def test_all_servers_of_the_settings_are_listed(mira, other):
    body = await (await mira.get("")).json()
    item = {"name": other.name, "title": "KIT", "address": other.url, "state": "off", "connected_at": None}
    assert body == {"items": [item], "page": 1, "per_page": 20, "total": 1, "pages": 1}


async def test_without_any_the_list_is_empty(app_api, make):
    client = await signed_in(app_api, make)
    assert (await (await client.get("/services")).json())["items"] == []
    assert await code_of(await client.post("/services/kit/connect")) == (404, "not_found", "instance")


async def test_connecting_and_disconnecting(mira, other, place):
    address = await begun(mira, other)
    asked = dict(parse_qsl(urlsplit(address).query))
    assert asked["redirect_uri"] == str(place.make_url(f"/app/settings/services/{other.name}/callback"))
    assert await states(mira) == ["off"]
    response = await mira.post(f"/{other.name}/callback", json=other.allow(address))
    item = await response.json()
    assert response.status == 200 and item["state"] == "connected" and item["connected_at"] is not None
    assert (await (await mira.get("")).json())["items"] == [item]
    assert (await mira.delete(f"/{other.name}")).status == 204
    assert await states(mira) == ["off"]
    assert await code_of(await mira.delete(f"/{other.name}")) == (404, "not_found", "connection")


async def test_the_page_that_the_browser_comes_back_to_is_ours(mira, other, place):
    asked = dict(parse_qsl(urlsplit(await begun(mira, other)).query))
    response = await mira.using().get(asked["redirect_uri"] + "?code=x&state=y")
    assert response.status == 200 and response.content_type == "text/html"
    assert response.headers["Referrer-Policy"] == "same-origin"


async def test_no_answer_shows_a_token(mira, other):
    texts = [await (await connect(mira, other)).text(), await (await mira.get("")).text()]
    assert not any(secret in text for text in texts for secret in (other.access, other.refresh, elsewhere.CLIENT_SECRET))


async def test_what_was_begun_by_one_is_nothing_to_another(mira, other, make):
    came = other.allow(await begun(mira, other))
    stranger = mira.using(session_id=await make.session(await make.account(password="correct horse 12")))
    assert await code_of(await stranger.post(f"/{other.name}/callback", json=came)) == (404, "not_found", "connection")
    assert await states(stranger) == ["off"]
    assert (await mira.post(f"/{other.name}/callback", json=came)).status == 200
    assert await code_of(await mira.post(f"/{other.name}/callback", json=came)) == (404, "not_found", "connection")
    assert await states(stranger) == ["off"], "what one connects is nobody else's"


async def test_saying_no_there_is_told(mira, other):
    came = other.allow(await begun(mira, other))
    response = await mira.post(f"/{other.name}/callback", json={"state": came["state"], "error": "access_denied"})
    assert await code_of(response) == (409, "service_denied")
    assert await code_of(await mira.post(f"/{other.name}/callback", json=came)) == (404, "not_found", "connection")


async def test_an_error_beside_a_code_counts(mira, other):
    came = other.allow(await begun(mira, other))
    assert await code_of(await mira.post(f"/{other.name}/callback", json=came | {"error": "server_error"})) == (409, "service_denied")
    assert other.of("/oauth/token") == []


async def test_a_code_that_is_none_is_refused(mira, other):
    came = other.allow(await begun(mira, other))
    assert await code_of(await mira.post(f"/{other.name}/callback", json=came | {"code": "x"})) == (409, "service_refused")


async def test_a_server_that_is_broken_is_said_so(mira, other):
    other.tokens = lambda: elsewhere.web.Response(text="<html>oops</html>", content_type="text/html")
    response = await connect(mira, other)
    assert await code_of(response) == (502, "instance_failed") and "oops" not in await response.text()


@pytest.mark.parametrize(
    "body, path, code",
    [
        ({}, ["state"], "required"),
        ({"state": "x"}, ["code"], "required"),
        ({"state": 5, "code": "x"}, ["state"], "not_string"),
        ({"state": "", "code": "x"}, ["state"], "too_short"),
        ({"state": "x" * 201, "code": "x"}, ["state"], "too_long"),
        ({"state": "x", "code": 5}, ["code"], "not_string"),
        ({"state": "x", "code": ""}, ["code"], "too_short"),
        ({"state": "x", "code": "x" * 2001}, ["code"], "too_long"),
        ({"state": "x", "error": []}, ["error"], "not_string"),
        ({"state": "x", "code": "x", "iss": "y"}, ["iss"], "unknown_field"),
    ],
)
async def test_wrong_fields_are_named(mira, other, body, path, code):
    response = await mira.post(f"/{other.name}/callback", json=body)
    assert response.status == 422
    assert [(fault["path"], fault["code"]) for fault in (await response.json())["errors"]] == [(path, code)]


@pytest.mark.parametrize("method, path", [("POST", "/nobody/connect"), ("POST", "/nobody/callback")])
async def test_a_server_that_is_not_in_the_settings_is_not_found(mira, method, path):
    body = {"json": {"state": "x", "code": "y"}} if path.endswith("callback") else {}
    assert await code_of(await mira.request(method, path, **body)) == (404, "not_found", "instance")


async def test_what_left_the_settings_can_still_be_ended(mira, make):
    async with make.pool.acquire() as conn:
        await conn.execute("insert into services (account_id, name, sealed_tokens) values ($1, 'gone', 'x.y')", mira.account["id"])
    assert (await mira.delete("/gone")).status == 204
    assert await code_of(await mira.delete("/gone")) == (404, "not_found", "connection")


async def test_an_address_that_nobody_listed_is_not_where_the_browser_is_sent(mira, other):
    """The redirect address carries no stranger's name."""
    response = await mira.post(f"/{other.name}/connect", headers={"Host": "evil.example"})
    assert response.status == 421
