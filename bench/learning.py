"""Learning: parts of a video, as a player asks for them while somebody watches or jumps."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp

from bench import load

START = 50_000_000
# Size of the part → what is aimed at. Players ask for the rest of the film from where they are; of small parts the look
# at who asks is a good share.
PARTS = {150_000_000: "at least 0.90 of FileResponse", 10_000_000: "at least 0.90 of FileResponse", 1_000_000: ""}


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
