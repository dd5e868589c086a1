"""Collections: what their fields may hold, making and changing one."""

from collections.abc import Mapping
from typing import Any

from server.db import Connection, Row
from server.domain import fields, resources
from server.domain.actor import Actor
from server.domain.nouns import COLLECTION

RULES = resources.RULES | {"tags": fields.tags}


async def create(conn: Connection, actor: Actor, given: Any) -> Row:
    return await resources.create(conn, actor, COLLECTION, lambda it: fields.clean(it, RULES, resources.REQUIRED), given, {"tags": []})


async def update(conn: Connection, actor: Actor, collection: Mapping[str, Any], given: Any) -> Mapping[str, Any]:
    return await resources.update(conn, actor, COLLECTION, lambda it: fields.clean(it, RULES, ()), collection, given, ("tags",))
