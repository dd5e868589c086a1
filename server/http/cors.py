"""Requests from web pages elsewhere: off, unless `server.cors_origins` lists origins (`*` for all).

Credentials in cookies are never allowed; a page elsewhere sends its token in a header.
"""

from collections.abc import Iterable
from typing import Any

import aiohttp_cors
from aiohttp import web
from aiohttp_cors.abc import AbstractRouterAdapter
from aiohttp_cors.resource_options import ResourceOptions

from server import keys
from server.http.dispatcher import Dispatcher

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
PREFLIGHT_SECONDS = 600


def allow(app: web.Application, origins: Iterable[str]) -> None:
    """Lets pages of `origins` call every API."""
    options = ResourceOptions(expose_headers="*", allow_headers="*", allow_methods=METHODS, max_age=PREFLIGHT_SECONDS)
    allowed = dict.fromkeys(origins, options)
    if allowed:
        dispatcher = app[keys.DISPATCHER]
        aiohttp_cors.CorsConfig(app, router_adapter=OneTable(dispatcher, allowed)).add(dispatcher)
        app.on_response_prepare.append(vary)


async def vary(request: web.Request, response: web.StreamResponse) -> None:
    """Whatever a cache keeps depends on who asked."""
    if "Origin" not in response.headers.get("Vary", ""):
        response.headers["Vary"] = ", ".join(filter(None, (response.headers.get("Vary"), "Origin")))


class OneTable(AbstractRouterAdapter):
    """What aiohttp-cors wants to know about routes: there is one resource, with the same rules everywhere."""

    def __init__(self, dispatcher: Dispatcher, origins: dict[str, ResourceOptions]) -> None:
        self.dispatcher, self.origins = dispatcher, origins

    def add_preflight_handler(self, routing_entity: Any, handler: Any, webview: bool = False) -> None:
        self.dispatcher.answer_preflights(handler)

    def is_preflight_request(self, request: web.Request) -> bool:
        return request.match_info.route is self.dispatcher.preflight

    def is_cors_enabled_on_request(self, request: web.Request) -> bool:
        return True

    def set_config_for_routing_entity(self, routing_entity: Any, config: Any) -> None:
        """One rule for all: nothing to keep."""

    async def get_preflight_request_config(self, preflight_request: Any, origin: str, requested_method: str) -> dict[str, ResourceOptions]:
        if requested_method not in METHODS:
            raise KeyError(requested_method)
        return self.origins

    def get_non_preflight_request_config(self, request: web.Request) -> dict[str, ResourceOptions]:
        return self.origins
