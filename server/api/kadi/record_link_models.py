"""What Kadi's API takes and gives about links of records (models.py says what the models are for)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from server.api.kadi.models import Filtered, Id, Left, Out, Record, Shape, Sort, Title, User

Term = Annotated[str, Field(min_length=1, max_length=2048, pattern=r'^[^\s\x00-\x20\x7f<>"{}|\\^`]+$')]
LinkSort = Literal["last_modified", "-last_modified", "created_at", "-created_at", "name", "-name"]


class RecordLinkChange(BaseModel):
    name: Title | Left = Out
    term: Term | None = None
    record_to: Id | Left = Out


class NewRecordLink(RecordLinkChange):
    name: Title
    record_to: Id


class LinkFilter(Filtered):
    """`action` may repeat: what the reader has to be allowed to do with the objects of the list."""

    sort: Sort = "-last_modified"
    action: list[str] = []


class RecordLinkFilter(Filtered):
    direction: Literal["out", "in"] = "out"
    sort: LinkSort = "-last_modified"
    action: list[str] = []


class RecordLink(Shape):
    """A link with the record at its other end: `record_to` or, seen from the target, `record_from`; by its own id, both."""

    links: Annotated[dict[str, str], Field(alias="_links")]
    actions: Annotated[dict[str, str], Field(alias="_actions")]
    id: int
    name: str
    term: str | None
    created_at: datetime
    last_modified: datetime
    creator: User | None = None
    record_to: Record | None = None
    record_from: Record | None = None
