"""Downloads: headers, names, ranges, conditions, HEAD, and all files as one archive."""

import asyncio
import io
import zipfile
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest

from server.http import archives, ranges
from tests.api.kadi.conftest import body, refused
from tests.api.kadi.storing import content, raw


async def test_a_download_has_the_documented_headers(store):
    file = await store.put("notes.txt", b"abc")
    response = await store.download(file)
    headers = response.headers
    assert (response.status, raw(response)) == (200, b"abc")
    assert headers["Content-Disposition"] == "attachment; filename=notes.txt"
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert (headers["Content-Length"], headers["Accept-Ranges"]) == ("3", "bytes")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["ETag"].startswith('"')


@pytest.mark.parametrize("name, kind", [
    ("a.svg", "image/svg+xml; charset=utf-8"), ("a.html", "text/html; charset=utf-8"), ("a.xml", "application/xml; charset=utf-8"),
    ("a.json", "application/json"), ("a.png", "image/png"), ("a.pdf", "application/pdf"),
])  # fmt: skip
async def test_whatever_it_is_it_is_an_attachment(store, name, kind):
    response = await store.download(await store.put(name, b"<script>alert(1)</script>"))
    assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert response.headers["Content-Type"] == kind
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    sandboxed = "" if kind == "application/pdf" else "; sandbox"
    assert response.headers["Content-Security-Policy"] == f"default-src 'none'{sandboxed}"


@pytest.mark.parametrize("name, header", [
    ("a.txt", "attachment; filename=a.txt"),
    ("a b.txt", 'attachment; filename="a b.txt"'),
    ('q"uo\\te', 'attachment; filename="q\\"uo\\\\te"'),
    ("ä ü.txt", "attachment; filename=\"a u.txt\"; filename*=UTF-8''%C3%A4%20%C3%BC.txt"),
    ("日本", "attachment; filename=\"\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC"),
    ("\u202egnp.exe", "attachment; filename=gnp.exe; filename*=UTF-8''%E2%80%AEgnp.exe"),
    ("a\r\nSet-Cookie: x", "attachment; filename=\"aSet-Cookie: x\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x"),
    ("a\x7f", "attachment; filename=a; filename*=UTF-8''a%7F"),
    ("a;b=c,d", 'attachment; filename="a;b=c,d"'),
    ("../x", 'attachment; filename="../x"'),
])  # fmt: skip
def test_names_in_headers(name, header):
    assert ranges.disposition(name) == header


@pytest.mark.parametrize("size", [0, 1, 700_000])
async def test_head_says_what_get_would(store, size):
    file = await store.put("a", content(size))
    response = await store.client.head(f"{store.home}/files/{file['id']}/download")
    got = await store.download(file)
    assert raw(response) == b""
    for name in ("Content-Length", "Content-Type", "ETag", "Last-Modified", "Accept-Ranges", "Content-Disposition"):
        assert response.headers[name] == got.headers[name]
    assert raw(got) == content(size)


@pytest.mark.parametrize("wanted, start, end", [
    ("bytes=0-0", 0, 1), ("bytes=10-19", 10, 20), ("bytes=999-", 999, 1000), ("bytes=-5", 995, 1000), ("bytes=-5000", 0, 1000),
    ("bytes=990-5000", 990, 1000), ("bytes=0-", 0, 1000), ("BYTES=1-2", 1, 3), ("bytes=5-5 ", 5, 6),
])  # fmt: skip
async def test_a_part_is_sent(store, wanted, start, end):
    data = content(1000)
    response = await store.download(await store.put("a", data), Range=wanted)
    assert (response.status, raw(response)) == (206, data[start:end])
    assert response.headers["Content-Range"] == f"bytes {start}-{end - 1}/1000"
    assert response.headers["Content-Length"] == str(end - start)


@pytest.mark.parametrize("wanted", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
async def test_a_part_that_is_not_there_is_refused(store, wanted):
    response = await store.download(await store.put("a", content(1000)), Range=wanted)
    await refused(response, 416, "The server cannot provide the requested range.")
    assert response.headers["Content-Range"] == "bytes */1000"
    assert "Content-Disposition" not in response.headers


@pytest.mark.parametrize("wanted", ["bytes=0-1,5-6", "bytes=5-2", "lines=1-2", "bytes", "bytes=a-b", "bytes=--5", "bytes=1-2-3"])
async def test_ranges_that_are_not_understood_are_ignored(store, wanted):
    data = content(1000)
    response = await store.download(await store.put("a", data), Range=wanted)
    assert (response.status, raw(response)) == (200, data)


async def test_an_empty_file_has_no_parts(store):
    file = await store.put("a", b"")
    assert (await store.download(file, Range="bytes=0-")).status == 416
    response = await store.download(file)
    assert (response.status, raw(response), response.headers["Content-Length"]) == (200, b"", "0")


async def test_if_range_counts_only_for_what_is_there(store):
    data = content(1000)
    file = await store.put("a", data)
    etag, when = (await store.download(file)).headers["ETag"], (await store.download(file)).headers["Last-Modified"]
    assert (await store.download(file, Range="bytes=0-9", If_Range=etag)).status == 206
    assert (await store.download(file, Range="bytes=0-9", If_Range=when)).status == 206
    earlier = format_datetime(parsedate_to_datetime(when) - timedelta(seconds=60), usegmt=True)
    for condition in ('"other"', f"W/{etag}", earlier, "rubbish"):
        response = await store.download(file, Range="bytes=0-9", If_Range=condition)
        assert (response.status, raw(response)) == (200, data), condition
    await store.replace(file, content(1000, 2))
    response = await store.download(file, Range="bytes=0-9", If_Range=etag)
    assert (response.status, raw(response)) == (200, content(1000, 2))


async def test_conditions(store):
    file = await store.put("a", b"abc")
    first = await store.download(file)
    etag, when = first.headers["ETag"], first.headers["Last-Modified"]
    later = format_datetime(parsedate_to_datetime(when) + timedelta(seconds=60), usegmt=True)
    earlier = format_datetime(parsedate_to_datetime(when) - timedelta(seconds=60), usegmt=True)
    cases = [({"If_None_Match": etag}, 304), ({"If_None_Match": f'"x", W/{etag}'}, 304), ({"If_None_Match": "*"}, 304),
             ({"If_None_Match": '"x"'}, 200), ({"If_Modified_Since": when}, 304), ({"If_Modified_Since": later}, 304),
             ({"If_Modified_Since": earlier}, 200), ({"If_None_Match": '"x"', "If_Modified_Since": when}, 200),
             ({"If_Match": etag}, 200), ({"If_Match": "*"}, 200), ({"If_Match": '"x"'}, 412), ({"If_Match": f"W/{etag}"}, 412),
             ({"If_Unmodified_Since": when}, 200), ({"If_Unmodified_Since": earlier}, 412),
             ({"If_Match": etag, "If_Unmodified_Since": earlier}, 200), ({"If_Modified_Since": "rubbish"}, 200)]  # fmt: skip
    for headers, status in cases:
        response = await store.download(file, **headers)
        if status == 412:
            await refused(response, 412, "The precondition on the request for the URL failed positive evaluation.")
        else:
            assert (response.status, raw(response)) == (status, b"abc" if status == 200 else b""), headers
        assert response.headers["ETag"] == etag


async def test_metadata_leaves_the_etag_and_new_data_changes_it(store):
    file = await store.put("a", b"abc")
    etag = (await store.download(file)).headers["ETag"]
    await store.client.patch(f"{store.home}/files/{file['id']}", json={"name": "b", "mimetype": "text/csv"})
    response = await store.download(file)
    assert (response.headers["ETag"], response.headers["Content-Disposition"]) == (etag, "attachment; filename=b")
    await store.replace(file, b"abc")
    assert (await store.download(file)).headers["ETag"] != etag


async def test_a_reader_gets_the_old_bytes_to_the_end_while_they_are_replaced(store, small_server, http):
    from server import keys
    from server.domain import files

    old = content(900_000)
    file = await store.put("a", old)
    address = f"{store.client.url}{store.home}/files/{file['id']}/download"
    async with http.get(address, headers={"Authorization": f"Bearer {store.client.token}"}) as response:
        start = await response.content.readexactly(1000)
        await store.replace(file, b"new")
        blobs = small_server.app[keys.BLOBS]
        await files.sweep(small_server.app[keys.POOL], blobs)
        assert start + await response.content.read() == old
    assert await store.bytes_of(file) == b"new"


async def test_a_client_that_goes_away_leaves_no_open_file(store, small_server, http):
    import os

    file = await store.put("a", content(900_000))
    address = f"{store.client.url}{store.home}/files/{file['id']}/download"
    await store.download(file)

    def opened() -> int:
        return sum("/blobs/files/" in os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if fd.isdigit() and
                   os.path.lexists(f"/proc/self/fd/{fd}"))  # fmt: skip

    for _ in range(5):
        async with http.get(address, headers={"Authorization": f"Bearer {store.client.token}"}) as response:
            await response.content.readexactly(10)
            response.close()
    for _ in range(100):
        if not opened():
            break
        await asyncio.sleep(0.05)
    assert opened() == 0


# --- all files -------------------------------------------------------------------------------------------------------


async def test_all_files_come_as_an_archive_of_known_length(store):
    record = await body(await store.client.get(store.home))
    data = {"a.txt": b"abc", "dir/b.bin": content(700_000), "dir_b.bin": b"", "ä\u202e.txt": b"x", "..": b"y", "A.TXT": b"z"}
    for name, value in data.items():
        await store.put(name, value)
    response = await store.client.get(f"{store.home}/files/download")
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"] == f"attachment; filename={record['identifier']}.zip"
    assert int(response.headers["Content-Length"]) == len(raw(response))
    with zipfile.ZipFile(io.BytesIO(raw(response))) as archive:
        assert archive.testzip() is None
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in archive.infolist())
        found = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    assert sorted(found.values()) == sorted(data.values())
    assert set(found) == {"__", "a.txt", "A (2).TXT", "dir_b.bin", "dir_b (2).bin", "ä\u202e.txt"} or set(found) == {
        "__",
        "A.TXT",
        "a (2).txt",
        "dir_b.bin",
        "dir_b (2).bin",
        "ä\u202e.txt",
    }
    assert found["dir_b.bin"] == data["dir_b.bin"], "a name that needs no change stays"
    head = await store.client.head(f"{store.home}/files/download")
    assert (head.status, raw(head), head.headers["Content-Length"]) == (200, b"", response.headers["Content-Length"])


async def test_no_files_are_an_empty_archive(store):
    response = await store.client.get(f"{store.home}/files/download")
    assert (response.status, len(raw(response))) == (200, 22)
    with zipfile.ZipFile(io.BytesIO(raw(response))) as archive:
        assert archive.namelist() == []


@pytest.mark.parametrize("names, expected", [
    (["a", "a", "a"], ["a", "a (2)", "a (3)"]),
    (["a.txt", "A.txt"], ["a.txt", "A (2).txt"]),
    ([".x", ".x"], [".x", ".x (2)"]),
    (["a/b", "a\\b", "a_b"], ["a_b", "a_b (2)", "a_b (3)"]),
    (["..", ".", "../../etc/passwd"], ["__", "_", ".._.._etc_passwd"]),
])  # fmt: skip
def test_names_in_archives(names, expected):
    used: set[str] = set()
    assert [archives.entry_name(name, used) for name in names] == expected
