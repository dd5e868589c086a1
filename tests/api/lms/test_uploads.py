"""Forms with files from clients that are broken, slow, gone, or mean: a clear refusal, and nothing left behind."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from server import keys
from server.domain import files, topic_files
from tests.api.lms.files import GIF, JPEG, PDF, School, body_of, form, kind_of, mp4, office, png, raw, school_on, zipped
from tests.api.lms.people import data, refused
from tests.faults.disks import RecordingDisk

UPLOAD = "/s3/document/upload"
BOUNDARY = "x-boundary"
HEADER = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def part(name: str, value: bytes, *headers: str, filename: str | None = None) -> bytes:
    named = f'; filename="{filename}"' if filename is not None else ""
    lines = [f'Content-Disposition: form-data; name="{name}"{named}', *headers]
    return b"--" + BOUNDARY.encode() + b"\r\n" + "\r\n".join(lines).encode() + b"\r\n\r\n" + value + b"\r\n"


END = b"--" + BOUNDARY.encode() + b"--\r\n"


def whole(school: School, *more: bytes, content: bytes = b"text", end: bytes = END) -> bytes:
    return b"".join((part("topicId", school.topic_id.encode()), *more, part("file", content, filename="a.txt"), end))


async def send(school: School, body, headers=HEADER):
    return await school.mentor.post(UPLOAD, data=body, headers=headers)


class Line:
    """A connection on which every byte is ours to choose."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, school: School, *headers: str, path: str = UPLOAD, method: str = "POST", who=None) -> "Line":
        reader, writer = await asyncio.open_connection("127.0.0.1", school.server.port)
        token = (who or school.mentor).token
        lines = [f"{method} /lms/api{path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}",
                 f"Content-Type: multipart/form-data; boundary={BOUNDARY}", *headers]  # fmt: skip
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await writer.drain()
        return cls(reader, writer)

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> tuple[int, dict]:
        """Status and body of the next answer."""
        async with asyncio.timeout(20):
            head = await self.reader.readuntil(b"\r\n\r\n")
            status = int(head.split()[1])
            if status == 100:
                return status, {}
            length = next(int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
            return status, json.loads(await self.reader.readexactly(length))

    def close(self) -> None:
        self.writer.transport.abort()


async def settled(school: School, before: dict) -> None:
    """Waits until everything is as before: what breaks off is noticed a moment later."""
    for _ in range(100):
        if await school.left() == before:
            return
        await asyncio.sleep(0.05)
    assert await school.left() == before


# What is no form


@pytest.mark.parametrize("kind", [
    None, "application/json", "text/plain", "multipart/mixed; boundary=x", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "x" * 201, 'multipart/form-data; boundary="ä"', "application/x-www-form-urlencoded",
])  # fmt: skip
async def test_what_is_no_form_is_refused_before_it_is_read(school: School, kind):
    before = await school.left()
    status, code, _ = await refused(await send(school, whole(school), {"Content-Type": kind} if kind else {"Content-Type": ""}))
    assert (status, code) == (400, "BAD_REQUEST")
    assert await school.left() == before


@pytest.mark.parametrize("body", [
    b"", b"junk", b"\r\n\r\n", b"--other\r\n\r\n--other--", b"--x-boundary", b"--x-boundary\r\n", b"--x-boundaryjunk\r\n",
    part("file", b"x", filename="a.txt"),  # no end
    part("file", b"x", filename="a.txt")[:-4] + END, b"--x-boundary\r\nContent-Disposition: attachment\r\n\r\nx\r\n" + END,
    b"--x-boundary\r\nno colon here\r\n\r\nx\r\n" + END, b"--x-boundary\r\n\r\nno header at all\r\n" + END,
    b"--x-boundary\nContent-Disposition: form-data; name=file\n\nx\n--x-boundary--", b"\0" * 5000, b"--x-boundary\r\n" * 50,
    part("file", b"x", "Content-Length: 100", filename="a.txt") + END, part("file", b"x" * 9, "Content-Length: 2", filename="a.txt") + END,
])  # fmt: skip
async def test_a_broken_form_is_refused(school: School, body):
    before = await school.left()
    response = await send(school, body)
    assert response.status in (400, 422), await response.text()
    assert await school.left() == before


async def test_the_words_of_a_broken_form(school: School):
    body = await (await send(school, b"junk")).json()
    assert body == {"success": False, "error": "The form is broken, or its parts and their headers are too many", "code": "BAD_REQUEST",
                    "details": {}}  # fmt: skip


async def test_ten_thousand_tiny_parts(school: School):
    before, start = await school.left(), time.monotonic()
    many = b"".join(part(f"p{number}", b"x") for number in range(10_000))
    assert (await send(school, many + whole(school))).status == 400
    assert time.monotonic() - start < 5
    assert await school.left() == before
    few = b"".join(part(f"p{number}", b"x") for number in range(90))
    assert (await send(school, few + whole(school))).status == 201


async def test_headers_of_a_megabyte(school: School):
    before = await school.left()
    for header in ("X-Long: " + "x" * 1_000_000, *(f"X-{number}: y" for number in range(1))):
        response = await send(school, part("file", b"x", header, filename="a.txt") + whole(school))
        assert response.status in (400, 422)
    assert (await send(school, part("other", b"x", *(f"X-{number}: y" for number in range(50))) + whole(school))).status == 400
    assert (await send(school, b"--x-boundary\r\n" + b"X" * 1_000_000)).status == 400
    assert await school.left() == before


async def test_too_much_beside_the_file(school: School):
    before = await school.left()
    junk = part("junk", b"x" * 500_000)
    assert (await send(school, junk + whole(school))).status == 201
    after = await school.left()
    limit = school.server.app[keys.CONFIG].learning.document_bytes

    async def endless() -> AsyncIterator[bytes]:
        yield part("junk", b"")[:-2]
        for _ in range(limit // 500_000 + 10):
            yield b"x" * 500_000

    status, code, _ = await refused(await send(school, endless()))
    assert (status, code) == (413, "PAYLOAD_TOO_LARGE")
    assert await school.left() == after
    assert after["staged"] == before["staged"]


async def test_what_follows_the_end_does_not_count(school: School):
    for rest in (b"", b"\r\n", b"epilogue " * 1000):
        assert (await send(school, whole(school, end=END[:-2] + rest))).status == 201


async def test_content_that_looks_like_a_boundary_stays_content(school: School):
    content = b"\r\n--x-boundar\r\n--x-boundary-not\r\n--\r\n--x-bound" * 2000
    shown = await data(await send(school, whole(school, content=content.replace(b"--x-boundary-", b"-x-boundary-"))), 201)
    assert raw(await school.stream(shown)) == content.replace(b"--x-boundary-", b"-x-boundary-")


@pytest.mark.parametrize("size", [1, 7, 4096, 262_143, 262_144, 262_145, 1_000_000])
async def test_whatever_pieces_it_comes_in_the_bytes_are_the_same(school: School, size):
    content = bytes(b"\r\n--x-b" * 40_000 if size > 100 else b"\r\n--x-b" * 40)
    body = whole(school, content=content)

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), size):
            yield body[start : start + size]

    shown = await data(await send(school, pieces()), 201)
    assert raw(await school.stream(shown)) == content


@pytest.mark.parametrize("named, name", [
    ("; filename*=utf-8''%C3%A4%20%E2%82%AC.txt", "ä €.txt"), ("; filename*=UTF-8'en'..%2F..%2Fb.txt", "b.txt"),
    ("; filename=a.txt; filename*=UTF-8''%C3%A4.txt", "a.txt"), ("; filename=\"a\\\"b.txt\"", 'a"b.txt'),
    ("; filename=\"a%22b.txt\"", 'a"b.txt'), ("; filename*=utf-8''%FF%00c.txt", "\ufffdc.txt"),
])  # fmt: skip
async def test_how_clients_write_names(school: School, named, name):
    file = b"--x-boundary\r\nContent-Disposition: form-data; name=file" + named.encode() + b"\r\n\r\nx\r\n"
    shown = await data(await send(school, part("topicId", school.topic_id.encode()) + file + END), 201)
    assert shown["name"] == name


# Too long


async def test_a_file_over_the_limit_is_refused_while_it_comes(small_school: School):
    school, before = small_school, await small_school.left()

    async def endless() -> AsyncIterator[bytes]:
        yield part("topicId", school.topic_id.encode()) + part("file", b"", filename="a.txt")[:-2]
        for _ in range(100):
            yield b"x" * 10_000

    for body in (whole(school, content=b"x" * 100_001), endless()):
        status, _, details = await refused(await send(school, body))
        assert (status, details["field"], details["message"]) == (422, "file", "The file is larger than 100000 bytes")
        await settled(school, before)
    assert (await send(school, whole(school, content=b"x" * 100_000))).status == 201


async def test_an_announced_length_over_the_limit_is_refused_unread(small_school: School):
    school = small_school
    line = await Line.to(school, "Content-Length: 900000000")
    status, body = await line.answer()
    assert (status, body["details"]["field"]) == (422, "file")
    line.close()


async def test_nobody_sends_a_body_for_a_refusal(small_school: School):
    """`Expect: 100-continue`: refused are role, topic, plan, room and length before a byte is sent; else it goes on."""
    school = small_school
    before = await school.left()
    expect = ("Expect: 100-continue", "Content-Length: 5000")
    video = f"/admin/education/topics/{school.topic_id}/video"
    for options, expected in [
        ({"who": school.learner}, 403), ({"path": video, "method": "PUT", "who": school.other}, 403),
        ({"path": video.replace(school.topic_id, str(uuid4())), "method": "PUT"}, 404),
    ]:  # fmt: skip
        line = await Line.to(school, *expect, **options)
        assert (await line.answer())[0] == expected
        line.close()
    line = await Line.to(school, "Expect: 100-continue", "Content-Length: 900000000")
    assert (await line.answer())[0] == 422
    line.close()
    assert await school.left() == before


async def test_who_waits_for_100_continue_gets_it(school: School):
    body = whole(school)
    line = await Line.to(school, "Expect: 100-continue", f"Content-Length: {len(body)}")
    assert (await line.answer())[0] == 100
    await line.send(body)
    status, answer = await line.answer()
    assert (status, answer["data"]["size"]) == (201, 4)
    line.close()


async def test_another_expectation_is_refused(school: School):
    before = await school.left()
    line = await Line.to(school, "Expect: the-unexpected", "Content-Length: 10")
    assert (await line.answer())[0] in (400, 417)
    line.close()
    await settled(school, before)


# Slow, gone


async def test_a_client_that_stalls_is_refused_and_leaves_nothing(small_school: School):
    school, before = small_school, await small_school.left()
    line = await Line.to(school, "Content-Length: 50000")
    await line.send(whole(school)[:-20])
    await asyncio.sleep(0.2)
    during = await school.left()
    assert (during["uploads"], len(during["staged"])) == (1, 1)
    start = time.monotonic()
    status, body = await line.answer()
    assert (status, body["error"]) == (400, "No byte came for too long")
    assert time.monotonic() - start < 5
    await settled(school, before)
    line.close()


async def test_a_client_that_drips_is_not_idle(small_school: School):
    school = small_school
    body = whole(school)
    line = await Line.to(school, f"Content-Length: {len(body)}")
    for start in range(0, len(body), 40):
        await line.send(body[start : start + 40])
        await asyncio.sleep(0.15)
    assert (await line.answer())[0] == 201
    line.close()


@pytest.mark.parametrize("cut", [10, 100, -5, -60])
async def test_a_client_that_is_gone_in_the_middle_leaves_nothing(school: School, cut):
    before, body = await school.left(), whole(school, content=b"x" * 1_000_000)
    line = await Line.to(school, f"Content-Length: {len(body)}")
    await line.send(body[:cut])
    await asyncio.sleep(0.1)
    line.close()
    await settled(school, before)


async def test_many_that_are_gone_leave_nothing(school: School):
    before, body = await school.left(), whole(school, content=b"x" * 300_000)

    async def leave(number: int) -> None:
        line = await Line.to(school, f"Content-Length: {len(body)}")
        await line.send(body[: number * 9000])
        line.close()

    await asyncio.gather(*(leave(number) for number in range(30)))
    await settled(school, before)


@pytest.mark.parametrize("difference", [-1, -30, 1, 500])
async def test_lengths_that_are_not_so(small_school: School, difference):
    """Announced shorter: the form has no end. Longer: the rest never comes."""
    school, before, body = small_school, await small_school.left(), whole(small_school, end=END[:-2])
    line = await Line.to(school, f"Content-Length: {len(body) + difference}")
    await line.send(body)
    status, _ = await line.answer()
    assert status == 400
    line.close()
    await settled(school, before)


@pytest.mark.parametrize("header", ["Content-Length: -5", "Content-Length: abc", "Content-Length: 5\r\nContent-Length: 6",
                                    "Content-Length: 5\r\nTransfer-Encoding: chunked"])  # fmt: skip
async def test_lengths_that_are_none(school: School, header):
    before = await school.left()
    line = await Line.to(school, header)
    assert (await line.answer())[0] == 400
    line.close()
    await settled(school, before)


async def test_chunked_bodies_that_break(school: School):
    before, body = await school.left(), whole(school)
    line = await Line.to(school, "Transfer-Encoding: chunked")
    await line.send(f"{len(body):x}\r\n".encode() + body + b"\r\nnot a size\r\n")
    await asyncio.sleep(0.2)
    line.close()
    await settled(school, before)


# The disk, the database, the process


@pytest.mark.parametrize("call", ["open", "write", "sync", "rename"])
async def test_a_full_disk_is_a_503_and_leaves_nothing(small_school: School, monkeypatch, call):
    school, before = small_school, await small_school.left()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(school.blobs.disk, call, full)
    for response in (await school.upload(), await school.put_video(mp4())):
        status, code, _ = await refused(response)
        assert (status, code, bool(response.headers["Retry-After"])) == (503, "UNAVAILABLE", True)
    monkeypatch.undo()
    await settled(school, before)
    assert (await school.upload()).status == 201


async def test_bytes_of_a_process_that_is_gone_are_swept_with_their_row(small_school: School):
    school, before = small_school, await small_school.left()
    gone = uuid4()
    await school.pool.execute(
        "insert into topic_uploads (id, account_id, reserved_bytes, process_id) values ($1, $2, 5000, $3)",
        gone, school.mentor.account["id"], uuid4(),
    )  # fmt: skip
    (school.blobs.staging / str(gone)).write_bytes(b"half of it")
    assert (await school.left())["used"] == before["used"] + 5000
    assert await topic_files.end_abandoned(school.pool, school.blobs) >= 1
    await files.sweep(school.pool, school.blobs)
    await settled(school, before)


async def test_the_clean_up_leaves_what_is_coming(small_school: School):
    school, body = small_school, whole(small_school)
    line = await Line.to(school, f"Content-Length: {len(body)}")
    await line.send(body[:-10])
    await asyncio.sleep(0.1)
    assert await topic_files.end_abandoned(school.pool, school.blobs) == 0
    await files.sweep(school.pool, school.blobs)
    await files.remove_discarded(school.pool, school.blobs)
    await line.send(body[-10:])
    status, answer = await line.answer()
    assert status == 201
    assert raw(await school.stream(answer["data"])) == b"text"
    line.close()


async def test_bytes_without_a_row_are_swept(small_school: School):
    school, before = small_school, await small_school.left()
    lost = uuid4()
    path = school.blobs.path(lost)
    path.write_bytes(b"settled, but never committed")
    (school.blobs.staging / str(uuid4())).write_bytes(b"begun, but never noted")
    await files.sweep(school.pool, school.blobs)
    assert await school.left() == before


async def test_an_upload_that_was_ended_meanwhile_is_refused(school: School):
    await files.sweep(school.pool, school.blobs)  # what other tests left may go first
    before, body = await school.left(), whole(school)
    line = await Line.to(school, f"Content-Length: {len(body)}")
    await line.send(body[:-10])
    await asyncio.sleep(0.2)
    await school.pool.execute("delete from topic_uploads where account_id = $1", school.mentor.account["id"])
    await line.send(body[-10:])
    status, answer = await line.answer()
    assert (status, answer["code"]) == (409, "CONFLICT")
    line.close()
    await files.sweep(school.pool, school.blobs)
    await settled(school, before)


async def test_files_that_come_while_their_subject_is_deleted_follow_it(school: School):
    shown = await school.document()
    await school.pool.execute("update topics set deleted_at = now() where id = $1", school.topic["id"])
    async with school.pool.acquire() as conn:
        await topic_files.sql.topic_files.discard_left_behind(conn)
    left = await school.left()
    assert left["used"] == 0
    assert (await school.stream(shown, school.admin)).status == 404


# What is in it


@pytest.mark.parametrize("content, filename", [
    (b"MZ" + bytes(100), "a.pdf"), (b"\x7fELF" + bytes(100), "a.png"), (b"<html><script>alert(1)</script>", "a.pdf"),
    (b"<svg onload=alert(1)>", "a.png"), (zipped({"a": b"b"}), "a.docx"), (PDF, "a.png"), (png(), "a.pdf"), (JPEG, "a.gif"),
    (b"%PDF-1.4 <html><script>alert(1)</script>", "a.pdf"), (png() + zipped({"a.js": b"alert(1)"}), "a.png"),
    (GIF + b"<script>alert(1)</script>", "a.gif"), (b"GIF89a=1;alert(1)//" + bytes(50), "a.gif"),
    (office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "a.docx"), (b"alert(1)", "a.js"), (b"<p>", "a.html"),
])  # fmt: skip
async def test_what_is_not_what_it_says_is_refused_and_leaves_nothing(school: School, content, filename):
    before = await school.left()
    status, _, details = await refused(await school.upload(content, filename))
    assert (status, details["field"]) == (422, "file")
    assert await school.left() == before


async def test_a_bomb_is_stored_as_it_came_or_refused_but_never_unpacked(school: School):
    """A hundred megabytes of zeros in a hundred kilobytes: sent back as it came, in little time and room."""
    bomb = office("word/document.xml", **{f"word/media/{number}": bytes(1_000_000) for number in range(100)})
    assert len(bomb) < 200_000
    start = time.monotonic()
    shown = await school.document(bomb, "a.docx")
    assert time.monotonic() - start < 2
    assert raw(await school.stream(shown)) == bomb


async def test_a_script_in_a_text_stays_a_text(school: School):
    response = await school.stream(await school.document(b"alert(document.cookie)", "a.txt"))
    assert (response.headers["Content-Type"], response.headers["X-Content-Type-Options"]) == ("text/plain; charset=utf-8", "nosniff")
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("filename", ["../../../../tmp/evil.txt", "/etc/passwd.txt", "..\\..\\evil.txt", "C:evil.txt", "\0.txt", "a\0.txt"])
async def test_names_never_become_paths(small_school: School, filename):
    school = small_school
    made = form(b"x", filename="placeholder", topicId=school.topic_id)
    body = (await body_of(made)).replace(b"placeholder", filename.encode())
    response = await school.mentor.post(UPLOAD, data=body, headers=kind_of(body))
    assert response.status in (201, 422, 400)
    root = school.blobs.root
    assert {path.name for path in root.iterdir()} == {"staging", "files"}
    names = [path.name for path in root.rglob("*") if path.is_file()]
    assert not any("evil" in name or "passwd" in name for name in names)


async def test_a_long_upload_keeps_the_session_alive(small_school: School, make, monkeypatch):
    from server.api.lms import file_uploads
    from tests.make import PASSWORD

    school = small_school
    monkeypatch.setattr(file_uploads, "KEEP_ALIVE_SECONDS", 0.0)
    account = await make.account(password=PASSWORD, roles=(("learning", "admin"),))
    client = school.mentor.using(session_id=await make.session(account))
    used = "select last_used_at from sessions where account_id = $1"
    await school.pool.execute("update sessions set last_used_at = now() - interval '3 minutes' where account_id = $1", account["id"])
    assert (await client.get("/auth/profile")).status == 200
    await school.pool.execute("update sessions set last_used_at = now() - interval '2 minutes' where account_id = $1", account["id"])
    before = await school.pool.fetchval(used, account["id"])
    response = await client.put(f"/admin/education/topics/{school.topic_id}/video", data=form(mp4(bytes(600_000)), "video", "a.mp4"))
    assert response.status == 200
    assert await school.pool.fetchval(used, account["id"]) > before


async def test_plans_are_asked_before_the_body(start_server, http, make, pool):
    school = await school_on(await start_server(plans={"default": "FREE"}), http, make)
    await pool.execute(
        "insert into plan_usage (account_id, month, uploads) values ($1, date_trunc('month', now() at time zone 'UTC')::date, 10)",
        school.mentor.account["id"],
    )
    line = await Line.to(school, "Expect: 100-continue", "Content-Length: 5000")
    status, body = await line.answer()
    assert (status, body["code"]) == (429, "QUOTA_EXCEEDED")
    line.close()


async def test_room_is_asked_before_the_body(start_server, http, make):
    school = await school_on(await start_server(storage={"quota_bytes": 1000}), http, make)
    line = await Line.to(school, "Expect: 100-continue", "Content-Length: 5000")
    status, body = await line.answer()
    assert (status, body["code"]) == (413, "PAYLOAD_TOO_LARGE")
    line.close()
    assert (await school.left())["used"] == 0


async def test_bytes_and_name_are_safe_before_the_row_and_the_row_before_the_answer(small_school: School, monkeypatch):
    school, events = small_school, []
    school.server.app[keys.BLOBS].disk = RecordingDisk(events)
    insert = topic_files._insert

    async def watched(*given):
        row = await insert(*given)
        events.append(("row", given[3]))
        return row

    monkeypatch.setattr(topic_files, "_insert", watched)
    for send_one in (lambda: school.upload(b"x" * 90_000), lambda: school.put_video(mp4(bytes(600_000)))):
        assert (await send_one()).status in (200, 201)
        events.append(("answer", ""))
    kinds = [what for what, _ in events]
    for start in (0, kinds.index("answer") + 1):
        own = kinds[start : kinds.index("answer", start)]
        last_write, renamed, row = max(place for place, what in enumerate(own) if what == "write"), own.index("rename"), own.index("row")
        assert last_write < own.index("sync", last_write) < renamed < own.index("sync directory", renamed) < row
