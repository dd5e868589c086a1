"""Subjects and topics by words of their names, wherever they stand: Akako's lists search among the children of one row."""

from typing import Annotated, Any, Literal
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, StringConstraints

from server import keys
from server.api.app.answers import Shape
from server.db import Row, sql
from server.domain.actor import Actor
from server.errors import Denied
from server.http.connection import read
from server.http.inputs import query
from server.http.responses import json

EACH = 20
ABOVE = ("level", "grade", "subject")


class SearchQuery(BaseModel):
    search: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Above(Shape):
    noun: Literal["level", "grade", "subject"]
    id: UUID
    name: str


class Found(Shape):
    id: UUID
    name: str
    image_url: str | None
    above: list[Above]


class FoundPlaces(Shape):
    subjects: list[Found]
    topics: list[Found]


async def search(request: web.Request) -> web.Response:
    """What is open only: whoever writes the tree finds the rest in its outline."""
    actor: Actor = request[keys.ACTOR]
    if not actor.opens("learning"):
        raise Denied("denied")
    asked = query(request, SearchQuery)
    async with read(request) as conn:
        rows = await sql.search.learning(conn, text=asked.search, limit=EACH)
    return json({f"{noun}s": [found(row) for row in rows if row["noun"] == noun] for noun in ("subject", "topic")})


def found(row: Row) -> dict[str, Any]:
    above = [{"noun": noun, "id": row[f"{noun}_id"], "name": row[f"{noun}_name"]} for noun in ABOVE if row[f"{noun}_id"] is not None]
    return {"id": row["id"], "name": row["name"], "image_url": row["image_url"], "above": above}
