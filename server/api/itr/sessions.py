"""Sessions: the office plans them, candidates begin and end their own (specs §7.3, §7.4)."""

from typing import Any
from uuid import UUID

from aiohttp import web

from server import keys
from server.api.itr import details, headers, lists, models, rights
from server.api.itr.entities import SESSION_TESTS, SESSIONS
from server.api.itr.lines import READ, REMOVED, TEXT, WRITE, stored
from server.api.itr.texts import json, text
from server.db import Connection, sql
from server.domain import rows, test_sessions
from server.domain.actor import Actor
from server.domain.rows import Condition
from server.errors import Conflict, Denied, Misdirected, NotFound, TooMany
from server.http.addresses import mail_url
from server.http.connection import read, transaction
from server.http.routing import Route, route

# What a candidate may write of his own session.
TAKEN = ("status", "session_state", "started_at", "ended_at", "plugin_data")
LONGEST_PLUGIN_DATA = 10_000
NOT_YOURS = "Session cannot be accessed as test taking user"
NOT_TO_CHANGE = "Session cannot be updated as test taking user"
CLOSED = {"not_open_yet": "The session is not open yet", "over": "The session is over"}


def self_of(actor: Actor) -> UUID:
    """Whose sessions and tests are the actor's own."""
    return actor.person_id or actor.login_id or rows.ZERO


# Reading


async def list_sessions(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    if not rights.is_candidate(actor):
        return await lists.answer(request, SESSIONS)
    reach = [Condition("id", "=", str(actor.token_session_id or rows.ZERO))]
    if actor.is_poll:
        reach += [Condition("session_type", "=", str(each)) for each in test_sessions.PUBLIC_TYPES]
    else:
        reach.append(Condition("session_type", "!=", str(test_sessions.COPY)))
    return await lists.answer(request, SESSIONS, fixed=[("person_id", self_of(actor))], demanded=[reach])


async def get_session(request: web.Request) -> web.Response:
    """A public session is another one for each token that takes it: a copy, made when it is first read."""
    actor: Actor = request[keys.ACTOR]
    identity = details.path_id(request)
    if not rights.is_candidate(actor):
        rights.require(actor, SESSIONS.levels["get"])
        return await details.get(request, SESSIONS, identity)
    own = [("person_id", self_of(actor))]
    try:
        async with read(request) as conn:
            row = await details.found(request, conn, SESSIONS, identity, own)
            is_in_reach = await test_sessions.is_in_reach(conn, actor, identity)
        is_public = row["session_type"] in test_sessions.PUBLIC_TYPES
        if not is_in_reach or (is_public and not row["is_active"]):
            raise details.no_such_row(identity)
        if is_public and actor.token_session_id is not None and actor.company_id is not None:
            async with transaction(request) as conn:
                made = await test_sessions.copy_of(conn, actor.company_id, identity, actor.token_session_id)
                row = await details.found(request, conn, SESSIONS, made, own)
    except NotFound:
        raise NotFound("session", sentence=NOT_YOURS) from None
    return json(details.spelled(SESSIONS, row))


# Saving


async def post_session(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    identity = details.path_id(request)
    if rights.is_candidate(actor):
        await post_own(request, actor, identity)
    else:
        rights.require(actor, SESSIONS.levels["post"])
        await post_any(request, actor, identity)
    return text("OK")


async def post_any(request: web.Request, actor: Actor, identity: UUID) -> None:
    """By the office: everything."""
    values = await details.body_values(request, SESSIONS, identity)
    company_id = headers.owner(request, SESSIONS)
    async with transaction(request) as conn:
        before = await sql.test_sessions.lock(conn, owner_id=test_sessions.owner_id(company_id), id=identity)
        try:
            await details.saved(request, conn, SESSIONS, identity, values)
        except Conflict as problem:
            if problem.code == "taken":
                raise Conflict("taken", sentence="Could not be saved : ShortLoginCode is used by another session") from None
            raise
        await test_sessions.saved(
            conn, request.app[keys.SECRETS], actor, company_id, identity, before, given_status=whole(values.get("status")),
            address=mailed_address(request),
        )  # fmt: skip


async def post_own(request: web.Request, actor: Actor, identity: UUID) -> None:
    """By a candidate: how far his own session is. It begins only while it is open, and stays done."""
    given = await details.body_values(request, SESSIONS, identity)
    headers.owner(request, SESSIONS)
    company_id, own = actor.company_id, self_of(actor)
    if company_id is None or str(given.get("person_id", "")).strip().lower() != str(own):
        raise NotFound("session", sentence=NOT_TO_CHANGE)
    values = {column: given[column] for column in TAKEN if column in given}
    if (whole(values.get("status")) or 0) > test_sessions.DONE:  # what follows a done session is the server's to do
        values["status"] = test_sessions.DONE
    async with transaction(request) as conn:
        before = await sql.test_sessions.lock(conn, owner_id=company_id, id=identity)
        if before is None or before["person_id"] != own or not await test_sessions.is_in_reach(conn, actor, identity):
            raise NotFound("session", sentence=NOT_TO_CHANGE)
        await check_length(conn, company_id, values)
        try:
            test_sessions.check_taking(before, whole(values.get("status")))
        except NotFound:
            raise NotFound("session", sentence=NOT_TO_CHANGE) from None
        except Conflict:
            raise Conflict("finished", sentence="The session is finished") from None
        except Denied as problem:
            raise Denied(problem.code, sentence=CLOSED[problem.code]) from None
        await details.saved(request, conn, SESSIONS, identity, values, fixed=[("person_id", own)])
        await test_sessions.saved(
            conn, request.app[keys.SECRETS], actor, company_id, identity, before, given_status=whole(values.get("status")),
            address=mailed_address(request),
        )  # fmt: skip


async def check_length(conn: Connection, company_id: UUID, values: dict[str, Any]) -> None:
    if "plugin_data" not in values:
        return
    size = len(rows.checked(SESSIONS.relation, {"plugin_data": values["plugin_data"]})["plugin_data"] or "")
    if await sql.test_sessions.is_plugin_data_too_long(conn, company_id=company_id, size=size, usual=LONGEST_PLUGIN_DATA):
        raise TooMany("plugin_data_too_long", sentence="PluginData field has exceeded maximum configured limit")


def mailed_address(request: web.Request) -> str:
    """Where a mail's link begins; empty where the server knows no address of its own (the mail then has none)."""
    try:
        return mail_url(request)
    except Misdirected:
        return ""


def whole(value: Any) -> int | None:
    """A status as a body has it; what is no number is refused where it is stored."""
    try:
        return int(value) if value is not None and not isinstance(value, bool) else None
    except (TypeError, ValueError):
        return None


# Removing


async def delete_session(request: web.Request) -> web.Response:
    """With its tests, reports and trail; whoever has nothing left to do may not sign in any more."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, SESSIONS.levels["delete"])
    identity = details.path_id(request)
    company_id = headers.owner(request, SESSIONS)
    async with transaction(request) as conn:
        row = await details.found(request, conn, SESSIONS, identity)
        await test_sessions.delete_all(conn, actor, company_id, [{"id": identity, "person_id": UUID(row["person_id"])}])
    return text("OK")


async def delete_all_tests(request: web.Request) -> web.Response:
    """Those that nobody has begun; others are defined in their place."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, SESSIONS.levels["delete"])
    identity = details.path_id(request)
    company_id = headers.owner(request, SESSIONS)
    async with transaction(request) as conn:
        await details.found(request, conn, SESSIONS, identity)
        await sql.test_sessions.delete_ready_tests(conn, owner_id=test_sessions.owner_id(company_id), id=identity)
        await test_sessions.trail(
            conn, actor, company_id, identity, object_id=identity, object_type=test_sessions.TEST, message_id=5,
            message="Session update : all ready tests will be redefined",
        )  # fmt: skip
    return text("OK")


class Results(models.Shape):
    tests: list[models.detail_of(SESSION_TESTS)]  # type: ignore[misc,valid-type]


async def get_results(request: web.Request) -> web.Response:
    """What the single takings of a public session answered in one test."""
    rights.require(request[keys.ACTOR], "office")
    identity, test_id = details.path_id(request, "groupid"), details.path_id(request, "testid")
    async with read(request) as conn:
        await details.found(request, conn, SESSIONS, identity)
        owner = test_sessions.owner_id(headers.owner(request, SESSIONS))
        found = await sql.test_sessions.list_results(conn, owner_id=owner, id=identity, test_id=test_id)
    return json({"tests": [details.spelled(SESSION_TESTS, row) for row in found]})


ROUTES: tuple[Route, ...] = (
    *stored(SESSIONS, listed=list_sessions, get=get_session, post=post_session, delete=delete_session),
    route("DELETE", "/sessions/{id}/deletealltests", delete_all_tests, scopes=WRITE, headers=models.OwnerHeaders, answers=REMOVED,
          summary="Remove the tests of a session that nobody has begun."),
    route("GET", "/sessions/{groupid}/{testid}/results", get_results, scopes=READ, headers=models.OwnerHeaders,
          answers={200: Results, 403: TEXT, 404: TEXT}, summary="Results of a test in the takings of a public session."),
)  # fmt: skip
