"""Enrolments: ask for a subject, see what waits, approve, reject."""

from aiohttp import web

from server import keys
from server.api.lms import decisions, shapes
from server.api.lms.decisions import Kind
from server.api.lms.enrollment_models import EnrollmentAsked, PendingEnrollments
from server.api.lms.ids import named_id
from server.api.lms.lists import listed
from server.db import sql
from server.domain import enrollments, learners
from server.domain.account_roles import require_admin_of
from server.http.connection import read, transaction
from server.http.inputs import body, query
from server.http.responses import json

KIND = Kind("enrollment", "Enrollment", enrollments.decide, shapes.enrollment)


async def request_enrollment(request: web.Request) -> web.Response:
    learners.require_learner(request[keys.ACTOR])
    given = await body(request, EnrollmentAsked)
    subject_id = named_id(given.subjectId, "subject")
    async with transaction(request) as conn:
        row = await enrollments.request(conn, request[keys.ACTOR], subject_id, given.message or None)
    return json(shapes.success(shapes.enrollment(row), "Enrollment requested"), 201)


async def list_pending(request: web.Request) -> web.Response:
    require_admin_of(request[keys.ACTOR], "learning")
    asked = query(request, PendingEnrollments)
    of = asked.filters | {"subject_id": asked.subjectId}
    async with read(request) as conn:
        rows = await sql.enrollments.list_pending(conn, **of, sort=asked.place, limit=asked.limit, offset=asked.window.offset)
        total = await asked.window.counted(rows, sql.enrollments.count_pending, conn, **of)
    return listed(asked, [shapes.enrollment(row) for row in rows], total, "Pending enrollments retrieved")


async def approve(request: web.Request) -> web.Response:
    return await decisions.approve(request, KIND)


async def reject(request: web.Request) -> web.Response:
    return await decisions.reject(request, KIND)
