"""Documents of topics: upload and delete."""

from typing import Any
from uuid import UUID

from aiohttp import web

from server import keys
from server.api.lms import shapes
from server.api.lms.file_models import Metadata
from server.api.lms.file_uploads import Received, received
from server.api.lms.ids import named_id, path_id
from server.domain import education, file_kinds, topic_files
from server.domain.topic_files import Content
from server.errors import BadRequest, Fault, Invalid
from server.http.connection import transaction
from server.http.inputs import loads, validated
from server.http.multipart import Form, Wanted
from server.http.responses import json

MOST_TOPIC_ID, MOST_METADATA = 200, 400_000


async def upload(request: web.Request) -> web.Response:
    actor = request[keys.ACTOR]
    education.require_editor(actor, education.TOPIC)
    limit = request.app[keys.CONFIG].learning.document_bytes
    wanted = Wanted("file", limit, {"topicId": MOST_TOPIC_ID, "metadata": MOST_METADATA})
    async with received(request, wanted) as found:
        topic_id, metadata = topic_of(found.form), metadata_of(found.form)
        content = await content_of(request, found, metadata)
        await topic_files.settle(request.app[keys.BLOBS], found.upload_id, found.written)
        async with transaction(request) as conn:
            row = await topic_files.add_document(conn, actor, found.upload_id, topic_id, content)
            await found.counted.keep(conn)
    shown = shapes.document(
        row["id"], content.name, content.description, content.kind.media, content.written.size, topic_id, actor.account_uuid,
        row["created_at"],
    )  # fmt: skip
    return json(shapes.success(shown, "Document uploaded"), 201)


async def delete(request: web.Request) -> web.Response:
    topic_id, document_id = path_id(request, "id", "topic"), path_id(request, "docId", "document")
    keep_seconds = request.app[keys.CONFIG].storage.deleted_file_hours * 3600
    async with transaction(request) as conn:
        await topic_files.delete_document(conn, request[keys.ACTOR], topic_id, document_id, keep_seconds)
    return json(shapes.success({"id": document_id}, "Document deleted"))


def topic_of(form: Form) -> UUID:
    """The id, with or without the quotes that the document's example has. What is no UUID is no topic's."""
    text = form.texts.get("topicId", "").strip().strip('"')
    if not text:
        raise Invalid([Fault(("topicId",), "required")])
    return named_id(text, "topic")


def metadata_of(form: Form) -> Metadata:
    text = form.texts.get("metadata", "").strip()
    try:
        given: Any = loads(text.encode()) if text else {}
    except BadRequest:
        given = None
    if not isinstance(given, dict):
        raise Invalid([Fault(("metadata",), "not_json", {"input": text})])
    try:
        return validated(Metadata, given, "body")
    except Invalid as refused:
        raise Invalid([Fault(("metadata", *fault.path), fault.code, fault.params) for fault in refused.faults]) from None


async def content_of(request: web.Request, found: Received, metadata: Metadata) -> Content:
    """The file with its name: that of the metadata, else its own. Both agree with what its bytes are."""
    own, given = file_kinds.clean_name(found.form.filename or ""), file_kinds.clean_name(metadata.name or "")
    kind = await found.recognise(request, "file", own or given, file_kinds.DOCUMENTS)
    ending = file_kinds.ending_of(given)
    if ending in file_kinds.ENDINGS and ending not in kind.endings:
        raise Invalid([Fault(("metadata", "name"), "name_differs", {"input": metadata.name})])
    return Content(given or own, metadata.description or "", kind, found.written)
