"""The education tree: what its operations take and give."""

import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StringConstraints
from pydantic_core import PydanticCustomError

from server.api.lms.lists import ListQuery
from server.api.lms.models import Shape
from server.http.partial import ABSENT, Partial

ADDRESS = re.compile(r"(https?://[^\s/]|/(?!/))[^\s\x00-\x1f\x7f\\]*", re.IGNORECASE)


def is_address(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise PydanticCustomError("address", "An address beginning with https://, http:// or / is expected")
    return text


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=50_000)]
Content = Annotated[str, StringConstraints(max_length=1_000_000)]
# Shown, never fetched by the server.
ImageUrl = Annotated[str, StringConstraints(max_length=2048), AfterValidator(is_address)]
Stage = Literal["primary", "secondary", "higher"]


class Given(BaseModel):
    """Whatever else is sent is ignored."""

    model_config = ConfigDict(populate_by_name=True)


class NewLevel(Given):
    name: Name
    description: Text = ""
    image_url: ImageUrl | None = Field(None, alias="imageUrl")
    is_active: StrictBool = Field(True, alias="isActive")


class NewGrade(NewLevel):
    level: Stage = "primary"


class NewSubject(NewLevel):
    mentor_id: UUID | None = Field(None, alias="mentorId")


class NewTopic(Given):
    name: Name
    description: Text = ""
    content: Content = ""
    is_active: StrictBool = Field(True, alias="isActive")


class LevelChange(Partial):
    name: Name = ABSENT
    description: Text = ABSENT
    image_url: ImageUrl | None = Field(None, alias="imageUrl")
    is_active: StrictBool = Field(ABSENT, alias="isActive")


class GradeChange(LevelChange):
    level: Stage = ABSENT


class SubjectChange(LevelChange):
    mentor_id: UUID | None = Field(None, alias="mentorId")


class TopicChange(Partial):
    name: Name = ABSENT
    description: Text = ABSENT
    content: Content = ABSENT
    is_active: StrictBool = Field(ABSENT, alias="isActive")


class TreeQuery(ListQuery):
    """In the order in which they were made, unless another one is asked for. `isActive` false: only for who may change them."""

    order: Literal["asc", "desc"] = "asc"
    isActive: bool = True


# Answers


class Level(Shape):
    id: UUID
    name: str
    description: str
    imageUrl: str | None
    isActive: bool
    deletedAt: None
    createdAt: datetime
    updatedAt: datetime


class Grade(Level):
    level: Stage
    educationLevelId: UUID


class Subject(Level):
    """The mentor's address is for people who are signed in."""

    gradeId: UUID
    mentorId: UUID | None
    mentorName: str | None
    mentorEmail: str | None


class Document(Shape):
    id: UUID
    name: str
    description: str
    contentType: str
    size: int
    topicId: UUID
    url: str
    uploadedBy: UUID
    uploadedAt: datetime


class Topic(Shape):
    id: UUID
    name: str
    description: str
    content: str
    videoUrl: str | None
    documents: list[Document]
    isActive: bool
    subjectId: UUID
    deletedAt: None
    createdAt: datetime
    updatedAt: datetime


class Deleted(Shape):
    id: UUID
