"""Where somebody stopped watching the video of a topic."""

from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from server.api.app.learning import learner
from server.api.app.learning_answers import Position
from server.db import Row
from server.domain import topic_files
from server.http.connection import read, transaction
from server.http.inputs import body, path_uuid
from server.http.responses import json

LONGEST_SECONDS = 1_000_000
Seconds = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=LONGEST_SECONDS)]


class PositionGiven(BaseModel):
    model_config = ConfigDict(extra="forbid")

    seconds: Seconds
    duration: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.001, le=LONGEST_SECONDS)] | None = None


class PositionShown(BaseModel):
    position: Position | None


def shown(row: Row) -> web.Response:
    has_begun = row["seconds"] is not None
    return json({"position": {name: row[name] for name in ("seconds", "duration", "updated_at")} if has_begun else None})


async def get_position(request: web.Request) -> web.Response:
    actor = learner(request)
    async with read(request) as conn:
        return shown(await topic_files.position(conn, actor, path_uuid(request, "id")))


async def set_position(request: web.Request) -> web.Response:
    """The last one to say counts, whichever window it came from."""
    actor, given = learner(request), await body(request, PositionGiven)
    async with transaction(request) as conn:
        return shown(await topic_files.remember_position(conn, actor, path_uuid(request, "id"), given.seconds, given.duration))
