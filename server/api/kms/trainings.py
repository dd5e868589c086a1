"""Trainings: list, get, make, change, delete."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.kms import shapes
from server.api.kms.ids import path_id
from server.api.kms.models import NewTraining, TrainingChange, TrainingList
from server.db import containing, sql
from server.domain import trainings
from server.http.connection import read, transaction
from server.http.inputs import body, query
from server.http.responses import json

WORDS = ("category", "level", "status")


def lowered(given: dict[str, Any]) -> dict[str, Any]:
    """The values of lists as they are stored."""
    return {name: value.lower() if name in WORDS and value else value for name, value in given.items()}


async def list_trainings(request: web.Request) -> web.Response:
    asked = query(request, TrainingList)
    filters = lowered({"category": asked.category, "level": asked.level, "status": asked.status})
    given = filters | {"with_drafts": request[keys.ACTOR].manages_training, "search": containing(asked.search),
                       "instructor_id": asked.instructor_id}  # fmt: skip
    async with read(request) as conn:
        rows = await sql.trainings.list(conn, **given, limit=asked.limit, offset=asked.skip)
        total = await asked.window.counted(rows, sql.trainings.count, conn, **given)
    return json({"trainings": [shapes.training(row, "created_at", "updated_at") for row in rows], **asked.numbers(total)})


async def get_training(request: web.Request) -> web.Response:
    async with read(request) as conn:
        row = await trainings.visible(conn, request[keys.ACTOR], path_id(request, "training_id", "Training"))
    return json({"training": shapes.training(row, "created_at", "updated_at")})


async def create_training(request: web.Request) -> web.Response:
    trainings.require_manager(request[keys.ACTOR])
    given = await body(request, NewTraining)
    async with transaction(request) as conn:
        row = await trainings.create(conn, request[keys.ACTOR], lowered(given.model_dump()))
    return json({"training": shapes.training(row, "created_at"), "message": "Training created successfully"}, 201)


async def update_training(request: web.Request) -> web.Response:
    trainings.require_manager(request[keys.ACTOR])
    training_id, given = path_id(request, "training_id", "Training"), await body(request, TrainingChange)
    async with transaction(request) as conn:
        row = await trainings.update(conn, request[keys.ACTOR], training_id, lowered(given.given()))
    return json({"training": shapes.training(row, "updated_at"), "message": "Training updated successfully"})


async def delete_training(request: web.Request) -> web.Response:
    async with transaction(request) as conn:
        await trainings.delete(conn, request[keys.ACTOR], path_id(request, "training_id", "Training"))
    return json({"message": "Training deleted successfully"})
