"""Lines of Kadi's route tables: which checks come first and which refusals a kind of line always has."""

from typing import Any

from server.api.kadi.models import Failure
from server.http.routing import Route, route

REFUSED: dict[int, Any] = {401: Failure, 403: Failure, 404: Failure, 429: Failure}


def get(path: str, handler: Any, *scopes: str, **options: Any) -> Route:
    """A line about one object of the path: the scope counts after its existence and the permission."""
    return route("GET", path, handler, scopes=scopes, scope_check="late", **{**options, "answers": REFUSED | options["answers"]})


def change(method: str, path: str, handler: Any, *scopes: str, **options: Any) -> Route:
    """A line that changes something; bodies that break rules are 400."""
    answers = REFUSED | ({400: Failure} if "body" in options else {}) | options["answers"]
    return route(method, path, handler, scopes=scopes, scope_check="late", **{**options, "answers": answers})


def listing(path: str, handler: Any, *scopes: str, **options: Any) -> Route:
    """A line that names no object, or not by the path's id: the scope counts first."""
    return route("GET", path, handler, scopes=scopes, **{**options, "answers": {401: Failure, 429: Failure} | options["answers"]})
