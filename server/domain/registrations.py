"""Registrations: one that counts for a person and a training, seats that are never sold twice, and how a status may change."""

from typing import Any

from server import db
from server.db import Connection, Row, sql
from server.domain import audit, webhooks
from server.domain.actor import Actor
from server.errors import Conflict, Denied, Fault, Invalid, NotFound

# What follows on what; the same again changes nothing.
NEXT: dict[str, tuple[str, ...]] = {
    "registered": ("attended", "completed", "cancelled"),
    "attended": ("completed", "registered"),
    "completed": (),
    "cancelled": ("registered",),
}
# Feedback of the person himself counts from here on.
TAKEN_PART = ("attended", "completed")


def missing(registration_id: int) -> NotFound:
    return NotFound("registration", noun="Registration", id=registration_id)


async def visible(conn: Connection, actor: Actor, registration_id: int) -> Row:
    """One's own registration, or anybody's for a manager. NotFound("registration")."""
    row: Row | None = await sql.registrations.get(conn, id=registration_id)
    if row is None or (row["account_id"] != actor.account_id and not actor.manages_training):
        raise missing(registration_id)
    return row


async def locked(conn: Connection, actor: Actor, registration_id: int) -> Row:
    """As `visible`, held. The training first, as everybody does who takes or frees a seat."""
    seen = await visible(conn, actor, registration_id)
    await sql.trainings.lock(conn, id=seen["training_id"])
    row: Row | None = await sql.registrations.lock(conn, id=registration_id)
    if row is None:
        raise missing(registration_id)
    return row


async def register(conn: Connection, actor: Actor, training_id: int) -> Row:
    """The actor takes a seat. NotFound("training"); Conflict: training_is_draft, already_registered, training_full."""
    training = await sql.trainings.lock(conn, id=training_id)
    if training is None:
        raise NotFound("training", noun="Training", id=training_id)
    if training["status"] != "published":
        raise Conflict("training_is_draft")
    if await sql.registrations.has_live(conn, training_id=training_id, account_id=actor.user_id):
        raise Conflict("already_registered")
    try:
        row: Row = await sql.registrations.insert(conn, training_id=training_id, account_id=actor.user_id)
    except db.IntegrityViolation as error:
        raise refused(error) from None
    await audit.record(conn, actor, "registration.create", "registration", row["id"], {"training": training_id})
    return row


def refused(error: db.IntegrityViolation) -> Exception:
    """What the database keeps: seats and one live registration each."""
    code = {"registrations_seat_free": "training_full", "registrations_live_once": "already_registered"}.get(db.violated(error) or "")
    return Conflict(code) if code else error


async def change(conn: Connection, actor: Actor, registration_id: int, status: str, feedback_score: int | None) -> Row:
    """The registration with its new status; that it became completed is announced.

    Managers change any. The person himself may cancel, and may send feedback with the unchanged status once he took part;
    else Denied. A status that cannot follow is Invalid at `status`.
    """
    row = await locked(conn, actor, registration_id)
    is_same = status == row["status"]
    if not actor.manages_training and not own_change(row, status, feedback_score):
        raise Denied("managers_only")
    if not is_same and status not in NEXT[row["status"]]:
        raise Invalid([Fault(("status",), "cannot_follow", {"was": row["status"], "next": NEXT[row["status"]]})])
    if is_same and feedback_score in (None, row["feedback_score"]):
        return row
    after = await changed(conn, actor, row, status, feedback_score)
    if status == "completed" and not is_same:
        known = {"registration_id": after["id"], "user_id": after["account_id"], "training_id": after["training_id"]}
        await webhooks.announce(conn, "registration.completed", known | {"completion_date": after["completed_at"]})
    return after


def own_change(row: Row, status: str, feedback_score: int | None) -> bool:
    """May somebody change his own registration like this?"""
    if status == row["status"]:
        return feedback_score is None or status in TAKEN_PART
    return status == "cancelled" and feedback_score is None


async def changed(conn: Connection, actor: Actor, row: Row, status: str, feedback_score: int | None) -> Row:
    try:
        after: Row = await sql.registrations.update(conn, id=row["id"], status=status, feedback_score=feedback_score)
    except db.IntegrityViolation as error:
        raise refused(error) from None
    details: dict[str, Any] = {"status": status, "was": row["status"]}
    await audit.record(conn, actor, "registration.change", "registration", row["id"], details)
    return after


async def cancel(conn: Connection, actor: Actor, registration_id: int) -> None:
    """Frees the seat; twice is once. Conflict("registration_is_over") where the person took part already."""
    row = await locked(conn, actor, registration_id)
    if row["status"] == "cancelled":
        return
    if row["status"] in TAKEN_PART:
        raise Conflict("registration_is_over")
    await changed(conn, actor, row, "cancelled", None)
