"""What Kadi's API takes and gives about collections (models.py says what the models are for)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from server.api.kadi.models import Description, Identifier, Left, Out, Shape, Short, Title, User, Visibility
from server.api.kadi.record_link_models import LinkFilter


class CollectionChange(BaseModel):
    identifier: Identifier | Left = Out
    title: Title | Left = Out
    description: Description | Left = Out
    visibility: Visibility | Left = Out
    tags: list[Short] | Left = Out


class NewCollection(CollectionChange):
    identifier: Identifier
    title: Title
    description: Description = ""
    visibility: Visibility = "private"
    tags: list[Short] = []


class RecordsOfCollection(LinkFilter):
    children: bool = False


class Collection(Shape):
    links: Annotated[dict[str, str], Field(alias="_links")]
    actions: Annotated[dict[str, str], Field(alias="_actions")]
    id: int
    identifier: str
    title: str
    description: str
    plain_description: str
    tags: list[str]
    visibility: Visibility
    state: Literal["active"]
    created_at: datetime
    last_modified: datetime
    creator: User | None = None
