"""Files of records: what their fields may hold, changing and deleting them, and the upkeep of their bytes."""

import hashlib
import logging
import math
import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from server import db, keys
from server.blobs import Blobs, Missing
from server.config import Storage
from server.db import Connection, Pool, Row, sql
from server.domain import audit, fields, mimetypes, outbox
from server.domain.actor import Actor
from server.errors import Conflict, Fault, Invalid, NotFound

log = logging.getLogger("athenaeum.files")

NAME, MIMETYPE = 256, 256
READING_SECONDS = 3600.0
"""How long replaced data stays for those who are reading it."""
BATCH = 200
WHOLE_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,30}\s*", re.ASCII)


def name(value: Any) -> str:
    return fields.limited(fields.collapse(fields.filled(value)), NAME)


def mimetype(value: Any) -> str:
    found = fields.limited(fields.text(value).strip().lower(), MIMETYPE)
    if not mimetypes.FORM.fullmatch(found):
        raise fields.wrong("not_mimetype")
    return found


def size(value: Any) -> int:
    """Bytes: a whole number, also as text; a fraction is cut off."""
    if value is None:
        raise fields.wrong("null")
    if isinstance(value, str) and WHOLE_NUMBER.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise fields.wrong("not_integer")
    if value < 0:
        raise fields.wrong("too_small", limit=0)
    return int(value)


RULES: dict[str, fields.Rule] = {"name": name, "description": fields.description, "mimetype": mimetype}


def checksum(chunks: Iterable[bytes]) -> str:
    """The checksum of a file that came in chunks: MD5 over the MD5s of the chunks, and how many they were."""
    parts = list(chunks)
    return f"{hashlib.md5(b''.join(parts), usedforsecurity=False).hexdigest()}-{len(parts)}"


async def update(conn: Connection, actor: Actor, file: Row, given: Any) -> None:
    """Changes the given fields of an active file; without a difference nothing moves."""
    values, faults = fields.clean(given, RULES)
    if values.get("name", file["name"]) != file["name"]:
        taken = await sql.files.get_by_name(conn, record_id=file["record_id"], name=values["name"], reader=actor.user_id)
        if taken is not None and taken["id"] is not None:
            faults.append(Fault(("name",), "name_taken"))
    if faults:
        raise Invalid(faults)
    try:
        row = await sql.files.update(
            conn, id=file["id"], account_id=actor.user_id, name=values.get("name"), description=values.get("description"),
            mimetype=values.get("mimetype"),
        )  # fmt: skip
    except db.UniqueViolation as error:
        raise Conflict("not_updated", noun="file") from error
    if row is None:
        raise NotFound("file")
    if row["is_changed"]:
        await audit.record(conn, actor, "file.update", "file", file["id"], {"record_id": file["record_id"]} | values)


async def delete(conn: Connection, actor: Actor, storage: Storage, file_id: UUID) -> None:
    """Takes an active file out of its record; its revisions stay, its bytes for a day."""
    row = await sql.files.delete(conn, id=file_id, account_id=actor.user_id, keep_seconds=storage.deleted_file_hours * 3600)
    if row is None:
        raise NotFound("file")
    await audit.record(conn, actor, "file.delete", "file", file_id, {"record_id": row["record_id"]})


# --- upkeep ----------------------------------------------------------------------------------------------------------


async def remove_discarded(pool: Pool, blobs: Blobs) -> int:
    """Removes bytes whose time is over, the bytes before the row; how many."""
    count = 0
    while True:
        async with pool.acquire() as conn:
            rows = await sql.files.list_discarded(conn, limit=BATCH)
        for row in rows:
            await blobs.remove(row["blob_id"])
            async with pool.acquire() as conn:
                count += await sql.files.forget_discarded(conn, blob_id=row["blob_id"])
        if len(rows) < BATCH:
            return count


async def expire_uploads(pool: Pool, storage: Storage) -> int:
    """Ends uploads that nobody goes on with and forgets those that ended long ago; how many ended."""
    async with db.transaction(pool) as conn:
        ended = await sql.uploads.expire(conn, age_seconds=storage.upload_hours * 3600)
        await sql.uploads.forget(conn, age_seconds=storage.inactive_upload_minutes * 60, task_age_seconds=storage.task_days * 86400)
    return ended


async def sweep(pool: Pool, blobs: Blobs) -> int:
    """Removes bytes that no row knows; how many blobs and side files.

    The names are read before the rows: whatever has a name by then had its row before, so nothing young is swept away.
    """
    await blobs.remove_dead_processes()
    staged = await blobs.list_staged()
    count = await _sweep_blobs(pool, blobs, sorted(staged.blobs))
    sides = sorted(staged.sides)
    for start in range(0, len(sides), BATCH):
        part = sides[start : start + BATCH]
        async with pool.acquire() as conn:
            rows = await sql.uploads.list_side_orphans(conn, upload_ids=[one for one, _ in part], side_ids=[side for _, side in part])
        for row in rows:
            await blobs.drop_side(row["upload_id"], row["side_id"])
            count += 1
    async for complete in blobs.list_complete():
        count += await _sweep_blobs(pool, blobs, complete)
    return count


async def _sweep_blobs(pool: Pool, blobs: Blobs, blob_ids: list[UUID]) -> int:
    count = 0
    for start in range(0, len(blob_ids), BATCH):
        async with pool.acquire() as conn:
            rows = await sql.files.list_orphans(conn, blob_ids=blob_ids[start : start + BATCH])
        for row in rows:
            await blobs.remove(row["id"])
            count += 1
    if count:
        log.info("swept %d blobs that no row knew", count)
    return count


async def hash_file(pool: Pool, blobs: Blobs, file_id: UUID) -> None:
    """Notes the SHA-256 of a file's content."""
    async with pool.acquire() as conn:
        row = await sql.files.get_blob(conn, id=file_id)
    if row is None or row["sha256"] is not None:
        return
    await _compare(pool, blobs, row)


async def hash_missing(pool: Pool, blobs: Blobs) -> int:
    """The same for every file that has none yet, should its job have been lost."""
    count = 0
    while True:
        async with pool.acquire() as conn:
            rows = await sql.files.list_unhashed(conn, limit=BATCH)
        for row in rows:
            await _compare(pool, blobs, row)
            count += 1
        if len(rows) < BATCH:
            return count


async def scrub(pool: Pool, blobs: Blobs, storage: Storage) -> list[UUID]:
    """Reads what was not read for long and compares it with what was acknowledged; the files that are damaged, those of topics
    and of assessment too."""
    damaged = []
    for table in (sql.files, sql.topic_files, sql.object_files):
        while True:
            async with pool.acquire() as conn:
                rows = await table.list_to_scrub(conn, age_seconds=storage.scrub_days * 86400, limit=BATCH)
            for row in rows:
                if not await _compare(pool, blobs, row, table):
                    damaged.append(row["id"])
            if len(rows) < BATCH:
                break
    return damaged


async def _compare(pool: Pool, blobs: Blobs, row: Row, table: Any = sql.files) -> bool:
    """Whether the bytes are those of the row; a row without SHA-256 gets it when at least the size is right."""
    try:
        size_bytes, sha256 = await blobs.hash_complete(row["blob_id"])
    except Missing:
        size_bytes, sha256 = -1, b""
    is_right = size_bytes == row["size_bytes"] and row["sha256"] in (None, sha256)
    async with pool.acquire() as conn:
        if is_right and row["sha256"] is None:
            await sql.files.set_hash(conn, id=row["id"], blob_id=row["blob_id"], sha256=sha256)
        elif await table.set_scrubbed(conn, id=row["id"], blob_id=row["blob_id"], is_damaged=not is_right) and not is_right:
            log.error("file %s is damaged: its bytes are not those that were acknowledged", row["id"])
    return is_right


# --- jobs ------------------------------------------------------------------------------------------------------------


@outbox.handler("files.hash", heavy=True, timeout_seconds=6 * 3600)
async def hash_later(work: outbox.Work) -> None:
    await hash_file(work.pool, work[keys.BLOBS], UUID(work.payload["file_id"]))


@outbox.schedule("files.clean", every_seconds=60, timeout_seconds=3600)
async def clean(work: outbox.Work) -> None:
    """Ends and forgets old uploads and removes discarded bytes."""
    await expire_uploads(work.pool, work[keys.CONFIG].storage)
    await remove_discarded(work.pool, work[keys.BLOBS])


@outbox.schedule("files.sweep", lambda config: config.storage.sweep_minutes * 60, heavy=True, timeout_seconds=6 * 3600)
async def sweep_now_and_then(work: outbox.Work) -> None:
    await sweep(work.pool, work[keys.BLOBS])


@outbox.schedule("files.scrub", every_seconds=3600, heavy=True, timeout_seconds=24 * 3600)
async def scrub_now_and_then(work: outbox.Work) -> None:
    await hash_missing(work.pool, work[keys.BLOBS])
    await scrub(work.pool, work[keys.BLOBS], work[keys.CONFIG].storage)
