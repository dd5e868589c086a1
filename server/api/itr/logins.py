"""Logins: the own one with its companies and password; those of a company, which its supervisors keep (specs §11.3)."""

from typing import Annotated, Any
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, Field, StringConstraints

from server import keys
from server.api.itr import details, headers, lists, models, passwords, rights, shapes
from server.api.itr.entities import LOGINS
from server.api.itr.lines import READ, SAVED, TEXT, WRITE, stored
from server.api.itr.texts import json, text
from server.db import sql
from server.domain import account_passwords, logins, rows
from server.domain.actor import Actor
from server.errors import BadRequest, Conflict, Denied, Fault, Invalid, NotFound
from server.http.connection import read, transaction
from server.http.inputs import body, json_body
from server.http.routing import Route, route

NOT_YOURS = "You are not allowed to change other users settings"
TOO_MANY = "Maximum number of consultants reached"
CONFLICTS = {
    "login_exists": "this person has a login in the company already", "email_taken": "Email belongs to another account",
    "last_admin": "somebody has to stay master user", "role_held": "the user is master user already",
}  # fmt: skip
# What is the server's to write, and what no login is moved by.
KEPT = frozenset({"id", "company_id", "last_login_at", "last_refresh_at"})
TRUE, FALSE = frozenset({"true", "t", "yes", "y", "on", "1"}), frozenset({"false", "f", "no", "n", "off", "0"})
WRONG_OLD_PASSWORD = "Your old password is not correct, please retry"
SEARCHED = ("CompanyName", "CompanyCountry", "InternationalVATNr", "MailAddress", "VisitingAddress", "InvoiceAddress", "ContactPerson",
            "ContactPhone", "ContactEMail")  # fmt: skip


class ChangedPassword(BaseModel):
    old_password: Annotated[str, StringConstraints(max_length=2000)]
    new_password: Annotated[str, StringConstraints(max_length=2000)]


# Other people's


async def list_logins(request: web.Request) -> web.Response:
    """Of the company; master users are seen by their like only."""
    actor: Actor = request[keys.ACTOR]
    return await lists.answer(request, LOGINS, fixed=[] if rights.is_master(actor) else [("is_master_user", False)])


async def get_login(request: web.Request) -> web.Response:
    """The own one; another of the company for supervisors; any for master users."""
    actor: Actor = request[keys.ACTOR]
    identity = details.path_id(request)
    if identity != actor.login_id and not is_staff(actor):
        raise Denied("other_login", sentence=NOT_YOURS)
    async with read(request) as conn:
        row = await sql.logins.get(conn, login_id=identity)
    if row is None or (row["company_id"] != actor.company_id and not rights.is_master(actor)):
        raise details.no_such_row(identity)
    if row["is_master_user"] and identity != actor.login_id and not rights.is_master(actor):
        raise Denied("master_login", sentence=NOT_YOURS)
    return json(shapes.login(row, logins.api_key(request.app[keys.IDENTITY], row, actor)))


def is_staff(actor: Actor) -> bool:
    return rights.is_master(actor) or rights.holds(actor, "organisation_supervisor")


async def post_login(request: web.Request) -> web.Response:
    return await save(request, details.path_id(request))


async def post_current(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    return await save(request, actor.login_id or rows.ZERO)


async def save(request: web.Request, identity: UUID) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    if actor.login_id is None or identity == rows.ZERO or (identity != actor.login_id and not is_staff(actor)):
        raise Denied("other_login", sentence=NOT_YOURS)
    given = await json_body(request)
    if not isinstance(given, dict):
        raise BadRequest("not_an_object", sentence="Could not be saved : the body is no JSON object")
    headers.owner(request, LOGINS)
    try:
        values = values_of(given)
        await logins.save(request.app[keys.IDENTITY], actor, identity, values, link_of=passwords.link_of(request))
    except Invalid as problem:
        if any(fault.path == ("password",) for fault in problem.faults):
            raise
        raise details.not_saved(LOGINS, problem.faults) from None
    except (Denied, NotFound, Conflict) as problem:
        raise refused(problem, identity) from None
    return text("OK")


def refused(problem: Denied | NotFound | Conflict, identity: UUID) -> Exception:
    """A refusal of the domain in the document's words."""
    if isinstance(problem, NotFound):
        return details.no_such_row(identity)
    if isinstance(problem, Denied):
        return Denied(problem.code, sentence=NOT_YOURS)
    if problem.code == "too_many_logins":
        return NotFound("too_many_logins", sentence=TOO_MANY)
    return Conflict(problem.code, sentence="Could not be saved : " + CONFLICTS.get(problem.code, "the object is in use"))


def values_of(given: dict[str, Any]) -> dict[str, Any]:
    """Column → value of the body's fields that may be written at all. The address names the login, whatever the body says."""
    texts = {column: given[wire] for wire, column in LOGINS.wire.items() if wire in given and column not in KEPT}
    values: dict[str, Any] = dict(rows.checked(LOGINS.relation, texts))
    for name in values:
        if LOGINS.relation.columns[name].kind == "bool":
            values[name] = truth(name, str(values[name]))
    for wire, name in (("Password", "password"), ("APIKey", "api_key")):
        if wire in given:
            if given[wire] is not None and not isinstance(given[wire], str):
                raise BadRequest(name, sentence=f"Could not be saved : {wire} has a value that does not fit")
            values[name] = given[wire] or ""
    return values


def truth(name: str, value: str) -> bool:
    if value.strip().lower() not in TRUE | FALSE:
        raise Invalid([Fault((name,), "bad_value")])
    return value.strip().lower() in TRUE


async def delete_login(request: web.Request) -> web.Response:
    """Ends the login; whoever it was of keeps the account."""
    actor: Actor = request[keys.ACTOR]
    identity = details.path_id(request)
    if not is_staff(actor):
        raise Denied("other_login", sentence=NOT_YOURS)
    headers.owner(request, LOGINS)
    async with transaction(request) as conn:
        try:
            await logins.delete(conn, actor, identity)
        except (Denied, NotFound) as problem:
            raise refused(problem, identity) from None
    return text("OK")


# The own one


async def get_current(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    async with read(request) as conn:
        if actor.person_id is not None:
            person = await sql.persons.get(conn, person_id=actor.person_id)
            return json(shapes.candidate(person))
        row = await sql.logins.get(conn, login_id=actor.login_id)
    if row is None:
        raise NotFound("login")
    return json(shapes.login(row, logins.api_key(request.app[keys.IDENTITY], row, actor)))


async def list_companies(request: web.Request) -> web.Response:
    """The companies that the person can enter, also for a session that has not entered one yet."""
    actor: Actor = request[keys.ACTOR]
    async with read(request) as conn:
        if actor.person_id is not None:
            rows = await sql.itr.companies.list_of_person(conn, person_id=actor.person_id, owes_company=actor.kind == "limited")
        else:
            rows = await sql.itr.companies.list_of_account(conn, account_id=actor.account_id)
    return json(lists.arranged(request, [shapes.company_row(row) for row in rows], search=SEARCHED, order="CompanyName"))


async def change_password(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    if "is_test_taking_user" in actor.flags:
        raise Denied("office_users_only")
    given = await body(request, ChangedPassword)
    try:
        await account_passwords.change_own(request.app[keys.IDENTITY], actor, given.old_password, given.new_password, door="itr")
    except Denied as problem:
        if problem.code != "wrong_password":
            raise
        raise NotFound("wrong_password", sentence=WRONG_OLD_PASSWORD) from None
    return text("The password has been changed")


class LoginInput(models.input_of(LOGINS)):  # type: ignore[misc]
    """A login and what it shows of its account. Who may set what stands in docs/api/itr.md."""

    Password: Annotated[str | None, Field(json_schema_extra=models.without_default, description="Empty: unchanged")] = None
    APIKey: Annotated[str | None, Field(json_schema_extra=models.without_default, description="Set by password managers")] = None


ROUTES: tuple[Route, ...] = (
    route("GET", "/logins/currentuser", get_current, scopes=READ, operation="candidate", answers={200: models.Login},
          summary="The own login."),
    route("POST", "/logins/currentuser", post_current, scopes=WRITE, body=LoginInput, answers=SAVED, headers=models.OwnerHeaders,
          summary="Change the own login."),
    route("GET", "/logins/currentuser/companies", list_companies, scopes=READ, operation="companies",
          answers={200: list[models.CompanyRow]}, summary="Companies that the own login can enter."),
    route("POST", "/logins/currentuser/changepassword", change_password, scopes=WRITE, operation="credentials", rate="slow",
          answers={200: TEXT, 404: TEXT}, body=ChangedPassword, summary="Change the own password."),
    *stored(LOGINS, listed=list_logins, get=get_login, post=post_login, delete=delete_login, body=LoginInput, detail=models.Login),
)  # fmt: skip
