"""The trash with titles: Kadi's own list names what somebody deleted by its identifier only."""

from datetime import datetime
from typing import Annotated, Literal

from aiohttp import web
from pydantic import StringConstraints

from server import keys
from server.api.app import shapes
from server.api.app.answers import Shape
from server.api.app.models import Paging
from server.db import containing, sql
from server.domain.actor import Actor
from server.errors import Denied
from server.http.connection import read
from server.http.inputs import query
from server.http.responses import json

Type = Literal["record", "collection", "template", "group"]


class TrashQuery(Paging):
    search: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = None
    type: Type | None = None


class Deleted(Shape):
    id: int
    type: Type
    identifier: str
    title: str
    deleted_at: datetime


async def list_trash(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    if not actor.opens("research"):
        raise Denied("denied")
    asked = query(request, TrashQuery)
    wanted = {"account_id": actor.user_id, "text": containing(asked.search), "type": asked.type}
    async with read(request) as conn:
        rows = await sql.app.trash.list(conn, **wanted, offset=shapes.offset(asked), limit=asked.per_page)
        total = await sql.app.trash.count(conn, **wanted)
    return json(shapes.page([dict(row) for row in rows], asked, total))
