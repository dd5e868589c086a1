"""Servers with a disk that is watched, and server processes that may be killed."""

import shutil
import tempfile
from pathlib import Path

import pytest

from server import keys
from tests.api.kadi.storing import CHUNK, DIRECT, Store
from tests.faults.disks import RecordingDisk
from tests.running.processes import Machine


@pytest.fixture
async def watched(start_server, anonymous, make, monkeypatch):
    """A person with a record on a server; `watched.events` says in which order disk and database were asked, and when the
    client had his answer."""
    from server import db
    from server.db import sql

    events: list[tuple[str, str]] = []
    server = await start_server(storage={"chunk_bytes": CHUNK, "direct_bytes": DIRECT})
    server.app[keys.BLOBS].disk = RecordingDisk(events)
    watch_commits(monkeypatch, db, sql, events)
    account = await make.account()
    record = await make.record(account)
    client = anonymous.using(await make.token(account))
    client.url = str(server.make_url("/api/v1"))
    store = Store(client, record["id"], account)
    store.events, store.app = events, server.app
    return store


def watch_commits(monkeypatch, db, sql, events) -> None:
    """Notes when a change of files or uploads is committed: those statements run alone, or in `db.transaction`."""
    real_transaction, real_register = db.transaction, sql.uploads.register_chunk

    class Watched:
        def __init__(self, pool) -> None:
            self.inner = real_transaction(pool)

        async def __aenter__(self):
            return await self.inner.__aenter__()

        async def __aexit__(self, *error):
            result = await self.inner.__aexit__(*error)
            events.append(("commit", "transaction"))
            return result

    async def register(conn, **values):
        row = await real_register(conn, **values)
        events.append(("commit", "chunk"))
        return row

    monkeypatch.setattr(db, "transaction", Watched)
    monkeypatch.setattr(sql.uploads, "register_chunk", register)


@pytest.fixture
def machine():
    folder = Path(tempfile.mkdtemp(prefix="ath-kill-"))
    folder.chmod(0o755)
    machine = Machine(folder)
    yield machine
    machine.end()
    shutil.rmtree(folder, ignore_errors=True)
