"""Webhooks, sent: what is due at an endpoint, signed by Standard Webhooks, until it arrives or a day is over.

A job says that something may be due at an endpoint. The first one sends to it, a few messages at a time, until nothing
is due or its turn is over; others that come meanwhile end at once. So a slow receiver holds up one place, never all, and
whatever waits is found in the table, after a kill too. A message may arrive twice (its id tells), and out of order.
"""

import asyncio
import logging
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from standardwebhooks import Webhook

from server import db, keys
from server.db import Connection, Row, sql
from server.domain import audit, outbox, webhooks
from server.domain.actor import SYSTEM
from server.domain.outbox import Work
from server.outgoing import OutgoingError
from server.secrets import SealBroken

log = logging.getLogger("athenaeum.webhooks")

# After each failure the pause before the next attempt; after the last one the delivery is dead. 23 hours and 43 minutes.
PAUSES_SECONDS = (5, 30, 120, 600, 1800, 3600, 7200, 14400, 21600, 36000)
# Endpoints that a process sends to at the same time, and messages to one of them.
ENDPOINTS_AT_ONCE = 8
MESSAGES_AT_ONCE = 2
# A turn: so many messages, so long; then others have theirs.
TURN_MESSAGES = 50
TURN_SECONDS = 20.0
MAX_ANSWER_BYTES = 65536
GONE = 410
LATE_SECONDS = 600.0
SWEPT_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: with a status, or for a reason without one."""

    seconds: float
    status: int | None = None
    reason: str | None = None

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@outbox.handler(webhooks.JOB, places=ENDPOINTS_AT_ONCE, timeout_seconds=None)
async def send_due(work: Work) -> None:
    """A turn of one endpoint."""
    endpoint_id = work.payload["endpoint_id"]
    if not await take(work, endpoint_id):
        return
    until = time.monotonic() + TURN_SECONDS
    async with work.pool.acquire() as conn:
        rows = await sql.webhooks.list_due(conn, endpoint_id=endpoint_id, limit=TURN_MESSAGES)
    waiting = iter([row["id"] for row in rows])
    lanes = [asyncio.ensure_future(send_all(work, waiting, until)) for _ in range(MESSAGES_AT_ONCE)]
    try:
        await asyncio.gather(*lanes)
    finally:
        for lane in lanes:
            lane.cancel()
    await leave(work, endpoint_id)


async def take(work: Work, endpoint_id: int) -> bool:
    """Is it this job that sends to the endpoint? Nothing waits for one that is off."""
    async with db.transaction(work.pool) as conn:
        row = await sql.webhooks.lock(conn, id=endpoint_id)
        if row is None:
            return False
        if row["is_removed"] or not row["is_active"]:
            await sql.webhooks.end_waiting(conn, id=endpoint_id)
            return False
        return bool(await sql.webhooks.take(conn, id=endpoint_id, job_id=work.id))


async def leave(work: Work, endpoint_id: int) -> None:
    """Another job may send to it; one is put for what waits. Looked for after leaving, so that nothing is missed whose own
    job came while this one was here."""
    async with work.pool.acquire() as conn:
        await sql.webhooks.leave(conn, id=endpoint_id, job_id=work.id)
    async with db.transaction(work.pool) as conn:
        seconds = await sql.webhooks.next_due(conn, endpoint_id=endpoint_id)
        if seconds is not None:
            await wake_later(conn, endpoint_id, max(seconds, 0.0))


async def wake_later(conn: Connection, endpoint_id: int, seconds: float = 0.0) -> None:
    await outbox.put(conn, webhooks.JOB, {"endpoint_id": endpoint_id}, key=str(endpoint_id), delay_seconds=seconds)


async def send_all(work: Work, waiting: Iterator[int], until: float) -> None:
    """One message after another until the turn is over: at its end, or when the receiver does not answer."""
    for delivery_id in waiting:
        async with work.pool.acquire() as conn:
            row = await sql.webhooks.get_to_send(conn, id=delivery_id)
        if row is None:
            continue
        outcome = await attempt(work, row)
        async with db.transaction(work.pool) as conn:
            await settle(conn, row, outcome)
        if outcome.status is None or time.monotonic() >= until:
            return


async def attempt(work: Work, row: Row) -> Outcome:
    begun = time.monotonic()

    def ended(status: int | None = None, reason: str | None = None) -> Outcome:
        return Outcome(round(time.monotonic() - begun, 3), status, reason)

    try:
        signing = webhooks.signing_secrets(work[keys.CONFIG], work[keys.SECRETS], row)
    except SealBroken:
        signing = []
    if not signing:
        return ended(reason="secret")
    try:
        answer = await work[keys.OUTGOING].post(row["url"], row["body"].encode(), headers=headers(row, signing), max_bytes=MAX_ANSWER_BYTES)
    except OutgoingError as error:
        return ended(reason=error.code)
    return ended(status=answer.status)


def headers(row: Row, signing: list[str]) -> dict[str, str]:
    """The message's id is always the same, its time and signatures are this attempt's."""
    now = datetime.now(UTC)
    signatures = (Webhook(secret).sign(row["message_id"], now, row["body"]) for secret in signing)
    return {
        "Content-Type": "application/json",
        "webhook-id": row["message_id"],
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


async def settle(conn: Connection, row: Row, outcome: Outcome) -> None:
    """Writes down how the attempt ended and what follows."""
    delivery_id, endpoint_id = row["id"], row["endpoint_id"]
    is_gone = outcome.status == GONE
    if is_gone:
        await sql.webhooks.lock(conn, id=endpoint_id)
    tries = await sql.webhooks.note_attempt(
        conn, id=delivery_id, status=outcome.status, reason=outcome.reason, seconds=outcome.seconds
    )  # fmt: skip
    if outcome.arrived:
        await sql.webhooks.deliver(conn, id=delivery_id)
        return
    what = f"webhook {endpoint_id}: delivery {delivery_id} ({row['event']}) failed: {outcome.status or outcome.reason}"
    if is_gone:
        log.error("%s; the endpoint is switched off", what)
        await sql.webhooks.bury(conn, id=delivery_id)
        await sql.webhooks.switch_off(conn, id=endpoint_id, reason="gone")
        await sql.webhooks.end_waiting(conn, id=endpoint_id)
        await audit.record(conn, SYSTEM, "webhook.gone", "webhook", endpoint_id, {"delivery": delivery_id})
    elif row["event"] == webhooks.TEST or tries > len(PAUSES_SECONDS):
        if await sql.webhooks.bury(conn, id=delivery_id):
            log.error("%s; it is dead after %d attempts", what, tries)
    else:
        pause = PAUSES_SECONDS[tries - 1] * random.uniform(0.95, 1.05)
        if await sql.webhooks.postpone(conn, id=delivery_id, delay_seconds=pause):
            log.warning("%s; again in %.0f s", what, pause)


@outbox.schedule("webhook.sweep", 3600.0)
async def sweep(work: Work) -> None:
    """Forgets what is old enough, and comes for what nobody came for."""
    keep_seconds = work[keys.CONFIG].webhooks.keep_days * 86400
    async with work.pool.acquire() as conn:
        while await sql.webhooks.delete_over(conn, keep_seconds=keep_seconds, limit=SWEPT_AT_ONCE) == SWEPT_AT_ONCE:
            pass
        await sql.webhooks.delete_removed(conn)
        await sql.webhooks.forget_old_secrets(conn)
    async with db.transaction(work.pool) as conn:
        for row in await sql.webhooks.list_overdue(conn, late_seconds=LATE_SECONDS):
            await wake_later(conn, row["endpoint_id"])
