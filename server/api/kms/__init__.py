"""Training administration: the OpenKMS API (seed 000, specs/openkms.md)."""

from server.api.kms import errors
from server.api.kms.auth import authenticate
from server.api.kms.routes import ROUTES
from server.errors import Invalid
from server.http.routing import Surface

SURFACE = Surface(
    name="kms", title="Training administration (OpenKMS)", mounts=("/api/v1",), own=("/kms/api/v1",), routes=ROUTES,
    authenticate=authenticate, failure=errors.failure, headers={"X-Content-Type-Options": "nosniff"}, problem=errors.Problem,
    failures={Invalid: 422} | {kind: row[0] for kind, row in errors.TABLE.items()},
)  # fmt: skip
