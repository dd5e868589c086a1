"""What the ITR Internal API gives as JSON, in the spelling of its document; made from the tables in `shapes`."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, RootModel, create_model

from server.api.itr import entities, shapes
from server.api.itr.entities import Entity
from server.domain.rows import Column


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignedIn(Shape):
    """Sent as text. `SessionID` is empty while a code is owed."""

    SessionID: str
    CompanyID: UUID
    ExpirationDateTime: datetime
    MFAStatus: str = Field(description="NA, QR, CODE or OK")
    MultipleCompaniesFound: str | None = Field(None, description="Y or N; of login only")


KINDS: dict[str, Any] = {
    "ID": UUID, "CompanyID": UUID, "SecurityTemplateID": UUID | None, "SessionPool": int, "CurrentPersonalCreditLevel": int, "Active": bool,
    "VATPercentage": float, "TestTakingDiscount": int, "CostsPerTestInUnits": int, "YearlyLicenseDiscount": int, "YearlyLicenseFee": int,
    "CurrentCreditLevel": int, "ConcurrentOpenSessions": int, "AllowNegativeCredits": bool, "NoPublicTests": bool, "ExitURL": str | None,
    "PricePerCreditUnit": float, "PluginData": Any,
}  # fmt: skip


def kind(name: str) -> Any:
    """The type of a column, by its name."""
    if name in KINDS:
        return KINDS[name]
    if name.endswith(("Date", "DateTime")) or name.startswith(("StartDate", "EndDate")):
        return datetime
    return bool if name.startswith(("Is", "May", "Has", "DoNot")) else str


def shape(title: str, names: Any) -> type[BaseModel]:
    fields: dict[str, Any] = {name: (kind(name), ...) for name in names}
    return create_model(title, __base__=Shape, **fields)


Login = shape("Login", [*shapes.LOGIN, "Email", "APIKey", "PluginData"])
CompanyColumns = shape("CompanyColumns", shapes.COMPANY)


# The stored entities: a row of a list, a single row, and what a client sends.

TYPES: dict[str, Any] = {
    "uuid": UUID, "int2": int, "int4": int, "int8": int, "float8": float, "bool": bool, "text": str, "json": Any, "instant": datetime,
    "date": str,
}  # fmt: skip


def typed(entity: Entity, name: str, *, in_list: bool) -> Any:
    """A column's type on the wire; lists show JSON as the text that it is."""
    column = entity.relation.columns[entity.wire[name]]
    kind = str if in_list and column.kind == "json" else TYPES[column.kind]
    return kind | None if column.is_nullable and kind is not Any else kind


def title(entity: Entity) -> str:
    return entity.name.title()


def row_of(entity: Entity) -> type[BaseModel]:
    """A row of the entity's list."""
    identity = typed(entity, entity.spelling[entity.relation.identity], in_list=True)
    fields: dict[str, Any] = {name: (typed(entity, name, in_list=True), ...) for name in entity.listed}
    return create_model(f"{title(entity)}Row", __base__=Shape, **fields, id=(identity, ...), dbsource=(int, ...))


def detail_of(entity: Entity, *, optional: tuple[str, ...] = ()) -> type[BaseModel]:
    """A single row; `optional` are columns that not everybody is shown."""
    fields: dict[str, Any] = {name: (typed(entity, name, in_list=False), "" if name in optional else ...) for name in entity.shown}
    return create_model(f"{title(entity)}Detail", __base__=Shape, **fields)


RANGES = {"int2": 2**15, "int4": 2**31, "int8": 2**63}


def taken(column: Column) -> Any:
    """What a client may send for a column."""
    kind = TYPES[column.kind]
    if column.kind in RANGES:
        kind = Annotated[int, Field(ge=-RANGES[column.kind], lt=RANGES[column.kind])]
    elif column.length is not None:
        kind = Annotated[str, Field(max_length=column.length)]
    return kind | None if column.is_nullable and kind is not Any else kind


def input_of(entity: Entity) -> type[BaseModel]:
    """What a client may send: any of the columns; a new row needs those that have no default. What else there is is ignored."""
    fields: dict[str, Any] = {name: (taken(entity.relation.columns[entity.wire[name]]), Field(None, json_schema_extra=without_default))
                              for name in entity.shown}  # fmt: skip
    return create_model(f"{title(entity)}Input", __config__=ConfigDict(extra="allow"), **fields)


def without_default(schema: dict[str, Any]) -> None:
    """What is left out has no value of its own."""
    schema.pop("default", None)


def optional(description: str) -> Any:
    return Field(None, description=description, json_schema_extra=without_default)


class OwnerHeaders(BaseModel):
    """Whose row it is about."""

    IncludeMaster: str = optional("Y, with IncludeClient N: the master's row, for master users")
    IncludeClient: str = optional("N: not the company's")
    MASTER: str = optional("Y: the master's row, for master users")


class SignInHeaders(BaseModel):
    """Who signs in, and where."""

    UserID: str = optional("Username or e-mail")
    Password: str = optional("Of the account, or of the candidate")
    CompanyID: str = optional("Where somebody has several")


class DoorHeaders(SignInHeaders):
    """Who signs in, or with which code."""

    Poll: str = optional("Code of a public session, instead of UserID and Password")


class CodeHeaders(SignInHeaders):
    MFACode: str = optional("Six digits; blanks do not matter")


class UserHeaders(BaseModel):
    """Who forgot a password."""

    Username: str = optional("Username or e-mail")
    UserID: str = optional("The same, where there is no Username")
    BaseURL: str = optional("Where the link begins, where that is one of the server's own addresses")


class ResetHeaders(UserHeaders):
    SessionID: str = optional("The link's token")
    Password: str = optional("The new one")


class ListHeaders(BaseModel):
    """Which rows a list has. What cannot be read is as if it were not there."""

    StartPage: str = optional("Page, from 0; -1 for all rows")
    PageSize: str = optional("Rows of a page; 20")
    Sort: str = optional("Field[ desc][, Field[ desc]]")
    SearchField: str = optional("Part of a text in any search field, without regard to case")
    Filter: str = optional("Field<op>value[, Field<op>value], op being =, !=, >=, <=, %=")
    IncludeArchived: str = optional("Y: only archived rows; N: only active ones")
    IncludeTotal: str = optional("Y: the answer's header X-Total-Count says how many rows all pages have")
    IncludeMaster: str = optional("Y: the master's rows too, where one may see them")
    IncludeClient: str = optional("N: without the company's rows")
    MASTER: str = optional("Y: the master's rows, for master users")


# Entity → the answer of its list.
LISTS: dict[str, Any] = {name: list[row_of(entity)] for name, entity in entities.ENTITIES.items()}  # type: ignore[misc]


class CompanyRow(CompanyColumns):  # type: ignore[misc,valid-type]
    """A row of a list has the id again in lower case, and the database it is from."""

    id: UUID
    dbsource: int


class MonthOfUsages(Shape):
    """Year and month are numbers with a point, as the original's are."""

    year: float
    month: float
    ticks: int
    discountedticks: int


class MonthOfCompany(MonthOfUsages):
    InvoiceCode: str
    CompanyName: str
    ID: UUID


class NothingUsed(Shape):
    Year: str
    Month: str
    Ticks: str
    DiscountedTicks: str


class Word(Shape):
    """A word of the interface in a language."""

    value: str
    originalValue: str
    valueAsOriginal: str = Field(description="Y or N")
    changeDateTime: datetime
    changedBy: str


class WordInput(BaseModel):
    value: str
    originalValue: str | None = optional("The English words; what is left out stays")
    valueAsOriginal: str | bool | None = optional("Y: the same as the English words on purpose")


class TranslationInput(RootModel[dict[str, WordInput]]):
    """Key → word."""


class TranslationHeaders(BaseModel):
    ForceTranslation: str = optional("Y: the words are stored as they are given; without it a machine would have to translate them")


class MailInput(BaseModel):
    """A mail. Addresses are separated by commas or semicolons."""

    Subject: str = ""
    Body: str = Field("", description="HTML")
    To: str = ""
    CC: str = ""
    BCC: str = ""
    From: str = Field("", description="Gets the answers where ReplyTo is empty; the sender is the server's")
    ReplyTo: str = ""
