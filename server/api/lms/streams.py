"""The bytes of documents and videos, for who may open their topic: ranges, conditions, HEAD; shown in place where that is safe."""

import logging
from typing import Any

from aiohttp import web

from server import keys
from server.api.lms.file_models import DocumentAsked, VideoAsked
from server.api.lms.ids import named_id
from server.blobs import Missing
from server.db import Row, sql
from server.domain import file_kinds, topic_files
from server.errors import Fault, Invalid, NotFound, Unavailable
from server.http import ranges
from server.http.connection import read
from server.http.inputs import query

log = logging.getLogger("athenaeum.files")


async def stream_document(request: web.Request) -> web.StreamResponse:
    given = query(request, DocumentAsked).given
    if given is None:
        raise Invalid([Fault(("id",), "missing", {"msg": "One of id, documentId and key is needed"})])
    document_id = named_id(given, "document")
    async with read(request) as conn:
        row = await sql.topic_files.get_document(conn, id=document_id, account_id=request[keys.ACTOR].user_id)
    return await send(request, admitted(request, row, "document", document_id))


async def stream_video(request: web.Request) -> web.StreamResponse:
    topic_id = query(request, VideoAsked).topicId
    async with read(request) as conn:
        row = await sql.topic_files.get_video(conn, topic_id=topic_id, account_id=request[keys.ACTOR].user_id)
    row = admitted(request, row, "topic", topic_id)
    if row["id"] is None:
        raise NotFound("video", id=str(topic_id))
    return await send(request, row)


def admitted(request: web.Request, row: Row | None, noun: str, row_id: Any) -> Row:
    is_needed = request.app[keys.CONFIG].learning.enrollment_required
    return topic_files.require_reader(request[keys.ACTOR], row, noun, row_id, enrollment_required=is_needed)


async def send(request: web.Request, row: Row) -> web.StreamResponse:
    try:
        opened = await request.app[keys.BLOBS].open_complete(row["blob_id"])
    except Missing as error:
        log.error("file %s of a topic has no bytes", row["id"])
        raise Unavailable("storage") from error
    media = row["content_type"]
    name = file_kinds.with_ending(row["name"], media)
    shown = "inline" if file_kinds.is_inline(media) else "attachment"
    return ranges.send(request, ranges.Stored(opened, name, media, row["blob_id"].hex, shown))
