"""Connected services: the other servers of the settings, and the person's accounts there."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.app import shapes
from server.api.app.models import Paging, ServiceCame
from server.domain import services
from server.domain.services import Services
from server.errors import Fault, Invalid
from server.http.addresses import base_url
from server.http.inputs import body, path_text, query
from server.http.responses import empty, json


def service(state: services.State) -> dict[str, Any]:
    one = state.instance
    return {"name": one.name, "title": one.title, "address": one.address, "state": state.state, "connected_at": state.connected_at}


async def list_services(request: web.Request) -> web.Response:
    asked = query(request, Paging)
    states = await services.list_own(Services.of(request.app), request[keys.ACTOR].user_id)
    return json(shapes.cut([service(state) for state in states], asked))


async def connect(request: web.Request) -> web.Response:
    """Where the browser has to go. It comes back to a page of ours, which has the session that a cookie could not prove:
    the way back is a cross-site one."""
    name = path_text(request, "name")
    back = f"{base_url(request)}/app/settings/services/{name}/callback"
    return json({"url": await services.begin(Services.of(request.app), request[keys.ACTOR], name, redirect_uri=back)})


async def finish(request: web.Request) -> web.Response:
    came, name = await body(request, ServiceCame), path_text(request, "name")
    if came.code is None and came.error is None:
        raise Invalid([Fault(("code",), "required")])
    state = await services.finish(
        Services.of(request.app), request[keys.ACTOR], name, state=came.state, code=None if came.error else came.code
    )
    return json(service(state))


async def disconnect(request: web.Request) -> web.Response:
    await services.disconnect(Services.of(request.app), request[keys.ACTOR], path_text(request, "name"))
    return empty()
