"""Research data: the HTTP API of Kadi4Mat, version 1 (seeds 001 and 002, specs/kadi-v1.md)."""

from server.api.kadi import errors, models
from server.api.kadi.auth import authenticate
from server.api.kadi.oauth_routes import OAUTH_ROUTES
from server.api.kadi.routes import ROUTES
from server.http.routing import Surface, Table

SURFACE = Surface(
    name="kadi",
    title="Research data (Kadi4Mat v1)",
    mounts=("/api/v1", "/api"),
    own=("/kadi/api/v1", "/kadi/api"),
    routes=ROUTES,
    further=(Table(("/oauth",), ("/kadi/oauth",), OAUTH_ROUTES),),
    authenticate=authenticate,
    failure=errors.failure,
    failures={kind: row[0] for kind, row in errors.TABLE.items()},
    problem=models.Failure,
    token_first=("/api", "/kadi/api"),
    headers={
        "X-Frame-Options": "SAMEORIGIN",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'",
        "Vary": "Cookie",
        # An address typed into a browser answers with the cookie: after signing out, "back" must ask again. Bytes have their own.
        "Cache-Control": "no-store",
    },
)
