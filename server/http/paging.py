"""Four ways to ask for a part of a list, one `Window` for the statement, and the numbers that each way wants back.

| who | asks | wrong values |
|---|---|---|
| kadi | `page` from 1, `per_page` up to 100 | fall back to the nearest allowed or the default |
| kms | `skip`, `limit` up to 1,000 | refused |
| lms | `page`, `limit` up to 100, `sort`, `order` | refused |
| itr | headers `StartPage` from 0 (-1 = all), `PageSize` | fall back to the default |
| app | `page`, `per_page` up to 100 | refused |

The refusing ones are pydantic models: a surface's query model inherits from one and adds its filters.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field

LAST_PAGE = 10**9
WHOLE = re.compile(r"\s*([+-]?)([0-9]{1,4000})\s*")
HUGE = 10**18


@dataclass(frozen=True, slots=True)
class Window:
    """The rows that are wanted: `limit` None = all."""

    offset: int
    limit: int | None

    def total(self, found: int) -> int | None:
        """The number of all rows where `found` rows of this window already tell it; None when it has to be counted."""
        if self.limit is None or (found < self.limit and (found or self.offset == 0)):
            return self.offset + found
        return None

    async def counted(self, rows: Sequence[Any], count: Callable[..., Awaitable[int]], conn: Any, **of: Any) -> int:
        """The number of all rows: `count(conn, **of)` is asked only where the rows of this window do not tell it."""
        total = self.total(len(rows))
        return await count(conn, **of) if total is None else total


def whole(text: str | None) -> int | None:
    """A whole number, cut to what any limit is below; None where it is none."""
    match = WHOLE.fullmatch(text) if text is not None else None
    if match is None:
        return None
    size = min(int(match[2]), HUGE)
    return -size if match[1] == "-" else size


def page_count(total: int, size: int) -> int:
    return -(-total // size)


# kadi


@dataclass(frozen=True, slots=True)
class LenientPage:
    """Kadi's page: nothing that is asked for is an error."""

    number: int
    size: int

    @classmethod
    def of(cls, page: str | None, per_page: str | None, *, last: int = LAST_PAGE, default: int = 10, most: int = 100) -> "LenientPage":
        number, size = whole(page), whole(per_page)
        return cls(min(max(1 if number is None else number, 1), last), min(max(default if size is None else size, 1), most))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def window(self) -> Window:
        return Window(self.offset, self.size)

    def neighbours(self, total: int) -> dict[str, int]:
        """The pages that `_links` names, in the order of their names."""
        found = {}
        if total > self.number * self.size:
            found["next"] = self.number + 1
        if self.number > 1:
            found["prev"] = self.number - 1
        return found | {"self": self.number}

    def numbers(self, total: int) -> dict[str, int]:
        return {"page": self.number, "per_page": self.size, "total_items": total, "total_pages": max(1, page_count(total, self.size))}


# kms


class Skipping(BaseModel):
    """OpenKMS: how many to leave out, how many to show."""

    skip: int = Field(0, ge=0, le=10**15)
    limit: int = Field(100, ge=1, le=1000)

    @property
    def window(self) -> Window:
        return Window(self.skip, self.limit)

    def numbers(self, total: int) -> dict[str, int]:
        """What stands beside the list."""
        return {"total": total, "skip": self.skip, "limit": self.limit}


# lms


class Sorted(BaseModel):
    """Akako LMS: a page with its order; a surface's model narrows `sort` to its fields."""

    page: int = Field(1, ge=1, le=LAST_PAGE)
    limit: int = Field(20, ge=1, le=100)
    sort: str = "createdAt"
    order: Literal["asc", "desc"] = "desc"

    @property
    def window(self) -> Window:
        return Window((self.page - 1) * self.limit, self.limit)

    def pagination(self, total: int) -> dict[str, Any]:
        """The object `pagination`."""
        pages = page_count(total, self.limit)
        return {"page": self.page, "limit": self.limit, "total": total, "pages": pages,
                "hasNext": self.page < pages, "hasPrev": self.page > 1 and pages > 0}  # fmt: skip


# itr


def from_headers(headers: Mapping[str, str], *, default: int = 20) -> Window:
    """ITR: page `StartPage` of `PageSize` rows; nothing goes back, the answer is the bare list."""
    start, size = whole(headers.get("StartPage")), whole(headers.get("PageSize"))
    start = 0 if start is None or start < -1 else min(start, LAST_PAGE)
    if start == -1:
        return Window(0, None)
    size = default if size is None or size < 0 else min(size, LAST_PAGE)
    return Window(start * size, size)


# app


class Pages(BaseModel):
    """The web app's own API."""

    page: int = Field(1, ge=1, le=LAST_PAGE)
    per_page: int = Field(20, ge=1, le=100)

    @property
    def window(self) -> Window:
        return Window((self.page - 1) * self.per_page, self.per_page)

    def numbers(self, total: int) -> dict[str, int]:
        return {"page": self.page, "per_page": self.per_page, "total": total, "pages": page_count(total, self.per_page)}
