"""The server's own application, for as long as the institute is being filled, and the people who use it.

It stands on the database at hand behind a socket that only this machine reaches. So everything goes the way of every client,
rights and rules included, whether a server runs or not. It sends nothing and works off no jobs: that is the server's.
"""

import dataclasses
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from typing import Any

import aiohttp

from server import service
from server.config import Config

BASES = {"app": "/app/api", "kadi": "/kadi/api/v1", "kms": "/kms/api/v1", "lms": "/lms/api", "itr": "/itr/api"}
SHOWN = 500  # characters of a refusal


class Refusal(Exception):
    """The server did not take something: the demo and the server do not fit."""


class Visitor:
    """Somebody who signed in."""

    def __init__(self, http: aiohttp.ClientSession, origin: str, session_id: str = "", name: str = "") -> None:
        self.http, self.origin, self.session_id, self.name = http, origin, session_id, name

    async def call(self, surface: str, method: str, path: str, body: Any = None, *, data: Any = None, headers: dict[str, str] | None = None
                   ) -> Any:  # fmt: skip
        """The answer, read as JSON where it is that."""
        sent = (headers or {}) | ({"SessionID": self.session_id} if self.session_id else {})
        options = {"data": data} if data is not None else {"json": body}
        async with self.http.request(method, f"{self.origin}{BASES[surface]}{path}", headers=sent, **options) as response:
            text = await response.text()
            if response.status >= 400:
                raise Refusal(f"{self.name or 'nobody'}: {method} {BASES[surface]}{path} → {response.status} {text[:SHOWN]}")
            return await response.json(content_type=None) if text[:1] in ("{", "[") else text

    async def kadi(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        return await self.call("kadi", method, path, body, **options)

    async def kms(self, method: str, path: str, body: Any = None) -> Any:
        return await self.call("kms", method, path, body)

    async def lms(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        answer = await self.call("lms", method, path, body, **options)
        return answer["data"]

    async def itr(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        return await self.call("itr", method, path, body, **options)

    async def app(self, method: str, path: str, body: Any = None) -> Any:
        return await self.call("app", method, path, body)

    async def leave(self) -> None:
        await self.app("POST", "/sign-out")


class House:
    """Who is in, each signed in once; `sessions` are those of people who are in already."""

    def __init__(self, http: aiohttp.ClientSession, origin: str, password: str, sessions: Mapping[str, str]) -> None:
        self.http, self.origin, self.password = http, origin, password
        self.visitors = {name: Visitor(http, origin, session_id, name) for name, session_id in sessions.items()}

    async def enter(self, login: str) -> Visitor:
        """The visitor with this name or address; who is not in signs in now."""
        if login not in self.visitors:
            answer = await Visitor(self.http, self.origin).app("POST", "/sign-in", {"login": login, "password": self.password})
            self.visitors[login] = Visitor(self.http, self.origin, answer["session_id"], login)
        return self.visitors[login]

    async def close(self) -> None:
        for visitor in self.visitors.values():
            await visitor.leave()


def settings(config: Config) -> Config:
    """Those of the application: one process on a free port of this machine, without limits and jobs."""
    return dataclasses.replace(
        config,
        server=dataclasses.replace(config.server, host="127.0.0.1", port=0, workers=1, tls_certificate="", tls_key=""),
        limits=dataclasses.replace(config.limits, enabled=False),
        jobs=dataclasses.replace(config.jobs, enabled=False),
        log=dataclasses.replace(config.log, access=False),
        sessions=dataclasses.replace(config.sessions, idle_minutes=30.0, app_idle_minutes=30.0),
    )


@asynccontextmanager
async def opened(config: Config, dsn: str, password: str, sessions: Mapping[str, str]) -> AsyncIterator[House]:
    own = settings(config)
    with closing(service.listen(own)) as listener:
        async with (
            service.application(own, dsn, listener),
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
        ):
            house = House(http, f"http://127.0.0.1:{listener.getsockname()[1]}", password, sessions)
            yield house
            await house.close()
