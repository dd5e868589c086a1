"""The worker: claims due jobs, runs their handlers a few at a time, and settles them. One per server process.

Any number of workers share the table: a claim skips rows that another one holds, lasts for a lease and is extended while
the handler works. A worker that is killed leaves its claims to run out, then somebody else takes the jobs. NOTIFY wakes
the worker at once; without it, it looks every `jobs.poll_seconds`.
"""

import asyncio
import contextlib
import logging
import os
import random
import secrets
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from aiohttp import web
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from server import config, db, keys
from server.db import Pool, Row, sql
from server.domain import settings
from server.domain.outbox import KINDS, Hopeless, Kind, Later, Work, handler, opened, schedule
from server.mail import BadAddress, Letter, Mailer, Rejected

__all__ = ["CHANNEL", "Hopeless", "Later", "Work", "Worker", "handler", "schedule", "worker"]

log = logging.getLogger("athenaeum.jobs")

CHANNEL = "jobs"
GRACE_SECONDS = 5.0
SETTLE_ATTEMPTS = 4
LEAST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 10.0
MAX_ERROR = 500


class Worker:
    """Runs the jobs of `kinds`. `services` is where handlers find what else they need (the application)."""

    def __init__(self, pool: Pool, settings: config.Jobs, services: Mapping[Any, Any] | None = None,
                 kinds: Mapping[str, Kind] | None = None) -> None:  # fmt: skip
        self.pool, self.settings, self.services = pool, settings, services if services is not None else {}
        self.kinds = KINDS if kinds is None else kinds
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        # (kind, outcome) → how many, since the process started; outcomes are done, failed (tried again) and dead.
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self._running: dict[asyncio.Task[None], Kind] = {}
        self._awake = asyncio.Event()
        self._stopping = False
        self._loop: asyncio.Task[None] | None = None
        self._next_tick = 0.0

    def wake(self, _payload: str = "") -> None:
        """There may be something to do."""
        self._awake.set()

    async def start(self) -> None:
        self._loop = asyncio.create_task(self._run(), name="jobs")

    async def stop(self, grace_seconds: float = GRACE_SECONDS) -> None:
        """Claims nothing more; what does not end in time is given back unharmed."""
        self._stopping = True
        if self._loop:
            self._loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop
        if self._running:
            await asyncio.wait(self._running, timeout=grace_seconds)
        for task in list(self._running):
            task.cancel()
        if self._running:
            await asyncio.wait(self._running, timeout=GRACE_SECONDS)

    async def run_due(self) -> int:
        """Runs what is due now and what that leads to, and waits for it; how many. For commands and tests."""
        done = 0
        while count := await self._round():
            done += count
            await asyncio.gather(*self._running, return_exceptions=True)
        return done

    def collect(self) -> Iterator[Any]:
        """For /metrics."""
        outcomes = CounterMetricFamily("athenaeum_jobs", "Jobs this process worked at.", labels=["kind", "outcome"])
        for (kind, outcome), count in sorted(self.outcomes.items()):
            outcomes.add_metric([kind, outcome], count)
        yield outcomes
        running = GaugeMetricFamily("athenaeum_jobs_running", "Jobs this process is at work on.")
        running.add_metric([], len(self._running))
        yield running

    # The loop

    async def _run(self) -> None:
        pause, declared = 0.1, False
        while True:
            self._awake.clear()
            try:
                if not declared:
                    await self._declare()
                    declared = True
                await self._round()
                wait, pause = await self._idle_seconds(), 0.1
            except Exception as error:
                if db.is_away(error):
                    log.warning("jobs wait for the database: %s", type(error).__name__)
                else:
                    log.exception("looking for jobs failed")
                wait = pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):  # not wait_for, which swallows a cancellation that comes with the event
                    await self._awake.wait()

    async def _declare(self) -> None:
        """Says which kinds recur."""
        async with self.pool.acquire() as conn:
            for kind in self.kinds.values():
                if (every := kind.every_seconds) is not None:
                    seconds = every(self.services[keys.CONFIG]) if callable(every) else every
                    await sql.jobs.declare_schedule(conn, kind=kind.name, every_seconds=seconds)

    async def _round(self) -> int:
        """Claims as many due jobs as there are places and starts them; how many."""
        started = 0
        async with self.pool.acquire() as conn:
            if time.monotonic() >= self._next_tick:
                await sql.jobs.tick(conn, kinds=list(self.kinds))
                self._next_tick = time.monotonic() + self.settings.poll_seconds
            for names, places in self._lanes():
                claimed = await sql.jobs.claim(
                    conn, worker=self.name, kinds=names, limit=places, lease_seconds=self.settings.lease_seconds
                )  # fmt: skip
                for row in claimed:
                    self._begin(row)
                started += len(claimed)
        return started

    def _begin(self, row: Row) -> None:
        kind = self.kinds[row["kind"]]
        task = asyncio.create_task(self._work(row, kind), name=f"job {row['id']} {kind.name}")
        self._running[task] = kind
        task.add_done_callback(self._ended)

    def _lanes(self) -> list[tuple[list[str], int]]:
        """(kinds, free places): the ordinary ones share the setting's places, the heavy ones have one of their own, and a
        kind with places of its own has those."""
        lanes: dict[str, tuple[list[str], int]] = {}
        for kind in self.kinds.values():
            places = kind.places or (1 if kind.heavy else self.settings.concurrency)
            lanes.setdefault(lane(kind), ([], places))[0].append(kind.name)
        running = Counter(lane(kind) for kind in self._running.values())
        return [(names, places - running[name]) for name, (names, places) in lanes.items() if places > running[name]]

    async def _idle_seconds(self) -> float:
        """Until the next job that there is a place for is due, but no longer than the poll pause."""
        names = [name for lane, _ in self._lanes() for name in lane]
        if not names:
            return self.settings.poll_seconds
        async with self.pool.acquire() as conn:
            seconds = await sql.jobs.next_due(conn, kinds=names)
        return self.settings.poll_seconds if seconds is None else min(max(seconds, LEAST_PAUSE_SECONDS), self.settings.poll_seconds)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self.wake()
        if not task.cancelled() and (error := task.exception()):
            log.error("a job could not be settled: %r", error)

    # One job

    async def _work(self, row: Row, kind: Kind) -> None:
        claim = {"id": row["id"], "worker": self.name, "attempts": row["attempts"]}
        limit = kind.attempts or self.settings.max_attempts
        if row["attempts"] > limit:
            await self._bury(claim, kind, "the server ended while it ran, each time")
            return
        work = asyncio.ensure_future(self._handle(row, kind))
        keeper = asyncio.create_task(self._keep(claim, work))
        try:
            await work
        except asyncio.CancelledError:
            await self._cancelled(claim, kind, work)
        except Hopeless as error:
            await self._bury(claim, kind, str(error))
        except Exception as error:
            text = said(error, brief=row["sealed_payload"] is not None)
            if row["attempts"] >= limit:
                await self._bury(claim, kind, text)
            else:
                seconds = error.seconds if isinstance(error, Later) else pause_seconds(kind, row["attempts"])
                log.warning("job %d %s: attempt %d failed, again in %.0f s: %s", row["id"], kind.name, row["attempts"], seconds, text)
                self.outcomes[kind.name, "failed"] += 1
                await self._postpone(claim, seconds, text)
        else:
            self.outcomes[kind.name, "done"] += 1
            await self._settle(sql.jobs.finish, **claim)
        finally:
            keeper.cancel()

    async def _handle(self, row: Row, kind: Kind) -> None:
        payload = opened(row["kind"], row["payload"], row["sealed_payload"], self.services.get(keys.SECRETS))
        async with asyncio.timeout(kind.timeout_seconds):
            await kind.handler(Work(row["id"], kind.name, payload, row["attempts"], self.pool, self.services))

    async def _keep(self, claim: dict[str, Any], work: "asyncio.Future[None]") -> None:
        """Extends the claim; ends the work when the claim is lost or can no longer be proved."""
        lease = self.settings.lease_seconds
        holds_until = time.monotonic() + lease
        while True:
            await asyncio.sleep(lease / 4)
            asked_at = time.monotonic()
            try:
                async with self.pool.acquire(timeout=lease / 4) as conn:
                    kept = await sql.jobs.extend(conn, **claim, lease_seconds=lease)
            except Exception as error:
                log.warning("job %d: the claim was not extended: %s", claim["id"], type(error).__name__)
                kept = 1 if time.monotonic() < holds_until - lease / 4 else 0
            else:
                holds_until = asked_at + lease
            if not kept:
                work.cancel("claim lost")
                return

    async def _cancelled(self, claim: dict[str, Any], kind: Kind, work: "asyncio.Future[None]") -> None:
        """The worker ends, or the claim was lost, or the handler cancelled itself."""
        if not work.done():
            work.cancel()
            await asyncio.wait([work])
        if self._stopping:
            await self._settle(sql.jobs.release, **claim)
        else:
            log.warning("job %d %s: cancelled; whoever holds it next does it again", claim["id"], kind.name)
            await self._postpone(claim, pause_seconds(kind, claim["attempts"]), "cancelled")

    async def _postpone(self, claim: dict[str, Any], seconds: float, error: str) -> None:
        try:
            await self._settle(sql.jobs.postpone, **claim, delay_seconds=max(seconds, 0.0), error=presentable(error))
        except db.UniqueViolation:
            # One of the same key came to wait in this very moment: it does the work.
            await self._settle(sql.jobs.finish, **claim)

    async def _bury(self, claim: dict[str, Any], kind: Kind, error: str) -> None:
        log.error("job %d %s is dead after %d attempts: %s", claim["id"], kind.name, claim["attempts"], error)
        self.outcomes[kind.name, "dead"] += 1
        await self._settle(sql.jobs.bury, **claim, error=presentable(error))

    async def _settle(self, statement: Callable[..., Awaitable[Any]], **values: Any) -> None:
        """Writes down how it ended; if the database stays away, the claim runs out and the job is done again."""
        for attempt in range(1, SETTLE_ATTEMPTS + 1):
            try:
                async with self.pool.acquire(timeout=self.settings.lease_seconds / 4) as conn:
                    await statement(conn, **values)
                return
            except (OSError, TimeoutError, db.DatabaseError) as error:
                if attempt == SETTLE_ATTEMPTS or not (isinstance(error, TimeoutError) or db.is_away(error)):
                    raise
                await asyncio.sleep(0.25 * 2**attempt)


def lane(kind: Kind) -> str:
    """Kinds of one lane share its places."""
    return kind.name if kind.places else "heavy" if kind.heavy else "ordinary"


def pause_seconds(kind: Kind, attempts: int) -> float:
    """Twice as long each time, a little uneven, so that many that failed together do not come back together."""
    return min(kind.pause_seconds * 2 ** min(attempts - 1, 40), kind.longest_pause_seconds) * random.uniform(0.85, 1.15)


def said(error: Exception, brief: bool) -> str:
    """What went wrong; of a job with a sealed payload only the kind of error, for its words could quote the payload."""
    return type(error).__name__ if (brief and not isinstance(error, Later)) or not str(error) else f"{type(error).__name__}: {error}"


def presentable(error: str) -> str:
    return error.encode("utf-8", "replace").decode().replace("\x00", "")[:MAX_ERROR]


async def worker(app: web.Application) -> AsyncIterator[None]:
    """Cleanup context: the worker of this process under `keys.JOBS`, running if `jobs.enabled`."""
    settings = app[keys.CONFIG].jobs
    made = app[keys.JOBS] = Worker(app[keys.POOL], settings, app)  # type: ignore[arg-type]
    if keys.METERS in app:
        app[keys.METERS].registry.register(made)  # type: ignore[arg-type]
    if settings.enabled:
        await made.start()
    yield
    await made.stop()


# Kinds of the machinery itself; the others are registered where their noun lives.


@handler("mail.send")
async def send_mail(work: Work) -> None:
    mail = work.payload
    mailer = await mailer_of(work, UUID(mail["company_id"])) if "company_id" in mail else work[keys.MAILER]
    try:
        await mailer.send(mail["to"], mail["template"], mail["language"], mail["values"], unique=f"job {work.id} {mail['to']}")
    except (BadAddress, Rejected) as error:
        raise Hopeless(f"{type(error).__name__}: {error}") from None


@handler("mail.office")
async def send_letter(work: Work) -> None:
    """A mail that somebody in an office wrote, by the account of his company."""
    mail = dict(work.payload)
    mailer = await mailer_of(work, UUID(mail.pop("company_id")))
    try:
        await mailer.send_letter(Letter(**mail), unique=f"job {work.id}")
    except (BadAddress, Rejected) as error:
        raise Hopeless(f"{type(error).__name__}: {error}") from None


async def mailer_of(work: Work, company_id: UUID) -> Mailer:
    """The account by which a company's mails go. A server that a company chose must be one of the internet, or allowed."""
    mailer: Mailer = work[keys.MAILER]
    async with work.pool.acquire() as conn:
        account = await settings.mail_account(conn, work[keys.SECRETS], company_id)
    if account is None:
        return mailer
    if account.is_of_company:
        await work[keys.OUTGOING].require_reachable(account.host, account.port)
    try:
        return mailer.through(
            smtp_host=account.host, smtp_port=account.port, smtp_tls=account.tls, smtp_user=account.user, smtp_password=account.password,
            sender=account.sender or mailer.settings.sender,
        )  # fmt: skip
    except BadAddress:
        raise Hopeless("SMTP_SENDER is no mail address") from None


@schedule("jobs.sweep", 3600.0)
async def sweep_jobs(work: Work) -> None:
    """Forgets jobs that were done long enough ago."""
    async with work.pool.acquire() as conn:
        await sql.jobs.delete_finished(conn, keep_seconds=work[keys.CONFIG].jobs.keep_days * 86400)


@schedule("limits.sweep", 3600.0)
async def sweep_limits(work: Work) -> None:
    """Forgets rate windows that are over."""
    async with work.pool.acquire() as conn:
        await sql.limits.delete_over(conn)
