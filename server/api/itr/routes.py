"""The whole route table of the ITR Internal API, in the order of its document."""

from server.http.routing import Route

ROUTES: tuple[Route, ...] = ()
