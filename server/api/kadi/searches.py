"""The four searches: records, collections, templates, groups."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from aiohttp import web

from server import keys
from server.api.kadi import federated, models, paging
from server.api.kadi.nouns import SHAPES
from server.api.kadi.shapes import Reader
from server.db import Connection, sql
from server.domain import search
from server.domain.nouns import COLLECTION, GROUP, RECORD, TEMPLATE, Noun
from server.domain.search import Found, Text
from server.http.connection import read
from server.http.turns import Turns

# A search may take seconds if it is meant to. All of them together leave half of the connections to everything else.
TURNS = Turns(lambda config: max(1, config.database.pool_size // 4), lambda config: max(1, config.database.pool_size // 2))

NEWEST_FIRST, BEST_FIRST = "-last_modified", "_score"

Parameters = list[tuple[str, Any]]


async def list_records(request: web.Request) -> web.Response:
    if instance := paging.text(request, "instance"):
        return await federated.search(request, instance)
    window, sort, query = paging.page(request, is_search=True), sort_of(request), paging.text(request, "query") or ""
    extras = paging.text(request, "extras") or "[]"
    filters, parameters = record_filters(request)
    parts, alternatives = search.texts(query), search.conditions(extras)
    async with turn(request, is_search=bool(parts or alternatives)), read(request) as conn:
        if collections := paging.ids(request, "collection"):
            filters["collections"] = await collections_within(request, conn, collections)
        if parts or alternatives:
            rows, total = await matching_records(request, conn, window, sort, filters, parts, alternatives)
        else:
            rows, total = await all_records(request, conn, window, NEWEST_FIRST if sort == BEST_FIRST else sort, filters)
    return answered(request, RECORD, window, rows, total, [("query", query), ("extras", extras), ("sort", sort), *parameters])


async def list_collections(request: web.Request) -> web.Response:
    if instance := paging.text(request, "instance"):
        return await federated.search(request, instance)
    filters, parameters = common_filters(request, "explicit_permissions")
    tags, operator = tidied(paging.texts(request, "tag")), tag_operator(request)
    filters |= {"tags": tags or None, "needs_all_tags": operator == "and"}
    parameters += [("tag", tags), ("tag_operator", operator), ("instance", "")]
    return await listed(request, COLLECTION, sql.search.collections, filters, parameters)


async def list_templates(request: web.Request) -> web.Response:
    if instance := paging.text(request, "instance"):
        return await federated.search(request, instance)
    filters, parameters = common_filters(request, "explicit_permissions")
    kind = paging.choice(request, "type", ("record", "extras"), "")
    return await listed(
        request, TEMPLATE, sql.search.templates, filters | {"type": kind or None}, [*parameters, ("type", kind), ("instance", "")]
    )


async def list_groups(request: web.Request) -> web.Response:
    filters, parameters = common_filters(request, "member_only")
    return await listed(request, GROUP, sql.search.groups, filters, parameters)


def turn(request: web.Request, *, is_search: bool) -> AbstractAsyncContextManager[None]:
    """Searches wait their turn; lists go along an index and need none."""
    return TURNS.turn(request) if is_search else nullcontext()


# What is asked


def sort_of(request: web.Request) -> str:
    return paging.choice(request, "sort", (BEST_FIRST, *models.SORTS), BEST_FIRST)


def common_filters(request: web.Request, explicit: str) -> tuple[dict[str, Any], Parameters]:
    """The filters that all searches have, as statements take them and as links repeat them; `explicit` names the one that
    leaves out what is only public."""
    visibility = paging.choice(request, "visibility", ("private", "public"), "")
    users, is_explicit = paging.ids(request, "user"), paging.flag(request, explicit)
    column = "is_member" if explicit == "member_only" else "is_explicit"
    return (
        {"creators": users or None, "visibility": visibility or None, column: is_explicit},
        [("visibility", visibility), (explicit, is_explicit), ("user", users)],
    )


def record_filters(request: web.Request) -> tuple[dict[str, Any], Parameters]:
    filters, parameters = common_filters(request, "explicit_permissions")
    types, tags, mimetypes = (tidied(paging.texts(request, name)) for name in ("type", "tag", "mimetype"))
    operator = tag_operator(request)
    filters |= {
        "types": types or None, "tags": tags or None, "needs_all_tags": operator == "and", "mimetypes": mimetypes or None,
        "collections": None,
    }  # fmt: skip
    parameters += [
        ("collection", paging.ids(request, "collection")), ("child_collections", paging.flag(request, "child_collections")),
        ("type", types), ("tag", tags), ("tag_operator", operator), ("mimetype", mimetypes), ("instance", ""),
    ]  # fmt: skip
    return filters, parameters


def tag_operator(request: web.Request) -> str:
    return "and" if request.query.get("tag_operator", "").strip().lower() == "and" else "or"


def tidied(values: list[str]) -> list[str]:
    """Types, tags and MIME types as they are stored: lower case, white space collapsed."""
    return [" ".join(value.split()).lower() for value in values]


async def collections_within(request: web.Request, conn: Connection, ids: list[int]) -> list[int]:
    rows = await sql.search.collections_within(
        conn, reader=request[keys.ACTOR].user_id, ids=ids, with_children=paging.flag(request, "child_collections")
    )
    return [row["id"] for row in rows]


async def taken_apart(request: web.Request, conn: Connection, noun: Noun, texts: Sequence[Text]) -> list[Found]:
    """The words of each text, as far as the reader may know those near them."""
    if not texts:
        return []
    rows = await sql.search.words(
        conn, texts=[part.text for part in texts], is_tolerant=[part.kind == "words" for part in texts],
        reader=request[keys.ACTOR].user_id, noun=noun.name,
    )  # fmt: skip
    return search.gathered(rows, len(texts))


# What is found


async def all_records(
    request: web.Request, conn: Connection, window: paging.Page, sort: str, filters: dict[str, Any]
) -> tuple[list[Any], int]:
    """A page without query and metadata, and how many there are on all pages."""
    reader = request[keys.ACTOR].user_id
    rows = await sql.search.records(conn, reader=reader, sort=sort, limit=window.size, offset=window.offset, **filters)
    # What is private can be read by those with a role only.
    is_shared = filters["is_explicit"] or filters["visibility"] == "private"
    count = sql.search.count_shared_records if is_shared else sql.search.count_records
    return rows, await window.window.counted(rows, count, conn, reader=reader, **filters)


async def matching_records(
    request: web.Request, conn: Connection, window: paging.Page, sort: str, filters: dict[str, Any], parts: list[Text],
    alternatives: list[list[search.Condition]],
) -> tuple[list[Any], int]:  # fmt: skip
    texts = [*parts, *search.texts_of(alternatives)]
    found = await taken_apart(request, conn, RECORD, texts)
    return page_of(await sql.search.matching_records(
        conn, reader=request[keys.ACTOR].user_id, sort=sort, limit=window.size, offset=window.offset, **filters,
        has_query=bool(parts), **search.units(parts, found[: len(parts)]),
        has_extras=bool(alternatives), **search.condition_columns(alternatives, found[len(parts) :]),
    ))  # fmt: skip


def page_of(rows: list[Any]) -> tuple[list[Any], int]:
    """The rows of a statement that tells the total in each, and in one without an id if the page is empty."""
    return [row for row in rows if row["id"] is not None], rows[0]["total"]


async def listed(request: web.Request, noun: Noun, statement: Any, filters: dict[str, Any], parameters: Parameters) -> web.Response:
    window, sort, query = paging.page(request, is_search=True), sort_of(request), paging.text(request, "query") or ""
    parts = search.texts(query)
    async with turn(request, is_search=bool(parts)), read(request) as conn:
        found = await taken_apart(request, conn, noun, parts)
        rows, total = page_of(await statement(
            conn, reader=request[keys.ACTOR].user_id, sort=sort, limit=window.size, offset=window.offset, **filters,
            has_query=bool(parts), **search.units(parts, found),
        ))  # fmt: skip
    return answered(request, noun, window, rows, total, [("query", query), ("sort", sort), *parameters])


def answered(request: web.Request, noun: Noun, window: paging.Page, rows: list[Any], total: int, parameters: Parameters) -> web.Response:
    reader, shape = Reader(request), SHAPES[noun.name]
    actions = {f"new_{noun.name}": f"{reader.api}/{noun.name}s"}
    return paging.listed(request, window, total, [shape(row, reader) for row in rows], parameters, _actions=actions)
