"""Finished files go to the store, whole and once; whatever happens on the way, nothing is lost and nothing stays."""

import asyncio
import hashlib
import http.client
import os
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from server.domain import files, stored_objects
from server.multiparts import Multiparts
from server.objects import PART, Away
from tests.api.kadi.storing import content, md5
from tests.storage.server import BUCKET

BIG = 3 * PART + 12_345


async def test_a_finished_file_goes_to_the_store_and_its_copy_on_disk_goes_after_it(place):
    data = content(100_000)
    file = await place.put("a.bin", data)
    blob_id = await place.blob_of(file)
    assert await place.states() == ["waiting"] and place.path(blob_id).read_bytes() == data
    await place.work()
    assert await place.states() == ["stored"] and not place.path(blob_id).exists()
    assert place.bucket.read(blob_id) == data
    assert await place.bytes_of(file) == data
    row = await place.pool.fetchrow("select size_bytes, sha256 from stored_objects")
    assert (row["size_bytes"], row["sha256"]) == (len(data), hashlib.sha256(data).digest())


async def test_a_worker_copies_without_being_asked(place_with):
    place = await place_with()
    file = await place.put("a", b"abc")
    assert await place.pool.fetchval("select count(*) from jobs where kind = 'objects.copy' and state = 'waiting'") == 1
    await place.put("b", b"def")
    assert await place.pool.fetchval("select count(*) from jobs where kind = 'objects.copy' and state = 'waiting'") == 1
    await place.work()
    assert await place.states() == ["stored", "stored"]
    assert await place.bytes_of(file) == b"abc"


@pytest.mark.parametrize("size", [0, 1, PART, PART + 1, BIG])
async def test_files_of_any_size_go_whole(place_with, size):
    place = await place_with(chunk_bytes=PART, direct_bytes=4 * PART)
    data = os.urandom(size)
    file = await place.stored("a", data)
    assert place.bucket.read(await place.blob_of(file)) == data
    assert md5(await place.bytes_of(file)) == md5(data)


async def test_a_file_in_chunks_gets_its_sha256_by_being_copied(place):
    data = content(DIRECT_AND_MORE)
    upload = await place.begun("a", len(data))
    for index in reversed(range(-(-len(data) // 300_000))):
        assert (await place.send_chunk(upload, index, data[index * 300_000 : (index + 1) * 300_000])).status == 200
    assert (await place.finish(upload)).status == 202
    assert await place.pool.fetchval("select sha256 from files") is None
    await place.move()
    assert await place.pool.fetchval("select sha256 from files") == hashlib.sha256(data).digest()
    assert place.bucket.read(UUID(upload["id"])) == data


DIRECT_AND_MORE = 2_100_000


async def test_replaced_data_goes_there_and_the_old_object_goes_later(place):
    file = await place.stored("a", b"old")
    old = await place.blob_of(file)
    await place.replace(file, b"new data")
    await place.move()
    new = await place.blob_of(file)
    assert place.bucket.blobs() == {old, new} and await place.bytes_of(file) == b"new data"
    await place.age("discarded_blobs", "remove_after", 1)
    await files.remove_discarded(place.pool, place.blobs)
    assert await place.states() == ["discarded", "stored"]
    assert await stored_objects.remove_discarded(place.pool, place.blobs, place.objects) == 1
    assert place.bucket.blobs() == {new} and await place.states() == ["stored"]


@pytest.mark.parametrize("is_purged", [False, True])
async def test_the_object_of_a_deleted_file_goes_when_its_time_is_over(place, is_purged):
    file = await place.stored("a", b"abc")
    if is_purged:
        assert (await place.client.delete(place.home)).status == 204
        assert (await place.client.post(f"{place.home}/purge")).status == 202
        await place.work("trash.purge")
    else:
        assert (await place.client.delete(f"{place.home}/files/{file['id']}")).status == 204
        assert await stored_objects.remove_discarded(place.pool, place.blobs, place.objects) == 0
        assert len(place.bucket.blobs()) == 1
    await place.age("discarded_blobs", "remove_after", 1)
    await files.remove_discarded(place.pool, place.blobs)
    await stored_objects.remove_discarded(place.pool, place.blobs, place.objects)
    assert place.bucket.blobs() == set() and await place.states() == []


async def test_a_file_that_is_deleted_before_it_is_copied_never_gets_there(place):
    file = await place.put("a", b"abc")
    await place.client.delete(f"{place.home}/files/{file['id']}")
    await place.move()
    assert await place.states() == ["discarded"] and place.bucket.blobs() == set()
    await stored_objects.remove_discarded(place.pool, place.blobs, place.objects)
    assert await place.states() == []


async def test_a_file_that_goes_while_it_is_copied_leaves_no_object(place, monkeypatch):
    file = await place.put("a", b"abc")
    put = place.objects.put

    async def slow(blob_id, blocks, size):
        await put(blob_id, blocks, size)
        await place.client.delete(f"{place.home}/files/{file['id']}")
        await place.age("discarded_blobs", "remove_after", 1)
        await files.remove_discarded(place.pool, place.blobs)
        assert await stored_objects.remove_discarded(place.pool, place.blobs, place.objects) == 0  # somebody is at it

    monkeypatch.setattr(place.objects, "put", slow)
    await place.move()
    assert await place.states() == ["discarded"]
    assert await stored_objects.remove_discarded(place.pool, place.blobs, place.objects) == 1
    assert place.bucket.blobs() == set() and await place.states() == []


async def test_bytes_that_are_not_those_that_were_acknowledged_stay_on_disk_until_they_are(place, caplog):
    file = await place.put("a", b"right")
    path = place.path(await place.blob_of(file))
    path.write_bytes(b"wrong")
    await place.move()
    assert await place.states() == ["kept"] and path.read_bytes() == b"wrong" and place.bucket.blobs() == set()
    assert "not those that were acknowledged" in caplog.text
    await place.age("files", "created_at", 40 * 86400)
    assert await files.scrub(place.pool, place.blobs, place.storage) == [UUID(file["id"])]
    assert await stored_objects.adopt(place.pool) == 0
    path.write_bytes(b"right")
    await place.age("files", "scrubbed_at", 40 * 86400)
    assert await files.scrub(place.pool, place.blobs, place.storage) == []
    assert await stored_objects.adopt(place.pool) == 1
    await place.move()
    assert await place.states() == ["stored"] and await place.bytes_of(file) == b"right"


async def test_an_object_that_comes_back_otherwise_is_not_believed(place, monkeypatch):
    file = await place.put("a", b"right")
    blob_id = await place.blob_of(file)
    put = place.objects.put

    async def changed(blob_id, blocks, size):
        await put(blob_id, blocks, size)
        place.bucket.write(blob_id, b"wrong")

    monkeypatch.setattr(place.objects, "put", changed)
    with pytest.raises(Away, match="other bytes"):
        await place.move()
    assert await place.states() == ["waiting"] and place.path(blob_id).read_bytes() == b"right"
    monkeypatch.undo()
    await place.move()
    assert place.bucket.read(blob_id) == b"right"


async def test_one_that_cannot_be_copied_keeps_no_other_from_it(place, monkeypatch):
    bad, *_ = [await place.put(name, name.encode()) for name in ("bad", "b", "c")]
    put, blob_id = place.objects.put, await place.blob_of(bad)

    async def broken(wanted, blocks, size):
        if wanted == blob_id:
            raise OSError(5, "Input/output error")
        await put(wanted, blocks, size)

    monkeypatch.setattr(place.objects, "put", broken)
    for _ in range(2):
        with pytest.raises(OSError):
            await place.move()
    assert await place.states() == ["stored", "stored", "waiting"]


async def test_many_copiers_copy_each_file_once(place, place_with):
    other = await place_with(like=place)
    made = [await place.put(f"file-{number}", content(1000, number)) for number in range(20)]
    await asyncio.gather(*(one.move() for one in (place, other, place, other)))
    assert await place.states() == ["stored"] * 20
    # Each of the four looked for the mark; the first to come may have put it more than once.
    puts = sum(one.objects.outcomes["put", "done"] for one in (place, other))
    assert 21 <= puts <= 24
    for number, file in enumerate(made):
        assert await other.bytes_of(file) == content(1000, number)


async def test_what_a_dead_process_was_copying_is_copied_by_the_next(place):
    file = await place.put("a", b"abc")
    await place.pool.execute("update stored_objects set state = 'copying', process_id = $1, claim_id = $2", uuid4(), uuid4())
    place.bucket.write(await place.blob_of(file), b"half of it")
    await place.move()
    assert await place.states() == ["stored"] and place.bucket.read(await place.blob_of(file)) == b"abc"


async def test_what_a_living_process_is_copying_is_left_to_it(place, place_with):
    other, claim_id = await place_with(like=place), uuid4()
    await place.put("a", b"abc")
    await place.pool.execute(
        "update stored_objects set state = 'copying', process_id = $1, claim_id = $2", place.blobs.process_id, claim_id
    )
    await other.move()
    assert await place.states() == ["copying"]
    with place.blobs.holding(claim_id):
        await place.move()
        assert await place.states() == ["copying"]
    await place.move()
    assert await place.states() == ["stored"]


async def test_the_sweep_takes_copies_and_old_objects_that_nobody_knows(place, place_with):
    file = await place.stored("a", b"abc")
    blob_id, stranger = await place.blob_of(file), uuid4()
    place.path(blob_id).write_bytes(b"abc")  # the copy of somebody who was killed after the commit
    place.bucket.write(stranger, b"from a database that is gone")
    assert await stored_objects.sweep(place.pool, place.blobs, place.objects, place.storage) == 1
    assert not place.path(blob_id).exists() and place.bucket.blobs() == {blob_id, stranger}
    at_once = await place_with(like=place, deleted_file_hours=0.0)
    await asyncio.sleep(1.1)  # the store knows whole seconds
    assert await stored_objects.sweep(place.pool, place.blobs, place.objects, at_once.storage) == 1
    assert place.bucket.blobs() == {blob_id} and await place.bytes_of(file) == b"abc"


async def begin_parts(place, blob_id: UUID) -> None:
    """What somebody leaves who is killed while he sends a large file."""

    answer = http.client.HTTPConnection("127.0.0.1", place.bucket.server.ports["s3"])
    asked = Multiparts(place.storage)
    path = f"/{BUCKET}/{place.bucket.name}/{blob_id.hex[:2]}/{blob_id}"
    answer.request("POST", f"{path}?{asked._signed('POST', path, {'uploads': ''})}")
    assert answer.getresponse().status == 200
    answer.close()


async def test_the_sweep_ends_parts_that_nobody_puts_together(place, place_with, caplog):
    gone, busy, claim_id = uuid4(), uuid4(), uuid4()
    listed = Multiparts(place.storage)
    await place.stored("a", b"abc")
    for blob_id in (gone, busy):
        await begin_parts(place, blob_id)
    assert {UUID(one.key[3:]) for one in listed.list()} == {gone, busy}
    await stored_objects.sweep(place.pool, place.blobs, place.objects, place.storage)
    assert len(list(listed.list())) == 2  # too young
    at_once = await place_with(like=place, deleted_file_hours=0.0)
    await place.pool.execute(
        "insert into stored_objects (blob_id, state, process_id, claim_id) values ($1, 'copying', $2, $3)",
        busy,
        at_once.blobs.process_id,
        claim_id,
    )
    await asyncio.sleep(1.1)
    with at_once.blobs.holding(claim_id):
        assert await stored_objects.sweep(at_once.pool, at_once.blobs, at_once.objects, at_once.storage) == 1
    assert [UUID(one.key[3:]) for one in listed.list()] == [busy]
    assert await stored_objects.sweep(at_once.pool, at_once.blobs, at_once.objects, at_once.storage) == 1
    assert list(listed.list()) == [] and len(place.bucket.blobs()) == 1
    assert "cannot be" not in caplog.text


async def test_a_store_that_does_not_tell_of_parts_is_swept_all_the_same(place, caplog, monkeypatch):
    await place.stored("a", b"abc")
    monkeypatch.setattr(place.objects, "_multiparts", Multiparts(replace(place.storage, secret_key="wrong")))
    await stored_objects.sweep(place.pool, place.blobs, place.objects, place.storage)
    assert "unfinished uploads cannot be listed (403)" in caplog.text
    monkeypatch.setattr(place.objects, "_multiparts", None)
    caplog.clear()
    await stored_objects.sweep(place.pool, place.blobs, place.objects, place.storage)
    assert [record for record in caplog.records if record.name.startswith("athenaeum")] == []


async def test_objects_whose_file_went_unsaid_are_swept(place):
    file = await place.stored("a", b"abc")
    await place.pool.execute("delete from files where id = $1", UUID(file["id"]))
    await place.pool.execute("alter table discarded_blobs disable trigger user")
    await place.pool.execute("delete from discarded_blobs")
    await place.pool.execute("alter table discarded_blobs enable trigger user")
    assert await place.states() == ["stored"]
    await stored_objects.sweep(place.pool, place.blobs, place.objects, place.storage)
    await stored_objects.remove_discarded(place.pool, place.blobs, place.objects)
    assert place.bucket.blobs() == set() and await place.states() == []


async def test_the_recurring_jobs_do_their_work(place):
    kept, gone = await place.put("a", b"abc"), await place.stored("b", b"def")
    await place.put("c", b"ghi")
    await place.pool.execute("delete from stored_objects where state = 'waiting'")
    await place.pool.execute("update jobs set state = 'done', finished_at = now() where kind = 'objects.copy'")
    await place.client.delete(f"{place.home}/files/{gone['id']}")
    await place.age("discarded_blobs", "remove_after", 1)
    await files.remove_discarded(place.pool, place.blobs)
    await place.pool.execute("insert into jobs (kind, key) values ('objects.sweep', 'schedule'), ('objects.upkeep', 'schedule')")
    await place.work("objects.adopt", "objects.sweep", "objects.upkeep", "objects.copy")
    assert await place.pool.fetch("select kind, last_error from jobs where state <> 'done' and kind like 'objects.%'") == []
    assert await place.states() == ["stored", "stored"] and len(place.bucket.blobs()) == 2
    assert await place.bytes_of(kept) == b"abc"


async def test_one_object_is_not_removed_while_its_file_is_needed_and_not_on_disk(place, caplog):
    file = await place.stored("a", b"abc")
    await place.pool.execute("update stored_objects set state = 'discarded', remove_after = now()")
    assert await stored_objects.remove_discarded(place.pool, place.blobs, place.objects) == 0
    assert place.bucket.read(await place.blob_of(file)) == b"abc" and "is needed and not on disk" in caplog.text
