"""What Kadi's API takes and gives about templates (models.py says what the models are for)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from server.api.kadi.models import Description, Extra, Identifier, Left, NewExtra, Out, Shape, Short, Title, User, Visibility
from server.api.kadi.record_link_models import Term

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


class RecordLinkData(BaseModel):
    direction: Literal["out", "in"]
    record: Id
    name: Title
    term: Term | None = None


class RoleData(BaseModel):
    subject_type: Literal["user", "group"]
    subject_id: Id
    role: Literal["member", "collaborator", "editor", "admin"]


class RecordFields(BaseModel):
    """Fields of a record to be made, apart from its metadata."""

    identifier: Annotated[str, Field(max_length=50, pattern="^[a-z0-9-_]*$")] = ""
    title: Annotated[str, Field(max_length=150)] = ""
    description: Description = ""
    type: Short | None = None
    license: Annotated[str, Field(min_length=1, pattern=r"\S")] | None = None
    tags: list[Short] = []
    collections: list[Id] = []
    record_links: list[RecordLinkData] = []
    roles: list[RoleData] = []


class RecordData(RecordFields):
    """The data of a template of type `record`."""

    extras: list[Extra] = []


class NewRecordData(RecordFields):
    extras: list[NewExtra] = []


class TemplateChange(BaseModel):
    """`data` is a list of metadata entries in a template of type `extras`, an object in one of type `record`."""

    identifier: Identifier | Left = Out
    title: Title | Left = Out
    description: Description | Left = Out
    visibility: Visibility | Left = Out
    data: NewRecordData | list[NewExtra] | Left = Out


# Which data goes with which type; one model keeps the fields in one place.
DATA_BY_TYPE: list[Any] = [
    {"properties": {"type": {"const": "record"}, "data": {"type": "object"}}},
    {"properties": {"type": {"const": "extras"}, "data": {"type": "array"}}},
]


class NewTemplate(TemplateChange):
    model_config = ConfigDict(json_schema_extra={"oneOf": DATA_BY_TYPE})

    identifier: Identifier
    title: Title
    type: Literal["record", "extras"]
    description: Description = ""
    visibility: Visibility = "private"
    data: NewRecordData | list[NewExtra]


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
