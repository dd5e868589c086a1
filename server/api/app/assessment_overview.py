"""What a test office has on its desk, in numbers."""

from datetime import date
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from server.api.app.assessment_reports import office
from server.db import sql
from server.http.connection import read
from server.http.responses import json

WEEKS = 12


class Sessions(BaseModel):
    """Of persons, not archived. `over`: those of `ready` and `running` whose end has passed."""

    ready: int
    running: int
    done: int
    over: int


class Week(BaseModel):
    """`week`: its Monday."""

    week: date
    done: int


class Overview(BaseModel):
    sessions: Sessions
    weeks: list[Week]


async def get_overview(request: web.Request) -> web.Response:
    actor, company_id = office(request)
    asked = {"owner_id": company_id, "managed_by": actor.own_objects_of}
    async with read(request) as conn:
        counts = await sql.assessment_overview.count_sessions(conn, **asked)
        weeks = await sql.assessment_overview.list_weeks(conn, **asked, weeks=WEEKS)
    answer: dict[str, Any] = {"sessions": dict(counts), "weeks": [dict(row) for row in weeks]}
    return json(answer)
