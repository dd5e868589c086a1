"""Names of people in trainings: OpenKMS gives managers ids of participants, and users to administrators only."""

from aiohttp import web

from server import keys
from server.api.app.models import TrainingPeopleQuery
from server.db import sql
from server.domain.actor import Actor
from server.errors import Denied
from server.http.connection import read
from server.http.inputs import query
from server.http.responses import json


async def list_names(request: web.Request) -> web.Response:
    """Everybody sees who gives published trainings; who manages trainings sees participants too."""
    actor: Actor = request[keys.ACTOR]
    if not actor.opens("training"):
        raise Denied("denied")
    asked = query(request, TrainingPeopleQuery)
    async with read(request) as conn:
        rows = await sql.app.training_people.names(conn, ids=asked.id, everybody=actor.manages_training)
    return json({"people": [{"id": row["id"], "name": row["display_name"]} for row in rows]})
