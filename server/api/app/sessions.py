"""The session in hand (who am I, its cookie, its end) and the account's other open sessions."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.app import shapes
from server.api.app.models import Paging
from server.config import Config
from server.db import Connection, Row, sql
from server.domain import sessions
from server.domain.actor import Actor
from server.http.addresses import base_url
from server.http.connection import read, transaction
from server.http.credential import COOKIE
from server.http.inputs import path_int, query
from server.http.responses import empty, json

# What the navigation may show, in its order, and who sees it.
RAIL = (
    ("records", "research"), ("collections", "research"), ("templates", "research"), ("groups", "research"),
    ("trainings", "training"), ("learning", "learning"), ("assessment", "assessment"),
)  # fmt: skip

SHOWN = ("id", "made_by", "address", "user_agent", "has_second_factor", "created_at", "last_used_at", "expires_at")


async def get_session(request: web.Request) -> web.Response:
    async with read(request) as conn:
        return json(await session(conn, request[keys.ACTOR], request.app[keys.CONFIG]))


async def session(conn: Connection, actor: Actor, config: Config) -> dict[str, Any]:
    """Who acts, and what the app may show them."""
    row = await sql.sessions.get(conn, id=actor.credential_id)
    times = {"created_at": row["created_at"], "expires_at": row["expires_at"], "idle_seconds": row["idle_seconds"]} if row else {}
    shown = await (of_account(conn, actor, config) if actor.person_id is None else of_person(conn, actor))
    return shown | {"has_second_factor": actor.second_factor} | times


async def of_account(conn: Connection, actor: Actor, config: Config) -> dict[str, Any]:
    profile = await sql.app.accounts.get_profile(conn, account_id=actor.account_id)
    preferences = await sql.app.accounts.get_preferences(conn, account_id=actor.account_id)
    places = [company(row) for row in await sql.companies.list_of_account(conn, account_id=actor.user_id)]
    inside = next((place for place in places if place["company_id"] == actor.company_id), None)
    account = {name: profile[name] for name in ("id", "uuid", "username", "display_name", "email", "is_email_verified", "language")}
    return {
        "kind": "account", "account": account, "person": None, "domains": sorted(actor.domains), "companies": places, "company": inside,
        "roles": [{"role": role, "domain": domain} for domain, role in sorted(actor.roles, key=lambda pair: (pair[0] or "", pair[1]))],
        "owes": ["company"] if actor.kind == "limited" or ("assessment" in actor.domains and places and inside is None) else [],
        "rail": rail(actor, places) if actor.kind == "session" else [], "rights": sorted(actor.flags), "preferences": dict(preferences),
        "server": {"trash_days": config.storage.trash_days, "sends_mail": bool(config.mail.smtp_host)},
    }  # fmt: skip


def rail(actor: Actor, places: list[dict[str, Any]]) -> list[str]:
    shown = [name for name, domain in RAIL if domain in actor.domains and (domain != "assessment" or places)]
    if any(role == "admin" for _, role in actor.roles):
        shown.append("accounts")
    if actor.is_admin():
        shown += ["jobs", "system"]
    return [*shown, "settings"]


async def of_person(conn: Connection, actor: Actor) -> dict[str, Any]:
    """A candidate, who sees the test-taking page only."""
    row = await sql.companies.get(conn, company_id=actor.company_id)
    place = {"company_id": row["id"], "login_id": None, "name": row["company_name"]}
    return {
        "kind": "poll" if actor.is_poll else "candidate", "account": None,
        "person": {"id": actor.person_id, "display_name": actor.display_name, "email": actor.email or None},
        "domains": ["assessment"], "companies": [place], "company": place, "roles": [], "owes": [], "rail": ["taking"], "rights": [],
        "preferences": {"language": actor.language, "theme": "system"}, "server": None,
    }  # fmt: skip


def company(row: Row) -> dict[str, Any]:
    return {"company_id": row["id"], "login_id": row["login_id"], "name": row["company_name"]}


async def make_cookie(request: web.Request) -> web.Response:
    """The browser's cookie of the session in the header."""
    async with transaction(request) as conn:
        value = await sessions.make_cookie(conn, request.app[keys.SECRETS], request[keys.ACTOR])
    response = empty()
    response.set_cookie(COOKIE, value, httponly=True, samesite="Lax", path="/", secure=base_url(request).startswith("https:"))
    return response


async def sign_out(request: web.Request) -> web.Response:
    async with transaction(request) as conn:
        await sessions.end_own(conn, request[keys.ACTOR])
    response = empty()
    response.del_cookie(COOKIE, path="/", httponly=True, samesite="Lax")
    return response


async def list_sessions(request: web.Request) -> web.Response:
    actor, asked = request[keys.ACTOR], query(request, Paging)
    async with read(request) as conn:
        rows = await sessions.list_own(conn, actor.user_id)
    items = [
        {name: row[name] for name in SHOWN} | {"company": row["company_name"], "is_current": row["id"] == actor.credential_id}
        for row in rows
    ]  # fmt: skip
    return json(shapes.cut(items, asked))


async def end_session(request: web.Request) -> web.Response:
    async with transaction(request) as conn:
        await sessions.end(conn, request[keys.ACTOR], path_int(request, "id"))
    return empty()


async def end_others(request: web.Request) -> web.Response:
    actor = request[keys.ACTOR]
    async with transaction(request) as conn:
        others = [row for row in await sessions.list_own(conn, actor.user_id) if row["id"] != actor.credential_id]
        for row in others:
            await sessions.end(conn, actor, row["id"])
        # What was signed in by JSON web token ends too.
        await sessions.end_all(conn, actor.user_id, but=actor.credential_id)
    return json({"ended": len(others)})
