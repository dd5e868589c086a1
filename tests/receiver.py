"""Somebody who receives webhooks: keeps what came, verifies it as a receiver does, answers what the test says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from standardwebhooks import Webhook

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Received:
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> Any:
        """The message, if it is signed with this secret; else WebhookVerificationError."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """`answer` makes the answers: a status for all, or a function of the request; `statuses` come before it, one by one."""

    answer: int | Answer = 204
    statuses: list[int] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    url: str = ""
    open: int = 0
    most_open: int = 0

    async def take(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received.append(Received(headers, await request.read()))
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            if self.statuses:
                return web.Response(status=self.statuses.pop(0))
            return web.Response(status=self.answer) if isinstance(self.answer, int) else await self.answer(request)
        finally:
            self.open -= 1


@asynccontextmanager
async def running(answer: int | Answer = 204) -> AsyncIterator[Receiver]:
    receiver = Receiver(answer)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.take)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server(shutdown_timeout=0.1)
    receiver.url = str(server.make_url("/hook"))
    try:
        yield receiver
    finally:
        await server.close()


async def hang(request: web.Request) -> web.StreamResponse:
    """Never an answer in time."""
    await asyncio.sleep(30)
    return web.Response()
