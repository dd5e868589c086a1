"""How Kadi's API spells links of records, their keys in alphabetical order."""

from typing import Any

from server.api.kadi.shapes import Reader, Row, record, user


def record_link(row: Row, reader: Reader, *, record_from: Row | None = None, record_to: Row | None = None) -> dict[str, Any]:
    """A link; `row` is one of `described_record_links`. Its addresses are those of its source, from wherever it is seen."""
    home = f"{reader.api}/records/{row['from_id']}/records/{row['link_id']}"
    shape: dict[str, Any] = {"_actions": {"edit": home, "remove": home}, "_links": {"self": home}, "created_at": row["link_created_at"]}
    if reader.sees_users:
        shape["creator"] = user(row, reader, "link_creator_")
    shape["id"] = row["link_id"]
    shape["last_modified"] = row["link_updated_at"]
    shape["name"] = row["link_name"]
    if record_from is not None:
        shape["record_from"] = record(record_from, reader)
    if record_to is not None:
        shape["record_to"] = record(record_to, reader)
    shape["term"] = row["link_term"]
    return shape
