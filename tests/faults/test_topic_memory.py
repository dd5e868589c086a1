"""A long video comes in, and many people watch one at once: the server's memory does not grow with either.

`make soak PART=uploads` sends 2 GB and has 100 people watch 100 MB; `make test` less of both.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.api.lms.files import box
from tests.faults.test_memory import resident
from tests.faults.test_topic_kills import School
from tests.running.processes import Machine

MEGABYTE = 1_000_000
MOST_GROWTH = 40.0
"""Megabytes; in a soak the bodies are fifty times as large."""
SETTINGS = {"limits__enabled": "false", "learning__video_bytes": str(3_000 * MEGABYTE), "storage__quota_bytes": str(20_000 * MEGABYTE)}


@pytest.fixture
async def school(machine: Machine):
    school = School(machine)

    async def start() -> None:
        school.running = await asyncio.to_thread(machine.serve, **SETTINGS)

    school.start = start  # type: ignore[method-assign]
    connector = aiohttp.TCPConnector(limit=200)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1200), connector=connector) as school.session:
        await school.prepare()
        yield school


class Film:
    """A film of so many megabytes that are made as they are sent; `digest` is that of all its bytes."""

    def __init__(self, megabytes: int, seed: bytes = b"a") -> None:
        self.megabytes, self.block = megabytes, hashlib.shake_256(seed).digest(MEGABYTE)
        self.head = box(b"ftyp", b"isom" + bytes(4)) + (megabytes * MEGABYTE + 8).to_bytes(4, "big") + b"mdat"
        self.tail = box(b"moov", b"")
        self.size = len(self.head) + megabytes * MEGABYTE + len(self.tail)

    def blocks(self):
        yield self.head
        for _ in range(self.megabytes):
            yield self.block
        yield self.tail

    async def body(self) -> AsyncIterator[bytes]:
        for block in self.blocks():
            yield block

    def digest(self) -> bytes:
        sha256 = hashlib.sha256()
        for block in self.blocks():
            sha256.update(block)
        return sha256.digest()


async def send(school: School, film: Film) -> None:
    made = aiohttp.FormData()
    made.add_field("video", film.body(), filename="film.mp4", content_type="video/mp4")
    status, answer = await school.ask("PUT", f"/admin/education/topics/{school.topic}/video", data=made)
    assert status == 200, answer


class Peak:
    """The most that the server's process has in memory while the block runs, beyond what it had before."""

    def __init__(self, school: School) -> None:
        self.school, self.growth = school, 0.0

    async def __aenter__(self) -> "Peak":
        self.before = resident(self.school.running.pid)
        self.task = asyncio.create_task(self.watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()

    async def watch(self) -> None:
        while True:
            self.growth = max(self.growth, resident(self.school.running.pid) - self.before)
            await asyncio.sleep(0.02)


@pytest.mark.sized("uploads")
async def test_memory_stays_flat_while_a_long_video_comes_in(school: School, full_size):
    film = Film(2_000 if full_size else 150)
    await send(school, Film(2))
    async with Peak(school) as peak:
        await send(school, film)
    assert peak.growth < MOST_GROWTH
    sha256 = hashlib.sha256()
    url = f"http://127.0.0.1:{school.running.port}/lms/api/s3/video/stream?topicId={school.topic}"
    async with Peak(school) as peak, school.session.get(url, headers={"Authorization": f"Bearer {school.token}"}) as response:
        assert (response.status, response.content_length) == (200, film.size)
        async for block in response.content.iter_any():
            sha256.update(block)
    assert sha256.digest() == film.digest()
    assert peak.growth < MOST_GROWTH


@pytest.mark.sized("uploads")
async def test_memory_stays_flat_while_a_hundred_people_watch_one_video(school: School, full_size):
    """Each begins somewhere, stops for a while in the middle of it, and goes on to the end."""
    film = Film(100 if full_size else 10)
    people = 100 if full_size else 40
    await send(school, film)
    url = f"http://127.0.0.1:{school.running.port}/lms/api/s3/video/stream?topicId={school.topic}"
    stopped = asyncio.Barrier(people)

    async def watch(number: int) -> None:
        start = number * 997
        headers = {"Authorization": f"Bearer {school.token}", "Range": f"bytes={start}-"}
        async with school.session.get(url, headers=headers) as response:
            assert response.status == 206
            size = len(await response.content.readexactly(500_000))
            await stopped.wait()
            await asyncio.sleep(0.5)
            async for block in response.content.iter_any():
                size += len(block)
            assert size == film.size - start

    async with Peak(school) as peak:
        await asyncio.gather(*(watch(number) for number in range(people)))
    assert peak.growth < MOST_GROWTH
