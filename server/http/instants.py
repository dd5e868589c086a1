"""Instants in bodies and queries: without an offset UTC is meant, and a day as an end counts to its end."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


NUMBER = re.compile(r"\s*[+-]?[0-9.]+\s*")


def written(given: Any) -> Any:
    """An instant is written out: a number says nothing of what it counts."""
    if isinstance(given, str) and not NUMBER.fullmatch(given):
        return given
    if given is None or isinstance(given, datetime):
        return given
    raise PydanticCustomError("datetime_type", "a date and time such as 2026-03-01T09:30:00Z is needed")


def end_of_day(given: Any) -> Any:
    """A day counts to its end."""
    if isinstance(given, str) and DAY.fullmatch(given):
        try:
            return datetime.combine(date.fromisoformat(given), time(), UTC) + timedelta(days=1)
        except (ValueError, OverflowError):
            return given
    return given


def in_utc(instant: datetime) -> datetime:
    """Without an offset UTC is meant. Years that a database or a client could stumble over are none."""
    if not 1970 <= instant.year <= 9998:
        raise PydanticCustomError("datetime_out_of_range", "a year from 1970 to 9998 is needed")
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


Instant = Annotated[datetime, BeforeValidator(written), AfterValidator(in_utc)]
End = Annotated[datetime, BeforeValidator(written), BeforeValidator(end_of_day), AfterValidator(in_utc)]
