"""Training administration: the OpenKMS API (seed 000, specs/openkms.md)."""

from server.api.kms.auth import authenticate
from server.api.kms.errors import failure
from server.api.kms.routes import ROUTES
from server.http.routing import Surface

SURFACE = Surface(
    name="kms", title="Training administration (OpenKMS)", mounts=("/api/v1",), own=("/kms/api/v1",), routes=ROUTES,
    authenticate=authenticate, failure=failure, headers={"X-Content-Type-Options": "nosniff"},
)  # fmt: skip
