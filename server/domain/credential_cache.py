"""Resolved credentials, kept for seconds by a server that is one process.

Whoever changes what a credential leads to calls `account_changed` and its like inside the changing transaction. What was
kept goes at once, and nothing is kept about that account by a look-up that began before the transaction was over: such a
look-up may have read the old rows. Commands run in another process; the notification that goes out with their commit does
the same here. With several server processes nothing is kept.
"""

import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from server import db
from server.db import Connection, sql
from server.domain.actor import Actor

CHANNEL = "credentials"
ENTRIES = 10_000
# No look-up lasts longer, so an older bar concerns none that is under way.
BAR_SECONDS = 120.0
EVERYTHING = "all"

_caches: "weakref.WeakSet[Cache]" = weakref.WeakSet()


@dataclass(slots=True)
class Bar:
    """A change: look-ups that began before `ended_at` are not kept. While its transaction is open there is no end yet."""

    conn: Connection | None
    ended_at: float | None

    def concerns(self, began_at: float, now: float) -> bool:
        if self.ended_at is None and (self.conn is None or not db.is_in_transaction(self.conn)):
            # Seen to be over only now; it may have ended a moment ago.
            self.conn, self.ended_at = None, now
        return self.ended_at is None or began_at <= self.ended_at


class Cache:
    """Actors by the hash of their credential; `seconds` 0 keeps nothing."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self.clock = seconds, clock
        self._entries: dict[bytes, tuple[float, Actor]] = {}
        self._bars: dict[str, Bar] = {}
        _caches.add(self)

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: bytes) -> Actor | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry[0] <= self.clock():
            del self._entries[key]
            return None
        return entry[1]

    def put(self, key: bytes, actor: Actor, *, began_at: float, seconds: float | None = None) -> None:
        """Keeps what a look-up found that began at `began_at` (of `clock`), at most `seconds` if the credential ends sooner."""
        lasts = self.seconds if seconds is None else min(self.seconds, seconds)
        if lasts <= 0 or (self._bars and self._is_barred(actor, began_at)):
            return
        if len(self._entries) >= ENTRIES:
            del self._entries[next(iter(self._entries))]
        self._entries[key] = (self.clock() + lasts, actor)

    def drop(self, subject: str, conn: Connection | None = None) -> None:
        """Forgets everything about `subject` ("account:5", "person:…", "all"); `conn` has the transaction that changes it."""
        if subject == EVERYTHING:
            self._entries.clear()
        else:
            for key in [key for key, (_, actor) in self._entries.items() if subject_of(actor) == subject]:
                del self._entries[key]
        if self.seconds > 0:
            earlier = self._bars.get(subject)
            if conn is None and earlier is not None and earlier.conn is not None and db.is_in_transaction(earlier.conn):
                return
            self._bars[subject] = Bar(conn, None if conn is not None else self.clock())

    def clear(self) -> None:
        self._entries.clear()
        self._bars.clear()

    def _is_barred(self, actor: Actor, began_at: float) -> bool:
        now = self.clock()
        if len(self._bars) > 1000:
            self._bars = {name: bar for name, bar in self._bars.items() if bar.ended_at is None or now - bar.ended_at < BAR_SECONDS}
        bars = (self._bars.get(EVERYTHING), self._bars.get(subject_of(actor)))
        return any(bar is not None and bar.concerns(began_at, now) for bar in bars)


def subject_of(actor: Actor) -> str:
    return f"account:{actor.account_id}" if actor.person_id is None else f"person:{actor.person_id}"


def heard(payload: str) -> None:
    """What a notification on `CHANNEL` said: that change is committed."""
    for cache in list(_caches):
        cache.drop(payload)


async def _changed(conn: Connection, subject: str) -> None:
    for cache in list(_caches):
        cache.drop(subject, conn)
    await sql.sessions.notify_changed(conn, subject=subject)


async def account_changed(conn: Connection, account_id: int) -> None:
    """Call inside the transaction that changes what the account's credentials lead to."""
    await _changed(conn, f"account:{account_id}")


async def person_changed(conn: Connection, person_id: UUID) -> None:
    await _changed(conn, f"person:{person_id}")


async def everything_changed(conn: Connection) -> None:
    """For changes that concern many at once: a company switched off, its second factor demanded."""
    await _changed(conn, EVERYTHING)
