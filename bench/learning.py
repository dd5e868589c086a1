"""Learning: the grades of a level, as everybody reads them, and parts of a video, as a player asks for them while somebody
watches or jumps."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg

from bench import load

LEVEL = "11111111-2222-4333-8444-555555555555"
GRADES = 12
GRADE_LIST = f"/lms/api/education/levels/{LEVEL}/grades"
# What the floor reads: the same rows, as barely as can be.
ROWS = {
    "grades": ["select id, name, description, image_url, is_active, created_at, updated_at, level, education_level_id from grades "
               "where education_level_id = $1::text::uuid and deleted_at is null and is_active order by created_at, id limit 20", LEVEL],
}  # fmt: skip
START = 50_000_000
# Size of the part → what is aimed at. Players ask for the rest of the film from where they are; of small parts the look
# at who asks is a good share.
PARTS = {150_000_000: "at least 0.90 of FileResponse", 10_000_000: "", 1_000_000: ""}


async def prepare(session: aiohttp.ClientSession, port: int, token: str, file: Path) -> str:
    """A topic with the bytes of `file` as its video; its id. `token` is an administrator's."""
    headers, base = {"Authorization": f"Bearer {token}"}, f"http://127.0.0.1:{port}/lms/api"
    place, made = "/admin/education/levels", {}
    for below in ("/grades", "/subjects", "/topics", ""):
        async with session.post(base + place, headers=headers, json={"name": "Watched", "description": ""}) as response:
            made = await told(response, 201)
        place = f"/admin/education/{place.rpartition('/')[2]}/{made['id']}{below}"
    form = aiohttp.FormData()
    form.add_field("video", film(file), filename="film.mp4", content_type="video/mp4")
    async with session.put(f"{base}/admin/education/topics/{made['id']}/video", headers=headers, data=form) as response:
        await told(response, 200)
    return str(made["id"])


async def seed(dsn: str) -> None:
    """1,000 levels, and the one that is read with its grades."""
    conn = await asyncpg.connect(dsn)
    try:
        await conn.execute("insert into education_levels (id, name, description) values ($1, 'Measured', 'What everybody learns')", LEVEL)
        await conn.execute("insert into education_levels (name) select 'Level ' || n from generate_series(1, 1000) n")
        await conn.execute("insert into grades (education_level_id, name, description) select id, 'Grade ' || n, 'What one learns in it' "
                           "from education_levels, generate_series(1, $1::int) n", GRADES)  # fmt: skip
        await conn.execute("vacuum analyze education_levels, grades")
    finally:
        await conn.close()


async def check(session: aiohttp.ClientSession, port: int) -> None:
    """The list brings what is measured."""
    async with session.get(f"http://127.0.0.1:{port}{GRADE_LIST}") as response:
        if len(await told(response, 200)) != GRADES:
            raise load.WrongAnswer("grades of a level")


async def told(response: aiohttp.ClientResponse, status: int) -> Any:
    body = await response.read()
    if response.status != status:
        raise load.WrongAnswer(f"{response.url}: {response.status} {body[:500]!r}")
    return json.loads(body)["data"]


async def film(file: Path) -> AsyncIterator[bytes]:
    """The file as what an MP4 plays, with as little around it as can be."""
    size = file.stat().st_size
    yield b"\0\0\0\x10ftypisom\0\0\0\0" + (size + 8).to_bytes(4, "big") + b"mdat"
    with open(file, "rb") as source:
        while block := source.read(1_000_000):
            yield block
    yield b"\0\0\0\x08moov"


def part(path: str, size: int, headers: dict[str, str] | None = None) -> bytes:
    """The request of a part of `size` bytes from the middle."""
    return load.request_bytes("GET", path, (headers or {}) | {"Range": f"bytes={START}-{START + size - 1}"})


def parts(port: int, path: str, size: int, headers: dict[str, str] | None = None) -> Callable[[float], Awaitable[float]]:
    """Megabytes a second in parts of that size, eight players at once."""
    request = part(path, size, headers)

    async def measure(seconds: float) -> float:
        return (await load.run(port, request, seconds=seconds, expected=206)).rate * size / 1e6

    return measure
