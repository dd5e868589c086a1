"""What matters to somebody now: the parts of the start page. Each is read by itself, so that one that fails takes no other along."""

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple, get_args
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, Field

from server import db, keys
from server.api.app import learning
from server.api.app.answers import Shape
from server.api.app.learning_answers import Ancestor, Pending, Watching
from server.db import Connection, Row, sql
from server.domain import education, report_texts
from server.domain.actor import Actor
from server.http.connection import read
from server.http.inputs import query
from server.http.responses import json

log = logging.getLogger(__name__)

LINES = 5
UPLOADS = 20
PART_SECONDS = 2.0
DELIVERY_DAYS = 7
FULL = 0.9

Part = Literal[
    "tests", "taking", "trainings", "decisions", "watching", "learning", "uploads", "records", "storage", "deliveries", "system",
]  # fmt: skip


class StartQuery(BaseModel):
    part: Annotated[list[Part], Field(max_length=50)] = []


class SessionLine(Shape):
    id: UUID
    description: str
    person: str
    state: Literal["overdue", "running", "waiting", "planned"]
    allowed_from: datetime
    allowed_until: datetime


class Tests(Shape):
    overdue: int
    running: int
    waiting: int
    planned: int
    sessions: list[SessionLine]


class OwnTests(Shape):
    open: int
    begun: int
    until: datetime | None


class OwnTraining(Shape):
    id: int
    title: str
    duration_minutes: int
    status: Literal["registered", "attended"]
    registered_at: datetime
    instructor: str


class NewTraining(Shape):
    id: int
    title: str
    duration_minutes: int
    created_at: datetime
    instructor: str


class MarkedTraining(Shape):
    id: int
    title: str
    registered: int
    attended: int


class Trainings(Shape):
    own: list[OwnTraining]
    new: list[NewTraining]
    to_mark: list[MarkedTraining]


class SubjectLine(Shape):
    id: UUID
    name: str
    above: list[Ancestor]
    topics: int


class Learning(Shape):
    subjects: list[SubjectLine]
    mentored: list[SubjectLine]
    waiting: int


class UploadLine(Shape):
    id: UUID
    record_id: int
    record_title: str
    name: str
    size: int
    received: int
    is_processing: bool
    expires_at: datetime


class RecordLine(Shape):
    id: int
    identifier: str
    title: str
    type: str | None
    visibility: Literal["private", "public"]
    updated_at: datetime
    creator: str
    is_own: bool


class OwnStorage(Shape):
    used_bytes: int
    quota_bytes: int | None


class Receiver(Shape):
    id: int
    name: str
    is_gone: bool
    failed: int
    last_at: datetime | None
    status: int | None
    reason: str | None


class DeadJobs(Shape):
    kind: str
    jobs: int
    last_at: datetime
    last_error: str | None


class FullAccount(Shape):
    id: int
    name: str
    used_bytes: int


class Disk(Shape):
    used_bytes: int
    free_bytes: int
    total_bytes: int
    quota_bytes: int | None
    full_accounts: list[FullAccount]


class System(Shape):
    object_store: Literal["up", "refuses", "away"] | None
    late_jobs: int
    dead_jobs: list[DeadJobs]
    disk: Disk


class Start(Shape):
    tests: Tests | None
    taking: OwnTests | None
    trainings: Trainings | None
    decisions: Pending | None
    watching: list[Watching] | None
    learning: Learning | None
    uploads: list[UploadLine] | None
    records: list[RecordLine] | None
    storage: OwnStorage | None
    deliveries: list[Receiver] | None
    system: System | None
    failed: list[Part]


# Parts


async def tests(request: web.Request, conn: Connection, actor: Actor) -> dict[str, Any]:
    rows = await sql.app.start.list_sessions(conn, owner_id=actor.company_id, managed_by=actor.own_objects_of, limit=LINES)
    states = ("overdue", "running", "waiting", "planned")
    shown = ("id", "description", "state", "allowed_from", "allowed_until")
    return {state: rows[0][state] if rows else 0 for state in states} | {
        "sessions": [{name: row[name] for name in shown} | {"person": report_texts.name_of(row)} for row in rows],
    }  # fmt: skip


async def own_tests(request: web.Request, conn: Connection, actor: Actor) -> dict[str, Any]:
    return dict(await sql.app.start.count_own_tests(conn, owner_id=actor.company_id, person_id=actor.login_id))


async def trainings(request: web.Request, conn: Connection, actor: Actor) -> dict[str, Any]:
    asked = {"account_id": actor.user_id, "limit": LINES}
    to_mark = await sql.app.start.list_trainings_to_mark(conn, **asked) if actor.manages_training else []
    return {
        "own": [dict(row) for row in await sql.app.start.list_registrations(conn, **asked)],
        "new": [dict(row) for row in await sql.app.start.list_new_trainings(conn, **asked)],
        "to_mark": [dict(row) for row in to_mark],
    }


async def decisions(request: web.Request, conn: Connection, actor: Actor) -> dict[str, Any]:
    return dict(await sql.app.learning.count_pending(conn))


async def watching(request: web.Request, conn: Connection, actor: Actor) -> list[dict[str, Any]]:
    rows = await sql.app.learning.list_watching(conn, account_id=actor.user_id)
    return [learning.watching(row) for row in rows[:LINES]]


def subject(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "name": row["name"], "above": learning.above(row), "topics": row["topics"]}


async def own_learning(request: web.Request, conn: Connection, actor: Actor) -> dict[str, Any]:
    mentored = await sql.app.learning.list_mentored(conn, account_id=education.mentor_id(actor))
    return {
        "subjects": [subject(row) for row in await sql.app.start.list_subjects(conn, account_id=actor.user_id, limit=LINES)],
        "mentored": [subject(row) for row in mentored[:LINES]],
        "waiting": await sql.app.start.count_own_requests(conn, account_id=actor.user_id),
    }


async def uploads(request: web.Request, conn: Connection, actor: Actor) -> list[dict[str, Any]]:
    seconds = request.app[keys.CONFIG].storage.upload_hours * 3600
    rows = await sql.app.start.list_uploads(conn, account_id=actor.user_id, keep_seconds=seconds, limit=UPLOADS)
    return [dict(row) for row in rows]


async def records(request: web.Request, conn: Connection, actor: Actor) -> list[dict[str, Any]]:
    return [dict(row) for row in await sql.app.start.list_records(conn, account_id=actor.user_id, limit=LINES)]


async def storage(request: web.Request, conn: Connection, actor: Actor) -> dict[str, Any]:
    used = await sql.files.used_bytes(conn, account_id=actor.user_id)
    return {"used_bytes": used or 0, "quota_bytes": request.app[keys.CONFIG].storage.quota_bytes or None}


async def deliveries(request: web.Request, conn: Connection, actor: Actor) -> list[dict[str, Any]]:
    return [dict(row) for row in await sql.app.start.list_failed_deliveries(conn, days=DELIVERY_DAYS, limit=LINES)]


async def system(request: web.Request, conn: Connection, actor: Actor) -> dict[str, Any]:
    blobs, quota = request.app[keys.BLOBS], request.app[keys.CONFIG].storage.quota_bytes
    disk = await blobs.run(shutil.disk_usage, blobs.root)
    full = await sql.app.start.list_full_accounts(conn, from_bytes=int(quota * FULL), limit=LINES) if quota else []
    return {
        "object_store": blobs.objects.state if blobs.objects else None,
        "late_jobs": await sql.app.start.count_late_jobs(conn),
        "dead_jobs": [dict(row) for row in await sql.app.start.list_dead_jobs(conn)],
        "disk": {
            "used_bytes": await sql.app.start.sum_storage(conn), "free_bytes": disk.free, "total_bytes": disk.total,
            "quota_bytes": quota or None, "full_accounts": [dict(row) for row in full],
        },
    }  # fmt: skip


def works_in_office(actor: Actor) -> bool:
    return actor.opens("assessment") and actor.company_id is not None and "is_office_user" in actor.flags


def takes_tests(actor: Actor) -> bool:
    return actor.opens("assessment") and actor.login_id is not None and "is_test_taking_user" in actor.flags


class Reading(NamedTuple):
    is_for: Callable[[Actor], bool]
    read: Callable[[web.Request, Connection, Actor], Awaitable[Any]]


PARTS: dict[str, Reading] = {
    "tests": Reading(works_in_office, tests),
    "taking": Reading(takes_tests, own_tests),
    "trainings": Reading(lambda actor: actor.opens("training"), trainings),
    "decisions": Reading(lambda actor: actor.opens("learning") and actor.is_admin("learning"), decisions),
    "watching": Reading(lambda actor: actor.opens("learning"), watching),
    "learning": Reading(lambda actor: actor.opens("learning"), own_learning),
    "uploads": Reading(lambda actor: actor.opens("research"), uploads),
    "records": Reading(lambda actor: actor.opens("research"), records),
    "storage": Reading(lambda actor: actor.opens("research"), storage),
    "deliveries": Reading(lambda actor: actor.opens("training") and actor.is_admin("training"), deliveries),
    "system": Reading(lambda actor: actor.is_admin(), system),
}


async def get_start(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    wanted = query(request, StartQuery).part or get_args(Part)
    found: dict[str, Any] = dict.fromkeys(PARTS)
    failed = []
    async with read(request) as conn:
        for name in PARTS:
            if name not in wanted or not PARTS[name].is_for(actor):
                continue
            try:
                async with asyncio.timeout(PART_SECONDS):
                    found[name] = await PARTS[name].read(request, conn, actor)
            except (db.DatabaseError, OSError, TimeoutError) as error:
                if conn.is_closed():
                    raise
                log.warning("the part %s of the start page failed: %s", name, type(error).__name__)
                failed.append(name)
    return json(found | {"failed": failed})
