"""The whole route table of Kadi's API, in the order of its documentation."""

from server.api.kadi import misc
from server.http.routing import Route, route

ROUTES: tuple[Route, ...] = (
    # Miscellaneous
    route("GET", "", misc.index, scopes=(), summary="Get all base API endpoints."),
    route("GET", "/info", misc.info, scopes=(), summary="Get information about the Kadi instance."),
)
