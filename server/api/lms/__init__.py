"""Learning: the Akako LMS API (seed 003, specs/akako.md)."""

from server.api.lms import errors, plans
from server.api.lms.auth import authenticate
from server.api.lms.routes import ROUTES
from server.http.routing import Surface

SURFACE = Surface(
    name="lms", title="Learning (Akako LMS)", mounts=("/api",), own=("/lms/api",), routes=ROUTES,
    authenticate=authenticate, failure=errors.failure, headers={"X-Content-Type-Options": "nosniff"}, problem=errors.Problem,
    count=plans.count,
    failures={kind: row[0] for kind, row in errors.TABLE.items()},
)  # fmt: skip
