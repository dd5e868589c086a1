"""Links from one record to another: each has a name, which may have a term, an IRI that says what it means.

Both records show a link among their tracked fields, so each change makes a revision on both. Locks are taken in one
order, the link before its records, the records by id, so that nobody waits in a circle.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from server import db
from server.db import Connection, Row, sql
from server.domain import audit, extras, fields
from server.domain.actor import Actor
from server.errors import Conflict, Denied, Fault, Invalid, NotFound

TERM = 2048


def term(value: Any) -> str:
    found = fields.limited(fields.filled(value).strip(), TERM)
    if not extras.is_iri(found):
        raise fields.wrong("not_iri")
    return found


REQUIRED = ("name", "record_to")
RULES: dict[str, fields.Rule] = {"name": fields.title, "term": fields.or_null(term), "record_to": fields.reference}


def target_id(given: Any) -> int | None:
    """The id of the record that a body names as the target, if it names one that a record can have."""
    values, _ = fields.clean(given, {"record_to": fields.reference})
    found = values.get("record_to")
    return found if found is not None and fields.is_id(found) else None


async def lock(conn: Connection, *record_ids: int | None) -> None:
    """The records whose links are going to change; what they are is read after that."""
    await sql.record_links.lock_records(conn, ids=[number for number in record_ids if number is not None])


async def lock_link(conn: Connection, from_id: int, link_id: int, target: int | None = None) -> Row | None:
    """A link of a record, if it is there, with its records and the one that is to become its target."""
    link = await sql.record_links.lock(conn, id=link_id, from_id=from_id)
    await lock(conn, from_id, target, link["to_id"] if link else None)
    return link


def require(link: Row | None, action: str, denied: str = "action_not_held") -> Row:
    """The link, if its target is active and the actor holds `action` on it; its source was admitted before."""
    if link is None or link["state"] != "active":
        raise NotFound()
    if action not in link["actions"]:
        raise Denied(denied, action=action)
    return link


async def target_of(conn: Connection, actor: Actor, values: Mapping[str, Any], faults: list[Fault]) -> Row | None:
    """The record that is to be linked; only an active one counts."""
    number = values.get("record_to")
    if number is None:
        return None
    other = await sql.records.get(conn, id=number, reader=actor.user_id) if fields.is_id(number) else None
    if other is None or other["state"] != "active":
        faults.append(Fault(("record_to", "id"), "no_such_object", {"noun": "record"}))
    return other


def require_linkable(from_id: int, other: Row | None) -> None:
    """May the actor link that record, and is it another one?"""
    if other is None:
        return
    if "link" not in other["actions"]:
        raise Denied("no_link_of_records")
    if other["id"] == from_id:
        raise Conflict("link_to_itself")


async def create(conn: Connection, actor: Actor, record: Row, given: Any) -> int:
    """A new link from `record`, on which the actor may link; the caller holds the locks of both. Its id."""
    values, faults = fields.clean(given, RULES, REQUIRED)
    other = await target_of(conn, actor, values, faults)
    if faults:
        raise Invalid(faults)
    require_linkable(record["id"], other)
    link_id = await sql.record_links.insert(
        conn, from_id=record["id"], to_id=values["record_to"], name=values["name"], term=values.get("term"), creator_id=actor.user_id
    )
    if link_id is None:
        raise Conflict("link_exists")
    await settle(conn, actor, "create", link_id, (record["id"], values["record_to"]), {"name": values["name"]})
    return link_id


async def update(conn: Connection, actor: Actor, link: Row, given: Any) -> bool:
    """The link with the given fields changed; the caller holds its lock and those of all records. Did anything change?"""
    values, faults = fields.clean(given, RULES)
    other = await target_of(conn, actor, values, faults)
    if faults:
        raise Invalid(faults)
    require_linkable(link["from_id"], other)
    try:
        changed = await sql.record_links.update(
            conn,
            id=link["link_id"],
            to_id=values.get("record_to"),
            name=values.get("name"),
            has_term="term" in values,
            term=values.get("term"),
        )
    except db.UniqueViolation as error:
        raise Conflict("link_exists") from error
    if changed:
        records = (link["from_id"], link["to_id"], values.get("record_to", link["to_id"]))
        await settle(conn, actor, "update", link["link_id"], records, {"fields": sorted(values)})
    return bool(changed)


async def remove(conn: Connection, actor: Actor, link: Row) -> None:
    """The caller holds the locks of the link and its records."""
    await sql.record_links.delete(conn, id=link["link_id"])
    await settle(conn, actor, "delete", link["link_id"], (link["from_id"], link["to_id"]), {"name": link["link_name"]})


async def settle(conn: Connection, actor: Actor, verb: str, link_id: int, records: Iterable[int], details: dict[str, Any]) -> None:
    from_id, *others = records
    await sql.record_links.capture(conn, record_ids=sorted({from_id, *others}), account_id=actor.user_id)
    await audit.record(
        conn, actor, f"record_link.{verb}", "record_link", link_id, {"record_from": from_id, "record_to": others[-1]} | details
    )


async def release(conn: Connection, record_id: int) -> None:
    """Takes the links of a purged record away; the records at their other ends get a revision in the name of its creator."""
    links = await sql.record_links.lock_all(conn, record_id=record_id)
    if not links:
        return
    ends = {number for link in links for number in (link["from_id"], link["to_id"])}
    await lock(conn, *ends)
    await sql.record_links.delete_all(conn, record_id=record_id)
    await sql.record_links.capture(conn, record_ids=sorted(ends - {record_id}), account_id=links[0]["creator_id"])
