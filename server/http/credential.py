"""Where a credential may stand in a request, and the actor it leads to."""

from aiohttp import web
from multidict import istr

from server import keys
from server.domain import credentials
from server.domain.actor import Actor
from server.errors import Unauthenticated
from server.http.addresses import base_url

COOKIE = "athenaeum_session"
# Names that need no folding of case again.
AUTHORIZATION, SESSION_ID = istr("Authorization"), istr("SessionID")
SAFE_SITES = (None, "same-origin", "none")


def bearers(request: web.Request) -> list[str]:
    """The tokens of `Authorization: Bearer` (scheme in any case); other schemes count as no token."""
    parts = [text.partition(" ") for text in request.headers.getall(AUTHORIZATION, ())]
    return [token.strip() for scheme, _, token in parts if scheme.lower() == "bearer" and token.strip()]


def in_headers(request: web.Request) -> str | None:
    """The credential in the headers; two different ones are refused like an unknown one. Never taken from the URL."""
    given = {*bearers(request), *(text for text in request.headers.getall(SESSION_ID, ()) if text)}
    if len(given) > 1:
        raise Unauthenticated("unknown")
    return given.pop() if given else None


def is_given(request: web.Request) -> bool:
    """Does a header bring a credential, whatever it is worth?"""
    return bool(bearers(request)) or any(request.headers.getall(SESSION_ID, ()))


def in_cookie(request: web.Request) -> str | None:
    """The browser's cookie counts for GET and HEAD that our own pages or a typed address cause."""
    if request.method not in ("GET", "HEAD") or request.headers.get("Sec-Fetch-Site") not in SAFE_SITES:
        return None
    return request.cookies.get(COOKIE)


def in_cookie_of_navigation(request: web.Request) -> str | None:
    """The cookie for a page that any site may send the browser to: it counts where a person sees the page, in a window."""
    if request.method not in ("GET", "HEAD") or request.headers.get("Sec-Fetch-Dest") not in (None, "document"):
        return None
    return request.cookies.get(COOKIE)


def is_own_form(request: web.Request) -> bool:
    """Did a page of ours send this form? Browsers say so, each in one of two ways."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    _, _, origin = request.headers.get("Origin", "").partition("://")
    return bool(origin) and (origin == request.host or origin == base_url(request).partition("://")[2])


async def actor(request: web.Request, surface: str, *, cookie: bool) -> Actor:
    """Who asks, admitted to what the route line does on `surface`; Unauthenticated says why not.

    A credential in a header wins over the cookie, also one that does not count.
    """
    route = request.get(keys.ROUTE)
    operation = route.operation if route is not None else credentials.ORDINARY
    identity, token = request.app[keys.IDENTITY], in_headers(request)
    if token is not None:
        return await credentials.actor_for(identity, token, surface=surface, operation=operation)
    value = in_cookie(request) if cookie else None
    if value is None:
        raise Unauthenticated("missing")
    return await credentials.actor_for(identity, value, surface=surface, operation=operation, cookie=True)
