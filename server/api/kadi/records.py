"""Records: search, get, make, change, delete."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.kadi import paging, shapes
from server.api.kadi.shapes import Reader
from server.db import Connection, sql
from server.domain import permissions, records, trash
from server.domain.fields import IDENTIFIER
from server.domain.nouns import RECORD
from server.errors import BadRequest, NotFound
from server.http import inputs
from server.http.connection import read, transaction
from server.http.responses import empty, json

SORTS = ("last_modified", "-last_modified", "created_at", "-created_at", "title", "-title", "identifier", "-identifier")
NEWEST_FIRST = "-last_modified"
NO_FILTERS: dict[str, Any] = {
    "creators": None, "types": None, "tags": None, "needs_all_tags": False, "mimetypes": None, "visibility": None, "is_explicit": False,
    "text": None, "shared_with": None,
}  # fmt: skip


def admitted(request: web.Request, row: Any, action: str, order: tuple[str, ...] = permissions.BY_ID) -> Any:
    """The row, if the actor holds `action` and the credential the route's scopes; else Kadi's refusal."""
    return permissions.admit(row, action, request[keys.ACTOR], request[keys.ROUTE].scopes, order)


async def admitted_for_change(request: web.Request, conn: Connection, action: str) -> Any:
    """The record of the path, locked until the end of the transaction."""
    record_id, actor = inputs.path_int(request, "id"), request[keys.ACTOR]
    await sql.records.lock(conn, id=record_id)
    return admitted(request, await sql.records.get(conn, id=record_id, reader=actor.user_id), action)


async def get_record(request: web.Request) -> web.Response:
    async with read(request) as conn:
        row = await sql.records.get(conn, id=inputs.path_int(request, "id"), reader=request[keys.ACTOR].user_id)
    return json(shapes.record(admitted(request, row, "read"), Reader(request)))


async def find_record(request: web.Request) -> web.Response:
    identifier = inputs.path_text(request, "identifier").strip().lower()
    if not IDENTIFIER.fullmatch(identifier):
        raise NotFound()
    async with read(request) as conn:
        row = await sql.records.find(conn, identifier=identifier, reader=request[keys.ACTOR].user_id)
    return json(shapes.record(admitted(request, row, "read", permissions.BY_NAME), Reader(request)))


async def create_record(request: web.Request) -> web.Response:
    permissions.require_may_create(request[keys.ACTOR])
    permissions.require_scopes(request[keys.ACTOR], request[keys.ROUTE].scopes)
    given = await inputs.json_body(request)
    async with transaction(request) as conn:
        row = await records.create(conn, request[keys.ACTOR], given)
    return json(shapes.record(row, Reader(request)), 201)


async def update_record(request: web.Request) -> web.Response:
    raw = await inputs.raw_body(request)
    async with transaction(request) as conn:
        row = await admitted_for_change(request, conn, "update")
        row = await records.update(conn, request[keys.ACTOR], row, inputs.loads(raw))
    return json(shapes.record(row, Reader(request)))


async def delete_record(request: web.Request) -> web.Response:
    async with transaction(request) as conn:
        row = await admitted_for_change(request, conn, "delete")
        await trash.discard(conn, request[keys.ACTOR], RECORD, row)
    return empty(content_type="application/json")


async def list_records(request: web.Request) -> web.Response:
    """The search without its full text: `query`, `extras` and `sort=_score` are taken and repeated (docs/api/kadi.md)."""
    window = paging.page(request, is_search=True)
    filters, parameters = search_filters(request)
    sort = paging.choice(request, "sort", ("_score", *SORTS), "_score")
    if request.query.getall("collection", []) and paging.ids(request, "collection"):
        # There are no collections yet, so nothing belongs to any.
        filters["creators"] = [paging.ID_OF_NOBODY]
    rows, total = await found(request, window, NEWEST_FIRST if sort == "_score" else sort, filters)
    reader = Reader(request)
    return paging.listed(
        request, window, total, [shapes.record(row, reader) for row in rows], parameters,
        _actions={"new_record": reader.api + "/records"},
    )  # fmt: skip


def search_filters(request: web.Request) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """The filters of the search as the statement takes them, and the parameters as the links repeat them."""
    instance = paging.text(request, "instance")
    if instance:
        raise BadRequest("no_such_instance", name=instance)
    users, types, tags, mimetypes = paging.ids(request, "user"), *(paging.texts(request, name) for name in ("type", "tag", "mimetype"))
    visibility = paging.choice(request, "visibility", ("private", "public"), "")
    operator = paging.choice(request, "tag_operator", ("or", "and"), "or")
    is_explicit = paging.flag(request, "explicit_permissions")
    filters = NO_FILTERS | {
        "creators": users or None, "types": tidied(types), "tags": tidied(tags), "needs_all_tags": operator == "and",
        "mimetypes": [value.lower() for value in mimetypes] or None, "visibility": visibility or None, "is_explicit": is_explicit,
    }  # fmt: skip
    parameters = [
        ("query", paging.text(request, "query") or ""), ("extras", paging.text(request, "extras") or "[]"),
        ("sort", paging.choice(request, "sort", ("_score", *SORTS), "_score")), ("visibility", visibility),
        ("explicit_permissions", is_explicit), ("user", users), ("collection", paging.ids(request, "collection")),
        ("child_collections", paging.flag(request, "child_collections")), ("type", types), ("tag", tags), ("tag_operator", operator),
        ("mimetype", mimetypes), ("instance", ""),
    ]  # fmt: skip
    return filters, parameters


def tidied(values: list[str]) -> list[str] | None:
    """Types and tags as they are stored: lower case, white space collapsed."""
    return [" ".join(value.split()).lower() for value in values] or None


async def found(request: web.Request, window: paging.Page, sort: str, filters: dict[str, Any]) -> tuple[list[Any], int]:
    """A page of records that the actor may read, and how many there are on all pages."""
    reader = request[keys.ACTOR].user_id
    async with read(request) as conn:
        rows = await sql.records.search(conn, reader=reader, sort=sort, limit=window.size, offset=window.offset, **filters)
        total = paging.has_all(rows, window)
        if total is None:
            total = await sql.records.count_found(conn, reader=reader, **filters)
    return rows, total
