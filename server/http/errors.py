"""The outermost layer: request id, time, and every failure in the words of the surface that the address belongs to."""

import itertools
import logging
import re
from secrets import token_hex
from time import perf_counter

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import istr

from server import db, keys
from server.errors import (
    BadRequest,
    ConditionFailed,
    Failure,
    MethodNotAllowed,
    NotFound,
    RangeNotSatisfiable,
    TooLarge,
    Unavailable,
)
from server.http import access_log
from server.http.metrics import Meter
from server.http.routing import Handler, Surface

log = logging.getLogger("athenaeum")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
REQUEST_ID_HEADER = istr("X-Request-ID")
CLOSED_BY_CLIENT = 499

_process, _count = token_hex(5), itertools.count(1)


def request_id(request: web.Request) -> str:
    """The client's own, where it is harmless; else the process and a number."""
    given = request.headers.get(REQUEST_ID_HEADER)
    return given if given and REQUEST_ID.fullmatch(given) else f"{_process}-{next(_count):x}"


def outermost(handler: Handler, meter: Meter) -> Handler:
    """`handler` with a request id, a line in the access log, a place in the metrics, and words for whatever it raises."""

    async def run(request: web.Request) -> web.StreamResponse:
        start = perf_counter()
        request[keys.REQUEST_ID] = request_id(request)
        status = CLOSED_BY_CLIENT
        try:
            try:
                response = await handler(request)
            except Exception as error:
                response = worded(request, failure_of(request, error))
            status = response.status
            return response
        finally:
            seconds = perf_counter() - start
            meter.add(status, seconds)
            access_log.write(request, status, seconds)

    return run


def failure_of(request: web.Request, error: Exception) -> Failure | web.HTTPException:
    """What went wrong, in our words. Raises `error` again where no answer can be given any more."""
    if request.writer.output_size > 0 or isinstance(error, ConnectionResetError):
        if not isinstance(error, ConnectionError):
            log.error(
                "an answer broke off: %s (request %s)", access_log.without_tokens(request.path), request[keys.REQUEST_ID], exc_info=error
            )
        raise ConnectionResetError("the answer had begun") from error
    if isinstance(error, Failure):
        return error
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return TooLarge("body_too_large")
    if isinstance(error, web.HTTPException):
        return BadRequest("refused", status=error.status) if error.status >= 400 else error
    if isinstance(error, web.RequestPayloadError | HttpProcessingError):
        return BadRequest("broken_body")
    if db.is_away(error):
        log.warning("the database is away: %s", type(error).__name__)
        return Unavailable("database")
    if db.is_bad_value(error):
        log.warning("a value that the database refuses came through in %s", request[keys.ROUTE].name, exc_info=error)
        return BadRequest("bad_value")
    log.error(
        "unexpected failure in %s %s (request %s)",
        request.method,
        access_log.without_tokens(request.path),
        request[keys.REQUEST_ID],
        exc_info=error,
    )
    return Failure("internal")


def worded(request: web.Request, failure: Failure | web.HTTPException) -> web.Response:
    """The failure as the surface says it."""
    if isinstance(failure, web.HTTPException):  # a redirect
        return web.Response(status=failure.status, headers=failure.headers)
    surface: Surface = request[keys.SURFACE]
    response = surface.failure(request, failure)
    if (retry := getattr(failure, "retry_after", None)) is not None:
        response.headers.setdefault("Retry-After", str(retry))
    if isinstance(failure, MethodNotAllowed):
        response.headers["Allow"] = failure.details["allow"]
    if isinstance(failure, ConditionFailed | RangeNotSatisfiable):
        response.headers["ETag"] = f'"{failure.details["etag"]}"'
    if isinstance(failure, RangeNotSatisfiable):
        response.headers["Content-Range"] = f"bytes */{failure.details['size']}"
    if failure.code == "broken_body" or keys.EXPECTS in request:
        response.force_close()  # what follows on this connection cannot be told from the rest of the body
    return response


async def missing(request: web.Request) -> web.StreamResponse:
    """An address or a method that nobody has; where the surface asks for the token first (kadi), its absence comes first."""
    allow = request.get(keys.ALLOW)
    if request.method == "OPTIONS" and allow:
        return web.Response(headers={"Allow": allow})
    surface: Surface = request[keys.SURFACE]
    if any(request.path == base or request.path.startswith(base + "/") for base in surface.token_first):
        await surface.authenticate(request)
    raise MethodNotAllowed(allow=allow) if allow else NotFound("url")
