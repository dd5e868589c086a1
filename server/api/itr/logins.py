"""The login in hand: its row, its companies, its password."""

from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, StringConstraints

from server import keys
from server.api.itr import lists, shapes
from server.api.itr.texts import json, text
from server.db import sql
from server.domain import account_passwords, logins
from server.domain.actor import Actor
from server.errors import Denied, NotFound
from server.http.connection import read
from server.http.inputs import body

WRONG_OLD_PASSWORD = "Your old password is not correct, please retry"
SEARCHED = ("CompanyName", "CompanyCountry", "InternationalVATNr", "MailAddress", "VisitingAddress", "InvoiceAddress", "ContactPerson",
            "ContactPhone", "ContactEMail")  # fmt: skip


class ChangedPassword(BaseModel):
    old_password: Annotated[str, StringConstraints(max_length=2000)]
    new_password: Annotated[str, StringConstraints(max_length=2000)]


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
