"""Where a credential may stand in a request, and the actor it leads to."""

from aiohttp import web

from server import keys
from server.domain import credentials
from server.domain.actor import Actor
from server.errors import Unauthenticated

COOKIE = "athenaeum_session"
SAFE_SITES = (None, "same-origin", "none")


def bearer(request: web.Request) -> str | None:
    """The token of `Authorization: Bearer` (scheme in any case); other schemes count as no token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and token else None


def in_headers(request: web.Request) -> str | None:
    """The credential in the headers; two different ones are refused like an unknown one. Never taken from the URL."""
    token, session = bearer(request), request.headers.get("SessionID") or None
    if token and session and token != session:
        raise Unauthenticated("unknown")
    return token or session


def in_cookie(request: web.Request) -> str | None:
    """The browser's cookie counts for GET and HEAD that our own pages or a typed address cause."""
    if request.method not in ("GET", "HEAD") or request.headers.get("Sec-Fetch-Site") not in SAFE_SITES:
        return None
    return request.cookies.get(COOKIE)


async def actor(request: web.Request, surface: str, *, cookie: bool) -> Actor:
    """Who asks, admitted to `surface`; Unauthenticated says why not."""
    token = in_headers(request) or (in_cookie(request) if cookie else None)
    if token is None:
        raise Unauthenticated("missing")
    return await credentials.actor_for(request.config_dict[keys.POOL], token, surface=surface)
