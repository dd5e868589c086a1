"""Who is signed in now, and what the original's client asks at its start (specs §6.2, §15)."""

from aiohttp import web

from server import keys
from server.api.itr import rights
from server.api.itr.lines import READ, TEXT, WRITE
from server.api.itr.texts import text
from server.domain import sessions
from server.domain.actor import Actor
from server.http.connection import read
from server.http.routing import Route, route


async def count_active(request: web.Request) -> web.Response:
    """`<sessions of the company>(<of which candidates>)`; for master users those of everybody behind it."""
    actor: Actor = request[keys.ACTOR]
    rights.require(actor, "office_user")
    async with read(request) as conn:
        counts = [await sessions.count_active(conn, actor.company_id)]
        if rights.is_master(actor):
            counts.append(await sessions.count_active(conn, None))
    return text("-".join(f"{everybody}({candidates})" for everybody, candidates in counts))


async def refresh_publics(request: web.Request) -> web.Response:
    """Nothing comes from outside here, so everything is fresh."""
    rights.require_for_list(request[keys.ACTOR], "master_user")
    return text("OK")


ROUTES: tuple[Route, ...] = (
    route("GET", "/activesessions", count_active, scopes=READ, operation="candidate", answers={200: TEXT, 403: TEXT, 404: TEXT},
          summary="How many are signed in."),
    route("POST", "/refreshpublics", refresh_publics, scopes=WRITE, answers={200: TEXT, 404: TEXT},
          summary="For the original's client; changes nothing."),
)  # fmt: skip
