"""Exports leave room for others: large ones wait on disk for who reads slowly, and each account has one in work at a time."""

import asyncio
import json

import pytest

from server.api.kadi import exports as handlers
from server.domain import exports
from tests.api.kadi.storing import raw
from tests.make import unique


@pytest.fixture
async def somebody(client_of, make):
    return await client_of(await make.account())


async def made(client, count: int = 1) -> list[int]:
    found = []
    for _ in range(count):
        response = await client.post("/records", json={"identifier": unique("turn"), "title": "a" * 100, "description": "b" * 5000})
        found.append((await response.json())["id"])
    return found


@pytest.mark.parametrize("kind", ["json", "rdf", "pdf"])
async def test_a_large_export_is_the_same_from_disk(somebody, monkeypatch, kind):
    (number,) = await made(somebody)
    path = f"/records/{number}/export/{kind}"
    small = await somebody.get(path)
    monkeypatch.setattr(handlers, "MOST_IN_MEMORY", 10)
    large = await somebody.get(path)
    assert raw(small) == raw(large) != b""
    for name in ("Content-Type", "Content-Length", "Content-Disposition", "Content-Security-Policy", "Cache-Control"):
        assert small.headers[name] == large.headers[name]
    head = await somebody.request("HEAD", path)
    assert (head.status, head.headers["Content-Length"]) == (200, small.headers["Content-Length"])


async def test_an_account_has_one_export_in_work(somebody, client_of, make, monkeypatch):
    """Of records and collections in every format; another account's waits for none of them."""
    numbers = await made(somebody, 3)
    collection = (await (await somebody.post("/collections", json={"identifier": unique("turn"), "title": "a"})).json())["id"]
    for number in numbers:
        await somebody.post(f"/collections/{collection}/records", json={"id": number})
    now, most, gather = [], [], exports.gather

    async def slowly(conn, reader, *args, **options):
        now.append(reader)
        most.append((now.count(reader), len(now)))
        await asyncio.sleep(0.02)
        try:
            return await gather(conn, reader, *args, **options)
        finally:
            now.remove(reader)

    monkeypatch.setattr(exports, "gather", slowly)
    other = await client_of(await make.account())
    (own,) = await made(other)
    paths = [f"/records/{numbers[0]}/export/{kind}" for kind in ("json", "rdf", "pdf")] * 2
    paths += [f"/collections/{collection}/export/{kind}" for kind in ("json", "rdf", "ro-crate")]
    asked = [somebody.get(path) for path in paths] + [other.get(f"/records/{own}/export/json")]
    answers = await asyncio.gather(*asked)
    assert [answer.status for answer in answers] == [200] * len(asked)
    assert len(json.loads(raw(answers[6]))["records"]) == 3
    assert max(count for count, _ in most) == 1 and max(count for _, count in most) == 2
