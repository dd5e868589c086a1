"""Where ITR carries its credential: the `SessionID` header (or a bearer). Never a cookie, never the URL."""

from aiohttp import web

from server.domain.actor import Actor
from server.http import credential


async def authenticate(request: web.Request) -> Actor:
    return await credential.actor(request, "itr", cookie=False)
