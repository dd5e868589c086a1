"""The power goes before any call to the disk: whatever was acknowledged is there afterwards, nothing half-done is visible.

The database keeps what it committed (that is its own promise); the disk keeps what was synced and nothing else.
"""

from uuid import UUID

import pytest

from server.blobs import Blobs
from server.db import sql
from server.domain import files, uploads
from server.domain.actor import SYSTEM
from server.errors import NotFound
from tests.api.kadi.storing import CHUNK, content
from tests.domain.test_uploads import STORAGE, Person, blobs, person  # noqa: F401 (fixtures)
from tests.faults.disks import ForgetfulDisk


class PowerCut(BaseException):
    """Nothing of the process goes on."""


class Cutter:
    def __init__(self, calls: int) -> None:
        self.left = calls

    def __call__(self, _what: str) -> None:
        if self.left <= 0:
            raise PowerCut
        self.left -= 1


@pytest.fixture
async def dying(tmp_path):
    """A store on a forgetful disk."""
    root = tmp_path / "dying"
    store = Blobs(root, ForgetfulDisk(root, tmp_path / "memory"))
    await store.open()
    yield store
    await store.close()


async def after(store: Blobs) -> Blobs:
    """The store of the server that starts when the power is back."""
    store.disk.cut()
    again = Blobs(store.root)
    await again.open()
    return again


async def chunk_story(person: Person, store: Blobs, upload_id: UUID, acknowledged: dict[int, int]) -> None:  # noqa: F811
    for index, seed in ((0, 1), (2, 1), (1, 1), (1, 2), (3, 1), (0, 2)):
        size = CHUNK if index < 3 else 500
        await person.send(store, upload_id, content(size, seed * 10 + index), index)
        acknowledged[index] = seed
    await person.finish(store, upload_id)
    acknowledged[-1] = 1


@pytest.mark.parametrize("calls", range(32))
async def test_chunks_and_finishing(person, dying, calls):  # noqa: F811
    upload_id = await person.begin("a", 3500)
    acknowledged: dict[int, int] = {}
    dying.disk.hook = Cutter(calls)
    try:
        await chunk_story(person, dying, upload_id, acknowledged)
        assert calls == 31, "the story needs as many calls as this test tries"
    except PowerCut:
        assert calls < 31
    store = await after(dying)
    try:
        await files.sweep(person.pool, store)
        await uploads.resume(person.pool, store, STORAGE, SYSTEM)
        row = await person.look(upload_id)
        kept = dict(zip(row["indexes"] or [], row["checksums"] or [], strict=True))
        if row["upload_state"] == "active":
            assert -1 not in acknowledged
            assert set(acknowledged) <= set(kept)
            for index in range(4):
                if index not in kept:
                    await person.send(store, upload_id, content(CHUNK if index < 3 else 500, 10 + index), index)
            await person.finish(store, upload_id)
        data = await person.bytes_of(store, "a")
        for index in range(4):
            part = data[index * CHUNK : (index + 1) * CHUNK]
            size = CHUNK if index < 3 else 500
            allowed = [content(size, seed * 10 + index) for seed in range(max(1, acknowledged.get(index, 1)), 3)]
            assert part in allowed, f"chunk {index}"
        assert len(data) == 3500
        await files.sweep(person.pool, store)
        await no_orphans(person, store)
    finally:
        await store.close()


async def replace_story(person: Person, store: Blobs, acknowledged: list[str]) -> None:  # noqa: F811
    await person.send(store, await person.begin("a", 600), content(600, 1))
    acknowledged.append("made")
    await person.send(store, await person.begin("", 700, replaced=await person.file("a")), content(700, 2))
    acknowledged.append("replaced")


@pytest.mark.parametrize("calls", range(15))
async def test_a_direct_upload_and_its_replacement(person, dying, calls):  # noqa: F811
    acknowledged: list[str] = []
    dying.disk.hook = Cutter(calls)
    try:
        await replace_story(person, dying, acknowledged)
        assert calls == 14, "the story needs as many calls as this test tries"
    except PowerCut:
        assert calls < 14
    store = await after(dying)
    try:
        await files.sweep(person.pool, store)
        row = await person.file("a")
        if row is None:
            assert acknowledged == []
        else:
            data = await person.bytes_of(store, "a")
            wanted = content(700, 2) if "replaced" in acknowledged else content(600, 1)
            assert data == wanted
            assert row["size_bytes"] == len(data)
        await no_orphans(person, store)
    finally:
        await store.close()


async def test_a_deleted_upload_leaves_nothing_whenever_the_power_goes(person, dying):  # noqa: F811
    upload_id = await person.begin("a", 3500)
    await person.send(dying, upload_id, content(CHUNK), 0)
    dying.disk.hook = Cutter(0)
    with pytest.raises(PowerCut):
        await uploads.delete(person.pool, dying, upload_id)
    store = await after(dying)
    try:
        with pytest.raises(NotFound):
            await person.claim(store, upload_id, 0)
        await person.pool.execute("update discarded_blobs set remove_after = now() where blob_id = $1", upload_id)
        await files.remove_discarded(person.pool, store)
        await no_orphans(person, store)
        assert (await store.list_staged()).blobs == set()
    finally:
        await store.close()


async def no_orphans(person: Person, store: Blobs) -> None:  # noqa: F811
    """Every name on this disk belongs to a row, and every row's bytes are there."""
    staged = await store.list_staged()
    complete = [blob_id async for part in store.list_complete() for blob_id in part]
    async with person.pool.acquire() as conn:
        assert await sql.files.list_orphans(conn, blob_ids=[*staged.blobs, *complete]) == []
        sides = sorted(staged.sides)
        assert await sql.uploads.list_side_orphans(conn, upload_ids=[one for one, _ in sides], side_ids=[side for _, side in sides]) == []
        rows = await conn.fetch("select blob_id from files where record_id = $1 and state = 'active'", person.record_id)
    assert {row["blob_id"] for row in rows} <= set(complete)
