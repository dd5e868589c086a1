"""Sending stored bytes: ranges, conditional requests, HEAD. From a file the kernel copies to the socket; what lies in the object
store comes in pieces, of which a reader has one while the next is on its way.

What is sent never changes under its ETag (new data has a new id), so a strong ETag is enough for If-Range too.
"""

import asyncio
import contextlib
import logging
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

from server.errors import ConditionFailed, RangeNotSatisfiable, Unavailable
from server.objects import PIECE, Away, Held, NotThere

log = logging.getLogger("athenaeum.files")

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
    """Bytes that can be sent: the open file (closed after sending) or the object, what they are called and of which kind; shown in
    the page's place (`inline`), or saved."""

    file: BinaryIO | Held
    name: str
    mimetype: str
    etag: str
    disposition: str = "attachment"


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
    """The bytes, or the part that was asked for, or 304. ConditionFailed and RangeNotSatisfiable otherwise."""
    try:
        part = asked(request, stored)
    except BaseException:
        stored.file.close()
        raise
    headers = safe_headers(stored.mimetype)
    headers["Content-Type"] = content_type(stored.mimetype)
    headers["Content-Disposition"] = disposition(stored.name, stored.disposition)
    return FileSlice(stored.file, stored.etag, part, headers)


def asked(request: web.BaseRequest, stored: Stored) -> Part:
    """What of the file the request's conditions and its Range ask for."""
    if isinstance(stored.file, Held):
        modified, size = stored.file.modified.replace(microsecond=0), stored.file.size
    else:
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
    """An open file or an object of the store, whole or in part."""

    def __init__(self, file: BinaryIO | Held, etag: str, part: Part, headers: Mapping[str, str]) -> None:
        super().__init__(status=part.status, headers=headers)
        self._file = file
        self._part = part
        self._first: bytes | None = None
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

    async def begin(self, request: web.BaseRequest) -> None:
        """Gets the first bytes, while the answer can still be another one. Unavailable where the store does not give them."""
        if isinstance(self._file, Held) and self._first is None and self._has_body(request):
            try:
                self._first = await self._file.read(self._part.start, min(self._part.end, self._part.start + PIECE))
            except (Away, NotThere) as error:
                raise lost(self._file, error) from error

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        if self.prepared:
            return await super().prepare(request)
        with contextlib.closing(self._file):
            await self.begin(request)
            writer = await super().prepare(request)
            if self._has_body(request):
                if isinstance(self._file, Held):
                    await self._relay(self._file)
                else:
                    await self._copy(self._file, request, self._part.start, self._part.end - self._part.start)
            await super().write_eof()
            return writer

    def _has_body(self, request: web.BaseRequest) -> bool:
        return self._part.end > self._part.start and request.method != hdrs.METH_HEAD

    async def _copy(self, file: BinaryIO, request: web.BaseRequest, offset: int, size: int) -> None:
        loop, transport = asyncio.get_running_loop(), request.transport
        if transport is None:
            raise ConnectionResetError("connection lost")
        try:
            await loop.sendfile(transport, file, offset, size)
        except NotImplementedError:  # a loop or a transport that cannot
            while size and (block := await asyncio.to_thread(os.pread, file.fileno(), min(size, BLOCK), offset)):
                await self.write(block)
                offset, size = offset + len(block), size - len(block)

    async def _relay(self, held: Held) -> None:
        """Sends piece by piece; the next one is fetched meanwhile."""
        block, offset, coming = self._first or b"", self._part.start, None
        self._first = None
        try:
            while block:
                offset += len(block)
                coming = asyncio.ensure_future(held.read(offset, min(self._part.end, offset + PIECE))) if offset < self._part.end else None
                await self.write(block)
                block = b""  # not held while the next one is waited for
                if coming is not None:
                    block = await coming
        except (Away, NotThere) as error:
            lost(held, error)
            raise ConnectionResetError("the store went away") from error
        finally:
            if coming is not None and not coming.cancel() and not coming.cancelled():
                coming.exception()  # seen: nobody waits for it any more


def lost(held: Held, error: Exception) -> Unavailable:
    """What is said of bytes that the store does not give; that it is away stands in the log already."""
    if isinstance(error, NotThere):
        log.error("the object store has no whole object %s", held.blob_id)
    return Unavailable("storage")


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
