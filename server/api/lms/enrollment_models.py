"""Enrolments and applications of mentors: what their operations take and give."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from server.api.lms.lists import ListQuery
from server.api.lms.models import Shape

Status = Literal["PENDING", "APPROVED", "REJECTED"]
Message = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]
Story = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
Told = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Wanted = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class EnrollmentAsked(BaseModel):
    """Whatever else is sent is ignored."""

    subjectId: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    message: Message | None = None


class MentorApplied(BaseModel):
    """Whatever else is sent is ignored. `subjects`: in the applicant's own words, or ids of subjects."""

    motivation: Told
    experience: Story | None = None
    subjects: Annotated[list[Wanted], Field(max_length=100)] | None = None


class Rejected(BaseModel):
    reason: Message | None = None


class PendingEnrollments(ListQuery):
    """Those that wait longest first, unless another order is asked for."""

    sort: Literal["createdAt", "requestedAt", "updatedAt"] = "createdAt"  # type: ignore[assignment]
    order: Literal["asc", "desc"] = "asc"
    subjectId: UUID | None = None


class PendingApplications(ListQuery):
    """Those that wait longest first, unless another order is asked for."""

    sort: Literal["createdAt", "submittedAt", "updatedAt"] = "createdAt"  # type: ignore[assignment]
    order: Literal["asc", "desc"] = "asc"


# Answers


class Enrollment(Shape):
    id: UUID
    userId: UUID
    userName: str
    userEmail: str | None
    subjectId: UUID
    subjectName: str
    gradeName: str
    levelName: str
    status: Status
    message: str | None
    requestedAt: datetime
    reviewedAt: datetime | None
    reviewedBy: UUID | None
    reason: str | None


class MentorApplication(Shape):
    id: UUID
    userId: UUID
    userName: str
    userEmail: str | None
    status: Status
    motivation: str
    experience: str | None
    subjects: list[str]
    submittedAt: datetime
    reviewedAt: datetime | None
    reviewedBy: UUID | None
    reason: str | None
