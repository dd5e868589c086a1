"""Learning as its pages need it: a thing with what stands above and beside it, and what of it is one's own."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.app.learning_answers import Decisions
from server.db import Row, sql
from server.domain import education, enrollments, mentor_applications
from server.domain.account_roles import require_admin_of
from server.domain.actor import Actor
from server.domain.education import GRADE, LEVEL, SUBJECT, TOPIC, Noun
from server.errors import Conflict, Denied, NotFound
from server.http.addresses import base_url
from server.http.connection import read, transaction
from server.http.inputs import body, path_uuid
from server.http.responses import json

ANCESTORS = (("level", "education_level"), ("grade", "grade"), ("subject", "subject"))
ENROLLMENT = ("id", "status", "message", "requested_at", "reviewed_at", "reason")


def learner(request: web.Request) -> Actor:
    """Who asks, where he opens learning; else Denied."""
    actor: Actor = request[keys.ACTOR]
    if not actor.opens("learning"):
        raise Denied("denied")
    return actor


# Shapes


def above(row: Row) -> list[dict[str, Any]]:
    """What stands above a row, from the level on."""
    names = {"level": "level_name", "grade": "grade_name", "subject": "subject_name"}
    return [{"noun": noun, "id": row[f"{column}_id"], "name": row[names[noun]]} for noun, column in ANCESTORS if names[noun] in row.keys()]  # noqa: SIM118


def position(row: Row) -> dict[str, Any] | None:
    return None if row["seconds"] is None else {name: row[name] for name in ("seconds", "duration", "updated_at")}


def enrollment(row: Row | None) -> dict[str, Any] | None:
    return None if row is None else {name: row[name] for name in ENROLLMENT}


def named(id: Any, name: str | None) -> dict[str, Any] | None:
    return None if id is None else {"id": id, "name": name}


def branch(row: Row, may_edit: bool) -> dict[str, Any]:
    return {
        "id": row["id"], "name": row["name"], "description": row["description"], "image_url": row.get("image_url"),
        "is_active": row["is_active"], "stage": row.get("level"), "above": above(row), "may_edit": may_edit,
    }  # fmt: skip


# One thing


async def get_branch(request: web.Request, noun: Noun) -> web.Response:
    actor = learner(request)
    async with read(request) as conn:
        row = await education.visible(conn, actor, noun, path_uuid(request, "id"))
    return json(branch(row, education.may_edit(actor, row)))


async def get_level(request: web.Request) -> web.Response:
    return await get_branch(request, LEVEL)


async def get_grade(request: web.Request) -> web.Response:
    return await get_branch(request, GRADE)


async def get_subject(request: web.Request) -> web.Response:
    actor = learner(request)
    async with read(request) as conn:
        row = await education.visible(conn, actor, SUBJECT, path_uuid(request, "id"))
        may_edit = education.may_edit(actor, row)
        topics = await sql.app.learning.list_topics(conn, subject_id=row["id"], account_id=actor.user_id, with_closed=may_edit)
        asked = await sql.app.learning.get_enrollment(conn, account_id=actor.user_id, subject_id=row["id"])
    names = ("id", "name", "description", "is_active", "documents", "has_video")
    return json(branch(row, may_edit) | {
        "mentor": named(row["mentor_uuid"], row["mentor_name"]), "enrollment": enrollment(asked),
        "topics": [{name: topic[name] for name in names} | {"position": position(topic)} for topic in topics],
    })  # fmt: skip


async def get_topic(request: web.Request) -> web.Response:
    actor = learner(request)
    async with read(request) as conn:
        row = await education.visible(conn, actor, TOPIC, path_uuid(request, "id"))
        may_edit = education.may_edit(actor, row)
        beside = await sql.app.learning.get_beside(conn, id=row["id"], account_id=actor.user_id, with_closed=may_edit)
        asked = await sql.app.learning.get_enrollment(conn, account_id=actor.user_id, subject_id=row["subject_id"])
    if beside is None:
        raise NotFound(TOPIC.name)
    documents = [{"id": file[0], "name": file[1], "description": file[2], "content_type": file[3], "size": file[4], "uploaded_at": file[7]}
                 for file in row["documents"]]  # fmt: skip
    return json(branch(row, may_edit) | {
        "content": row["content"], "has_video": row["has_video"], "documents": documents,
        "previous": named(beside["previous_id"], beside["previous_name"]), "next": named(beside["next_id"], beside["next_name"]),
        "position": position(beside), "enrollment": enrollment(asked), "created_at": row["created_at"], "updated_at": row["updated_at"],
    })  # fmt: skip


# One's own


async def get_mine(request: web.Request) -> web.Response:
    actor = learner(request)
    async with read(request) as conn:
        asked = await sql.app.learning.list_enrollments(conn, account_id=actor.user_id)
        applied = await sql.app.learning.list_applications(conn, account_id=actor.user_id)
        mentored = await sql.app.learning.list_mentored(conn, account_id=education.mentor_id(actor))
        watched = await sql.app.learning.list_watching(conn, account_id=actor.user_id)
        pending = dict(await sql.app.learning.count_pending(conn)) if actor.is_admin("learning") else None
    return json({
        "enrollments": [own_enrollment(row) for row in asked],
        "applications": [dict(row) for row in applied],
        "mentoring": [{name: row[name] for name in ("id", "name", "image_url", "is_active", "topics")} | {"above": above(row)}
                      for row in mentored],
        "watching": [watching(row) for row in watched],
        "pending": pending,
    })  # fmt: skip


def watching(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "name": row["name"], "above": above(row), "position": position(row)}


def own_enrollment(row: Row) -> dict[str, Any]:
    told = ("image_url", "is_open", "topics", "videos", "seen", "share")
    subject = {"id": row["subject_id"], "name": row["subject_name"]} | {name: row[name] for name in told}
    return {name: row[name] for name in ENROLLMENT} | {"subject": subject, "above": above(row)[:2]}


# Decisions


async def decide_enrollments(request: web.Request) -> web.Response:
    return await decide(request, enrollments)


async def decide_applications(request: web.Request) -> web.Response:
    return await decide(request, mentor_applications)


async def decide(request: web.Request, noun: Any) -> web.Response:
    """Each by itself: what somebody else decided meanwhile stands, and does not stop the rest."""
    actor = learner(request)
    require_admin_of(actor, "learning")
    given = await body(request, Decisions)
    status = {"approve": "approved", "reject": "rejected"}[given.decision]
    results = []
    for id in dict.fromkeys(given.ids):
        outcome = status
        try:
            async with transaction(request) as conn:
                await noun.decide(conn, request.app[keys.SECRETS], actor, id, status, given.reason or None, site=base_url(request))
        except NotFound:
            outcome = "not_found"
        except Conflict as refused:
            outcome = "decided" if refused.code == "decided" else "refused"
        results.append({"id": id, "outcome": outcome})
    return json({"results": results})
