"""Sending stored bytes: ranges, conditional requests, HEAD; the kernel copies from the file to the socket.

What is sent never changes under its ETag (new data has a new id), so a strong ETag is enough for If-Range too.
"""

import asyncio
import contextlib
import os
import re
import unicodedata
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import quote

from aiohttp import hdrs, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.helpers import ETag

from server.errors import ConditionFailed, RangeNotSatisfiable

BLOCK = 256 * 1024
RANGE = re.compile(r"bytes=\s*(?:([0-9]{1,19})-([0-9]{0,19})|-([0-9]{1,19}))\s*", re.ASCII | re.IGNORECASE)
TOKEN = frozenset("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~")
TEXT_TYPES = frozenset({
    "application/ecmascript", "application/javascript", "application/sql", "application/xml", "application/xml-dtd",
    "application/xml-external-parsed-entity",
})  # fmt: skip
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


@dataclass(frozen=True)
class Stored:
    """Bytes that can be sent: the open file (closed after sending), what they are called and of which kind."""

    file: BinaryIO
    name: str
    mimetype: str
    etag: str


@dataclass(frozen=True)
class Part:
    """What of an open file a request gets: status, the bytes from `start` to before `end`, and how many there are."""

    status: int
    start: int
    end: int
    size: int
    modified: datetime


def disposition(name: str, kind: str = "attachment") -> str:
    """A Content-Disposition that every browser reads; what is not plain ASCII travels percent-encoded."""
    if name.isascii() and name.isprintable():
        return f"{kind}; filename={_quoted(name)}"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    plain = "".join(letter for letter in plain if letter.isprintable())
    encoded = quote(name, safe="!#$&+-.^_`|~")
    return f"{kind}; filename={_quoted(plain)}; filename*=UTF-8''{encoded}"


def content_type(mimetype: str) -> str:
    """The header for a media type: kinds of text say that they are UTF-8."""
    is_text = mimetype.startswith("text/") or mimetype.endswith("+xml") or mimetype in TEXT_TYPES
    return f"{mimetype}; charset=utf-8" if is_text else mimetype


def safe_headers(mimetype: str) -> dict[str, str]:
    """What keeps stored bytes from acting as a page of ours. Browsers do not show PDF in a sandbox."""
    policy = "default-src 'none'" if mimetype == "application/pdf" else "default-src 'none'; sandbox"
    return SAFE_HEADERS | {"Content-Security-Policy": policy}


def send(request: web.BaseRequest, stored: Stored) -> web.StreamResponse:
    """The bytes as an attachment, or the part that was asked for, or 304. ConditionFailed and RangeNotSatisfiable otherwise."""
    try:
        part = asked(request, stored)
    except BaseException:
        stored.file.close()
        raise
    headers = safe_headers(stored.mimetype)
    headers["Content-Type"] = content_type(stored.mimetype)
    headers["Content-Disposition"] = disposition(stored.name)
    return FileSlice(stored.file, stored.etag, part, headers)


def asked(request: web.BaseRequest, stored: Stored) -> Part:
    """What of the file the request's conditions and its Range ask for."""
    state = os.fstat(stored.file.fileno())
    modified, size = datetime.fromtimestamp(int(state.st_mtime), UTC), state.st_size
    status = refusal(request, stored.etag, modified)
    if status == 412:
        raise ConditionFailed(etag=stored.etag)
    if status == 304:
        return Part(304, 0, 0, size, modified)
    wanted = wanted_range(request, stored.etag, modified, size)
    if wanted is None:
        return Part(200, 0, size, size, modified)
    if wanted[0] >= wanted[1]:
        raise RangeNotSatisfiable(etag=stored.etag, size=size)
    return Part(206, *wanted, size, modified)


def send_stream(
    blocks: AsyncIterator[bytes], size: int, name: str, mimetype: str, *, at_end: Callable[[], None] | None = None
) -> web.StreamResponse:
    """Bytes that are made while they are sent, `size` of them, as an attachment. `at_end` is called when they are sent, will
    not be (HEAD), or cannot be."""
    headers = safe_headers(mimetype)
    headers["Content-Type"] = mimetype
    headers["Content-Disposition"] = disposition(name)
    headers["Content-Length"] = str(size)
    return BlockStream(blocks, headers, at_end=at_end)


class BlockStream(web.StreamResponse):
    """Sends what an iterator makes; a block is asked for when the one before it is on its way."""

    def __init__(
        self, blocks: AsyncIterator[bytes], headers: Mapping[str, str], status: int = 200, *, at_end: Callable[[], None] | None = None
    ) -> None:
        super().__init__(status=status, headers=headers)
        self._blocks = blocks
        self._at_end = at_end

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        if self.prepared:
            return await super().prepare(request)
        try:
            writer = await super().prepare(request)
            if request.method != hdrs.METH_HEAD:
                async for block in self._blocks:
                    await self.write(block)
            await self.write_eof()
        finally:
            if self._at_end is not None:  # an iterator that nobody began would never come to its own end
                self._at_end()
        return writer


class FileSlice(web.StreamResponse):
    """An open file, whole or in part."""

    def __init__(self, file: BinaryIO, etag: str, part: Part, headers: Mapping[str, str]) -> None:
        super().__init__(status=part.status, headers=headers)
        self._file = file
        self._part = part
        self.etag = etag
        self.last_modified = part.modified
        self.headers[hdrs.ACCEPT_RANGES] = "bytes"
        if part.status == 304:  # an answer about the bytes, without any: what describes them as content goes
            for name in (hdrs.CONTENT_TYPE, hdrs.CONTENT_DISPOSITION):
                self.headers.pop(name, None)
        else:
            self.content_length = part.end - part.start
        if part.status == 206:
            self.headers[hdrs.CONTENT_RANGE] = f"bytes {part.start}-{part.end - 1}/{part.size}"

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        if self.prepared:
            return await super().prepare(request)
        with contextlib.closing(self._file):
            writer = await super().prepare(request)
            size = self._part.end - self._part.start
            if size and request.method != hdrs.METH_HEAD:
                await self._copy(request, self._part.start, size)
            await super().write_eof()
            return writer

    async def _copy(self, request: web.BaseRequest, offset: int, size: int) -> None:
        loop, transport = asyncio.get_running_loop(), request.transport
        if transport is None:
            raise ConnectionResetError("connection lost")
        try:
            await loop.sendfile(transport, self._file, offset, size)
        except NotImplementedError:  # a loop or a transport that cannot
            while size and (block := await asyncio.to_thread(os.pread, self._file.fileno(), min(size, BLOCK), offset)):
                await self.write(block)
                offset, size = offset + len(block), size - len(block)


def refusal(request: web.BaseRequest, etag: str, modified: datetime) -> int | None:
    """412 or 304 where the request's conditions say so (RFC 9110, 13.2.2), else None."""
    if (tags := request.if_match) is not None:
        if not _matches(etag, tags, weak=False):
            return 412
    elif (since := request.if_unmodified_since) is not None and modified > since:
        return 412
    if (tags := request.if_none_match) is not None:
        return 304 if _matches(etag, tags, weak=True) else None
    since = request.if_modified_since
    return 304 if since is not None and modified <= since else None


def wanted_range(request: web.BaseRequest, etag: str, modified: datetime, size: int) -> tuple[int, int] | None:
    """(first, behind the last) of the single range that is asked for, first >= behind when there are no such bytes.

    None means everything: no Range, not a GET, several ranges, something unreadable, or an If-Range that no longer holds.
    """
    text = request.headers.get(hdrs.RANGE)
    if text is None or request.method != hdrs.METH_GET or not _holds(request.headers.get(hdrs.IF_RANGE), etag, modified):
        return None
    match = RANGE.fullmatch(text)
    if match is None:
        return None
    first, last, suffix = match.groups()
    if suffix is not None:
        return (size, size) if int(suffix) == 0 else (max(0, size - int(suffix)), size)
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size


def _holds(condition: str | None, etag: str, modified: datetime) -> bool:
    """Whether If-Range names what is here: our ETag, or exactly our date."""
    if condition is None:
        return True
    condition = condition.strip()
    if condition.startswith(('"', "W/")):
        return condition == f'"{etag}"'
    with contextlib.suppress(ValueError):
        return datetime.strptime(condition, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC) == modified
    return False


def _matches(etag: str, tags: tuple[ETag, ...], *, weak: bool) -> bool:
    if len(tags) == 1 and tags[0].value == "*":
        return True
    return any(tag.value == etag and (weak or not tag.is_weak) for tag in tags)


def _quoted(text: str) -> str:
    if text and TOKEN.issuperset(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
