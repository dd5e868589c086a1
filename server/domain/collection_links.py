"""What belongs to a collection: records, each in any number of them, and collections, each below one at most.

Whoever links or unlinks holds the action `link` on both sides. Neither side gets a revision. Locks are taken in one order:
the hierarchy, records, collections by id.
"""

from typing import Any

from server import db
from server.db import Connection, Row, sql
from server.domain import audit, fields
from server.domain.actor import Actor
from server.domain.nouns import COLLECTION, RECORD, Noun
from server.errors import Conflict, Denied, Fault, Invalid, NotFound


def given_id(given: Any) -> int | None:
    """The id in `{"id": 5}`, if it is one that a row can have."""
    values, _ = fields.clean(given, {"id": fields.number})
    found = values.get("id")
    return found if found is not None and fields.is_id(found) else None


async def lock_pair(conn: Connection, record_id: int | None, collection_id: int | None) -> None:
    """A record and a collection, of which one may not be known."""
    for noun, number in ((RECORD, record_id), (COLLECTION, collection_id)):
        if number is not None:
            await noun.statements.lock(conn, id=number)


async def lock_hierarchy(conn: Connection, parent_id: int, child_id: int | None) -> None:
    await sql.collection_links.lock_hierarchy(conn)
    await sql.collection_links.lock_collections(conn, ids=[number for number in (parent_id, child_id) if number is not None])


async def named(conn: Connection, actor: Actor, noun: Noun, given: Any) -> Row:
    """The object that the body `{"id": 5}` names; only an active one counts."""
    values, faults = fields.clean(given, {"id": fields.number}, ("id",))
    if faults:
        raise Invalid(faults)
    row = await noun.statements.get(conn, id=values["id"], reader=actor.user_id) if fields.is_id(values["id"]) else None
    if row is None or row["state"] != "active":
        raise Invalid([Fault(("id",), "no_such_object", {"noun": noun.name})])
    return row


async def existing(conn: Connection, actor: Actor, noun: Noun, object_id: int) -> Row:
    """The object that the path names as the other side."""
    row = await noun.statements.get(conn, id=object_id, reader=actor.user_id)
    if row is None or row["state"] != "active":
        raise NotFound()
    return row


def require_link(denied: str, *sides: Row) -> None:
    if any("link" not in side["actions"] for side in sides):
        raise Denied(denied)


async def add_record(conn: Connection, actor: Actor, record: Row, collection: Row) -> None:
    require_link("no_link_of_resources", record, collection)
    if await sql.collection_links.insert_record(conn, collection_id=collection["id"], record_id=record["id"]) is None:
        raise Conflict("link_exists")
    await settle_record(conn, actor, "add_record", record, collection)


async def remove_record(conn: Connection, actor: Actor, record: Row, collection: Row) -> None:
    require_link("no_unlink_of_resources", record, collection)
    if not await sql.collection_links.delete_record(conn, collection_id=collection["id"], record_id=record["id"]):
        raise NotFound("link")
    await settle_record(conn, actor, "remove_record", record, collection)


async def add_child(conn: Connection, actor: Actor, parent: Row, child: Row) -> None:
    """Below itself, below a second one, or below one of its own descendants is a conflict."""
    require_link("no_link_of_collections", parent, child)
    try:
        changed = await sql.collection_links.set_parent(conn, id=child["id"], parent_id=parent["id"])
    except db.CheckViolation as error:
        raise Conflict("collections_not_linkable") from error
    if not changed:
        raise Conflict("collections_not_linkable")
    await settle_child(conn, actor, "add_child", parent, child)


async def remove_child(conn: Connection, actor: Actor, parent: Row, child: Row) -> None:
    require_link("no_unlink_of_resources", parent, child)
    if not await sql.collection_links.clear_parent(conn, id=child["id"], parent_id=parent["id"]):
        raise NotFound("link")
    await settle_child(conn, actor, "remove_child", parent, child)


async def settle_record(conn: Connection, actor: Actor, verb: str, record: Row, collection: Row) -> None:
    await RECORD.statements.touch(conn, id=record["id"])
    await COLLECTION.statements.touch(conn, id=collection["id"])
    await audit.record(conn, actor, f"collection.{verb}", "collection", collection["id"], {"record_id": record["id"]})


async def settle_child(conn: Connection, actor: Actor, verb: str, parent: Row, child: Row) -> None:
    for side in (parent, child):
        await COLLECTION.statements.touch(conn, id=side["id"])
    await audit.record(conn, actor, f"collection.{verb}", "collection", parent["id"], {"child_id": child["id"]})


async def release(conn: Connection, collection_id: int) -> None:
    """Before a purged collection goes: its children are nobody's then, its records are where else they are."""
    await sql.collection_links.lock_family(conn, id=collection_id)
    await sql.collection_links.clear_family(conn, id=collection_id)
