"""The worker: each job once, again after a failure, after a kill, after a lost claim; recurring ones; bounded places."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

import pytest

from server import config, db, jobs, keys
from server.db import sql
from server.domain import outbox
from server.domain.outbox import Hopeless, Kind, Later
from server.jobs import CHANNEL, Worker
from server.mail import Mailer, Rejected
from server.notices import Listener
from server.secrets import Secrets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def name():
    """A kind that no other test has."""
    return f"test.{token_hex(6)}"


@pytest.fixture
async def make_worker(pool):
    """Workers for the given kinds; what still runs is stopped at the end."""
    made = []

    def make(*kinds, services=None, **settings):
        values = {"poll_seconds": 0.05, "lease_seconds": 1.0, "max_attempts": 3, "concurrency": 4} | settings
        worker = Worker(pool, config.Jobs(**values), services, {kind.name: kind for kind in kinds})
        made.append(worker)
        return worker

    yield make
    for worker in made:
        await worker.stop(grace_seconds=0)


async def put(pool, kind, payload=None, **options):
    async with db.transaction(pool) as conn:
        return await outbox.put(conn, kind, payload, **options)


async def get(pool, job_id):
    async with pool.acquire() as conn:
        return await sql.jobs.get(conn, id=job_id)


async def until(condition, seconds=10.0):
    for _ in range(int(seconds * 50)):
        if result := await condition():
            return result
        await asyncio.sleep(0.02)
    raise AssertionError(f"not so within {seconds} s")


def state_is(pool, job_id, *states):
    async def check():
        row = await get(pool, job_id)
        return row if row["state"] in states else None

    return check


def collecting(name, **options):
    """(a kind that notes what it gets, the notes)"""
    seen = []

    async def collect(work):
        seen.append((work.id, work.payload, work.attempt))

    return Kind(name, collect, **options), seen


def failing(name, *errors, **options):
    """A kind that raises these one after the other, then succeeds."""
    left = list(errors)

    async def fail(work):
        if left:
            raise left.pop(0)

    return Kind(name, fail, **({"pause_seconds": 0.0} | options))


# Once


async def test_a_job_of_a_committed_change_is_done_once(pool, make_worker, name):
    kind, seen = collecting(name)
    job_id = await put(pool, name, {"x": 1, "ü": [None, "☃"]})
    worker = make_worker(kind)
    assert await worker.run_due() == 1 and await worker.run_due() == 0
    assert seen == [(job_id, {"x": 1, "ü": [None, "☃"]}, 1)]
    row = await get(pool, job_id)
    assert row["state"] == "done" and row["finished_at"] is not None and row["last_error"] is None


async def test_a_job_of_a_rolled_back_change_never_runs(pool, make_worker, name):
    kind, seen = collecting(name)
    with pytest.raises(ZeroDivisionError):
        async with db.transaction(pool) as conn:
            await outbox.put(conn, name)
            raise ZeroDivisionError
    assert await make_worker(kind).run_due() == 0 and seen == []


async def test_five_workers_do_a_hundred_jobs_once_each(pool, make_worker, name):
    kind, seen = collecting(name)
    ids = [await put(pool, name, {"n": n}) for n in range(100)]
    workers = [make_worker(kind, concurrency=3) for _ in range(5)]
    await asyncio.gather(*(worker.run_due() for worker in workers))
    assert sorted(job_id for job_id, _, _ in seen) == ids


async def test_a_job_waits_for_its_time(pool, make_worker, name):
    kind, _ = collecting(name)
    await put(pool, name, delay_seconds=0.3)
    worker = make_worker(kind)
    assert await worker.run_due() == 0
    await asyncio.sleep(0.35)
    assert await worker.run_due() == 1


async def test_kinds_of_others_are_left_alone(pool, make_worker, name):
    job_id = await put(pool, f"{name}.other")
    kind, _ = collecting(name)
    assert await make_worker(kind).run_due() == 0
    assert (await get(pool, job_id))["state"] == "waiting"


async def test_a_sealed_payload_is_opened_for_the_handler_only(pool, make_worker, name, tmp_path):
    keyring = Secrets.load(tmp_path)
    kind, seen = collecting(name)
    job_id = await put(pool, name, {"link": "https://x/app/link#abc"}, sealed_with=keyring)
    async with pool.acquire() as conn:
        stored = await conn.fetchrow("select payload::text, sealed_payload from jobs where id = $1", job_id)
    assert stored["payload"] == "{}" and "abc" not in stored["sealed_payload"] and "link" not in stored["sealed_payload"]
    await make_worker(kind, services={keys.SECRETS: keyring}).run_due()
    assert seen[0][1] == {"link": "https://x/app/link#abc"}
    async with pool.acquire() as conn:
        assert await conn.fetchval("select sealed_payload from jobs where id = $1", job_id) is None


async def test_a_failure_of_a_sealed_job_does_not_quote_it(pool, make_worker, name, tmp_path, caplog):
    keyring = Secrets.load(tmp_path)
    job_id = await put(pool, name, {"link": "#abc"}, sealed_with=keyring)
    await make_worker(failing(name, ValueError("#abc")), services={keys.SECRETS: keyring}, max_attempts=1).run_due()
    assert (await get(pool, job_id))["last_error"] == "ValueError" and "#abc" not in caplog.text


# Keys


async def test_of_one_key_one_job_waits_and_carries_the_latest(pool, make_worker, name):
    kind, seen = collecting(name)
    first = await put(pool, name, {"v": 1}, key="a", delay_seconds=3600)
    assert await put(pool, name, {"v": 2}, key="a") == first
    await put(pool, name, {"v": 3}, key="b")
    assert await make_worker(kind).run_due() == 2
    assert [payload["v"] for _, payload, _ in seen] == [2, 3]


async def test_a_change_during_the_run_puts_another_job(pool, make_worker, name):
    async def again(work):
        if work.payload["v"] == 1:
            await put(pool, name, {"v": 2}, key="a")
        seen.append(work.payload["v"])

    seen = []
    await put(pool, name, {"v": 1}, key="a")
    assert await make_worker(Kind(name, again)).run_due() == 2
    assert seen == [1, 2]


async def test_a_failed_job_gives_way_to_a_newer_one_of_its_key(pool, make_worker, name):
    async def fail_then_pass(work):
        if work.payload["v"] == 1:
            await put(pool, name, {"v": 2}, key="a")
            raise ValueError

    first = await put(pool, name, {"v": 1}, key="a")
    await make_worker(Kind(name, fail_then_pass)).run_due()
    async with pool.acquire() as conn:
        rows = await conn.fetch("select id, state from jobs where kind = $1 order by id", name)
    assert [row["state"] for row in rows] == ["done", "done"] and rows[0]["id"] == first


# Failures


async def test_a_failed_job_is_tried_again_and_then_done(pool, make_worker, name, caplog):
    job_id = await put(pool, name)
    assert await make_worker(failing(name, ValueError("one"), KeyError("two"))).run_due() == 3
    row = await get(pool, job_id)
    assert (row["state"], row["attempts"]) == ("done", 3) and "ValueError: one" in caplog.text


async def test_a_job_that_keeps_failing_is_dead_with_its_last_error(pool, make_worker, name):
    job_id = await put(pool, name, {"x": 1})
    assert await make_worker(failing(name, *[ValueError(f"no {n}\x00") for n in range(9)])).run_due() == 3
    row = await get(pool, job_id)
    assert (row["state"], row["attempts"], row["last_error"]) == ("dead", 3, "ValueError: no 2")
    assert row["finished_at"] is not None


async def test_a_kind_may_have_attempts_of_its_own(pool, make_worker, name):
    job_id = await put(pool, name)
    await make_worker(failing(name, *[ValueError()] * 9, attempts=5)).run_due()
    assert (await get(pool, job_id))["attempts"] == 5


async def test_hopeless_is_dead_at_once(pool, make_worker, name):
    job_id = await put(pool, name)
    await make_worker(failing(name, Hopeless("gone"))).run_due()
    row = await get(pool, job_id)
    assert (row["state"], row["attempts"], row["last_error"]) == ("dead", 1, "gone")


async def test_later_waits_as_long_as_was_asked(pool, make_worker, name):
    job_id = await put(pool, name)
    await make_worker(failing(name, Later(100, "429"), pause_seconds=5.0)).run_due()
    async with pool.acquire() as conn:
        seconds = await conn.fetchval("select extract(epoch from due_at - now()) from jobs where id = $1", job_id)
    assert 95 < seconds <= 100 and (await get(pool, job_id))["state"] == "waiting"


@pytest.mark.parametrize(
    "attempts, least, most", [(1, 8, 12), (2, 17, 23), (3, 34, 46), (9, 2176, 2944), (30, 3060, 4140), (500, 3060, 4140)]
)
def test_pauses_grow_up_to_a_limit(attempts, least, most):
    kind = Kind("x", None, pause_seconds=10.0, longest_pause_seconds=3600.0)
    assert least <= jobs.pause_seconds(kind, attempts) <= most


async def test_a_handler_that_takes_too_long_is_ended(pool, make_worker, name):
    async def slow(work):
        await asyncio.sleep(30)

    job_id = await put(pool, name)
    await make_worker(Kind(name, slow, timeout_seconds=0.1), max_attempts=1).run_due()
    assert (await get(pool, job_id))["last_error"] == "TimeoutError"


async def test_a_payload_that_cannot_be_opened_kills_only_its_job(pool, make_worker, name, tmp_path):
    kind, seen = collecting(name, pause_seconds=0.0)
    broken = await put(pool, name, {"a": 1}, sealed_with=Secrets.load(tmp_path / "other"))
    good = await put(pool, name, {"a": 2})
    await make_worker(kind, services={keys.SECRETS: Secrets.load(tmp_path / "ours")}).run_due()
    assert (await get(pool, broken))["state"] == "dead" and (await get(pool, good))["state"] == "done"
    assert [payload for _, payload, _ in seen] == [{"a": 2}]


# Claims

KILLED = """
import asyncio, sys
from server import config, db
from server.domain.outbox import Kind
from server.jobs import Worker

async def hang(work):
    print("claimed", work.id, flush=True)
    await asyncio.sleep(600)

async def main(dsn, name):
    pool = await db.create_pool(dsn, size=2)
    worker = Worker(pool, config.Jobs(lease_seconds=1.0, poll_seconds=0.05), {}, {name: Kind(name, hang)})
    await worker.start()
    await asyncio.sleep(600)

asyncio.run(main(*sys.argv[1:]))
"""


def start_hanging(dsn, name):
    """A process that claims the job and hangs in it."""
    process = subprocess.Popen([sys.executable, "-c", KILLED, dsn, name], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().startswith("claimed")
    return process


async def test_a_job_of_a_killed_server_is_done_by_another(pool, dsn, make_worker, name):
    kind, seen = collecting(name)
    job_id = await put(pool, name)
    process = await asyncio.to_thread(start_hanging, dsn, name)
    await asyncio.sleep(1.5)
    assert await make_worker(kind).run_due() == 0, "a living server extends its claim"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    await make_worker(kind).start()
    await until(state_is(pool, job_id, "done"))
    assert [attempt for _, _, attempt in seen] == [2]


async def test_a_job_that_kills_its_server_each_time_is_dead_at_last(pool, make_worker, name):
    kind, seen = collecting(name)
    job_id = await put(pool, name)
    async with pool.acquire() as conn:
        for _ in range(3):
            assert await sql.jobs.claim(conn, worker="killed", kinds=[name], limit=1, lease_seconds=0.0)
    await make_worker(kind).run_due()
    row = await get(pool, job_id)
    assert row["state"] == "dead" and "ended while it ran" in row["last_error"] and seen == []


async def test_a_long_job_keeps_its_claim(pool, make_worker, name):
    async def long(work):
        seen.append(work.attempt)
        await asyncio.sleep(2.5)

    seen = []
    job_id = await put(pool, name)
    await asyncio.gather(*(worker.start() for worker in (make_worker(Kind(name, long)), make_worker(Kind(name, long)))))
    await until(state_is(pool, job_id, "done"))
    assert seen == [1]


async def test_a_lost_claim_ends_the_work_and_settles_nothing(pool, make_worker, name):
    started, ended = asyncio.Event(), []

    async def hang(work):
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(work.attempt)

    job_id = await put(pool, name)
    worker = make_worker(Kind(name, hang))
    await worker.start()
    await started.wait()
    async with pool.acquire() as conn:
        await conn.execute("update jobs set claimed_by = 'another', attempts = 2, due_at = now() + interval '1 hour' where id = $1", job_id)

    async def over():
        return ended and not worker._running

    await until(over)
    assert ended == [1] and (await get(pool, job_id))["state"] == "running"


async def test_a_worker_that_ends_gives_its_jobs_back_unharmed(pool, make_worker, name):
    started = asyncio.Event()

    async def hang(work):
        started.set()
        await asyncio.sleep(60)

    job_id = await put(pool, name, {"x": 1})
    worker = make_worker(Kind(name, hang))
    await worker.start()
    await started.wait()
    await worker.stop(grace_seconds=0.1)
    row = await get(pool, job_id)
    assert (row["state"], row["attempts"]) == ("waiting", 0)
    kind, seen = collecting(name)
    await make_worker(kind).run_due()
    assert seen == [(job_id, {"x": 1}, 1)]


async def test_a_worker_that_ends_lets_short_work_finish(pool, make_worker, name):
    started = asyncio.Event()

    async def short(work):
        started.set()
        await asyncio.sleep(0.2)

    job_id = await put(pool, name)
    worker = make_worker(Kind(name, short))
    await worker.start()
    await started.wait()
    await worker.stop()
    assert (await get(pool, job_id))["state"] == "done"


@pytest.mark.parametrize("turns", range(4))
async def test_a_worker_that_is_woken_in_the_moment_it_ends_still_ends(make_worker, name, turns):
    kind, _ = collecting(name)
    worker = make_worker(kind, poll_seconds=60.0)
    await worker.start()
    await asyncio.sleep(0.3)
    worker.wake()
    for _ in range(turns):
        await asyncio.sleep(0)
    stopping = asyncio.create_task(worker.stop())
    assert await asyncio.wait([stopping], timeout=3) == ({stopping}, set())


# Places


async def test_no_more_run_at_once_than_there_are_places(pool, make_worker, name):
    running, most = 0, 0

    async def count(work):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.02)
        running -= 1

    for _ in range(12):
        last = await put(pool, name)
    worker = make_worker(Kind(name, count), concurrency=3)
    await worker.start()
    await until(state_is(pool, last, "done"))
    assert most == 3


async def test_heavy_jobs_do_not_hold_up_the_others(pool, make_worker, name):
    gate, heavy_running = asyncio.Event(), []

    async def heavy(work):
        heavy_running.append(work.id)
        await gate.wait()

    kind, seen = collecting(f"{name}.light")
    for _ in range(3):
        await put(pool, f"{name}.heavy")
    worker = make_worker(Kind(f"{name}.heavy", heavy, heavy=True), kind, concurrency=1)
    await worker.start()
    light = [await put(pool, f"{name}.light") for _ in range(3)]
    await until(state_is(pool, light[-1], "done"))
    assert len(heavy_running) == 1 and len(seen) == 3
    gate.set()


async def test_the_worker_outlives_its_connections(fresh_database, maintenance_dsn, name):
    pool = await db.create_pool(fresh_database, size=3)
    database, gate = urlsplit(fresh_database).path.removeprefix("/"), asyncio.Event()

    async def wait(work):
        await gate.wait()

    first = await put(pool, name)
    worker = Worker(pool, config.Jobs(poll_seconds=0.05, lease_seconds=1.0), {}, {name: Kind(name, wait)})
    await worker.start()
    await until(state_is(pool, first, "running"))
    conn = await db.connect(maintenance_dsn)
    ended = 0
    for _ in range(5):
        ended += len(await conn.fetch("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", database))
        await asyncio.sleep(0.2)
    await conn.close()
    assert ended >= 3
    gate.set()
    second = await put(pool, name)
    for job_id in (first, second):
        await until(state_is(pool, job_id, "done"))
    await worker.stop()
    await pool.close()


# Waking


async def test_a_notice_wakes_the_worker_before_it_looks_by_itself(pool, dsn, make_worker, name):
    kind, _ = collecting(name)
    worker = make_worker(kind, poll_seconds=60.0)
    listener = Listener(dsn, {CHANNEL: worker.wake})
    await listener.start()
    await asyncio.wait_for(listener.listening.wait(), 5)
    await worker.start()
    await asyncio.sleep(0.2)
    job_id = await put(pool, name)
    await until(state_is(pool, job_id, "done"), seconds=3)
    await listener.stop()


async def test_without_notices_the_worker_looks_by_itself(pool, make_worker, name):
    kind, _ = collecting(name)
    await make_worker(kind, poll_seconds=0.1).start()
    job_id = await put(pool, name)
    await until(state_is(pool, job_id, "done"), seconds=3)


async def test_a_lost_listening_connection_comes_back_and_says_so(pool, dsn):
    heard, missed, channel = [], [], f"c{token_hex(6)}"
    listener = Listener(dsn, {channel: heard.append}, lambda: missed.append(1))
    await listener.start()
    await asyncio.wait_for(listener.listening.wait(), 5)
    async with pool.acquire() as conn:
        await conn.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like $1",
            f'LISTEN "{channel}"%',
        )

    async def back():
        async with pool.acquire() as conn:
            await conn.execute("select pg_notify($1, 'hello')", channel)
        return heard

    await until(back)
    assert set(heard) == {"hello"} and missed == [1]
    await listener.stop()


# Recurring work


async def test_recurring_work_runs_once_among_several_workers(pool, make_worker, name):
    kind, seen = collecting(name, every_seconds=0.5)
    workers = [make_worker(kind) for _ in range(4)]
    await asyncio.gather(*(worker.start() for worker in workers))
    await asyncio.sleep(2.3)
    assert 3 <= len(seen) <= 5
    assert len({job_id for job_id, _, _ in seen}) == len(seen)


async def test_recurring_work_does_not_pile_up(pool, make_worker, name):
    async def hang(work):
        seen.append(work.id)
        await asyncio.sleep(60)

    seen = []
    await make_worker(Kind(name, hang, every_seconds=0.1)).start()
    await asyncio.sleep(1.0)
    assert len(seen) == 1


async def test_after_a_long_stop_recurring_work_runs_once(pool, make_worker, name):
    kind, seen = collecting(name, every_seconds=3600.0)
    worker = make_worker(kind)
    await worker._declare()
    async with pool.acquire() as conn:
        await conn.execute("update job_schedules set next_at = now() - interval '30 days' where kind = $1", name)
    assert await worker.run_due() == 1 and len(seen) == 1
    async with pool.acquire() as conn:
        row = await conn.fetchrow("select next_at, last_at from job_schedules where kind = $1", name)
    assert 3500 < (row["next_at"] - row["last_at"]).total_seconds() < 3700


async def test_a_changed_pause_counts_from_the_next_start(pool, make_worker, name):
    async def due():
        async with pool.acquire() as conn:
            return await conn.fetchval("select extract(epoch from next_at - now())::float8 from job_schedules where kind = $1", name)

    for seconds, expected in ((3600.0, 3600), (60.0, 60), (7200.0, 60)):
        await make_worker(collecting(name, every_seconds=seconds)[0])._declare()
        assert abs(await due() - expected) < 5


async def test_a_pause_may_come_from_the_settings(pool, make_worker, name):
    kind, _ = collecting(name, every_seconds=lambda config: config.storage.sweep_minutes * 60)
    await make_worker(kind, services={keys.CONFIG: config.Config()})._declare()
    async with pool.acquire() as conn:
        assert await conn.fetchval("select every_seconds from job_schedules where kind = $1", name) == 3600.0


# Kinds of the machinery


async def test_mails_are_sent_by_a_job_and_final_refusals_are_dead(pool, make_worker, tmp_path, name):
    keyring = Secrets.load(tmp_path)
    services = {keys.SECRETS: keyring, keys.MAILER: Mailer(config.Mail(), tmp_path)}
    kind = Kind(name, outbox.KINDS["mail.send"].handler)
    sent = {
        "to": "mira@example.com",
        "template": "reset_password",
        "language": "de",
        "values": {"name": "Mira", "link": "#abc", "minutes": 5},
    }
    good = await put(pool, name, sent, sealed_with=keyring)
    bad = await put(pool, name, sent | {"to": "nobody"}, sealed_with=keyring)
    await make_worker(kind, services=services).run_due()
    assert (await get(pool, good))["state"] == "done" and (await get(pool, bad))["state"] == "dead"
    (path,) = (tmp_path / "mail").glob("*.eml")
    assert b"#abc" in path.read_bytes() and b"Neues Passwort" in path.read_bytes()

    class Refusing(Mailer):
        async def send(self, *_args, **_options):
            raise Rejected("550")

    refused = await put(pool, name, sent, sealed_with=keyring)
    await make_worker(kind, services=services | {keys.MAILER: Refusing(config.Mail(), tmp_path)}).run_due()
    assert (await get(pool, refused))["state"] == "dead"


async def test_put_mail_puts_what_the_mail_job_takes(conn, tmp_path):
    keyring = Secrets.load(tmp_path)
    job_id = await outbox.put_mail(conn, keyring, to="a@b.example", template="verify_email", language="de", name="A", link="#x", hours=1)
    row = await conn.fetchrow("select kind, payload::text, sealed_payload from jobs where id = $1", job_id)
    assert row["kind"] == "mail.send"
    assert outbox.opened(row["kind"], row["payload"], row["sealed_payload"], keyring) == {
        "to": "a@b.example", "template": "verify_email", "language": "de", "values": {"name": "A", "link": "#x", "hours": 1},
    }  # fmt: skip


async def test_the_sweep_forgets_what_is_long_done_and_nothing_else(pool, make_worker, name):
    kind = Kind(name, outbox.KINDS["jobs.sweep"].handler)
    ids = [await put(pool, f"{name}.old", delay_seconds=9999) for _ in range(4)]
    async with pool.acquire() as conn:
        for job_id, state, days in zip(ids, ("done", "done", "dead", "waiting"), (8, 6, 8, None), strict=True):
            await conn.execute(
                "update jobs set state = $2, finished_at = now() - make_interval(days => $3) where id = $1", job_id, state, days
            )
    await put(pool, name)
    await make_worker(kind, services={keys.CONFIG: config.Config()}).run_due()
    assert [await get(pool, job_id) is not None for job_id in ids] == [False, True, True, True]


async def test_the_worker_counts_for_the_operators(pool, make_worker, name):
    for _ in range(2):
        await put(pool, name)
    worker = make_worker(failing(name, ValueError(), Hopeless("x")), max_attempts=3)
    await worker.run_due()
    outcomes, running = worker.collect()
    assert {tuple(sample.labels.values()): sample.value for sample in outcomes.samples} == {
        (name, "failed"): 1, (name, "dead"): 1, (name, "done"): 1}  # fmt: skip
    assert running.samples[0].value == 0


async def test_a_running_server_sends_the_mail_of_a_commit_at_once(start_server, fresh_database, http):
    server = await start_server(dsn=fresh_database, jobs={"enabled": True, "poll_seconds": 60.0})
    pool, folder = server.app[keys.POOL], server.app[keys.CONFIG].data_dir / "mail"
    await asyncio.sleep(0.5)
    async with db.transaction(pool) as conn:
        job_id = await outbox.put_mail(conn, server.app[keys.SECRETS], to="mira@example.com", template="password_changed", name="Mira")
    await until(state_is(pool, job_id, "done"), seconds=3)
    (path,) = folder.glob("*.eml")
    assert b"Hello Mira" in path.read_bytes()
    async with http.get(server.make_url("/metrics")) as response:
        assert 'athenaeum_jobs_total{kind="mail.send",outcome="done"} 1.0' in await response.text()


def test_two_handlers_of_one_kind_are_refused():
    with pytest.raises(ValueError, match="two handlers"):
        outbox.handler("mail.send")(None)


async def test_a_kind_with_places_of_its_own_leaves_the_others_theirs(pool, make_worker, name):
    open_now, most = 0, 0

    async def hang(work):
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.3)
        open_now -= 1

    kind, seen = collecting(f"{name}.quick")
    for _ in range(6):
        await put(pool, f"{name}.slow")
    worker = make_worker(Kind(f"{name}.slow", hang, places=3), kind, concurrency=1)
    await worker.start()
    await until_open(lambda: open_now == 3)
    await put(pool, f"{name}.quick")
    worker.wake()
    await until_open(lambda: seen)
    assert open_now > 0, "the quick one had to wait"
    await until_open(lambda: open_now == 0)
    assert most == 3


async def until_open(condition):
    async def check():
        return condition()

    await until(check)
