"""List queries of the Akako LMS API and their answers (specs/akako.md §1.3).

A noun's query is a `ListQuery` with `sort` narrowed to what its statement orders by:

    class UserList(ListQuery):
        sort: Literal["createdAt", "updatedAt", "name"] = "createdAt"
        status: Literal["ACTIVE", …] | None = None

    rows = await sql.users.list(conn, **asked.filters, sort=asked.place, limit=asked.limit, offset=asked.window.offset)
    return listed(asked, [shapes.user(row) for row in rows], total, "Users retrieved")
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, Generic, Literal, TypeVar

from aiohttp import web
from pydantic import StringConstraints, WrapValidator

from server.api.lms.models import Shape
from server.db import containing
from server.http.instants import Instant, end_of_day, in_utc, written
from server.http.paging import Sorted
from server.http.responses import json

Data = TypeVar("Data")
CAPITAL = re.compile("(?<=[a-z])(?=[A-Z])")
Search = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


def first_left_out(given: Any, read: Callable[[Any], datetime]) -> datetime:
    """Of a day the next midnight; of an instant the next millisecond, because answers show no more of an instant than that."""
    end = end_of_day(written(given))
    return end if end is not given else in_utc(read(given)) + timedelta(milliseconds=1)


Until = Annotated[datetime, WrapValidator(first_left_out)]


class ListQuery(Sorted):
    """Page, order, search and time ranges; `filters` are the parameters that statements of lists begin with."""

    sort: Literal["createdAt", "updatedAt", "name"] = "createdAt"
    search: Search = ""
    createdFrom: Instant | None = None
    createdTo: Until | None = None
    updatedFrom: Instant | None = None
    updatedTo: Until | None = None

    @property
    def place(self) -> str:
        """What a statement calls the order: `created_at`, `-name`."""
        return ("-" if self.order == "desc" else "") + CAPITAL.sub("_", self.sort).lower()

    @property
    def filters(self) -> dict[str, Any]:
        return {
            "search": containing(self.search), "created_from": self.createdFrom, "created_to": self.createdTo,
            "updated_from": self.updatedFrom, "updated_to": self.updatedTo,
        }  # fmt: skip


class Pagination(Shape):
    page: int
    limit: int
    total: int
    pages: int
    hasNext: bool
    hasPrev: bool


class ListOf(Shape, Generic[Data]):
    success: Literal[True]
    data: list[Data]
    message: str
    pagination: Pagination


def listed(asked: Sorted, data: list[dict[str, Any]], total: int, message: str) -> web.Response:
    return json({"success": True, "data": data, "message": message, "pagination": asked.pagination(total)})
