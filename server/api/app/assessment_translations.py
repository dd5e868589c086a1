"""How complete the words of assessment are in each language, for translators."""

from datetime import datetime

from aiohttp import web
from pydantic import BaseModel

from server import keys
from server.db import sql
from server.domain.actor import Actor
from server.errors import Denied
from server.http.connection import read
from server.http.responses import json

TRANSLATING = {"is_translator", "is_master_user"}


class Completeness(BaseModel):
    """`words`: how many keys any language has; `translated`: how many of them this one has."""

    language: str
    translated: int
    words: int
    changed_at: datetime


class Languages(BaseModel):
    languages: list[Completeness]


async def list_completeness(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    if not actor.opens("assessment") or not TRANSLATING & actor.flags:
        raise Denied("denied")
    async with read(request) as conn:
        rows = await sql.translations.list_completeness(conn)
    return json({"languages": [dict(row) for row in rows]})
