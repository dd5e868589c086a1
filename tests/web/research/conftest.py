"""A scientist with records, files of every kind, and Chromium."""

import json
import struct
import wave
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.make import PASSWORD, unique


@dataclass
class Scientist:
    """A person with a session, and requests in his name."""

    account: Any
    session: str
    kadi: Any

    async def record(self, **fields: Any) -> dict[str, Any]:
        """A record made through the API."""
        name = unique("r")
        response = await self.kadi.post("/records", json={"identifier": name, "title": f"Record {name}"} | fields)
        assert response.status == 201, await response.text()
        return await response.json()

    async def read(self, record: dict[str, Any]) -> dict[str, Any]:
        return await (await self.kadi.get(f"/records/{record['id']}")).json()

    async def upload(self, record: dict[str, Any], name: str, content: bytes, mimetype: str | None = None) -> dict[str, Any]:
        """A file sent in one piece."""
        announced = {"name": name, "size": len(content)} | ({"mimetype": mimetype} if mimetype else {})
        upload = await (await self.kadi.post(f"/records/{record['id']}/uploads", json=announced)).json()
        response = await self.kadi.put(f"/records/{record['id']}/uploads/{upload['id']}", data=content)
        assert response.status == 201, await response.text()
        return await response.json()

    async def files(self, record: dict[str, Any]) -> dict[str, dict[str, Any]]:
        found = await (await self.kadi.get(f"/records/{record['id']}/files?per_page=100")).json()
        return {file["name"]: file for file in found["items"]}

    async def content(self, record: dict[str, Any], file: dict[str, Any]) -> bytes:
        address = f"{self.kadi.url}/records/{record['id']}/files/{file['id']}/download"
        async with self.kadi.session.get(address, headers={"SessionID": self.session}) as response:
            return await response.read()


@pytest.fixture
async def scientists(make, anonymous):
    """`await scientists("Ada Lovelace")` makes one."""
    from tests.conftest import Client

    async def scientist(name: str = "Ada Lovelace") -> Scientist:
        account = await make.account(password=PASSWORD, display_name=name)
        session = await make.session(account, idle_seconds=1800)
        return Scientist(account, session, Client(anonymous.session, anonymous.url + "/kadi/api/v1", None, session))

    return scientist


@pytest.fixture
async def ada(scientists) -> Scientist:
    return await scientists()


def png(width: int = 60, height: int = 40) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"".join(bytes((x * 4 % 256, y * 6 % 256, 128)) for x in range(width)) for y in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def pdf(text: str = "Hello PDF") -> bytes:
    stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def wav(seconds: float = 0.5) -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"".join(struct.pack("<h", (i * 400) % 20000 - 10000) for i in range(int(8000 * seconds))))
    return out.getvalue()


MARKDOWN = b"# Heading\n\n- one\n- two\n\n<script>window.hacked = 'markdown'</script><img src=x onerror=\"window.hacked='img'\">\n"
CSV = ("t [s],T [K],note\n" + "".join(f"{i},{300 + (i % 17) / 10},row {i}\n" for i in range(500))).encode()
JSON = json.dumps({"sample": {"name": "S1", "values": list(range(5))}, "ok": True}).encode()
SVG = (
    b"<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'><script>window.top.hacked = 'svg'; fetch('/app/api/session')</script>"
    b"<rect width='40' height='40' fill='teal' onload=\"window.top.hacked='onload'\"/></svg>"
)
HTML = b"<!doctype html><h1>Page</h1><script>window.top.hacked = 'html'; localStorage.hacked = '1'</script>"


@pytest.fixture(scope="session")
def big(tmp_path_factory) -> Path:
    """55 MB whose pieces all differ."""
    path = tmp_path_factory.mktemp("big") / "scan.tif"
    block = bytes(range(256)) * 3906
    with path.open("wb") as out:
        written = 0
        while written < 55_000_000:
            part = (written.to_bytes(8, "big") + block)[: 55_000_000 - written]
            out.write(part)
            written += len(part)
    return path
