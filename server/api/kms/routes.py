"""The whole route table of the OpenKMS API, in the order of its document."""

from server.http.routing import Route

ROUTES: tuple[Route, ...] = ()
