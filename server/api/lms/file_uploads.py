"""A form with the file of a topic: taken while it comes, looked at when it is whole, given up when anything is wrong with it."""

import logging
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from server import keys
from server.blobs import Writer, Written
from server.db import sql
from server.domain import file_kinds, topic_files
from server.domain.file_kinds import Kind
from server.domain.plans import Upload
from server.errors import Fault, Invalid, Unavailable
from server.http.connection import read
from server.http.multipart import Form, Wanted, Write, announced, receive

log = logging.getLogger("athenaeum.uploads")

KEEP_ALIVE_SECONDS = 60.0

WORDS = {
    "required": "This part is missing",
    "repeated": "This part came more than once",
    "not_text": "Not a text in UTF-8",
    "text_too_long": "Longer than {limit_bytes} bytes",
    "not_json": "Not a JSON object",
    "name_missing": "Neither the file nor the metadata says a name",
    "name_differs": "The ending of the name belongs to another kind of file",
    "file_empty": "The file is empty",
    "file_too_large": "The file is larger than {limit_bytes} bytes",
    "file_damaged": "The file is damaged",
    "kind_not_allowed": "Files of this kind are not taken",
    "kind_differs": "The file is not what the ending of its name says",
    "hidden_content": "The file is two things at once, such as a picture with an archive or a page in it",
    "macros": "The document has macros",
    "unpacks_to_too_much": "The document unpacks to more than is sensible",
}


@dataclass(frozen=True)
class Received:
    """A form whose file is safe in staging. `counted.keep` belongs into the transaction that makes the file."""

    upload_id: UUID
    form: Form
    written: Written
    counted: Upload

    async def recognise(self, request: web.Request, field: str, name: str, kinds: tuple[Kind, ...]) -> Kind:
        """The kind of the file, by its content and by what it is called."""
        if not name:
            raise Invalid([Fault((field,), "name_missing")])
        return await topic_files.recognise(request.app[keys.BLOBS], self.upload_id, field, file_kinds.ending_of(name), kinds)


@asynccontextmanager
async def received(request: web.Request, wanted: Wanted) -> AsyncIterator[Received]:
    """Plan and room are asked for before the body is read. When the block raises, nothing is left of what came."""
    app = request.app
    blobs, storage = app[keys.BLOBS], app[keys.CONFIG].storage
    with worded():
        size = announced(request, wanted)
        async with (
            app[keys.QUOTAS].upload(request[keys.ACTOR]) as counted,
            topic_files.receiving(app[keys.POOL], blobs, storage, request[keys.ACTOR], size) as upload_id,
        ):
            try:
                async with blobs.writing(upload_id) as writer:
                    form = await receive(request, wanted, alive(request, writer), silent_seconds=storage.claim_seconds)
                    written = await blobs.keep(writer, upload_id, is_last=True)
            except ConnectionError:
                raise
            except OSError as error:
                log.error("upload %s: %s", upload_id, error)
                raise Unavailable("storage") from error
            if not form.has_file:
                raise Invalid([Fault((wanted.file,), "required")])
            yield Received(upload_id, form, written, counted)


def alive(request: web.Request, writer: Writer) -> Write:
    """Writes blocks; now and then says that the session is in use, which would end in the middle of a long upload."""
    actor, touched = request[keys.ACTOR], time.monotonic()

    async def write(pieces: list[bytes], size: int) -> None:
        nonlocal touched
        await writer.write(pieces, size)
        if actor.kind == "session" and time.monotonic() - touched > KEEP_ALIVE_SECONDS:
            touched = time.monotonic()
            async with read(request) as conn:
                await sql.sessions.touch(conn, id=actor.credential_id)

    return write


@contextmanager
def worded() -> Iterator[None]:
    """What is wrong with a form, in this surface's words."""
    try:
        yield
    except Invalid as refused:
        raise Invalid([said(fault) for fault in refused.faults]) from None


def said(fault: Fault) -> Fault:
    words = WORDS.get(fault.code)
    return fault if words is None else Fault(fault.path, fault.code, {"msg": words.format(**fault.params)} | fault.params)
