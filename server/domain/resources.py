"""Making and changing the objects that need no more than rules for their fields: collections, templates, groups.

Records have a license and metadata to look after and do it themselves (records.py).
"""

from collections.abc import Callable, Mapping
from typing import Any

from server import db
from server.db import Connection, Row
from server.domain import audit, fields, markdown, permissions
from server.domain.actor import Actor
from server.domain.nouns import Noun
from server.errors import Conflict, Fault, Invalid

REQUIRED = ("identifier", "title")
RULES: dict[str, fields.Rule] = {
    "identifier": fields.identifier,
    "title": fields.title,
    "description": fields.description,
    "visibility": fields.visibility,
}
DEFAULTS: dict[str, Any] = {"description": "", "plain_description": "", "visibility": "private"}

# What was given → the stored form of the fields, and every fault that can be told without the database.
Clean = Callable[[Any], tuple[dict[str, Any], list[Fault]]]


async def checked(conn: Connection, noun: Noun, clean: Clean, given: Any, object_id: int | None = None) -> dict[str, Any]:
    """The stored form of what was given; Invalid with all faults, a taken identifier among them."""
    values, faults = clean(given)
    if values.get("identifier") and await noun.statements.is_taken(conn, identifier=values["identifier"], but=object_id):
        faults.append(Fault(("identifier",), "identifier_taken"))
    if faults:
        raise Invalid(faults)
    if "description" in values:
        values["plain_description"] = await markdown.plain_aside(values["description"])
    return values


async def create(conn: Connection, actor: Actor, noun: Noun, clean: Clean, given: Any, defaults: Mapping[str, Any]) -> Row:
    """A new object, its creator being its admin, with its first revision."""
    permissions.require_may_create(actor)
    values = DEFAULTS | dict(defaults) | await checked(conn, noun, clean, given)
    try:
        object_id = await noun.statements.insert(conn, creator_id=actor.user_id, **values)
    except db.UniqueViolation as error:
        raise Conflict("not_created", noun=noun.name) from error
    await audit.record(conn, actor, f"{noun.name}.create", noun.name, object_id, {"identifier": values["identifier"]})
    return await noun.statements.get(conn, id=object_id, reader=actor.user_id)


async def update(
    conn: Connection, actor: Actor, noun: Noun, clean: Clean, row: Mapping[str, Any], given: Any, changeable: tuple[str, ...]
) -> Mapping[str, Any]:
    """The object with the given fields changed; the caller holds its lock. Without a difference nothing moves."""
    values = await checked(conn, noun, clean, given, row["id"])
    if not values:
        return row
    names = (*RULES, "plain_description", *changeable)
    try:
        changed = await noun.statements.update(conn, id=row["id"], **{name: values.get(name) for name in names})
    except db.UniqueViolation as error:
        raise Conflict("not_updated", noun=noun.name) from error
    if not changed:
        return row
    await audit.record(conn, actor, f"{noun.name}.update", noun.name, row["id"], {"fields": sorted(values.keys() - {"plain_description"})})
    await noun.revisions.capture(conn, id=row["id"], account_id=actor.user_id)
    return await noun.statements.get(conn, id=row["id"], reader=actor.user_id)
