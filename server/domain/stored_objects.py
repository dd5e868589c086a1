"""Finished files in the object store: copied there, brought back, removed, swept. The row says where bytes are.

A row is there before its object, and the object is compared byte for byte before the copy on disk goes. So whoever is killed
at any point leaves either a row that waits again or an object that a row knows; nothing is lost, nothing stays for ever.
"""

import asyncio
import hashlib
import logging
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from server import db, keys
from server.blobs import Blobs, Missing
from server.config import ConfigError, Storage
from server.db import Pool, Row, sql
from server.domain import files, outbox
from server.objects import Away, Held, NotThere, Objects, Refused

log = logging.getLogger("athenaeum.objects")

BATCH = 200
ADOPTED = 10_000
COPIERS = 2
"""One for what is large, and one that goes past it."""
NEVER = 1_000_000
"""Attempts: a store that is away for a week comes back, and nobody has to push the job."""


# --- the start -------------------------------------------------------------------------------------------------------


async def begin(pool: Pool, storage: Storage, objects: Objects | None) -> None:
    """Settles where files go from now on. ConfigError where the settings no longer say where files are that are needed."""
    is_on = objects is not None and storage.keep_in == "store"
    async with pool.acquire() as conn:
        store = await sql.objects.get_store(conn)
        count = await sql.objects.count(conn) if store["place"] not in (None, storage.url) else 0
    if count:
        await require_moved(store, count, storage, objects)
    async with db.transaction(pool) as conn:
        await sql.objects.set_store(conn, place=storage.url or None, is_on=is_on)
        if not is_on:
            await sql.objects.forget_waiting(conn)
        elif not store["is_on"]:
            await outbox.put(conn, "objects.adopt", key="all")


async def require_moved(store: Row, count: int, storage: Storage, objects: Objects | None) -> None:
    """Another place is right only where everything was copied there, the mark too."""
    there = f"{count} files are in {store['place']}"
    if objects is None:
        raise ConfigError(f'storage.url is empty, but {there}: set it again; with storage.keep_in = "disk" they come back')
    try:
        mark = await objects.read_mark()
    except Away as error:
        raise ConfigError(f"storage.url is {storage.url}, but {there}, and whether they were copied cannot be seen: {error}") from None
    if mark != store["installation_id"]:
        raise ConfigError(f"storage.url is {storage.url}, but {there}: set it again, or copy everything, athenaeum-installation too")


async def find(pool: Pool, objects: Objects, blob_ids: Sequence[UUID]) -> dict[UUID, Held]:
    """Which of these are read in the store."""
    async with pool.acquire() as conn:
        rows = await sql.objects.list_held(conn, blob_ids=list(blob_ids))
    return {row["blob_id"]: Held(objects, row["blob_id"], row["size_bytes"], row["modified_at"]) for row in rows}


async def require_mark(pool: Pool, objects: Objects) -> None:
    """Nothing is written to or removed from a place that is somebody else's. Refused there."""
    async with pool.acquire() as conn:
        store = await sql.objects.get_store(conn)
    mark = await objects.read_mark()
    if mark is None and not store["is_read"]:
        await objects.write_mark(store["installation_id"])
    elif mark is None:
        raise Refused(f"object store {objects.place}: files should be there, but it does not bear our mark")
    elif mark != store["installation_id"]:
        raise Refused(f"object store {objects.place}: it belongs to another installation")


# --- there -----------------------------------------------------------------------------------------------------------


async def copy_waiting(pool: Pool, blobs: Blobs, objects: Objects) -> int:
    """Copies what waits, one after another; how many. Raises Away, and what could not be copied waits on."""
    await put_back_ended(pool, blobs)
    count = 0
    while True:
        claim_id = uuid4()
        with blobs.holding(claim_id):
            async with pool.acquire() as conn:
                row = await sql.objects.claim_next(conn, process_id=blobs.process_id, claim_id=claim_id)
            if row is None:
                return count
            try:
                if count == 0:
                    await require_mark(pool, objects)
                count += await copy(pool, blobs, objects, row, claim_id)
            except BaseException:
                await asyncio.shield(put_back(pool, row["blob_id"], claim_id))
                raise


async def put_back_ended(pool: Pool, blobs: Blobs, *, is_wanted: bool = True) -> None:
    """What a copier who is gone had begun waits again, or goes where it is not wanted there any more."""
    async with pool.acquire() as conn:
        for row in await sql.objects.list_copying(conn):
            if not blobs.has_ended(row["process_id"], row["claim_id"]):
                continue
            if is_wanted:
                await sql.objects.put_back(conn, blob_id=row["blob_id"], claim_id=row["claim_id"])
            else:
                await sql.objects.end_copy(conn, blob_id=row["blob_id"], claim_id=row["claim_id"], state="discarded")


async def put_back(pool: Pool, blob_id: UUID, claim_id: UUID) -> None:
    async with pool.acquire() as conn:
        await sql.objects.put_back(conn, blob_id=blob_id, claim_id=claim_id)


async def copy(pool: Pool, blobs: Blobs, objects: Objects, row: Row, claim_id: UUID) -> bool:
    """Copies one file, compares the object, lets go of the copy on disk; whether it did."""
    blob_id, size = row["blob_id"], row["size_bytes"]
    try:
        if size is None:  # nobody needs it any more
            raise Missing(blob_id)
        file = await blobs.open_on_disk(blob_id)
    except Missing:
        await end_copy(pool, row, claim_id, is_needed=size is not None)
        return False
    sha256 = hashlib.sha256()
    with file:
        state = os.fstat(file.fileno())
        if state.st_size == size:
            await objects.put(blob_id, blobs.blocks(file, sha256), size)
    found = sha256.digest()
    if state.st_size != size or row["sha256"] not in (None, found):
        await objects.remove([blob_id])
        await end_copy(pool, row, claim_id, is_needed=True)
        return False
    try:
        is_same = await objects.hash(blob_id, size) == found
    except NotThere:
        is_same = False
    if not is_same:
        raise Away(f"object store {objects.place}: it gives back other bytes than it got")
    async with pool.acquire() as conn:
        is_stored = await sql.objects.finish(
            conn, blob_id=blob_id, claim_id=claim_id, size_bytes=size, sha256=found,
            modified_at=datetime.fromtimestamp(int(state.st_mtime), UTC),
        )  # fmt: skip
    if is_stored:
        await blobs.drop_copy(blob_id)
    return bool(is_stored)


async def end_copy(pool: Pool, row: Row, claim_id: UUID, *, is_needed: bool) -> None:
    if is_needed:
        log.error("blob %s stays on disk: its bytes are not those that were acknowledged", row["blob_id"])
    async with pool.acquire() as conn:
        await sql.objects.end_copy(conn, blob_id=row["blob_id"], claim_id=claim_id, state="kept" if is_needed else "discarded")


async def adopt(pool: Pool) -> int:
    """Lets every file wait that is on disk only; how many."""
    count = 0
    while True:
        async with pool.acquire() as conn:
            found = await sql.objects.adopt(conn, limit=ADOPTED)
        count += found
        if found < ADOPTED:
            break
    async with pool.acquire() as conn:
        return count + await sql.objects.ask_again(conn)


# --- back ------------------------------------------------------------------------------------------------------------


async def bring_back(pool: Pool, blobs: Blobs, objects: Objects) -> int:
    """Brings every file back to disk; how many. The objects go later."""
    after, count = UUID(int=0), 0
    while True:
        async with pool.acquire() as conn:
            rows = await sql.objects.list_stored(conn, after=after, limit=BATCH)
        for row in rows:
            after = row["blob_id"]
            try:
                if not await is_on_disk(blobs, row):
                    blocks = objects.pieces(after, row["size_bytes"])
                    await blobs.bring(after, blocks, row["sha256"], row["modified_at"].timestamp())
            except (NotThere, Missing):
                log.error("object %s is damaged: it stays where it is", after)
                continue
            async with pool.acquire() as conn:
                count += await sql.objects.give_back(conn, blob_id=after, keep_seconds=files.READING_SECONDS)
        if len(rows) < BATCH:
            return count


async def is_on_disk(blobs: Blobs, row: Row) -> bool:
    """Whether the whole bytes lie there, from a time before somebody was killed."""
    sha256 = hashlib.sha256()
    try:
        file = await blobs.open_on_disk(row["blob_id"])
    except Missing:
        return False
    with file:
        async for _ in blobs.blocks(file, sha256):
            pass
    return sha256.digest() == row["sha256"]


# --- what goes -------------------------------------------------------------------------------------------------------


async def remove_discarded(pool: Pool, blobs: Blobs, objects: Objects) -> int:
    """Removes objects whose time is over; how many."""
    count, is_checked = 0, False
    while True:
        async with pool.acquire() as conn:
            rows = await sql.objects.list_discarded(conn, limit=BATCH)
        going = [row["blob_id"] for row in rows if await may_go(blobs, row)]
        if not going:
            return count
        if not is_checked:
            await require_mark(pool, objects)
            is_checked = True
        await objects.remove(going)
        async with pool.acquire() as conn:
            count += await sql.objects.forget(conn, blob_ids=going)
        if len(rows) < BATCH:
            return count


async def may_go(blobs: Blobs, row: Row) -> bool:
    """Nobody is copying it, and whatever is needed lies on disk."""
    if row["claim_id"] is not None and not blobs.has_ended(row["process_id"], row["claim_id"]):
        return False
    if not row["is_needed"]:
        return True
    try:
        (await blobs.open_on_disk(row["blob_id"])).close()
    except Missing:
        log.error("object %s was to go, but is needed and not on disk", row["blob_id"])
        return False
    return True


async def sweep(pool: Pool, blobs: Blobs, objects: Objects, storage: Storage) -> int:
    """Removes copies on disk of what is in the store, and objects that nobody knows; how many.

    The names are read before the rows, and a row is there before its object. Objects are removed only when they are so old
    as the bytes of a deleted file may get: whoever has put back an older database sees in time what it does not know.
    """
    copies, strangers = 0, 0
    async with pool.acquire() as conn:
        await sql.objects.discard_unneeded(conn, limit=ADOPTED)
    if storage.keep_in == "store":
        async for complete in blobs.list_complete():
            for blob_id in await blobs.held(complete):
                copies += await blobs.drop_copy(blob_id)
    await require_mark(pool, objects)
    oldest = datetime.now(UTC) - timedelta(hours=storage.deleted_file_hours)
    async for page in objects.pages():
        async with pool.acquire() as conn:
            rows = await sql.objects.list_unknown(conn, blob_ids=[blob_id for blob_id, came_at in page if came_at <= oldest])
        await objects.remove([row["id"] for row in rows])
        strangers += len(rows)
    parts = await end_unfinished(pool, blobs, objects, oldest)
    if copies or strangers or parts:
        log.info("swept %d copies on disk, %d objects that no row knew, %d unfinished uploads", copies, strangers, parts)
    return copies + strangers + parts


async def end_unfinished(pool: Pool, blobs: Blobs, objects: Objects, oldest: datetime) -> int:
    """Ends what copiers who are gone had begun to send in parts; how many."""
    begun = [(blob_id, one) for blob_id, one in await objects.list_unfinished() if one.begun_at <= oldest]
    async with pool.acquire() as conn:
        rows = await sql.objects.list_copying(conn)
    busy = {row["blob_id"] for row in rows if not blobs.has_ended(row["process_id"], row["claim_id"])}
    return sum([await objects.end_unfinished(one) for blob_id, one in begun if blob_id not in busy])


# --- jobs ------------------------------------------------------------------------------------------------------------


@outbox.handler("objects.copy", attempts=NEVER, timeout_seconds=None, longest_pause_seconds=600.0, places=COPIERS)
async def copy_now(work: outbox.Work) -> None:
    blobs = work[keys.BLOBS]
    if blobs.objects is not None:
        await copy_waiting(work.pool, blobs, blobs.objects)


@outbox.handler("objects.adopt", timeout_seconds=3600)
async def adopt_all(work: outbox.Work) -> None:
    """The store is new here: what is on disk goes there too."""
    await adopt(work.pool)
    await ask(work.pool)


@outbox.schedule("objects.upkeep", every_seconds=60, timeout_seconds=None, longest_pause_seconds=600.0, places=1)
async def keep_up(work: outbox.Work) -> None:
    """Removes what is discarded, brings files back where they shall be on disk, sees that somebody copies what waits."""
    blobs, storage = work[keys.BLOBS], work[keys.CONFIG].storage
    if blobs.objects is None:
        return
    await ask(work.pool)
    if storage.keep_in == "disk":
        await put_back_ended(work.pool, blobs, is_wanted=False)
        if count := await bring_back(work.pool, blobs, blobs.objects):
            log.info("%d files are on disk again; their objects go in an hour", count)
    await remove_discarded(work.pool, blobs, blobs.objects)


@outbox.schedule("objects.sweep", lambda config: config.storage.sweep_minutes * 60, timeout_seconds=6 * 3600, places=1)
async def sweep_now_and_then(work: outbox.Work) -> None:
    blobs, storage = work[keys.BLOBS], work[keys.CONFIG].storage
    if blobs.objects is None:
        return
    if storage.keep_in == "store":
        await adopt(work.pool)
        await ask(work.pool)
    await sweep(work.pool, blobs, blobs.objects, storage)


async def ask(pool: Pool) -> None:
    """A job for what waits, where there is none: it was discarded, or there never was one."""
    async with db.transaction(pool) as conn:
        if await sql.objects.lacks_job(conn):
            await outbox.put(conn, "objects.copy", key="waiting")
