"""Roles of people in learning with their history, and plans with what was used of them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from aiohttp import web
from pydantic import StringConstraints

from server import keys
from server.api.app.answers import PageOf, Shape
from server.api.app.models import Body, Paging
from server.api.app.shapes import page
from server.db import Connection, Row, containing, sql
from server.domain import account_roles, accounts, learners, plans
from server.domain.actor import Actor
from server.errors import Denied, NotFound
from server.http.connection import read, transaction
from server.http.inputs import body, path_uuid, query
from server.http.responses import json

PlanName = Literal["FREE", "PRO", "ENTERPRISE"]


class PlanGiven(Body):
    plan: PlanName | None


class PlansQuery(Paging):
    search: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    plan: PlanName | None = None
    sort: Literal["-calls", "-uploads", "name"] = "-calls"


class Used(Shape):
    used: int
    limit: int | None


class PlanShown(Shape):
    plan: PlanName
    is_default: bool
    is_counted: bool
    month: date
    resets_at: datetime
    calls: Used
    uploads: Used


class PersonsPlan(Shape):
    id: UUID
    name: str
    email: str | None
    plan: PlanName
    is_default: bool
    calls: Used
    uploads: Used


class Giver(Shape):
    id: UUID
    name: str


class LearningRole(Shape):
    id: int
    role: Literal["admin", "mentor", "learner"]
    is_of_everything: bool
    is_effective: bool
    effective_from: datetime
    effective_until: datetime | None
    assigned_by: Giver | None
    created_at: datetime


class Rights(Shape):
    email: bool
    admin: bool


class LearningRoles(PageOf[LearningRole]):
    rights: Rights


async def learner(conn: Connection, request: web.Request) -> Row:
    """Whom the path names, for administrators of learning."""
    account_roles.require_admin_of(request[keys.ACTOR], learners.DOMAIN)
    row: Row | None = await sql.app.learning_users.get(conn, uuid=path_uuid(request, "id"))
    if row is None:
        raise NotFound("user")
    return row


async def list_roles(request: web.Request) -> web.Response:
    asked = query(request, Paging)
    async with read(request) as conn:
        found = await learner(conn, request)
        rows = await sql.app.learning_users.list_roles(conn, account_id=found["id"], limit=asked.per_page, offset=asked.window.offset)
        total = asked.window.total(len(rows))
        if total is None:
            total = await sql.app.learning_users.count_roles(conn, account_id=found["id"])
        account = await accounts.get(conn, found["id"])
    return json(page([role(row) for row in rows], asked, total) | {"rights": rights(request[keys.ACTOR], account)})


def role(row: Row) -> dict[str, Any]:
    names = ("id", "role", "is_of_everything", "is_effective", "effective_from", "effective_until", "created_at")
    giver = {"id": row["giver_uuid"], "name": row["giver_name"]} if row["giver_uuid"] else None
    return {name: row[name] for name in names} | {"assigned_by": giver}


def rights(actor: Actor, account: Row) -> dict[str, bool]:
    try:
        accounts.require_may_change_credentials(actor, account)
        may_change_email = True
    except Denied:
        may_change_email = False
    return {"email": may_change_email, "admin": "*:admin" not in account["roles"]}


async def get_plan(request: web.Request) -> web.Response:
    async with read(request) as conn:
        found = await learner(conn, request)
    return json(await request.app[keys.QUOTAS].usage(found["id"]))


async def set_plan(request: web.Request) -> web.Response:
    asked = await body(request, PlanGiven)
    async with transaction(request) as conn:
        found = await learner(conn, request)
        await plans.set_plan(conn, request[keys.ACTOR], found["id"], asked.plan)
    return json(await request.app[keys.QUOTAS].usage(found["id"]))


async def list_plans(request: web.Request) -> web.Response:
    account_roles.require_admin_of(request[keys.ACTOR], learners.DOMAIN)
    asked, quotas = query(request, PlansQuery), request.app[keys.QUOTAS]
    given = {"search": containing(asked.search), "plan": asked.plan, "default_plan": quotas.default}
    await quotas.write()
    async with read(request) as conn:
        rows = await sql.app.learning_users.list_plans(conn, **given, sort=asked.sort, limit=asked.per_page, offset=asked.window.offset)
        total = asked.window.total(len(rows))
        if total is None:
            total = await sql.app.learning_users.count_plans(conn, **given)
    return json(page([persons_plan(row, quotas.plan_of(row["plan"])) for row in rows], asked, total))


def persons_plan(row: Row, plan: plans.Plan) -> dict[str, Any]:
    return {
        "id": row["uuid"], "name": row["name"], "email": row["email"], "plan": plan.name, "is_default": row["plan"] is None,
        "calls": {"used": row["calls"], "limit": plan.calls}, "uploads": {"used": row["uploads"], "limit": plan.uploads},
    }  # fmt: skip


async def get_own_plan(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    if not actor.opens(learners.DOMAIN):
        raise Denied("denied")
    return json(await request.app[keys.QUOTAS].usage(actor.user_id))
