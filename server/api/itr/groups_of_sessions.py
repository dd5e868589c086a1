"""Group sessions: a parent session and its members' (specs §5.3, §7.3)."""

from typing import Any
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel

from server import keys
from server.api.itr import details, headers, lists, models, rights
from server.api.itr.entities import GROUP_MEMBERS, SESSIONS
from server.api.itr.lines import REMOVED, SAVED, TEXT, WRITE, listing
from server.api.itr.texts import text
from server.db import Connection
from server.domain import test_sessions
from server.domain.actor import Actor
from server.errors import BadRequest, Invalid, NotFound
from server.http.connection import read, transaction
from server.http.inputs import loads, raw_body
from server.http.routing import Route, route

MOST_PERSONS = 10_000


class Member(BaseModel):
    PersonID: UUID


async def persons_of(request: web.Request) -> list[UUID] | None:
    """The persons whom the body names, one or a list, each once; None for no body at all."""
    raw = await raw_body(request)
    if not raw.strip():
        return None
    given = loads(raw)
    found: dict[UUID, None] = {}
    for each in given if isinstance(given, list) else [given]:
        try:
            found[UUID(each["PersonID"])] = None
        except (KeyError, TypeError, ValueError, AttributeError):
            raise BadRequest("persons", sentence="Could not be saved : PersonID is required") from None
    if len(found) > MOST_PERSONS:
        raise BadRequest("persons", sentence="Could not be saved : there are too many persons")
    return list(found)


async def held(request: web.Request, conn: Connection, group_id: UUID) -> Any:
    """The group in reach of the actor, held."""
    owner = test_sessions.owner_id(headers.owner(request, SESSIONS))
    try:
        return await test_sessions.locked_group(conn, owner, group_id, rights.own_objects_of(request[keys.ACTOR]))
    except NotFound:
        raise details.no_such_row(group_id) from None


def company_of(request: web.Request) -> UUID:
    """Members are persons of a company; the master has none."""
    company_id = headers.owner(request, SESSIONS)
    if company_id is None:
        raise details.no_such_row(request.match_info["id"])
    return company_id


async def list_members(request: web.Request) -> web.Response:
    """Those of a group in reach; a group that is not has none."""
    rights.require_for_list(request[keys.ACTOR], GROUP_MEMBERS.levels["list"])
    group_id = details.path_id(request)
    try:
        async with read(request) as conn:
            await details.found(request, conn, SESSIONS, group_id)
    except NotFound:
        return await lists.answer(request, GROUP_MEMBERS, fixed=[("parent_session_id", test_sessions.ZERO)])
    return await lists.answer(request, GROUP_MEMBERS, fixed=[("parent_session_id", group_id)])


async def post_members(request: web.Request) -> web.Response:
    """A session for each of the persons who has none in the group yet."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, "office")
    group_id, company_id = details.path_id(request), company_of(request)
    persons = await persons_of(request)
    if persons is None:
        raise BadRequest("persons", sentence="Could not be saved : PersonID is required")
    async with transaction(request) as conn:
        await held(request, conn, group_id)
        try:
            await test_sessions.add_members(conn, actor, company_id, group_id, persons)
        except Invalid as problem:
            raise details.not_saved(SESSIONS, problem.faults) from None
    return text("OK")


async def delete_members(request: web.Request) -> web.Response:
    """The members whom the body names; without a body all of them."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, "office")
    group_id, company_id = details.path_id(request), company_of(request)
    persons = await persons_of(request)
    async with transaction(request) as conn:
        await held(request, conn, group_id)
        await test_sessions.delete_members(conn, actor, company_id, group_id, persons)
    return text("OK")


async def delete_group(request: web.Request) -> web.Response:
    """With all its members."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, "office")
    group_id = details.path_id(request)
    async with transaction(request) as conn:
        group = await held(request, conn, group_id)
        await test_sessions.delete_group(conn, actor, headers.owner(request, SESSIONS), group_id, group)
    return text("ok")


async def archive_group(request: web.Request) -> web.Response:
    return await set_active(request, is_active=False)


async def unarchive_group(request: web.Request) -> web.Response:
    return await set_active(request, is_active=True)


async def set_active(request: web.Request, *, is_active: bool) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, "office")
    group_id = details.path_id(request)
    async with transaction(request) as conn:
        await held(request, conn, group_id)
        await test_sessions.archive_group(conn, actor, headers.owner(request, SESSIONS), group_id, is_active=is_active)
    return text("OK")


ROUTES: tuple[Route, ...] = (
    listing("/sessions/{id}/groupmembers", GROUP_MEMBERS, list_members, summary="The members of a group session."),
    route("POST", "/sessions/{id}/groupmembers", post_members, scopes=WRITE, body=Member | list[Member], headers=models.OwnerHeaders,
          answers=SAVED, summary="Add persons to a group session."),
    route("DELETE", "/sessions/{id}/groupmembers", delete_members, scopes=WRITE, headers=models.OwnerHeaders,
          answers=REMOVED | {400: TEXT}, summary="Remove members of a group session, named in the body or all."),
    route("DELETE", "/sessions/group/{id}", delete_group, scopes=WRITE, headers=models.OwnerHeaders, answers=REMOVED,
          summary="Remove a group session with its members."),
    route("POST", "/sessions/group/{id}/archive", archive_group, scopes=WRITE, headers=models.OwnerHeaders, answers=REMOVED,
          summary="Archive a group session with its members."),
    route("POST", "/sessions/group/{id}/unarchive", unarchive_group, scopes=WRITE, headers=models.OwnerHeaders, answers=REMOVED,
          summary="Bring a group session back with its members."),
)  # fmt: skip
