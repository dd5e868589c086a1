"""Applications to become a mentor: apply, see what waits, approve, reject."""

from aiohttp import web

from server import keys
from server.api.lms import decisions, shapes
from server.api.lms.decisions import Kind
from server.api.lms.enrollment_models import MentorApplied, PendingApplications
from server.api.lms.lists import listed
from server.db import sql
from server.domain import learners, mentor_applications
from server.domain.account_roles import require_admin_of
from server.http.connection import read, transaction
from server.http.inputs import body, query
from server.http.responses import json

KIND = Kind("mentor_application", "Mentor application", mentor_applications.decide, shapes.mentor_application)


async def apply(request: web.Request) -> web.Response:
    learners.require_learner(request[keys.ACTOR])
    given = await body(request, MentorApplied)
    async with transaction(request) as conn:
        row = await mentor_applications.apply(conn, request[keys.ACTOR], given.motivation, given.experience or None, given.subjects or [])
    return json(shapes.success(shapes.mentor_application(row), "Mentor application submitted"), 201)


async def list_pending(request: web.Request) -> web.Response:
    require_admin_of(request[keys.ACTOR], "learning")
    asked = query(request, PendingApplications)
    async with read(request) as conn:
        rows = await sql.mentor_applications.list_pending(
            conn, **asked.filters, sort=asked.place, limit=asked.limit, offset=asked.window.offset
        )
        total = await asked.window.counted(rows, sql.mentor_applications.count_pending, conn, **asked.filters)
    return listed(asked, [shapes.mentor_application(row) for row in rows], total, "Pending mentor applications retrieved")


async def approve(request: web.Request) -> web.Response:
    return await decisions.approve(request, KIND)


async def reject(request: web.Request) -> web.Response:
    return await decisions.reject(request, KIND)
