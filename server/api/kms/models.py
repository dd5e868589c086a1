"""What the OpenKMS API takes and gives."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints
from pydantic_core import PydanticCustomError

from server.http.paging import Skipping
from server.http.partial import ABSENT, Partial


def number(value: object) -> object:
    """A body's whole number stands there as one: neither a text nor true is a number."""
    if isinstance(value, str | bool):
        raise PydanticCustomError("int_type", "a number is expected")
    return value


Whole = BeforeValidator(number)
Password = Annotated[str, StringConstraints(min_length=8, max_length=1024)]
GivenPassword = Annotated[str, StringConstraints(max_length=2000)]
Code = Annotated[str, StringConstraints(max_length=50)]
Short = Annotated[str, StringConstraints(max_length=50)]


class Login(BaseModel):
    username: Annotated[str, StringConstraints(max_length=500)]
    password: GivenPassword
    mfa_code: Code | None = None


class Register(BaseModel):
    """Whatever else is sent, a role above all, is ignored."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=50)]
    email: Annotated[str, StringConstraints(min_length=1)]
    full_name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    password: Password
    office_location: Short | None = None
    department: Short | None = None


class Refresh(BaseModel):
    refresh_token: Annotated[str, StringConstraints(max_length=8192)]


class ChangePassword(BaseModel):
    current_password: GivenPassword
    new_password: Password


Role = Literal["EMPLOYEE", "KNOWLEDGE_MANAGER", "ADMIN"]
Category = Literal["SECURITY", "LEADERSHIP", "TECHNICAL", "COMPLIANCE"]
Level = Literal["BEGINNER", "INTERMEDIATE", "ADVANCED"]
TrainingStatus = Literal["PUBLISHED", "DRAFT"]
Status = Literal["REGISTERED", "ATTENDED", "CANCELLED", "COMPLETED"]
Id = Annotated[int, Field(ge=1, le=2**63 - 1), Whole]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=50_000)]
Minutes = Annotated[int, Field(ge=1, le=2**31 - 1), Whole]
Credits = Annotated[int, Field(ge=0, le=2**31 - 1), Whole]


class UserChange(Partial):
    full_name: Annotated[str, StringConstraints(min_length=1, max_length=200)] = ABSENT
    email: Annotated[str, StringConstraints(min_length=1)] = ABSENT
    office_location: Short | None = None
    department: Short | None = None
    role: Role = ABSENT
    is_active: StrictBool = ABSENT


class NewTraining(BaseModel):
    title: Title
    description: Text
    category: Category
    level: Level
    status: TrainingStatus
    duration_minutes: Minutes
    credits: Credits
    max_participants: Minutes


class TrainingChange(Partial):
    title: Title = ABSENT
    description: Text = ABSENT
    category: Category = ABSENT
    level: Level = ABSENT
    status: TrainingStatus = ABSENT
    duration_minutes: Minutes = ABSENT
    credits: Credits = ABSENT
    max_participants: Minutes = ABSENT


class NewRegistration(BaseModel):
    training_id: Id


class RegistrationChange(BaseModel):
    status: Status
    feedback_score: Annotated[int, Field(ge=1, le=5), Whole] | None = None


# Query strings


class UserList(Skipping):
    active_only: bool = True
    role: Role | None = None


class TrainingList(Skipping):
    search: str = ""
    category: Category | None = None
    level: Level | None = None
    status: TrainingStatus | None = None
    instructor_id: int | None = Field(None, ge=-(2**63), le=2**63 - 1)


class RegistrationList(Skipping):
    user_id: int | None = Field(None, ge=-(2**63), le=2**63 - 1)
    training_id: int | None = Field(None, ge=-(2**63), le=2**63 - 1)
    status: Status | None = None


# Answers


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class User(Shape):
    id: int
    username: str
    email: str
    full_name: str
    role: Literal["EMPLOYEE", "KNOWLEDGE_MANAGER", "ADMIN"]
    is_active: bool


class OwnUser(User):
    office_location: str | None
    department: str | None


class AccessToken(Shape):
    access_token: str
    token_type: Literal["bearer"]


class SignedIn(AccessToken):
    refresh_token: str
    user: User


class Message(Shape):
    message: str


class Me(Message):
    user: OwnUser


class ListedUser(OwnUser):
    created_at: str


class KnownUser(ListedUser):
    updated_at: str


class ChangedUser(OwnUser):
    updated_at: str


class Listed(Shape):
    total: int
    skip: int
    limit: int


class Users(Listed):
    users: list[ListedUser]


class OneUser(Shape):
    user: KnownUser


class UserUpdated(Message):
    user: ChangedUser


class TrainingFields(Shape):
    id: int
    title: str
    description: str
    category: Category
    level: Level
    status: TrainingStatus
    duration_minutes: int
    credits: int
    instructor_id: int
    max_participants: int


class Training(TrainingFields):
    created_at: str
    updated_at: str


class MadeTraining(TrainingFields):
    created_at: str


class ChangedTraining(TrainingFields):
    updated_at: str


class Trainings(Listed):
    trainings: list[Training]


class OneTraining(Shape):
    training: Training


class TrainingCreated(Message):
    training: MadeTraining


class TrainingUpdated(Message):
    training: ChangedTraining


class Registration(Shape):
    id: int
    user_id: int
    training_id: int
    status: Status
    registered_at: str
    attended_at: str | None
    completion_date: str | None
    feedback_score: int | None


class Registrations(Listed):
    registrations: list[Registration]


class OneRegistration(Shape):
    registration: Registration


class RegistrationSaid(Message):
    registration: Registration


class Roles(Shape):
    roles: list[Role]


class Categories(Shape):
    categories: list[Category]


class Levels(Shape):
    levels: list[Level]


class Statuses(Shape):
    statuses: list[Status]
