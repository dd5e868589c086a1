"""Records: search, make, change. What all resources do alike is in nouns.py, roles.py, revisions.py and trash.py."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.kadi import federated, paging, shapes
from server.api.kadi.nouns import admitted_for_change
from server.api.kadi.shapes import Reader
from server.db import sql
from server.domain import permissions, records
from server.domain.nouns import RECORD
from server.http import inputs
from server.http.connection import read, transaction
from server.http.responses import json

SORTS = ("last_modified", "-last_modified", "created_at", "-created_at", "title", "-title", "identifier", "-identifier")
NEWEST_FIRST = "-last_modified"
NO_FILTERS: dict[str, Any] = {
    "creators": None, "types": None, "tags": None, "needs_all_tags": False, "mimetypes": None, "visibility": None, "is_explicit": False,
    "text": None, "shared_with": None,
}  # fmt: skip


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
        row = await admitted_for_change(request, conn, RECORD, "update")
        row = await records.update(conn, request[keys.ACTOR], row, inputs.loads(raw))
    return json(shapes.record(row, Reader(request)))


async def list_records(request: web.Request) -> web.Response:
    """The search without its full text: `query`, `extras` and `sort=_score` are taken and repeated (docs/api/kadi.md)."""
    if instance := paging.text(request, "instance"):
        return await federated.search(request, instance)
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
