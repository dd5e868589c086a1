"""Where the Akako LMS API carries its credential: `Authorization: Bearer`, our `SessionID`, or the browser's cookie on GET and HEAD."""

from aiohttp import web

from server import keys
from server.domain.actor import Actor
from server.errors import Denied, NotFound, Unauthenticated
from server.http import credential


async def authenticate(request: web.Request) -> Actor | None:
    """The actor. A good token of a provider whose subject was never synced has no profile yet: NotFound there.

    What everybody reads is there for nobody in particular too (None): without a credential, with a cookie that does not count
    any more, and for an account that does not open learning.
    """
    is_public = request[keys.ROUTE].auth == "optional"
    try:
        return await credential.actor(request, "lms", cookie=True)
    except Denied:
        if is_public:
            return None
        raise
    except Unauthenticated as refused:
        if is_public and not credential.is_given(request):
            return None
        if refused.code == "not_synced" and request[keys.ROUTE].path == "/auth/profile":
            raise NotFound("user", id=refused.details["subject"]) from None
        raise
