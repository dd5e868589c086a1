"""Where Kadi's API carries its credential: `Authorization: Bearer`, our `SessionID`, or the browser's cookie on GET and HEAD."""

from aiohttp import web

from server.domain.actor import Actor
from server.http import credential


async def authenticate(request: web.Request) -> Actor:
    """The actor of the request, or Unauthenticated."""
    return await credential.actor(request, "kadi", cookie=True)
