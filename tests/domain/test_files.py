"""Upkeep of files: what expires, what is removed when, the sweep, hashes, the scrub."""

import asyncio
import hashlib
from uuid import uuid4

import pytest

from server import db, keys
from server.db import sql
from server.domain import files, outbox
from server.jobs import Worker
from tests.api.kadi.storing import CHUNK, DIRECT, Store, content
from tests.make import Make


@pytest.fixture
async def place(start_server, fresh_database, anonymous):
    """A person with a record on a server of his own; also its pool, store and configuration."""
    server = await start_server(dsn=fresh_database, storage={"chunk_bytes": CHUNK, "direct_bytes": DIRECT})
    make = Make(server.app[keys.POOL], server.app[keys.CONFIG])
    account = await make.account()
    record = await make.record(account)
    client = anonymous.using(await make.token(account))
    client.url = str(server.make_url("/api/v1"))
    store = Store(client, record["id"], account)
    store.app, store.pool, store.blobs = server.app, server.app[keys.POOL], server.app[keys.BLOBS]
    store.storage = server.app[keys.CONFIG].storage
    return store


async def on_disk(store: Store) -> int:
    staged = await store.blobs.list_staged()
    return len(staged.blobs) + len(staged.sides) + sum([len(part) async for part in store.blobs.list_complete()])


async def age(store: Store, table: str, column: str, seconds: float) -> None:
    await store.pool.execute(f"update {table} set {column} = now() - make_interval(secs => {seconds})")  # noqa: S608


# --- expiry ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours, is_over", [(23.9, False), (24.1, True)])
async def test_uploads_that_nobody_goes_on_with_end_after_a_day(place, hours, is_over):
    upload = await place.begun("a", 3000)
    await place.send_chunk(upload, 0, content(CHUNK))
    await age(place, "uploads", "updated_at", hours * 3600)
    assert await files.expire_uploads(place.pool, place.storage) == int(is_over)
    assert (await place.look(upload)).status == (404 if is_over else 200)
    await files.remove_discarded(place.pool, place.blobs)
    assert await on_disk(place) == (0 if is_over else 1)


async def test_a_chunk_keeps_an_upload_for_another_day(place):
    upload = await place.begun("a", 3000)
    await age(place, "uploads", "updated_at", 23.9 * 3600)
    await place.send_chunk(upload, 0, content(CHUNK))
    await age(place, "uploads", "created_at", 30 * 3600)
    assert await files.expire_uploads(place.pool, place.storage) == 0


@pytest.mark.parametrize("size, seconds, is_gone", [(10, 290, False), (10, 310, True), (3000, 310, False), (3000, 7 * 86400 - 60, False),
                                                    (3000, 7 * 86400 + 60, True)])  # fmt: skip
async def test_ended_uploads_are_forgotten_with_a_task_later(place, size, seconds, is_gone):
    upload = await place.begun("a", size)
    file = await place.fill(upload, content(size))
    await age(place, "uploads", "updated_at", seconds)
    await files.expire_uploads(place.pool, place.storage)
    assert (await place.look(upload)).status == (404 if is_gone else 200)
    assert await place.bytes_of(file) == content(size)


# --- discarded bytes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours, left", [(23.9, 1), (24.1, 0)])
async def test_the_bytes_of_a_deleted_file_stay_a_day(place, hours, left):
    file = await place.put("a", b"abc")
    await place.client.delete(f"{place.home}/files/{file['id']}")
    await place.pool.execute("update discarded_blobs set remove_after = remove_after - make_interval(secs => $1)", hours * 3600)
    assert await files.sweep(place.pool, place.blobs) == 0
    await files.remove_discarded(place.pool, place.blobs)
    assert await on_disk(place) == left


async def test_replaced_bytes_go_and_the_new_ones_stay(place):
    file = await place.replace(await place.put("a", b"abc"), b"new")
    assert await on_disk(place) == 2
    await place.pool.execute("update discarded_blobs set remove_after = now()")
    assert await files.remove_discarded(place.pool, place.blobs) == 1
    assert (await on_disk(place), await place.bytes_of(file)) == (1, b"new")


async def test_bytes_that_a_file_needs_are_never_removed(place):
    file = await place.put("a", b"abc")
    await place.pool.execute("insert into discarded_blobs (blob_id, remove_after) select blob_id, now() from files")
    assert await files.remove_discarded(place.pool, place.blobs) == 0
    assert await place.bytes_of(file) == b"abc"


async def test_the_bytes_of_a_purged_record_go(place):
    await place.put("a", b"abc")
    upload = await place.begun("b", 3000)
    await place.send_chunk(upload, 1, content(CHUNK))
    assert await on_disk(place) == 2
    await place.client.delete(place.home)
    assert (await place.client.post(f"{place.home}/purge")).status == 202
    worker = Worker(place.pool, place.app[keys.CONFIG].jobs, place.app)
    await worker.run_due()
    await files.remove_discarded(place.pool, place.blobs)
    assert await on_disk(place) == 0
    assert await place.pool.fetchval("select used_bytes from storage_usage where account_id = $1", place.account["id"]) == 0


# --- sweep -----------------------------------------------------------------------------------------------------------


async def test_the_sweep_takes_what_no_row_knows_and_nothing_else(place):
    kept = await place.put("a", b"abc")
    upload = await place.begun("b", 3000)
    for data in (content(CHUNK), content(CHUNK, 2)):
        await place.send_chunk(upload, 0, data)
    before = await on_disk(place)
    blobs = place.blobs
    complete = uuid4()
    (blobs.staging / str(uuid4())).write_bytes(b"orphan")
    (blobs.staging / f"{upload['id']}.{uuid4()}").write_bytes(b"orphan")
    (blobs.staging / f"{uuid4()}.{uuid4()}").write_bytes(b"orphan")
    blobs.path(complete).write_bytes(b"orphan")
    assert await on_disk(place) == before + 4
    assert await files.sweep(place.pool, blobs) == 4
    assert await on_disk(place) == before
    await place.send_chunk(upload, 1, content(CHUNK))
    await place.send_chunk(upload, 2, content(CHUNK))
    await place.finish(upload)
    task = (await (await place.look(upload)).json())["_meta"]["task"]
    assert await place.bytes_of(task["file"]) == content(CHUNK, 2) + content(CHUNK) * 2
    assert await place.bytes_of(kept) == b"abc"


async def test_the_sweep_leaves_a_chunk_that_is_being_written(place):
    upload, begun, go_on = await place.begun("a", 3000), asyncio.Event(), asyncio.Event()
    await place.send_chunk(upload, 0, content(CHUNK))

    async def slow():
        yield content(CHUNK, 5)[:300]
        begun.set()
        await go_on.wait()
        yield content(CHUNK, 5)[300:]

    writer = asyncio.create_task(place.send(upload, slow(), {"Kadi-Chunk-Index": "0", "Kadi-Chunk-Size": "1000"}))
    await begun.wait()
    await asyncio.sleep(0.1)
    assert len((await place.blobs.list_staged()).sides) == 1
    assert await files.sweep(place.pool, place.blobs) == 0
    go_on.set()
    assert (await writer).status == 200


# --- hashes and the scrub --------------------------------------------------------------------------------------------


async def sha256_of(place, file) -> bytes | None:
    return await place.pool.fetchval("select sha256 from files where id = $1", file["id"])


async def test_the_hash_is_known_at_once_when_the_bytes_came_in_order(place):
    for size in (0, 10, 3500):
        file = await place.put(f"{size}", content(size))
        assert await sha256_of(place, file) == hashlib.sha256(content(size)).digest()


async def test_otherwise_a_job_makes_it(place):
    data = content(3000)
    upload = await place.begun("a", 3000)
    for index in (2, 1, 0):
        await place.send_chunk(upload, index, data[index * CHUNK : (index + 1) * CHUNK])
    await place.finish(upload)
    file = (await (await place.look(upload)).json())["_meta"]["task"]["file"]
    assert await sha256_of(place, file) is None
    await Worker(place.pool, place.app[keys.CONFIG].jobs, place.app, {"files.hash": outbox.KINDS["files.hash"]}).run_due()
    assert await sha256_of(place, file) == hashlib.sha256(data).digest()


async def test_hashes_whose_job_was_lost_are_made_by_the_scrub(place):
    file = await place.put("a", b"abc")
    await place.pool.execute("update files set sha256 = null")
    assert await files.hash_missing(place.pool, place.blobs) == 1
    assert await sha256_of(place, file) == hashlib.sha256(b"abc").digest()
    assert await files.hash_missing(place.pool, place.blobs) == 0


async def test_the_scrub_finds_changed_and_missing_bytes_and_only_those(place, caplog):
    good, bad, short, gone = [await place.put(name, content(50, number)) for number, name in enumerate(("good", "bad", "short", "gone"))]
    assert await files.scrub(place.pool, place.blobs, place.storage) == []
    await age(place, "files", "created_at", 31 * 86400)

    async def path(file):
        return place.blobs.path(await place.pool.fetchval("select blob_id from files where id = $1", file["id"]))

    (await path(bad)).write_bytes(content(50, 99))
    (await path(short)).write_bytes(content(50, 2)[:49])
    (await path(gone)).unlink()
    found = await files.scrub(place.pool, place.blobs, place.storage)
    assert {str(file_id) for file_id in found} == {bad["id"], short["id"], gone["id"]}
    assert caplog.text.count("is damaged") == 3
    marked = await place.pool.fetch("select id from files where damaged_at is not null")
    assert {str(row["id"]) for row in marked} == {bad["id"], short["id"], gone["id"]}
    assert await files.scrub(place.pool, place.blobs, place.storage) == []
    (await path(bad)).write_bytes(content(50, 1))
    await age(place, "files", "scrubbed_at", 31 * 86400)
    assert {str(file_id) for file_id in await files.scrub(place.pool, place.blobs, place.storage)} == {short["id"], gone["id"]}
    assert await place.bytes_of(good) == content(50, 0)
    assert (await place.download(gone)).status == 503


async def test_a_file_that_is_replaced_while_it_is_read_gets_no_wrong_hash(place, monkeypatch):
    file = await place.put("a", b"old")
    await place.pool.execute("update files set sha256 = null")
    real = place.blobs.hash_complete

    async def slow(blob_id):
        found = await real(blob_id)
        await place.replace(file, b"new")
        return found

    monkeypatch.setattr(place.blobs, "hash_complete", slow)
    async with db.transaction(place.pool) as conn:
        row = await sql.files.get_blob(conn, id=file["id"])
    assert row["sha256"] is None
    await files.hash_file(place.pool, place.blobs, row["id"])
    assert await sha256_of(place, file) == hashlib.sha256(b"new").digest()


async def test_the_recurring_jobs_do_their_work(place):
    upload = await place.begun("a", 10)
    (place.blobs.staging / upload["id"]).write_bytes(b"")
    await age(place, "uploads", "updated_at", 25 * 3600)
    kinds = {name: kind for name, kind in outbox.KINDS.items() if name.startswith(("files.", "uploads."))}
    assert set(kinds) == {"files.hash", "files.clean", "files.sweep", "files.scrub", "uploads.resume"}
    worker = Worker(place.pool, place.app[keys.CONFIG].jobs, place.app, kinds)
    async with db.transaction(place.pool) as conn:
        for name in kinds:
            if name != "files.hash":
                await outbox.put(conn, name)
    await worker.run_due()
    assert await on_disk(place) == 0
    assert await place.pool.fetchval("select count(*) from jobs where state <> 'done' and kind = any ($1)", list(kinds)) == 0
