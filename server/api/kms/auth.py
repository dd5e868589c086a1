"""Where the OpenKMS API carries its credential: `Authorization: Bearer`, or our `SessionID`."""

from aiohttp import web

from server.domain.actor import Actor
from server.http import credential


async def authenticate(request: web.Request) -> Actor:
    return await credential.actor(request, "kms", cookie=False)
