"""Enrolments: who asks to learn a subject, and what an administrator of learning decides. Once, also where two decide at once.

pending → approved or rejected; both are final, and who was refused may ask again.
"""

from typing import Any
from uuid import UUID

from server import db
from server.db import Connection, Row, sql
from server.domain import account_roles, audit, learners, outbox
from server.domain.actor import Actor
from server.errors import Conflict, NotFound
from server.secrets import Secrets


async def request(conn: Connection, actor: Actor, subject_id: UUID, message: str | None) -> Row:
    """The actor asks for a subject. NotFound where it is not open; Conflict("already_asked") while one waits or counts."""
    learners.require_learner(actor)
    subject = await sql.subjects.hold(conn, id=subject_id)
    if subject is None or not subject["is_open"]:
        raise NotFound("subject", id=str(subject_id))
    try:
        enrollment_id = await sql.enrollments.insert(conn, account_id=actor.user_id, subject_id=subject_id, message=message)
    except db.UniqueViolation as error:
        if db.violated(error) != "enrollments_live_once":
            raise
        raise Conflict("already_asked", resource="enrollment", field="subject_id", value=str(subject_id)) from None
    await audit.record(conn, actor, "enrollment.request", "enrollment", enrollment_id, {"subject": subject["name"]})
    row: Row = await sql.enrollments.get(conn, id=enrollment_id)
    return row


async def decide(
    conn: Connection, secrets: Secrets, actor: Actor, enrollment_id: UUID, status: str, reason: str | None, *, site: str
) -> Row:
    """Approves or rejects one that waits and tells the applicant; `site` is where our pages are, for the link in the mail.

    NotFound; Conflict("decided") where somebody was quicker; Conflict("no_learner") where one is to be approved whose account
    does not open learning any more.
    """
    account_roles.require_admin_of(actor, "learning")
    asked: Row | None = await sql.enrollments.lock(conn, id=enrollment_id)
    if asked is None:
        raise NotFound("enrollment", id=str(enrollment_id))
    if asked["status"] != "pending":
        raise Conflict("decided", resource="enrollment", field="status", value=asked["status"])
    if status == "approved" and not asked["is_learner"]:
        raise Conflict("no_learner", resource="enrollment", field="user_id", value=str(asked["account_uuid"]))
    await sql.enrollments.decide(conn, id=enrollment_id, status=status, reviewed_by=actor.account_id, reason=reason)
    details: dict[str, Any] = {"status": status, "account": asked["account_id"], "subject": asked["subject_name"]}
    await audit.record(conn, actor, "enrollment.decide", "enrollment", enrollment_id, details)
    if asked["address"]:
        await outbox.put_mail(
            conn, secrets, to=asked["address"], template="enrollment_decided", language=asked["language"], name=asked["display_name"],
            subject=asked["subject_name"], is_approved=status == "approved", reason=reason or "",
            link=f"{site}/app/learning/subjects/{asked['subject_id']}",
        )  # fmt: skip
    row: Row = await sql.enrollments.get(conn, id=enrollment_id)
    return row
