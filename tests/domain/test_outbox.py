"""Jobs as the administration sees them: listing, retrying, discarding."""

import asyncio
from secrets import token_hex

import orjson
import pytest

from server import db
from server.db import sql
from server.domain import outbox
from server.domain.actor import Actor
from server.errors import Conflict, Locked, NotFound

ADMIN = Actor(kind="session", account_id=1, username="root", roles=frozenset({(None, "admin")}))


@pytest.fixture
def kind():
    return f"test.{token_hex(6)}"


async def job_in(conn, kind, state, key=None):
    """A job in that state."""
    job_id = await outbox.put(conn, kind, {"secret": "x"}, key=key)
    if state == "waiting":
        await conn.execute("update jobs set due_at = now() + interval '1 hour', attempts = 2, last_error = 'no' where id = $1", job_id)
        return job_id
    await sql.jobs.claim(conn, worker="w", kinds=[kind], limit=1, lease_seconds=60.0)
    claim = {"id": job_id, "worker": "w", "attempts": 1}
    if state == "done":
        await sql.jobs.finish(conn, **claim)
    if state == "dead":
        await sql.jobs.bury(conn, **claim, error="gone")
    return job_id


async def trail(conn, job_id):
    rows = await sql.audit.list(conn, object_type="job", object_id=str(job_id), account_id=None, action=None, before_id=None, limit=9)
    return [(row["action"], row["account_id"], orjson.loads(row["details"])) for row in rows]


# Retrying


async def test_retrying_what_is_not_there_is_not_found(conn):
    with pytest.raises(NotFound):
        await outbox.retry(conn, ADMIN, 10**15)


@pytest.mark.parametrize("state, failure, code", [("running", Locked, "job_runs"), ("done", Conflict, "job_is_over")])
@pytest.mark.parametrize("what", [outbox.retry, outbox.discard])
async def test_running_and_finished_jobs_stay_as_they_are(conn, kind, what, state, failure, code):
    job_id = await job_in(conn, kind, state)
    with pytest.raises(failure) as caught:
        await what(conn, ADMIN, job_id)
    assert caught.value.code == code and (await sql.jobs.get(conn, id=job_id))["state"] == state
    assert await trail(conn, job_id) == []


async def test_a_dead_job_starts_anew(conn, kind):
    job_id = await job_in(conn, kind, "dead")
    await outbox.retry(conn, ADMIN, job_id)
    row = await sql.jobs.get(conn, id=job_id)
    assert (row["state"], row["attempts"], row["finished_at"], row["last_error"]) == ("waiting", 0, None, "gone")
    (claimed,) = await sql.jobs.claim(conn, worker="w", kinds=[kind], limit=9, lease_seconds=60.0)
    assert orjson.loads(claimed["payload"]) == {"secret": "x"}
    assert await trail(conn, job_id) == [("job.retry", 1, {"kind": kind})]


async def test_a_waiting_job_need_not_wait_longer(conn, kind):
    job_id = await job_in(conn, kind, "waiting")
    await outbox.retry(conn, ADMIN, job_id)
    assert (await sql.jobs.get(conn, id=job_id))["attempts"] == 2
    assert len(await sql.jobs.claim(conn, worker="w", kinds=[kind], limit=9, lease_seconds=60.0)) == 1


async def test_a_dead_job_whose_key_waits_again_is_a_conflict(pool, kind):
    async with db.transaction(pool) as conn:
        job_id = await job_in(conn, kind, "dead", key="a")
        await outbox.put(conn, kind, key="a", delay_seconds=9999)
    with pytest.raises(Conflict, match="job_waits_already"):
        async with db.transaction(pool) as conn:
            await outbox.retry(conn, ADMIN, job_id)


# Discarding


@pytest.mark.parametrize("state", ["dead", "waiting"])
async def test_a_discarded_job_is_gone_and_that_is_on_record(conn, kind, state):
    job_id = await job_in(conn, kind, state)
    await outbox.discard(conn, ADMIN, job_id)
    assert await sql.jobs.get(conn, id=job_id) is None
    assert await trail(conn, job_id) == [("job.discard", 1, {"kind": kind})]
    with pytest.raises(NotFound):
        await outbox.discard(conn, ADMIN, job_id)


async def test_of_two_who_discard_at_once_one_is_told(pool, kind):
    async with db.transaction(pool) as conn:
        job_id = await job_in(conn, kind, "dead")

    async def discard():
        async with db.transaction(pool) as conn:
            await outbox.discard(conn, ADMIN, job_id)

    results = await asyncio.gather(*(discard() for _ in range(4)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NoneType"] + ["NotFound"] * 3


# Listing


async def test_the_list_is_filtered_counted_and_shows_no_payload(conn, kind):
    ids = {state: await job_in(conn, kind, state) for state in ("dead", "running", "done", "waiting")}
    rows = await sql.jobs.list(conn, state=None, kind=kind, offset=0, limit=10)
    assert [row["state"] for row in rows] == ["waiting", "done", "running", "dead"]
    assert "payload" not in rows[0] and "sealed_payload" not in rows[0]
    assert [row["id"] for row in await sql.jobs.list(conn, state="dead", kind=kind, offset=0, limit=10)] == [ids["dead"]]
    assert [row["state"] for row in await sql.jobs.list(conn, state=None, kind=kind, offset=1, limit=2)] == ["done", "running"]
    assert await sql.jobs.count(conn, state=None, kind=kind) == 4 and await sql.jobs.count(conn, state="dead", kind=kind) == 1
    counted = {row["state"]: (row["jobs"], row["late"]) for row in await sql.jobs.count_by_state(conn) if row["kind"] == kind}
    assert counted == {"dead": (1, 0), "done": (1, 0), "running": (1, 0), "waiting": (1, 0)}


async def test_jobs_that_nobody_takes_are_late(conn, kind):
    job_id = await outbox.put(conn, kind)
    await conn.execute("update jobs set due_at = now() - interval '2 minutes' where id = $1", job_id)
    (row,) = [row for row in await sql.jobs.count_by_state(conn) if row["kind"] == kind]
    assert row["late"] == 1
