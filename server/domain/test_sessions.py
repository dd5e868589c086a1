"""Sessions in which tests are taken: what happens around a change of one (specs/itr-internal.md §7.3, §7.4)."""

import re
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from server.db import Connection, Row, sql
from server.domain import audit, credential_cache, outbox
from server.domain.actor import Actor
from server.errors import Conflict, Denied, Fault, Invalid, NotFound
from server.secrets import Secrets

ZERO = UUID(int=0)
DONE, PROCESSED, RUNNING = 30, 31, 20
COPY = 1
PUBLIC_TYPES = (200, 1200)
SESSION, TEST = 1, 2  # types of objects in the trail


def owner_id(company_id: UUID | None) -> UUID:
    """The owner of rows, zero for the master's."""
    return company_id or ZERO


def is_group(session_type: int) -> bool:
    """Has it members: every multiple of 100 from 100 to 1900."""
    return 100 <= session_type <= 1900 and session_type % 100 == 0


def user_of(actor: Actor) -> UUID:
    return actor.login_id or actor.person_id or ZERO


async def trail(conn: Connection, actor: Actor, company_id: UUID | None, session_id: UUID, *, object_id: UUID, object_type: int,
                message_id: int, message: str, new_data: str = "", old_data: str = "") -> None:  # fmt: skip
    """A line of the trail that the assessment interface shows."""
    await sql.test_sessions.insert_trail(
        conn, company_id=company_id, object_id=object_id, user_id=user_of(actor), object_type=object_type, message_id=message_id,
        message=message, old_data=old_data, new_data=new_data, session_id=session_id,
    )  # fmt: skip


# Saving


def check_taking(before: Row, status: int | None) -> None:
    """May a candidate give his session this status: begin only while it is open, and never go back in one that is done."""
    if before["session_type"] in PUBLIC_TYPES:
        raise NotFound("session")
    if status is None:
        return
    if before["status"] >= DONE > status:
        raise Conflict("finished")
    if before["status"] < RUNNING <= status < DONE:
        if before["is_early"]:
            raise Denied("not_open_yet")
        if before["is_late"]:
            raise Denied("over")


async def saved(conn: Connection, secrets: Secrets, actor: Actor, company_id: UUID | None, session_id: UUID, before: Row | None, *,
                given_status: int | None, address: str) -> None:  # fmt: skip
    """After a session was saved, in the same transaction: told about when it is done, its trail, its person's login.

    `before` is the session as it was, None if there was none. `given_status` is what the request said.
    """
    owner = owner_id(company_id)
    row: Row = await sql.test_sessions.get_notice(conn, owner_id=owner, id=session_id)
    status = row["status"]
    if given_status == DONE:
        await sql.test_sessions.set_processed(conn, owner_id=owner, id=session_id)
        status = PROCESSED
        if before is None or before["status"] < DONE:
            await tell(conn, secrets, company_id, row, address)
    await trail(
        conn, actor, company_id, session_id, object_id=session_id, object_type=SESSION, message_id=1,
        message="Session updated to status %%SessionStatus%%", new_data=f'{{ "SessionStatus": {status}}}',
    )  # fmt: skip
    if company_id is None:
        return
    after: Row = await sql.test_sessions.get_kind(conn, owner_id=owner, id=session_id)
    people = {after["person_id"]} | ({before["person_id"]} if before is not None else set())
    if before is not None and after["is_active"] and not before["is_active"]:
        await restore_logins(conn, actor, company_id, people)
    await end_logins(conn, actor, company_id, people)


async def tell(conn: Connection, secrets: Secrets, company_id: UUID | None, row: Row, address: str) -> None:
    """Mails that a session can be reported on, to everybody whom it names; once, when it gets done."""
    if not row["is_active"]:
        return
    for to in addresses(row["email_notification_addresses"]):
        await outbox.put_mail(
            conn, secrets, to=to, template="session_ready", by_account_of=company_id, session=" ".join(row["description"].split()),
            link=f"{address}/app/assessment" if address else "",
        )  # fmt: skip


def addresses(text: str) -> list[str]:
    """Mail addresses of a field, each once."""
    found = [part.strip() for part in re.split(r"[,;]", text)]
    return list(dict.fromkeys(part for part in found if re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+", part)))


# Logins of candidates


async def end_logins(conn: Connection, actor: Actor, company_id: UUID, person_ids: Collection[UUID]) -> None:
    """Ends the logins of those who have no active session and no test to do."""
    rows = await sql.test_sessions.end_idle_persons(conn, company_id=company_id, person_ids=sorted(person_ids))
    ended = [row["id"] for row in rows]
    if ended:
        await sql.test_sessions.end_sign_ins(conn, person_ids=ended)
    await changed(conn, actor, ended, "person.end_login")


async def restore_logins(conn: Connection, actor: Actor, company_id: UUID, person_ids: Collection[UUID]) -> None:
    """Gives those who have something to do again their login back."""
    rows = await sql.test_sessions.restore_persons(conn, company_id=company_id, person_ids=sorted(person_ids))
    await changed(conn, actor, [row["id"] for row in rows], "person.restore_login")


async def changed(conn: Connection, actor: Actor, person_ids: Sequence[UUID], action: str) -> None:
    for person_id in person_ids:
        await credential_cache.person_changed(conn, person_id)
        await audit.record(conn, actor, action, "person", person_id)


# Public sessions


async def is_in_reach(conn: Connection, actor: Actor, session_id: UUID) -> bool:
    """May a candidate look at the session, if it is of his person? Whoever takes a public one shares the person with others: of
    the copies only that of his own token is his. Who came by a code has besides only the public session itself."""
    if session_id == actor.token_session_id or actor.company_id is None:
        return True
    row: Row | None = await sql.test_sessions.get_kind(conn, owner_id=actor.company_id, id=session_id)
    if row is None:
        return True
    return row["session_type"] in PUBLIC_TYPES if actor.is_poll else not row["is_copy"]


async def copy_of(conn: Connection, company_id: UUID, session_id: UUID, copy_id: UUID) -> UUID:
    """The token's own copy of a public session, with its tests; made at the first call. Its id."""
    made = await sql.test_sessions.copy_public(conn, company_id=company_id, id=session_id, copy_id=copy_id)
    if made is not None:
        await sql.test_sessions.copy_tests(conn, company_id=company_id, id=session_id, copy_ids=[copy_id])
    return copy_id


# Groups


async def locked_group(conn: Connection, owner: UUID, group_id: UUID, managed_by: str | None) -> Row:
    """The group's own session, held; NotFound for what is none, or not the user's where he only works with his own."""
    row: Row | None = await sql.test_sessions.lock(conn, owner_id=owner, id=group_id)
    if row is None or not is_group(row["session_type"]) or (managed_by and str(row["managed_by_user_id"]) != managed_by):
        raise NotFound("session", id=str(group_id))
    return row


async def add_members(conn: Connection, actor: Actor, company_id: UUID, group_id: UUID, person_ids: Sequence[UUID]) -> None:
    """A session with the group's tests for each person who has none in it. The group is held, so nobody gets two."""
    if await sql.test_sessions.list_strangers(conn, company_id=company_id, person_ids=person_ids):
        raise Invalid([Fault(("person_id",), "unknown_reference")])
    source = await sql.test_sessions.find_source_of_tests(conn, owner_id=company_id, id=group_id)
    made = await sql.test_sessions.insert_members(conn, company_id=company_id, id=group_id, person_ids=person_ids)
    if source is not None and made:
        await sql.test_sessions.copy_tests(conn, company_id=company_id, id=source, copy_ids=[row["id"] for row in made])
    await restore_logins(conn, actor, company_id, {row["person_id"] for row in made})


async def delete_members(conn: Connection, actor: Actor, company_id: UUID, group_id: UUID, person_ids: Sequence[UUID] | None) -> None:
    """Members' sessions with all that belongs to them; `person_ids` None: of all."""
    rows = await sql.test_sessions.list_members(conn, owner_id=company_id, id=group_id, person_ids=person_ids)
    await delete_all(conn, actor, company_id, rows)


async def delete_group(conn: Connection, actor: Actor, company_id: UUID | None, group_id: UUID, group: Row) -> None:
    """A group with its members."""
    members = await sql.test_sessions.list_members(conn, owner_id=owner_id(company_id), id=group_id, person_ids=None)
    await delete_all(conn, actor, company_id, [*members, {"id": group_id, "person_id": group["person_id"]}])


async def delete_all(conn: Connection, actor: Actor, company_id: UUID | None, rows: Sequence[Any]) -> None:
    """Sessions with their tests, reports and trail; whoever has nothing left to do may not sign in any more."""
    await sql.test_sessions.delete_all(conn, owner_id=owner_id(company_id), ids=[row["id"] for row in rows])
    if company_id is not None:
        await end_logins(conn, actor, company_id, {row["person_id"] for row in rows})


async def archive_group(conn: Connection, actor: Actor, company_id: UUID | None, group_id: UUID, *, is_active: bool) -> None:
    """Takes a group with its members out of sight, or brings it back."""
    rows = await sql.test_sessions.set_group_active(conn, owner_id=owner_id(company_id), id=group_id, is_active=is_active)
    if company_id is not None:
        step = restore_logins if is_active else end_logins
        await step(conn, actor, company_id, {row["person_id"] for row in rows})
