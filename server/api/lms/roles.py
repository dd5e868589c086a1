"""Roles of users in learning: given with dates, ended with their history kept."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.lms import shapes
from server.api.lms.user_models import NewRole, RoleGiven
from server.api.lms.users import known, shown
from server.db import Row, sql
from server.domain import account_roles, learners
from server.errors import Fault, Invalid
from server.http.connection import transaction
from server.http.inputs import json_body, loads, query, raw_body, validated
from server.http.responses import json


def assignment(row: Row, learner: Row, assigned_by: Any) -> dict[str, Any]:
    return {
        "id": str(row["id"]), "userId": learner["uuid"], "role": row["role"].upper(),
        "effectiveStartDate": shapes.instant(row["effective_from"]), "effectiveEndDate": shapes.instant(row["effective_until"]),
        "assignedBy": assigned_by,
    }  # fmt: skip


async def give_role(request: web.Request) -> web.Response:
    actor = request[keys.ACTOR]
    account_roles.require_admin_of(actor, learners.DOMAIN)
    given = await json_body(request)
    asked = validated(NewRole, given, "body")
    async with transaction(request) as conn:
        learner = await known(conn, request)
        try:
            row = await learners.give_role(conn, actor, learner, asked.role.lower(), asked.effectiveStartDate, asked.effectiveEndDate)
        except Invalid:
            words = {"msg": "A role ends after it starts", "input": given["effectiveEndDate"]}
            raise Invalid([Fault(("effectiveEndDate",), "before_start", words)]) from None
    return json(shapes.success(assignment(row, learner, actor.account_uuid), "Role assigned"), 201)


async def end_role(request: web.Request) -> web.Response:
    """Which one stands in the query or in the body."""
    actor = request[keys.ACTOR]
    account_roles.require_admin_of(actor, learners.DOMAIN)
    raw = await raw_body(request)
    in_query = "role" in request.query or not raw
    asked = query(request, RoleGiven) if in_query else validated(RoleGiven, loads(raw), "body")
    async with transaction(request) as conn:
        learner = await known(conn, request)
        await learners.end_role(conn, actor, learner, asked.role.lower())
        row = await sql.lms.users.get(conn, account_id=learner["id"])
    return json(shapes.success(shown(request, row), "Role removed"))
