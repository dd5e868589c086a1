"""Where the Akako LMS API carries its credential: `Authorization: Bearer`, our `SessionID`, or the browser's cookie on GET and HEAD."""

from aiohttp import web

from server import keys
from server.domain.actor import Actor
from server.errors import NotFound, Unauthenticated
from server.http import credential


async def authenticate(request: web.Request) -> Actor:
    """The actor. A good token of a provider whose subject was never synced has no profile yet: NotFound there."""
    try:
        return await credential.actor(request, "lms", cookie=True)
    except Unauthenticated as refused:
        if refused.code == "not_synced" and request[keys.ROUTE].path == "/auth/profile":
            raise NotFound("user", id=refused.details["subject"]) from None
        raise
