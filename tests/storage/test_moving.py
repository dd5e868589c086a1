"""An installation gets a store, changes it, gives it up."""

import asyncio
from uuid import uuid4

import obstore
import pytest

from server.config import ConfigError
from server.domain import stored_objects
from tests.api.kadi.storing import content, raw
from tests.storage.server import Folder


async def test_what_was_there_before_the_store_goes_there_too(place_with, monkeypatch):
    monkeypatch.setattr(stored_objects, "ADOPTED", 4)
    before = await place_with(url="", endpoint="", access_key="", secret_key="")
    made = [await before.put(f"file-{number}", content(1000, number)) for number in range(10)]
    assert before.objects is None and await before.states() == []
    place = await place_with(like=before)
    assert place.app is not before.app and await place.states() == []
    await place.work()
    assert await place.states() == ["stored"] * 10
    for number, file in enumerate(made):
        assert await place.bytes_of(file) == content(1000, number)
    assert [part async for part in place.blobs.list_complete()] == []


async def test_a_store_cannot_be_left_while_files_are_there(place, place_with):
    await place.stored("a", b"abc")
    await place.stored("b", b"def")
    words = r'storage.url is empty, but 2 files are in s3://\S+: set it again; with storage.keep_in = "disk" they come back'
    with pytest.raises(ConfigError, match=words):
        await place_with(like=place, url="", endpoint="", access_key="", secret_key="")


async def test_files_come_back_and_then_it_can_be_left(place, place_with):
    made = [await place.stored(f"file-{number}", content(size, number)) for number, size in enumerate((0, 5, 5_000_000))]
    back = await place_with(like=place, keep_in="disk")
    new = await back.put("new", b"stays on disk")
    assert await back.states() == ["stored"] * 3
    headers = [(await back.download(file)).headers for file in made]
    assert await stored_objects.bring_back(back.pool, back.blobs, back.objects) == 3
    assert await back.states() == ["discarded"] * 3
    for number, file in enumerate(made):
        assert back.path(await back.blob_of(file)).exists()
        assert await back.bytes_of(file) == content((0, 5, 5_000_000)[number], number)
        response = await back.download(file)
        assert response.headers["ETag"] == headers[number]["ETag"] and response.headers["Last-Modified"] == headers[number]["Last-Modified"]
    assert await stored_objects.remove_discarded(back.pool, back.blobs, back.objects) == 0  # somebody may be reading there
    await back.age("stored_objects", "remove_after", 1)
    assert await stored_objects.remove_discarded(back.pool, back.blobs, back.objects) == 3
    assert back.bucket.blobs() == set()
    without = await place_with(like=back, url="", endpoint="", access_key="", secret_key="")
    assert await without.bytes_of(made[2]) == content(5_000_000, 2) and await without.bytes_of(new) == b"stays on disk"


async def test_who_is_killed_on_the_way_back_goes_on(place, place_with):
    file, damaged = await place.stored("a", content(5000)), await place.stored("b", b"abc")
    back = await place_with(like=place, keep_in="disk")
    blob_id = await back.blob_of(file)
    back.path(blob_id).write_bytes(content(5000)[:100])  # cannot be, and would be replaced
    back.bucket.write(await back.blob_of(damaged), b"xyz")
    assert await stored_objects.bring_back(back.pool, back.blobs, back.objects) == 1
    assert await back.bytes_of(file) == content(5000) and await back.states() == ["discarded", "stored"]
    assert not back.path(await back.blob_of(damaged)).exists()
    assert [name.name for name in back.blobs.staging.iterdir() if name.name.startswith("coming")] == []


async def test_a_copy_that_was_interrupted_does_not_hold_the_store(place, place_with):
    file = await place.put("a", b"abc")
    await place.pool.execute("update stored_objects set state = 'copying', process_id = $1, claim_id = $2", uuid4(), uuid4())
    place.bucket.write(await place.blob_of(file), b"abc")
    back = await place_with(like=place, keep_in="disk")
    await back.pool.execute("insert into jobs (kind) values ('objects.upkeep')")
    await back.work("objects.upkeep")
    assert await back.states() == [] and back.bucket.blobs() == set()
    without = await place_with(like=back, url="", endpoint="", access_key="", secret_key="")
    assert await without.bytes_of(file) == b"abc"


async def test_what_a_dead_process_was_bringing_back_is_swept(place):
    (place.blobs.staging / "coming.00000000-0000-4000-8000-000000000000.00000000-0000-4000-8000-000000000001").write_bytes(b"half")
    mine = place.blobs.staging / f"coming.{place.blobs.process_id}.00000000-0000-4000-8000-000000000001"
    mine.write_bytes(b"half")
    await place.blobs.remove_dead_processes()
    assert [path.name for path in place.blobs.staging.iterdir() if path.name.startswith("coming")] == [mine.name]
    assert (await place.blobs.list_staged()).blobs == set()


async def test_back_and_there_again(place, place_with):
    file = await place.stored("a", content(5000))
    back = await place_with(like=place, keep_in="disk")
    await stored_objects.bring_back(back.pool, back.blobs, back.objects)
    again = await place_with(like=back)
    await again.age("stored_objects", "remove_after", 1)
    assert await stored_objects.remove_discarded(again.pool, again.blobs, again.objects) == 1
    await stored_objects.adopt(again.pool)
    await again.move()
    assert await again.states() == ["stored"] and again.bucket.read(await again.blob_of(file)) == content(5000)


async def test_another_address_is_right_where_everything_was_copied(place, place_with, s3):
    file = await place.stored("a", b"abc")
    other = Folder(s3)
    with pytest.raises(ConfigError, match=r"1 files are in s3://.*: set it again, or copy everything, athenaeum-installation too"):
        await place_with(like=place, **other.settings)
    with pytest.raises(ConfigError, match=r"whether they were copied cannot be seen: .* cannot be reached"):
        await place_with(like=place, **other.settings | {"endpoint": "http://127.0.0.1:1"})
    for name in place.bucket.names():
        obstore.put(other.store, name, bytes(obstore.get(place.bucket.store, name).bytes()))
    place.bucket.remove(await place.blob_of(file))
    moved = await place_with(like=place, **other.settings)
    assert await moved.bytes_of(file) == b"abc"
    assert await moved.pool.fetchval("select place from object_store") == moved.storage.url


async def test_a_file_is_read_while_it_goes_there_and_back(place, place_with):
    back = await place_with(like=place, keep_in="disk")
    data = content(1_500_000)
    file = await place.put("a", data)
    is_over = False

    async def read() -> int:
        count = 0
        while not is_over:
            response = await place.download(file)
            assert (response.status, raw(response) == data) == (200, True)
            count += 1
        return count

    readers = [asyncio.create_task(read()) for _ in range(4)]
    for _ in range(3):
        await place.pool.execute("delete from stored_objects")
        await stored_objects.adopt(place.pool)
        await place.move()
        await stored_objects.bring_back(back.pool, back.blobs, back.objects)
    is_over = True
    assert min(await asyncio.gather(*readers)) > 0
