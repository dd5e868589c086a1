"""Searches with `instance`: another server of the settings answers, with the rights of the account connected there."""

from aiohttp import web

from server import keys
from server.api.kadi import paging
from server.domain import federation
from server.domain.services import Services

ONCE = ("page", "per_page", "query", "sort", "visibility", "explicit_permissions")
# What each search documents, without `user` and `collection`, whose ids are ours. Repeated parameters stand in the second half.
PARAMETERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "records": ((*ONCE, "extras", "child_collections", "tag_operator"), ("type", "tag", "mimetype")),
    "collections": ((*ONCE, "tag_operator"), ("tag",)),
    "templates": ((*ONCE, "type"), ()),
}


async def search(request: web.Request, name: str) -> web.Response:
    """The answer of instance `name` to this search; called by the list handlers where `instance` is not empty."""
    noun = request[keys.ROUTE].path.strip("/")
    once, repeated = PARAMETERS[noun]
    parameters = [(key, value) for key in once for value in paging.texts(request, key)[:1]]
    parameters += [(key, value) for key in repeated for value in paging.texts(request, key)]
    status, body = await federation.search(Services.of(request.app), request[keys.ACTOR], name, noun, parameters)
    return web.Response(body=body, status=status, content_type="application/json")
