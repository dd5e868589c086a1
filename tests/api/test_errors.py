"""Every failure in the words of every surface, and what the HTTP parser refuses. No page of aiohttp ever shows."""

import asyncio
import json

import pytest
from aiohttp.test_utils import make_mocked_request
from pydantic import TypeAdapter

from server import errors, keys
from server.app import SURFACES
from server.errors import Fault
from tests import walk

APIS = {surface.name: surface for surface in SURFACES if surface.failures}
FAILURES = [
    errors.Invalid([Fault(("name",), "required"), Fault(("rows", "0"), "int_parsing", {"msg": "no int", "input": "x"})]),
    errors.Invalid([], place="query"),
    errors.BadRequest("not_json"),
    errors.BadRequest("a_code_that_no_table_has"),
    errors.HeadersTooLarge(),
    errors.AddressTooLong(),
    errors.Unauthenticated("missing"),
    errors.Unauthenticated("expired"),
    errors.Unauthenticated("wrong_kind"),
    errors.ScopeMissing(scopes=("record.read",)),
    errors.Denied("a_code_that_no_table_has"),
    errors.NotFound("url"),
    errors.NotFound("record"),
    errors.ConditionFailed(etag="x"),
    errors.RangeNotSatisfiable(etag="x", size=3),
    errors.MethodNotAllowed(allow="GET, HEAD, OPTIONS"),
    errors.Conflict("a_code_that_no_table_has"),
    errors.Locked("somebody"),
    errors.TooLarge("body_too_large", limit=5),
    errors.Misdirected(host="evil.example"),
    errors.TooMany(retry_after=7),
    errors.Unavailable("database", retry_after=2),
    errors.Unreachable(),
    errors.Failure("internal"),
]


def every_class():
    found, waiting = set(), [errors.Failure]
    while waiting:
        kind = waiting.pop()
        found.add(kind)
        waiting += [below for below in kind.__subclasses__() if below.__module__ == "server.errors"]
    return found


def test_every_class_of_failures_is_here():
    assert {type(failure) for failure in FAILURES} == every_class()


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: f"{type(failure).__name__}-{failure.code}")
@pytest.mark.parametrize("surface", APIS.values(), ids=APIS)
def test_a_failure_has_its_status_and_form(app, surface, failure):
    request = make_mocked_request("GET", "/", app=app)
    request[keys.REQUEST_ID], request[keys.SURFACE] = "abc", surface
    response = surface.failure(request, failure)
    assert response.status == walk.failing(surface, type(failure)) or type(failure) is errors.BadRequest
    assert 400 <= response.status < 600
    body = response.body.decode()
    assert walk.words(surface.name, response, body)
    if surface.problem is not None:
        TypeAdapter(surface.problem).validate_json(body)
    assert "a_code_that_no_table_has" not in body or surface.name == "app", "codes are ours; only the app's API shows them"
    assert "Traceback" not in body


@pytest.mark.parametrize("surface", APIS.values(), ids=APIS)
def test_no_surface_leaves_a_class_out(surface):
    assert errors.Failure in surface.failures
    assert {kind: walk.failing(surface, kind) for kind in every_class()}[errors.Failure] == 500
    assert [kind.__name__ for kind in every_class() - {errors.Failure} if walk.failing(surface, kind) == 500] == []


# What cannot be read

BASES = [("/api/v1/records", "kadi"), ("/kms/api/v1/users", "kms"), ("/api/education/levels", "lms"), ("/itr/api/persons", "itr"),
         ("/logins/x", "itr"), ("/app/api/session", "app"), ("/nothing", "site"), ("/", "site")]  # fmt: skip
LONG = b"x" * 70_000


async def spoken(server, data: bytes, *, parts: int = 1) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of the answer to these bytes, sent in pieces."""
    reader, writer = await asyncio.open_connection(server.host, server.port)
    size = -(-len(data) // parts)
    try:
        for start in range(0, len(data), size):
            writer.write(data[start : start + size])
            await writer.drain()
            if parts > 1:
                await asyncio.sleep(0.02)
    except ConnectionError:
        pass
    answer = b""
    try:
        while part := await asyncio.wait_for(reader.read(65536), 10):
            answer += part
    except ConnectionError:
        pass
    finally:
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split(" ")[1]), dict(line.split(": ", 1) for line in lines), body.decode()


class Answer:
    def __init__(self, headers):
        self.content_type = headers["Content-Type"].partition(";")[0]


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize(
    "what, request_head, status",
    [
        ("a long header", b"GET %s HTTP/1.1\r\nHost: x\r\nSessionID: " + LONG + b"\r\n\r\n", 431),
        ("a long header name", b"GET %s HTTP/1.1\r\nHost: x\r\n" + LONG + b": x\r\n\r\n", 431),
        ("many headers", b"GET %s HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: 1\r\n" % i for i in range(500)) + b"\r\n", 431),
        ("a header without a colon", b"GET %s HTTP/1.1\r\nHost: x\r\nAuthorization\r\n\r\n", 400),
        ("a header with NUL", b"GET %s HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 400),
        ("a blank in a name", b"GET %s HTTP/1.1\r\nHost: x\r\nX Y: 1\r\n\r\n", 400),
        ("two lengths", b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        ("a length that is none", b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", 400),
        ("length and chunks", b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("a strange version", b"GET %s HTTP/9.9\r\nHost: x\r\n\r\n", 400),
    ],
)
async def test_what_cannot_be_read_is_refused_in_the_words_of_the_address(server, what, request_head, status, parts):
    for path, surface in BASES:
        found, headers, body = await spoken(server, request_head.replace(b"%s", path.encode()), parts=parts)
        assert found == status, (what, path, body)
        assert walk.words(surface, Answer(headers), body), (what, path, body)
        assert headers["X-Request-ID"] and headers["Server"] == "Athenaeum" and headers["Connection"] == "close"
        assert "aiohttp" not in body and "xxxx" not in body


@pytest.mark.parametrize("length", [9_000, 70_000])
async def test_a_long_address_is_refused(server, length):
    for path, surface in BASES:
        for query in ("?a=", "/"):
            data = f"GET {path}{query}{'y' * length} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
            found, headers, body = await spoken(server, data)
            assert found == 414, (path, query, body)
            assert walk.words(surface, Answer(headers), body)


@pytest.mark.parametrize("data", [b"\x16\x03\x01\x02\x00\x01\x00", b"hello\r\n\r\n", b"\r\n\r\n\r\n \r\n", b"GET  HTTP/1.1\r\n\r\n",
                                  b"get / HTTP/1.1\r\n\r\n", b"G\xc3\x96T / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\nHost x\n\n"])  # fmt: skip
async def test_what_is_no_http_gets_the_error_page(server, data):
    status, headers, body = await spoken(server, data)
    assert status in (400, 404)
    assert "aiohttp" not in body and headers["Server"] == "Athenaeum"


@pytest.mark.parametrize(
    "target", ["*", "http://[::1/x", "http://evil.example/api/v1/info", "//evil.example/x", "/%zz", "/\x7f", "?x", "x:y@z"]
)
async def test_odd_targets_give_no_server_error(server, target):
    status, headers, body = await spoken(server, f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode("latin-1"))
    assert status < 500 and headers["Server"] == "Athenaeum" and "aiohttp" not in body


async def test_a_connection_goes_on_after_a_good_request_and_ends_after_a_bad_one(server):
    good = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(good + good)
    for _ in range(2):
        assert (await asyncio.wait_for(reader.readuntil(b'{"status":"ok"}'), 10)).startswith(b"HTTP/1.1 200 OK")
    writer.write(b"GET /kms/api/v1/x HTTP/1.1\r\nbroken\r\n\r\n" + good)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 400 Bad Request")
    assert answer.count(b"HTTP/1.1") == 1
    assert b'"code":"BAD_REQUEST"' in answer


# Bodies that break off, are too long or promise otherwise


@pytest.fixture
async def token(make):
    return await make.token(await make.account())


def posted(token, headers, body=b"", path="/api/v1/records"):
    return f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n{headers}\r\n\r\n".encode() + body


@pytest.mark.parametrize("body", [b"zz\r\n", b"5\r\nabc", b"ffffffffffffffffff\r\n", b"-1\r\n", b"5\r\nhellox\r\n"])
async def test_a_broken_chunk_is_a_bad_request(server, token, body):
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(posted(token, "Transfer-Encoding: chunked", body))
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400"), answer
    assert b"aiohttp" not in answer


async def test_a_body_in_an_encoding_that_it_does_not_have(server, token):
    status, _, body = await spoken(server, posted(token, "Content-Encoding: gzip\r\nContent-Length: 5\r\nConnection: close", b"hello"))
    assert (status, json.loads(body)["code"]) == (400, 400)


async def test_a_body_that_is_too_long_is_refused_before_it_is_sent(server, token):
    status, _, body = await spoken(server, posted(token, "Content-Length: 99999999999\r\nExpect: 100-continue\r\nConnection: close"))
    assert (status, json.loads(body)["code"]) == (413, 413)


@pytest.mark.parametrize("base, path", [("/api/v1", "/records"), ("/kms/api/v1", "/auth/login"), ("/app/api", "/sign-in")])
async def test_a_body_over_the_limit_is_413(anonymous, token, base, path):
    surface = {"/api/v1": "kadi", "/kms/api/v1": "kms", "/app/api": "app"}[base]

    async def endless():
        for _ in range(30):
            yield b" " * 1_000_000

    for data in (b" " * 12_500_000, endless()):
        try:
            response = await anonymous.post(
                base + path, data=data, headers={"Authorization": f"Bearer {token}"} if surface == "kadi" else {}
            )
        except ConnectionError:
            continue  # the answer came while the body was still being sent, and the client did not read it
        assert response.status == 413
        assert walk.words(surface, response, await response.text())


# Expect: 100-continue


async def test_who_is_refused_need_not_send_the_body(server):
    status, _, body = await spoken(server, posted("nobodys", "Content-Length: 5\r\nExpect: 100-continue\r\nConnection: close"))
    assert (status, json.loads(body)["code"]) == (401, 401)


async def test_who_is_let_in_is_told_to_go_on(server, token):
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(posted(token, "Content-Length: 2\r\nExpect: 100-Continue\r\nConnection: close"))
    assert await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10) == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(b"{}")
    assert (await asyncio.wait_for(reader.read(), 10)).startswith(b"HTTP/1.1 400")
    writer.close()


async def test_another_expectation_is_refused(server, token):
    status, _, body = await spoken(server, posted(token, "Content-Length: 2\r\nExpect: tea\r\nConnection: close", b"{}"))
    assert (status, json.loads(body)["code"]) == (400, 400)


# What nobody expected


async def test_a_failure_of_our_own_is_500_in_the_surfaces_words(anonymous, token, monkeypatch):
    from server.api.kadi import misc

    def broken(request):
        raise RuntimeError("a secret of the program")

    monkeypatch.setattr(misc, "api_base", broken, raising=False)
    monkeypatch.setattr(misc, "json", broken)
    response = await anonymous.get("/api/v1/info", headers={"Authorization": f"Bearer {token}"})
    text = await response.text()
    assert response.status == 500
    assert walk.words("kadi", response, text)
    assert "secret" not in text


async def test_while_the_database_is_away_every_surface_says_503(start_server, http):
    from tests.conftest import Client

    server = await start_server()
    client = Client(http, str(server.make_url("")).rstrip("/"))
    await server.app[keys.POOL].close()
    for path, name in (("/api/v1/info", "kadi"), ("/kms/api/v1/auth/me", "kms"), ("/lms/api/auth/profile", "lms"),
                       ("/itr/api/logins/currentuser", "itr"), ("/app/api/session", "app")):  # fmt: skip
        response = await client.get(path, headers={"SessionID": "W" + "0" * 32})
        assert response.status == 503, await response.text()
        assert int(response.headers["Retry-After"]) >= 1
        assert walk.words(name, response, await response.text())
