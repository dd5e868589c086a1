"""A record as every format of export takes it: the JSON export as a Python dict, before it is written.

    {"id": 2, "identifier": "x-1", "title": "…", "type": "experiment" | None, "description": "… (Markdown)", "license": "CC-BY-4.0" | None,
     "tags": ["a", "b"], "extras": [entries as domain/extras makes them], "created_at": datetime, "last_modified": datetime,
     "creator": {"id": 1, "displayname": "Ada", "orcid": "0000-0002-…" | None},
     "files": [{"id": "uuid as text", "name", "description", "mimetype", "magic_mimetype", "size": 3, "checksum": "…" | None,
                "created_at", "last_modified", "creator"}, …],
     "links": [{"id": 7, "name": "…", "term": "https://…" | None, "created_at", "last_modified", "creator",
                "record_to" | "record_from": {a record without "files" and "links"}}, …]}

Datetimes are aware, in UTC; texts may be of any script and hold line breaks. `creator` is absent wherever users are left
out, `links` is absent when links are left out. Files come newest change first, links newest first; both hold only what the
reader may read and what is active. `extras` are decoded and already masked.

What a format needs beyond this (addresses of licenses, the base of the site) it gets beside the record, as arguments.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from server.exports.extras import masked

Row = Mapping[str, Any]


def record(row: Row, mask: dict[str, Any] | None, *, with_users: bool) -> dict[str, Any]:
    """A record without files and links."""
    return {
        **named(row), "type": row["type"], "license": row["license"], "tags": list(row["tags"]),
        "extras": masked(orjson.loads(row["extras"]), mask), **dated(row, with_users=with_users),
    }  # fmt: skip


def collection(row: Row, *, with_users: bool) -> dict[str, Any]:
    """A collection without its records."""
    return {**named(row), "tags": list(row["tags"]), **dated(row, with_users=with_users)}


def file(row: Row, *, with_users: bool) -> dict[str, Any]:
    return {
        "id": str(row["id"]), "name": row["name"], "description": row["description"], "mimetype": row["mimetype"],
        "magic_mimetype": row["magic_mimetype"], "size": row["size_bytes"], "checksum": row["checksum"],
        **dated(row, with_users=with_users),
    }  # fmt: skip


def link(row: Row, other: dict[str, Any], *, with_users: bool) -> dict[str, Any]:
    """A link of the record `row["record_id"]` with the record at its other end."""
    direction = "record_to" if row["from_id"] == row["record_id"] else "record_from"
    return {"id": row["id"], "name": row["name"], "term": row["term"], **dated(row, with_users=with_users), direction: other}


def named(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "identifier", "title", "description")}


def dated(row: Row, *, with_users: bool) -> dict[str, Any]:
    """When it was made and changed, and by whom."""
    made: dict[str, Any] = {"created_at": row["created_at"], "last_modified": row["updated_at"]}
    if with_users:
        made["creator"] = {"id": row["creator_id"], "displayname": row["creator_display_name"], "orcid": row["creator_orcid"]}
    return made


def licenses(rows: Iterable[Row]) -> dict[str, tuple[str, str | None]]:
    """Title and address of the licenses that these records have, by name."""
    return {row["license"]: (row["license_title"], row["license_url"]) for row in rows if row["license"] is not None}
