"""Plans of learning: how many calls and uploads an account has in a calendar month (UTC), and what it used of them.

What counts is what an account asks of the learning API with anything but a session of the app's own sign-in. The database
counts, so that a limit is exact however many ask at the same time, at whichever process. Accounts without a limit cost no
statement: their calls are added up here and written every few seconds.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from server import config, db
from server.db import Connection, sql
from server.domain import account_roles, audit, credential_cache, outbox
from server.domain.actor import Actor
from server.errors import NotFound, TooMany

log = logging.getLogger("athenaeum.plans")

# The reservation of an upload that nobody ended is given back after so long.
ABANDONED_SECONDS = 3600.0
FLUSH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a month has; None is no limit."""

    name: str
    calls: int | None
    uploads: int | None


PLANS = {plan.name: plan for plan in (Plan("FREE", 1_000, 10), Plan("PRO", 10_000, 100), Plan("ENTERPRISE", None, None))}


def next_month(day: date | datetime) -> datetime:
    """The moment at which the month of `day` is over."""
    return datetime(day.year + day.month // 12, day.month % 12 + 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Upload:
    """An upload under way. `keep` belongs into the transaction that makes the file; without it the upload does not count."""

    account_id: int | None
    id: int | None = None
    is_kept: bool = False

    async def keep(self, conn: Connection) -> None:
        if self.id is not None:
            await sql.plans.keep_upload(conn, id=self.id, account_id=self.account_id)
        self.is_kept = True


class Quotas:
    """What a server needs to count by plans. `default` is the plan of accounts that have none of their own."""

    def __init__(self, pool: db.Pool, default: str, *, is_enabled: bool = True) -> None:
        self.pool, self.default, self.is_enabled = pool, default, is_enabled
        self._waiting: Counter[tuple[date, int]] = Counter()
        self._writing: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def plan_of(self, name: str | None) -> Plan:
        return PLANS[name or self.default]

    def concerns(self, actor: Actor | None) -> bool:
        """Do this actor's calls count?"""
        return self.is_enabled and actor is not None and actor.account_id is not None and not actor.is_app_session

    # Calls

    async def count_call(self, actor: Actor | None) -> None:
        """One call of the actor; TooMany("quota_exceeded") when his plan has no more this month."""
        if actor is None or not self.concerns(actor):
            return
        plan = self.plan_of(actor.plan)
        if plan.calls is None:
            self._note(actor.user_id)
            return
        async with self.pool.acquire() as conn:
            row = await sql.plans.count_call(conn, account_id=actor.user_id, most=plan.calls)
        if not row["is_within"]:
            raise exceeded(plan, plan.calls, row["used"])

    def _note(self, account_id: int) -> None:
        self._waiting[datetime.now(UTC).date().replace(day=1), account_id] += 1
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_soon())

    async def _write_soon(self) -> None:
        while self._waiting and not self._closing.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(FLUSH_SECONDS):
                    await self._closing.wait()
            await self.write()

    async def write(self) -> None:
        """Writes the calls that were only added up so far."""
        noted, self._waiting = self._waiting, Counter()
        try:
            for month in {month for month, _ in noted}:
                numbers = {account: number for (at, account), number in noted.items() if at == month}
                async with self.pool.acquire() as conn:
                    await sql.plans.add_calls(conn, account_ids=list(numbers), numbers=list(numbers.values()), month=month)
                for account in numbers:
                    del noted[month, account]
        except Exception as error:
            if db.is_away(error):
                log.warning("calls are written later: %s", type(error).__name__)
            else:
                log.error("%d calls are not counted", noted.total(), exc_info=error)
                noted.clear()
        finally:
            self._waiting.update(noted)

    async def close(self) -> None:
        self._closing.set()
        if self._writing is not None:
            await self._writing
        await self.write()

    # Uploads

    @asynccontextmanager
    async def upload(self, actor: Actor) -> AsyncIterator[Upload]:
        """Around an upload, from before its body is read: reserves one, and gives it back unless it was kept.

        TooMany("quota_exceeded") when the plan has no more this month.
        """
        held = Upload(actor.account_id)
        if self.concerns(actor):
            plan = self.plan_of(actor.plan)
            async with self.pool.acquire() as conn:
                row = await sql.plans.reserve_upload(conn, account_id=actor.user_id, most=plan.uploads)
            if row["id"] is None:
                raise exceeded(plan, plan.uploads, row["used"])
            held.id = row["id"]
        try:
            yield held
        except BaseException:
            held.is_kept = False  # kept in a transaction that may have been rolled back: the statement sees it
            raise
        finally:
            if held.id is not None and not held.is_kept:
                await self._give_back(held.id)

    async def _give_back(self, reservation: int) -> None:
        try:
            async with self.pool.acquire() as conn:
                await sql.plans.give_back(conn, id=reservation)
        except Exception as error:  # the sweep does it; what went wrong with the upload must be said
            log.warning("an upload is given back later: %s", type(error).__name__)

    # What was used

    async def usage(self, account_id: int) -> dict[str, Any]:
        """The plan of an account with its limits, and what of this month is used."""
        await self.write()
        async with self.pool.acquire() as conn:
            row = await sql.plans.usage(conn, account_id=account_id)
        if row is None:
            raise NotFound("user")
        plan = self.plan_of(row["plan"])
        return {
            "plan": plan.name, "is_default": row["plan"] is None, "is_counted": self.is_enabled, "month": row["month"],
            "resets_at": next_month(row["month"]), "calls": {"used": row["calls"], "limit": plan.calls},
            "uploads": {"used": row["uploads"], "limit": plan.uploads},
        }  # fmt: skip


def exceeded(plan: Plan, limit: int | None, used: int) -> TooMany:
    now = datetime.now(UTC)
    reset = next_month(now)
    seconds = max(1, int((reset - now).total_seconds()) + 1)
    return TooMany("quota_exceeded", retry_after=seconds, plan=plan.name, limit=limit, used=used, reset=int(reset.timestamp()))


async def set_plan(conn: Connection, actor: Actor, account_id: int, name: str | None) -> None:
    """Another plan for an account, None the default; for administrators of learning. Counts from the next call."""
    account_roles.require_admin_of(actor, "learning")
    await account_roles.lock(conn, account_id)
    await sql.plans.set_plan(conn, account_id=account_id, plan=name)
    await credential_cache.account_changed(conn, account_id)
    await audit.record(conn, actor, "account.set_plan", "account", account_id, {"plan": name})


@outbox.schedule("plans.sweep", 600.0)
async def sweep(work: outbox.Work) -> None:
    """Gives back what uploads reserved whose process died."""
    async with work.pool.acquire() as conn:
        await sql.plans.give_back_old(conn, seconds=ABANDONED_SECONDS)


def make_quotas(settings: config.Config, pool: db.Pool) -> Quotas:
    return Quotas(pool, settings.plans.default, is_enabled=settings.limits.quotas_enabled)
