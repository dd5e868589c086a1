"""Trainings: who may write them, and how they come, change and go."""

from typing import Any

from server.db import Connection, Row, sql
from server.domain import audit, webhooks
from server.domain.actor import Actor
from server.errors import Conflict, Denied, NotFound


def require_manager(actor: Actor) -> None:
    if not actor.manages_training:
        raise Denied("managers_only")


async def visible(conn: Connection, actor: Actor, training_id: int) -> Row:
    """The training; a draft is there for managers only. NotFound("training")."""
    row = await sql.trainings.get(conn, id=training_id)
    if row is None or (row["status"] == "draft" and not actor.manages_training):
        raise NotFound("training", noun="Training", id=training_id)
    return row


async def create(conn: Connection, actor: Actor, values: dict[str, Any]) -> Row:
    """A training of the actor's, who is its instructor."""
    require_manager(actor)
    row: Row = await sql.trainings.insert(conn, instructor_id=actor.user_id, **values)
    await audit.record(conn, actor, "training.create", "training", row["id"], {"title": row["title"]})
    await webhooks.announce(conn, "training.created", {"training_id": row["id"], "title": row["title"], "created_by": actor.user_id})
    return row


async def update(conn: Connection, actor: Actor, training_id: int, values: dict[str, Any]) -> Row:
    """The training with what was given changed; nothing moves without a difference. Fewer seats than are taken end no
    registration: nobody new comes in until enough have left."""
    require_manager(actor)
    before = await locked(conn, training_id)
    names = ("title", "description", "category", "level", "status", "duration_minutes", "credits", "max_participants")
    row: Row | None = await sql.trainings.update(conn, id=training_id, **{name: values.get(name) for name in names})
    if row is None:
        return before
    await audit.record(conn, actor, "training.update", "training", training_id, {"fields": sorted(values)})
    return row


async def delete(conn: Connection, actor: Actor, training_id: int) -> None:
    """Out of every list; what was cancelled stays with its people. Conflict("training_in_use") while somebody is registered."""
    require_manager(actor)
    await locked(conn, training_id)
    if await sql.trainings.delete(conn, id=training_id) == 0:
        raise Conflict("training_in_use")
    await audit.record(conn, actor, "training.delete", "training", training_id)


async def locked(conn: Connection, training_id: int) -> Row:
    row: Row | None = await sql.trainings.lock(conn, id=training_id)
    if row is None:
        raise NotFound("training", noun="Training", id=training_id)
    return row
