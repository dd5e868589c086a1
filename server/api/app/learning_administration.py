"""The education tree for those who write it: inactive rows too, and in numbers what goes with each.

Akako's lists are made for learners; they say neither what stands above a row nor how much hangs on it.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, Field

from server import keys
from server.api.app.answers import Shape
from server.api.app.learning_answers import Document
from server.api.app.models import Paging
from server.api.app.shapes import page
from server.db import Row, sql
from server.domain import file_kinds
from server.domain.actor import Actor
from server.errors import Denied, NotFound
from server.http.connection import read
from server.http.inputs import path_text, path_uuid, query
from server.http.responses import json

Noun = Literal["level", "grade", "subject", "topic"]
NOUNS = {"levels": "level", "grades": "grade", "subjects": "subject", "topics": "topic"}
# What stands above a row, from the top.
ABOVE = {"level": (), "grade": ("level",), "subject": ("level", "grade"), "topic": ("level", "grade", "subject")}
HOLDS = ("grades", "subjects", "topics", "documents", "videos", "learners", "requests")


class OutlineQuery(Paging):
    """At most one of the three: whose children are wanted."""

    level: UUID | None = None
    grade: UUID | None = None
    subject: UUID | None = None


class SubjectsQuery(BaseModel):
    id: Annotated[list[UUID], Field(min_length=1, max_length=100)]


class NamedSubject(Shape):
    id: UUID
    name: str
    is_active: bool
    grade_name: str
    level_name: str


class NamedSubjects(Shape):
    subjects: list[NamedSubject]


class Branch(Shape):
    noun: Noun
    id: UUID
    name: str
    is_active: bool
    children: int


class Ancestor(Shape):
    noun: Noun
    id: UUID
    name: str
    is_active: bool


class Mentor(Shape):
    id: UUID
    name: str
    email: str | None


class Holds(Shape):
    grades: int
    subjects: int
    topics: int
    documents: int
    videos: int
    learners: int
    requests: int


class OutlineNode(Shape):
    noun: Noun
    id: UUID
    name: str
    description: str
    image_url: str | None
    is_active: bool
    stage: str | None
    mentor: Mentor | None
    above: list[Ancestor]
    holds: Holds
    created_at: datetime
    updated_at: datetime


class TopicDocument(Document):
    uploaded_by: str


class TopicVideo(Shape):
    id: UUID
    name: str
    content_type: str
    size: int
    uploaded_at: datetime
    uploaded_by: str


class Limit(Shape):
    """Of one file, and what its name may end with."""

    bytes: int
    endings: list[str]


class Limits(Shape):
    document: Limit
    video: Limit


class Material(Shape):
    content: str
    documents: list[TopicDocument]
    video: TopicVideo | None
    limits: Limits


def writer(request: web.Request) -> int | None:
    """None for administrators of learning, who write everything; a mentor's account, who writes what he mentors. Denied."""
    actor: Actor = request[keys.ACTOR]
    if not actor.opens("learning"):
        raise Denied("denied")
    if actor.is_admin("learning"):
        return None
    if not actor.has_role("learning", "mentor"):
        raise Denied("denied")
    return actor.user_id


async def list_branches(request: web.Request) -> web.Response:
    """What is directly below a row; without one levels for administrators, for mentors the subjects that they mentor."""
    mentor_id = writer(request)
    asked = query(request, OutlineQuery)
    noun, read_rows, count, of = statements(asked, mentor_id)
    window = asked.window
    async with read(request) as conn:
        rows = await read_rows(conn, **of, limit=window.limit, offset=window.offset)
        total = await window.counted(rows, count, conn, **of)
    return json(page([{"noun": noun} | dict(row) for row in rows], asked, total))


def statements(asked: OutlineQuery, mentor_id: int | None) -> tuple[str, Any, Any, dict[str, Any]]:
    """The noun that is wanted, the statements that list and count it, and what of."""
    named = sql.app.learning_administration
    if asked.subject is not None:
        return "topic", named.topics, named.count_topics, {"parent_id": asked.subject, "mentor_id": mentor_id}
    if mentor_id is not None:
        if asked.grade is not None or asked.level is not None:
            raise Denied("denied")
        return "subject", named.mentored, named.count_mentored, {"mentor_id": mentor_id}
    if asked.grade is not None:
        return "subject", named.subjects, named.count_subjects, {"parent_id": asked.grade}
    if asked.level is not None:
        return "grade", named.grades, named.count_grades, {"parent_id": asked.level}
    return "level", named.levels, named.count_levels, {}


async def name_subjects(request: web.Request) -> web.Response:
    """What subjects are called that an applicant names by id; ids of none are left out."""
    if writer(request) is not None:
        raise Denied("denied")
    asked = query(request, SubjectsQuery)
    async with read(request) as conn:
        rows = await sql.app.learning_administration.name_subjects(conn, ids=asked.id)
    return json({"subjects": [dict(row) for row in rows]})


async def get_node(request: web.Request) -> web.Response:
    mentor_id = writer(request)
    noun = NOUNS.get(path_text(request, "nouns"))
    if noun is None:
        raise NotFound()
    async with read(request) as conn:
        row = await sql.app.learning_administration.get_node(conn, noun=noun, id=path_uuid(request, "id"), mentor_id=mentor_id)
    if row is None:
        raise NotFound(noun)
    return json(node(noun, row))


def node(noun: str, row: Row) -> dict[str, Any]:
    mentor = {"id": row["mentor_uuid"], "name": row["mentor_name"], "email": row["mentor_email"]}
    above = [{"noun": name, "id": row[f"{name}_id"], "name": row[f"{name}_name"], "is_active": row[f"{name}_is_active"]}
             for name in ABOVE[noun]]  # fmt: skip
    return {
        "noun": noun, "id": row["id"], "name": row["name"], "description": row["description"], "image_url": row["image_url"],
        "is_active": row["is_active"], "stage": row["stage"], "mentor": mentor if row["mentor_uuid"] is not None else None,
        "above": above, "holds": {name: row[name] for name in HOLDS}, "created_at": row["created_at"], "updated_at": row["updated_at"],
    }  # fmt: skip


async def get_material(request: web.Request) -> web.Response:
    """What a topic consists of, and how large another file may be."""
    mentor_id, topic_id = writer(request), path_uuid(request, "id")
    async with read(request) as conn:
        topic = await sql.app.learning_administration.get_content(conn, topic_id=topic_id, mentor_id=mentor_id)
        if topic is None:
            raise NotFound("topic")
        rows = await sql.app.learning_administration.files(conn, topic_id=topic_id)
    videos = [file(row) for row in rows if row["kind"] == "video"]
    documents = [file(row) | {"description": row["description"]} for row in rows if row["kind"] == "document"]
    largest = request.app[keys.CONFIG].learning
    return json({
        "content": topic["content"], "documents": documents, "video": videos[0] if videos else None,
        "limits": {
            "document": {"bytes": largest.document_bytes, "endings": endings(file_kinds.DOCUMENTS)},
            "video": {"bytes": largest.video_bytes, "endings": endings(file_kinds.VIDEOS)},
        },
    })  # fmt: skip


def endings(kinds: tuple[file_kinds.Kind, ...]) -> list[str]:
    return sorted({ending for kind in kinds for ending in kind.endings})


def file(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"], "name": row["name"], "content_type": row["content_type"], "size": row["size_bytes"],
        "uploaded_at": row["created_at"], "uploaded_by": row["uploaded_by"],
    }  # fmt: skip
