"""Bytes of each kind that topics take, made by hand and as small as can be; a topic with its people; what lies on disk."""

import io
import json
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import aiohttp

from server import keys
from tests.conftest import Client, Running

OFFICE = "application/vnd.openxmlformats-officedocument"


def zipped(entries: dict[str, bytes], *, stored: Iterable[str] = ()) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return made.getvalue()


def office(main_part: str, **more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", main_part: b"<x/>", **more})


def open_document(noun: str) -> bytes:
    kind = f"application/vnd.oasis.opendocument.{noun}".encode()
    return zipped({"mimetype": kind, "content.xml": b"<x/>"}, stored=["mimetype"])


def old_office(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(100)


def box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + name + data


def mp4(data: bytes = b"frames", brand: bytes = b"isom") -> bytes:
    return box(b"ftyp", brand + bytes(4)) + box(b"mdat", data) + box(b"moov", bytes(40))


def png(data: bytes = b"") -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(17) + data + bytes(4) + b"IEND\xaeB`\x82"


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + bytes(100) + b"\xff\xd9"
GIF = b"GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
WEBP = b"RIFF" + struct.pack("<I", 30) + b"WEBPVP8L" + bytes(22)
WEBM = b"\x1aE\xdf\xa3\x93\x42\x86\x81\x01\x42\x82\x84webm" + bytes(60)
OGG = b"OggS\0\2" + bytes(60)
AVI = b"RIFF" + struct.pack("<I", 70) + b"AVI LIST" + bytes(62)

# (name, bytes, media type, is it shown in place)
DOCUMENTS = [
    ("a.pdf", PDF, "application/pdf", True),
    ("a.docx", office("word/document.xml"), f"{OFFICE}.wordprocessingml.document", False),
    ("a.pptx", office("ppt/presentation.xml"), f"{OFFICE}.presentationml.presentation", False),
    ("a.xlsx", office("xl/workbook.xml"), f"{OFFICE}.spreadsheetml.sheet", False),
    ("a.doc", old_office("WordDocument"), "application/msword", False),
    ("a.ppt", old_office("PowerPoint Document"), "application/vnd.ms-powerpoint", False),
    ("a.xls", old_office("Workbook"), "application/vnd.ms-excel", False),
    ("a.odt", open_document("text"), "application/vnd.oasis.opendocument.text", False),
    ("a.ods", open_document("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet", False),
    ("a.odp", open_document("presentation"), "application/vnd.oasis.opendocument.presentation", False),
    ("a.txt", b"Some words, <script> among them.\n", "text/plain", True),
    ("a.md", b"# Head\n\n<div>text</div>\n", "text/markdown", False),
    ("a.csv", b"a;b\n1;2\n", "text/csv", False),
    ("a.png", png(), "image/png", True),
    ("a.jpg", JPEG, "image/jpeg", True),
    ("a.jpeg", JPEG, "image/jpeg", True),
    ("A.GIF", GIF, "image/gif", True),
    ("a.webp", WEBP, "image/webp", True),
]
VIDEOS = [
    ("a.mp4", mp4(), "video/mp4"),
    ("a.m4v", mp4(brand=b"M4V "), "video/mp4"),
    ("a.mov", mp4(brand=b"qt  "), "video/quicktime"),
    ("a.mov", mp4(brand=b"isom"), "video/mp4"),
    ("old.mov", box(b"wide", b"") + box(b"mdat", b"x") + box(b"moov", bytes(8)), "video/quicktime"),
    ("a.webm", WEBM, "video/webm"),
    ("a.ogv", OGG, "video/ogg"),
    ("a.ogg", OGG, "video/ogg"),
    ("a.avi", AVI, "video/x-msvideo"),
]


def raw(response: aiohttp.ClientResponse) -> bytes:
    """The body of an answer that was read whole."""
    assert response._body is not None
    return response._body


def form(data: bytes, name: str = "file", filename: str | None = "a.txt", **texts: Any) -> aiohttp.FormData:
    """A form with a file; texts that are no str go as JSON, those that are None are left out."""
    made = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    for key, value in texts.items():
        if value is not None:
            made.add_field(key, value if isinstance(value, str) else json.dumps(value))
    if filename is None:
        made.add_field(name, data.decode())
    else:
        made.add_field(name, io.BytesIO(data), content_type="application/octet-stream", filename=filename)
    return made


async def body_of(made: aiohttp.FormData) -> bytes:
    """A form as it goes over the line."""
    parts: list[bytes] = []

    class Sink:
        async def write(self, piece: bytes) -> None:
            parts.append(bytes(piece))

    await made().write(Sink())  # type: ignore[arg-type]
    return b"".join(parts)


def kind_of(body: bytes) -> dict[str, str]:
    """The header that goes with the body of a form."""
    return {"Content-Type": "multipart/form-data; boundary=" + body[2:].partition(b"\r\n")[0].decode()}


@dataclass
class School:
    """A topic on a server, with its mentor, another mentor, an administrator of learning, and a learner."""

    server: Running
    topic: Any
    subject: Any
    mentor: Client
    other: Client
    admin: Client
    learner: Client

    @property
    def topic_id(self) -> str:
        return str(self.topic["id"])

    async def upload(self, data: bytes = b"text", filename: str | None = "a.txt", who: Client | None = None, **texts: Any):
        return await (who or self.mentor).post(
            "/s3/document/upload", data=form(data, "file", filename, **{"topicId": self.topic_id} | texts)
        )

    async def document(self, data: bytes = b"text", filename: str | None = "a.txt", **texts: Any) -> dict[str, Any]:
        response = await self.upload(data, filename, **texts)
        assert response.status == 201, await response.text()
        return (await response.json())["data"]

    async def put_video(self, data: bytes, filename: str | None = "a.mp4", who: Client | None = None, topic_id: str | None = None):
        return await (who or self.mentor).put(
            f"/admin/education/topics/{topic_id or self.topic_id}/video", data=form(data, "video", filename)
        )

    async def video(self, data: bytes, filename: str = "a.mp4") -> dict[str, Any]:
        response = await self.put_video(data, filename)
        assert response.status == 200, await response.text()
        return (await response.json())["data"]

    async def stream(self, document: dict[str, Any] | str, who: Client | None = None, **headers: str):
        document_id = document if isinstance(document, str) else document["id"]
        return await (who or self.learner).get(f"/s3/document/stream?id={document_id}", headers=spelled(headers))

    async def watch(self, who: Client | None = None, **headers: str):
        return await (who or self.learner).get(f"/s3/video/stream?topicId={self.topic_id}", headers=spelled(headers))

    @property
    def blobs(self) -> Any:
        return self.server.app[keys.BLOBS]

    @property
    def pool(self) -> Any:
        return self.server.app[keys.POOL]

    async def left(self) -> dict[str, Any]:
        """What is there of this mentor's, and what lies in staging: compared before and after something that must leave nothing."""
        account_id = self.mentor.account["id"]  # type: ignore[attr-defined]
        # What other tests gave up may go at any time.
        going = "select coalesce(array_agg(blob_id), '{}') from discarded_blobs"
        discarded = set(await self.pool.fetchval(going))
        complete = {blob_id async for ids in self.blobs.list_complete() for blob_id in ids}
        return {
            "staged": (await self.blobs.list_staged()).blobs,
            "complete": complete - discarded - set(await self.pool.fetchval(going)),
            "files": await self.pool.fetchval("select count(*) from topic_files where uploaded_by = $1", account_id),
            "uploads": await self.pool.fetchval("select count(*) from topic_uploads where account_id = $1", account_id),
            "used": await self.pool.fetchval("select coalesce(sum(used_bytes), 0) from storage_usage where account_id = $1", account_id),
            "reserved": await self.pool.fetchval("select count(*) from plan_reservations where account_id = $1", account_id),
        }


def spelled(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


async def blob_of(school: School, document: dict[str, Any]) -> UUID:
    return await school.pool.fetchval("select blob_id from topic_files where id = $1", UUID(document["id"]))


async def school_on(server: Running, http: aiohttp.ClientSession, make: Any) -> School:
    """A new school on that server."""
    people = [await make.mentor(), await make.mentor(), await make.account(roles=(("learning", "admin"),)), await make.account()]
    subject = await make.subject(mentor_id=people[0]["uuid"])
    clients = []
    for account in people:
        client = Client(http, str(server.make_url("/lms/api")).rstrip("/"), await make.token(account))
        client.account = account  # type: ignore[attr-defined]
        clients.append(client)
    return School(server, await make.topic(subject), subject, *clients)
