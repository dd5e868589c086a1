"""Candidates take their tests (specs §5.3, §7.6). A save is answered when it is stored for good, and stored once."""

from aiohttp import web

from server import keys
from server.api.itr import details, headers, lists, models, rights
from server.api.itr.entities import SESSION_TESTS
from server.api.itr.lines import READ, SAVED, TEXT, WRITE, listing
from server.api.itr.sessions import self_of
from server.api.itr.texts import json, text
from server.domain import rows, session_tests, test_sessions
from server.domain.actor import Actor
from server.domain.session_tests import Place, Save
from server.errors import BadRequest, Conflict, Denied, Invalid, NotFound, TooMany
from server.http.connection import read, transaction
from server.http.inputs import header
from server.http.routing import Route, route

LEVEL = "any"
BIGGEST = 2**63 - 1
NOT_YOURS = "Session cannot be accessed as test taking user"
NOT_TO_CHANGE = "Session cannot be updated as test taking user"
REFUSALS = {
    "finished": "The test is finished", "open_elsewhere": "The test is open in another browser",
    "not_open_yet": "The session is not open yet", "over": "The session is over",
}  # fmt: skip


class SaveHeaders(models.OwnerHeaders):
    """For clients that number their saves."""

    SaveSequence: str = models.optional("Rises with each save of a test in a browser; what is not above the last one changes nothing")
    BrowserID: str = models.optional("Which browser it is; needed with SaveSequence")
    TakeOver: str = models.optional("Y: go on in this browser with a test that is open in another one")


async def list_of_session(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    session_id = details.path_id(request, "sessionid")
    fixed = [("session_id", session_id), ("person_id", self_of(actor))]
    async with read(request) as conn:
        if not await test_sessions.is_in_reach(conn, actor, session_id):
            fixed = [("session_id", rows.ZERO)]
    return await lists.answer(request, SESSION_TESTS, level=LEVEL, fixed=fixed)


async def get_session_test(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, LEVEL)
    session_id, identity = details.path_id(request, "sessionid"), details.path_id(request)
    try:
        async with read(request) as conn:
            if not await test_sessions.is_in_reach(conn, actor, session_id):
                raise details.no_such_row(identity)
            fixed = [("session_id", session_id), ("person_id", self_of(actor))]
            row = await details.found(request, conn, SESSION_TESTS, identity, fixed)
    except NotFound:
        raise NotFound("session_test", sentence=NOT_YOURS) from None
    return json(details.spelled(SESSION_TESTS, row))


async def post_session_test(request: web.Request) -> web.Response:
    """Answers, scores and how far the test is; nothing else of it."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, LEVEL)
    session_id, identity = details.path_id(request, "sessionid"), details.path_id(request)
    given = await details.body_values(request, SESSION_TESTS, identity)
    save, own = save_of(request), self_of(actor)
    is_own = str(given.get("person_id", "")).strip().lower() == str(own) and (not actor.is_poll or session_id == actor.token_session_id)
    if headers.owner(request, SESSION_TESTS) is None or actor.company_id is None or not is_own:
        raise NotFound("session_test", sentence=NOT_TO_CHANGE)
    place = Place(actor.company_id, session_id, identity, own, actor.token_session_id)
    try:
        bound = rows.checked(SESSION_TESTS.relation, {column: given[column] for column in session_tests.TAKEN if column in given})
        if not session_tests.sets_off(bound):
            async with read(request) as conn:  # one statement, which commits by itself
                await session_tests.take(conn, SESSION_TESTS.relation, place, bound, save)
        else:
            async with transaction(request) as conn:
                status = await session_tests.take(conn, SESSION_TESTS.relation, place, bound, save)
                if status is not None and status >= session_tests.DONE:
                    await session_tests.finished(conn, request.app[keys.SECRETS], actor, actor.company_id, identity)
    except Invalid as problem:
        raise details.not_saved(SESSION_TESTS, problem.faults) from None
    except (Conflict, Denied) as problem:
        raise type(problem)(problem.code, sentence=REFUSALS[problem.code]) from None
    except TooMany as problem:
        raise TooMany(problem.code, sentence=f"{problem.details['field']} field has exceeded maximum configured limit") from None
    except NotFound:
        raise NotFound("session_test", sentence=NOT_TO_CHANGE) from None
    return text("OK")


def save_of(request: web.Request) -> Save:
    """What the headers say of a save; 400 for a number that is none, or one without a browser."""
    given = (header(request, "SaveSequence") or "").strip()
    if not given:
        return Save()
    browser = (header(request, "BrowserID") or "").strip()
    if not given.isascii() or not given.isdigit() or len(given) > 19 or int(given) > BIGGEST:
        raise BadRequest("save_sequence", sentence="Could not be saved : SaveSequence is no number")
    if not browser or len(browser) > session_tests.LONGEST_BROWSER:
        raise BadRequest("browser", sentence="Could not be saved : SaveSequence needs a BrowserID of at most 100 characters")
    return Save(int(given), browser, bool(headers.flag(request, "TakeOver")))


ROUTES: tuple[Route, ...] = (
    listing("/sessionteststaking/{sessionid}", SESSION_TESTS, list_of_session, level=LEVEL, summary="The own tests of a session."),
    route("GET", "/sessionteststaking/{sessionid}/{id}", get_session_test, scopes=READ, operation="candidate",
          headers=models.OwnerHeaders, answers={200: models.detail_of(SESSION_TESTS), 403: TEXT, 404: TEXT},
          summary="Read an own test of a session."),
    route("POST", "/sessionteststaking/{sessionid}/{id}", post_session_test, scopes=WRITE, operation="candidate", headers=SaveHeaders,
          body=models.input_of(SESSION_TESTS), answers=SAVED | {429: TEXT}, summary="Save answers and progress of an own test."),
)  # fmt: skip
