"""The way of a request through a route line: address limit, credential, scopes, actor limit, handler."""

from aiohttp import web

from server import keys
from server.errors import BadRequest, Denied, ScopeMissing, TooLarge, Unauthenticated
from server.http import limits
from server.http.aside import aside
from server.http.routing import MULTIPART, Form, Handler, Route, Surface

LINGER_SECONDS = 10.0


def endpoint(surface: Surface, route: Route, base: str) -> Handler:
    """A handler that does what the route line says and then calls the line's own handler."""
    authenticate, handler, scopes, name, rate = surface.authenticate, route.handler, route.scopes, surface.name, route.rate
    count = surface.count
    needs_actor = route.auth != "none"
    early = bool(scopes) and route.scope_check == "early"
    # A form with a file: the handler refuses what it can before the body is sent.
    goes_on = not (isinstance(route.body, Form) and route.body.media == MULTIPART)

    async def run(request: web.Request) -> web.StreamResponse:
        request[keys.ROUTE], request[keys.MOUNT] = route, base
        await limits.check_address(request, name, rate)
        if needs_actor:
            try:
                actor = request[keys.ACTOR] = await authenticate(request)
            except (Denied, Unauthenticated):  # who guesses, or has no business here, is counted like everybody without a credential
                await limits.check_actor(request, name, rate, None)
                raise
            await limits.check_actor(request, name, rate, actor)
            if count is not None:
                await count(request)
            if early and actor is not None and not actor.has_scope(*scopes):
                raise ScopeMissing(scopes=scopes)
        else:
            await limits.check_actor(request, name, rate, None)
        if keys.EXPECTS in request and goes_on:
            await go_on(request)
        response = await handler(request)
        return await aside(request, response) if needs_actor else response

    return run


async def expect(request: web.Request) -> None:
    """`Expect: 100-continue` is answered when nothing refused the request, so that no body is sent for a refusal."""
    request[keys.EXPECTS] = request.headers["Expect"].strip().lower()
    linger(request, 0.0)


async def go_on(request: web.Request) -> None:
    if request[keys.EXPECTS] != "100-continue":
        raise BadRequest("expectation")
    limit = request.app[keys.CONFIG].server.max_json_bytes
    if isinstance(request[keys.ROUTE].body, type) and (request.content_length or 0) > limit:
        raise TooLarge("body_too_large", limit=limit)
    del request[keys.EXPECTS]
    linger(request, LINGER_SECONDS)
    if request.version >= (1, 1):
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # the answer itself has not begun


def linger(request: web.Request, seconds: float) -> None:
    """How long the connection waits for a body that nobody read: not at all for one that was never asked for."""
    request.protocol._lingering_time = seconds
