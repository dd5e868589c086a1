"""The whole route table of the OpenKMS API, in the order of its document."""

from functools import partial

from server.api.kms import models, sign_in
from server.http.routing import Route, route

door = partial(route, scopes=(), auth="none", rate="auth")

ROUTES: tuple[Route, ...] = (
    # Authentication
    door("POST", "/auth/login", sign_in.login, body=models.Login, answers={200: models.SignedIn},
         summary="Sign in."),
    door("POST", "/auth/register", sign_in.register, body=models.Register, answers={201: models.SignedIn},
         summary="Register a new user."),
    door("POST", "/auth/refresh", sign_in.refresh, body=models.Refresh, answers={200: models.AccessToken},
         summary="A new access token."),
    route("POST", "/auth/change-password", sign_in.change_password, scopes=("training.write",), operation="credentials",
          body=models.ChangePassword, rate="auth", answers={200: models.Message}, summary="Change the own password."),
    route("GET", "/auth/me", sign_in.me, scopes=("training.read",), rate="users", answers={200: models.Me}, summary="Who am I."),
)  # fmt: skip
