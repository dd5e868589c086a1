"""The way of a request through a route line: address limit, credential, scopes, actor limit, handler."""

from collections.abc import Callable

from aiohttp import web

from server import keys
from server.errors import ScopeMissing
from server.http import limits
from server.http.routing import Handler, Route, Surface


def endpoint(surface: Surface, route: Route, base: str) -> Handler:
    """A handler that does what the route line says and then calls the line's own handler."""
    authenticate, handler, scopes = surface.authenticate, route.handler, route.scopes
    needs_actor, optional = route.auth != "none", route.auth == "optional"
    early = bool(scopes) and route.scope_check == "early"

    async def run(request: web.Request) -> web.StreamResponse:
        request[keys.SURFACE], request[keys.ROUTE], request[keys.MOUNT] = surface, route, base
        await limits.check_address(request, surface.name, route.rate)
        if needs_actor:
            actor = request[keys.ACTOR] = await authenticate(request)
            await limits.check_actor(request, surface.name, route.rate, actor)
            if early and not (optional and actor is None) and not actor.has_scope(*scopes):
                raise ScopeMissing(scopes=scopes)
        return await handler(request)

    run.__name__ = f"{surface.name}.{route.name}"
    return run


def chooser(choose: Callable[[web.Request], str], runs: dict[str, Handler]) -> Handler:
    """One address that two surfaces document: `choose` names the surface."""

    async def run(request: web.Request) -> web.StreamResponse:
        return await runs[choose(request)](request)

    return run
