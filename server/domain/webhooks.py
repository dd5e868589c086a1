"""Webhooks, where events happen: what is announced is written down with the change, sent afterwards (`webhook_sending`).

    await webhooks.announce(conn, "training.created", {"training_id": 1, "title": "…", "created_by": 1})

A change that is rolled back announces nothing; a committed one reaches every endpoint that chose the event, at least
once. The body's bytes are fixed here: every attempt, also one that an administrator asks for, sends the same.
"""

from datetime import UTC, datetime
from typing import Any

import orjson

from server.db import Connection, sql
from server.domain import outbox

EVENTS = ("user.registered", "training.created", "registration.completed")
# Sent to one endpoint when an administrator asks for it.
TEST = "webhook.test"
JOB = "webhook.send"


async def announce(conn: Connection, event: str, data: dict[str, Any]) -> None:
    """`event` happened, in the caller's transaction; `data` as docs/api/kms.md documents it."""
    if event not in EVENTS:
        raise ValueError(f"no event {event}")
    for row in await sql.webhooks.announce(conn, event=event, body=body(event, data)):
        await wake(conn, row["endpoint_id"])


async def wake(conn: Connection, endpoint_id: int) -> None:
    """What is due at this endpoint is sent after the commit."""
    await outbox.put(conn, JOB, {"endpoint_id": endpoint_id})


def body(event: str, data: dict[str, Any]) -> str:
    """The message as documented. Instants have seconds: `2026-03-01T09:30:00Z`."""
    message = {"event": event, "timestamp": datetime.now(UTC), "data": data}
    return orjson.dumps(message, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS).decode()
