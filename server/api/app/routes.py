"""The whole route table of the app's API, in the order of docs/api/app.md."""

from server.http.routing import Route

ROUTES: tuple[Route, ...] = ()
