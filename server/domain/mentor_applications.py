"""Applications to become a mentor. Who is approved has the role in the same transaction; once, also where two decide at once."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from server import db
from server.db import Connection, Row, sql
from server.domain import account_roles, accounts, audit, learners, outbox
from server.domain.actor import Actor
from server.errors import Conflict, NotFound
from server.secrets import Secrets

MENTOR = ("mentor", "learning")


async def apply(conn: Connection, actor: Actor, motivation: str, experience: str | None, subjects: list[str]) -> Row:
    """The actor, a learner, applies. Conflict: already_asked while one waits, already_mentor."""
    learners.require_learner(actor)
    if actor.has_role("learning", "mentor"):
        raise Conflict("already_mentor", resource="mentor_application", field="role", value="mentor")
    try:
        application_id = await sql.mentor_applications.insert(
            conn, account_id=actor.user_id, motivation=motivation, experience=experience, subjects=subjects
        )
    except db.UniqueViolation as error:
        if db.violated(error) != "mentor_applications_pending_once":
            raise
        raise Conflict("already_asked", resource="mentor_application", field="status", value="pending") from None
    await audit.record(conn, actor, "mentor_application.apply", "mentor_application", application_id)
    row: Row = await sql.mentor_applications.get(conn, id=application_id)
    return row


async def decide(
    conn: Connection, secrets: Secrets, actor: Actor, application_id: UUID, status: str, reason: str | None, *, site: str
) -> Row:
    """Approves (with the role) or rejects one that waits and tells the applicant; `site` is where our pages are.

    NotFound; Conflict("decided") where somebody was quicker; Conflict("no_learner") where one is to be approved whose account
    does not open learning any more: a role would give it back.
    """
    account_roles.require_admin_of(actor, "learning")
    asked: Row | None = await sql.mentor_applications.lock(conn, id=application_id)
    if asked is None:
        raise NotFound("mentor_application", id=str(application_id))
    if asked["status"] != "pending":
        raise Conflict("decided", resource="mentor_application", field="status", value=asked["status"])
    if status == "approved":
        await make_mentor(conn, actor, asked["account_id"])
    await sql.mentor_applications.decide(conn, id=application_id, status=status, reviewed_by=actor.account_id, reason=reason)
    details: dict[str, Any] = {"status": status, "account": asked["account_id"]}
    await audit.record(conn, actor, "mentor_application.decide", "mentor_application", application_id, details)
    if asked["address"]:
        await outbox.put_mail(
            conn, secrets, to=asked["address"], template="mentor_application_decided", language=asked["language"],
            name=asked["display_name"], is_approved=status == "approved", reason=reason or "", link=f"{site}/app/learning/mentor",
        )  # fmt: skip
    row: Row = await sql.mentor_applications.get(conn, id=application_id)
    return row


async def make_mentor(conn: Connection, actor: Actor, account_id: int) -> None:
    """The role from now on; where it was given for later already, until then. Conflict("no_learner")."""
    await account_roles.lock(conn, account_id)
    account = await accounts.get(conn, account_id)  # as it is now that nobody else changes it
    if not account["is_active"] or "learning" not in account["domains"]:
        raise Conflict("no_learner", resource="mentor_application", field="user_id", value=str(account["uuid"]))
    role, domain = MENTOR
    held = await sql.role_assignments.find_overlapping(conn, account_id=account_id, role=role, domain=domain, starts_at=None, ends_at=None)
    ends_at = held["effective_from"] if held is not None else None
    if ends_at is None or ends_at > datetime.now(UTC):
        await account_roles.give_role(conn, actor, account_id, role, domain, ends_at=ends_at)
