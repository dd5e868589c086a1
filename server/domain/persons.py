"""Persons: candidates and teachers of a company, who sign in to take tests (specs/itr-internal.md §7.2).

Passwords are in `candidates`; what their sessions do with their right to sign in is in `test_sessions`.
"""

from uuid import UUID

from server.db import Connection, Row, sql
from server.domain import audit, candidates, credential_cache, test_sessions
from server.domain.actor import Actor
from server.errors import Conflict


async def lock(conn: Connection, person_id: UUID, company_id: UUID) -> Row | None:
    """The person as it is before a change; held until the end of the transaction."""
    row: Row | None = await sql.persons.lock(conn, person_id=person_id, company_id=company_id)
    return row


async def saved(conn: Connection, actor: Actor, company_id: UUID, person_id: UUID, before: Row | None, hashed: str | None) -> None:
    """After the office saved a person, in the same transaction: an address of its own, the password, the right to sign in.

    `before` is the person as it was, `hashed` the new password. Conflict("email_taken") when another active person of the
    company has the address that this one just got.
    """
    after: Row = await sql.persons.get(conn, person_id=person_id)
    was_there = before is not None and before["is_active"] and before["email"].lower() == after["email"].lower()
    if after["is_active"] and after["email"] and not was_there:
        await sql.persons.hold_email(conn, company_id=company_id, email=after["email"])
        if await sql.persons.is_email_used(conn, company_id=company_id, email=after["email"], but=person_id):
            raise Conflict("email_taken")
    if before is not None and before["email"].lower() != after["email"].lower():
        # Links for a new password that are on their way to the old address open nothing.
        await sql.reset_tokens.end_of_person(conn, person_id=person_id)
    if hashed is not None:
        await candidates.store_password(conn, person_id, hashed)
    await sql.persons.give_login(conn, person_id=person_id)
    await credential_cache.person_changed(conn, person_id)
    action = "person.create" if before is None else "person.save"
    await audit.record(conn, actor, action, "person", person_id, {"password": hashed is not None})


async def delete(conn: Connection, actor: Actor, company_id: UUID, person_id: UUID) -> None:
    """A person with sessions, tests, reports, files and the right to sign in."""
    sessions = await sql.persons.list_sessions(conn, owner_id=company_id, person_id=person_id)
    await test_sessions.delete_all(conn, actor, company_id, sessions)
    await sql.persons.delete(conn, person_id=person_id, company_id=company_id)
    await credential_cache.person_changed(conn, person_id)
    await audit.record(conn, actor, "person.delete", "person", person_id)


async def delete_unused(conn: Connection, actor: Actor, company_id: UUID, managed_by: str | None) -> int:
    """Everybody without a session and a test (of one user's persons, where he only works with his own); how many."""
    rows = await sql.persons.delete_unused(conn, company_id=company_id, managed_by=UUID(managed_by) if managed_by else None)
    for row in rows:
        await audit.record(conn, actor, "person.delete", "person", row["id"])
    if rows:
        await credential_cache.everything_changed(conn)
    return len(rows)
