"""405 with Allow over all surfaces, OPTIONS, HEAD, and requests from web pages elsewhere."""

import asyncio
import functools

import pytest

from server import mounts
from server.app import SURFACES
from server.http.routing import regex
from tests import walk
from tests.conftest import Client

ADDRESSES = [(address, regex(address.path)) for address in mounts.addresses(SURFACES)]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
BY_URL = {walk.address(place): place for place in mounts.places(SURFACES)}
OWN_BASES = mounts.own_bases(SURFACES)


@functools.cache
def offered(url):
    """The methods that all tables together have at an address."""
    base = max((base for base in OWN_BASES if url == base or url.startswith(base + "/")), key=len, default="")
    found = {address.method for address, form in ADDRESSES if form.fullmatch(url) and (not base or address.path.startswith(base))}
    if url in mounts.CLOSED:
        found = {address.method for address, _ in ADDRESSES if address.path == url}
    return found | ({"HEAD"} if "GET" in found else set()) | {"OPTIONS"}


@pytest.mark.parametrize("url", BY_URL)
async def test_options_names_the_methods_of_all_surfaces(anonymous, url):
    response = await anonymous.options(url)
    assert (response.status, response.headers["Allow"]) == (200, ", ".join(sorted(offered(url))))
    assert await response.text() == ""
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("url", BY_URL)
async def test_other_methods_are_405_with_allow(anonymous, make, url):
    # Below a base that Kadi shares with others, what nobody has is answered in Kadi's words: the token first.
    is_token_first = BY_URL[url].surface.token_first or url.startswith("/api/")
    headers = {"Authorization": f"Bearer {await make.token(await make.account())}"} if is_token_first else {}
    for method in METHODS:
        if method not in offered(url):
            response = await anonymous.request(method, url, headers=headers)
            assert (response.status, response.headers["Allow"]) == (405, ", ".join(sorted(offered(url)))), (method, url)


OTHERS_WORDS = [
    ("/kms/api/v1/auth/me", "kms"),
    ("/lms/api/auth/profile", "lms"),
    ("/itr/api/logout", "itr"),
    ("/app/api/session", "app"),
    ("/healthz", "site"),
]


async def test_405_is_in_the_words_of_the_surface(anonymous, kadi):
    for client, path, surface in ((kadi, "/info", "kadi"), *((anonymous, *line) for line in OTHERS_WORDS)):
        response = await client.request("PATCH", path)
        assert response.status == 405
        assert walk.words(surface, response, await response.text())


async def test_kadi_wants_the_token_before_the_method(anonymous):
    assert (await anonymous.request("PATCH", "/api/v1/info")).status == 401


@pytest.mark.parametrize("path", ["/api/v1/info", "/api", "/kadi/api/v1/roles", "/healthz", "/docs", "/test", "/"])
async def test_head_is_get_without_a_body(anonymous, kadi, path):
    client = kadi.using(kadi.token)
    client.url = anonymous.url
    got, head = await client.get(path), await client.head(path)
    assert (head.status, await head.text()) == (got.status, "")
    assert head.headers["Content-Length"] == str(len(got._body))
    assert head.headers["Content-Type"] == got.headers["Content-Type"]


# Requests from web pages elsewhere

ELSEWHERE = "https://portal.example.org"


@pytest.fixture
async def cors(start_server, http, make):
    server = await start_server(server={"cors_origins": (ELSEWHERE,)})
    return Client(http, str(server.make_url("/api/v1")), await make.token(await make.account()))


async def test_by_default_no_page_elsewhere_may_read(kadi):
    response = await kadi.get("/info", headers={"Origin": ELSEWHERE})
    assert [name for name in response.headers if name.startswith("Access-Control")] == []
    asked = await kadi.options("/info", headers={"Origin": ELSEWHERE, "Access-Control-Request-Method": "GET"})
    assert [name for name in asked.headers if name.startswith("Access-Control")] == []


async def test_a_listed_origin_may_read(cors):
    response = await cors.get("/info", headers={"Origin": ELSEWHERE})
    assert response.status == 200
    assert response.headers["Access-Control-Allow-Origin"] == ELSEWHERE
    assert "X-Request-ID" in response.headers["Access-Control-Expose-Headers"]
    assert "Origin" in response.headers["Vary"] and "Cookie" in response.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in response.headers


async def test_failures_can_be_read_too(cors):
    for path, status in (("/users/999999999", 404), ("/nothing", 404)):
        response = await cors.get(path, headers={"Origin": ELSEWHERE})
        assert (response.status, response.headers["Access-Control-Allow-Origin"]) == (status, ELSEWHERE)


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
async def test_the_browsers_question_is_answered_without_a_credential(cors, method):
    headers = {"Origin": ELSEWHERE, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization,sessionid"}
    response = await cors.using().options("/records/5", headers=headers)
    assert response.status == 200
    assert response.headers["Access-Control-Allow-Origin"] == ELSEWHERE
    assert response.headers["Access-Control-Allow-Methods"] == method
    assert {name.lower() for name in response.headers["Access-Control-Allow-Headers"].split(",")} == {"authorization", "sessionid"}


@pytest.mark.parametrize("origin, method", [("https://evil.example", "GET"), (ELSEWHERE, "TRACE"), ("null", "GET")])
async def test_other_origins_and_methods_are_refused(cors, origin, method):
    response = await cors.options("/info", headers={"Origin": origin, "Access-Control-Request-Method": method})
    assert response.status >= 400
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Access-Control-Allow-Origin" not in (await cors.get("/info", headers={"Origin": "https://evil.example"})).headers


async def test_options_without_a_question_still_names_the_methods(cors):
    response = await cors.options("/info")
    assert (response.status, response.headers["Allow"]) == (200, "GET, HEAD, OPTIONS")


async def test_connect_is_answered_and_leaves_no_error(server, caplog):
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(b"CONNECT example.org:443 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 404")
    writer.close()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
