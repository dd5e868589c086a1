"""Tests of sessions, as the office plans and reads them (specs §7.6)."""

from aiohttp import web

from server import keys
from server.api.itr import details, headers, lists, models, rights
from server.api.itr.entities import SESSION_TESTS
from server.api.itr.lines import READ, REMOVED, SAVED, TEXT, WRITE, listing
from server.api.itr.texts import json, text
from server.domain import session_tests
from server.domain.actor import Actor
from server.errors import Denied
from server.http.connection import read, transaction
from server.http.routing import Route, route

NOT_PAID = "The session test is not invoiced yet. Are you out of credits?"
SESSION_TEST = models.detail_of(SESSION_TESTS)


async def list_of_session(request: web.Request) -> web.Response:
    return await lists.answer(request, SESSION_TESTS, fixed=[("session_id", details.path_id(request, "sessionid"))])


async def get_session_test(request: web.Request) -> web.Response:
    """One that is done is read when it is paid for: the first look bills what was not billed yet."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, SESSION_TESTS.levels["get"])
    session_id, identity = details.path_id(request, "sessionid"), details.path_id(request)
    fixed = [("session_id", session_id)]
    async with read(request) as conn:
        row = await details.found(request, conn, SESSION_TESTS, identity, fixed)
    company_id = headers.owner(request, SESSION_TESTS)
    if company_id is not None and row["status"] >= session_tests.DONE and not row["is_billed"]:
        async with transaction(request) as conn:
            row = await details.found(request, conn, SESSION_TESTS, identity, fixed)
            is_paid = await session_tests.viewed(conn, request.app[keys.SECRETS], actor, company_id, row)
            row = await details.found(request, conn, SESSION_TESTS, identity, fixed)
        if not is_paid:
            raise Denied("not_billed", sentence=NOT_PAID)
    return json(details.spelled(SESSION_TESTS, row))


async def post_session_test(request: web.Request) -> web.Response:
    """All fields but the one that says that it was billed: nobody but the server does that. The address says of which session."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, SESSION_TESTS.levels["post"])
    session_id, identity = details.path_id(request, "sessionid"), details.path_id(request)
    values = await details.body_values(request, SESSION_TESTS, identity)
    values.pop("is_billed", None)
    values["session_id"] = str(session_id)
    async with transaction(request) as conn:
        await details.saved(request, conn, SESSION_TESTS, identity, values, fixed=[("session_id", session_id)])
        await session_tests.saved(conn, request.app[keys.SECRETS], actor, headers.owner(request, SESSION_TESTS), identity)
    return text("OK")


async def delete_session_test(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, SESSION_TESTS.levels["delete"])
    session_id, identity = details.path_id(request, "sessionid"), details.path_id(request)
    async with transaction(request) as conn:
        await session_tests.deleted(conn, actor, headers.owner(request, SESSION_TESTS), identity)
        await details.deleted(request, conn, SESSION_TESTS, identity, [("session_id", session_id)])
    return text("OK")


ROUTES: tuple[Route, ...] = (
    listing("/sessiontests", SESSION_TESTS),
    listing("/sessiontests/{sessionid}", SESSION_TESTS, list_of_session, summary="The tests of a session."),
    route("GET", "/sessiontests/{sessionid}/{id}", get_session_test, scopes=READ, headers=models.OwnerHeaders,
          answers={200: SESSION_TEST, 403: TEXT, 404: TEXT}, summary="Read a test of a session."),
    route("POST", "/sessiontests/{sessionid}/{id}", post_session_test, scopes=WRITE, headers=models.OwnerHeaders,
          body=models.input_of(SESSION_TESTS), answers=SAVED, summary="Create or change a test of a session."),
    route("DELETE", "/sessiontests/{sessionid}/{id}", delete_session_test, scopes=WRITE, headers=models.OwnerHeaders, answers=REMOVED,
          summary="Remove a test of a session."),
)  # fmt: skip
