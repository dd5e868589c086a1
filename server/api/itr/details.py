"""Single rows of stored entities: read, saved and deleted, with the rules that all of them share (specs §3, §4, §5.3).

A noun with rules of its own calls `found`, `body_values`, `saved` or `deleted` from its handlers around what it adds.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from aiohttp import web

from server import keys
from server.api.itr import headers, rights
from server.api.itr.entities import Entity
from server.api.itr.texts import json, text
from server.db import Connection, Row
from server.domain import rows
from server.domain.actor import Actor
from server.domain.stored_json import parsed
from server.errors import BadRequest, Conflict, Fault, Invalid, NotFound
from server.http.connection import read, transaction
from server.http.inputs import json_body
from server.http.routing import Handler

# Codes of faults in a row → what is wrong with it.
FAULTS = {
    "required": "{field} is required",
    "too_long": "{field} is longer than {maximum} characters",
    "bad_value": "{field} has a value that does not fit",
    "out_of_range": "{field} is out of range",
    "unknown_reference": "{field} names something that is not there",
}


def no_such_row(identity: Any) -> NotFound:
    return NotFound("row", sentence=f"Object not found or not accessible with user's rights ({shortened(identity)})")


def shortened(identity: Any) -> str:
    """What was asked for, fit for a sentence that a browser may take for a page."""
    return "".join(letter for letter in str(identity)[:100] if letter.isprintable() and letter not in "<>&\"'")


def path_id(request: web.Request, name: str = "id") -> UUID:
    """An id of the path; what is none is not found."""
    try:
        return UUID(request.match_info[name])
    except ValueError:
        raise no_such_row(request.match_info[name]) from None


# Reading


def spelled(entity: Entity, row: Row | Mapping[str, Any], without: Iterable[str] = ()) -> dict[str, Any]:
    """A row with all its columns, in the document's spelling; `without` are wire names."""
    removed, columns = frozenset(without), entity.relation.columns
    result = {}
    for name in entity.shown:
        if name not in removed:
            column = entity.wire[name]
            value = row[column]
            result[name] = parsed(value) if columns[column].kind == "json" and value is not None else value
    return result


async def found(request: web.Request, conn: Connection, entity: Entity, identity: UUID, fixed: Sequence[tuple[str, Any]] = ()) -> Row:
    """The row that the headers turn to, with all its columns, or NotFound; `fixed` is what it must have besides."""
    row = await rows.find(
        conn, entity.relation, tuple(entity.relation.columns), headers.owners_to_read(request, entity), identity,
        fixed=[*headers.own_objects(request, entity), *fixed],
    )  # fmt: skip
    if row is None:
        raise no_such_row(identity)
    return row


async def get(request: web.Request, entity: Entity, identity: UUID, *, fixed: Sequence[tuple[str, Any]] = (),
              without: Iterable[str] = ()) -> web.Response:  # fmt: skip
    async with read(request) as conn:
        row = await found(request, conn, entity, identity, fixed)
    return json(spelled(entity, row, without))


# Saving


async def body_values(request: web.Request, entity: Entity, identity: UUID) -> dict[str, Any]:
    """Column → value of the body's fields that the entity has; the id of the path decides, another one in the body is refused."""
    given = await json_body(request)
    if not isinstance(given, dict):
        raise BadRequest("not_an_object", sentence="Could not be saved : the body is no JSON object")
    return values_of(entity, given, identity)


def values_of(entity: Entity, given: Mapping[str, Any], identity: UUID) -> dict[str, Any]:
    name = entity.spelling[entity.relation.identity]
    if given.get(name) not in (None, "") and str(given[name]).strip().lower() != str(identity):
        raise BadRequest("other_id", sentence=f"Could not be saved : {name} is not that of the address")
    return {column: given[wire] for wire, column in entity.wire.items() if wire in given and wire != name}


async def saved(request: web.Request, conn: Connection, entity: Entity, identity: UUID, values: dict[str, Any], *,
                fixed: Sequence[tuple[str, Any]] = (), only_new: bool = False) -> bool:  # fmt: skip
    """Creates or changes the row; True when it is new. Failures say what is wrong in the document's spelling."""
    actor: Actor = request[keys.ACTOR]
    owner = headers.owner(request, entity)
    if entity.company and (owner is not rows.MASTER or entity.relation.owner == "company_id"):
        values.pop(entity.company, None)
        if entity.relation.owner != "company_id":
            values[entity.company] = str(owner)
    user = rights.own_objects_of(actor)
    defaults = {entity.own: user} if entity.own and user else {}
    try:
        return await rows.save(
            conn, entity.relation, owner, identity, values, defaults=defaults, only_new=only_new,
            fixed=[*headers.own_objects(request, entity), *fixed],
        )  # fmt: skip
    except NotFound:
        raise no_such_row(identity) from None
    except Invalid as problem:
        raise not_saved(entity, problem.faults) from None
    except Conflict as problem:
        reason = "the object exists already" if problem.code == "exists" else "the object is in use"
        raise Conflict(problem.code, sentence=f"Could not be saved : {reason}", **problem.details) from None


def not_saved(entity: Entity, faults: Sequence[Fault]) -> BadRequest:
    """400 with a short reason, in the words of the document."""
    reasons = []
    for fault in faults:
        field = entity.spelling.get(fault.path[0], "a field") if fault.path else "a field"
        reasons.append(FAULTS.get(fault.code, FAULTS["bad_value"]).format(field=field, **fault.params))
    return BadRequest("row", sentence="Could not be saved : " + ", ".join(reasons))


async def post(request: web.Request, entity: Entity, identity: UUID, *, only_new: bool = False) -> web.Response:
    values = await body_values(request, entity, identity)
    async with transaction(request) as conn:
        await saved(request, conn, entity, identity, values, only_new=only_new)
    return text("OK")


# Deleting


async def deleted(request: web.Request, conn: Connection, entity: Entity, identity: UUID, fixed: Sequence[tuple[str, Any]] = ()) -> None:
    """Removes the row, or NotFound."""
    pairs = [(entity.relation.identity, identity), *headers.own_objects(request, entity), *fixed]
    if not await rows.delete(conn, entity.relation, headers.owner(request, entity), pairs):
        raise no_such_row(identity)


async def delete(request: web.Request, entity: Entity, identity: UUID) -> web.Response:
    async with transaction(request) as conn:
        await deleted(request, conn, entity, identity)
    return text("OK")


# Handlers of plain entities


def getter(entity: Entity) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        rights.require(request[keys.ACTOR], entity.levels["get"])
        return await get(request, entity, path_id(request))

    return named(handle, f"get_{entity.name}")


def poster(entity: Entity) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        rights.require(request[keys.ACTOR], entity.levels["post"])
        return await post(request, entity, path_id(request))

    return named(handle, f"post_{entity.name}")


def deleter(entity: Entity) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        rights.require(request[keys.ACTOR], entity.levels["delete"])
        return await delete(request, entity, path_id(request))

    return named(handle, f"delete_{entity.name}")


def named(handle: Handler, name: str) -> Handler:
    """A handler made from the table, under a name of its own."""
    handle.__name__ = name  # type: ignore[attr-defined]
    handle.__module__ = __name__
    return handle
