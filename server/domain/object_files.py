"""Files of tests, templates, reports, companies and people: who may read them, how they come, are copied and go
(specs/itr-internal.md §13).

Bytes lie under opaque names among all others; what a file is called never becomes a path. Copies share their bytes.
"""

import re
from uuid import UUID

from server.blobs import Written
from server.db import Connection, Row, sql
from server.domain import audit, settings
from server.domain.actor import Actor
from server.errors import Locked, TooLarge

ZERO = UUID(int=0)
ALL = "ALL"
# What pages embed without a session.
SHOWN_TO_ALL = ("MEDIA", "TEST")
KIND = re.compile(r"[A-Z0-9_-]{1,40}")
MAX_NAME = 200
MEGABYTE = 1_000_000
USUAL_FILE_MEGABYTES, USUAL_FILES_MEGABYTES = 50, 5_000


def kind_of(text: str) -> str | None:
    """The type of a file in its form, None where it can be none."""
    kind = text.upper()
    return kind if KIND.fullmatch(kind) else None


def name_of(text: str) -> str:
    """Letters, digits and dots of a name, small; empty where nothing is left to call a file by."""
    name = re.sub(r"[^a-z0-9.]", "", text.lower())[-MAX_NAME:]
    return name if name.strip(".") else ""


async def find(conn: Connection, owner_id: UUID, object_id: UUID, kind: str, name: str) -> Row | None:
    """The company's file, else the master's of that name."""
    row: Row | None = await sql.object_files.find(conn, owner_id=owner_id, object_id=object_id, kind=kind, name=name)
    return row


async def readable(conn: Connection, owner_id: UUID, object_id: UUID, kind: str, *, actor: Actor | None, own_objects_of: UUID | None,
                   is_candidate: bool) -> tuple[str, ...] | None:  # fmt: skip
    """Which types of an object's files the actor may see of those asked for: None for each, an empty tuple for none at all.

    `owner_id` is whose files they are. People without a session of that company, and candidates, see what pages embed; candidates
    also what is of themselves. Who is limited to own objects does not see what is of other people's persons and sessions.
    """
    asked = None if kind == ALL else (kind,)
    is_inside = actor is not None and owner_id in (actor.company_id, ZERO)
    if is_inside and actor is not None and is_candidate:
        if await sql.object_files.is_of_candidate(conn, owner_id=owner_id, object_id=object_id, person_id=actor.person_id or ZERO):
            return asked
    elif is_inside:
        if own_objects_of and await sql.object_files.is_of_another(conn, owner_id=owner_id, object_id=object_id, user_id=own_objects_of):
            return ()
        return asked
    if not await sql.object_files.is_shown_to_all(conn, owner_id=owner_id, object_id=object_id):
        return ()
    return tuple(each for each in SHOWN_TO_ALL if asked is None or each in asked)


async def limit(conn: Connection, company_id: UUID | None) -> int:
    """How many bytes a file may have."""
    return await settings.number(conn, company_id, settings.MAX_FILE, USUAL_FILE_MEGABYTES) * MEGABYTE


async def add(conn: Connection, actor: Actor, company_id: UUID | None, object_id: UUID, kind: str, name: str, upload_id: UUID,
              written: Written) -> None:  # fmt: skip
    """The upload becomes a file of the object, in the place of one that is called the same. TooLarge where the company has no room."""
    await hold(conn, company_id)
    file_id = await sql.object_files.save(
        conn, upload_id=upload_id, company_id=company_id, object_id=object_id, kind=kind, name=name, size_bytes=written.size,
        sha256=written.sha256,
    )  # fmt: skip
    if file_id is None:
        raise Locked("upload_is_over")
    await require_room(conn, company_id)
    await audit.record(conn, actor, "object_file.set", "object_file", file_id, {"object_id": object_id, "kind": kind, "name": name})


async def hold(conn: Connection, company_id: UUID | None) -> None:
    if company_id is not None:
        await sql.object_files.hold_company(conn, id=company_id)


async def require_room(conn: Connection, company_id: UUID | None) -> None:
    """A company's files are at most so many bytes; the master's as many as there is room for."""
    if company_id is None:
        return
    most = await settings.number(conn, company_id, settings.MAX_FILES, USUAL_FILES_MEGABYTES) * MEGABYTE
    if await sql.object_files.used_bytes(conn, owner_id=company_id) > most:
        raise TooLarge("quota_exceeded", quota_bytes=most)


async def delete(conn: Connection, actor: Actor, company_id: UUID | None, object_id: UUID, kind: str, name: str) -> bool:
    """Was it there?"""
    gone = await sql.object_files.delete(conn, owner_id=company_id or ZERO, object_id=object_id, kind=kind, name=name)
    if gone:
        await audit.record(conn, actor, "object_file.delete", "object", object_id, {"kind": kind, "name": name})
    return bool(gone)


async def delete_all(conn: Connection, actor: Actor, company_id: UUID | None, object_id: UUID, kind: str) -> None:
    gone = await sql.object_files.delete_all(conn, owner_id=company_id or ZERO, object_id=object_id, kind="" if kind == ALL else kind)
    if gone:
        await audit.record(conn, actor, "object_files.delete", "object", object_id, {"kind": kind, "files": gone})


async def copy(conn: Connection, actor: Actor, company_id: UUID | None, source_id: UUID, target: UUID | None, target_id: UUID) -> None:
    """The files of an object of the company take the place of another's, in the same company or in the master (`target` None)."""
    if (target, target_id) == (company_id, source_id):
        return
    await hold(conn, company_id)
    await sql.object_files.hold_all(conn, owner_id=company_id or ZERO, object_id=source_id)
    await sql.object_files.delete_all(conn, owner_id=target or ZERO, object_id=target_id, kind="")
    await sql.object_files.copy(
        conn, from_owner_id=company_id or ZERO, from_object_id=source_id, company_id=target, object_id=target_id,
    )  # fmt: skip
    await require_room(conn, target)
    await audit.record(conn, actor, "object_files.copy", "object", target_id, {"from": source_id, "to_master": target is None})
