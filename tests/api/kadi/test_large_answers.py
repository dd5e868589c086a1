"""Large answers wait on disk: they are the same, and memory does not grow with those who do not read."""

import asyncio
import os
from pathlib import Path

from server.http import aside as module
from tests.api.kadi.storing import raw
from tests.make import unique

EXTRAS = [{"type": "str", "key": f"k{number}", "value": "x" * 100_000} for number in range(20)]


def memory() -> int:
    """What this process, which is the server too, has of it."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def test_a_large_answer_is_the_same_from_disk(client_of, make, monkeypatch):
    client = await client_of(await make.account())
    record = await make.record(client.account, description="x" * 2000)
    path = f"/records/{record['id']}"
    small = await client.get(path)
    monkeypatch.setattr(module, "MOST_IN_MEMORY", 100)
    large, head, missing = await client.get(path), await client.request("HEAD", path), await client.get("/records/999999999")
    assert large.status == 200 and raw(large) == raw(small)
    changing = ("Date", "X-Request-ID")
    assert {k: v for k, v in large.headers.items() if k not in changing} == {k: v for k, v in small.headers.items() if k not in changing}
    assert head.status == 200 and head.headers["Content-Length"] == small.headers["Content-Length"]
    assert missing.status == 404


async def test_those_who_do_not_read_take_no_memory(client_of, make):
    client = await client_of(await make.account())
    made = await client.post("/records", json={"identifier": unique("large"), "title": "large", "extras": EXTRAS})
    path = f"/api/v1/records/{(await made.json())['id']}"
    address = client.url.removesuffix("/api/v1").partition("://")[2]
    host, _, port = address.partition(":")
    asked = f"GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {client.token}\r\n\r\n".encode()
    before, readers = memory(), []
    for _ in range(50):
        reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
        writer.write(asked)
        assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        readers.append(writer)
    grown = memory() - before
    for writer in readers:
        writer.close()
    assert grown < 50_000_000, f"{grown:,} bytes"  # together they wait for 100 MB, and each socket holds its part of it
