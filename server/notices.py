"""What other processes say by NOTIFY: one connection of its own that listens, and comes back when it was lost.

Nothing may depend on it alone: a notice can get lost with the connection. Whoever listens also looks for himself now and
then, and is told by `missed` that something may have got lost.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Mapping
from typing import Any

from server import db

log = logging.getLogger("athenaeum.notices")

LONGEST_PAUSE_SECONDS = 10.0
CHECK_SECONDS = 30.0


def may_pass(error: Exception) -> bool:
    """Is it the database that fails, so that another try may succeed?"""
    return db.is_away(error) or isinstance(error, (TimeoutError, db.DatabaseError))


class Listener:
    """Calls `heard[channel](payload)` for each notice, and `missed()` after each new connection but the first."""

    def __init__(self, dsn: str, heard: Mapping[str, Callable[[str], None]], missed: Callable[[], None] = lambda: None) -> None:
        self._dsn, self._heard, self._missed = dsn, heard, missed
        self._task: asyncio.Task[None] | None = None
        self.listening = asyncio.Event()

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="notices")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _run(self) -> None:
        pause, first = 0.1, True
        while True:
            try:
                conn = await db.connect(self._dsn, timeout=10)
            except Exception as error:
                if not may_pass(error):
                    raise
                log.warning("cannot listen for notices: %s", type(error).__name__)
                await asyncio.sleep(pause * random.uniform(0.8, 1.2))
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                continue
            try:
                await self._listen(conn, first)
                pause, first = 0.1, False
            except Exception as error:
                if not may_pass(error):
                    raise
                log.warning("stopped listening for notices: %s", type(error).__name__)
            finally:
                self.listening.clear()
                conn.terminate()
            await asyncio.sleep(pause)

    async def _listen(self, conn: Any, first: bool) -> None:
        """Until the connection ends."""
        ended = asyncio.Event()
        conn.add_termination_listener(lambda _conn: ended.set())
        for channel, callback in self._heard.items():
            await conn.add_listener(channel, lambda _conn, _pid, _channel, payload, callback=callback: callback(payload))
        self.listening.set()
        if not first:
            self._missed()
        while not ended.is_set():
            try:
                async with asyncio.timeout(CHECK_SECONDS):
                    await ended.wait()
            except TimeoutError:
                await conn.execute("select 1", timeout=10)  # a connection that died silently is found out here
