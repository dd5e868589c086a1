"""Persons: the office keeps them, with their right to sign in; candidates read themselves and note their last test (specs §7.2)."""

from typing import Annotated, Any
from uuid import UUID

from aiohttp import web
from pydantic import Field

from server import keys
from server.api.itr import details, headers, models, rights
from server.api.itr.entities import PERSONS
from server.api.itr.lines import TEXT, WRITE, stored
from server.api.itr.sessions import self_of
from server.api.itr.texts import text, text_json
from server.db import sql
from server.domain import candidates, passwords, persons, rows
from server.domain.actor import Actor
from server.domain.identity import Identity
from server.errors import BadRequest, Conflict, Denied, Invalid, NotFound
from server.http.connection import read, transaction
from server.http.inputs import json_body
from server.http.routing import Answer, Route, route

NOT_OWN = "Person cannot be accessed as test taking user"
NOT_TO_CHANGE = "Person cannot be updated as test taking user"
NO_PASSWORDS = "You do not have the right to view a candidate password"
EMAIL_TAKEN = "Could not be saved : another active person has this EMail"


async def get_person(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    identity = details.path_id(request)
    if rights.is_candidate(actor) and identity != self_of(actor):
        raise NotFound("other_person", sentence=NOT_OWN)
    return await details.get(request, PERSONS, identity)


# Saving


async def post_person(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    identity = details.path_id(request)
    if rights.is_candidate(actor):
        await post_own(request, actor, identity)
    else:
        await post_any(request, actor, identity)
    return text("OK")


async def post_own(request: web.Request, actor: Actor, identity: UUID) -> None:
    """By a candidate: when he took the last test."""
    given = await details.body_values(request, PERSONS, identity)
    if headers.owner(request, PERSONS) is None or identity != self_of(actor):
        raise NotFound("other_person", sentence=NOT_TO_CHANGE)
    values = {column: given[column] for column in ("last_test_at",) if column in given}
    async with transaction(request) as conn:
        await details.found(request, conn, PERSONS, identity)
        await details.saved(request, conn, PERSONS, identity, values)


async def post_any(request: web.Request, actor: Actor, identity: UUID) -> None:
    """By the office: everything, and the right to sign in."""
    given = await json_body(request)
    if not isinstance(given, dict):
        raise BadRequest("not_an_object", sentence="Could not be saved : the body is no JSON object")
    values = details.values_of(PERSONS, given, identity)
    if isinstance(values.get("email"), str):
        values["email"] = values["email"].strip()  # as it is typed at the door
    company_id = headers.owner(request, PERSONS)
    if company_id is rows.MASTER or identity == rows.ZERO:
        raise details.no_such_row(identity)
    hashed = await new_password(request, given.get("Password"), identity, company_id)
    async with transaction(request) as conn:
        before = await persons.lock(conn, identity, company_id)
        await details.saved(request, conn, PERSONS, identity, values)
        try:
            await persons.saved(conn, actor, company_id, identity, before, hashed)
        except Conflict:
            raise Conflict("email_taken", sentence=EMAIL_TAKEN) from None


async def new_password(request: web.Request, given: Any, person_id: UUID, company_id: UUID) -> str | None:
    """The hash of the password in a body; without one, of a random one for whoever has none yet, else None."""
    hasher: Identity = request.app[keys.IDENTITY]
    if given is not None and not isinstance(given, str):
        raise BadRequest("password", sentence="Could not be saved : Password has a value that does not fit")
    if given:
        try:
            passwords.check(given, minimum=passwords.MINIMUM["candidate"])
        except Invalid:
            raise BadRequest("password", sentence="Could not be saved : Password cannot be stored") from None
        return await hasher.passwords.hash(given)
    async with read(request) as conn:
        if await sql.persons.get_password_state(conn, person_id=person_id, company_id=company_id):
            return None
    return await hasher.passwords.hash(candidates.generate_password())


async def get_password(request: web.Request) -> web.Response:
    """A new password, told this once: no server knows the old one. What the old one opened is shut."""
    actor: Actor = request[keys.ACTOR]
    if not rights.holds(actor, "password_manager"):
        raise Denied("password_manager", sentence=NO_PASSWORDS)
    identity = details.path_id(request)
    async with read(request) as conn:
        await details.found(request, conn, PERSONS, identity)
    if request.method == "HEAD":  # nobody would see the new one
        return text_json({})
    made = candidates.generate_password()
    try:
        await candidates.set_password(request.app[keys.IDENTITY], actor, identity, made)
    except NotFound:
        raise details.no_such_row(identity) from None
    return text_json({"Password": made})


# Removing


async def delete_person(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, PERSONS.levels["delete"])
    identity = details.path_id(request)
    company_id = headers.owner(request, PERSONS)
    if company_id is rows.MASTER:
        raise details.no_such_row(identity)
    async with transaction(request) as conn:
        await details.found(request, conn, PERSONS, identity)
        await persons.delete(conn, actor, company_id, identity)
    return text("OK")


async def delete_unused(request: web.Request) -> web.Response:
    """Everybody who has no session and no test."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, "office_user")
    company_id = headers.owner(request, PERSONS)
    if company_id is not rows.MASTER:
        async with transaction(request) as conn:
            await persons.delete_unused(conn, actor, company_id, rights.own_objects_of(actor))
    return text("remove ok")


class PersonInput(models.input_of(PERSONS)):  # type: ignore[misc]
    Password: Annotated[str | None, Field(json_schema_extra=models.without_default, description="Empty: unchanged")] = None


class NewPassword(models.Shape):
    Password: str


ROUTES: tuple[Route, ...] = (
    *stored(PERSONS, get=get_person, post=post_person, delete=delete_person, body=PersonInput),
    route("POST", "/persons/deleteunused", delete_unused, scopes=WRITE, headers=models.OwnerHeaders, answers={200: TEXT, 403: TEXT},
          summary="Remove the persons without sessions and tests."),
    route("GET", "/persons/{id}/password", get_password, scopes=WRITE, rate="slow",
          answers={200: Answer(NewPassword, "text/html"), 403: TEXT, 404: TEXT}, summary="Give a candidate a new password."),
)  # fmt: skip
