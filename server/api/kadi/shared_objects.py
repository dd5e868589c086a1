"""Lists of objects by who made them or with whom they are shared: those of a person and those of a group."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from server import keys
from server.api.kadi import models, paging
from server.api.kadi.nouns import SHAPES
from server.api.kadi.shapes import Reader
from server.db import Connection, sql
from server.domain.nouns import COLLECTION, GROUP, RECORD, TEMPLATE, Noun

NEWEST_FIRST = "-last_modified"
LIST = {
    RECORD.name: sql.shared_objects.list_records, COLLECTION.name: sql.shared_objects.list_collections,
    TEMPLATE.name: sql.shared_objects.list_templates, GROUP.name: sql.shared_objects.list_groups,
}  # fmt: skip
COUNT = {
    RECORD.name: sql.shared_objects.count_records, COLLECTION.name: sql.shared_objects.count_collections,
    TEMPLATE.name: sql.shared_objects.count_templates, GROUP.name: sql.shared_objects.count_groups,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the query string says: the page, and the parameters as the links repeat them."""

    window: paging.Page
    text: str | None
    sort: str

    @property
    def parameters(self) -> list[tuple[str, Any]]:
        return [("filter", self.text or ""), ("sort", self.sort)]


async def found(request: web.Request, conn: Connection, noun: Noun, **whose: int | None) -> tuple[list[Any], int, Asked]:
    """A page of what the reader may read, and how many there are on all pages. `whose`: ids that the statements of the noun
    compare with, those left out do not count."""
    asked = Asked(paging.page(request), paging.text(request, "filter"), paging.choice(request, "sort", models.SORTS, NEWEST_FIRST))
    of: dict[str, Any] = {
        name: whose.get(name) for name in (("creator_id", "member_id") if noun is GROUP else ("creator_id", "shared_with", "group_id"))
    }
    of |= {"reader": request[keys.ACTOR].user_id, "text": asked.text}
    # The list of groups has one order, whatever is asked for.
    order = {} if noun is GROUP else {"sort": asked.sort}
    rows = await LIST[noun.name](conn, limit=asked.window.size, offset=asked.window.offset, **order, **of)
    total = await asked.window.window.counted(rows, COUNT[noun.name], conn, **of)
    return rows, total, asked


def answered(
    request: web.Request, noun: Noun, rows: list[Any], total: int, asked: Asked, more: tuple[tuple[str, Any], ...] = ()
) -> web.Response:
    reader, shape = Reader(request), SHAPES[noun.name]
    return paging.listed(request, asked.window, total, [shape(row, reader) for row in rows], [*asked.parameters, *more])
