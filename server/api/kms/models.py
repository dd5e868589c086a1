"""Bodies of the OpenKMS API."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints

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
