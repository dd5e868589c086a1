"""OAuth2 (seed 001, "OAuth2 Tokens"): the question to a person, the exchange of codes and refresh tokens, revocation."""

import functools
import string
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from aiohttp import web

from server import keys
from server.db import Connection, Row, sql
from server.domain import credentials, oauth, oauth_applications, oauth_consent
from server.domain.actor import Actor
from server.domain.oauth import Pair, Refused
from server.domain.oauth_consent import Question
from server.errors import BadRequest, Denied, NotFound, TooLarge, Unauthenticated
from server.http import credential, limits
from server.http.connection import read, transaction
from server.http.inputs import is_clean, raw_body
from server.http.responses import json
from server.http.routing import Handler
from server.site import consent
from server.site.consent import Asking, Look

FORM = "application/x-www-form-urlencoded"
MAX_FORM = 65_536
MAX_FIELDS = 50
DENIED = {"error": "access_denied", "error_description": "The resource owner or authorization server denied the request"}
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
GRANTS = ("authorization_code", "refresh_token")

# What is wrong → error and, where there is one, description (specs/kadi-v1.md, §2).
ERRORS: dict[str, tuple[str, str | None]] = {
    "form": ("invalid_request", "The form cannot be read."),
    "grant": ("unsupported_grant_type", "Must be one of: authorization_code, refresh_token."),
    "client": ("invalid_client", "The client cannot authenticate with methods: ['client_secret_post']"),
    "no_code": ("invalid_request", "Missing 'code' in request."),
    "code": ("invalid_grant", "Invalid 'code' in request."),
    "redirect_uri": ("invalid_grant", "Invalid 'redirect_uri' in request."),
    "challenge": ("invalid_grant", "Code challenge failed."),
    "no_refresh": ("invalid_request", "Missing 'refresh_token' in request."),
    "refresh": ("invalid_grant", "Invalid 'refresh_token' in request."),
    "no_token": ("invalid_request", None),
}


# What was sent


def only_outside_the_api(request: web.Request) -> None:
    """A token counts below `/api` only; with one, there is nothing here."""
    if credential.bearers(request):
        raise NotFound("url")


def fields(text: str, errors: str) -> dict[str, str]:
    """The fields of a query string or form. BadRequest where it cannot be read, or says something twice."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors=errors, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise BadRequest("form") from None
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadRequest("form")
    return found


async def form(request: web.Request) -> dict[str, str]:
    """The fields of the body; those of the address never count."""
    if request.content_type != FORM:
        return {}
    if (request.content_length or 0) > MAX_FORM:
        raise TooLarge("body_too_large", limit=MAX_FORM)
    raw = await raw_body(request)
    if len(raw) > MAX_FORM:
        raise TooLarge("body_too_large", limit=MAX_FORM)
    try:
        return fields(raw.decode("utf-8"), "strict")
    except UnicodeDecodeError:
        raise BadRequest("form") from None


def question(request: web.Request) -> Question:
    """The question in the address. The state may be any bytes: it goes back as it came."""
    try:
        given = fields(request.rel_url.raw_query_string, "surrogateescape")
    except BadRequest:
        raise BadRequest("request") from None
    client_id = given.get("client_id", "")
    return Question(
        client_id=client_id if is_clean(client_id) else "", redirect_uri=given.get("redirect_uri", ""),
        response_type=given.get("response_type", ""), state=given.get("state"), challenge=given.get("code_challenge"),
        method=given.get("code_challenge_method"),
    )  # fmt: skip


def own_address(request: web.Request) -> str:
    """The path and query that were asked for, in plain ASCII."""
    query = quote(request.rel_url.raw_query_string, safe=string.punctuation, errors="surrogateescape")
    return f"{request[keys.MOUNT]}/authorize?{query}"


# The question to a person


def on_page(handler: Handler) -> Handler:
    """Failures as pages for a person; who is not signed in signs in first and comes back."""

    @functools.wraps(handler)
    async def run(request: web.Request) -> web.StreamResponse:
        only_outside_the_api(request)
        try:
            return await handler(request)
        except BadRequest as wrong:
            again = own_address(request) if wrong.code == "form" and request.method == "POST" else None
            return consent.refuse(request, consent.look_of(request), wrong.code, 400, again)
        except Denied as denied:
            return consent.refuse(request, consent.look_of(request), denied.code, 403)
        except Unauthenticated as unknown:
            if unknown.code == "inactive":
                return consent.refuse(request, consent.look_of(request), "inactive", 403)
            return web.Response(status=303 if request.method == "POST" else 302, headers=NO_STORE | {
                "Location": f"/app/sign-in?next={quote(own_address(request), safe='/')}"})  # fmt: skip

    return run


async def person(request: web.Request, cookie: str | None) -> Actor:
    """Who is signed in with this browser; Unauthenticated, or Denied without research data."""
    if cookie is None:
        raise Unauthenticated("missing")
    return await credentials.actor_for(request.app[keys.IDENTITY], cookie, surface="kadi", cookie=True)


@on_page
async def ask(request: web.Request) -> web.StreamResponse:
    """Shows who asks, and for what."""
    asked = question(request)
    async with read(request) as conn:
        application = await oauth_consent.examine(conn, asked)
    actor = await person(request, credential.in_cookie_of_navigation(request))
    async with read(request) as conn:
        look = await look_of(conn, actor)
    token = oauth_consent.form(request.app[keys.SECRETS], actor, application, asked)
    return consent.ask(request, look, Asking(
        name=application["name"], website=application["website_url"], owner_name=application["owner_name"],
        owner_username=application["owner_username"], person_name=actor.display_name, person_username=actor.username,
        scopes=application["scopes"], redirect_uri=asked.redirect_uri, action=own_address(request), token=token,
    ))  # fmt: skip


async def look_of(conn: Connection, actor: Actor) -> Look:
    row = await sql.app.accounts.get_preferences(conn, account_id=actor.user_id)
    return Look(row["language"] if row["language"] in ("en", "de") else "en", row["theme"])


@on_page
async def answer(request: web.Request) -> web.StreamResponse:
    """Takes what the person decided, once, and sends the browser back to the application."""
    asked = question(request)
    if not credential.is_own_form(request):
        raise Denied("foreign")
    given = await form(request)
    actor = await person(request, request.cookies.get(credential.COOKIE))
    decision = given.get("decision")
    if decision not in ("authorize", "deny"):
        raise BadRequest("form")
    async with transaction(request) as conn:
        application = await oauth_consent.examine(conn, asked)
        await oauth_consent.take(conn, request.app[keys.SECRETS], actor, application, asked, given.get("form", ""))
        if decision == "authorize":
            result: Mapping[str, str] = {"code": await oauth_consent.grant(conn, actor, application, asked)}
        else:
            await oauth_consent.deny(conn, actor, application)
            result = DENIED
    return web.Response(status=302, headers=NO_STORE | {"Location": back(asked, result), "Referrer-Policy": "no-referrer"})


def back(asked: Question, result: Mapping[str, str]) -> str:
    """The application's address with the result and its state."""
    uri, said = asked.redirect_uri, dict(result)
    if asked.state is not None:
        said["state"] = asked.state
    joint = "" if uri.endswith(("?", "&")) else "&" if "?" in uri else "?"
    return f"{uri}{joint}{urlencode(said, errors='surrogateescape')}"


# What applications ask for themselves


def for_programs(handler: Handler) -> Handler:
    """A form that cannot be read is an error in OAuth2's own shape."""

    @functools.wraps(handler)
    async def run(request: web.Request) -> web.StreamResponse:
        only_outside_the_api(request)
        try:
            return await handler(request)
        except BadRequest as wrong:
            if wrong.code != "form":
                raise
            return failed("form")

    return run


def failed(what: str) -> web.Response:
    error, description = ERRORS[what]
    return json({"error": error} | ({"error_description": description} if description else {}), 400, NO_STORE)


async def authenticated(request: web.Request, conn: Connection, given: Mapping[str, str]) -> Row | None:
    """The application whose id and secret stand in the form."""
    client_id = given.get("client_id", "")
    return await oauth_applications.authenticate(conn, client_id, given.get("client_secret", "")) if is_clean(client_id) else None


async def counted(request: web.Request, given: Mapping[str, str]) -> None:
    """Nobody tries secrets, codes or tokens of an application as fast as he can."""
    await limits.check(request, "kadi", "oauth", (given.get("client_id", ""),))


@for_programs
async def give_token(request: web.Request) -> web.StreamResponse:
    given = await form(request)
    if given.get("grant_type") not in GRANTS:
        return failed("grant")
    await counted(request, given)
    async with transaction(request) as conn:
        application = await authenticated(request, conn, given)
        if application is None:
            return failed("client")
        by_code = given["grant_type"] == "authorization_code"
        if not given.get("code" if by_code else "refresh_token"):
            return failed("no_code" if by_code else "no_refresh")
        made = await (exchanged if by_code else refreshed)(request, conn, application, given)
    return failed(made.reason) if isinstance(made, Refused) else json(pair(made), headers=NO_STORE)


async def exchanged(request: web.Request, conn: Connection, application: Row, given: Mapping[str, str]) -> Pair | Refused:
    return await oauth.exchange(
        conn, application, code=given["code"], redirect_uri=given.get("redirect_uri", ""), verifier=given.get("code_verifier", ""),
        reuse_ends_pair=request.app[keys.CONFIG].oauth.reuse_ends_pair,
    )  # fmt: skip


async def refreshed(request: web.Request, conn: Connection, application: Row, given: Mapping[str, str]) -> Pair | Refused:
    ends_pair = request.app[keys.CONFIG].oauth.reuse_ends_pair
    return await oauth.refresh(conn, application, given["refresh_token"], reuse_ends_pair=ends_pair)


def pair(made: Pair) -> dict[str, Any]:
    scope = {"scope": " ".join(sorted(made.scopes))} if made.scopes is not None else {}
    return {"access_token": made.access_token, "expires_in": oauth.ACCESS_SECONDS, "refresh_token": made.refresh_token, **scope,
            "token_type": "Bearer"}  # fmt: skip


@for_programs
async def revoke_token(request: web.Request) -> web.StreamResponse:
    given = await form(request)
    await counted(request, given)
    async with transaction(request) as conn:
        application = await authenticated(request, conn, given)
        if application is None:
            return failed("client")
        if not given.get("token"):
            return failed("no_token")
        await oauth.revoke(conn, application, given["token"])
    return json({}, headers=NO_STORE)
