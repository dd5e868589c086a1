"""Lists of stored entities, as their headers ask; and the same headers applied to the few rows that are already in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web

from server import keys
from server.api.itr import headers, rights
from server.api.itr.entities import Entity
from server.api.itr.texts import json_bytes
from server.domain import rows
from server.domain.actor import Actor
from server.domain.rows import Condition
from server.http.connection import read
from server.http.inputs import header
from server.http.responses import dumps
from server.http.routing import Handler

SOURCE = "dbsource"
TOTAL = "X-Total-Count"


Spelling = tuple[tuple[str, ...], tuple[str, ...], int]
SPELLINGS: dict[tuple[str, tuple[str, ...]], Spelling] = {}


def spelling(entity: Entity, listed: tuple[str, ...]) -> Spelling:
    """Names of a list's row in their order, the columns behind them, and the place of `dbsource` among the names."""
    known = SPELLINGS.get((entity.name, listed))
    if known is None:
        columns = {each: entity.wire[each] for each in listed} | {"id": entity.relation.identity}
        names = sorted([*columns, SOURCE])
        known = tuple(names), tuple(columns[each] for each in names if each != SOURCE), names.index(SOURCE)
        SPELLINGS[entity.name, listed] = known
    return known


async def answer(request: web.Request, entity: Entity, *, level: str = "", fixed: Sequence[tuple[str, Any]] = (),
                 columns: Sequence[str] = (), demanded: Sequence[Sequence[Condition]] = ()) -> web.Response:  # fmt: skip
    """The rows that the headers ask for, if the actor has the level (without one: the entity's own).

    `fixed` is what the server demands besides: (column, value); `demanded` the same as groups of alternatives. `columns`: other
    wire names than the entity's list fields.
    """
    actor: Actor = request[keys.ACTOR]
    rights.require_for_list(actor, level or entity.levels["list"])
    names, shown, place = spelling(entity, tuple(columns) or entity.listed)
    owners, sources = headers.owners_to_list(request, entity)
    wanted = headers.wanted(request, entity, shown, owners, fixed)
    wanted = replace(wanted, groups=[*wanted.groups, *demanded])
    async with read(request) as conn:
        found = await rows.list_rows(conn, entity.relation, wanted)
        total = await rows.count_rows(conn, entity.relation, wanted) if headers.flag(request, "IncludeTotal") else None
    spelled = []
    for row in found:
        *values, number = row.values()
        values.insert(place, sources[number])
        spelled.append(dict(zip(names, values, strict=True)))
    response = json_bytes(dumps(spelled))
    if total is not None:
        response.headers[TOTAL] = str(total)
    return response


def of(entity: Entity) -> Handler:
    """The handler of an entity's plain list."""

    async def handle(request: web.Request) -> web.Response:
        return await answer(request, entity)

    handle.__name__ = f"list_{entity.name}"
    handle.__module__ = __name__
    return handle


def whole(text: str | None, default: int) -> int:
    """A number as the original reads it: what is none is the default."""
    try:
        return int((text or "").strip()[:18])
    except ValueError:
        return default


def arranged(request: web.Request, rows: list[dict[str, Any]], *, search: tuple[str, ...], order: str) -> list[dict[str, Any]]:
    """SearchField, Sort (unknown fields are ignored), StartPage (-1: all) and PageSize."""
    wanted = (header(request, "SearchField") or "").casefold()
    if wanted:
        rows = [row for row in rows if any(wanted in str(row[field] or "").casefold() for field in search)]
    keys = [*sorting(header(request, "Sort"), rows)[:20], (order, False), ("ID", False)]
    for field, is_descending in reversed(keys):
        rows = sorted(rows, key=lambda row: comparable(row[field]), reverse=is_descending)
    page, size = whole(header(request, "StartPage"), 0), whole(header(request, "PageSize"), 20)
    if page == -1:
        return rows
    start = max(page, 0) * max(size, 0)
    return rows[start : start + max(size, 0)]


def sorting(text: str | None, rows: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    """[(field, is descending)] of a Sort header, as far as the rows have such fields."""
    known: Mapping[str, Any] = rows[0] if rows else {}
    parts = [part.split() for part in (text or "").split(",")]
    return [(words[0], len(words) > 1) for words in parts if words and words[0] in known]


def comparable(value: Any) -> tuple[bool, Any]:
    """Sorts null last; text without case, ids and numbers by their value."""
    return value is None, value.casefold() if isinstance(value, str) else value if value is not None else 0
