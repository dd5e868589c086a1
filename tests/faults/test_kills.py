"""kill -9 of a real server in the middle of writing, finishing, replacing and deleting, and of its database.

Whatever was acknowledged is there afterwards, byte for byte; nothing half-done is visible; after the sweep every name on
disk belongs to a row. `make test` kills once for each kind, `make soak PART=kills` fifty times (the database ten times).
"""

import asyncio
import contextlib
import hashlib
import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest

from server import db, postgres
from server.blobs import Blobs
from server.domain import files
from tests.api.kadi.storing import md5
from tests.running.processes import Machine, Running, postgres_pid

CHUNK, DIRECT = 400_000, 1_000_000
SETTINGS = {"storage__chunk_bytes": str(CHUNK), "storage__direct_bytes": str(DIRECT), "limits__enabled": "false"}
LOST = (aiohttp.ClientError, ConnectionError, TimeoutError)

Answer = tuple[int, Any]


class Site:
    """A server process that is killed and started again, and a person with a record on it."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.running: Running
        self.session: aiohttp.ClientSession
        self.token = ""
        self.home = ""
        self.random = random.Random(os.environ.get("ATHENAEUM_TEST_SEED"))

    async def start(self) -> None:
        self.running = await asyncio.to_thread(self.machine.serve, **SETTINGS)

    async def prepare(self) -> None:
        await self.start()
        added = await asyncio.to_thread(self.machine.run, "user", "add", "--username", "mira", "--name", "Mira", "--password-stdin",
                                        given="a long enough password\n")  # fmt: skip
        assert added.returncode == 0, added.stderr
        made = await asyncio.to_thread(self.machine.run, "token", "add", "--user", "mira", "--name", "test")
        assert made.returncode == 0, made.stderr
        self.token = made.stdout.strip()
        status, record = await self.ask("POST", "/records", json={"identifier": "killed", "title": "Killed"})
        assert status == 201
        self.home = f"/records/{record['id']}"

    async def kill(self) -> None:
        self.running.process.kill()
        await asyncio.to_thread(self.running.process.wait)

    async def ask(self, method: str, path: str, **options: Any) -> Answer:
        url = f"http://127.0.0.1:{self.running.port}/api/v1{path}"
        headers = {"Authorization": f"Bearer {self.token}"} | options.pop("headers", {})
        async with self.session.request(method, url, headers=headers, **options) as response:
            data = await response.read()
            if response.status == 500:
                await asyncio.sleep(1)  # until the log has the reason
                raise AssertionError(self.running.log[-5000:])
            return response.status, await response.json() if response.content_type == "application/json" and data else data

    async def insist(self, method: str, path: str, **options: Any) -> Answer:
        """Asks until somebody answers with something else than `come back later`."""
        for _ in range(300):
            with contextlib.suppress(*LOST):
                answer = await self.ask(method, path, **options)
                if answer[0] not in (409, 503):
                    return answer
            await asyncio.sleep(0.1)
        raise AssertionError(f"{method} {path}: no answer")

    async def send_chunk(self, upload: dict[str, Any], index: int, data: bytes, *, slowly: bool = False, insist: bool = False) -> Answer:
        async def body() -> AsyncIterator[bytes]:
            for start in range(0, len(data), 40_000):
                yield data[start : start + 40_000]
                await asyncio.sleep(0.002 if slowly else 0)

        headers = {"Kadi-Chunk-Index": str(index), "Kadi-Chunk-Size": str(len(data))}
        ask = self.insist if insist else self.ask
        return await ask("PUT", f"{self.home}/uploads/{upload['id']}", data=body() if slowly else data, headers=headers)

    async def begin(self, name: str, size: int) -> dict[str, Any]:
        status, upload = await self.insist("POST", f"{self.home}/uploads", json={"name": name, "size": size})
        assert status == 201, upload
        return upload

    async def put(self, name: str, data: bytes) -> dict[str, Any]:
        upload = await self.begin(name, len(data))
        status, file = await self.ask("PUT", f"{self.home}/uploads/{upload['id']}", data=data)
        assert status == 201, file
        return file

    async def names(self) -> set[str]:
        status, answer = await self.insist("GET", f"{self.home}/files?per_page=100")
        assert status == 200
        return {file["name"] for file in answer["items"]}

    async def bytes_of(self, file_id: str) -> bytes:
        status, data = await self.insist("GET", f"{self.home}/files/{file_id}/download")
        assert status == 200
        return data

    async def task_of(self, upload: dict[str, Any]) -> dict[str, Any]:
        """What became of finishing; asks for it again where the answer never came."""
        path = f"{self.home}/uploads/{upload['id']}"
        for _ in range(100):
            status, answer = await self.insist("GET", path)
            assert status == 200
            if answer["state"] == "inactive":
                return answer["_meta"]["task"]
            status, _ = await self.insist("POST", path)
            assert status in (202, 404)
            await asyncio.sleep(0.1)
        raise AssertionError("it is never finished")

    async def after_a_while(self, work: Callable[[], Awaitable[None]], most_seconds: float, kill: Callable[[], Awaitable[None]]) -> None:
        """Runs the work and kills somewhere in the middle of it; what the work was answered, it noted itself."""
        task = asyncio.create_task(self.lose(work))
        await asyncio.sleep(self.random.uniform(0, most_seconds))
        await kill()
        await task

    async def lose(self, work: Callable[[], Awaitable[None]]) -> None:
        with contextlib.suppress(*LOST):
            await work()

    async def pool(self) -> db.Pool:
        """Connections to the server's database, as soon as it takes some."""
        for _ in range(200):
            if (dsn := postgres.running_dsn(self.machine.data_dir)) is not None:
                with contextlib.suppress(OSError, asyncpg.CannotConnectNowError):
                    return await db.create_pool(dsn, size=2)
            await asyncio.sleep(0.1)
        raise AssertionError("the database does not come back")

    async def check_disk(self) -> None:
        """Sweeps, then compares every name on disk with the rows, and every file's bytes with its checksum."""
        pool, blobs = await self.pool(), Blobs(self.machine.data_dir / "blobs")
        await blobs.open()
        try:
            await files.sweep(pool, blobs)
            staged = await blobs.list_staged()
            complete = {blob_id async for part in blobs.list_complete() for blob_id in part}
            rows = await pool.fetch("select blob_id, size_bytes, checksum from files where state = 'active'")
            discarded = {row["blob_id"] for row in await pool.fetch("select blob_id from discarded_blobs")}
            open_ones = {row["id"] for row in await pool.fetch("select id from uploads where state <> 'inactive'")}
            assert complete <= {row["blob_id"] for row in rows} | discarded | open_ones
            assert staged.blobs <= open_ones | discarded
            assert {upload_id for upload_id, _ in staged.sides} <= open_ones
            for row in rows:
                data = await asyncio.to_thread(blobs.path(row["blob_id"]).read_bytes)
                assert len(data) == row["size_bytes"]
                assert row["checksum"] in (md5(data), chunked_checksum(data))
        finally:
            await blobs.close()
            await pool.close()


def chunked_checksum(data: bytes) -> str:
    parts = [hashlib.md5(data[start : start + CHUNK]).digest() for start in range(0, len(data), CHUNK)]
    return f"{hashlib.md5(b''.join(parts)).hexdigest()}-{len(parts)}"


@pytest.fixture
async def site(machine: Machine):
    site = Site(machine)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as site.session:
        await site.prepare()
        yield site


async def kill_server(site: Site) -> None:
    await site.kill()
    await site.start()


async def kill_database(site: Site) -> None:
    os.kill(postgres_pid(Path(site.machine.data_dir)), signal.SIGKILL)


# --- the four kinds --------------------------------------------------------------------------------------------------


async def while_writing(site: Site, number: int, kill) -> None:
    """Chunks are written, some of them twice with other bytes."""
    upload = await site.begin(f"chunks-{number}", 5 * CHUNK)
    acknowledged: dict[int, bytes] = {}
    unanswered: dict[int, list[bytes]] = {index: [] for index in range(5)}

    async def write() -> None:
        for index in (0, 3, 1, 0, 3, 2, 4, 1):
            data = site.random.randbytes(CHUNK)
            unanswered[index].append(data)
            status, _ = await site.send_chunk(upload, index, data, slowly=True)
            if status == 200:
                acknowledged[index] = data
                unanswered[index].clear()

    await site.after_a_while(write, 0.4, lambda: kill(site))
    status, answer = await site.insist("GET", f"{site.home}/uploads/{upload['id']}")
    assert (status, answer["state"]) == (200, "active")
    kept = {chunk["index"]: chunk["checksum"] for chunk in answer["chunks"]}
    wanted: dict[int, bytes] = {}
    for index in range(5):
        if index in kept:
            # What came after the last answer may have been committed without its own coming through; nothing older counts.
            allowed = [*([acknowledged[index]] if index in acknowledged else []), *unanswered[index]]
            found = [data for data in allowed if md5(data) == kept[index]]
            assert found, "neither what was acknowledged last nor anything sent since"
            wanted[index] = found[0]
        else:
            assert index not in acknowledged
            wanted[index] = site.random.randbytes(CHUNK)
            status, _ = await site.send_chunk(upload, index, wanted[index], insist=True)
            assert status == 200
    assert (await site.insist("POST", f"{site.home}/uploads/{upload['id']}"))[0] in (202, 404)
    task = await site.task_of(upload)
    assert await site.bytes_of(task["file"]["id"]) == b"".join(wanted[index] for index in range(5))


async def while_finishing(site: Site, number: int, kill) -> None:
    upload = await site.begin(f"finish-{number}", 5 * CHUNK)
    parts = [site.random.randbytes(CHUNK) for _ in range(5)]
    for index in range(5):
        assert (await site.send_chunk(upload, index, parts[index]))[0] == 200
    for index in (1, 3):
        parts[index] = site.random.randbytes(CHUNK)
        assert (await site.send_chunk(upload, index, parts[index]))[0] == 200
    statuses: list[int] = []

    async def finish() -> None:
        statuses.append((await site.ask("POST", f"{site.home}/uploads/{upload['id']}"))[0])

    await site.after_a_while(finish, 0.03, lambda: kill(site))
    assert statuses in ([], [202], [503])
    task = await site.task_of(upload)
    assert await site.bytes_of(task["file"]["id"]) == b"".join(parts)


async def while_replacing(site: Site, number: int, kill) -> None:
    old, new = site.random.randbytes(300_000), site.random.randbytes(500_000)
    file = await site.put(f"replace-{number}", old)
    status, upload = await site.ask("PUT", f"{site.home}/files/{file['id']}", json={"size": len(new)})
    assert status == 201
    statuses: list[int] = []

    async def replace() -> None:
        statuses.append((await site.ask("PUT", f"{site.home}/uploads/{upload['id']}", data=new))[0])

    await site.after_a_while(replace, 0.04, lambda: kill(site))
    assert statuses in ([], [201], [503])
    status, shown = await site.insist("GET", f"{site.home}/files/{file['id']}")
    assert status == 200
    data = await site.bytes_of(file["id"])
    assert data == new if statuses == [201] else data in (old, new)
    assert (shown["size"], shown["checksum"]) == (len(data), md5(data))


async def while_deleting(site: Site, number: int, kill) -> None:
    data = site.random.randbytes(200_000)
    made = [await site.put(f"delete-{number}-{place}", data) for place in range(4)]
    gone: list[str] = []
    asked: list[str] = []

    async def delete() -> None:
        for file in made:
            asked.append(file["id"])
            if (await site.ask("DELETE", f"{site.home}/files/{file['id']}"))[0] == 204:
                gone.append(file["id"])

    await site.after_a_while(delete, 0.03, lambda: kill(site))
    for file in made:
        status, _ = await site.insist("GET", f"{site.home}/files/{file['id']}")
        if file["id"] in gone:
            assert status == 404
        elif file["id"] not in asked:
            assert status == 200
        if status == 200:
            assert await site.bytes_of(file["id"]) == data


KINDS = {"writing": while_writing, "finishing": while_finishing, "replacing": while_replacing, "deleting": while_deleting}


@pytest.mark.sized("kills")
@pytest.mark.parametrize("kind", KINDS)
async def test_a_killed_server_loses_nothing_it_acknowledged(site, kind, full_size):
    for number in range(50 if full_size else 1):
        await KINDS[kind](site, number, kill_server)
        await site.check_disk()


@pytest.mark.sized("kills")
async def test_a_killed_database_loses_nothing_the_server_acknowledged(site, full_size):
    for number in range(10 if full_size else 1):
        kind = list(KINDS)[number % len(KINDS)]
        await KINDS[kind](site, number, kill_database)
        assert "chunks-0" in await site.names()
        await site.check_disk()
