"""Users and their roles: what the operations take and give."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from pydantic_core import PydanticCustomError

from server.api.lms.education_models import is_address
from server.api.lms.lists import ListQuery
from server.api.lms.models import Shape
from server.domain import accounts
from server.http.instants import End, Instant
from server.http.partial import ABSENT, Partial

Role = Literal["ADMIN", "MENTOR", "LEARNER"]
Status = Literal["ACTIVE", "INACTIVE", "SUSPENDED"]
ONE_LINE = "^[^\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]*$"
LINE = re.compile(ONE_LINE[:-1] + r"\Z")


def one_line(text: str) -> str:
    if not LINE.match(text):
        raise PydanticCustomError("bad_text", "A text of one line is expected")
    return text.strip()


def email(text: str) -> str:
    if not accounts.is_email(text):
        raise PydanticCustomError("not_email", "Invalid email format")
    return text


def address_or_nothing(text: str) -> str:
    return is_address(text) if text else text


Line = Annotated[str, AfterValidator(one_line), Field(json_schema_extra={"pattern": ONE_LINE})]
Name = Annotated[Line, StringConstraints(max_length=200)]
Phone = Annotated[Line, StringConstraints(max_length=50)]
Bio = Annotated[str, StringConstraints(max_length=10_000)]
Picture = Annotated[str, StringConstraints(max_length=2048), AfterValidator(address_or_nothing)]
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(email)]


class ProfileChange(Partial):
    """What is absent stays, null takes away; whatever else is sent is ignored."""

    firstName: Name | None = None
    lastName: Name | None = None
    phone: Phone | None = None
    bio: Bio | None = None
    imageUrl: Picture | None = None


class UserChange(ProfileChange):
    email: Email = ABSENT
    status: Status = ABSENT


class NewRole(BaseModel):
    """From now on, unless a start is given; open, unless an end is."""

    role: Role
    effectiveStartDate: Instant | None = None
    effectiveEndDate: End | None = None


class RoleGiven(BaseModel):
    role: Role


class UserList(ListQuery):
    sort: Literal["createdAt", "updatedAt", "email", "firstName", "lastName"] = "createdAt"  # type: ignore[assignment]
    role: Role | None = None
    status: Status | None = None
    isActive: bool | None = None

    @property
    def filters(self) -> dict[str, Any]:
        named = {name: value.lower() if value else None for name, value in (("role", self.role), ("state", self.status))}
        return super().filters | named | {"is_active": self.isActive}


# Answers


class Assignment(Shape):
    id: str
    userId: UUID
    role: Role
    effectiveStartDate: datetime
    effectiveEndDate: datetime | None
    assignedBy: UUID | None
