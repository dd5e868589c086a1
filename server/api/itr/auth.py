"""Where ITR carries its credential: the `SessionID` header (or a bearer). Never a cookie, never the URL."""

from aiohttp import web

from server import keys
from server.domain.actor import Actor
from server.http import credential


async def authenticate(request: web.Request) -> Actor | None:
    """Who asks; nobody where the line lets in people without a session, and none was brought."""
    if request[keys.ROUTE].auth == "optional" and not credential.is_given(request):
        return None
    return await credential.actor(request, "itr", cookie=False)
