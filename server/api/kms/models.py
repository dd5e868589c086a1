"""What the OpenKMS API takes and gives."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

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
