"""What ends by itself: the trash and unfinished uploads after their time; and a purge that cannot start."""

import asyncio
import itertools

import pytest

from server import db, keys
from tests.api.kadi.conftest import NOT_FOUND, body, refused
from tests.api.kadi.storing import CHUNK, DIRECT, content
from tests.make import Make, unique

NOUNS = ("record", "collection", "template", "group")
UNAVAILABLE = "The server is temporarily unable to service your request, please try again later."


@pytest.fixture
async def own_database(fresh_database):
    pool = await db.create_pool(fresh_database, size=3)
    yield fresh_database, pool
    await pool.close()


@pytest.fixture
def start(start_server, own_database, anonymous, config):
    """`await start(storage={…})`: a person on a server with a database of its own, and that server's application."""

    async def server(**sections):
        dsn, pool = own_database
        running = await start_server(dsn=dsn, **sections)
        make = Make(pool, running.app[keys.CONFIG])
        account = await make.account()
        client = anonymous.using(await make.token(account))
        client.url = str(running.make_url("/api/v1"))
        return client, account, make, running.app

    return server


async def due(pool, kind):
    """The recurring job is due now."""
    await pool.execute("update job_schedules set next_at = now() where kind = $1", kind)
    await pool.execute("select pg_notify('jobs', '')")


async def until(question, seconds=20):
    async with asyncio.timeout(seconds):
        while not (answer := await question()):  # noqa: ASYNC110 the database says nothing by itself
            await asyncio.sleep(0.02)
    return answer


WORKING = {"enabled": True, "poll_seconds": 0.05}


async def test_the_trash_empties_itself_after_its_days(start, own_database):
    """Of every kind: what was in the trash is gone with rows and bytes, what was not is not touched."""
    _, pool = own_database
    client, account, make, app = await start(jobs=WORKING, storage={"trash_days": 0.5})
    old, kept = {}, {}
    for noun in NOUNS:
        old[noun], kept[noun] = await getattr(make, noun)(account), await getattr(make, noun)(account)
    home = f"/records/{old['record']['id']}"
    upload = await body(await client.post(f"{home}/uploads", json={"name": "a", "size": 3}), 201)
    file = await body(await client.put(f"{home}/uploads/{upload['id']}", data=b"abc"), 201)
    blob_id = await pool.fetchval("select blob_id from files where id = $1", file["id"])
    path = app[keys.BLOBS].path(blob_id)
    assert path.read_bytes() == b"abc"
    for noun in NOUNS:
        assert (await client.delete(f"/{noun}s/{old[noun]['id']}")).status == 204
        await pool.execute(f"update {noun}s set deleted_at = now() - interval '13 hours' where state = 'deleted'")  # noqa: S608
    young = await make.record(account)
    await client.delete(f"/records/{young['id']}")
    await pool.execute("update records set deleted_at = now() - interval '11 hours' where id = $1", young["id"])
    await until(lambda: pool.fetchval("select exists (select from job_schedules where kind = 'trash.expire')"))
    await due(pool, "trash.expire")
    for noun in NOUNS:
        gone = f"select not exists (select from {noun}s where id = $1)"  # noqa: S608
        await until(lambda gone=gone, noun=noun: pool.fetchval(gone, old[noun]["id"]))
        await refused(await client.post(f"/{noun}s/{old[noun]['id']}/restore"), 404, NOT_FOUND)
        assert (await client.get(f"/{noun}s/{kept[noun]['id']}")).status == 200
    assert [item["id"] for item in (await body(await client.get("/trash")))["items"]] == [young["id"]]
    await due(pool, "files.clean")
    await until(lambda: asyncio.to_thread(lambda: not path.exists()))
    assert await pool.fetchval("select count(*) from files") == 0


async def test_unfinished_uploads_end_after_their_idle_time(start, own_database):
    """A chunk that comes starts the time anew; then the upload is over, and later its bytes and its row are gone."""
    _, pool = own_database
    client, account, make, app = await start(
        jobs=WORKING,
        storage={"upload_hours": 0.5, "inactive_upload_minutes": 0.0, "chunk_bytes": CHUNK, "direct_bytes": DIRECT},
    )
    home = f"/records/{(await make.record(account))['id']}"
    upload = await body(await client.post(f"{home}/uploads", json={"name": "a", "size": 3 * CHUNK}), 201)
    place = f"{home}/uploads/{upload['id']}"
    await until(lambda: pool.fetchval("select exists (select from job_schedules where kind = 'files.clean')"))

    async def send(index):
        headers = {"Kadi-Chunk-Index": str(index), "Kadi-Chunk-Size": str(CHUNK)}
        return await client.put(place, data=content(CHUNK), headers=headers)

    async def wait(minutes):
        """So long nobody writes; then the job looks, once."""
        await pool.execute("update uploads set updated_at = updated_at - make_interval(mins => $1)", minutes)
        done = "select count(*) from jobs where kind = 'files.clean' and state = 'done'"
        before = await pool.fetchval(done)
        await due(pool, "files.clean")
        await until(lambda: pool.fetchval(f"select ({done}) > $1", before))

    for index in (0, 1):
        await wait(20)
        assert (await send(index)).status == 200
        assert (await body(await client.get(place)))["state"] == "active"
    await wait(31)

    async def is_over():
        await due(pool, "files.clean")
        return (await client.get(place)).status == 404

    await until(is_over)
    assert (await send(2)).status == 404 and (await client.post(place)).status == 404
    assert (await body(await client.get(f"{home}/uploads")))["items"] == []
    await until(lambda: pool.fetchval("select coalesce(sum(used_bytes), 0) = 0 from storage_usage"))

    async def is_swept():
        await due(pool, "files.clean")
        return not (await app[keys.BLOBS].list_staged()).blobs

    await until(is_swept)


# A PURGE THAT CANNOT START

# What a full disk, a database that became read only, a lost right and a broken rule have in common: the job is not taken.
CAUSES = {"53100": "could not extend file", "25006": "read-only", "42501": "permission denied", "23514": "a check"}


async def test_a_purge_that_cannot_start_keeps_the_record_deleted(start, own_database):
    _, pool = own_database
    client, account, make, _ = await start()
    record = await make.record(account)
    home = f"/records/{record['id']}"
    upload = await body(await client.post(f"{home}/uploads", json={"name": "a", "size": 3}), 201)
    await body(await client.put(f"{home}/uploads/{upload['id']}", data=b"abc"), 201)
    await client.delete(home)
    trash = await body(await client.get("/trash"))
    for table, code in itertools.product(("jobs", "audit_entries", "records"), CAUSES):
        await pool.execute(
            "create or replace function refuse() returns trigger language plpgsql as $$"
            f" begin raise exception 'no' using errcode = '{code}'; end $$"
        )
        await pool.execute(f"create trigger refuse before insert or update on {table} execute function refuse()")
        response = await client.post(f"{home}/purge")
        found = await body(response, 503)
        assert found == {"code": 503, "message": "Service Unavailable", "description": UNAVAILABLE}
        assert int(response.headers["Retry-After"]) >= 1
        assert await body(await client.get("/trash")) == trash, "the record stays deleted"
        await refused(await client.get(home), 404, NOT_FOUND)
        assert await pool.fetchval("select count(*) from jobs where kind = 'trash.purge'") == 0
        await pool.execute(f"drop trigger refuse on {table}")
    await body(await client.post(f"{home}/restore"))
    assert [item["name"] for item in (await body(await client.get(f"{home}/files")))["items"]] == ["a"]
    await client.delete(home)
    assert await body(await client.post(f"{home}/purge"), 202) == {}


async def test_a_trash_that_cannot_be_emptied_now_is_emptied_later(start, own_database):
    """The sweep is one transaction for each kind: without its jobs nothing is given up."""
    _, pool = own_database
    client, account, make, _ = await start(jobs=WORKING, storage={"trash_days": 0.0})
    record = await make.record(account, identifier=unique("kept"))
    await pool.execute(
        "create function refuse() returns trigger language plpgsql as $$ begin"
        " if new.kind = 'trash.purge' then raise exception 'no' using errcode = '53100'; end if; return new; end $$"
    )
    await pool.execute("create trigger refuse before insert on jobs for each row execute function refuse()")
    await client.delete(f"/records/{record['id']}")
    await until(lambda: pool.fetchval("select exists (select from job_schedules where kind = 'trash.expire')"))
    await due(pool, "trash.expire")
    failed = "select exists (select from jobs where kind = 'trash.expire' and last_error is not null)"
    await until(lambda: pool.fetchval(failed))
    assert [item["id"] for item in (await body(await client.get("/trash")))["items"]] == [record["id"]]
    await pool.execute("drop trigger refuse on jobs")
    await pool.execute("update jobs set due_at = now() where kind = 'trash.expire' and state = 'waiting'")
    await until(lambda: pool.fetchval("select not exists (select from records)"))
