"""The audit trail: lists by object, session and type; rows that nobody changes (specs §9)."""

from aiohttp import web

from server import keys
from server.api.itr import details, lists, rights
from server.api.itr.entities import AUDIT
from server.api.itr.texts import text
from server.domain.actor import Actor
from server.errors import Denied
from server.http.connection import transaction

IN_THE_OFFICE, OF_A_TYPE = "office", "organisation_supervisor"


async def list_of_object(request: web.Request) -> web.Response:
    rights.require_for_list(request[keys.ACTOR], IN_THE_OFFICE)
    return await lists.answer(request, AUDIT, fixed=[("object_id", details.path_id(request))])


async def list_of_session(request: web.Request) -> web.Response:
    rights.require_for_list(request[keys.ACTOR], IN_THE_OFFICE)
    return await lists.answer(request, AUDIT, fixed=[("session_id", details.path_id(request))])


async def list_of_type(request: web.Request) -> web.Response:
    rights.require_for_list(request[keys.ACTOR], OF_A_TYPE)
    number = int(request.match_info["type"])
    return await lists.answer(request, AUDIT, level=OF_A_TYPE, fixed=[("object_type", min(number, 2**31 - 1))])


async def post_entry(request: web.Request) -> web.Response:
    """A row of the client's own, under his name; one that is there stays as it is."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, AUDIT.levels["post"])
    identity = details.path_id(request)
    values = await details.body_values(request, AUDIT, identity)
    values["user_id"] = str(actor.login_id)
    async with transaction(request) as conn:
        await details.saved(request, conn, AUDIT, identity, values, only_new=True)
    return text("OK")


async def delete_entry(request: web.Request) -> web.Response:
    """What the server wrote stays."""
    rights.require(request[keys.ACTOR], AUDIT.levels["delete"])
    identity = details.path_id(request)
    async with transaction(request) as conn:
        row = await details.found(request, conn, AUDIT, identity)
        if row["is_by_server"]:
            raise Denied("written_by_server")
        await details.deleted(request, conn, AUDIT, identity)
    return text("OK")
