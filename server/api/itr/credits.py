"""Credits that companies were given and what they used: master users see all grants, the office those of its company (specs §8.1)."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.itr import details, lists, rights
from server.api.itr.entities import CREDIT_GRANTS
from server.api.itr.texts import json, text
from server.db import sql
from server.domain import credits
from server.domain.actor import Actor
from server.errors import BadRequest, Conflict
from server.http.connection import read, transaction

# The document's answer where nothing was used: the only one with texts.
NOTHING_USED = [{"Year": "2000", "Month": "1", "Ticks": "0", "DiscountedTicks": "0"}]


def within_reach(actor: Actor) -> list[tuple[str, Any]]:
    """What a grant must have for the actor to see it."""
    return [] if rights.is_master(actor) else [("company_id", actor.company_id)]


async def list_grants(request: web.Request) -> web.Response:
    return await lists.answer(request, CREDIT_GRANTS, fixed=within_reach(request[keys.ACTOR]))


async def get_grant(request: web.Request) -> web.Response:
    rights.require(request[keys.ACTOR], CREDIT_GRANTS.levels["get"])
    return await details.get(request, CREDIT_GRANTS, details.path_id(request), fixed=within_reach(request[keys.ACTOR]))


async def post_grant(request: web.Request) -> web.Response:
    """A new grant adds its credits to the company, once; a changed one the difference."""
    rights.require(request[keys.ACTOR], CREDIT_GRANTS.levels["post"])
    grant_id = details.path_id(request)
    values = await details.body_values(request, CREDIT_GRANTS, grant_id)
    async with transaction(request) as conn:
        await sql.credits.hold_grant(conn, id=str(grant_id))
        before = await sql.credits.lock_grant(conn, id=grant_id)
        await details.saved(request, conn, CREDIT_GRANTS, grant_id, values)
        try:
            await credits.granted(conn, grant_id, before)
        except Conflict:
            raise BadRequest("company", sentence="Could not be saved : CompanyID cannot be changed") from None
    return text("OK")


async def list_usages_per_month(request: web.Request) -> web.Response:
    """Of the own company, newest first; the paging headers do not count."""
    rights.require_for_list(request[keys.ACTOR], "office_user")
    async with read(request) as conn:
        rows = await sql.credits.list_per_month(conn, company_id=request[keys.ACTOR].company_id)
    return json([month(row) for row in rows] or NOTHING_USED)


async def list_usages_per_month_for_all(request: web.Request) -> web.Response:
    """Of every company, for those who invoice; year 0: all years."""
    rights.require_for_list(request[keys.ACTOR], "master_user")
    async with read(request) as conn:
        rows = await sql.credits.list_per_month_of_all(conn, year=min(int(request.match_info["year"]), 9998))
    return json([month(row) | {"InvoiceCode": row["invoice_code"], "CompanyName": row["company_name"], "ID": row["id"]} for row in rows])


def month(row: Any) -> dict[str, Any]:
    return {"year": row["year"], "month": row["month"], "ticks": int(row["ticks"]), "discountedticks": int(row["discounted"])}
