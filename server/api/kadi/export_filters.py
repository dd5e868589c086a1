"""The `filter` of exports: what is left out, as a JSON object. What cannot be read, or has another type, counts for nothing."""

from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from server import keys
from server.domain.actor import Actor

DATA = ("json", "rdf", "pdf")
DEFAULT_DATA = ("json", "rdf")


@dataclass(frozen=True)
class Filter:
    """What an export shows; without a filter everything that the credential's scopes allow."""

    with_users: bool = True
    has_outgoing: bool = True
    has_incoming: bool = True
    mask: dict[str, Any] | None = None
    masks_others: bool = False
    data: tuple[str, ...] = DEFAULT_DATA
    is_metadata_only: bool = False
    has_records: bool = True
    has_children: bool = False
    has_hierarchy: bool = False
    is_plain: bool = False

    @property
    def has_links(self) -> bool:
        return self.has_outgoing or self.has_incoming


def of(request: web.Request) -> Filter:
    """The filter of the request. A credential without the scope sees no users, or a collection without its records."""
    given, actor = read(request.query.get("filter")), request[keys.ACTOR]
    links, mask, data = given.get("links"), given.get("extras"), given.get("export_data")
    return Filter(
        with_users=given.get("user") is not True and actor.has_scope("user.read"),
        has_outgoing=links is not True and links != "out",
        has_incoming=links is not True and links != "in",
        mask=mask if isinstance(mask, dict) else None,
        masks_others=given.get("propagate_extras") is True,
        data=tuple(kind for kind in DATA if kind in data) if isinstance(data, list) else DEFAULT_DATA,
        is_metadata_only=given.get("metadata_only") is True,
        has_records=given.get("records") is not True and may_read_records(actor),
        has_children=given.get("children") is True,
        has_hierarchy=given.get("hierarchy") is True,
        is_plain=given.get("format") == "plain",
    )


def read(text: str | None) -> dict[str, Any]:
    try:
        given = orjson.loads(text or "{}")
    except orjson.JSONDecodeError:
        return {}
    return given if isinstance(given, dict) else {}


def may_read_records(actor: Actor) -> bool:
    return actor.has_scope("record.read")
