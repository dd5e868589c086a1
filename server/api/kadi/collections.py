"""Collections: make, change, and what belongs to them: records and other collections."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.kadi import models, paging, shapes
from server.api.kadi.collection_shapes import collection as collection_shape
from server.api.kadi.nouns import admitted, admitted_for_reading
from server.api.kadi.record_links import peeked
from server.api.kadi.shapes import Reader
from server.db import sql
from server.domain import collection_links
from server.domain.nouns import COLLECTION, RECORD, Noun
from server.http import inputs
from server.http.connection import read, transaction
from server.http.responses import empty, json

# LISTS


class Wanted:
    """What the lists of linked objects are asked for, as their statements take it and as their links repeat it."""

    def __init__(self, request: web.Request) -> None:
        self.window, self.text, self.actions = paging.page(request), paging.text(request, "filter"), paging.texts(request, "action")
        self.sort = paging.choice(request, "sort", models.SORTS, "-last_modified")
        self.filters = {"reader": request[keys.ACTOR].user_id, "text": self.text, "actions": self.actions or None}
        self.page = {"sort": self.sort, "limit": self.window.size, "offset": self.window.offset}
        self.parameters: list[tuple[str, Any]] = [("filter", self.text or ""), ("sort", self.sort), ("action", self.actions)]


async def list_collection_records(request: web.Request) -> web.Response:
    """With `children` also the records of all descendants that the reader may read, each once."""
    wanted, with_children = Wanted(request), paging.flag(request, "children")
    async with read(request) as conn:
        thing = await admitted_for_reading(request, conn, COLLECTION)
        filters = wanted.filters | {"collection_id": thing["id"], "with_children": with_children}
        rows = await sql.collection_links.list_records(conn, **filters, **wanted.page)
        total = await wanted.window.window.counted(rows, sql.collection_links.count_records, conn, **filters)
    reader = Reader(request)
    place = f"{reader.api}/collections/{thing['id']}/records"
    items = [removable(shapes.record(row, reader), place) for row in rows]
    return paging.listed(request, wanted.window, total, items, [*wanted.parameters, ("children", with_children)])


async def list_child_collections(request: web.Request) -> web.Response:
    return await listed(request, COLLECTION)


async def list_collections_of_record(request: web.Request) -> web.Response:
    return await listed(request, RECORD)


async def listed(request: web.Request, noun: Noun) -> web.Response:
    """The collections below the collection of the path, or with its record in them."""
    wanted = Wanted(request)
    async with read(request) as conn:
        thing = await admitted_for_reading(request, conn, noun)
        of = {"parent_id": thing["id"], "record_id": None} if noun is COLLECTION else {"parent_id": None, "record_id": thing["id"]}
        filters = wanted.filters | of
        rows = await sql.collection_links.list_collections(conn, **filters, **wanted.page)
        total = await wanted.window.window.counted(rows, sql.collection_links.count_collections, conn, **filters)
    reader = Reader(request)
    items = [removable(collection_shape(row, reader), f"{reader.api}/{noun.name}s/{thing['id']}/collections") for row in rows]
    return paging.listed(request, wanted.window, total, items, wanted.parameters)


def removable(shape: dict[str, Any], place: str) -> dict[str, Any]:
    """An object in the list of what is linked to another one."""
    shape["_actions"]["remove_link"] = f"{place}/{shape['id']}"
    return shape


# RECORDS OF COLLECTIONS, from either side


async def add_collection_record(request: web.Request) -> web.Response:
    raw, actor, collection_id = await inputs.raw_body(request), request[keys.ACTOR], inputs.path_int(request, "id")
    async with transaction(request) as conn:
        await collection_links.lock_pair(conn, collection_links.given_id(peeked(raw)), collection_id)
        collection = admitted(request, await sql.collections.get(conn, id=collection_id, reader=actor.user_id), "link")
        record = await collection_links.named(conn, actor, RECORD, inputs.loads(raw))
        await collection_links.add_record(conn, actor, record, collection)
    return json({}, 201)


async def add_record_to_collection(request: web.Request) -> web.Response:
    raw, actor, record_id = await inputs.raw_body(request), request[keys.ACTOR], inputs.path_int(request, "id")
    async with transaction(request) as conn:
        await collection_links.lock_pair(conn, record_id, collection_links.given_id(peeked(raw)))
        record = admitted(request, await sql.records.get(conn, id=record_id, reader=actor.user_id), "link")
        collection = await collection_links.named(conn, actor, COLLECTION, inputs.loads(raw))
        await collection_links.add_record(conn, actor, record, collection)
    return json({}, 201)


async def remove_collection_record(request: web.Request) -> web.Response:
    actor, record_id, collection_id = request[keys.ACTOR], inputs.path_int(request, "record_id"), inputs.path_int(request, "collection_id")
    async with transaction(request) as conn:
        await collection_links.lock_pair(conn, record_id, collection_id)
        collection = admitted(request, await sql.collections.get(conn, id=collection_id, reader=actor.user_id), "link")
        record = await collection_links.existing(conn, actor, RECORD, record_id)
        await collection_links.remove_record(conn, actor, record, collection)
    return empty(content_type="application/json")


async def remove_record_from_collection(request: web.Request) -> web.Response:
    actor, record_id, collection_id = request[keys.ACTOR], inputs.path_int(request, "record_id"), inputs.path_int(request, "collection_id")
    async with transaction(request) as conn:
        await collection_links.lock_pair(conn, record_id, collection_id)
        record = admitted(request, await sql.records.get(conn, id=record_id, reader=actor.user_id), "link")
        collection = await collection_links.existing(conn, actor, COLLECTION, collection_id)
        await collection_links.remove_record(conn, actor, record, collection)
    return empty(content_type="application/json")


# CHILDREN OF COLLECTIONS


async def add_child_collection(request: web.Request) -> web.Response:
    raw, actor, parent_id = await inputs.raw_body(request), request[keys.ACTOR], inputs.path_int(request, "id")
    async with transaction(request) as conn:
        await collection_links.lock_hierarchy(conn, parent_id, collection_links.given_id(peeked(raw)))
        parent = admitted(request, await sql.collections.get(conn, id=parent_id, reader=actor.user_id), "link")
        child = await collection_links.named(conn, actor, COLLECTION, inputs.loads(raw))
        await collection_links.add_child(conn, actor, parent, child)
    return json({}, 201)


async def remove_child_collection(request: web.Request) -> web.Response:
    actor, parent_id, child_id = request[keys.ACTOR], inputs.path_int(request, "collection_id"), inputs.path_int(request, "child_id")
    async with transaction(request) as conn:
        await collection_links.lock_hierarchy(conn, parent_id, child_id)
        parent = admitted(request, await sql.collections.get(conn, id=parent_id, reader=actor.user_id), "link")
        child = await collection_links.existing(conn, actor, COLLECTION, child_id)
        await collection_links.remove_child(conn, actor, parent, child)
    return empty(content_type="application/json")
