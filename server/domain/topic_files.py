"""Documents and videos of topics: who may see and change them, how their bytes come in, and their upkeep.

A row says that somebody is sending before the first byte is on disk; it goes with the last, into a file of the topic or with
the bytes. Whatever was not acknowledged is cleaned up.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from server import db, keys
from server.blobs import Blobs, Written
from server.config import Storage
from server.db import Connection, Pool, Row, sql
from server.domain import audit, education, file_kinds, files, outbox
from server.domain.actor import Actor
from server.domain.file_kinds import Kind
from server.errors import Denied, Fault, Invalid, Locked, NotFound, TooLarge, Unavailable

log = logging.getLogger("athenaeum.files")

EDITORS = ("admin", "mentor")
READERS = ("admin", "mentor", "learner")


@dataclass(frozen=True)
class Content:
    """What an upload is to become. `name` is what people call it, `file_name` what the client's file is called."""

    name: str
    description: str
    kind: Kind
    written: Written


# --- who ------------------------------------------------------------------------------------------------------------


def require_reader(actor: Actor, row: Row | None, noun: str, row_id: object, *, enrollment_required: bool) -> Row:
    """The row, for who may open its files. One that is not open is there only for those who may change it."""
    if row is None or not (row["is_open"] or education.may_edit(actor, row)):
        raise NotFound(noun, id=str(row_id))
    if education.may_edit(actor, row):
        return row
    if not any(actor.has_role("learning", role) for role in READERS):
        raise Denied("role_needed", required=READERS)
    if enrollment_required and not row["is_enrolled"]:
        raise Denied("not_enrolled", required=EDITORS)
    return row


async def editable(conn: Connection, actor: Actor, topic_id: UUID) -> Row:
    """The topic, for who may change its files."""
    education.require_editor(actor, education.TOPIC)
    row: Row | None = await sql.topic_files.place(conn, topic_id=topic_id, account_id=actor.user_id)
    if row is None:
        raise NotFound("topic", id=str(topic_id))
    education.require_mentor_of(actor, row)
    return row


async def held(conn: Connection, actor: Actor, topic_id: UUID) -> None:
    """Holds the topic for somebody who may change its files, until the transaction ends."""
    education.require_editor(actor, education.TOPIC)
    row = await sql.topics.lock(conn, id=topic_id)
    if row is None:
        raise NotFound("topic", id=str(topic_id))
    education.require_mentor_of(actor, row)


# --- coming in ------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def receiving(pool: Pool, blobs: Blobs, storage: Storage, actor: Actor, size: int) -> AsyncIterator[UUID]:
    """Around an upload of at most `size` bytes, from before its body is read: the name of its bytes. What did not become a
    file by the end leaves nothing behind. TooLarge when the actor has no room for so much."""
    upload_id = uuid4()
    with blobs.holding(upload_id):
        await begin(pool, blobs, storage, actor, upload_id, size)
        try:
            yield upload_id
        except BaseException:
            try:
                await asyncio.shield(give_up(pool, blobs, upload_id))
            except Exception as second:
                # The database is away; nobody is at work on it any more, so the clean-up ends it.
                log.warning("an upload %s could not be given up: %s", upload_id, type(second).__name__)
            raise


async def begin(pool: Pool, blobs: Blobs, storage: Storage, actor: Actor, upload_id: UUID, size: int) -> None:
    async with db.transaction(pool) as conn:
        await sql.topic_files.begin_upload(conn, id=upload_id, account_id=actor.user_id, reserved_bytes=size, process_id=blobs.process_id)
        # The insert holds the row of what the account uses, so two that begin at once see each other here.
        used_bytes = await sql.files.used_bytes(conn, account_id=actor.user_id) or 0
        if storage.quota_bytes and used_bytes > storage.quota_bytes:
            raise TooLarge("quota_exceeded", quota_bytes=storage.quota_bytes)


async def give_up(pool: Pool, blobs: Blobs, upload_id: UUID) -> bool:
    """Ends an upload that comes to nothing; its bytes go at once. Whether there was one."""
    async with pool.acquire() as conn:
        ended = await sql.topic_files.end_upload(conn, id=upload_id)
    if ended is None:
        return False
    await blobs.remove(upload_id)
    return True


async def recognise(blobs: Blobs, upload_id: UUID, field: str, ending: str, kinds: tuple[Kind, ...]) -> Kind:
    """The kind of what lies in staging, for a file with such a name. Invalid names the field."""

    try:
        kind: Kind = await blobs.run(_recognise, blobs.staging / str(upload_id), ending, kinds)
    except file_kinds.Refused as refused:
        raise Invalid([Fault((field,), refused.code)]) from None
    except OSError as error:
        log.error("upload %s could not be read: %s", upload_id, error)
        raise Unavailable("storage") from error
    return kind


def _recognise(path: Path, ending: str, kinds: tuple[Kind, ...]) -> Kind:
    with open(path, "rb", buffering=0) as file:
        return file_kinds.recognise(file, ending, kinds)


async def settle(blobs: Blobs, upload_id: UUID, written: Written) -> None:
    """Puts the bytes among the complete ones; safe when it returns."""
    try:
        await blobs.settle(upload_id, written.size)
    except OSError as error:
        log.error("upload %s could not be put in its place: %s", upload_id, error)
        raise Unavailable("storage") from error


async def add_document(conn: Connection, actor: Actor, upload_id: UUID, topic_id: UUID, content: Content) -> Row:
    """The upload becomes a document of the topic."""
    await held(conn, actor, topic_id)
    row = await _insert(conn, upload_id, topic_id, "document", content)
    await audit.record(conn, actor, "document.create", "document", row["id"], {"topic_id": topic_id, "name": content.name})
    return row


async def set_video(conn: Connection, actor: Actor, upload_id: UUID, topic_id: UUID, content: Content) -> Row:
    """The upload becomes the topic's video, in the place of the one before."""
    await held(conn, actor, topic_id)
    await sql.topic_files.discard_video(conn, topic_id=topic_id, keep_seconds=files.READING_SECONDS)
    row = await _insert(conn, upload_id, topic_id, "video", content)
    await audit.record(conn, actor, "video.set", "topic", topic_id, {"video_id": row["id"], "name": content.name})
    return row


async def _insert(conn: Connection, upload_id: UUID, topic_id: UUID, kind: str, content: Content) -> Row:
    row: Row | None = await sql.topic_files.insert(
        conn, upload_id=upload_id, topic_id=topic_id, kind=kind, name=content.name, description=content.description,
        content_type=content.kind.media, size_bytes=content.written.size, sha256=content.written.sha256,
    )  # fmt: skip
    if row is None:
        raise Locked("upload_is_over")
    return row


# --- going ----------------------------------------------------------------------------------------------------------


async def delete_document(conn: Connection, actor: Actor, topic_id: UUID, document_id: UUID, keep_seconds: float) -> None:
    await held(conn, actor, topic_id)
    if await sql.topic_files.discard_document(conn, topic_id=topic_id, id=document_id, keep_seconds=keep_seconds) is None:
        raise NotFound("document", id=str(document_id))
    await audit.record(conn, actor, "document.delete", "document", document_id, {"topic_id": topic_id})


async def delete_video(conn: Connection, actor: Actor, topic_id: UUID, keep_seconds: float) -> None:
    await held(conn, actor, topic_id)
    video_id = await sql.topic_files.discard_video(conn, topic_id=topic_id, keep_seconds=keep_seconds)
    if video_id is None:
        raise NotFound("video", id=str(topic_id))
    await audit.record(conn, actor, "video.delete", "topic", topic_id, {"video_id": video_id})


# --- where somebody stopped watching ---------------------------------------------------------------------------------


async def position(conn: Connection, actor: Actor, topic_id: UUID) -> Row:
    """Where the actor stopped, with nothing in it where he never began; for topics that he can see."""
    row: Row | None = await sql.video_positions.get(conn, topic_id=topic_id, account_id=actor.user_id)
    if row is None or not (row["is_open"] or education.may_edit(actor, row)):
        raise NotFound("topic", id=str(topic_id))
    return row


async def remember_position(conn: Connection, actor: Actor, topic_id: UUID, seconds: float, duration: float | None) -> Row:
    """The last one to say counts."""
    await position(conn, actor, topic_id)
    row: Row = await sql.video_positions.set(conn, topic_id=topic_id, account_id=actor.user_id, seconds=seconds, duration=duration)
    return row


# --- upkeep ---------------------------------------------------------------------------------------------------------


async def end_abandoned(pool: Pool, blobs: Blobs) -> int:
    """Ends uploads whose process is gone; how many."""
    async with pool.acquire() as conn:
        rows: list[Any] = await sql.topic_files.list_uploads(conn)
    count = 0
    for row in rows:
        if blobs.has_ended(row["process_id"], row["id"]):
            count += await give_up(pool, blobs, row["id"])
    return count


@outbox.schedule("topic_files.clean", every_seconds=60, timeout_seconds=600)
async def clean(work: outbox.Work) -> None:
    await end_abandoned(work.pool, work[keys.BLOBS])


@outbox.schedule("topic_files.sweep", every_seconds=3600, timeout_seconds=600)
async def sweep(work: outbox.Work) -> None:
    async with work.pool.acquire() as conn:
        await sql.topic_files.discard_left_behind(conn)
