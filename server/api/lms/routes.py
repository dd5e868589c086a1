"""The whole route table of the Akako LMS API, in the order of its document."""

from server.api.lms import models, profile
from server.http.routing import Route, route

ROUTES: tuple[Route, ...] = (
    # Authentication
    route("GET", "/auth/profile", profile.get_profile, scopes=("learning.read",), rate="auth",
          answers={200: models.Envelope[models.User]}, summary="The own user."),
)  # fmt: skip
