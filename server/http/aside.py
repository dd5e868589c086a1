"""Large answers wait on disk for their readers.

Who reads slowly, or not at all, keeps an answer for as long as he likes; a thousand of them would be more than any memory.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from io import FileIO
from pathlib import Path
from typing import cast

from aiohttp import hdrs, web

from server import keys
from server.http.ranges import BLOCK, BlockStream, FileSlice

MOST_IN_MEMORY = 1_000_000


async def aside(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """The answer, or one that sends the same from a file without a name, where it is large; stored bytes have begun to come."""
    if isinstance(response, FileSlice):
        await response.begin(request)
        return response
    body = response.body if type(response) is web.Response else None
    if not isinstance(body, bytes) or len(body) <= MOST_IN_MEMORY or request.method == hdrs.METH_HEAD or response.cookies:
        return response
    try:
        file = await asyncio.to_thread(kept, body, request.app[keys.BLOBS].staging)
    except OSError:  # no room: better from memory than not at all
        return response
    response.headers[hdrs.CONTENT_LENGTH] = str(len(body))
    return BlockStream(pieces(file, len(body)), response.headers, response.status, at_end=file.close)


def kept(data: bytes, directory: Path) -> FileIO:
    file = cast(FileIO, tempfile.TemporaryFile(dir=directory, buffering=0))  # noqa: SIM115 (open until it was sent)
    try:
        left = memoryview(data)
        while left:
            left = left[file.write(left) :]
    except BaseException:
        file.close()
        raise
    return file


async def pieces(file: FileIO, size: int) -> AsyncIterator[bytes]:
    for offset in range(0, size, BLOCK):
        yield await asyncio.to_thread(os.pread, file.fileno(), BLOCK, offset)
