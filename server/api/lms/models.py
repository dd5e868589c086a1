"""What the Akako LMS API takes and gives."""

from datetime import datetime
from typing import Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

Data = TypeVar("Data")


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Envelope(Shape, Generic[Data]):
    success: Literal[True]
    data: Data
    message: str


class User(Shape):
    """`clerkId` is the subject that the identity provider knows the person by."""

    id: UUID
    clerkId: str | None
    email: str | None
    firstName: str | None
    lastName: str | None
    imageUrl: str | None
    phone: str | None
    bio: str | None
    status: Literal["ACTIVE", "INACTIVE", "SUSPENDED"]
    roles: list[Literal["ADMIN", "MENTOR", "LEARNER"]]
    plan: str
    createdAt: datetime
    updatedAt: datetime
