"""The video of a topic: set, replace, delete."""

from aiohttp import web

from server import keys
from server.api.lms import shapes
from server.api.lms.file_uploads import received
from server.api.lms.ids import path_id
from server.db import sql
from server.domain import file_kinds, topic_files
from server.domain.topic_files import Content
from server.http.connection import read, transaction
from server.http.multipart import Wanted
from server.http.responses import json


async def put_video(request: web.Request) -> web.Response:
    actor, topic_id = request[keys.ACTOR], path_id(request, "id", "topic")
    async with read(request) as conn:
        await topic_files.editable(conn, actor, topic_id)
    async with received(request, Wanted("video", request.app[keys.CONFIG].learning.video_bytes)) as found:
        name = file_kinds.clean_name(found.form.filename or "")
        kind = await found.recognise(request, "video", name, file_kinds.VIDEOS)
        await topic_files.settle(request.app[keys.BLOBS], found.upload_id, found.written)
        async with transaction(request) as conn:
            await topic_files.set_video(conn, actor, found.upload_id, topic_id, Content(name, "", kind, found.written))
            await found.counted.keep(conn)
            row = await sql.topics.get(conn, id=topic_id)
    return json(shapes.success(shapes.topic(row), "Video uploaded"))


async def delete_video(request: web.Request) -> web.Response:
    topic_id, storage = path_id(request, "id", "topic"), request.app[keys.CONFIG].storage
    async with transaction(request) as conn:
        await topic_files.delete_video(conn, request[keys.ACTOR], topic_id, storage.deleted_file_hours * 3600)
        row = await sql.topics.get(conn, id=topic_id)
    return json(shapes.success(shapes.topic(row), "Video deleted"))
