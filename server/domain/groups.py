"""Groups of people: what their fields may hold, making and changing one."""

from collections.abc import Mapping
from typing import Any

from server.db import Connection, Row
from server.domain import fields, resources
from server.domain.actor import Actor
from server.domain.nouns import GROUP


async def create(conn: Connection, actor: Actor, given: Any) -> Row:
    return await resources.create(conn, actor, GROUP, lambda it: fields.clean(it, resources.RULES, resources.REQUIRED), given, {})


async def update(conn: Connection, actor: Actor, group: Mapping[str, Any], given: Any) -> Mapping[str, Any]:
    return await resources.update(conn, actor, GROUP, lambda it: fields.clean(it, resources.RULES, ()), group, given, ())
