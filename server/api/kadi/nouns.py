"""What Kadi's four resources share as endpoints: the noun as data, `of` makes the handler of a route line from it."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.kadi import collection_shapes, shapes, template_shapes
from server.db import Connection
from server.domain import collections, groups, permissions, records, templates
from server.domain.fields import IDENTIFIER
from server.domain.nouns import COLLECTION, GROUP, RECORD, TEMPLATE, Noun
from server.errors import NotFound
from server.http import inputs
from server.http.connection import read, transaction
from server.http.responses import json
from server.http.routing import Handler

# How a row of each noun is answered.
SHAPES: dict[str, Any] = {
    RECORD.name: shapes.record,
    COLLECTION.name: collection_shapes.collection,
    TEMPLATE.name: template_shapes.template,
    GROUP.name: shapes.group,
}

# Whose rules make and change one.
RULES: dict[str, Any] = {RECORD.name: records, COLLECTION.name: collections, TEMPLATE.name: templates, GROUP.name: groups}


def of(noun: Noun, work: Any) -> Handler:
    """The handler that does `work(request, noun)`; named like one written for the noun: `list_users` of a record is
    `list_record_users`."""

    async def handler(request: web.Request) -> web.StreamResponse:
        return await work(request, noun)

    verb, _, rest = work.__name__.partition("_")
    handler.__name__ = "_".join(part for part in (verb, noun.name, rest) if part)
    handler.__module__ = work.__module__
    handler.__doc__ = work.__doc__
    return handler


def admitted(request: web.Request, row: Any, action: str, order: tuple[str, ...] = permissions.BY_ID) -> Any:
    """The row, if the actor holds `action` and the credential the route's scopes; else Kadi's refusal."""
    return permissions.admit(row, action, request[keys.ACTOR], request[keys.ROUTE].scopes, order)


async def admitted_for_reading(request: web.Request, conn: Connection, noun: Noun, action: str = "read") -> Any:
    """The object of the path."""
    row = await noun.statements.get(conn, id=path_id(request, noun), reader=request[keys.ACTOR].user_id)
    return admitted(request, row, action)


async def admitted_for_change(request: web.Request, conn: Connection, noun: Noun, action: str) -> Any:
    """The object of the path, locked until the end of the transaction."""
    object_id = path_id(request, noun)
    await noun.statements.lock(conn, id=object_id)
    return admitted(request, await noun.statements.get(conn, id=object_id, reader=request[keys.ACTOR].user_id), action)


def path_id(request: web.Request, noun: Noun) -> int:
    """The id of the object that the path names: `{id}`, or `{record_id}` where it names two."""
    return inputs.path_int(request, "id" if "id" in request.match_info else f"{noun.name}_id")


async def get(request: web.Request, noun: Noun) -> web.Response:
    async with read(request) as conn:
        row = await admitted_for_reading(request, conn, noun)
    return json(SHAPES[noun.name](row, shapes.Reader(request)))


async def find(request: web.Request, noun: Noun) -> web.Response:
    """By identifier, which may have any case and blanks around it."""
    identifier = inputs.path_text(request, "identifier").strip().lower()
    if not IDENTIFIER.fullmatch(identifier):
        raise NotFound()
    async with read(request) as conn:
        row = await noun.statements.find(conn, identifier=identifier, reader=request[keys.ACTOR].user_id)
    return json(SHAPES[noun.name](admitted(request, row, "read", permissions.BY_NAME), shapes.Reader(request)))


async def create(request: web.Request, noun: Noun) -> web.Response:
    permissions.require_may_create(request[keys.ACTOR])
    permissions.require_scopes(request[keys.ACTOR], request[keys.ROUTE].scopes)
    given = await inputs.json_body(request)
    async with transaction(request) as conn:
        row = await RULES[noun.name].create(conn, request[keys.ACTOR], given)
    return json(SHAPES[noun.name](row, shapes.Reader(request)), 201)


async def update(request: web.Request, noun: Noun) -> web.Response:
    raw = await inputs.raw_body(request)
    async with transaction(request) as conn:
        row = await admitted_for_change(request, conn, noun, "update")
        row = await RULES[noun.name].update(conn, request[keys.ACTOR], row, inputs.loads(raw))
    return json(SHAPES[noun.name](row, shapes.Reader(request)))
