"""Work in the background: what waits, what failed for good, again or not at all. For admins of everything."""

from aiohttp import web

from server import keys
from server.api.app import shapes
from server.api.app.models import JobsQuery
from server.db import Row, sql
from server.domain import outbox
from server.domain.actor import Actor
from server.errors import Denied, NotFound
from server.http.connection import read, transaction
from server.http.inputs import path_int, query
from server.http.responses import empty, json


def admin(request: web.Request) -> Actor:
    actor: Actor = request[keys.ACTOR]
    if not actor.is_admin():
        raise Denied("admins_only")
    return actor


def job(row: Row) -> dict[str, object]:
    return {name: row[name] for name in ("id", "kind", "key", "state", "attempts", "due_at", "created_at", "finished_at")} | {
        "error": row["last_error"]}  # fmt: skip


async def list_jobs(request: web.Request) -> web.Response:
    admin(request)
    asked = query(request, JobsQuery)
    async with read(request) as conn:
        part = {"kind": asked.kind, "offset": shapes.offset(asked), "limit": asked.per_page}
        if asked.state == "open":
            rows, total = await sql.jobs.list_open(conn, **part), await sql.jobs.count_open(conn, kind=asked.kind)
        else:
            rows = await sql.jobs.list(conn, state=asked.state, **part)
            total = await sql.jobs.count(conn, state=asked.state, kind=asked.kind)
        states = await sql.jobs.count_by_state(conn)
    counts = {"waiting": 0, "running": 0, "done": 0, "dead": 0}
    for row in states:
        counts[row["state"]] += row["jobs"]
    return json(shapes.page([job(row) for row in rows], asked, total) | {"counts": counts})


async def get_job(request: web.Request) -> web.Response:
    admin(request)
    async with read(request) as conn:
        return json(job(await found(conn, path_int(request, "id"))))


async def found(conn, job_id: int) -> Row:  # type: ignore[no-untyped-def]
    row = await sql.jobs.get(conn, id=job_id)
    if row is None:
        raise NotFound("job")
    return row


async def retry(request: web.Request) -> web.Response:
    actor, job_id = admin(request), path_int(request, "id")
    async with transaction(request) as conn:
        await outbox.retry(conn, actor, job_id)
        return json(job(await found(conn, job_id)))


async def discard(request: web.Request) -> web.Response:
    actor = admin(request)
    async with transaction(request) as conn:
        await outbox.discard(conn, actor, path_int(request, "id"))
    return empty()
