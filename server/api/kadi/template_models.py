"""What Kadi's API takes and gives about templates (models.py says what the models are for)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from server.api.kadi.models import Description, Extra, Identifier, Shape, Short, Title, User, Visibility

Id = Annotated[int, Field(ge=1)]


class RecordLinkData(BaseModel):
    direction: Literal["out", "in"]
    record: Id
    name: Annotated[str, Field(min_length=1, max_length=150)]
    term: Annotated[str, Field(min_length=1, max_length=2048)] | None = None


class RoleData(BaseModel):
    subject_type: Literal["user", "group"]
    subject_id: Id
    role: Literal["member", "collaborator", "editor", "admin"]


class RecordData(BaseModel):
    """The data of a template of type `record`: fields of a record to be made."""

    identifier: Annotated[str, Field(max_length=50, pattern="^[a-z0-9-_]*$")] = ""
    title: Annotated[str, Field(max_length=150)] = ""
    description: Description = ""
    type: Short | None = None
    license: str | None = None
    extras: list[Extra] = []
    tags: list[Short] = []
    collections: list[Id] = []
    record_links: list[RecordLinkData] = []
    roles: list[RoleData] = []


class TemplateChange(BaseModel):
    """`data` is a list of metadata entries in a template of type `extras`, an object in one of type `record`."""

    identifier: Identifier | None = None
    title: Title | None = None
    description: Description | None = None
    visibility: Visibility | None = None
    data: RecordData | list[Extra] | None = None


class NewTemplate(TemplateChange):
    identifier: Identifier
    title: Title
    type: Literal["record", "extras"]
    description: Description = ""
    visibility: Visibility = "private"
    data: RecordData | list[Extra]


class Template(Shape):
    links: Annotated[dict[str, str], Field(alias="_links")]
    actions: Annotated[dict[str, str], Field(alias="_actions")]
    id: int
    identifier: str
    title: str
    type: Literal["record", "extras"]
    data: RecordData | list[Extra]
    description: str
    plain_description: str
    visibility: Visibility
    state: Literal["active"]
    created_at: datetime
    last_modified: datetime
    creator: User | None = None
