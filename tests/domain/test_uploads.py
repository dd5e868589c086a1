"""Uploads below the interface: claims of several processes, finishing that was interrupted, quotas, and a model of all chunks."""

import asyncio
import sys
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st

from server import config, db, keys
from server.blobs import Blobs
from server.db import sql
from server.domain import files, uploads
from server.domain.actor import SYSTEM, Actor
from server.errors import BadRequest, Conflict, Locked, NotFound, TooLarge
from tests.api.kadi.storing import CHUNK, DIRECT, Store, checksum_of, content, md5
from tests.make import Make

STORAGE = config.Storage(chunk_bytes=CHUNK, direct_bytes=DIRECT, quota_bytes=1_000_000, claim_seconds=5.0)


@pytest.fixture
async def blobs(tmp_path):
    store = Blobs(tmp_path / "blobs")
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def second(blobs):
    """The same bytes seen by another living process."""
    store = Blobs(blobs.root)
    await store.open()
    yield store
    await store.close()


class Person:
    """Somebody with a record, who calls the domain as the interface does."""

    def __init__(self, pool: db.Pool, account, record) -> None:
        self.pool, self.record_id = pool, record["id"]
        self.actor = Actor(kind="pat", account_id=account["id"], username=account["username"])

    async def begin(self, name: str, size: int, replaced=None) -> UUID:
        async with db.transaction(self.pool) as conn:
            return await uploads.begin(conn, self.actor, STORAGE, self.record_id, {"name": name, "size": size}, replaced)

    async def claim(self, blobs: Blobs, upload_id: UUID, index: int = 0) -> uploads.Claim:
        async with self.pool.acquire() as conn:
            row = await sql.uploads.get_for_writing(conn, record_id=self.record_id, id=upload_id, reader=self.actor.user_id, index=index)
            uploads.require_open(row)
            return await uploads.claim(conn, blobs, STORAGE, row, index)

    async def write(self, blobs: Blobs, held: uploads.Claim, data: bytes) -> UUID | None:
        async with uploads.holding(self.pool, blobs, held):
            async with blobs.writing(held.upload_id, held.offset, held.side_id) as writer:
                await writer.write([data], len(data))
                written = await blobs.keep(writer, held.upload_id, held.side_id, is_last=held.is_direct)
            if held.is_direct:
                return await uploads.complete_direct(self.pool, blobs, STORAGE, self.actor, held, written)
            await uploads.register(self.pool, blobs, held, writer, written)
            return None

    async def send(self, blobs: Blobs, upload_id: UUID, data: bytes, index: int = 0) -> UUID | None:
        return await self.write(blobs, await self.claim(blobs, upload_id, index), data)

    async def close(self, blobs: Blobs, upload_id: UUID, finisher_id: UUID) -> uploads.Finish:
        async with db.transaction(self.pool) as conn:
            row = await sql.uploads.get_for_writing(conn, record_id=self.record_id, id=upload_id, reader=self.actor.user_id, index=0)
            return await uploads.claim_finish(conn, blobs, row, finisher_id)

    async def finish(self, blobs: Blobs, upload_id: UUID) -> None:
        finisher_id = uuid4()
        with blobs.holding(finisher_id):
            await uploads.process(self.pool, blobs, STORAGE, self.actor, await self.close(blobs, upload_id, finisher_id))

    async def look(self, upload_id: UUID):
        async with self.pool.acquire() as conn:
            return await sql.uploads.get(conn, record_id=self.record_id, id=upload_id, reader=self.actor.user_id)

    async def file(self, name: str):
        async with self.pool.acquire() as conn:
            row = await sql.files.get_by_name(conn, record_id=self.record_id, name=name, reader=self.actor.user_id)
        return row if row["id"] is not None else None

    async def bytes_of(self, blobs: Blobs, name: str) -> bytes:
        with await blobs.open_complete((await self.file(name))["blob_id"]) as file:
            return file.read()


@pytest.fixture
async def person(pool, make) -> Person:
    account = await make.account()
    return Person(pool, account, await make.record(account))


# --- claims ----------------------------------------------------------------------------------------------------------


async def test_a_living_claim_of_another_process_locks_the_chunk(person, blobs, second):
    upload_id = await person.begin("a", 3000)
    held = await person.claim(second, upload_id, 1)
    with second.holding(held.id):
        with pytest.raises(Locked):
            await person.claim(blobs, upload_id, 1)
        assert (await person.claim(blobs, upload_id, 0)).side_id is None


async def test_a_claim_whose_writer_is_done_is_taken_over_in_place(person, blobs):
    upload_id = await person.begin("a", 3000)
    held = await person.claim(blobs, upload_id, 1)
    again = await person.claim(blobs, upload_id, 1)
    assert again.side_id is None
    with pytest.raises(Locked):
        await person.write(blobs, held, content(CHUNK))
    await person.write(blobs, again, content(CHUNK, 2))
    assert (await person.look(upload_id))["checksums"] == [md5(content(CHUNK, 2))]


async def test_a_claim_of_a_dead_process_is_taken_over_in_place(person, blobs):
    dead = Blobs(blobs.root)
    await dead.open()
    upload_id = await person.begin("a", 3000)
    held = await person.claim(dead, upload_id, 1)
    with dead.holding(held.id):
        with pytest.raises(Locked):
            await person.claim(blobs, upload_id, 1)
        await dead.close()
        assert (await person.claim(blobs, upload_id, 1)).side_id is None


async def test_a_silent_claim_of_a_living_process_is_taken_over_beside_it(person, blobs, second, pool):
    """Nobody can tell whether the silent writer will wake up, so nobody else writes in its place."""
    upload_id = await person.begin("a", 3000)
    held = await person.claim(second, upload_id, 1)
    with second.holding(held.id):
        await pool.execute("update upload_chunks set claim_seen_at = now() - interval '1 minute' where upload_id = $1", upload_id)
        again = await person.claim(blobs, upload_id, 1)
        assert again.side_id == again.id
        with pytest.raises(Locked):
            await uploads.touch(pool, held)
        await person.write(blobs, again, content(CHUNK, 7))
    for index in (0, 2):
        await person.send(blobs, upload_id, content(CHUNK, index), index)
    await person.finish(blobs, upload_id)
    assert await person.bytes_of(blobs, "a") == content(CHUNK, 0) + content(CHUNK, 7) + content(CHUNK, 2)


async def test_touching_keeps_a_claim(person, blobs, second, pool):
    upload_id = await person.begin("a", 3000)
    held = await person.claim(second, upload_id, 1)
    with second.holding(held.id):
        await pool.execute("update upload_chunks set claim_seen_at = now() - interval '1 minute' where upload_id = $1", upload_id)
        await uploads.touch(pool, held)
        with pytest.raises(Locked):
            await person.claim(blobs, upload_id, 1)


async def test_eight_claims_at_once_are_one(person, blobs):
    upload_id = await person.begin("a", 3000)
    results = await asyncio.gather(*(person.claim(blobs, upload_id, 1) for _ in range(5)), return_exceptions=True)
    # Nobody holds the winner's claim in this test, so later ones may take it over; but never two take the same.
    won = [result for result in results if not isinstance(result, BaseException)]
    assert won
    assert all(isinstance(result, Locked | uploads.Claim) for result in results)
    async with person.pool.acquire() as conn:
        last = await sql.uploads.get_for_writing(conn, record_id=person.record_id, id=upload_id, reader=person.actor.user_id, index=1)
    assert last["claim_id"] in {claim.id for claim in won}


async def test_a_claim_that_could_not_be_given_back_ends_with_its_writer(person, blobs, monkeypatch):
    async def away(*_):
        raise ConnectionError("the database is away")

    upload_id = await person.begin("a", 3000)
    held = await person.claim(blobs, upload_id, 0)
    monkeypatch.setattr(uploads, "_give_up", away)
    with pytest.raises(ZeroDivisionError):
        async with uploads.holding(person.pool, blobs, held):
            raise ZeroDivisionError
    assert (await person.claim(blobs, upload_id, 0)).side_id is None


# --- registering -----------------------------------------------------------------------------------------------------


async def test_a_side_file_whose_registering_has_an_unknown_end_stays(person, blobs, monkeypatch):
    """The connection breaks while the answer is on its way: the row may name the side file."""
    upload_id = await person.begin("a", 3000)
    for index in range(3):
        await person.send(blobs, upload_id, content(CHUNK, index), index)
    real = sql.uploads.register_chunk

    async def breaks(conn, **values):
        await real(conn, **values)
        raise ConnectionError("broken")

    monkeypatch.setattr(sql.uploads, "register_chunk", breaks)
    with pytest.raises(ConnectionError):
        await person.send(blobs, upload_id, content(CHUNK, 9), 1)
    monkeypatch.undo()
    await files.sweep(person.pool, blobs)
    await person.finish(blobs, upload_id)
    assert await person.bytes_of(blobs, "a") == content(CHUNK, 0) + content(CHUNK, 9) + content(CHUNK, 2)


async def test_the_kind_of_the_content_comes_from_the_first_chunk_wherever_it_lies(person, blobs):
    upload_id = await person.begin("a", 3000)
    for index in (2, 1, 0):
        await person.send(blobs, upload_id, content(CHUNK, index), index)
    await person.send(blobs, upload_id, b"%PDF-1.7" + bytes(CHUNK - 8), 0)
    await person.finish(blobs, upload_id)
    assert (await person.file("a"))["magic_mimetype"] == "application/pdf"


# --- finishing -------------------------------------------------------------------------------------------------------


async def full(person: Person, blobs: Blobs, name: str = "a") -> tuple[UUID, bytes]:
    data = content(3500)
    upload_id = await person.begin(name, len(data))
    for index in range(4):
        await person.send(blobs, upload_id, data[index * CHUNK : (index + 1) * CHUNK], index)
    return upload_id, data


async def test_a_finish_cut_off_before_anything_happened_is_resumed(person, blobs):
    upload_id, data = await full(person, blobs)
    with blobs.holding(finisher_id := uuid4()):
        await person.close(blobs, upload_id, finisher_id)
        # As long as the finisher is at work, nobody else finishes, writes or deletes.
        with pytest.raises(NotFound):
            await person.finish(blobs, upload_id)
        with pytest.raises(NotFound):
            await person.claim(blobs, upload_id, 0)
        with pytest.raises(NotFound):
            await uploads.delete(person.pool, blobs, upload_id)
        await uploads.resume(person.pool, blobs, STORAGE, SYSTEM)
        assert (await person.look(upload_id))["upload_state"] == "processing"
    await uploads.resume(person.pool, blobs, STORAGE, SYSTEM)
    assert await person.bytes_of(blobs, "a") == data
    assert (await person.look(upload_id))["outcome"] == "success"


async def test_a_finish_cut_off_after_the_rename_is_finished_by_whoever_asks_again(person, blobs, monkeypatch):
    upload_id, data = await full(person, blobs)
    await person.send(blobs, upload_id, content(CHUNK, 5), 1)

    async def cut(*_):
        raise ConnectionError("the database is away")

    monkeypatch.setattr(uploads, "_become_file", cut)
    with pytest.raises(ConnectionError):
        await person.finish(blobs, upload_id)
    assert (await person.look(upload_id))["upload_state"] == "processing"
    assert await person.file("a") is None
    await files.sweep(person.pool, blobs)
    monkeypatch.undo()
    await person.finish(blobs, upload_id)
    assert await person.bytes_of(blobs, "a") == data[:1000] + content(CHUNK, 5) + data[2000:]
    await files.sweep(person.pool, blobs)
    assert (await blobs.list_staged()).sides == set()


async def test_a_direct_upload_cut_off_after_the_rename_can_be_sent_again(person, blobs, monkeypatch):
    upload_id = await person.begin("a", 5)

    async def cut(*_):
        raise ConnectionError("the database is away")

    monkeypatch.setattr(uploads, "_become_file", cut)
    with pytest.raises(ConnectionError):
        await person.send(blobs, upload_id, b"first")
    monkeypatch.undo()
    await files.sweep(person.pool, blobs)
    await person.send(blobs, upload_id, b"again")
    assert await person.bytes_of(blobs, "a") == b"again"


async def test_a_disk_that_fails_leaves_the_upload_open(person, blobs, monkeypatch):
    upload_id, data = await full(person, blobs)
    real = blobs.disk.sync

    def fails(fd):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(blobs.disk, "sync", fails)
    with pytest.raises(Exception, match="storage") as caught:
        await person.finish(blobs, upload_id)
    assert type(caught.value).__name__ == "Unavailable"
    monkeypatch.setattr(blobs.disk, "sync", real)
    assert (await person.look(upload_id))["upload_state"] == "active"
    await person.finish(blobs, upload_id)
    assert await person.bytes_of(blobs, "a") == data


async def test_bytes_that_are_gone_fail_the_task(person, blobs):
    upload_id, _ = await full(person, blobs)
    await blobs.remove(upload_id)
    await person.finish(blobs, upload_id)
    assert (await person.look(upload_id))["failure_code"] == "bytes_missing"


async def test_a_chunk_that_is_sent_again_while_the_upload_is_finished_is_refused(person, blobs):
    upload_id, data = await full(person, blobs)
    late = await person.claim(blobs, upload_id, 2)
    await person.finish(blobs, upload_id)
    with pytest.raises(NotFound):
        await person.write(blobs, late, content(CHUNK, 9))
    assert await person.bytes_of(blobs, "a") == data
    assert (await blobs.list_staged()).sides == set()


async def test_finishing_has_nothing_to_do_with_direct_uploads(person, blobs):
    upload_id = await person.begin("a", 5)
    with pytest.raises(NotFound):
        await person.finish(blobs, upload_id)


async def test_the_checksum_of_chunks(person, blobs):
    upload_id, data = await full(person, blobs)
    await person.finish(blobs, upload_id)
    assert (await person.file("a"))["checksum"] == checksum_of(data)


# --- names and quotas ------------------------------------------------------------------------------------------------


async def test_a_failed_upload_leaves_no_bytes(person, blobs):
    upload_id = await person.begin("a", 3)
    await person.send(blobs, await person.begin("a", 3), b"xyz")
    with pytest.raises(Conflict):
        await person.send(blobs, upload_id, b"abc")
    wrong = await person.begin("b", 3)
    held = await person.claim(blobs, wrong)
    with pytest.raises(BadRequest):
        async with uploads.holding(person.pool, blobs, held):
            async with blobs.writing(wrong) as writer:
                await writer.write([b"ab"], 2)
            uploads.check_written(2, b"", 3, None)
    assert (await blobs.list_staged()).blobs == set()
    assert sum([len(part) async for part in blobs.list_complete()]) == 1


async def test_twenty_beginners_on_one_account_reserve_what_there_is(person):
    results = await asyncio.gather(*(person.begin(f"{n}", 150_000) for n in range(20)), return_exceptions=True)
    assert sum(isinstance(result, UUID) for result in results) == 6
    assert all(isinstance(result, UUID | TooLarge) for result in results)


async def test_usage_is_the_sum_of_what_is_there_after_anything(person, blobs, pool):
    account_id = person.actor.user_id
    await person.send(blobs, await person.begin("a", 700), content(700))
    await person.send(blobs, await person.begin("b", 200), content(200))
    await person.send(blobs, await person.begin("", 500, replaced=await person.file("b")), content(500))
    await person.send(blobs, await person.begin("", 100, replaced=await person.file("a")), content(100))
    open_one, other = await person.begin("c", 4000), await person.begin("d", 10)
    growing = await person.begin("", 900, replaced=await person.file("b"))
    used = "select coalesce((select used_bytes from storage_usage where account_id = $1), 0)"
    assert await pool.fetchval(used, account_id) == 100 + 500 + 4000 + 10 + 400
    await uploads.delete(pool, blobs, other)
    assert await pool.fetchval(used, account_id) == 100 + 500 + 4000 + 400
    async with db.transaction(pool) as conn:
        await files.delete(conn, person.actor, STORAGE, (await person.file("b"))["id"])
    assert await pool.fetchval(used, account_id) == 100 + 4000 + 400
    with pytest.raises(Conflict):
        await person.send(blobs, growing, content(900))
    assert await pool.fetchval(used, account_id) == 100 + 4000
    await pool.execute("delete from uploads where id = $1", open_one)
    await pool.execute("delete from files where record_id = $1", person.record_id)
    assert await pool.fetchval(used, account_id) == 0


# --- a model of all chunks -------------------------------------------------------------------------------------------

COUNT = 4
SIZE = 3500
EXAMPLES = 2000 if "--soak" in sys.argv else 50

index = st.integers(0, COUNT - 1)
variant = st.integers(0, 2)
step = st.one_of(
    st.tuples(st.just("send"), index, variant),
    st.tuples(st.just("send"), index, variant),
    st.tuples(st.just("send all"), variant),
    st.tuples(st.just("send all"), variant),
    st.tuples(st.just("short"), index),
    st.tuples(st.just("long"), index),
    st.tuples(st.just("wrong md5"), index, variant),
    st.tuples(st.just("no such index"), st.sampled_from([COUNT, 99, 10**12])),
    st.tuples(st.just("two writers"), index, variant, variant),
    st.tuples(st.just("hang up"), index),
    st.tuples(st.just("other length"), st.sampled_from([1, 499, 501, 1000])),
    st.tuples(st.just("finish")),
    st.tuples(st.just("finish twice at once")),
    st.tuples(st.just("delete")),
    st.tuples(st.just("delete during finish")),
    st.tuples(st.just("sweep")),
)


def part(place: int, seed: int) -> bytes:
    return content(CHUNK if place < COUNT - 1 else SIZE - CHUNK * (COUNT - 1), 100 * seed + place)


class Model:
    """What a client may expect of one upload, whatever he does with it."""

    def __init__(self, store: Store, upload: dict, pool: db.Pool, blobs: Blobs) -> None:
        self.store, self.upload, self.pool, self.blobs = store, upload, pool, blobs
        self.chunks: dict[int, bytes] = {}
        self.state = "active"

    async def run(self, what: str, *values) -> None:
        await getattr(self, what.replace(" ", "_"))(*values)
        await self.agree()

    async def expect(self, response, status: int) -> None:
        wanted = status if self.state == "active" else 404
        assert response.status == wanted, (response.status, wanted, await response.text())

    async def send(self, place: int, seed: int) -> None:
        data = part(place, seed)
        await self.expect(await self.store.send_chunk(self.upload, place, data), 200)
        self.keep(place, data)

    def keep(self, place: int, data: bytes) -> None:
        if self.state == "active":
            self.chunks[place] = data

    async def send_all(self, seed: int) -> None:
        for place in range(COUNT):
            await self.send(place, seed)

    async def short(self, place: int) -> None:
        await self.expect(await self.store.send(self.upload, part(place, 0)[:-1], self.headers(place)), 400)

    async def long(self, place: int) -> None:
        await self.expect(await self.store.send(self.upload, part(place, 0) + b"x", self.headers(place)), 400)

    async def wrong_md5(self, place: int, seed: int) -> None:
        headers = {"Kadi-MD5-Checksum": md5(b"other")}
        await self.expect(await self.store.send_chunk(self.upload, place, part(place, seed), **headers), 400)

    async def no_such_index(self, place: int) -> None:
        await self.expect(await self.store.send_chunk(self.upload, place, part(0, 0)), 400)

    async def two_writers(self, place: int, one: int, other: int) -> None:
        data = [part(place, one), part(place, other)]
        answers = await asyncio.gather(*(self.store.send_chunk(self.upload, place, each) for each in data))
        statuses = sorted(answer.status for answer in answers)
        if self.state != "active":
            assert statuses == [404, 404]
            return
        assert statuses in ([200, 200], [200, 409])
        known = await self.checksums()
        winner = next(each for each, answer in zip(data, answers, strict=True) if answer.status == 200 and md5(each) == known[place])
        self.chunks[place] = winner

    async def hang_up(self, place: int) -> None:
        async def half():
            yield part(place, 0)[:100]
            await asyncio.sleep(30)

        writer = asyncio.create_task(self.store.send(self.upload, half(), self.headers(place)))
        await asyncio.sleep(0.03)
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)
        for _ in range(200):
            claims = await self.pool.fetchval("select count(claim_id) from upload_chunks where upload_id = $1", UUID(self.upload["id"]))
            if not claims:
                break
            await asyncio.sleep(0.01)
        assert not claims

    async def other_length(self, length: int) -> None:
        data = content(length, length)
        await self.expect(await self.store.send_chunk(self.upload, COUNT - 1, data), 200)
        self.keep(COUNT - 1, data)

    async def finish(self) -> None:
        response = await self.store.finish(self.upload)
        await self.expect(response, 202 if len(self.chunks) == COUNT else 400)
        if response.status == 202:
            self.state = "over"

    async def finish_twice_at_once(self) -> None:
        answers = await asyncio.gather(self.store.finish(self.upload), self.store.finish(self.upload))
        statuses = sorted(answer.status for answer in answers)
        if self.state != "active":
            assert statuses == [404, 404]
        elif len(self.chunks) < COUNT:
            assert statuses == [400, 400]
        else:
            assert statuses == [202, 404]
            self.state = "over"

    async def delete(self) -> None:
        await self.expect(await self.store.delete_upload(self.upload), 204)
        self.state = "deleted" if self.state == "active" else self.state

    async def delete_during_finish(self) -> None:
        finished, deleted = await asyncio.gather(self.store.finish(self.upload), self.store.delete_upload(self.upload))
        if self.state != "active":
            assert (finished.status, deleted.status) == (404, 404)
        elif finished.status == 202:
            assert deleted.status == 404
            self.state = "over"
        else:
            assert (finished.status, deleted.status) in ((404, 204), (400, 204))
            self.state = "deleted"

    async def sweep(self) -> None:
        await files.sweep(self.pool, self.blobs)

    def headers(self, place: int) -> dict[str, str]:
        return {"Kadi-Chunk-Index": str(place), "Kadi-Chunk-Size": str(len(part(place, 0)))}

    async def checksums(self) -> dict[int, str]:
        answer = await (await self.store.look(self.upload)).json()
        return {chunk["index"]: chunk["checksum"] for chunk in answer["chunks"]}

    async def agree(self) -> None:
        """The server says what the model says."""
        response = await self.store.look(self.upload)
        if self.state == "deleted":
            assert response.status == 404
            return
        answer = await response.json()
        assert {chunk["index"]: chunk["checksum"] for chunk in answer["chunks"]} == {at: md5(data) for at, data in self.chunks.items()}
        if self.state == "active":
            assert (answer["state"], "task" in answer["_meta"]) == ("active", False)
            return
        whole = b"".join(self.chunks[place] for place in range(COUNT))
        task = answer["_meta"]["task"]
        if len(whole) != SIZE:
            assert task == {"state": "failure", "error": f"File size mismatch (expected: {SIZE}, actual: {len(whole)})."}
            return
        assert (task["state"], task["file"]["checksum"], task["file"]["size"]) == ("success", checksum_of(whole), SIZE)
        assert await self.store.bytes_of(task["file"]) == whole

    async def end(self) -> None:
        """Nothing is left behind."""
        event(self.state)
        if self.state == "active":
            await self.delete()
        listing = await self.store.client.get(f"{self.store.home}/files")
        for file in (await listing.json())["items"]:
            await self.store.client.delete(f"{self.store.home}/files/{file['id']}")
        await self.pool.execute("update discarded_blobs set remove_after = now()")
        await files.remove_discarded(self.pool, self.blobs)
        await files.sweep(self.pool, self.blobs)
        staged = await self.blobs.list_staged()
        assert (staged.blobs, staged.sides) == (set(), set())
        assert [part async for part in self.blobs.list_complete()] == []


@pytest.mark.sized("uploads")
@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], database=None
)
@given(steps=st.lists(step, min_size=1, max_size=12))
async def test_any_sequence_of_chunks_ends_as_the_model_says(fresh_server, steps):
    store, pool, blobs = fresh_server
    model = Model(store, await store.begun(f"{uuid4()}", SIZE), pool, blobs)
    for what, *values in steps:
        note(f"{what} {values}")
        await model.run(what, *values)
    await model.end()


@pytest.fixture
async def fresh_server(start_server, fresh_database, anonymous):
    """A person with a record on a server of his own, whose whole disk may be looked at."""
    server = await start_server(dsn=fresh_database, storage={"chunk_bytes": CHUNK, "direct_bytes": DIRECT, "quota_bytes": 1_000_000})
    make = Make(server.app[keys.POOL], server.app[keys.CONFIG])
    account = await make.account()
    record = await make.record(account)
    client = anonymous.using(await make.token(account))
    client.url = str(server.make_url("/api/v1"))
    return Store(client, record["id"], account), server.app[keys.POOL], server.app[keys.BLOBS]
