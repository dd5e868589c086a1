"""What the ITR Internal API gives as JSON, in the spelling of its document; made from the tables in `shapes`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, create_model

from server.api.itr import shapes


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


class CompanyRow(CompanyColumns):  # type: ignore[misc,valid-type]
    """A row of a list has the id again in lower case, and the database it is from."""

    id: UUID
    dbsource: int
