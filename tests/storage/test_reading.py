"""Whoever reads does not notice where bytes lie: the same answers from the store as from disk."""

import asyncio
import hashlib
import io
import os
import zipfile
from uuid import UUID

import aiohttp
import pytest

from server.domain import files
from server.exports.archive import Lying
from server.http.ranges import PIECE
from tests.api.kadi.exporting import as_crate
from tests.api.kadi.storing import content, raw

SIZE = 3 * PIECE + 1000
OWN = ("Date", "X-Request-ID")

ASKED = [
    {}, {"Range": "bytes=0-0"}, {"Range": "bytes=5-9"}, {"Range": "bytes=-3"}, {"Range": f"bytes={PIECE - 2}-{PIECE + 1}"},
    {"Range": f"bytes={PIECE}-{2 * PIECE - 1}"}, {"Range": f"bytes={PIECE - 1}-"}, {"Range": f"bytes={SIZE - 1}-{SIZE + 100}"},
    {"Range": f"bytes={SIZE}-"}, {"Range": "bytes=-0"}, {"Range": "bytes=9-5"}, {"Range": "bytes=0-1,4-5"}, {"Range": "lines=1-2"},
    {"Range": "bytes=5-9", "If-Range": "{etag}"}, {"Range": "bytes=5-9", "If-Range": '"other"'},
    {"Range": "bytes=5-9", "If-Range": "{modified}"}, {"Range": "bytes=5-9", "If-Range": "Mon, 01 Jan 2024 00:00:00 GMT"},
    {"If-None-Match": "{etag}"}, {"If-None-Match": '"other"'}, {"If-Match": "{etag}"}, {"If-Match": '"other"'},
    {"If-Modified-Since": "{modified}"}, {"If-Unmodified-Since": "{modified}"},
    {"If-Unmodified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"},
]  # fmt: skip


async def asked(place, file, method: str, headers: dict[str, str]):
    response = await place.client.request(method, f"{place.home}/files/{file['id']}/download", headers=headers)
    return response.status, {name.lower(): value for name, value in response.headers.items() if name not in OWN}, raw(response)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_every_answer_is_the_same_from_the_store(place, method):
    file = await place.put("a.txt", content(SIZE))
    _, known, _ = await asked(place, file, "HEAD", {})
    values = {"etag": known["etag"], "modified": known["last-modified"]}
    requests = [{name: value.format(**values) if "{" in value else value for name, value in headers.items()} for headers in ASKED]
    before = [await asked(place, file, method, headers) for headers in requests]
    await place.move()
    assert not place.path(await place.blob_of(file)).exists()
    for headers, expected in zip(requests, before, strict=True):
        assert await asked(place, file, method, headers) == expected, headers
    assert {answer[0] for answer in before} == {200, 206, 304, 412, 416} - ({206, 416} if method == "HEAD" else set())


async def test_what_needs_no_bytes_asks_the_store_nothing(place):
    file = await place.stored("a.txt", content(1000))
    before = dict(place.objects.outcomes)
    for headers in ({"If-None-Match": "*"}, {"Range": "bytes=5000-"}, {"If-Match": '"other"'}):
        await place.download(file, **headers)
    await place.client.head(f"{place.home}/files/{file['id']}/download")
    assert place.objects.outcomes == before
    empty = await place.stored("empty", b"")
    before = dict(place.objects.outcomes)
    assert await place.bytes_of(empty) == b""
    assert place.objects.outcomes == before


async def test_many_read_at_once(place):
    data = content(SIZE)
    file = await place.stored("a.bin", data)
    found = await asyncio.gather(*(place.bytes_of(file) for _ in range(40)))
    assert {hashlib.sha256(one).digest() for one in found} == {hashlib.sha256(data).digest()}


async def test_who_does_not_read_holds_two_pieces(place, http):
    size = 60 * PIECE
    file = await big(place, size)
    await place.move()
    before = place.objects.outcomes["get", "done"]
    async with http.get(
        f"{place.client.url}{place.home}/files/{file['id']}/download", headers={"Authorization": f"Bearer {place.client.token}"}
    ) as response:
        assert response.status == 200
        await asyncio.sleep(1)
        fetched = place.objects.outcomes["get", "done"] - before
        await asyncio.sleep(1)
        assert place.objects.outcomes["get", "done"] - before == fetched < 30  # the rest is in the buffers of the two sockets
        response.close()
    await asyncio.sleep(0.2)
    assert place.objects.outcomes["get", "done"] - before <= fetched + 1


async def big(place, size: int):
    """A file without sending it: its bytes are put in place of those of a small one."""
    file = await place.put("big.bin", b"abc")
    blob_id = await place.blob_of(file)
    with place.path(blob_id).open("wb") as target:
        for _ in range(size // PIECE):
            target.write(os.urandom(PIECE))
    await place.pool.execute("update files set size_bytes = $2, sha256 = null where id = $1", UUID(file["id"]), size)
    return file


async def test_all_files_of_a_record_as_one_archive(place):
    datas = {"there.bin": content(700_000, 1), "empty": b"", "here.bin": content(1000, 2)}
    for name, data in datas.items():
        await place.put(name, data)
        if name == "empty":
            await place.move()
    response = await place.client.get(f"{place.home}/files/download")
    assert response.status == 200 and response.headers["Content-Length"] == str(len(raw(response)))
    with zipfile.ZipFile(io.BytesIO(raw(response))) as found:
        assert {name: found.read(name) for name in found.namelist()} == datas
    assert sorted(await place.states()) == ["stored", "stored", "waiting"]


async def test_a_crate_with_files(place):
    datas = {"there.bin": content(700_000, 1), "here.bin": content(1000, 2)}
    await place.stored("there.bin", datas["there.bin"])
    await place.put("here.bin", datas["here.bin"])
    crate = await as_crate(place.client, f"{place.home}")
    found = {name.rpartition("/")[2]: crate.read(name) for name in crate.namelist() if "/files/" in name}
    assert found == datas


async def test_a_file_that_moves_while_an_archive_is_sent_is_read_where_it_is_then(place):
    data = content(700_000)
    file = await place.put("a.bin", data)
    blob_id = await place.blob_of(file)
    content_of_it = Lying(place.path(blob_id), len(data), place.blobs.elsewhere(blob_id, len(data)))
    content_of_it.check()
    await place.move()
    assert await asyncio.to_thread(lambda: b"".join(content_of_it)) == data


async def test_the_scrub_compares_what_is_in_the_store(place):
    whole, changed, shorter, gone = [await place.stored(name, content(5_000_000 if name == "a" else 100)) for name in "abcd"]
    place.bucket.write(await place.blob_of(changed), content(100, 2))
    place.bucket.write(await place.blob_of(shorter), content(99))
    place.bucket.remove(await place.blob_of(gone))
    await place.pool.execute("update files set created_at = now() - interval '40 days', scrubbed_at = null")
    damaged = await files.scrub(place.pool, place.blobs, place.storage)
    assert sorted(damaged) == sorted(UUID(file["id"]) for file in (changed, shorter, gone))
    assert await place.pool.fetchval("select damaged_at is null from files where id = $1", UUID(whole["id"]))


async def test_an_object_that_is_gone_or_shorter_is_an_error_before_the_first_byte(place, caplog):
    gone, shorter = await place.stored("a", b"abc"), await place.stored("b", b"abc")
    place.bucket.remove(await place.blob_of(gone))
    place.bucket.write(await place.blob_of(shorter), b"ab")
    for file in (gone, shorter):
        assert (await place.download(file)).status == 503
        assert f"no whole object {await place.blob_of(file)}" in caplog.text
    place.bucket.remove(await place.blob_of(shorter))
    assert (await place.client.get(f"{place.home}/files/download")).status == 503


async def test_an_object_that_breaks_off_in_the_middle_ends_the_transfer(place):
    file = await place.stored("a.bin", content(SIZE))
    place.bucket.write(await place.blob_of(file), content(PIECE + 10))
    with pytest.raises(aiohttp.ClientPayloadError):
        await place.download(file)
    assert (await place.download(file, Range="bytes=0-9")).status == 206
