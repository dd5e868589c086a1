"""The whole route table of the OpenKMS API, in the order of its document."""

from server.api.kms import models, sign_in
from server.http.routing import Route, route

AUTH = {"scopes": (), "auth": "none", "rate": "auth"}

ROUTES: tuple[Route, ...] = (
    # Authentication
    route("POST", "/auth/login", sign_in.login, **AUTH, body=models.Login, summary="Sign in."),
    route("POST", "/auth/register", sign_in.register, **AUTH, body=models.Register, summary="Register a new user."),
    route("POST", "/auth/refresh", sign_in.refresh, **AUTH, body=models.Refresh, summary="A new access token."),
    route("POST", "/auth/change-password", sign_in.change_password, scopes=("training.write",), operation="credentials",
          body=models.ChangePassword, rate="auth", summary="Change the own password."),
    route("GET", "/auth/me", sign_in.me, scopes=("training.read",), rate="users", summary="Who am I."),
)  # fmt: skip
