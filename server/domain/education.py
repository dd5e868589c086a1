"""The education tree: levels, grades of a level, subjects of a grade, topics of a subject. Who may change them, and how they go.

Administrators of learning change everything. A mentor changes the topics of subjects that were given to him.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Optional
from uuid import UUID

from server import db
from server.db import Connection, Row, sql
from server.domain import audit, files
from server.domain.actor import Actor
from server.errors import Conflict, Denied, Fault, Invalid, NotFound

SUBJECT_DELETED = "The subject was deleted."


@dataclass(frozen=True, eq=False)
class Noun:
    """One kind of row of the tree. Its statement file has the same statements under the same names for every kind.

    `nullable` are the fields where null is a value.
    """

    name: str
    statements: Any
    parent: Optional["Noun"]
    fields: tuple[str, ...]
    nullable: tuple[str, ...] = ()


LEVEL = Noun("education_level", sql.education_levels, None, ("name", "description", "image_url", "is_active"), ("image_url",))
GRADE = Noun("grade", sql.grades, LEVEL, (*LEVEL.fields, "level"), ("image_url",))
SUBJECT = Noun("subject", sql.subjects, GRADE, (*LEVEL.fields, "mentor_id"), ("image_url", "mentor_id"))
TOPIC = Noun("topic", sql.topics, SUBJECT, ("name", "description", "content", "is_active"))
NOUNS = (LEVEL, GRADE, SUBJECT, TOPIC)


def is_editor(actor: Actor | None) -> bool:
    """May he change the whole tree?"""
    return actor is not None and actor.is_admin("learning")


def mentor_id(actor: Actor | None) -> int | None:
    """The account, where it is one that subjects are given to."""
    return actor.account_id if actor is not None and actor.has_role("learning", "mentor") else None


def may_edit(actor: Actor | None, row: Row) -> bool:
    """May he change this topic, the topics of this subject, or (other rows) the row itself?"""
    if is_editor(actor):
        return True
    mentor = mentor_id(actor)
    return mentor is not None and row.get("mentor_id") == mentor


def require_editor(actor: Actor, noun: Noun) -> None:
    """Denied for who may change no row of this kind at all."""
    if not actor.is_admin("learning") and not (noun is TOPIC and actor.has_role("learning", "mentor")):
        raise refusal(noun)


def refusal(noun: Noun) -> Denied:
    return Denied("role_needed", required=("admin", "mentor") if noun is TOPIC else ("admin",))


def require_mentor_of(actor: Actor, row: Row) -> None:
    """Denied for a mentor whose subject it is not."""
    if not may_edit(actor, row):
        raise Denied("not_your_subject", required=("admin", "mentor"))


def missing(noun: Noun, row_id: Any) -> NotFound:
    return NotFound(noun.name, id=str(row_id))


async def visible(conn: Connection, actor: Actor | None, noun: Noun, row_id: UUID) -> Row:
    """The row with what stands above it; one that is not open is there for those only who may change it."""
    row: Row | None = await noun.statements.get(conn, id=row_id)
    if row is None or not (row["is_open"] or may_edit(actor, row)):
        raise missing(noun, row_id)
    return row


async def list_rows(conn: Connection, actor: Actor | None, noun: Noun, of: dict[str, Any], *, sort: str, limit: int, offset: int,
                    total: Callable[[int], int | None]) -> tuple[list[Row], int]:  # fmt: skip
    """Rows below `of["parent_id"]` and how many there are in all: active ones, or those that are not for who may change them.

    `total` tells the number of all from that of the rows, where it can. NotFound for a parent that the actor does not see.
    """
    edits = {"is_editor": is_editor(actor)} | ({"mentor_id": mentor_id(actor)} if noun is TOPIC else {})
    rows = await noun.statements.list(conn, **of, **edits, sort=sort, limit=limit, offset=offset)
    if not rows:
        may_see = edits["is_editor"]
        if noun.parent is not None:
            parent = await visible(conn, actor, noun.parent, of["parent_id"])
            may_see = may_edit(actor, parent)
        if not (may_see or of["is_active"]):
            return [], 0
    known = total(len(rows))
    return rows, await noun.statements.count(conn, **of) if known is None else known


async def create(conn: Connection, actor: Actor, noun: Noun, parent_id: UUID | None, values: dict[str, Any]) -> Row:
    """A new row below `parent_id`. NotFound for the parent, Conflict("name_taken") among its living siblings."""
    require_editor(actor, noun)
    given = {name: values[name] for name in noun.fields if name in values}
    if noun.parent is not None:
        parent = await noun.parent.statements.hold(conn, id=parent_id)
        if parent is None:
            raise missing(noun.parent, parent_id)
        if noun is TOPIC:
            require_mentor_of(actor, parent)
        given["parent_id"] = parent_id
    given |= await mentor_given(conn, values, None)
    try:
        row_id = await noun.statements.insert(conn, **given)
    except db.UniqueViolation as error:
        raise name_taken(noun, values, error) from None
    await audit.record(conn, actor, f"{noun.name}.create", noun.name, row_id, {"name": values["name"]})
    row: Row = await noun.statements.get(conn, id=row_id)
    return row


async def update(conn: Connection, actor: Actor, noun: Noun, row_id: UUID, values: dict[str, Any]) -> Row:
    """The row with what was given changed; nothing moves without a difference. NotFound, Conflict("name_taken")."""
    await locked(conn, actor, noun, row_id)
    given = {name: values.get(name) for name in noun.fields}
    given |= {f"has_{name}": name in values for name in noun.nullable}
    given |= await mentor_given(conn, values, row_id)
    try:
        changed = await noun.statements.update(conn, id=row_id, **given)
    except db.UniqueViolation as error:
        raise name_taken(noun, values, error) from None
    if changed:
        await audit.record(conn, actor, f"{noun.name}.update", noun.name, row_id, {"fields": sorted(values)})
    row: Row = await noun.statements.get(conn, id=row_id)
    return row


async def mentor_given(conn: Connection, values: dict[str, Any], subject_id: UUID | None) -> dict[str, Any]:
    """The account of a mentor that is named by its UUID; Invalid for who is none and does not mentor this subject already."""
    if values.get("mentor_id") is None:
        return {"mentor_id": None} if "mentor_id" in values else {}
    found = await sql.subjects.find_mentor(conn, uuid=values["mentor_id"], subject_id=subject_id)
    if found is None:
        raise Invalid(
            [Fault(("mentor_id",), "no_mentor", {"msg": "This user has no active role MENTOR", "input": str(values["mentor_id"])})]
        )
    return {"mentor_id": found["id"]}


def name_taken(noun: Noun, values: dict[str, Any], error: db.UniqueViolation) -> Exception:
    """What the database keeps: a name once among living siblings."""
    if not (db.violated(error) or "").endswith("_name_once"):
        return error
    return Conflict("name_taken", resource=noun.name, field="name", value=values.get("name"))


async def delete(conn: Connection, actor: Actor, noun: Noun, row_id: UUID) -> Row:
    """The row goes with all below it; its name is free. How many of each went."""
    await locked(conn, actor, noun, row_id)
    ids = {f"{kind.name.removeprefix('education_')}_id": row_id if kind is noun else None for kind in NOUNS}
    counts: Row = await sql.education.discard(
        conn, **ids, account_id=actor.account_id, reason=SUBJECT_DELETED, keep_seconds=files.READING_SECONDS
    )
    await audit.record(conn, actor, f"{noun.name}.delete", noun.name, row_id, dict(counts))
    return counts


async def locked(conn: Connection, actor: Actor, noun: Noun, row_id: UUID) -> Row:
    """The row, held, for somebody who may change it."""
    require_editor(actor, noun)
    row: Row | None = await noun.statements.lock(conn, id=row_id)
    if row is None:
        raise missing(noun, row_id)
    if noun is TOPIC:
        require_mentor_of(actor, row)
    return row
