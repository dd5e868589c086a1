"""How the bytes of a file come in: begun, written (whole or in chunks), finished; or given up.

The row of an upload is the truth, bytes follow it. Whoever writes holds a claim on a chunk: it ends with his process, or
when no byte came for a while. Only the first writer works in the chunk's own place; a chunk that is registered is never
overwritten, so whatever was acknowledged stays until the upload is finished. Finishing is safe to repeat at any point.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import orjson

from server import db, keys
from server.blobs import Blobs, Missing, Side, Writer, Written, WrongSize
from server.config import Storage
from server.db import Connection, Pool, Row, sql
from server.domain import audit, fields, files, mimetypes, outbox
from server.domain.actor import SYSTEM, Actor
from server.errors import BadRequest, Conflict, Fault, Invalid, Locked, NotFound, TooLarge, Unavailable

log = logging.getLogger("athenaeum.uploads")

BIGGEST = 2**62
RULES: dict[str, fields.Rule] = {
    "name": files.name,
    "size": files.size,
    "description": fields.description,
    "mimetype": files.mimetype,
}
REPLACING = {field: rule for field, rule in RULES.items() if field != "name"}


@dataclass(frozen=True)
class Claim:
    """The right to write one chunk (a direct upload is one chunk)."""

    id: UUID
    upload: Row
    index: int
    offset: int
    side_id: UUID | None

    @property
    def upload_id(self) -> UUID:
        return self.upload["id"]

    @property
    def is_direct(self) -> bool:
        return self.upload["upload_type"] == "direct"


@dataclass(frozen=True)
class Finish:
    """An upload that is closed for writers, with what lies on disk."""

    id: UUID
    upload: Row
    chunks: list[Row]


# --- beginning -------------------------------------------------------------------------------------------------------


async def begin(conn: Connection, actor: Actor, storage: Storage, record_id: int, given: Any, replaced: Row | None = None) -> UUID:
    """A new upload for a new file, or for the data of `replaced`; its bytes are reserved from the actor's quota."""
    values, faults = fields.clean(given, REPLACING if replaced else RULES, ("size",) if replaced else ("name", "size"))
    if faults:
        raise Invalid(faults)
    if replaced is None:
        taken = await sql.files.get_by_name(conn, record_id=record_id, name=values["name"], reader=actor.user_id)
        if taken is not None and taken["id"] is not None:
            raise Conflict("file_name_taken", file=taken)
    size = values["size"]
    reserved = max(0, size - replaced["size_bytes"]) if replaced else size
    quota = storage.quota_bytes or BIGGEST
    if reserved > min(quota, BIGGEST):
        raise TooLarge("quota_exceeded", quota_bytes=quota)
    is_direct = size <= storage.direct_bytes
    upload_id = await sql.uploads.insert(
        conn, record_id=record_id, creator_id=actor.user_id, file_id=replaced["id"] if replaced else None,
        name=replaced["name"] if replaced else values["name"], description=values.get("description"), mimetype=values.get("mimetype"),
        size_bytes=size, reserved_bytes=reserved, upload_type="direct" if is_direct else "chunked",
        chunk_bytes=size if is_direct else storage.chunk_bytes, chunk_count=1 if is_direct else -(-size // storage.chunk_bytes),
    )  # fmt: skip
    if upload_id is None:
        raise NotFound("record")
    # The insert holds the row of what the account uses, so two that begin at once see each other here.
    if reserved and await sql.files.used_bytes(conn, account_id=actor.user_id) > quota:
        raise TooLarge("quota_exceeded", quota_bytes=quota)
    return upload_id


# --- writing ---------------------------------------------------------------------------------------------------------


def require_open(upload: Mapping[str, Any]) -> None:
    """Only an active upload is written to."""
    if upload["id"] is None or upload["upload_state"] != "active":
        raise NotFound("upload")


def check_chunk(upload: Mapping[str, Any], index: int, size: int) -> None:
    """Whether there is such a chunk, and of that size; every one but the last is full."""
    faults = []
    limit = upload["chunk_bytes"]
    if index >= upload["chunk_count"]:
        faults.append(Fault(("index",), "not_less", {"limit": upload["chunk_count"]}))
    if size > limit:
        faults.append(Fault(("size",), "chunk_too_large", {"limit_bytes": limit}))
    elif size < limit and index < upload["chunk_count"] - 1:
        faults.append(Fault(("size",), "chunk_too_small", {"limit_bytes": limit}))
    if faults:
        raise Invalid(faults, place="header")


async def claim(conn: Connection, blobs: Blobs, storage: Storage, upload: Row, index: int) -> Claim:
    """The right to write a chunk of an open upload; Locked while somebody else has it."""
    holder = upload["claim_id"]
    has_ended = holder is None or blobs.has_ended(upload["claim_process_id"], holder)
    if not has_ended and upload["claim_silent_seconds"] < storage.claim_seconds:
        raise Locked("chunk_is_being_written")
    claim_id = uuid4()
    is_side = await sql.uploads.claim_chunk(
        conn, upload_id=upload["id"], index=index, claim_id=claim_id, process_id=blobs.process_id, expected_claim_id=holder,
        is_forced_side=not has_ended,
    )  # fmt: skip
    if is_side is None:
        raise Locked("chunk_is_being_written")
    return Claim(claim_id, upload, index, index * upload["chunk_bytes"], claim_id if is_side else None)


@contextlib.asynccontextmanager
async def holding(pool: Pool, blobs: Blobs, held: Claim) -> AsyncIterator[None]:
    """While the block runs the claim is alive. When it fails the claim is given back; a direct upload whose bytes were
    not what was announced ends."""
    with blobs.holding(held.id):
        try:
            yield
        except BaseException as error:
            try:
                await asyncio.shield(_give_up(pool, blobs, held, error))
            except Exception as second:
                # The database is away; the claim ends here all the same, since nobody is at work on it.
                log.warning("a claim on upload %s could not be given back: %s", held.upload_id, type(second).__name__)
            raise


async def _give_up(pool: Pool, blobs: Blobs, held: Claim, error: BaseException) -> None:
    ended = 0
    async with pool.acquire() as conn:
        if held.is_direct and isinstance(error, BadRequest):
            details = orjson.dumps(error.details).decode()
            ended = await sql.uploads.end(conn, id=held.upload_id, claim_id=held.id, failure_code=error.code, failure_details=details)
        await sql.uploads.release_claim(conn, upload_id=held.upload_id, index=held.index, claim_id=held.id)
    if ended:
        await blobs.remove(held.upload_id)


async def touch(pool: Pool, held: Claim) -> None:
    """Bytes are still coming; Locked when the claim was lost meanwhile."""
    async with pool.acquire() as conn:
        if not await sql.uploads.touch_claim(conn, upload_id=held.upload_id, index=held.index, claim_id=held.id):
            raise Locked("claim_lost")


def check_written(written_size: int, written_md5: bytes, size: int, md5: str | None) -> None:
    """Whether these are the bytes that were announced."""
    if written_size != size:
        raise BadRequest("size_mismatch", expected=size, actual=written_size)
    if md5 is not None and md5.strip().lower() != written_md5.hex():
        raise BadRequest("checksum_mismatch", expected=md5.strip(), actual=written_md5.hex())


async def register(pool: Pool, blobs: Blobs, held: Claim, writer: Writer, written: Written) -> None:
    """Makes a chunk that is safe on disk part of the upload. After this it may be acknowledged."""
    kind = await _kind(blobs, held) if held.index == 0 else None
    async with pool.acquire() as conn:
        row = await sql.uploads.register_chunk(
            conn, upload_id=held.upload_id, index=held.index, claim_id=held.id, size_bytes=written.size, checksum=written.md5,
            magic_mimetype=kind,
        )  # fmt: skip
    # From here on the side file may be what was registered, so only an answer of the database decides about it.
    if row is None:
        if held.side_id is not None:
            await blobs.drop_side(held.upload_id, held.side_id)
        raise NotFound("upload") if await _is_over(pool, held.upload_id) else Locked("claim_lost")
    if held.side_id is None:
        blobs.carry(writer, held.upload_id, held.offset + written.size)
    elif not row["is_kept"]:
        await blobs.drop_side(held.upload_id, held.side_id)
    if row["dropped_side_id"] is not None:
        await blobs.drop_side(held.upload_id, row["dropped_side_id"])


async def _is_over(pool: Pool, upload_id: UUID) -> bool:
    async with pool.acquire() as conn:
        return await sql.uploads.get_state(conn, id=upload_id) != "active"


async def _kind(blobs: Blobs, held: Claim) -> str:
    size = held.upload["size_bytes"]
    return await blobs.inspect_staged(held.upload_id, mimetypes.HEAD, lambda head: mimetypes.from_content(head, size), held.side_id)


# --- finishing -------------------------------------------------------------------------------------------------------


async def complete_direct(pool: Pool, blobs: Blobs, storage: Storage, actor: Actor, held: Claim, written: Written) -> UUID:
    """Makes the file of a direct upload whose bytes are safe in staging; its id. Conflict when the name is taken by now."""
    upload = held.upload
    sides = [Side(held.side_id, 0, written.size)] if held.side_id is not None else []
    try:
        kind = await _kind(blobs, held)
        sha256 = await blobs.settle(upload["id"], written.size, sides) or written.sha256
    except OSError as error:
        log.error("upload %s could not be put in its place: %s", upload["id"], error)
        raise Unavailable("storage") from error
    async with db.transaction(pool) as conn:
        file_id, failure = await _become_file(conn, storage, actor, upload, held.id, kind, written.md5.hex(), sha256)
    await _require_file(pool, blobs, upload, failure)
    assert file_id is not None
    return file_id


async def claim_finish(conn: Connection, blobs: Blobs, upload: Row, finisher_id: UUID) -> Finish:
    """Closes a chunked upload for writers. BadRequest while chunks are missing; NotFound when there is nothing to finish,
    which does not count an upload whose finisher died."""
    if upload["id"] is None or upload["upload_type"] != "chunked" or upload["upload_state"] == "inactive":
        raise NotFound("upload")
    before = upload["finisher_id"]
    if upload["upload_state"] == "processing" and not blobs.has_ended(upload["process_id"], before):
        raise NotFound("upload")
    row = await sql.uploads.claim_finish(
        conn, id=upload["id"], finisher_id=finisher_id, process_id=blobs.process_id, expected_finisher_id=before
    )
    if row is None:
        raise NotFound("upload")
    chunks = await sql.uploads.list_chunks(conn, upload_id=upload["id"])
    if len(chunks) != row["chunk_count"]:
        raise BadRequest("chunks_missing")
    return Finish(finisher_id, row, chunks)


async def process(pool: Pool, blobs: Blobs, storage: Storage, actor: Actor, finish: Finish) -> None:
    """Makes the file of a chunked upload, or notes why there is none. Unavailable (and open again) when the disk fails."""
    upload, chunks = finish.upload, finish.chunks
    actual = sum(chunk["size_bytes"] for chunk in chunks)
    if actual != upload["size_bytes"]:
        await _fail(pool, blobs, finish, "size_mismatch", expected=upload["size_bytes"], actual=actual)
        return
    offset, sides = 0, []
    for chunk in chunks:
        if chunk["side_id"] is not None:
            sides.append(Side(chunk["side_id"], offset, chunk["size_bytes"]))
        offset += chunk["size_bytes"]
    try:
        sha256 = await blobs.settle(upload["id"], actual, sides)
    except WrongSize as error:
        await _fail(pool, blobs, finish, "size_mismatch", expected=error.expected, actual=error.actual)
        return
    except Missing:
        log.error("the bytes of upload %s are gone", upload["id"])
        await _fail(pool, blobs, finish, "bytes_missing")
        return
    except OSError as error:
        log.error("upload %s could not be put together: %s", upload["id"], error)
        async with pool.acquire() as conn:
            await sql.uploads.reopen(conn, id=upload["id"], finisher_id=finish.id)
        raise Unavailable("storage") from error
    checksum = files.checksum([chunk["checksum"] for chunk in chunks])
    kind = upload["magic_mimetype"] or mimetypes.UNKNOWN
    async with db.transaction(pool) as conn:
        _, failure = await _become_file(conn, storage, actor, upload, finish.id, kind, checksum, sha256)
    if failure is not None:
        await blobs.remove(upload["id"])


async def resume(pool: Pool, blobs: Blobs, storage: Storage, actor: Actor) -> int:
    """Finishes what finishers who are gone left behind; how many."""
    async with pool.acquire() as conn:
        rows = await sql.uploads.list_processing(conn)
    count = 0
    for row in rows:
        if not blobs.has_ended(row["process_id"], row["finisher_id"]):
            continue
        finisher_id = uuid4()
        with blobs.holding(finisher_id):
            async with db.transaction(pool) as conn:
                upload = await sql.uploads.claim_finish(
                    conn, id=row["id"], finisher_id=finisher_id, process_id=blobs.process_id, expected_finisher_id=row["finisher_id"]
                )
                chunks = await sql.uploads.list_chunks(conn, upload_id=row["id"])
            if upload is not None:
                await process(pool, blobs, storage, actor, Finish(finisher_id, upload, chunks))
                count += 1
    return count


async def delete(pool: Pool, blobs: Blobs, upload_id: UUID) -> None:
    """Ends an active upload; its bytes go at once."""
    async with pool.acquire() as conn:
        if not await sql.uploads.delete(conn, id=upload_id):
            raise NotFound("upload")
    await blobs.remove(upload_id)


async def _become_file(
    conn: Connection, storage: Storage, actor: Actor, upload: Row, claim_id: UUID, kind: str, checksum: str, sha256: bytes | None
) -> tuple[UUID | None, str | None]:
    """The id of the new or changed file, else why there is none."""
    mimetype = mimetypes.chosen(upload["mimetype"], upload["name"], kind)
    columns = {"upload_id": upload["id"], "claim_id": claim_id, "mimetype": mimetype, "magic_mimetype": kind, "checksum": checksum,
               "sha256": sha256}  # fmt: skip
    if upload["file_id"] is None:
        row = await sql.files.insert(conn, **columns)
        failure = "file_name_taken"
    else:
        row = await sql.files.replace(conn, **columns, keep_seconds=files.READING_SECONDS)
        failure = "file_is_gone"
    if row is None:
        ended = await sql.uploads.end(conn, id=upload["id"], claim_id=claim_id, failure_code=failure, failure_details="{}")
        return None, failure if ended else "upload_is_over"
    if sha256 is None:
        await outbox.put(conn, "files.hash", {"file_id": str(row["id"])}, key=str(row["id"]))
    action = "file.create" if upload["file_id"] is None else "file.replace"
    await audit.record(conn, actor, action, "file", row["id"], {"record_id": row["record_id"], "name": upload["name"]})
    return row["id"], None


async def _require_file(pool: Pool, blobs: Blobs, upload: Row, failure: str | None) -> None:
    """Raises what a failed direct upload is answered with, its bytes removed."""
    if failure is None:
        return
    await blobs.remove(upload["id"])
    if failure == "file_name_taken":
        async with pool.acquire() as conn:
            file = await sql.files.get_by_name(conn, record_id=upload["record_id"], name=upload["name"], reader=upload["creator_id"])
        raise Conflict(failure, file=file if file is not None and file["id"] is not None else None)
    if failure == "file_is_gone":
        raise Conflict(failure)
    raise NotFound("upload")


async def _fail(pool: Pool, blobs: Blobs, finish: Finish, code: str, **details: int) -> None:
    async with pool.acquire() as conn:
        await sql.uploads.end(
            conn, id=finish.upload["id"], claim_id=finish.id, failure_code=code, failure_details=orjson.dumps(details).decode()
        )
    await blobs.remove(finish.upload["id"])


@outbox.schedule("uploads.resume", every_seconds=30, heavy=True, timeout_seconds=3600)
async def resume_now_and_then(work: outbox.Work) -> None:
    """Finishes what a process that was killed had begun to finish."""
    await resume(work.pool, work[keys.BLOBS], work[keys.CONFIG].storage, SYSTEM)
