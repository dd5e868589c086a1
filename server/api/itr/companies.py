"""Companies: master users keep them, everybody reads the own one (specs §11.1)."""

from dataclasses import replace
from uuid import UUID

from aiohttp import web

from server import keys
from server.api.itr import details, models, rights
from server.api.itr.entities import COMPANIES
from server.api.itr.lines import READ, TEXT, stored
from server.api.itr.texts import text
from server.domain import companies, rows
from server.domain.actor import Actor
from server.errors import Conflict, Denied, NotFound
from server.http.connection import transaction
from server.http.routing import Route, route

MASTER_ONLY = "You need to be master user to make this call with these parameters"
OWN = "The company cannot be removed : this session works in it"


def require_master(actor: Actor) -> None:
    if not rights.is_master(actor):
        raise Denied("master_only", sentence=MASTER_ONLY)


async def get_current(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    return await details.get(request, COMPANIES, actor.company_id or rows.ZERO)


async def get_company(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    identity = details.path_id(request)
    if identity != actor.company_id:
        require_master(actor)
    return await details.get(request, COMPANIES, identity)


async def post_company(request: web.Request) -> web.Response:
    """What an existing company has in credits is changed by grants and by use only: a form that was open meanwhile keeps nothing."""
    actor: Actor = request[keys.ACTOR]
    require_master(actor)
    identity = own_id(request)
    values = await details.body_values(request, COMPANIES, identity)
    level = values.pop("current_credit_level", None)
    async with transaction(request) as conn:
        is_new = await details.saved(request, conn, COMPANIES, identity, values)
        if is_new and level is not None:
            await details.saved(request, conn, COMPANIES, identity, {"current_credit_level": level})
        await companies.saved(conn, actor, identity, is_new=is_new)
    return text("OK")


async def delete_company(request: web.Request) -> web.Response:
    actor: Actor = request[keys.ACTOR]
    require_master(actor)
    identity = own_id(request)
    async with transaction(request) as conn:
        try:
            await companies.delete(conn, actor, identity)
        except NotFound:
            raise details.no_such_row(identity) from None
        except Conflict:
            raise Conflict("own_company", sentence=OWN) from None
    return text("OK")


def own_id(request: web.Request) -> UUID:
    """The id of the path; zero stands for the master, which is no company."""
    identity = details.path_id(request)
    if identity == rows.ZERO:
        raise details.no_such_row(identity)
    return identity


STORED = stored(COMPANIES, get=get_company, post=post_company, delete=delete_company)
ROUTES: tuple[Route, ...] = (
    route("GET", "/companies/currentcompany", get_current, scopes=READ, operation="candidate",
          answers={200: models.detail_of(COMPANIES), 404: TEXT}, summary="The company of the session."),
    *(replace(line, answers={**line.answers, 409: TEXT}) if line.method == "DELETE" else line for line in STORED),
)  # fmt: skip
