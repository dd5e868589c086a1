"""What the HTTP parser refuses, answered like every other failure: in the words of the surface, where the address is known.

aiohttp would answer with a page of its own and write what it could not parse, headers and their secrets included, to its
log. Here the answer comes from the surface's table and the log gets the usual line without any content.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.http import HttpVersion11
from aiohttp.http_exceptions import BadHttpMessage, LineTooLong
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_urldispatcher import UrlMappingMatchInfo
from yarl import URL

from server import keys
from server.errors import AddressTooLong, BadRequest, Failure, HeadersTooLarge
from server.http.dispatcher import Dispatcher
from server.http.errors import outermost

log = logging.getLogger("athenaeum")
REQUEST_LINE = re.compile(rb"\s*([A-Z]{1,20}) +(?:https?://[^/\s]*)?(/[!-~]*)")
KEPT_BYTES = 16_384
LONGEST_LINE = 8190
SEE_OFF_STEPS, SEE_OFF_PAUSE = 20, 0.1
RECEIVING_PAUSE = 0.02


class Connection(RequestHandler):
    """One client's connection; remembers the beginning of a request until it is parsed."""

    __slots__ = ("app", "beginning")

    def __init__(self, app: web.Application, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.app = app
        self.beginning = b""

    def data_received(self, data: bytes) -> None:
        before = self._request_count
        if self._current_request is None and len(self.beginning) < KEPT_BYTES:
            self.beginning = (self.beginning + data if self.beginning else data)[:KEPT_BYTES]
        super().data_received(data)
        if self._request_count != before and self.beginning and not self._refused():
            self.beginning = b""

    def _refused(self) -> bool:
        return bool(self._messages) and not hasattr(self._messages[-1][0], "url")

    def _make_error_handler(self, err_info: Any) -> Callable[[Any], Awaitable[web.StreamResponse]]:
        beginning, self.beginning = self.beginning, b""

        async def refuse(blank: web.Request) -> web.StreamResponse:
            response = await refused(self.app, blank, beginning, err_info.exc)
            await self.see_off()
            return response

        return refuse

    async def see_off(self) -> None:
        """Ends our half and lets the client finish: closing while it still sends would throw away the answer."""
        self.close()  # from here on what comes is not read
        if self.transport is not None and self.transport.can_write_eof():
            self.transport.write_eof()
        for _ in range(SEE_OFF_STEPS):
            if self.transport is None:
                return
            await asyncio.sleep(SEE_OFF_PAUSE)

    def is_receiving(self) -> bool:
        """Is the rest of a body still to come?"""
        return self._current_request is not None and not self._current_request.content.is_eof()

    async def shutdown(self, timeout: float | None = 15.0) -> None:
        """Lets a body arrive first: once aiohttp shuts a connection down, it throws away what comes, and nobody gets his answer."""
        left = 15.0 if timeout is None else timeout
        while self.is_receiving() and left > RECEIVING_PAUSE:
            await asyncio.sleep(RECEIVING_PAUSE)
            left -= RECEIVING_PAUSE
        await super().shutdown(left)

    def handle_error(self, request: Any, status: int = 500, exc: BaseException | None = None, message: str | None = None) -> Any:
        """What no other layer caught; its own page would show aiohttp's name, its log the exception's text."""
        if not isinstance(exc, ConnectionError):  # a client who went away is no failure of ours; the access log has his line
            log.error("unexpected failure outside of any route", exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError("the answer had begun")
        response = web.Response(status=500, text="Internal server error")
        response.force_close()
        return response

    def log_exception(self, *args: Any, **options: Any) -> None:
        log.error("a connection broke off", exc_info=options.get("exc_info"))


async def refused(app: web.Application, blank: web.Request, beginning: bytes, error: BaseException | None) -> web.StreamResponse:
    """The answer to a request that could not be read."""
    dispatcher: Dispatcher = app[keys.DISPATCHER]
    line = REQUEST_LINE.match(beginning[:LONGEST_LINE])
    method, target = (line[1].decode(), line[2].decode().partition("?")[0]) if line else ("GET", "/")
    request = blank.clone(method=method, rel_url=URL.build(path=target, encoded=True))
    request._version = HttpVersion11  # what could not be read has none; the answer is of today
    match = UrlMappingMatchInfo({}, dispatcher.missing)
    match.add_app(app)
    request._match_info = match  # the router never saw this request; headers and log lines need its application
    request[keys.SURFACE] = dispatcher.surfaces[dispatcher.owner(request.path)]

    async def refuse(request: web.Request) -> web.StreamResponse:
        raise failure_of(beginning, error)

    response = await outermost(refuse, app[keys.METERS].meter(request[keys.SURFACE].name, "unreadable", ""))(request)
    response.force_close()
    await response.prepare(request)  # not with the blank request, which knows neither its application nor its surface
    await response.write_eof()
    return response


def failure_of(beginning: bytes, error: BaseException | None) -> Failure:
    too_many = isinstance(error, BadHttpMessage) and "Too many headers" in error.message
    if isinstance(error, LineTooLong) or too_many:
        return AddressTooLong() if b"\n" not in beginning[:LONGEST_LINE] else HeadersTooLarge()
    return BadRequest("unreadable")


class Server(web.Server):
    """aiohttp's server with our connections."""

    def __init__(self, app: web.Application, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.app = app

    def pre_shutdown(self) -> None:
        """Connections take no further request, except those whose request is still arriving."""
        for connection in self._connections:
            if not (isinstance(connection, Connection) and connection.is_receiving()):
                connection.close()

    def __call__(self) -> RequestHandler:
        return Connection(self.app, self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """Runs an application: `Runner(create(config, dsn=dsn))`. No access log but ours."""

    def __init__(self, app: web.Application, **options: Any) -> None:
        super().__init__(app, **{"access_log": None} | options)

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return Server(self.app, made.request_handler, request_factory=made.request_factory, handler_cancellation=made.handler_cancellation,
                      loop=asyncio.get_running_loop(), **made._kwargs)  # fmt: skip
