"""Where the app's API carries its credential: `SessionID` (or a bearer), or the browser's cookie on GET and HEAD."""

from aiohttp import web

from server.domain.actor import Actor
from server.http import credential


async def authenticate(request: web.Request) -> Actor:
    return await credential.actor(request, "app", cookie=True)
