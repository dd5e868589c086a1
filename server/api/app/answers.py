"""Answers of the app's API, as models: for the OpenAPI document and for tests that compare answers with it."""

from datetime import datetime
from typing import Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from server.api.app.models import Domain, Event, State

Item = TypeVar("Item")


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Nothing(Shape):
    """An empty object."""


class PageOf(Shape, Generic[Item]):
    items: list[Item]
    page: int
    per_page: int
    total: int
    pages: int


class Preferences(Shape):
    language: str
    theme: Literal["system", "light", "dark"]


class Company(Shape):
    company_id: UUID
    login_id: UUID | None
    name: str


class HeldRole(Shape):
    role: str
    domain: Domain | None


class SessionAccount(Shape):
    id: int
    uuid: UUID
    username: str
    display_name: str
    email: str | None
    is_email_verified: bool
    language: str


class SessionPerson(Shape):
    id: UUID
    display_name: str
    email: str | None


class ServerFacts(Shape):
    trash_days: float
    sends_mail: bool


class Session(Shape):
    kind: Literal["account", "candidate", "poll"]
    account: SessionAccount | None
    person: SessionPerson | None
    domains: list[Domain]
    roles: list[HeldRole]
    companies: list[Company]
    company: Company | None
    owes: list[Literal["company"]]
    rail: list[str]
    rights: list[str]
    preferences: Preferences
    server: ServerFacts | None
    has_second_factor: bool
    created_at: datetime
    expires_at: datetime | None
    idle_seconds: int


class Door(Shape):
    is_set_up: bool


class SignedIn(Shape):
    session_id: str
    session: Session


class LinkShown(Shape):
    purpose: Literal["first_admin", "set_up", "reset", "verify_email", "join_identity"]
    needs: list[str]
    username: str | None
    display_name: str | None
    email: str | None
    expires_at: datetime


class LinkUsed(Shape):
    purpose: str
    login: str


class Profile(Shape):
    id: int
    uuid: UUID
    username: str
    display_name: str
    given_name: str | None
    family_name: str | None
    email: str | None
    is_email_verified: bool
    last_verified_email: str | None
    has_password: bool
    office_location: str | None
    department: str | None
    phone: str | None
    bio: str | None
    orcid: str | None
    is_email_public: bool
    language: str
    created_at: datetime


class FactorState(Shape):
    state: Literal["off", "begun", "on"]
    confirmed_at: datetime | None
    demanded_by: list[str]


class Enrolment(Shape):
    secret: str
    uri: str
    qr: list[str]


class OpenSession(Shape):
    id: int
    made_by: Literal["app", "itr"]
    address: str
    user_agent: str
    company: str | None
    has_second_factor: bool
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime | None
    is_current: bool


class Ended(Shape):
    ended: int


class Scope(Shape):
    scope: str
    group: str
    domain: Domain


class Scopes(Shape):
    scopes: list[Scope]


class TokenCompany(Shape):
    company_id: UUID
    name: str


class Token(Shape):
    id: int
    name: str
    scopes: list[str] | None
    company: TokenCompany | None
    expires_at: datetime | None
    last_used_at: datetime | None
    created_at: datetime
    is_expired: bool


class MadeToken(Token):
    token: str


class Service(Shape):
    name: str
    title: str
    address: str
    state: Literal["off", "connected", "broken"]
    connected_at: datetime | None


class Identity(Shape):
    id: int
    provider: str
    subject: str | None
    name: str | None
    email: str | None
    state: Literal["joined", "waiting", "unconfirmed"]
    is_deleted: bool
    created_at: datetime


class ServiceAddress(Shape):
    url: str


class Application(Shape):
    id: int
    client_id: str
    name: str
    website: str | None
    redirect_uris: list[str]
    scopes: list[str] | None
    users: int
    created_at: datetime
    updated_at: datetime


class ApplicationWithSecret(Application):
    client_secret: str


class GrantedApplication(Shape):
    id: int
    name: str
    website: str | None


class ApplicationOwner(Shape):
    username: str
    display_name: str


class Grant(Shape):
    id: int
    application: GrantedApplication
    owner: ApplicationOwner
    scopes: list[str] | None
    granted_at: datetime
    last_used_at: datetime | None


class Role(Shape):
    id: int
    role: str
    domain: Domain | None
    effective_from: datetime
    effective_until: datetime | None
    assigned_by: int | None


class Account(Shape):
    id: int
    uuid: UUID
    username: str
    display_name: str
    given_name: str | None
    family_name: str | None
    email: str | None
    is_email_verified: bool
    is_active: bool
    domains: dict[Domain, State]
    roles: list[Role]
    has_password: bool
    has_second_factor: bool
    is_paused: bool
    managed_by_company: UUID | None
    created_at: datetime
    updated_at: datetime


class AccountCompany(Company):
    is_active: bool


class AccountWithCompanies(Account):
    companies: list[AccountCompany]


class SetUpLink(Shape):
    """Either mailed or shown."""

    url: str | None
    mailed_to: str | None
    expires_at: datetime


class MadeAccount(Shape):
    account: Account
    link: SetUpLink


class Job(Shape):
    id: int
    kind: str
    key: str | None
    state: Literal["waiting", "running", "done", "dead"]
    attempts: int
    due_at: datetime
    created_at: datetime
    finished_at: datetime | None
    error: str | None


class Jobs(PageOf[Job]):
    counts: dict[Literal["waiting", "running", "done", "dead"], int]


class NamedPerson(Shape):
    id: int
    name: str


class NamedPeople(Shape):
    people: list[NamedPerson]


class Webhook(Shape):
    id: int
    name: str
    url: str
    events: list[Event]
    is_active: bool
    off_reason: Literal["off", "gone"] | None
    off_at: datetime | None
    is_setting: bool
    old_secret_until: datetime | None
    waiting: int
    created_at: datetime
    updated_at: datetime


class WebhookWithSecret(Webhook):
    secret: str


class NamedWebhook(Shape):
    id: int
    name: str


class DeliveryAttempt(Shape):
    at: datetime
    status: int | None
    reason: str | None
    seconds: float


class Delivery(Shape):
    id: int
    webhook: NamedWebhook
    message_id: str
    event: str
    state: Literal["waiting", "delivered", "dead", "ended"]
    attempts: int
    due_at: datetime | None
    created_at: datetime
    finished_at: datetime | None
    last_attempt: DeliveryAttempt | None


class DeliveryWithBody(Delivery):
    body: str
    log: list[DeliveryAttempt]
