"""Work that follows a change: put by the transaction that makes the change, done later by a worker (`server/jobs.py`).

A job of a rolled back change never runs; one of a committed change runs at least once, also after a kill or a power
cut. It may therefore run twice, so a handler has to make sure that the second time does no harm.

    @outbox.handler("files.hash")
    async def hash_file(work: Work) -> None:
        async with db.transaction(work.pool) as conn: …

    await outbox.put(conn, "files.hash", {"file_id": 5})

A handler that raises is tried again after growing pauses, then the job is dead until an administrator retries or
discards it. `Later` asks for a certain pause, `Hopeless` for none at all.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from server import db
from server.db import Connection, sql
from server.domain import audit
from server.domain.actor import Actor
from server.errors import Conflict, Locked, NotFound
from server.secrets import Secrets


class Later(Exception):
    """Not now; again after `seconds` (the other side said when). It counts as an attempt."""

    def __init__(self, seconds: float, reason: str = "later") -> None:
        self.seconds = seconds
        super().__init__(reason)


class Hopeless(Exception):
    """No further attempt would help; the message says why."""


@dataclass(frozen=True)
class Work:
    """A claimed job in a handler's hands. `work[keys.BLOBS]` is what the server has under that key."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempt: int
    pool: db.Pool
    services: Mapping[Any, Any] = field(default_factory=dict, repr=False)

    def __getitem__(self, key: Any) -> Any:
        return self.services[key]


Handler = Callable[[Work], Awaitable[None]]


@dataclass(frozen=True)
class Kind:
    """What is known of a kind of job.

    `attempts` None means the setting's; `pause_seconds` is the first pause, each further one is twice as long.
    `heavy` ones (hours of disk) have a place of their own in a worker, so that mails never wait for them;
    one with `places` has so many of its own per process, for requests to servers that may be slow.
    `timeout_seconds` None: as long as it takes. `every_seconds`: recurring.
    """

    name: str
    handler: Handler
    attempts: int | None = None
    timeout_seconds: float | None = 60.0
    pause_seconds: float = 5.0
    longest_pause_seconds: float = 6 * 3600.0
    heavy: bool = False
    places: int | None = None
    every_seconds: Callable[[Any], float] | float | None = None


KINDS: dict[str, Kind] = {}


def handler(name: str, **options: Any) -> Callable[[Handler], Handler]:
    """Registers the function for jobs of this kind; options are the fields of `Kind`."""

    def register(function: Handler) -> Handler:
        if name in KINDS:
            raise ValueError(f"two handlers for {name}")
        KINDS[name] = Kind(name, function, **options)
        return function

    return register


def schedule(name: str, every_seconds: Callable[[Any], float] | float, **options: Any) -> Callable[[Handler], Handler]:
    """Registers a recurring kind: run every so many seconds (or as a function of the configuration says), once among
    all processes, and never a second time while the last run is not over."""
    return handler(name, every_seconds=every_seconds, **options)


async def put(
    conn: Connection, kind: str, payload: Mapping[str, Any] | None = None, *, key: str | None = None,
    delay_seconds: float = 0.0, sealed_with: Secrets | None = None,
) -> int:  # fmt: skip
    """A job, in the caller's transaction; its id.

    With `key`, one that waits already takes this payload instead. `sealed_with` keeps a payload with secrets in it
    unreadable in the database.
    """
    text = orjson.dumps(dict(payload or {}), default=str)
    sealed = sealed_with.seal(text, context(kind)) if sealed_with else None
    return await sql.outbox.put(
        conn, kind=kind, key=key, payload="{}" if sealed else text.decode(), sealed_payload=sealed, delay_seconds=delay_seconds
    )


async def put_mail(conn: Connection, secrets: Secrets, *, to: str, template: str, language: str = "en", by_account_of: UUID | None = None,
                   **values: Any) -> int:  # fmt: skip
    """A mail from `templates/mail/<template>.<language>.txt`, sent after the commit. What it says is sealed meanwhile.

    `by_account_of`: the company of assessment whose mail account sends it.
    """
    payload: dict[str, Any] = {"to": to, "template": template, "language": language, "values": values}
    if by_account_of is not None:
        payload["company_id"] = by_account_of
    return await put(conn, "mail.send", payload, sealed_with=secrets)


def context(kind: str) -> str:
    return f"job:{kind}"


def opened(kind: str, payload: str, sealed: str | None, secrets: Secrets | None) -> dict[str, Any]:
    """What a job carries."""
    if sealed is None:
        return orjson.loads(payload)
    if secrets is None:
        raise Hopeless("sealed, and there is no key")
    return orjson.loads(secrets.open(sealed, context(kind)))


# Administration


async def retry(conn: Connection, actor: Actor, job_id: int) -> None:
    """A dead job starts anew, a waiting one now. Conflict when one of the same key waits already."""
    try:
        kind = await sql.outbox.retry(conn, id=job_id)
    except db.UniqueViolation:
        raise Conflict("job_waits_already", job_id=job_id) from None
    await settle(conn, actor, "job.retry", job_id, kind)


async def discard(conn: Connection, actor: Actor, job_id: int) -> None:
    """A dead or waiting job goes without being done."""
    await settle(conn, actor, "job.discard", job_id, await sql.outbox.discard(conn, id=job_id))


async def settle(conn: Connection, actor: Actor, action: str, job_id: int, kind: str | None) -> None:
    if kind is None:
        job = await sql.jobs.get(conn, id=job_id)
        if job is None:
            raise NotFound("job")
        if job["state"] == "running":
            raise Locked("job_runs")
        raise Conflict("job_is_over", state=job["state"])
    await audit.record(conn, actor, action, "job", job_id, {"kind": kind})
