"""The education tree: lists and single rows for everybody, changes for who may."""

from typing import Any

from aiohttp import web
from pydantic import BaseModel

from server import keys
from server.api.lms import shapes
from server.api.lms.education_models import (
    GradeChange,
    LevelChange,
    NewGrade,
    NewLevel,
    NewSubject,
    NewTopic,
    SubjectChange,
    TopicChange,
    TreeQuery,
)
from server.api.lms.ids import path_id
from server.api.lms.lists import listed
from server.db import Row
from server.domain import education
from server.domain.actor import Actor
from server.domain.education import GRADE, LEVEL, SUBJECT, TOPIC, Noun
from server.http.connection import read, transaction
from server.http.inputs import body, query
from server.http.partial import Partial
from server.http.responses import json

WORDS = {LEVEL: "Education level", GRADE: "Grade", SUBJECT: "Subject", TOPIC: "Topic"}
NEW: dict[Noun, type[BaseModel]] = {LEVEL: NewLevel, GRADE: NewGrade, SUBJECT: NewSubject, TOPIC: NewTopic}
CHANGES: dict[Noun, type[Partial]] = {LEVEL: LevelChange, GRADE: GradeChange, SUBJECT: SubjectChange, TOPIC: TopicChange}


def shape(noun: Noun, row: Row, actor: Actor | None) -> dict[str, Any]:
    if noun is SUBJECT:
        return shapes.subject(row, with_email=actor is not None)
    return {LEVEL: shapes.level, GRADE: shapes.grade, TOPIC: shapes.topic}[noun](row)


async def list_rows(request: web.Request, noun: Noun) -> web.Response:
    """The rows of a kind, below the one that the path names."""
    actor, asked = request[keys.ACTOR], query(request, TreeQuery)
    parent_id = path_id(request, "id", noun.parent.name) if noun.parent else None
    of = {"parent_id": parent_id, "is_active": asked.isActive} | asked.filters
    async with read(request) as conn:
        rows, total = await education.list_rows(
            conn, actor, noun, of, sort=asked.place, limit=asked.limit, offset=asked.window.offset, total=asked.window.total
        )
    return listed(asked, [shape(noun, row, actor) for row in rows], total, f"{WORDS[noun]}s retrieved")


async def get_row(request: web.Request, noun: Noun) -> web.Response:
    async with read(request) as conn:
        row = await education.visible(conn, request[keys.ACTOR], noun, path_id(request, "id", noun.name))
    return json(shapes.success(shape(noun, row, request[keys.ACTOR]), f"{WORDS[noun]} retrieved"))


async def create_row(request: web.Request, noun: Noun) -> web.Response:
    actor = request[keys.ACTOR]
    education.require_editor(actor, noun)
    parent_id = path_id(request, "id", noun.parent.name) if noun.parent else None
    given = await body(request, NEW[noun])
    async with transaction(request) as conn:
        row = await education.create(conn, actor, noun, parent_id, given.model_dump())
    return json(shapes.success(shape(noun, row, actor), f"{WORDS[noun]} created"), 201)


async def update_row(request: web.Request, noun: Noun) -> web.Response:
    actor = request[keys.ACTOR]
    education.require_editor(actor, noun)
    row_id, given = path_id(request, "id", noun.name), await body(request, CHANGES[noun])
    async with transaction(request) as conn:
        row = await education.update(conn, actor, noun, row_id, given.given())
    return json(shapes.success(shape(noun, row, actor), f"{WORDS[noun]} updated"))


async def delete_row(request: web.Request, noun: Noun) -> web.Response:
    row_id = path_id(request, "id", noun.name)
    async with transaction(request) as conn:
        await education.delete(conn, request[keys.ACTOR], noun, row_id)
    return json(shapes.success({"id": row_id}, f"{WORDS[noun]} deleted"))


# Levels


async def list_levels(request: web.Request) -> web.Response:
    return await list_rows(request, LEVEL)


async def get_level(request: web.Request) -> web.Response:
    return await get_row(request, LEVEL)


async def create_level(request: web.Request) -> web.Response:
    return await create_row(request, LEVEL)


async def update_level(request: web.Request) -> web.Response:
    return await update_row(request, LEVEL)


async def delete_level(request: web.Request) -> web.Response:
    return await delete_row(request, LEVEL)


# Grades of a level


async def list_grades(request: web.Request) -> web.Response:
    return await list_rows(request, GRADE)


async def get_grade(request: web.Request) -> web.Response:
    return await get_row(request, GRADE)


async def create_grade(request: web.Request) -> web.Response:
    return await create_row(request, GRADE)


async def update_grade(request: web.Request) -> web.Response:
    return await update_row(request, GRADE)


async def delete_grade(request: web.Request) -> web.Response:
    return await delete_row(request, GRADE)


# Subjects of a grade


async def list_subjects(request: web.Request) -> web.Response:
    return await list_rows(request, SUBJECT)


async def get_subject(request: web.Request) -> web.Response:
    return await get_row(request, SUBJECT)


async def create_subject(request: web.Request) -> web.Response:
    return await create_row(request, SUBJECT)


async def update_subject(request: web.Request) -> web.Response:
    return await update_row(request, SUBJECT)


async def delete_subject(request: web.Request) -> web.Response:
    return await delete_row(request, SUBJECT)


# Topics of a subject


async def list_topics(request: web.Request) -> web.Response:
    return await list_rows(request, TOPIC)


async def get_topic(request: web.Request) -> web.Response:
    return await get_row(request, TOPIC)


async def create_topic(request: web.Request) -> web.Response:
    return await create_row(request, TOPIC)


async def update_topic(request: web.Request) -> web.Response:
    return await update_row(request, TOPIC)


async def delete_topic(request: web.Request) -> web.Response:
    return await delete_row(request, TOPIC)
