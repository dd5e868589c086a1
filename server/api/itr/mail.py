"""Mails of the office, and a candidate's results for a consultant (specs §14)."""

from typing import Any
from uuid import UUID

from aiohttp import web

from server import keys
from server.api.itr import details, rights
from server.api.itr.entities import SESSION_TESTS, SESSIONS
from server.api.itr.lines import TEXT, WRITE
from server.api.itr.models import MailInput
from server.api.itr.texts import text
from server.db import Connection, Row, sql
from server.domain import mail_addresses, office_mails, rows, test_sessions
from server.domain.actor import Actor
from server.domain.office_mails import Letter
from server.errors import BadRequest, Invalid, NotFound
from server.http.connection import read, transaction
from server.http.inputs import json_body
from server.http.responses import dumps
from server.http.routing import Route, route

REFUSED = "You are not authorised to sent emails"
MAX_SUBJECT, MAX_BODY = 500, 1_000_000


async def written(request: web.Request) -> Letter:
    """The mail in the body; 400 where an address is none, or nobody gets it. `From` never is the sender: it only gets the answers."""
    given = await json_body(request)
    if not isinstance(given, dict):
        raise refused("the body is no JSON object")
    said = {name: given.get(name) or "" for name in MailInput.model_fields}
    wrong = [name for name, value in said.items() if not isinstance(value, str)]
    if wrong:
        raise refused(f"{wrong[0]} is no text")
    if len(said["Subject"]) > MAX_SUBJECT or len(said["Body"]) > MAX_BODY:
        raise refused("the mail is too long")
    if any(letter in said["Subject"] for letter in "\r\n"):
        raise refused("Subject has a line break")
    to, cc, bcc = (addresses(said[name], name) for name in ("To", "CC", "BCC"))
    if not (to or cc or bcc):
        raise refused("there is no address")
    if len(to) + len(cc) + len(bcc) > mail_addresses.MOST:
        raise refused("there are too many addresses")
    reply_to = addresses(said["ReplyTo"], "ReplyTo") or addresses(said["From"], "From")
    return Letter(said["Subject"], said["Body"], to, without(cc, to), without(bcc, to + cc), reply_to)


def without(listed: list[str], others: list[str]) -> list[str]:
    """Nobody gets a mail twice."""
    known = {other.casefold() for other in others}
    return [each for each in listed if each.casefold() not in known]


def refused(reason: str) -> BadRequest:
    return BadRequest("mail", sentence=f"The email is not sent : {reason}")


def addresses(given: str, name: str) -> list[str]:
    try:
        return mail_addresses.listed(given)
    except Invalid:
        raise refused(f"{name} has what is no mail address, or too many") from None


async def send_mail(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    if not rights.holds(actor, "office_user") or rights.is_candidate(actor) or actor.company_id is None:
        raise NotFound("office_user", sentence=REFUSED)
    letter = await written(request)
    async with transaction(request) as conn:
        await office_mails.put(conn, request.app[keys.SECRETS], actor, actor.company_id, letter)
    return text("An email is sent")


async def send_to_consultant(request: web.Request) -> web.Response:
    """A candidate's own session, to a consultant of the company: it becomes his, and he gets the results. To anybody else
    nothing goes, and the answer does not tell who is a consultant."""
    actor: Actor = request[keys.ACTOR]
    session_id, company_id = details.path_id(request), actor.company_id
    async with read(request) as conn:
        await own_session(conn, actor, session_id)
    letter = await written(request)
    async with transaction(request) as conn:
        session = await own_session(conn, actor, session_id)
        if company_id is not None and (to := await office_mails.assign_to_consultant(conn, company_id, session_id, letter.to)):
            files = {"data.json": await results(conn, company_id, session)}
            sent = Letter(letter.subject, letter.html, [to], files=files)
            await office_mails.put(conn, request.app[keys.SECRETS], actor, company_id, sent, session_id)
    return text("An email is sent")


async def own_session(conn: Connection, actor: Actor, session_id: UUID) -> Row:
    row = None
    if rights.is_candidate(actor) and actor.company_id is not None:
        fixed = [("person_id", actor.person_id or actor.login_id)]
        row = await rows.find(conn, SESSIONS.relation, tuple(SESSIONS.relation.columns), (actor.company_id,), session_id, fixed=fixed)
    if row is None or not await test_sessions.is_in_reach(conn, actor, session_id):
        raise NotFound("session", sentence="Session cannot be accessed as test taking user")
    return row


async def results(conn: Connection, company_id: UUID, session: Row) -> str:
    """The session with its tests, in the document's spelling."""
    tests = await sql.office_mails.list_tests(conn, company_id=company_id, session_id=session["id"])
    data: dict[str, Any] = details.spelled(SESSIONS, session) | {"SessionTests": [details.spelled(SESSION_TESTS, test) for test in tests]}
    return dumps(data, sort_keys=True).decode()


ROUTES: tuple[Route, ...] = (
    route("POST", "/sendmail", send_mail, scopes=WRITE, operation="candidate", body=MailInput, answers={200: TEXT, 400: TEXT, 404: TEXT},
          summary="Send a mail."),
    route("POST", "/sendmailconsultant/{id}", send_to_consultant, scopes=WRITE, operation="candidate", body=MailInput,
          answers={200: TEXT, 400: TEXT, 404: TEXT}, summary="Send the results of the own session to a consultant."),
)  # fmt: skip
