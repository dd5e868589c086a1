"""Lines of the route table that stored entities have in common. Tables of nouns with rules of their own are built with them too."""

from collections.abc import Iterator
from typing import Any

from server.api.itr import details, lists, models
from server.api.itr.entities import Entity
from server.http.routing import Answer, Handler, Route, route

TEXT = Answer(str, "text/html")
READ, WRITE = ("assessment.read",), ("assessment.write",)
SAVED = {200: TEXT, 400: TEXT, 403: TEXT, 404: TEXT, 409: TEXT}
REMOVED = {200: TEXT, 403: TEXT, 404: TEXT}


def operation_of(level: str) -> str:
    """Which credentials come in: those of candidates only where the level is everybody's."""
    return "candidate" if level == "any" else "ordinary"


def listing(path: str, entity: Entity, handler: Handler | None = None, *, level: str = "", summary: str = "") -> Route:
    """The line of a list with the rows of `entity`."""
    return route(
        "GET",
        path,
        handler or lists.of(entity),
        scopes=READ,
        operation=operation_of(level or entity.levels["list"]),
        headers=models.ListHeaders,
        answers={200: models.LISTS[entity.name], 404: TEXT},
        summary=summary or f"List {entity.name}.",
    )


def stored(entity: Entity, path: str = "", *, listed: Handler | None = None, get: Handler | None = None, post: Handler | None = None,
           delete: Handler | None = None, optional: tuple[str, ...] = (), body: Any = None,
           detail: Any = None) -> Iterator[Route]:  # fmt: skip
    """The lines of a plain entity: list, read, save, remove. Handlers and models that are given stand in for the generic ones."""
    path, levels, name = path or f"/{entity.name}", entity.levels, entity.name
    yield listing(path, entity, listed)
    yield route(
        "GET",
        f"{path}/{{id}}",
        get or details.getter(entity),
        scopes=READ,
        operation=operation_of(levels["get"]),
        headers=models.OwnerHeaders,
        answers={200: detail or models.detail_of(entity, optional=optional), 403: TEXT, 404: TEXT},
        summary=f"Read one of {name}.",
    )
    yield route(
        "POST",
        f"{path}/{{id}}",
        post or details.poster(entity),
        scopes=WRITE,
        operation=operation_of(levels["post"]),
        headers=models.OwnerHeaders,
        body=body or models.input_of(entity),
        answers=SAVED,
        summary=f"Create or change one of {name}.",
    )
    yield route(
        "DELETE",
        f"{path}/{{id}}",
        delete or details.deleter(entity),
        scopes=WRITE,
        operation=operation_of(levels["delete"]),
        headers=models.OwnerHeaders,
        answers=REMOVED,
        summary=f"Remove one of {name}.",
    )
