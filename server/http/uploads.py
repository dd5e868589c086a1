"""A body in pieces: taken from the network in blocks and handed to the store while the next block arrives.

No connection to the database is held meanwhile; a writer who receives nothing for a while gives up, so that his claim
ends, and one who lost his claim stops before the next block.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from aiohttp import ClientError, web
from aiohttp.http_exceptions import HttpProcessingError

from server.blobs import BLOCK, Blobs, Writer, Written
from server.errors import BadRequest, Locked, Unavailable

log = logging.getLogger("athenaeum.uploads")

Touch = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Place:
    """Where a body belongs: in the blob at an offset, or in a side file. `is_last`: the blob is settled right after it."""

    blob_id: UUID
    offset: int
    side_id: UUID | None
    is_last: bool


async def take(
    request: web.Request, blobs: Blobs, place: Place, limit: int, *, silent_seconds: float, touch: Touch
) -> tuple[Writer, Written]:
    """The body, safe on disk when this returns; nothing writes there any more, whatever happens. For the failures see
    `receive`; a disk that fails or is full is Unavailable."""
    try:
        async with blobs.writing(place.blob_id, place.offset, place.side_id) as writer:
            await receive(request, writer, limit, silent_seconds=silent_seconds, touch=touch)
            return writer, await blobs.keep(writer, place.blob_id, place.side_id, is_last=place.is_last)
    except ConnectionError:
        raise
    except OSError as error:
        log.error("upload %s: %s", place.blob_id, error)
        raise Unavailable("storage") from error


async def receive(request: web.Request, writer: Writer, limit: int, *, silent_seconds: float, touch: Touch) -> None:
    """Streams the body into the writer. BadRequest("file_too_long") before more than `limit` bytes are written, Locked when
    no byte came for `silent_seconds`. `touch` is called now and then while bytes come."""
    if (request.content_length or 0) > limit:
        raise BadRequest("file_too_long", limit_bytes=limit)
    loop = asyncio.get_running_loop()
    touched = loop.time()
    pieces: list[bytes] = []
    size = 0
    while piece := await _next(request, silent_seconds):
        pieces.append(piece)
        size += len(piece)
        if writer.size + size > limit:
            raise BadRequest("file_too_long", limit_bytes=limit)
        if size < BLOCK:
            continue
        silent = loop.time() - touched
        if silent > silent_seconds:
            raise Locked("claim_lost")
        if silent > silent_seconds / 3:
            await touch()
            touched = loop.time()
        await writer.write(pieces, size)
        pieces, size = [], 0
    if pieces:
        await writer.write(pieces, size)


async def _next(request: web.Request, silent_seconds: float) -> bytes:
    """What has arrived, or nothing at the end."""
    try:
        async with asyncio.timeout(silent_seconds):
            return await request.content.readany()
    except TimeoutError:
        raise Locked("no_bytes_came") from None
    except (HttpProcessingError, ClientError) as error:
        # The body breaks off or is not coded as announced: nobody is there to be answered.
        raise ConnectionResetError("the body broke off") from error
