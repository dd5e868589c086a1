"""The outermost layer: request id, time, and every failure in the words of the surface that the address belongs to."""

import logging
import re
import time
from collections.abc import Callable
from secrets import token_hex

from aiohttp import web

from server import db, keys
from server.errors import BadRequest, Failure, MethodNotAllowed, NotFound, TooLarge, Unauthenticated, Unavailable
from server.http import access_log
from server.http.routing import Handler, Surface

log = logging.getLogger("athenaeum")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id(request: web.Request) -> str:
    given = request.headers.get("X-Request-ID")
    return given if given and REQUEST_ID.fullmatch(given) else token_hex(8)


def middleware(surface_of: Callable[[str], str]) -> Callable:
    """The one middleware; `surface_of` names the surface of an address that no route has."""

    @web.middleware
    async def outermost(request: web.Request, handler: Handler) -> web.StreamResponse:
        start = time.perf_counter()
        request[keys.REQUEST_ID] = request_id(request)
        status = 499
        try:
            response = await answer(request, handler, surface_of)
            status = response.status
            return response
        finally:
            access_log.write(request, status, time.perf_counter() - start)

    return outermost


async def answer(request: web.Request, handler: Handler, surface_of: Callable[[str], str]) -> web.StreamResponse:
    try:
        return await handler(request)
    except Failure as failure:
        return worded(request, failure, surface_of)
    except web.HTTPNotFound:
        return await unknown(request, surface_of, NotFound("url"))
    except web.HTTPMethodNotAllowed as error:
        return await other_method(request, surface_of, set(error.allowed_methods))
    except web.HTTPRequestEntityTooLarge:
        return worded(request, TooLarge("body_too_large"), surface_of)
    except web.HTTPException as response:
        if response.status >= 400:
            return worded(request, BadRequest("refused", status=response.status), surface_of)
        raise
    except ConnectionResetError:
        raise
    except Exception as error:
        if db.is_away(error):
            log.warning("database away: %s", type(error).__name__)
            return worded(request, Unavailable("database"), surface_of)
        log.exception("unexpected failure in %s %s (request %s)", request.method, request.path, request[keys.REQUEST_ID])
        return worded(request, Failure("internal"), surface_of)


def surface(request: web.Request, surface_of: Callable[[str], str]) -> Surface:
    return request.get(keys.SURFACE) or request.config_dict[keys.SURFACES][surface_of(request.path)]


def worded(request: web.Request, failure: Failure, surface_of: Callable[[str], str]) -> web.Response:
    response = surface(request, surface_of).failure(request, failure)
    if (retry := getattr(failure, "retry_after", None)) is not None:
        response.headers.setdefault("Retry-After", str(retry))
    return response


async def unknown(request: web.Request, surface_of: Callable[[str], str], failure: Failure) -> web.StreamResponse:
    """An address or method that nobody has; where the surface asks for the token first (kadi), its absence comes first."""
    owner = request[keys.SURFACE] = surface(request, surface_of)
    if owner.name == "itr" and "//" in request.path:
        return await collapsed(request, surface_of)
    if owner.token_first:
        try:
            await owner.authenticate(request)
        except Unauthenticated as missing:
            failure = missing
    return worded(request, failure, surface_of)


async def collapsed(request: web.Request, surface_of: Callable[[str], str]) -> web.StreamResponse:
    """ITR's client writes double slashes; the same address with single ones is meant."""
    url = request.rel_url.with_path(re.sub("/{2,}", "/", request.rel_url.raw_path), encoded=True, keep_query=True)
    again = request.clone(rel_url=url)
    match = await request.app.router.resolve(again)
    again._match_info = match
    match.add_app(request.app)
    again[keys.REQUEST_ID] = request[keys.REQUEST_ID]
    return await answer(again, match.handler, surface_of)


async def other_method(request: web.Request, surface_of: Callable[[str], str], allowed: set[str]) -> web.StreamResponse:
    allow = ", ".join(sorted(allowed | {"OPTIONS"}))
    if request.method == "OPTIONS":
        return web.Response(status=200, headers={"Allow": allow})
    response = await unknown(request, surface_of, MethodNotAllowed(allow=allow))
    if response.status == 405:
        response.headers["Allow"] = allow
    return response
