"""The statements of our own record list with the values that an unfiltered first page gives them."""

from typing import Any

from server.db import sql

UNFILTERED = {"creators": None, "types": None, "tags": None, "needs_all_tags": False, "mimetypes": None, "visibility": None,
              "is_explicit": False, "text": None, "shared_with": None}  # fmt: skip


def record_list(account: int) -> dict[str, list[Any]]:
    """{"page": [text, *values], "count": [text, *values]} for the floor."""
    page = {"reader": account, **UNFILTERED, "sort": "-last_modified", "limit": 10, "offset": 0}
    count = {"reader": account, **UNFILTERED}
    return {name: [statement.text, *(values[param] for param in statement.params)]
            for name, statement, values in (("page", sql.records.search, page), ("count", sql.records.count_found, count))}  # fmt: skip
