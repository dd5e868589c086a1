"""Resolved credentials, kept for seconds by a server that is one process.

Whoever changes what a credential leads to calls `account_changed` and its like inside the changing transaction. From then
on nothing about that account is kept for a while (longer than any transaction lasts), so the moment of the commit does
not matter: a look-up that read the old row can no longer leave it here. Commands run in another process; the
notification they send with their commit does the same in the server. With several server processes nothing is kept.
"""

import time
import weakref
from collections.abc import Callable
from uuid import UUID

from server.db import Connection, sql
from server.domain.actor import Actor

CHANNEL = "credentials"
ENTRIES = 10_000
# Longer than a transaction may last (statement and idle timeouts end it before).
BARRED_SECONDS = 120.0

_caches: "weakref.WeakSet[Cache]" = weakref.WeakSet()


class Cache:
    """Actors by the hash of their credential; `seconds` 0 keeps nothing."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self._clock = seconds, clock
        self._entries: dict[bytes, tuple[float, Actor]] = {}
        self._barred: dict[str, float] = {}
        _caches.add(self)

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: bytes) -> Actor | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry[0] <= self._clock():
            del self._entries[key]
            return None
        return entry[1]

    def put(self, key: bytes, actor: Actor, seconds: float | None = None) -> None:
        """Keep `actor`, at most `seconds` if the credential itself ends sooner."""
        lasts = self.seconds if seconds is None else min(self.seconds, seconds)
        if lasts <= 0 or self._is_barred(subjects(actor)):
            return
        if len(self._entries) >= ENTRIES:
            del self._entries[next(iter(self._entries))]
        self._entries[key] = (self._clock() + lasts, actor)

    def drop(self, subject: str) -> None:
        """Forget everything about `subject` ("account:5", "person:…", "all") and keep nothing of it for a while."""
        if subject == "all":
            self._entries.clear()
        else:
            for key in [key for key, (_, actor) in self._entries.items() if subject in subjects(actor)]:
                del self._entries[key]
        if self.seconds > 0:
            self._barred[subject] = self._clock() + BARRED_SECONDS

    def _is_barred(self, names: tuple[str, ...]) -> bool:
        if not self._barred:
            return False
        now = self._clock()
        for subject in [subject for subject, until in self._barred.items() if until <= now]:
            del self._barred[subject]
        return "all" in self._barred or any(name in self._barred for name in names)


def subjects(actor: Actor) -> tuple[str, ...]:
    return (f"account:{actor.account_id}",) if actor.person_id is None else (f"person:{actor.person_id}",)


def heard(payload: str) -> None:
    """What a notification on `CHANNEL` said."""
    for cache in list(_caches):
        cache.drop(payload)


async def _changed(conn: Connection, subject: str) -> None:
    heard(subject)
    await sql.sessions.notify_changed(conn, subject=subject)


async def account_changed(conn: Connection, account_id: int) -> None:
    """Call inside the transaction that changes what the account's credentials lead to."""
    await _changed(conn, f"account:{account_id}")


async def person_changed(conn: Connection, person_id: UUID) -> None:
    await _changed(conn, f"person:{person_id}")


async def everything_changed(conn: Connection) -> None:
    """For changes that concern many at once: a company switched off, its second factor demanded."""
    await _changed(conn, "all")
