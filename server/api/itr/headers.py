"""What the headers of a request ask for, as the generic steps take it (specs §2, §3)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from aiohttp import web

from server import keys
from server.api.itr import filters, rights
from server.api.itr.entities import Entity
from server.domain.actor import Actor
from server.domain.rows import MASTER, Wanted
from server.errors import Denied
from server.http import paging
from server.http.inputs import header

MAX_SORTS = 20


def flag(request: web.Request, name: str) -> bool | None:
    """True for Y (or `true`, which the original's client sends too), False for N, None for anything else."""
    return {"Y": True, "TRUE": True, "N": False}.get((header(request, name) or "").strip().upper())


def wants_master(request: web.Request, actor: Actor) -> bool:
    """Does the request turn to the master's rows instead of the company's? Counts for master users."""
    given = flag(request, "MASTER")
    if given is not None:
        return given
    return bool(flag(request, "IncludeMaster")) and flag(request, "IncludeClient") is False


def owner(request: web.Request, entity: Entity) -> UUID | None:
    """Whose single row it is about: the company of the session's, or the master's. Denied for writing there without the right."""
    actor: Actor = request[keys.ACTOR]
    if entity.in_master:
        return MASTER
    if wants_master(request, actor):
        if rights.is_master(actor):
            return MASTER
        if request.method != "GET":
            raise Denied("master_only")
    return actor.company_id


def owners_to_read(request: web.Request, entity: Entity) -> tuple[UUID | None, ...]:
    """Where a single row is looked for, in that order."""
    first = owner(request, entity)
    return (first, MASTER) if entity.falls_back and first is not MASTER else (first,)


def owners_to_list(request: web.Request, entity: Entity) -> tuple[tuple[UUID | None, ...], tuple[int, ...]]:
    """Whose rows a list has, and the `dbsource` of each."""
    actor: Actor = request[keys.ACTOR]
    if entity.in_master:
        return (MASTER,), (1,)
    includes = flag(request, "IncludeMaster") or (rights.is_master(actor) and flag(request, "MASTER"))
    if not includes or not entity.master or not rights.holds(actor, entity.master):
        return (actor.company_id,), (0,)
    if flag(request, "IncludeClient") is False or (rights.is_master(actor) and flag(request, "MASTER")):
        return (MASTER,), (1,)
    return (actor.company_id, MASTER), (0, 1)


def sort(request: web.Request, entity: Entity) -> list[tuple[str, bool]]:
    """[(column, is descending)]; unknown fields are ignored."""
    found = []
    for part in (header(request, "Sort") or "").split(",")[:MAX_SORTS]:
        words = part.split()
        if words and words[0] in entity.wire:
            found.append((entity.wire[words[0]], len(words) > 1))
    return found


def own_objects(request: web.Request, entity: Entity) -> list[tuple[str, Any]]:
    """What the login's limit to its own objects demands of a row."""
    user = rights.own_objects_of(request[keys.ACTOR])
    return [(entity.own, user)] if entity.own and user else []


def wanted(request: web.Request, entity: Entity, columns: tuple[str, ...], owners: tuple[UUID | None, ...],
           fixed: Sequence[tuple[str, Any]] = ()) -> Wanted:  # fmt: skip
    window = paging.from_headers(request.headers)
    return Wanted(
        columns=columns, owners=owners, groups=filters.parsed(header(request, "Filter") or "", entity.wire),
        fixed=[*own_objects(request, entity), *fixed], search=header(request, "SearchField") or "", sort=sort(request, entity),
        is_archived=flag(request, "IncludeArchived"), offset=window.offset, limit=window.limit,
    )  # fmt: skip
