"""Reports that were made: by the object they belong to, or one by one (specs §5.3).

`generatedreports/<id>` is the seed's way to a single report and the client's way to those of an object: reading looks for
the object first.
"""

import orjson
from aiohttp import web

from server import keys
from server.api.itr import details, headers, lists, rights
from server.api.itr.entities import GENERATED_REPORTS as REPORTS
from server.api.itr.texts import json, text
from server.domain import rows
from server.http.connection import read, transaction


async def list_of_object(request: web.Request) -> web.Response:
    """The reports of an object; where there are none, the report with that id."""
    rights.require_for_list(request[keys.ACTOR], REPORTS.levels["list"])
    identity = details.path_id(request, "linked_id")
    answer = await lists.answer(request, REPORTS, fixed=[("linked_object_id", identity)])
    if orjson.loads(answer.body) == []:  # type: ignore[arg-type]
        async with read(request) as conn:
            row = await rows.find(
                conn, REPORTS.relation, tuple(REPORTS.relation.columns), headers.owners_to_read(request, REPORTS), identity
            )
        if row is not None:
            return json(details.spelled(REPORTS, row))
    return answer


async def post_one(request: web.Request) -> web.Response:
    """Saves the report with that id; the body says which object it belongs to."""
    rights.require(request[keys.ACTOR], REPORTS.levels["post"])
    return await details.post(request, REPORTS, details.path_id(request, "linked_id"))


async def delete_of_object(request: web.Request) -> web.Response:
    """All reports of the object; where there are none, the report with that id."""
    rights.require(request[keys.ACTOR], "office_user")
    identity = details.path_id(request, "linked_id")
    owner = headers.owner(request, REPORTS)
    async with transaction(request) as conn:
        if not await rows.delete(conn, REPORTS.relation, owner, [("linked_object_id", identity)]):
            await rows.delete(conn, REPORTS.relation, owner, [("id", identity)])
    return text("OK")


async def get_of_object(request: web.Request) -> web.Response:
    rights.require(request[keys.ACTOR], REPORTS.levels["get"])
    linked = details.path_id(request, "linked_id")
    return await details.get(request, REPORTS, details.path_id(request), fixed=[("linked_object_id", linked)])


async def post_of_object(request: web.Request) -> web.Response:
    """The address says which object it belongs to; a report of another object stays with it."""
    rights.require(request[keys.ACTOR], REPORTS.levels["post"])
    linked, identity = details.path_id(request, "linked_id"), details.path_id(request)
    values = await details.body_values(request, REPORTS, identity)
    values["linked_object_id"] = str(linked)
    async with transaction(request) as conn:
        await details.saved(request, conn, REPORTS, identity, values, fixed=[("linked_object_id", linked)])
    return text("OK")


async def delete_of_one(request: web.Request) -> web.Response:
    rights.require(request[keys.ACTOR], REPORTS.levels["delete"])
    linked = details.path_id(request, "linked_id")
    async with transaction(request) as conn:
        await details.deleted(request, conn, REPORTS, details.path_id(request), fixed=[("linked_object_id", linked)])
    return text("OK")
