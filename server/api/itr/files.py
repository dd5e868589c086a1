"""Files of objects: lists, bytes in and out, copies (specs §13). What pages embed is served without a session."""

import logging
from uuid import UUID

from aiohttp import web

from server import keys
from server.api.itr import details, rights
from server.api.itr.lines import READ, TEXT, WRITE
from server.api.itr.texts import json, text
from server.blobs import Missing
from server.db import sql
from server.domain import object_files, topic_files
from server.domain.actor import Actor
from server.errors import BadRequest, Denied, NotFound, TooLarge, Unavailable
from server.http import ranges
from server.http.connection import read, transaction
from server.http.routing import Answer, Route, route
from server.http.uploads import Place, take

log = logging.getLogger("athenaeum.files")

MASTER = "master"
KEEPERS = ("master_user", "organisation_supervisor", "test_author", "report_author", "test_screen_template_author")
BYTES = "application/octet-stream"


def no_such_file() -> NotFound:
    return NotFound("file", sentence="File not found")


def path_company(request: web.Request) -> UUID | None:
    """The company of the path, None for the master."""
    given = request.match_info["company_id"]
    return None if given.lower() == MASTER else details.path_id(request, "company_id")


def path_kind(request: web.Request) -> str:
    kind = object_files.kind_of(request.match_info["kind"])
    if kind is None:
        raise no_such_file()
    return kind


def path_name(request: web.Request) -> str:
    name = object_files.name_of(request.match_info["name"])
    if not name:
        raise no_such_file()
    return name


def own_objects_of(actor: Actor | None) -> UUID | None:
    user = rights.own_objects_of(actor) if actor is not None else None
    return UUID(user) if user else None


async def list_files(request: web.Request) -> web.Response:
    """Of the session's company whatever the path says, but `master`; where it has none of the object, the master's."""
    actor: Actor = request[keys.ACTOR]
    is_candidate = rights.is_candidate(actor)
    if not is_candidate:
        rights.require(actor, *KEEPERS)
    owner = path_company(request) and actor.company_id
    object_id, kind = details.path_id(request, "object_id"), path_kind(request)
    async with read(request) as conn:
        kinds = await object_files.readable(
            conn, owner or object_files.ZERO, object_id, kind, actor=actor, own_objects_of=own_objects_of(actor), is_candidate=is_candidate,
        )  # fmt: skip
        rows = await sql.object_files.list_names(conn, owner_id=owner or object_files.ZERO, object_id=object_id, kinds=kinds)
    return json([row["name"] for row in rows])


async def get_file(request: web.Request) -> web.StreamResponse:
    actor: Actor | None = request[keys.ACTOR]
    owner = path_company(request) or object_files.ZERO
    object_id, kind, name = details.path_id(request, "object_id"), path_kind(request), path_name(request)
    is_candidate = actor is not None and rights.is_candidate(actor)
    async with read(request) as conn:
        kinds = await object_files.readable(
            conn, owner, object_id, kind, actor=actor, own_objects_of=own_objects_of(actor), is_candidate=is_candidate,
        )  # fmt: skip
        row = None if kinds == () else await object_files.find(conn, owner, object_id, kind, name)
    if row is None:
        raise no_such_file()
    try:
        opened = await request.app[keys.BLOBS].open_complete(row["blob_id"])
    except Missing as error:
        log.error("file %s of assessment has no bytes", row["id"])
        raise Unavailable("storage") from error
    return ranges.send(request, ranges.Stored(opened, row["name"], BYTES, row["blob_id"].hex, "inline"))


def writable(request: web.Request, given: str) -> UUID | None:
    """Whose files are changed: the session's company's, or the master's by a master user. Denied for who may not."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, *KEEPERS)
    if given.lower() != MASTER:
        return actor.company_id
    if not rights.is_master(actor):
        raise Denied("master_only")
    return None


async def require_own_object(request: web.Request, company_id: UUID | None, object_id: UUID) -> None:
    """Denied for who is limited to own objects, on one that somebody else manages."""
    user = own_objects_of(request[keys.ACTOR])
    if user is None or company_id is None:
        return
    async with read(request) as conn:
        if await sql.object_files.is_of_another(conn, owner_id=company_id, object_id=object_id, user_id=user):
            raise Denied("not_own_object")


async def post_file(request: web.Request) -> web.Response:
    """The body is the file, taken while it comes."""
    company_id, actor = writable(request, request.match_info["company_id"]), request[keys.ACTOR]
    path_company(request)
    object_id, kind, name = details.path_id(request, "object_id"), path_kind(request), path_name(request)
    if kind == object_files.ALL:
        raise BadRequest("kind", sentence="Could not be saved : ALL is no type of a file")
    await require_own_object(request, company_id, object_id)
    async with read(request) as conn:
        limit = await object_files.limit(conn, company_id)
    size = limit if request.content_length is None else request.content_length
    if size > limit:
        raise TooLarge("file_too_long", limit_bytes=limit)
    app = request.app
    blobs, storage = app[keys.BLOBS], app[keys.CONFIG].storage

    async def touch() -> None:
        """A long upload keeps its session alive."""
        if actor.kind == "session":
            async with read(request) as conn:
                await sql.sessions.touch(conn, id=actor.credential_id)

    async with topic_files.receiving(app[keys.POOL], blobs, storage, actor, size) as upload_id:
        try:
            place = Place(upload_id, 0, None, is_last=True)
            _, written = await take(request, blobs, place, limit, silent_seconds=storage.claim_seconds, touch=touch)
        except BadRequest as refused:
            raise TooLarge(refused.code, limit_bytes=limit) from None
        await topic_files.settle(blobs, upload_id, written)
        async with transaction(request) as conn:
            await object_files.add(conn, actor, company_id, object_id, kind, name, upload_id, written)
    return text("File uploaded OK")


async def delete_file(request: web.Request) -> web.Response:
    company_id = writable(request, request.match_info["company_id"])
    path_company(request)
    object_id, kind, name = details.path_id(request, "object_id"), path_kind(request), path_name(request)
    await require_own_object(request, company_id, object_id)
    async with transaction(request) as conn:
        if not await object_files.delete(conn, request[keys.ACTOR], company_id, object_id, kind, name):
            raise no_such_file()
    return text("File removed")


async def delete_files(request: web.Request) -> web.Response:
    """All of a type, or all there are (`all`); also where there are none."""
    company_id = writable(request, request.match_info["company_id"])
    path_company(request)
    object_id, kind = details.path_id(request, "object_id"), path_kind(request)
    await require_own_object(request, company_id, object_id)
    async with transaction(request) as conn:
        await object_files.delete_all(conn, request[keys.ACTOR], company_id, object_id, kind)
    return text("folder removed")


async def copy_files(request: web.Request) -> web.Response:
    """Inside the own company; to `master` by master users, under the id that it has."""
    actor, target = request[keys.ACTOR], request.match_info["target_id"]
    company_id = writable(request, target)
    source_id = details.path_id(request, "source_id")
    target_id = source_id if target.lower() == MASTER else details.path_id(request, "target_id")
    for object_id in (source_id, target_id):
        await require_own_object(request, actor.company_id, object_id)
    async with transaction(request) as conn:
        await object_files.copy(conn, actor, actor.company_id, source_id, company_id, target_id)
    return text("Folder copied")


CONTENT = Answer(media=BYTES, text="The bytes of the file.", further=("*/*",))
FOLDER = "/files/{company_id}/{object_id}/{kind}"

ROUTES: tuple[Route, ...] = (
    route("GET", FOLDER, list_files, scopes=READ, operation="candidate", answers={200: list[str], 403: TEXT, 404: TEXT},
          summary="Names of an object's files."),
    route("DELETE", FOLDER, delete_files, scopes=WRITE, answers={200: TEXT, 403: TEXT, 404: TEXT}, summary="Remove an object's files."),
    route("GET", f"{FOLDER}/{{name}}", get_file, scopes=READ, operation="candidate", auth="optional",
          answers={200: CONTENT, 206: CONTENT, 304: None, 404: TEXT, 412: TEXT, 416: TEXT}, summary="A file of an object."),
    route("POST", f"{FOLDER}/{{name}}", post_file, scopes=WRITE, body=BYTES,
          answers={200: TEXT, 400: TEXT, 403: TEXT, 404: TEXT, 409: TEXT, 413: TEXT}, summary="Store a file of an object."),
    route("DELETE", f"{FOLDER}/{{name}}", delete_file, scopes=WRITE, answers={200: TEXT, 403: TEXT, 404: TEXT},
          summary="Remove a file of an object."),
    route("POST", "/filecopy/{source_id}/{target_id}", copy_files, scopes=WRITE, answers={200: TEXT, 403: TEXT, 404: TEXT, 413: TEXT},
          summary="Copy the files of an object."),
)  # fmt: skip
