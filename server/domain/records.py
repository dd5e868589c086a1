"""Records: what a record's fields may hold, and making and changing one."""

from collections.abc import Mapping
from typing import Any

from server import db
from server.db import Connection, Row, sql
from server.domain import audit, extras, fields, markdown, permissions
from server.domain.actor import Actor
from server.errors import Conflict, Fault, Invalid

REQUIRED = ("identifier", "title")
RULES: dict[str, fields.Rule] = {
    "identifier": fields.identifier,
    "title": fields.title,
    "type": fields.or_null(fields.kind),
    "description": fields.description,
    "license": fields.or_null(fields.name_of_license),
    "visibility": fields.visibility,
    "tags": fields.tags,
}
DEFAULTS: dict[str, Any] = {
    "type": None, "description": "", "license": None, "visibility": "private", "tags": [], "extras": "[]", "plain_description": "",
}  # fmt: skip


def clean(given: Any, required: tuple[str, ...] = ()) -> tuple[dict[str, Any], list[Fault]]:
    """The stored form of the fields that `given` has, and every fault that can be told without the database."""
    values, faults = fields.clean(given, RULES, required)
    if isinstance(given, dict) and "extras" in given:
        entries, more = (
            extras.clean(given["extras"], path=("extras",)) if given["extras"] is not None else ([], [Fault(("extras",), "null")])
        )
        values["extras"] = extras.dumps(entries) if not more else "[]"
        faults += more
    return values, faults


async def checked(conn: Connection, given: Any, *, required: tuple[str, ...] = (), record_id: int | None = None) -> dict[str, Any]:
    """`clean` and what only the database knows: is the identifier free, is there such a license. Invalid with all faults."""
    values, faults = clean(given, required)
    if values.get("identifier") or values.get("license"):
        known = await sql.records.check(conn, identifier=values.get("identifier"), license=values.get("license"), but=record_id)
        if known["is_taken"]:
            faults.append(Fault(("identifier",), "identifier_taken"))
        if not known["is_license"]:
            faults.append(Fault(("license",), "no_such_license"))
    if faults:
        raise Invalid(faults)
    if "description" in values:
        values["plain_description"] = await markdown.plain_aside(values["description"])
    return values


async def create(conn: Connection, actor: Actor, given: Any) -> Row:
    """A new record, its creator being its admin, with its first revision."""
    permissions.require_may_create(actor)
    values = DEFAULTS | await checked(conn, given, required=REQUIRED)
    try:
        record_id = await sql.records.insert(conn, creator_id=actor.user_id, **values)
    except (db.UniqueViolation, db.ForeignKeyViolation) as error:
        raise Conflict("not_created", noun="record") from error
    await audit.record(conn, actor, "record.create", "record", record_id, {"identifier": values["identifier"]})
    return await sql.records.get(conn, id=record_id, reader=actor.user_id)


async def update(conn: Connection, actor: Actor, record: Mapping[str, Any], given: Any) -> Row:
    """The record with the given fields changed; the caller holds its lock. Without a difference nothing moves."""
    values = await checked(conn, given, record_id=record["id"])
    if not values:
        return record
    try:
        changed = await sql.records.update(
            conn, id=record["id"], **{name: values.get(name) for name in DEFAULTS if name not in ("type", "license")},
            identifier=values.get("identifier"), title=values.get("title"), has_type="type" in values, type=values.get("type"),
            has_license="license" in values, license=values.get("license"),
        )  # fmt: skip
    except (db.UniqueViolation, db.ForeignKeyViolation) as error:
        raise Conflict("not_updated", noun="record") from error
    if not changed:
        return record
    await audit.record(conn, actor, "record.update", "record", record["id"], {"fields": sorted(values.keys() - {"plain_description"})})
    await sql.record_revisions.capture(conn, id=record["id"], account_id=actor.user_id)
    return await sql.records.get(conn, id=record["id"], reader=actor.user_id)
