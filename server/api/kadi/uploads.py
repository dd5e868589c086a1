"""Uploads: begin, send data (whole or in chunks), finish, look, give up."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from aiohttp import web

from server import keys
from server.api.kadi import file_shapes
from server.api.kadi.nouns import admitted
from server.api.kadi.shapes import Reader
from server.blobs import Blobs
from server.db import Connection, sql
from server.domain import uploads
from server.errors import Conflict, Fault, Invalid, NotFound
from server.http import inputs
from server.http.connection import read, transaction
from server.http.responses import empty, json
from server.http.uploads import Place, take

INDEX, SIZE, MD5 = "Kadi-Chunk-Index", "Kadi-Chunk-Size", "Kadi-MD5-Checksum"
BIGGEST_INDEX = 2**31 - 1


async def begin(request: web.Request) -> web.Response:
    """Begins the upload of a new file."""
    record_id, raw = inputs.path_int(request, "id"), await inputs.raw_body(request)
    actor, storage = request[keys.ACTOR], request.config_dict[keys.CONFIG].storage
    async with transaction(request) as conn:
        admitted(request, await sql.files.gate(conn, record_id=record_id, reader=actor.user_id), "update")
        try:
            upload_id = await uploads.begin(conn, actor, storage, record_id, inputs.loads(raw))
        except Conflict as conflict:
            raise shown(request, conflict) from None
        row = await sql.uploads.get(conn, record_id=record_id, id=upload_id, reader=actor.user_id)
    return json(file_shapes.upload(row, Reader(request), {}, task=None, is_new=True), 201)


async def list_uploads(request: web.Request) -> web.Response:
    """The actor's own uploads that are not over."""
    reader_id = request[keys.ACTOR].user_id
    async with read(request) as conn:
        rows = await sql.uploads.list(conn, record_id=inputs.path_int(request, "id"), reader=reader_id)
        admitted(request, rows[0] if rows else None, "update")
        rows = [row for row in rows if row["id"] is not None]
        files = await named_files(conn, rows, reader_id)
    reader, blobs = Reader(request), request.config_dict[keys.BLOBS]
    return json({"items": [file_shapes.upload(row, reader, files, task=task_state(row, blobs)) for row in rows]})


async def get_upload(request: web.Request) -> web.Response:
    """An upload of the actor, of any state; a chunked one that is over has a task, or was given up and is not shown."""
    reader_id = request[keys.ACTOR].user_id
    record_id, upload_id = inputs.path_int(request, "record_id"), inputs.path_uuid(request, "upload_id")
    async with read(request) as conn:
        row = admitted(request, await sql.uploads.get(conn, record_id=record_id, id=upload_id, reader=reader_id), "update")
        if row["id"] is None or (row["upload_state"] == "inactive" and row["upload_type"] == "chunked" and row["outcome"] is None):
            raise NotFound("upload")
        files = await named_files(conn, [row], reader_id)
    task = task_state(row, request.config_dict[keys.BLOBS])
    return json(file_shapes.upload(row, Reader(request), files, task=task))


async def send_data(request: web.Request) -> web.Response:
    """Takes the whole file of a direct upload (201, the file), or one chunk of a chunked one (200, the upload)."""
    app, actor = request.config_dict, request[keys.ACTOR]
    pool, blobs, storage = app[keys.POOL], app[keys.BLOBS], app[keys.CONFIG].storage
    async with read(request) as conn:
        upload, index, size = await admitted_chunk(request, conn)
        claim = await uploads.claim(conn, blobs, storage, upload, index)
    async with uploads.holding(pool, blobs, claim):
        place = Place(claim.upload_id, claim.offset, claim.side_id, is_last=claim.is_direct)
        writer, written = await take(
            request, blobs, place, size, silent_seconds=storage.claim_seconds, touch=lambda: uploads.touch(pool, claim)
        )
        uploads.check_written(written.size, written.md5, size, inputs.header(request, MD5))
        if claim.is_direct:
            try:
                file_id = await uploads.complete_direct(pool, blobs, storage, actor, claim, written)
            except Conflict as conflict:
                raise shown(request, conflict) from None
        else:
            await uploads.register(pool, blobs, claim, writer, written)
    async with read(request) as conn:
        if claim.is_direct:
            file = await sql.files.get(conn, record_id=upload["record_id"], id=file_id, reader=actor.user_id)
            if file is None or file["id"] is None:  # deleted again before this line was reached
                raise NotFound("file")
            return json(file_shapes.file(file, Reader(request)), 201)
        row = await sql.uploads.get(conn, record_id=upload["record_id"], id=upload["id"], reader=actor.user_id)
        files = await named_files(conn, [row], actor.user_id)
    return json(file_shapes.upload(row, Reader(request), files, task=task_state(row, blobs)))


async def finish(request: web.Request) -> web.Response:
    """Makes the file of a chunked upload. The answer still says `processing`; whoever asks next sees the result."""
    app, actor = request.config_dict, request[keys.ACTOR]
    pool, blobs = app[keys.POOL], app[keys.BLOBS]
    record_id, upload_id = inputs.path_int(request, "record_id"), inputs.path_uuid(request, "upload_id")
    finisher_id = uuid4()
    with blobs.holding(finisher_id):
        async with transaction(request) as conn:
            row = await sql.uploads.get_for_writing(conn, record_id=record_id, id=upload_id, reader=actor.user_id, index=0)
            closed = await uploads.claim_finish(conn, blobs, admitted(request, row, "update"), finisher_id)
            row = await sql.uploads.get(conn, record_id=record_id, id=upload_id, reader=actor.user_id)
            files = await named_files(conn, [row], actor.user_id)
        await uploads.process(pool, blobs, app[keys.CONFIG].storage, actor, closed)
    return json(file_shapes.upload(row, Reader(request), files, task=None), 202)


async def delete_upload(request: web.Request) -> web.Response:
    """Gives an active upload up."""
    actor = request[keys.ACTOR]
    record_id, upload_id = inputs.path_int(request, "record_id"), inputs.path_uuid(request, "upload_id")
    async with read(request) as conn:
        row = await sql.uploads.get(conn, record_id=record_id, id=upload_id, reader=actor.user_id)
        uploads.require_open(admitted(request, row, "update"))
    await uploads.delete(request.config_dict[keys.POOL], request.config_dict[keys.BLOBS], upload_id)
    return empty(204, content_type="application/json")


async def admitted_chunk(request: web.Request, conn: Connection) -> tuple[Any, int, int]:
    """The open upload of the actor that the path names, the chunk that the headers name, and its size."""
    record_id, upload_id = inputs.path_int(request, "record_id"), inputs.path_uuid(request, "upload_id")
    reader_id = request[keys.ACTOR].user_id
    faults: list[Fault] = []
    index, size = header_number(request, INDEX, "index", faults), header_number(request, SIZE, "size", faults)
    # An index that no chunk can have is refused below; the row is needed to say by what.
    place = min(index, BIGGEST_INDEX) if index is not None else 0
    row = await sql.uploads.get_for_writing(conn, record_id=record_id, id=upload_id, reader=reader_id, index=place)
    uploads.require_open(admitted(request, row, "update"))
    if row["upload_type"] == "direct":
        if place:
            row = await sql.uploads.get_for_writing(conn, record_id=record_id, id=upload_id, reader=reader_id, index=0)
        return row, 0, row["size_bytes"]
    if faults:
        raise Invalid(faults, place="header")
    assert index is not None
    assert size is not None
    uploads.check_chunk(row, index, size)
    return row, index, size


def header_number(request: web.Request, header: str, name: str, faults: list[Fault]) -> int | None:
    """A whole number in a header; what is wrong with it goes to `faults`."""
    text = request.headers.get(header)
    if text is None:
        faults.append(Fault((name,), "required"))
        return None
    text = text.strip()
    if not (text.removeprefix("-").isascii() and text.removeprefix("-").isdigit()) or len(text) > 19:
        faults.append(Fault((name,), "not_integer"))
        return None
    if int(text) < 0:
        faults.append(Fault((name,), "too_small", {"limit": 0}))
        return None
    return int(text)


async def named_files(conn: Connection, rows: Iterable[Any], reader_id: int) -> dict[UUID, Any]:
    """The files that uploads name, by id."""
    ids = {row[column] for row in rows for column in ("file_id", "result_file_id") if row[column] is not None}
    if not ids:
        return {}
    return {row["id"]: row for row in await sql.uploads.list_files(conn, ids=list(ids), reader=reader_id)}


def task_state(row: Any, blobs: Blobs) -> str | None:
    """The state of the task of an upload that is being finished; one whose finisher is gone waits for another."""
    if row["upload_state"] != "processing":
        return None
    return "pending" if blobs.has_ended(row["process_id"], row["finisher_id"]) else "running"


def shown(request: web.Request, conflict: Conflict) -> Conflict:
    """The conflict with the file that has the name, as a client sees it."""
    row = conflict.details.get("file")
    if row is None:
        return conflict
    return Conflict(conflict.code, shown={"file": file_shapes.file(row, Reader(request))})
