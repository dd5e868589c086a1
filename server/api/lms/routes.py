"""The whole route table of the Akako LMS API, in the order of its document."""

from server.api.lms import profile
from server.http.routing import Route, route

ROUTES: tuple[Route, ...] = (
    # Authentication
    route("GET", "/auth/profile", profile.get_profile, scopes=("learning.read",), rate="auth", summary="The own user."),
)
