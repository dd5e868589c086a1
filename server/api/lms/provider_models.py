"""What the identity provider's side sends: a sync of one person, an event of a webhook; and what it gets."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from server.api.lms.models import Shape
from server.api.lms.user_models import Email, Name
from server.domain import identities, providers


def subject(text: str) -> str:
    if not providers.is_subject(text):
        raise PydanticCustomError("bad_text", "An id of 1 to 255 printable characters is expected")
    return text


def image(text: str) -> str:
    if not identities.is_image_address(text):
        raise PydanticCustomError("not_url", "An address that begins with https:// or http:// is expected")
    return text


Subject = Annotated[str, StringConstraints(min_length=1, max_length=255), AfterValidator(subject)]
Image = Annotated[str, StringConstraints(max_length=2048), AfterValidator(image)]


class Sync(BaseModel):
    """What is absent stays as it is; whatever else is sent is ignored."""

    userId: Subject
    email: Email | None = None
    firstName: Name | None = None
    lastName: Name | None = None
    imageUrl: Image | None = None

    def said(self) -> dict[str, Any]:
        """What the caller says of the person, in the domain's names. No address is no word about the address."""
        names = {"email": "email", "firstName": "given_name", "lastName": "family_name", "imageUrl": "image_url"}
        said = {names[field]: getattr(self, field) or None for field in names if field in self.model_fields_set}
        return {field: value for field, value in said.items() if field != "email" or value}


class Announced(Shape):
    """The answer to a call without a token: what was sent, whoever is known here. `clerkId` is `userId` again."""

    userId: str
    clerkId: str
    email: str | None
    firstName: str | None
    lastName: str | None
    imageUrl: str | None


# Webhooks


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class Message(Strict):
    type: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Event(Message):
    data: dict[str, Any]
    timestamp: Any = None


class Address(Strict):
    id: str | None = None
    email_address: str
    verification: dict[str, Any] | None = None

    @property
    def is_verified(self) -> bool | None:
        """None where the provider does not say."""
        return None if self.verification is None else self.verification.get("status") == "verified"


class Deleted(Strict):
    id: Subject


class Person(Deleted):
    """What the provider says of somebody, as far as we know what to do with it."""

    email_addresses: list[Address] | None = None
    primary_email_address_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    image_url: str | None = None
    updated_at: Any = None

    @property
    def address(self) -> Address | None:
        """The primary one, else the first."""
        given = self.email_addresses or []
        primary = [one for one in given if one.id is not None and one.id == self.primary_email_address_id]
        return next(iter(primary or given), None)

    def profile(self, issuer: str) -> identities.Profile:
        names = {"email_addresses": "email", "first_name": "given_name", "last_name": "family_name", "image_url": "image_url"}
        address = self.address
        return identities.Profile(
            issuer=issuer, subject=self.id, email=address.email_address if address else None,
            is_email_verified=address.is_verified if address else None, given_name=self.first_name, family_name=self.last_name,
            image_url=self.image_url, says=frozenset(names[name] for name in names if name in self.model_fields_set),
            told_at=instant(self.updated_at),
        ).fitted()  # fmt: skip


def instant(value: Any) -> datetime | None:
    """A moment in milliseconds of Unix time; None for what is none."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 253_402_300_800_000:
        return None
    return datetime.fromtimestamp(value / 1000, UTC)


class Received(Shape):
    """What became of a message."""

    id: str
    type: str
    outcome: Literal["created", "updated", "waiting", "deleted", "outdated", "repeated", "ignored"]
