"""Files of records: list, read, change, replace, delete, download, revisions."""

import logging
from typing import Any

from aiohttp import web

from server import keys
from server.api.kadi import archived, file_shapes, paging, shapes
from server.api.kadi.nouns import admitted
from server.api.kadi.shapes import Reader
from server.blobs import Missing
from server.db import Connection, sql
from server.domain import files, permissions, uploads
from server.domain.revisions import difference
from server.errors import NotFound, Unavailable
from server.exports.archive import Changed
from server.http import archives, inputs, ranges
from server.http.connection import read, transaction
from server.http.responses import empty, json

log = logging.getLogger("athenaeum.files")

SORTS = ("last_modified", "-last_modified", "created_at", "-created_at", "name", "-name", "size", "-size")


async def admitted_file(request: web.Request, conn: Connection, action: str) -> Any:
    """The active file that the path names, if the actor may do that with its record."""
    record_id, file_id = inputs.path_int(request, "record_id"), inputs.path_uuid(request, "file_id")
    row = await sql.files.get(conn, record_id=record_id, id=file_id, reader=request[keys.ACTOR].user_id)
    admitted(request, row, action)
    if row["id"] is None:
        raise NotFound("file")
    return row


async def list_files(request: web.Request) -> web.Response:
    window = paging.page(request)
    wanted, sort = paging.text(request, "filter") or "", paging.choice(request, "sort", SORTS, "-last_modified")
    async with read(request) as conn:
        rows = await sql.files.list(
            conn, record_id=inputs.path_int(request, "id"), reader=request[keys.ACTOR].user_id, filter=wanted, sort=sort,
            limit=window.size, offset=window.offset,
        )  # fmt: skip
    first = admitted(request, rows[0] if rows else None, "read")
    reader = Reader(request)
    items = [file_shapes.file(row, reader) for row in rows if row["id"] is not None]
    return paging.listed(request, window, first["total"], items, (("filter", wanted), ("sort", sort)))


async def get_file(request: web.Request) -> web.Response:
    async with read(request) as conn:
        row = await admitted_file(request, conn, "read")
    return json(file_shapes.file(row, Reader(request)))


async def get_file_by_name(request: web.Request) -> web.Response:
    record_id, name = inputs.path_int(request, "record_id"), inputs.path_text(request, "filename")
    async with read(request) as conn:
        row = await sql.files.get_by_name(conn, record_id=record_id, name=name, reader=request[keys.ACTOR].user_id)
    admitted(request, row, "read")
    if row["id"] is None:
        raise NotFound("file")
    return json(file_shapes.file(row, Reader(request)))


async def get_file_directly(request: web.Request) -> web.Response:
    """By the file's id alone: here the scope comes first."""
    async with read(request) as conn:
        row = await sql.files.get_directly(conn, id=inputs.path_uuid(request, "id"), reader=request[keys.ACTOR].user_id)
    return json(file_shapes.file(admitted(request, row, "read", permissions.BY_NAME), Reader(request)))


async def edit_metadata(request: web.Request) -> web.Response:
    raw = await inputs.raw_body(request)
    actor = request[keys.ACTOR]
    async with transaction(request) as conn:
        row = await admitted_file(request, conn, "update")
        await files.update(conn, actor, row, inputs.loads(raw))
        row = await sql.files.get(conn, record_id=row["record_id"], id=row["id"], reader=actor.user_id)
    return json(file_shapes.file(row, Reader(request)))


async def replace_data(request: web.Request) -> web.Response:
    """Begins an upload that will take the place of the file's data."""
    raw = await inputs.raw_body(request)
    actor, storage = request[keys.ACTOR], request.config_dict[keys.CONFIG].storage
    async with transaction(request) as conn:
        file = await admitted_file(request, conn, "update")
        upload_id = await uploads.begin(conn, actor, storage, file["record_id"], inputs.loads(raw), replaced=file)
        row = await sql.uploads.get(conn, record_id=file["record_id"], id=upload_id, reader=actor.user_id)
    return json(file_shapes.upload(row, Reader(request), {file["id"]: file}, task=None, is_new=True), 201)


async def delete_file(request: web.Request) -> web.Response:
    async with transaction(request) as conn:
        row = await admitted_file(request, conn, "update")
        await files.delete(conn, request[keys.ACTOR], request.config_dict[keys.CONFIG].storage, row["id"])
    return empty(204, content_type="application/json")


async def download_file(request: web.Request) -> web.StreamResponse:
    async with read(request) as conn:
        row = await admitted_file(request, conn, "read")
    try:
        opened = await request.config_dict[keys.BLOBS].open_complete(row["blob_id"])
    except Missing as error:
        log.error("file %s has no bytes", row["id"])
        raise Unavailable("storage") from error
    return ranges.send(request, ranges.Stored(opened, row["name"], row["mimetype"], row["blob_id"].hex))


async def download_all(request: web.Request) -> web.StreamResponse:
    """All files as one archive; its length is known, its bytes are made while they are sent."""
    record_id = inputs.path_int(request, "id")
    blobs = request.config_dict[keys.BLOBS]
    async with read(request) as conn:
        record = await sql.files.gate(conn, record_id=record_id, reader=request[keys.ACTOR].user_id)
        admitted(request, record, "read")
        rows = await sql.files.list_all(conn, record_id=record_id)
    try:
        contents = await archived.contents(blobs, rows)
    except Changed as error:
        log.error("a file of record %d has no bytes: %s", record_id, error)
        raise Unavailable("storage") from error
    archive = archives.archive(zip([row["name"] for row in rows], contents, strict=True))
    return ranges.send_stream(archives.blocks(archive), len(archive), f"{record['record_identifier']}.zip", "application/zip")


async def list_revisions(request: web.Request) -> web.Response:
    record_id, window = inputs.path_int(request, "id"), paging.page(request)
    async with read(request) as conn:
        rows = await sql.file_revisions.list(
            conn, record_id=record_id, reader=request[keys.ACTOR].user_id, limit=window.size, offset=window.offset
        )
    first = admitted(request, rows[0] if rows else None, "read")
    reader = Reader(request)
    items = [revision(row, reader, record_id) for row in rows if row["revision_id"] is not None]
    return paging.listed(request, window, first["total"], items)


async def get_revision(request: web.Request) -> web.Response:
    """A revision, compared with the one before or with `?revision=` of the same file."""
    record_id, revision_id = inputs.path_int(request, "record_id"), inputs.path_int(request, "revision_id")
    compared = paging.number(request.query.get("revision"))
    async with read(request) as conn:
        row = await sql.file_revisions.get(
            conn, record_id=record_id, id=revision_id, reader=request[keys.ACTOR].user_id,
            compared=compared if compared is not None and 0 <= compared <= inputs.BIGGEST_ID else None,
        )  # fmt: skip
    admitted(request, row, "read")
    if row["revision_id"] is None:
        raise NotFound("revision")
    return json(revision(row, Reader(request), record_id))


def revision(row: Any, reader: Reader, record_id: int) -> dict[str, Any]:
    place = f"{reader.api}/records/{record_id}/files/revisions"
    return shapes.revision(row, reader, place, *difference(row["data"], row["compared_data"]))
