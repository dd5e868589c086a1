"""What exports take and give, as models."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from server.api.kadi.models import Extra, Shape
from server.http.routing import Answer


class ExportFilter(BaseModel):
    """A JSON object; keys that are not known, and values of other types, count for nothing."""

    filter: str = "{}"


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
