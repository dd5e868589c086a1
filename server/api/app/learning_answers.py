"""What the pages of learning get at once."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from server.api.app.answers import Shape
from server.api.app.models import Body

Status = Literal["pending", "approved", "rejected"]


class Decisions(Body):
    ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    decision: Literal["approve", "reject"]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)] | None = None


class Decided(Shape):
    id: UUID
    outcome: Literal["approved", "rejected", "decided", "refused", "not_found"]


class DecisionResults(Shape):
    results: list[Decided]


class Ancestor(Shape):
    noun: Literal["level", "grade", "subject"]
    id: UUID
    name: str


class Named(Shape):
    id: UUID
    name: str


class Position(Shape):
    seconds: float
    duration: float | None
    updated_at: datetime


class Enrollment(Shape):
    id: UUID
    status: Status
    message: str | None
    requested_at: datetime
    reviewed_at: datetime | None
    reason: str | None


class Branch(Shape):
    id: UUID
    name: str
    description: str
    image_url: str | None
    is_active: bool
    stage: Literal["primary", "secondary", "higher"] | None
    above: list[Ancestor]
    may_edit: bool


class TopicLine(Shape):
    id: UUID
    name: str
    description: str
    is_active: bool
    documents: int
    has_video: bool
    position: Position | None


class Subject(Branch):
    mentor: Named | None
    enrollment: Enrollment | None
    topics: list[TopicLine]


class Document(Shape):
    id: UUID
    name: str
    description: str
    content_type: str
    size: int
    uploaded_at: datetime


class Topic(Branch):
    content: str
    has_video: bool
    documents: list[Document]
    previous: Named | None
    next: Named | None
    position: Position | None
    enrollment: Enrollment | None
    created_at: datetime
    updated_at: datetime


class EnrolledSubject(Shape):
    id: UUID
    name: str
    image_url: str | None
    is_open: bool
    topics: int
    videos: int
    seen: int
    share: float | None


class OwnEnrollment(Enrollment):
    subject: EnrolledSubject
    above: list[Ancestor]


class Application(Shape):
    id: UUID
    status: Status
    motivation: str
    experience: str | None
    subjects: list[str]
    submitted_at: datetime
    reviewed_at: datetime | None
    reason: str | None


class Mentored(Shape):
    id: UUID
    name: str
    image_url: str | None
    is_active: bool
    topics: int
    above: list[Ancestor]


class Watching(Shape):
    id: UUID
    name: str
    above: list[Ancestor]
    position: Position


class Pending(Shape):
    enrollments: int
    applications: int


class Mine(Shape):
    enrollments: list[OwnEnrollment]
    applications: list[Application]
    mentoring: list[Mentored]
    watching: list[Watching]
    pending: Pending | None
