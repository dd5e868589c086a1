"""Persons: candidates read their own record and nobody else's (specs §7.2)."""

from aiohttp import web

from server import keys
from server.api.itr import details
from server.api.itr.entities import PERSONS
from server.domain.actor import Actor
from server.errors import NotFound

NOT_OWN = "Person cannot be accessed as test taking user"


async def get_person(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    identity = details.path_id(request)
    if actor.person_id is not None and identity != actor.person_id:
        raise NotFound("other_person", sentence=NOT_OWN)
    return await details.get(request, PERSONS, identity)
