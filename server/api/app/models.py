"""Bodies and queries of the app's API."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from server.config import EVENTS
from server.domain.actor import SCOPES
from server.http.instants import End, Instant
from server.http.paging import Pages as Paging

Domain = Literal["research", "training", "learning", "assessment"]
State = Literal["active", "inactive", "suspended"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
OptionalName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=50)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Text = Annotated[str, StringConstraints(max_length=500)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignIn(Body):
    login: Text
    password: Annotated[str, StringConstraints(max_length=2000)]
    code: Text | None = None
    company_id: UUID | None = None


class PickCompany(Body):
    company_id: UUID
    code: Text | None = None


class NewPassword(Body):
    current_password: Password
    new_password: Password


class Forgotten(Body):
    login: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Link(Body):
    token: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class UsedLink(Link):
    password: Password | None = None
    username: Text | None = None
    display_name: Name | None = None
    email: Text | None = None


class ProfileChange(Body):
    username: Text | None = None
    display_name: Name | None = None
    given_name: OptionalName | None = None
    family_name: OptionalName | None = None
    office_location: Short | None = None
    department: Short | None = None
    phone: Short | None = None
    bio: Annotated[str, StringConstraints(max_length=10_000)] | None = None
    orcid: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$")] | None = None
    is_email_public: bool | None = None


class EmailChange(Body):
    email: Text
    password: Password


class Preferences(Body):
    language: Literal["en", "de"] | None = None
    theme: Literal["system", "light", "dark"] | None = None


class PasswordGiven(Body):
    password: Password


class CodeGiven(Body):
    code: Annotated[str, StringConstraints(min_length=1, max_length=50)]


class FactorGiven(Body):
    password: Password
    code: Annotated[str, StringConstraints(min_length=1, max_length=50)]


class NewToken(Body):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150)]
    scopes: Annotated[list[str], Field(max_length=len(SCOPES))] | None = None
    expires_at: End | None = None
    company_id: UUID | None = None


class ServiceCame(Body):
    """What the other server sent the browser back with: a code, or why there is none."""

    state: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    code: Annotated[str, StringConstraints(min_length=1, max_length=2000)] | None = None
    error: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None


Name150 = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2048)]
Redirects = Annotated[list[Address], Field(min_length=1, max_length=20)]
Scopes = Annotated[list[str], Field(max_length=len(SCOPES))]


class NewApplication(Body):
    name: Name150
    website: Address | None = None
    redirect_uris: Redirects
    scopes: Scopes | None = None


class ApplicationChange(Body):
    name: Name150 = Field(default_factory=str)
    website: Address | None = None
    redirect_uris: Redirects = Field(default_factory=list)
    scopes: Scopes | None = None


class GivenRole(Body):
    role: Text
    domain: Domain | None = None


class NewRole(GivenRole):
    effective_from: Instant | None = None
    effective_until: End | None = None


class NewAccount(Body):
    display_name: Name
    username: Text | None = None
    email: Text | None = None
    given_name: OptionalName | None = None
    family_name: OptionalName | None = None
    domains: Annotated[list[Domain], Field(max_length=4)] | None = None
    roles: Annotated[list[GivenRole], Field(max_length=20)] = []
    mail: bool = True


class WantedLink(Body):
    mail: bool = True


class AccountChange(Body):
    display_name: Name | None = None
    given_name: OptionalName | None = None
    family_name: OptionalName | None = None
    username: Text | None = None
    email: Text | None = None
    is_email_verified: Literal[True] | None = None
    is_active: bool | None = None


class DomainState(Body):
    state: State


class AccountsQuery(Paging):
    search: Text = ""
    login: Text | None = None
    domain: Domain | None = None
    state: State | None = None
    role: Literal["admin", "guest", "knowledge_manager", "mentor", "learner"] | None = None
    sort: Literal["username", "-username", "display_name", "-display_name", "created_at", "-created_at"] = "username"


class JobsQuery(Paging):
    state: Literal["open", "waiting", "running", "done", "dead"] | None = None
    kind: Text | None = None


class TrainingPeopleQuery(BaseModel):
    id: Annotated[list[Annotated[int, Field(ge=1, le=2**63 - 1)]], Field(min_length=1, max_length=100)]


Event = Literal["user.registered", "training.created", "registration.completed"]
Events = Annotated[list[Event], Field(min_length=1, max_length=len(EVENTS))]


class NewWebhook(Body):
    name: Name150
    url: Address
    events: Events


class WebhookChange(Body):
    name: Name150 = Field(default_factory=str)
    url: Address = Field(default_factory=str)
    events: Events = Field(default_factory=list)
    is_active: bool = Field(default_factory=bool)


class DeliveriesQuery(Paging):
    state: Literal["waiting", "delivered", "dead", "ended"] | None = None
    event: Literal["user.registered", "training.created", "registration.completed", "webhook.test"] | None = None
    webhook_id: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None
