"""Groups: make, change, and what is shared with one. The rest is in nouns.py, roles.py, revisions.py and trash.py."""

from aiohttp import web

from server.api.kadi import shared_objects
from server.api.kadi.nouns import admitted_for_reading
from server.domain.nouns import COLLECTION, GROUP, RECORD, TEMPLATE, Noun
from server.http.connection import read


async def list_group_records(request: web.Request) -> web.Response:
    return await list_shared(request, RECORD)


async def list_group_collections(request: web.Request) -> web.Response:
    return await list_shared(request, COLLECTION)


async def list_group_templates(request: web.Request) -> web.Response:
    return await list_shared(request, TEMPLATE)


async def list_shared(request: web.Request, noun: Noun) -> web.Response:
    """Objects on which the group holds a role and which the reader may read."""
    async with read(request) as conn:
        group = await admitted_for_reading(request, conn, GROUP)
        rows, total, asked = await shared_objects.found(request, conn, noun, group_id=group["id"])
    return shared_objects.answered(request, noun, rows, total, asked)
