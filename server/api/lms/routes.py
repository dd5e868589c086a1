"""The whole route table of the Akako LMS API, in the order of its document."""

from server.http.routing import Route

ROUTES: tuple[Route, ...] = ()
