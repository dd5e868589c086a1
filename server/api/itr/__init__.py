"""Assessment: the ITR Internal API (seed 004, specs/itr-internal.md)."""

from server.api.itr.auth import authenticate
from server.api.itr.errors import failure
from server.api.itr.routes import ROUTES
from server.http.routing import Surface

SURFACE = Surface(
    name="itr", title="Assessment (ITR Internal API)", mounts=("",), own=("/itr/api",), routes=ROUTES,
    authenticate=authenticate, failure=failure,
    headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"},
)  # fmt: skip
