"""What exports take and give, as models."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from server.api.kadi.models import Extra, Shape
from server.http.routing import Answer

FILTER = """A JSON object of what to leave out or to add; keys that are not known and values of other types count for nothing.
`user` true: no creators. `links` true, "out" or "in": no links, or none of that direction. `extras`: a mask of metadata,
`{"a": {}, "list": {"0": {}}}`; `propagate_extras` true: of linked records too. RO-Crates: `export_data`, a list of "json",
"rdf", "pdf"; `metadata_only` true: the description alone. Collections: `records` true: without records; `children` true: also
those of descendants; `hierarchy` true: in folders of their collections. Extras: `format` "standard" or "plain"."""


class ExportFilter(BaseModel):
    filter: Annotated[str, Field(description=FILTER)] = "{}"


class Creator(Shape):
    id: int
    displayname: str
    orcid: str | None


class Dated(Shape):
    created_at: datetime
    last_modified: datetime
    creator: Creator | None = None


class ExportedFile(Dated):
    id: UUID
    name: str
    description: str
    mimetype: str
    magic_mimetype: str
    size: int
    checksum: str | None


class LinkedRecord(Dated):
    id: int
    identifier: str
    title: str
    type: str | None
    description: str
    license: str | None
    tags: list[str]
    extras: list[Extra]


class ExportedLink(Dated):
    """A link has the record at its other end."""

    id: int
    name: str
    term: str | None
    record_to: LinkedRecord | None = None
    record_from: LinkedRecord | None = None


class ExportedRecord(LinkedRecord):
    files: list[ExportedFile]
    links: list[ExportedLink] | None = None


class ExportedCollection(Dated):
    id: int
    identifier: str
    title: str
    description: str
    tags: list[str]
    records: list[ExportedRecord] | None = None


CRATES = ("application/zip", "application/ld+json")
RECORD = Answer(ExportedRecord, text="The exported record.", further=("text/turtle", "application/pdf", "image/png", *CRATES))
EXTRAS = Answer(list[Extra] | dict[str, Any], text="The exported metadata.")
COLLECTION = Answer(ExportedCollection, text="The exported collection.", further=("text/turtle", "image/png", *CRATES))
