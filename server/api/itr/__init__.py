"""Assessment: the ITR Internal API (seed 004, specs/itr-internal.md)."""

from server.api.itr import errors
from server.api.itr.auth import authenticate
from server.api.itr.routes import ROUTES
from server.http.routing import Surface

SURFACE = Surface(
    name="itr", title="Assessment (ITR Internal API)", mounts=("",), own=("/itr/api",), routes=ROUTES,
    authenticate=authenticate, failure=errors.failure, failures={kind: row[0] for kind, row in errors.TABLE.items()},
    headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"},
)  # fmt: skip
