"""A form with a file (multipart/form-data), taken from the network in blocks: the file's bytes go on as they come, a few
short texts are kept, whatever else is in the form is skipped.

What a form may cost is bounded before anything of it is understood: its whole length, how many parts, how long their headers.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from aiohttp import ClientError, hdrs, web
from aiohttp.http_exceptions import HttpProcessingError
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from server import keys
from server.errors import BadRequest, Fault, Invalid, TooLarge
from server.http.endpoint import go_on
from server.http.routing import MULTIPART

BLOCK = 256 * 1024
MOST_PARTS = 100
MOST_HEADER = 8192
ASIDE = 1_000_000
"""What a body may have beside the file and the texts: boundaries, headers, parts that nobody asked for."""

ENCODED = re.compile(r";\s*filename\*\s*=\s*\"?utf-8'[^']{0,50}'([^;\"\s]*)", re.IGNORECASE)

Write = Callable[[list[bytes], int], Awaitable[None]]


@dataclass(frozen=True)
class Wanted:
    """The parts that count: one with a file of at most `limit` bytes, and texts by name with the most bytes of each."""

    file: str
    limit: int
    texts: Mapping[str, int] = field(default_factory=dict)

    @property
    def most_bytes(self) -> int:
        return self.limit + sum(self.texts.values()) + ASIDE


@dataclass
class Form:
    """What came. `filename` is what the client says its file is called, None where it says nothing."""

    texts: dict[str, str] = field(default_factory=dict)
    has_file: bool = False
    filename: str | None = None


def announced(request: web.Request, wanted: Wanted) -> int:
    """How long the file will be at most, by what the request says of its body. Refuses a body that is no form, or too long."""
    boundary_of(request)
    length = request.content_length
    if length is None:
        return wanted.limit
    if length > wanted.most_bytes:
        raise too_large(wanted)
    return min(length, wanted.limit)


async def receive(request: web.Request, wanted: Wanted, write: Write, *, silent_seconds: float) -> Form:
    """Reads the form to its end; the file's bytes went through `write` in blocks. A client that waits for `100 Continue` gets
    it here.

    Invalid names the part that is wrong, BadRequest what is no form (also: no byte came for `silent_seconds`), TooLarge one
    with too much beside the file. ConnectionResetError when the body breaks off.
    """
    parser = PushMultipartParser(boundary_of(request), max_header_size=MOST_HEADER, max_segment_count=MOST_PARTS, header_charset="latin-1")
    if keys.EXPECTS in request:
        await go_on(request)
    reader = Reader(wanted, write)
    size = 0
    try:
        while chunk := await arrived(request, silent_seconds):
            size += len(chunk)
            if size > wanted.most_bytes:
                raise TooLarge("body_too_large", limit=wanted.most_bytes)
            for event in parser.parse(chunk):
                await reader.take(event)
        parser.close()
    except MultipartError:
        raise BadRequest("broken_multipart") from None
    await reader.flush()
    return reader.form


def boundary_of(request: web.Request) -> str:
    media, options = parse_options_header(request.headers.get(hdrs.CONTENT_TYPE, ""))
    boundary = options.get("boundary", "")
    if media != MULTIPART or not 1 <= len(boundary) <= 200 or not boundary.isascii() or not boundary.isprintable():
        raise BadRequest("not_multipart")
    return boundary


def too_large(wanted: Wanted) -> Invalid:
    return Invalid([Fault((wanted.file,), "file_too_large", {"limit_bytes": wanted.limit})])


async def arrived(request: web.Request, silent_seconds: float) -> bytes:
    """What has come of the body, or nothing at its end."""
    try:
        async with asyncio.timeout(silent_seconds):
            return await request.content.readany()
    except TimeoutError:
        raise BadRequest("no_bytes_came") from None
    except (HttpProcessingError, ClientError) as error:
        # The body breaks off or is not coded as announced: nobody is there to be answered.
        raise ConnectionResetError("the body broke off") from error


class Reader:
    """Takes the events of the parser: a part begins, bytes of it, None at its end."""

    def __init__(self, wanted: Wanted, write: Write) -> None:
        self.wanted = wanted
        self.form = Form()
        self._write = write
        self._name = ""
        self._file_size = 0
        self._pieces: list[bytes] = []
        self._size = 0

    async def take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            await self._end()
        elif self._name == self.wanted.file:
            await self._take_file(bytes(event))
        elif self._name:
            self._take_text(bytes(event))

    async def flush(self) -> None:
        if self._pieces:
            pieces, size, self._pieces, self._size = self._pieces, self._size, [], 0
            await self._write(pieces, size)

    def _begin(self, part: MultipartSegment) -> None:
        name = text_of(part.name or "")
        self._name = name if name == self.wanted.file or name in self.wanted.texts else ""
        if not self._name:
            return
        if name in self.form.texts or (name == self.wanted.file and self.form.has_file):
            raise Invalid([Fault((name,), "repeated")])
        if name == self.wanted.file:
            self.form.has_file = True
            self.form.filename = filename_of(part)

    async def _end(self) -> None:
        name, self._name = self._name, ""
        if name == self.wanted.file:
            await self.flush()
        elif name:
            raw, self._pieces, self._size = b"".join(self._pieces), [], 0
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError:
                raise Invalid([Fault((name,), "not_text")]) from None
            if "\0" in text:
                raise Invalid([Fault((name,), "not_text")])
            self.form.texts[name] = text

    async def _take_file(self, piece: bytes) -> None:
        self._file_size += len(piece)
        if self._file_size > self.wanted.limit:
            raise too_large(self.wanted)
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size >= BLOCK:
            await self.flush()

    def _take_text(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self.wanted.texts[self._name]:
            raise Invalid([Fault((self._name,), "text_too_long", {"limit_bytes": self.wanted.texts[self._name]})])
        self._pieces.append(piece)


def filename_of(part: MultipartSegment) -> str | None:
    """`filename`, or where there is only that the `filename*` of older clients."""
    if part.filename is not None:
        return text_of(part.filename)
    header = next((value for name, value in part.headerlist if name == "Content-Disposition"), "")
    match = ENCODED.search(header)
    return unquote(match[1], errors="replace") if match else None


def text_of(raw: str) -> str:
    """A name in a part's header: its bytes are UTF-8, else Latin-1."""
    data = raw.encode("latin-1", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
