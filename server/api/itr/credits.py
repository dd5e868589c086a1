"""Credits that companies were given: master users see all grants, the office those of its company (specs §8.1)."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.itr import details, lists, rights
from server.api.itr.entities import CREDIT_GRANTS
from server.domain.actor import Actor


def within_reach(actor: Actor) -> list[tuple[str, Any]]:
    """What a grant must have for the actor to see it."""
    return [] if rights.is_master(actor) else [("company_id", actor.company_id)]


async def list_grants(request: web.Request) -> web.Response:
    return await lists.answer(request, CREDIT_GRANTS, fixed=within_reach(request[keys.ACTOR]))


async def get_grant(request: web.Request) -> web.Response:
    rights.require(request[keys.ACTOR], CREDIT_GRANTS.levels["get"])
    return await details.get(request, CREDIT_GRANTS, details.path_id(request), fixed=within_reach(request[keys.ACTOR]))
