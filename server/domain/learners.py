"""People of learning as its administrators change them. The last who administers learning stays."""

from datetime import datetime

from server.db import Connection, Row, sql
from server.domain import account_roles
from server.domain.actor import Actor
from server.errors import BadRequest, Conflict, Denied, NotFound

DOMAIN = "learning"


def require_learner(actor: Actor) -> None:
    """Asking and applying is for learners; an administrator is one only with that role."""
    if not actor.has_role(DOMAIN, "learner"):
        raise Denied("role_needed", required=("learner",))


async def set_state(conn: Connection, actor: Actor, learner: Row, state: str) -> None:
    """Active, inactive or suspended in learning. BadRequest("own_account"), BadRequest("last_admin")."""
    if state == learner["state"]:
        return
    if learner["id"] == actor.account_id:
        raise BadRequest("own_account")
    account_roles.require_admin_of(actor, DOMAIN)
    if state != "active" and "admin" in learner["roles"]:
        await account_roles.lock(conn, learner["id"])
        await require_another_admin(conn, learner["id"])
    try:
        await account_roles.set_state(conn, actor, learner["id"], DOMAIN, state)
    except NotFound:  # somebody whom a row names and who does not open learning any more
        raise NotFound("user", id=str(learner["uuid"])) from None
    except Conflict:
        raise BadRequest("last_admin") from None


async def give_role(conn: Connection, actor: Actor, learner: Row, role: str, starts_at: datetime | None, ends_at: datetime | None) -> Row:
    """Conflict with resource, field and value where the role counts already at some moment of that time."""
    try:
        return await account_roles.give_role(conn, actor, learner["id"], role, DOMAIN, starts_at=starts_at, ends_at=ends_at)
    except Conflict:
        raise Conflict("role_held", resource="user_role", field="role", value=role.upper()) from None


async def end_role(conn: Connection, actor: Actor, learner: Row, role: str) -> None:
    """Ends what counts now or later; history stays. NotFound("user_role"), BadRequest("last_admin"), Denied: an admin of
    everything is one by a role that is no domain's."""
    account_roles.require_admin_of(actor, DOMAIN)
    account = await account_roles.lock(conn, learner["id"])
    if f"{DOMAIN}:{role}" not in account["roles"]:
        if role == "admin" and "*:admin" in account["roles"]:
            raise Denied("admin_of_everything")
        raise NotFound("user_role", id=role.upper())
    if role == "admin" and "*:admin" not in account["roles"]:
        await require_another_admin(conn, learner["id"])
    await account_roles.end_role(conn, actor, learner["id"], role, DOMAIN)


async def require_another_admin(conn: Connection, account_id: int) -> None:
    """Whoever takes an administrator away, whose account is held, holds the guard until his transaction ends: two cannot take
    away each other."""
    await sql.role_assignments.hold_guard(conn)
    if await sql.lms.users.find_admin(conn, but=account_id) is None:
        raise BadRequest("last_admin")
