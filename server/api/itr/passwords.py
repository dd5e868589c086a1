"""A forgotten password: the mail with a link, and the new password that its token stands for."""

from urllib.parse import urlsplit

from aiohttp import web

from server import keys
from server.api.itr.texts import text
from server.domain import links
from server.domain.links import LinkOf
from server.errors import NotFound, Unauthenticated
from server.http import limits
from server.http.addresses import mail_url
from server.http.inputs import header

UNKNOWN_USER = "User not found or no known email address linked to this user"
UNKNOWN_TOKEN = "Invalid data or expired token"


def user(request: web.Request) -> str:
    """Who it is about: the original's client says Username, its document UserID."""
    return header(request, "Username") or header(request, "UserID") or ""


def link_of(request: web.Request) -> LinkOf:
    """Where the mail's link leads: to the BaseURL header where that is one of our own addresses, else to our own page."""
    own, given = mail_url(request), (header(request, "BaseURL") or "").rstrip("/")
    known = {own, request.app[keys.CONFIG].server.public_url.rstrip("/"), *request.app[keys.CONFIG].server.cors_origins} - {""}
    is_plain = given.isprintable() and len(given) <= 500 and not set(given) & set("?#\\ ")
    parts = urlsplit(given if is_plain else "")
    if f"{parts.scheme}://{parts.netloc}" in known:
        return lambda token: f"{given}/?Token={token}&Path=PasswordReset"
    return links.page_link(own)


async def send_reset(request: web.Request) -> web.Response:
    name = user(request)
    await limits.check(request, "itr", "login", (name,))
    try:
        await links.send_reset(request.app[keys.IDENTITY], name, link_of=link_of(request), must_exist=True)
    except NotFound:
        raise NotFound("user", sentence=UNKNOWN_USER) from None
    return text("An email is sent to the users known email address")


async def reset(request: web.Request) -> web.Response:
    name = user(request)
    await limits.check(request, "itr", "login", (name,))
    try:
        await links.reset(
            request.app[keys.IDENTITY], header(request, "SessionID") or "", header(request, "Password") or "", door="itr", name=name
        )
    except Unauthenticated:
        raise NotFound("reset_token", sentence=UNKNOWN_TOKEN) from None
    return text("The password has been reset to the indicated password")
