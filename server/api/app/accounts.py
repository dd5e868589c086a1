"""Accounts as administrators see and change them. An admin of one domain sees the accounts that hold it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from server import keys
from server.api.app import shapes
from server.api.app.models import AccountChange, AccountsQuery, DomainState, NewAccount, WantedLink
from server.db import Connection, Row, containing, sql
from server.domain import account_roles, accounts, links, second_factor, sessions
from server.domain.actor import DOMAINS, Actor
from server.errors import Denied, Fault, Invalid, NotFound
from server.http.addresses import mail_url
from server.http.connection import read, transaction
from server.http.inputs import body, path_int, query
from server.http.responses import empty, json


def administered(actor: Actor) -> list[str] | None:
    """The domains that the actor administers, None for all; Denied for who administers none."""
    if actor.is_admin():
        return None
    found = [domain for domain in DOMAINS if actor.is_admin(domain)]
    if not found:
        raise Denied("admins_only")
    return found


async def list_accounts(request: web.Request) -> web.Response:
    domains, asked = administered(request[keys.ACTOR]), query(request, AccountsQuery)
    pattern = containing(asked.search.strip())
    given = {"domains": domains, "search": pattern, "domain": asked.domain, "state": asked.state, "role": asked.role, "login": asked.login}
    async with read(request) as conn:
        rows = await sql.app.accounts.list(conn, **given, sort=asked.sort, limit=asked.per_page, offset=shapes.offset(asked))
        total = await sql.app.accounts.count(conn, **given)
        return json(shapes.page(await with_domains_and_roles(conn, rows), asked, total))


async def with_domains_and_roles(conn: Connection, rows: list[Row]) -> list[dict[str, Any]]:
    ids = [row["id"] for row in rows]
    domains: dict[int, dict[str, str]] = {account_id: {} for account_id in ids}
    roles: dict[int, list[dict[str, Any]]] = {account_id: [] for account_id in ids}
    for row in await sql.app.accounts.list_domains(conn, account_ids=ids):
        domains[row["account_id"]][row["domain"]] = row["state"]
    for row in await sql.app.accounts.list_roles(conn, account_ids=ids):
        roles[row["account_id"]].append(shapes.role(row))
    return [dict(row) | {"domains": domains[row["id"]], "roles": roles[row["id"]]} for row in rows]


async def account(conn: Connection, account_id: int) -> dict[str, Any]:
    row = await sql.app.accounts.get(conn, account_id=account_id)
    if row is None:
        raise NotFound("account")
    return (await with_domains_and_roles(conn, [row]))[0]


async def visible(conn: Connection, actor: Actor, account_id: int) -> dict[str, Any]:
    """The account, or NotFound for one that holds no domain of the actor's."""
    domains, found = administered(actor), await account(conn, account_id)
    if domains is not None and not set(domains) & set(found["domains"]) and actor.account_id != account_id:
        raise NotFound("account")
    return found


async def get_account(request: web.Request) -> web.Response:
    async with read(request) as conn:
        found = await visible(conn, request[keys.ACTOR], path_int(request, "id"))
        logins = await sql.app.accounts.list_logins(conn, account_id=found["id"])
    places = [{"company_id": row["company_id"], "login_id": row["login_id"], "name": row["company_name"], "is_active": row["is_active"]}
              for row in logins]  # fmt: skip
    return json(found | {"companies": places})


async def create_account(request: web.Request) -> web.Response:
    """The account and its set-up link, mailed where there is an address and shown this once."""
    wanted, actor, base = await body(request, NewAccount), request[keys.ACTOR], mail_url(request)
    mine = administered(actor)
    domains = tuple(dict.fromkeys(wanted.domains)) if wanted.domains is not None else tuple(mine or DOMAINS)
    for domain in (*domains, *(role.domain for role in wanted.roles)):
        account_roles.require_admin_of(actor, domain)
    new = accounts.NewAccount(
        display_name=wanted.display_name, username=wanted.username or None, email=wanted.email or None, domains=domains,
        given_name=wanted.given_name, family_name=wanted.family_name,
    )  # fmt: skip
    async with transaction(request) as conn:
        row = await accounts.create(conn, actor, new)
        for role in wanted.roles:
            await account_roles.give_role(conn, actor, row["id"], role.role, role.domain)
        made = await account(conn, row["id"])
        link = await set_up_link(request, conn, made, base, is_mailed=wanted.mail)
    return json({"account": made, "link": link}, 201)


async def set_up_link(request: web.Request, conn: Connection, owner: dict[str, Any], base: str, *, is_mailed: bool) -> dict[str, Any]:
    """A link to choose a password: mailed to the owner, or shown to the actor to hand over. Never both, because opening a
    mailed one shows whose the address is."""
    identity, actor, link_of = request.app[keys.IDENTITY], request[keys.ACTOR], links.page_link(base)
    shown: dict[str, Any] = {"url": None, "mailed_to": None}
    if is_mailed and owner["email"]:
        shown["mailed_to"] = await links.send_set_up(conn, identity, actor, owner["id"], link_of=link_of)
    else:
        shown["url"] = link_of(await links.make_set_up_link(conn, identity, actor, owner["id"]))
    hours = identity.config.accounts.setup_hours
    return shown | {"expires_at": datetime.now(UTC).replace(microsecond=0) + timedelta(hours=hours)}


async def change_account(request: web.Request) -> web.Response:
    wanted, actor, account_id = await body(request, AccountChange), request[keys.ACTOR], path_int(request, "id")
    given = wanted.model_dump(exclude_unset=True)
    profile = {name: given[name] or None for name in ("display_name", "given_name", "family_name") if name in given}
    async with transaction(request) as conn:
        await visible(conn, actor, account_id)
        if profile:
            await accounts.change_profile(conn, actor, account_id, **profile)
        if "email" in given or "is_email_verified" in given:
            await change_email(request, conn, actor, account_id, given)
        if given.get("username") is not None:
            await accounts.change_username(conn, actor, account_id, given["username"])
        if given.get("is_active") is not None:
            await account_roles.set_account_state(conn, actor, account_id, given["is_active"])
        return json(await account(conn, account_id))


async def change_email(request: web.Request, conn: Connection, actor: Actor, account_id: int, given: dict[str, Any]) -> None:
    """The address; unverified (a link goes to it) unless an admin of everything vouches for it."""
    known = await accounts.get(conn, account_id)
    email, is_verified = given.get("email", known["email"]) or None, bool(given.get("is_email_verified"))
    if is_verified and email is None:
        raise Invalid([Fault(("email",), "required")])
    await accounts.change_email(conn, request.app[keys.SECRETS], actor, account_id, email, is_verified=is_verified)
    if email is not None and not is_verified and email != known["email"]:
        await links.send_verification(conn, request.app[keys.IDENTITY], account_id, link_of=links.page_link(mail_url(request)))


async def set_domain_state(request: web.Request) -> web.Response:
    account_id, domain, actor = path_int(request, "id"), known_domain(request), request[keys.ACTOR]
    administered(actor)
    wanted = await body(request, DomainState)
    async with transaction(request) as conn:
        await account_roles.give_domain(conn, actor, account_id, domain)
        await account_roles.set_state(conn, actor, account_id, domain, wanted.state)
        return json(await account(conn, account_id))


def known_domain(request: web.Request) -> str:
    if request.match_info["domain"] not in DOMAINS:
        raise NotFound("domain")
    return request.match_info["domain"]


async def make_reset_link(request: web.Request) -> web.Response:
    wanted, account_id, base = await body(request, WantedLink), path_int(request, "id"), mail_url(request)
    async with transaction(request) as conn:
        await may_change_credentials(conn, request[keys.ACTOR], account_id)
        link = await set_up_link(request, conn, await account(conn, account_id), base, is_mailed=wanted.mail)
    return json(link, 201)


async def may_change_credentials(conn: Connection, actor: Actor, account_id: int) -> None:
    await visible(conn, actor, account_id)
    accounts.require_may_change_credentials(actor, await account_roles.lock(conn, account_id))


async def unlock(request: web.Request) -> web.Response:
    actor, account_id = request[keys.ACTOR], path_int(request, "id")
    async with transaction(request) as conn:
        await visible(conn, actor, account_id)
        await second_factor.unlock(conn, actor, account_id)
    return empty()


async def remove_second_factor(request: web.Request) -> web.Response:
    actor, account_id = request[keys.ACTOR], path_int(request, "id")
    async with read(request) as conn:
        await visible(conn, actor, account_id)
    await second_factor.remove(request.app[keys.IDENTITY], actor, account_id=account_id)
    return empty()


async def end_sessions(request: web.Request) -> web.Response:
    """Ends whatever is signed in with a password; access tokens stay."""
    actor, account_id = request[keys.ACTOR], path_int(request, "id")
    async with transaction(request) as conn:
        await may_change_credentials(conn, actor, account_id)
        ended = len(await sessions.list_own(conn, account_id))
        await sessions.end_all(conn, account_id, but=actor.credential_id if actor.account_id == account_id else None)
    return json({"ended": ended})
