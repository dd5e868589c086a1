"""The store is away, or will not have us: uploads go on, reads of what is there are refused politely, and it all comes back."""

import asyncio
import json
import logging
import socket

import aiohttp
import obstore
import pytest

from server.domain import files, stored_objects
from server.http.ranges import PIECE
from server.objects import Away, Refused
from tests.api.kadi.storing import content
from tests.storage.server import SECRET_KEY, free_ports
from tests.storage.test_reading import big


async def ready(place) -> dict:
    return await (await place.client.get(place.client.url.replace("/api/v1", "/readyz"))).json()


async def metrics(place) -> str:
    return await (await place.client.get(place.client.url.replace("/api/v1", "/metrics"))).text()


JOB = """select state, attempts, last_error, due_at > now() as is_later, extract(epoch from due_at - now())::float8 as pause
           from jobs where kind = 'objects.copy' and state <> 'done'"""


async def test_the_store_is_away_for_a_while(place, caplog):
    caplog.set_level(logging.INFO)
    there = await place.stored("there", content(3000, 1))
    gone = await place.stored("gone", b"to be deleted")
    assert await ready(place) == {"status": "ready", "object_store": "up"}
    with place.bucket.server.down():
        here = await place.put("here", content(3000, 2))
        await place.work()
        job = await place.pool.fetchrow(JOB)
        assert (job["state"], job["attempts"], job["is_later"]) == ("waiting", 1, True)
        assert job["last_error"] == f"Away: object store {place.storage.url}: it cannot be reached"
        assert await place.bytes_of(here) == content(3000, 2)  # what is on disk is read there
        for path in (f"/files/{there['id']}/download", "/files/download", "/export/ro-crate"):
            response = await place.client.get(f"{place.home}{path}")
            assert response.status == 503 and int(response.headers["Retry-After"]) > 0, path
            assert (await response.json())["code"] == 503 and "Content-Range" not in response.headers
        assert (await place.client.head(f"{place.home}/files/{there['id']}/download")).status == 200
        assert (await place.get(there)).status == 200
        assert (await place.client.delete(f"{place.home}/files/{gone['id']}")).status == 204
        await place.age("discarded_blobs", "remove_after", 1)
        assert await files.remove_discarded(place.pool, place.blobs) == 1
        with pytest.raises(Away):
            await stored_objects.remove_discarded(place.pool, place.blobs, place.objects)
        await place.pool.execute("update files set created_at = now() - interval '40 days', scrubbed_at = null")
        with pytest.raises(Away):
            await files.scrub(place.pool, place.blobs, place.storage)
        assert await place.pool.fetchval("select count(*) from files where damaged_at is not null") == 0
        assert await ready(place) == {"status": "ready", "object_store": "away"}
        assert "athenaeum_object_store_up 0.0" in await metrics(place)
    assert caplog.text.count("it cannot be reached") <= 2  # once by the store, once by the job
    assert await place.bytes_of(there) == content(3000, 1)
    assert await ready(place) == {"status": "ready", "object_store": "up"}
    assert f"the object store {place.storage.url} answers again" in caplog.text
    await place.pool.execute("update jobs set due_at = now() where kind = 'objects.copy'")
    await place.work()
    assert await place.bytes_of(here) == content(3000, 2) and not place.path(await place.blob_of(here)).exists()
    assert await stored_objects.remove_discarded(place.pool, place.blobs, place.objects) == 1
    assert len(place.bucket.blobs()) == 2
    assert await files.scrub(place.pool, place.blobs, place.storage) == []


async def test_pauses_grow_and_the_job_never_dies(place_with):
    place = await place_with(endpoint=f"http://127.0.0.1:{free_ports(1)[0]}")
    await place.put("a", b"abc")
    pauses = []
    for _ in range(4):
        await place.work()
        pauses.append((await place.pool.fetchrow(JOB))["pause"])
        await place.pool.execute("update jobs set due_at = now() where kind = 'objects.copy'")
    assert pauses[0] < 6 and pauses[1] > pauses[0] and pauses[2] > pauses[1] and pauses[3] > 30
    await place.pool.execute("update jobs set attempts = 500 where kind = 'objects.copy'")
    await place.work()
    job = await place.pool.fetchrow(JOB)
    assert job["state"] == "waiting" and 500 < job["pause"] < 700
    await place.put("b", b"def")  # does not make it ask more often
    assert (await place.pool.fetchrow(JOB))["pause"] > 400


async def test_a_server_starts_and_works_while_the_store_is_away(place_with):
    place = await place_with(endpoint=f"http://127.0.0.1:{free_ports(1)[0]}")
    file = await place.put("a", b"abc")
    assert await place.bytes_of(file) == b"abc"


async def test_a_store_that_takes_connections_and_says_nothing_is_away(place_with, place, monkeypatch):
    file = await place.stored("a", b"abc")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setattr("server.objects.READ_TIMEOUT", "1s")
        other = await place_with(like=place, endpoint=endpoint)
        response = await other.download(file)
        assert response.status == 503
        assert (await ready(other))["object_store"] == "away"


async def test_a_store_that_goes_while_it_is_read_ends_the_transfer(place, http):
    file = await big(place, 60 * PIECE)
    await place.move()
    headers = {"Authorization": f"Bearer {place.client.token}"}
    async with http.get(f"{place.client.url}{place.home}/files/{file['id']}/download", headers=headers) as response:
        await response.content.readexactly(PIECE)
        with place.bucket.server.down(), pytest.raises(aiohttp.ClientPayloadError):
            await response.content.read()
    assert len(await place.bytes_of(file)) == 60 * PIECE


@pytest.mark.parametrize("wrong, words", [
    ({"secret_key": "not-the-secret-at-all"}, "it refuses us (403 SignatureDoesNotMatch); keys, bucket and region must be right"),
    ({"access_key": "NOBODY"}, "it refuses us (403 InvalidAccessKeyId); keys, bucket and region must be right"),
    ({"url": "s3://no-such-bucket/folder"}, "there is no such bucket"),
])  # fmt: skip
async def test_a_store_that_will_not_have_us_says_why(place_with, caplog, wrong, words):
    caplog.set_level(logging.DEBUG)
    place = await place_with(**wrong)
    file = await place.put("a", b"abc")
    await place.work()
    job = await place.pool.fetchrow(JOB)
    assert (job["state"], job["last_error"]) == ("waiting", f"Refused: object store {place.storage.url}: {words}")
    assert f"{place.storage.url}: {words}" in caplog.text
    assert (await ready(place))["object_store"] == "refuses"
    assert await place.bytes_of(file) == b"abc"


async def test_no_secret_is_shown_anywhere(place, place_with, caplog):
    caplog.set_level(logging.DEBUG)
    wrong = await place_with(secret_key="not-the-secret-at-all")
    file = await place.stored("a", b"abc")
    await wrong.put("b", b"def")
    await wrong.work()
    with place.bucket.server.down():
        assert (await place.download(file)).status == 503
    jobs = await place.pool.fetch("select * from jobs")
    shown = caplog.text + repr(place.storage) + repr(place.objects) + repr(jobs) + await metrics(wrong) + json.dumps(await ready(wrong))
    held = (await place.blobs.held([await place.blob_of(file)]))[await place.blob_of(file)]
    shown += repr(held)
    for secret in (SECRET_KEY, "not-the-secret-at-all", "Signature="):
        assert secret not in shown


async def test_a_place_that_belongs_to_another_installation_is_not_touched(place, place_with):
    await place.stored("a", b"abc")
    before = place.bucket.names()
    await place.pool.execute("update object_store set installation_id = gen_random_uuid()")
    await place.put("b", b"def")
    for work in (
        stored_objects.copy_waiting(place.pool, place.blobs, place.objects),
        stored_objects.sweep(place.pool, place.blobs, place.objects, place.storage),
    ):
        with pytest.raises(Refused, match="belongs to another installation"):
            await work
    await place.pool.execute("update stored_objects set state = 'discarded', remove_after = now() where state = 'stored'")
    await place.pool.execute("delete from files where name = 'a'")
    with pytest.raises(Refused, match="belongs to another installation"):
        await stored_objects.remove_discarded(place.pool, place.blobs, place.objects)
    assert place.bucket.names() == before


async def test_a_place_that_lost_its_mark_is_not_written_to(place):
    await place.stored("a", b"abc")
    obstore.delete(place.bucket.store, "athenaeum-installation")
    await place.put("b", b"def")
    with pytest.raises(Refused, match="does not bear our mark"):
        await place.move()
    assert await place.states() == ["stored", "waiting"]


async def test_a_copier_that_is_cancelled_lets_go(place, monkeypatch):
    await place.put("a", b"abc")
    reached = asyncio.Event()

    async def stuck(*_):
        reached.set()
        await asyncio.sleep(60)

    monkeypatch.setattr(place.objects, "put", stuck)
    task = asyncio.create_task(place.move())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await place.states() == ["waiting"]
