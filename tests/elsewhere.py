"""Another Kadi server for tests: its OAuth2 as documented, a search that answers what the test says, and what it was asked."""

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from aiohttp.test_utils import TestServer

from server.config import Instance
from tests.make import unique

CLIENT_ID, CLIENT_SECRET = "c" * 32, "s" * 64


@dataclass
class Asked:
    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    form: dict[str, str]
    body: bytes


@dataclass
class Elsewhere:
    """`answer` makes what a search gets, `tokens` what /oauth/token answers instead of a pair: functions that give a response."""

    url: str = ""
    name: str = field(default_factory=lambda: unique("kit"))
    expires_in: float | None = 3600
    rotates: bool = True
    answer: Callable[[], web.StreamResponse] | None = None
    tokens: Callable[[], web.StreamResponse] | None = None
    asked: list[Asked] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    access: str = ""
    refresh: str = ""
    # Called while a new pair is being made.
    meanwhile: Callable[[], Awaitable[None]] | None = None

    @property
    def instance(self) -> Instance:
        return Instance(self.name, self.url, CLIENT_ID, "KIT", CLIENT_SECRET)

    def of(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]

    def allow(self, address: str) -> dict[str, str]:
        """The person says yes on the page at this address: what the browser brings back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert address.startswith(self.url + "/oauth/authorize?")
        assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT_ID, "S256")
        code = secrets.token_hex(24)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    async def token(self, request: web.Request) -> web.StreamResponse:
        form = await self.note(request)
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.tokens is not None:
            return self.tokens()
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return self.error("invalid_client")
        if form["grant_type"] == "authorization_code":
            begun = self.codes.pop(form["code"], None)
            challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
            if begun is None or begun["redirect_uri"] != form["redirect_uri"] or begun["code_challenge"] != challenge:
                return self.error("invalid_grant")
        elif form["grant_type"] != "refresh_token" or not self.refresh or form["refresh_token"] != self.refresh:
            return self.error("invalid_grant")
        self.access = "oat_" + secrets.token_hex(24)
        pair = {"access_token": self.access, "token_type": "Bearer", "scope": "record.read"}
        if self.rotates or not self.refresh:
            self.refresh = pair["refresh_token"] = secrets.token_hex(32)
        if self.expires_in is not None:
            pair["expires_in"] = self.expires_in
        return web.json_response(pair)

    @staticmethod
    def error(code: str, status: int = 400) -> web.Response:
        return web.json_response({"error": code, "error_description": "No."}, status=status)

    async def revoke(self, request: web.Request) -> web.Response:
        form = await self.note(request)
        if form["token"] in (self.access, self.refresh):
            self.end()
        return web.json_response({})

    def end(self) -> None:
        """The pair is over, as after a revocation here."""
        self.access = self.refresh = ""

    async def search(self, request: web.Request) -> web.StreamResponse:
        await self.note(request)
        if self.answer is not None:
            return self.answer()
        if request.headers.get("Authorization") != f"Bearer {self.access}" or not self.access:
            return web.json_response(
                {"code": 401, "message": "Unauthorized", "description": "No valid access token was supplied."}, status=401
            )
        return web.json_response({"items": [], "_pagination": {"page": 1}})

    async def note(self, request: web.Request) -> dict[str, str]:
        body = await request.read()
        form = dict(parse_qsl(body.decode()))
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append(Asked(request.method, request.path, list(request.query.items()), headers, form, body))
        return form


@asynccontextmanager
async def running():
    """Such a server on this machine."""
    other = Elsewhere()
    app = web.Application()
    app.router.add_post("/oauth/token", other.token)
    app.router.add_post("/oauth/revoke", other.revoke)
    for noun in ("records", "collections", "templates"):
        app.router.add_get(f"/api/v1/{noun}", other.search)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server(access_log=None)
    other.url = str(server.make_url("")).rstrip("/")
    try:
        yield other
    finally:
        await server.close()


@asynccontextmanager
async def speaking(answer, host: str = "127.0.0.1"):
    """A server that sends these bytes (or what a coroutine function of the writer does) whatever it is asked; its address."""
    heads: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            heads.append(await reader.readuntil(b"\r\n\r\n"))
            if callable(answer):
                await answer(writer)
            else:
                writer.write(answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client, or the test, is over
        finally:
            writer.close()

    server = await asyncio.start_server(handle, host, 0)
    try:
        yield f"http://{host}:{server.sockets[0].getsockname()[1]}", heads
    finally:
        server.close()
