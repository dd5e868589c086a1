"""What the Akako LMS API takes and gives of files."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Binary = Annotated[Any, Field(json_schema_extra={"type": "string", "format": "binary"})]


class DocumentForm(BaseModel):
    """`metadata` is JSON: `{"name": "notes.pdf", "description": "Week 1"}`; without a name there the file's own counts."""

    file: Binary
    topicId: str
    metadata: str | None = None


class VideoForm(BaseModel):
    video: Binary


class Metadata(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    name: str | None = None
    description: str | None = Field(default=None, max_length=50_000)


class DocumentAsked(BaseModel):
    """One of the three names the document."""

    id: str | None = None
    documentId: str | None = None
    key: str | None = None

    @property
    def given(self) -> str | None:
        return self.id or self.documentId or self.key


class VideoAsked(BaseModel):
    topicId: UUID
