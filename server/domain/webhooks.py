"""Webhooks, where events happen: what is announced is written down with the change, sent afterwards (`webhook_sending`).

    await webhooks.announce(conn, "training.created", {"training_id": 1, "title": "…", "created_by": 1})

A change that is rolled back announces nothing; a committed one reaches every endpoint that chose the event, at least
once. The body's bytes are fixed here: every attempt, also one that an administrator asks for, sends the same.
"""

import base64
import secrets as random
from datetime import UTC, datetime
from typing import Any

import orjson

from server.config import EVENTS, SECRET_PREFIX, Config, named_secrets
from server.db import Connection, Row, sql
from server.domain import outbox
from server.secrets import Secrets

__all__ = ["EVENTS", "JOB", "TEST", "announce", "body", "context", "new_secret", "signing_secrets", "wake"]

# Sent to one endpoint when an administrator asks for it.
TEST = "webhook.test"
JOB = "webhook.send"
SECRET_BYTES = 32


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


# Secrets


def new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(random.token_bytes(SECRET_BYTES)).decode()


def context(endpoint_id: int) -> str:
    """What an endpoint's secret is sealed for."""
    return f"webhook:{endpoint_id}"


def signing_secrets(config: Config, secrets: Secrets, row: Row) -> list[str]:
    """All that sign for an endpoint just now, the newest first; none where the settings name it no more. SealBroken."""
    if row["setting_name"] is not None:
        own = [one.secret for one in config.webhooks.endpoints if one.name == row["setting_name"] and one.secret]
        return [secret for name, secret in named_secrets(config.webhooks.secrets) if name == row["setting_name"]] + own
    sealed = [text for text in (row["sealed_secret"], row["sealed_old_secret"]) if text]
    return [secrets.open(text, context(row["endpoint_id"])).decode() for text in sealed]
