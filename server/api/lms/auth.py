"""Where the Akako LMS API carries its credential: `Authorization: Bearer`, our `SessionID`, or the browser's cookie on GET and HEAD."""

from aiohttp import web

from server.domain.actor import Actor
from server.http import credential


async def authenticate(request: web.Request) -> Actor:
    return await credential.actor(request, "lms", cookie=True)
