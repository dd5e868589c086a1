"""Settings: one text per name, of the company or of the master (specs §10). Every refusal is the same sentence."""

from uuid import UUID

from aiohttp import web

from server import keys
from server.api.itr import headers, lists, rights
from server.api.itr.entities import SETTINGS
from server.api.itr.lines import READ, TEXT, WRITE, listing
from server.api.itr.models import OwnerHeaders
from server.api.itr.texts import text
from server.db import sql
from server.domain import mail_addresses, settings
from server.domain.actor import Actor
from server.errors import BadRequest, Invalid, NotFound
from server.http.connection import read, transaction
from server.http.inputs import is_clean, raw_body
from server.http.routing import Route, route

REFUSED = "You do not have sufficient rights to make this call"


async def list_settings(request: web.Request) -> web.Response:
    """Those that everybody in the office may read."""
    return await lists.answer(request, SETTINGS, fixed=[("is_protected", False)])


def wants_master(request: web.Request) -> bool:
    given = headers.flag(request, "MASTER")
    return bool(headers.flag(request, "IncludeMaster")) if given is None else given


def refused() -> NotFound:
    return NotFound("setting", sentence=REFUSED)


def admitted(request: web.Request, *levels: str) -> UUID | None:
    """Whose setting it is about (None: the master's); refused without one of the levels, in the master for all but master users."""
    actor: Actor = request[keys.ACTOR]
    of_master = wants_master(request)
    if not any(rights.holds(actor, level) for level in (("master_user",) if of_master else levels)):
        raise refused()
    return None if of_master else actor.company_id


async def get_setting(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    is_open = not settings.is_protected(name)
    company_id = admitted(request, "office") if is_open else admitted(request, "organisation_supervisor", "master_user")
    async with read(request) as conn:
        if name == settings.COPY_ADDRESS and company_id is not None:
            return text(await sql.settings.get_copy_address(conn, company_id=company_id) or "")
        row = await settings.get(conn, company_id, name) if is_clean(name) else None
    if row is not None and row["is_protected"]:
        admitted(request, "organisation_supervisor", "master_user")
    if row is None:
        raise NotFound("setting", sentence="Parameter not found")
    return text(settings.shown(row))


async def post_setting(request: web.Request) -> web.Response:
    """The body is the value."""
    name = request.match_info["name"]
    levels = ("master_user",) if name in settings.OF_MASTER_USERS else ("organisation_supervisor", "master_user")
    company_id, value = admitted(request, *levels), await body_text(request)
    async with transaction(request) as conn:
        if name == settings.COPY_ADDRESS and company_id is not None:
            await sql.settings.set_copy_address(conn, company_id=company_id, address=copy_address(value))
            return text("Parameter value updated")
        try:
            is_new = await settings.save(conn, request.app[keys.SECRETS], request[keys.ACTOR], company_id, name, value)
        except Invalid:
            raise BadRequest("setting", sentence="Could not be saved : a name has 1 to 50 characters") from None
    return text("Parameter added" if is_new else "Parameter value updated")


def copy_address(value: str) -> str:
    """Addresses that get a copy of each mail; nothing that is none."""
    try:
        found = mail_addresses.listed(value)
    except Invalid:
        raise BadRequest("address", sentence="Could not be saved : not a mail address") from None
    joined = ", ".join(found)
    if len(joined) > 200:
        raise BadRequest("too_long", sentence="Could not be saved : the addresses are longer than 200 characters")
    return joined


async def body_text(request: web.Request) -> str:
    try:
        value = (await raw_body(request)).decode()
    except UnicodeDecodeError:
        value = "\0"
    if "\0" in value:
        raise BadRequest("not_text", sentence="Could not be saved : the value is no text")
    return value


async def delete_setting(request: web.Request) -> web.Response:
    company_id, name = admitted(request, "master_user"), request.match_info["name"]
    async with transaction(request) as conn:
        if name == settings.COPY_ADDRESS and company_id is not None:
            await sql.settings.set_copy_address(conn, company_id=company_id, address="")
        elif not is_clean(name) or not await settings.delete(conn, request[keys.ACTOR], company_id, name):
            raise NotFound("setting", sentence="Parameter not found")
    return text("Parameter deleted")


ROUTES: tuple[Route, ...] = (
    listing("/systemsettings", SETTINGS, list_settings),
    route("GET", "/systemsettings/{name}", get_setting, scopes=READ, operation="candidate", headers=OwnerHeaders,
          answers={200: TEXT, 404: TEXT}, summary="The value of a setting."),
    route("POST", "/systemsettings/{name}", post_setting, scopes=WRITE, operation="candidate", headers=OwnerHeaders, body="text/plain",
          answers={200: TEXT, 400: TEXT, 404: TEXT}, summary="Set a setting."),
    route("DELETE", "/systemsettings/{name}", delete_setting, scopes=WRITE, operation="candidate", headers=OwnerHeaders,
          answers={200: TEXT, 404: TEXT}, summary="Remove a setting."),
)  # fmt: skip
