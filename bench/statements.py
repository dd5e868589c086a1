"""The statements of our own record list with the values that an unfiltered first page gives them."""

from typing import Any

from server.db import sql

NO_FILTERS: dict[str, Any] = {
    "creators": None, "types": None, "tags": None, "needs_all_tags": False, "mimetypes": None, "visibility": None, "is_explicit": False,
    "collections": None,
}  # fmt: skip


def record_list(account: int) -> dict[str, list[Any]]:
    """{"page": [text, *values], "count": [text, *values]} for the floor."""
    page = {"reader": account, **NO_FILTERS, "sort": "-last_modified", "limit": 10, "offset": 0}
    count = {"reader": account, **NO_FILTERS}
    return {name: [statement.text, *(values[param] for param in statement.params)]
            for name, statement, values in (("page", sql.search.records, page), ("count", sql.search.count_records, count))}  # fmt: skip
