"""A real server process with a real store: killed while it copies, large files at constant memory, its log without secrets.

`make test` does it small, `make soak PART=storage` with 2 GB and fifty kills.
"""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import obstore
import pytest

from server import db
from server.config import Storage
from server.multiparts import Multiparts
from tests.faults.conftest import machine  # noqa: F401 (fixture)
from tests.faults.test_kills import LOST, Site
from tests.faults.test_memory import resident
from tests.running.processes import Machine
from tests.storage.server import SECRET_KEY, Folder

BLOCK = 1_000_000
STORED = "select count(*) from stored_objects where state = 'stored'"
MOST_GROWTH = 90.0
"""Megabytes: three parts of 8 MB on their way and what the allocators keep, whatever the size of the file."""


class Shop(Site):
    """A server process that keeps its files in a folder of the bucket."""

    bucket: Folder

    async def start(self) -> None:
        settings = {f"storage__{name}": value for name, value in self.bucket.settings.items()}
        settings |= {"storage__chunk_bytes": str(20 * BLOCK), "storage__direct_bytes": str(2**40), "storage__quota_bytes": str(2**40),
                     "storage__deleted_file_hours": "0", "jobs__poll_seconds": "0.2", "jobs__lease_seconds": "3",
                     "limits__enabled": "false"}  # fmt: skip
        self.running = await asyncio.to_thread(self.machine.serve, **settings)

    async def send(self, name: str, blocks: int) -> tuple[dict[str, Any], str]:
        """A file of so many megabytes that nobody holds in memory; the file and its SHA-256."""
        upload = await self.begin(name, blocks * BLOCK)
        sha256 = hashlib.sha256()

        async def body() -> AsyncIterator[bytes]:
            for block in pieces(name, blocks):
                sha256.update(block)
                yield block

        headers = {"Content-Length": str(blocks * BLOCK)}
        status, file = await self.ask("PUT", f"{self.home}/uploads/{upload['id']}", data=body(), headers=headers)
        assert status == 201, file
        return file, sha256.hexdigest()

    async def sha256_of(self, file: dict[str, Any]) -> str:
        sha256 = hashlib.sha256()
        url = f"http://127.0.0.1:{self.running.port}/api/v1{self.home}/files/{file['id']}/download"
        async with self.session.get(url, headers={"Authorization": f"Bearer {self.token}"}) as response:
            assert response.status == 200
            async for block in response.content.iter_chunked(BLOCK):
                sha256.update(block)
        return sha256.hexdigest()

    async def until_stored(self, pool: db.Pool, count: int, seconds: float = 60.0) -> None:
        async with asyncio.timeout(seconds):
            while await pool.fetchval(STORED) < count:  # noqa: ASYNC110 (another process does it)
                await asyncio.sleep(0.05)

    async def reaches_copying(self) -> bool:
        """Waits a moment for a copier who is at it."""
        pool = await self.pool()
        try:
            for _ in range(100):
                if await pool.fetchval("select exists (select from stored_objects where state = 'copying')"):
                    return True
                await asyncio.sleep(0.02)
            return False
        finally:
            await pool.close()

    def on_disk(self) -> list[Path]:
        return [path for path in (self.machine.data_dir / "blobs" / "files").rglob("*-*") if path.is_file()]


def pieces(name: str, blocks: int) -> Iterator[bytes]:
    whole = hashlib.shake_128(name.encode()).digest(BLOCK)
    for number in range(blocks):
        yield number.to_bytes(8, "big") + whole[8:]


@pytest.fixture
async def shop(machine: Machine, bucket: Folder):  # noqa: F811
    shop = Shop(machine)
    shop.bucket = bucket
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None, sock_read=120)) as shop.session:
        await shop.prepare()
        yield shop


@pytest.mark.sized("storage")
async def test_a_server_that_is_killed_while_it_copies_loses_nothing_and_leaves_nothing(shop, full_size):
    made: dict[str, tuple[dict[str, Any], str]] = {}
    hits = 0
    multiparts = Multiparts(Storage(**shop.bucket.settings))
    for number in range(50 if full_size else 3):
        made |= {name: await shop.send(name, 30) for name in (f"big-{number}",)}
        made |= {name: await shop.send(name, 1) for name in (f"small-{number}",)}
        hits += await shop.reaches_copying() if number % 2 == 0 else 0
        await asyncio.sleep(shop.random.uniform(0, 0.5))
        await shop.kill()
        await shop.start()
        if number:
            with contextlib.suppress(*LOST):
                gone, _ = made.pop(f"small-{number - 1}")
                assert (await shop.ask("DELETE", f"{shop.home}/files/{gone['id']}"))[0] == 204
    assert hits > 0
    pool = await shop.pool()
    try:
        await shop.until_stored(pool, len(made), 600)
        for file, sha256 in made.values():
            assert await shop.sha256_of(file) == sha256
        await pool.execute("insert into jobs (kind) values ('files.clean'), ('objects.upkeep'), ('objects.sweep'), ('objects.upkeep')")
        needed = {row["blob_id"] for row in await pool.fetch("select blob_id from needed_blobs")}
        async with asyncio.timeout(60):
            while shop.bucket.blobs() != needed or await pool.fetchval("select count(*) from stored_objects") != len(needed):
                await pool.execute("insert into jobs (kind) values ('files.clean'), ('objects.sweep'), ('objects.upkeep')")
                await asyncio.sleep(1)
        async with asyncio.timeout(60):  # parts of what was being sent when the process ended
            while list(multiparts.list()):
                await pool.execute("insert into jobs (kind) values ('objects.sweep')")
                await asyncio.sleep(1)
        async with asyncio.timeout(60):
            while shop.on_disk():  # noqa: ASYNC110 (another process does it)
                await asyncio.sleep(0.1)
        for blob_id in needed:
            assert obstore.head(shop.bucket.store, f"{blob_id.hex[:2]}/{blob_id}")["size"] in (BLOCK, 30 * BLOCK)
        assert await pool.fetch("select kind, last_error from jobs where state = 'dead'") == []
    finally:
        await pool.close()


@pytest.mark.sized("storage")
async def test_a_large_file_goes_there_and_is_read_at_constant_memory(shop, full_size):
    pool = await shop.pool()
    try:
        small, _ = await shop.send("first", 20)
        await shop.until_stored(pool, 1)
        await shop.sha256_of(small)
        before, peak, is_over = resident(shop.running.pid), 0.0, False

        async def watch() -> None:
            nonlocal peak
            while not is_over:
                peak = max(peak, resident(shop.running.pid))
                await asyncio.sleep(0.02)

        watching = asyncio.create_task(watch())
        file, sha256 = await shop.send("large", 2000 if full_size else 200)
        await shop.until_stored(pool, 2, 600)
        assert await asyncio.gather(*(shop.sha256_of(file) for _ in range(3))) == [sha256] * 3
        is_over = True
        await watching
        assert peak - before < MOST_GROWTH, f"{peak - before:.0f} MB more"
    finally:
        await pool.close()


@pytest.mark.sized("storage")
async def test_who_reads_slowly_holds_little(shop, full_size):
    pool = await shop.pool()
    try:
        file, _ = await shop.send("large", 100)
        await shop.until_stored(pool, 1)
        await shop.sha256_of(file)
        before, readers = resident(shop.running.pid), 100 if full_size else 30
        url = f"http://127.0.0.1:{shop.running.port}/api/v1{shop.home}/files/{file['id']}/download"
        async with contextlib.AsyncExitStack() as stack:
            session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
            for _ in range(readers):
                response = await stack.enter_async_context(session.get(url, headers={"Authorization": f"Bearer {shop.token}"}))
                assert response.status == 200
                stack.callback(response.close)
            await asyncio.sleep(2)
            assert resident(shop.running.pid) - before < readers * 2
    finally:
        await pool.close()


async def test_the_log_of_a_server_shows_no_secret_and_says_what_is_wrong(shop):
    file, sha256 = await shop.send("a", 1)
    pool = await shop.pool()
    try:
        await shop.until_stored(pool, 1)
    finally:
        await pool.close()
    with shop.bucket.server.down():
        assert (await shop.ask("GET", f"{shop.home}/files/{file['id']}/download"))[0] == 503
        await shop.kill()
        await shop.start()  # the store is away, and that keeps nobody from starting
        assert (await shop.ask("GET", f"{shop.home}/files/{file['id']}/download"))[0] == 503
    assert await shop.sha256_of(file) == sha256
    log = "".join(running.log for running in shop.machine.started)
    assert SECRET_KEY not in log and "it cannot be reached" in log
    for line in log.splitlines():
        json.loads(line)


async def test_a_server_without_the_address_of_its_files_says_so_and_does_not_start(shop):
    await shop.send("a", 1)
    pool = await shop.pool()
    try:
        await shop.until_stored(pool, 1)
    finally:
        await pool.close()
    await asyncio.to_thread(shop.running.stop)
    running = await asyncio.to_thread(shop.machine.serve, wait=False)
    assert await asyncio.to_thread(running.process.wait, 60) == 1
    assert f"storage.url is empty, but 1 files are in s3://athenaeum-tests/{shop.bucket.name}: set it again" in running.log
    assert "Traceback" not in running.log


async def test_two_processes_share_the_work(machine: Machine, bucket: Folder):  # noqa: F811
    shop = Shop(machine)
    shop.bucket = bucket
    async with aiohttp.ClientSession() as shop.session:
        start = machine.serve
        machine.serve = lambda *arguments, **settings: start(*arguments, **settings | {"server__workers": "2"})  # type: ignore[method-assign]
        await shop.prepare()
        made = [await shop.send(f"file-{number}", 2) for number in range(6)]
        pool = await shop.pool()
        try:
            await shop.until_stored(pool, 6)
            needed = {UUID(str(row["blob_id"])) for row in await pool.fetch("select blob_id from needed_blobs")}
        finally:
            await pool.close()
        assert bucket.blobs() == needed
        for file, sha256 in made:
            assert await shop.sha256_of(file) == sha256
