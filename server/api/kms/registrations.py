"""Registrations: list, get, take a seat, change, cancel."""

from aiohttp import web

from server import keys
from server.api.kms import shapes
from server.api.kms.ids import path_id
from server.api.kms.models import NewRegistration, RegistrationChange, RegistrationList
from server.db import sql
from server.domain import registrations
from server.http.connection import read, transaction
from server.http.inputs import body, query
from server.http.responses import json


async def list_registrations(request: web.Request) -> web.Response:
    """All of them for managers, one's own for everybody else."""
    asked, actor = query(request, RegistrationList), request[keys.ACTOR]
    given = {
        "account_id": None if actor.manages_training else actor.user_id, "user_id": asked.user_id, "training_id": asked.training_id,
        "status": asked.status.lower() if asked.status else None,
    }  # fmt: skip
    async with read(request) as conn:
        rows = await sql.registrations.list(conn, **given, limit=asked.limit, offset=asked.skip)
        total = await asked.window.counted(rows, sql.registrations.count, conn, **given)
    return json({"registrations": [shapes.registration(row) for row in rows], **asked.numbers(total)})


async def get_registration(request: web.Request) -> web.Response:
    async with read(request) as conn:
        row = await registrations.visible(conn, request[keys.ACTOR], path_id(request, "registration_id", "Registration"))
    return json({"registration": shapes.registration(row)})


async def create_registration(request: web.Request) -> web.Response:
    given = await body(request, NewRegistration)
    async with transaction(request) as conn:
        row = await registrations.register(conn, request[keys.ACTOR], given.training_id)
    return json({"registration": shapes.registration(row), "message": "Registration successful"}, 201)


async def update_registration(request: web.Request) -> web.Response:
    registration_id, given = path_id(request, "registration_id", "Registration"), await body(request, RegistrationChange)
    async with transaction(request) as conn:
        row = await registrations.change(conn, request[keys.ACTOR], registration_id, given.status.lower(), given.feedback_score)
    return json({"registration": shapes.registration(row), "message": "Registration updated successfully"})


async def cancel_registration(request: web.Request) -> web.Response:
    async with transaction(request) as conn:
        await registrations.cancel(conn, request[keys.ACTOR], path_id(request, "registration_id", "Registration"))
    return json({"message": "Registration cancelled successfully"})
