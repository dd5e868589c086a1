"""What the web app needs and no document has: sign-in, settings, tokens, administration (docs/api/app.md)."""

from server.api.app import errors
from server.api.app.auth import authenticate
from server.api.app.routes import ROUTES
from server.http.routing import Surface

SURFACE = Surface(
    name="app", title="Web app", mounts=(), own=("/app/api",), routes=ROUTES, authenticate=authenticate,
    failure=errors.failure, failures=errors.TABLE, problem=errors.Problem,
    headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"},
)  # fmt: skip
