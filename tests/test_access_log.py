"""The log: one JSON object per line, a line per request, and no secret that anybody ever sent."""

import asyncio
import base64
import io
import logging
import secrets
import time

import orjson
import pytest

from server import logs
from server.errors import NotFound
from server.http import access_log
from tests.conftest import Client


class Stream:
    """A text stream whose bytes are kept."""

    def __init__(self):
        self.buffer = io.BytesIO()

    @property
    def lines(self):
        return [orjson.loads(line) for line in self.buffer.getvalue().splitlines()]


@pytest.fixture
def written():
    """What the log writes until `stop` is called: `stream = written()` … `written.stop()`."""
    stream, opened = Stream(), []

    def start(level="info", **options):
        block = logs.written(level, stream=stream, **options)
        block.__enter__()
        opened.append(block)
        return stream

    def stop():
        while opened:
            opened.pop().__exit__(None, None, None)
        return stream

    start.stop = stop
    yield start
    stop()


# One line per request


async def test_a_request_leaves_a_line(written, kadi):
    written()
    response = await kadi.get("/info?secret=abc")
    written.stop()
    line = next(line for line in written.stop().lines if line.get("request") == response.headers["X-Request-ID"])
    assert line.pop("time").endswith("Z")
    assert line.pop("ms") >= 0
    assert line == {"level": "info", "request": response.headers["X-Request-ID"], "from": "127.0.0.1", "method": "GET",
                    "path": "/api/v1/info", "status": 200, "surface": "kadi", "account": kadi.account["id"]}  # fmt: skip


@pytest.mark.parametrize(
    "method, path, status, surface",
    [
        ("GET", "/api/v1/info", 401, "kadi"),
        ("GET", "/nothing", 404, "site"),
        ("DELETE", "/kms/api/v1/auth/login", 405, "kms"),
        ("OPTIONS", "/api/v1/info", 200, "kadi"),
        ("GET", "/itr/api/nothing", 404, "itr"),
    ],
)
async def test_refusals_leave_lines_too(written, anonymous, method, path, status, surface):
    written()
    response = await anonymous.request(method, path)
    lines = [line for line in written.stop().lines if line.get("request") == response.headers["X-Request-ID"]]
    assert [(line["method"], line["path"], line["status"], line["surface"]) for line in lines] == [(method, path, status, surface)]


async def test_a_token_in_an_address_is_not_written(written, itr):
    written()
    token = "W" + secrets.token_hex(16)
    response = await itr.post(f"/tokens/{token}/9bba0ea9-0df8-4c5f-ac9f-323e16dc7d66")
    line = next(line for line in written.stop().lines if line.get("request") == response.headers["X-Request-ID"])
    assert line["path"] == "/itr/api/tokens/…/9bba0ea9-0df8-4c5f-ac9f-323e16dc7d66"
    assert not any(token in str(each) for each in written.stop().lines)


async def test_without_access_lines_only_the_program_speaks(written, anonymous):
    written(access=False)
    await anonymous.get("/healthz")
    logging.getLogger("athenaeum").info("hello")
    assert [line["message"] for line in written.stop().lines if line.get("logger") == "athenaeum"] == ["hello"]
    assert [line for line in written.stop().lines if "path" in line] == []


async def test_without_a_writer_nothing_gathers(anonymous):
    before = len(logs.QUEUE.lines)
    await anonymous.get("/healthz")
    assert len(logs.QUEUE.lines) == before


@pytest.mark.parametrize(
    "given, kept", [("abc-1.2_X", True), ("x" * 64, True), ("x" * 65, False), ("a b", False), ("<script>", False), ("", False)]
)
async def test_a_request_id_of_the_client(anonymous, given, kept):
    response = await anonymous.get("/healthz", headers={"X-Request-ID": given})
    assert (response.headers["X-Request-ID"] == given) is kept
    assert response.headers["X-Request-ID"]


async def test_request_ids_differ(anonymous):
    found = {(await anonymous.get("/healthz")).headers["X-Request-ID"] for _ in range(20)}
    assert len(found) == 20


async def test_addresses_cannot_break_a_line(written, anonymous):
    from yarl import URL

    written()
    for path in ("/a%0Ab", "/%00", "/%ff%fe", "/" + "x" * 3000, "/%F0%9F%8E%88", '/"quoted"'):
        async with anonymous.session.get(URL(anonymous.url + path, encoded=True)) as response:
            assert response.status == 404
    paths = [line["path"] for line in written.stop().lines if "path" in line]
    assert len(paths) == 6
    assert all(len(path) <= access_log.LONGEST_PATH and path.isascii() and path.isprintable() for path in paths)


# Secrets


def secret(word):
    return f"{word}-{secrets.token_urlsafe(18)}"


async def raw(server, data: bytes) -> bytes:
    """What the server answers to bytes that no client library would send."""
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(data)
    try:
        return await asyncio.wait_for(reader.read(65536), 10)
    finally:
        writer.close()


async def test_no_secret_is_ever_logged(written, anonymous, server, make):
    """Everything that carries a secret, right and wrong, and requests that cannot be read, at the most talkative level."""
    account = await make.account(password=secret("account"))
    token = await make.token(account)
    sent = [token]

    def new(word):
        sent.append(secret(word))
        return sent[-1]

    written("debug")
    client = Client(anonymous.session, anonymous.url)
    for base in ("/api/v1", "/kms/api/v1", "/lms/api", "/itr/api", "/app/api"):
        for path in ("/users/me", "/auth/me", "/nothing", "/login"):
            await client.get(base + path, headers={"Authorization": f"Bearer {new('bearer')}"})
            await client.get(base + path, headers={"SessionID": new("session"), "Cookie": f"athenaeum_session={new('cookie')}"})
            await client.get(f"{base}{path}?access_token={new('query')}&password={new('query')}")
            basic = base64.b64encode(f"user:{new('basic')}".encode()).decode()
            sent.append(basic)
            await client.get(base + path, headers={"Authorization": f"Basic {basic}"})
        for body in ({"password": new("body"), "new_password": new("body"), "token": new("body")}, [new("list")], new("text")):
            for path in ("/auth/login", "/session", "/resetpassword", "/records"):
                await client.post(base + path, json=body)
        await client.post(base + "/records", data=b'{"password": "' + new("broken").encode())
    await client.get("/itr/api/login", headers={"UserID": new("user"), "Password": new("password"), "MFACode": "123456"})
    await client.get("/api/v1/info", headers={"Authorization": f"Bearer {token}"})
    for head in (
        f"SessionID: {new('long')}{'x' * 70_000}",
        f"Password: {new('nul')}\0",
        f"{new('name')} : x",
        f"Authorization {new('none')}",
    ):
        assert (await raw(server, f"GET /itr/api/login HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode()))[:12] in (
            b"HTTP/1.1 400",
            b"HTTP/1.1 431",
        )
    await raw(server, f"{new('method')} / HTTP/1.1\r\n\r\n".encode())
    await raw(server, f"POST /api/v1/records HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{new('chunk')}\r\n".encode())
    text = written.stop().buffer.getvalue().decode()
    assert text.count("\n") > 100
    assert [value for value in sent if value in text] == []


# The program's own lines


def test_a_message_is_a_line(written):
    written("warning")
    logging.getLogger("athenaeum.test").warning("hello %s", "you")
    logging.getLogger("athenaeum.test").info("unheard")
    (line,) = [line for line in written.stop().lines if line["logger"] == "athenaeum.test"]
    assert (line["level"], line["message"]) == ("warning", "hello you")


def failing(kind, text):
    try:
        try:
            raise kind(text)
        except kind as error:
            raise NotFound("thing") from error
    except NotFound as error:
        return error


@pytest.mark.parametrize("kind, is_told", [(RuntimeError, True), (OSError, True), (ValueError, False), (KeyError, False)])
def test_an_exception_is_told_without_what_it_may_quote(written, kind, is_told):
    written()
    logging.getLogger("athenaeum.test").error("broke", exc_info=failing(kind, "the value"))
    (line,) = [line for line in written.stop().lines if line["logger"] == "athenaeum.test"]
    assert line["error"][0] == "server.errors.NotFound: thing"
    assert any("test_access_log.py" in frame for frame in line["error"])
    assert f"builtins.{kind.__name__}" in " ".join(line["error"])
    assert ("the value" in " ".join(line["error"])) is is_told


async def test_the_drivers_message_stays_out(written, conn):
    written()
    try:
        await conn.fetchval("select $1::text::int", "my secret value")
    except Exception as error:
        logging.getLogger("athenaeum.test").error("broke", exc_info=error)
    (line,) = [line for line in written.stop().lines if line["logger"] == "athenaeum.test"]
    assert "22P02" in line["error"][0]
    assert "my secret value" not in str(line)


def test_lone_surrogates_do_not_stop_the_writer(written):
    written()
    for text in ("x\udc80", "after"):  # not through a logger: pytest would keep the text and could not hand it on
        logs.Lines().emit(logging.LogRecord("athenaeum.test", logging.INFO, "", 0, text, None, None))
    assert [line["message"] for line in written.stop().lines if line["logger"] == "athenaeum.test"] == ["x\\udc80", "after"]


def test_a_reader_that_went_away_does_not_stop_the_server(written):
    class Gone:
        class buffer:
            @staticmethod
            def write(data):
                raise BrokenPipeError

    writer = logs.Writer(Gone())
    writer.start()
    logs.QUEUE.put({"message": "lost"})
    time.sleep(logs.PAUSE_SECONDS * 3)
    assert writer.thread.is_alive()
    writer.stop()
    assert not writer.thread.is_alive()


def test_a_full_queue_drops_lines_and_says_so(written, monkeypatch):
    monkeypatch.setattr(logs, "MOST_LINES", 3)
    for number in range(10):
        logs.QUEUE.put({"number": number})
    written()
    lines = written.stop().lines
    assert [line["number"] for line in lines if "number" in line] == [0, 1, 2]
    assert "7 log lines were dropped" in [line.get("message") for line in lines]
