"""Dates of the institute: told as days from today, so that it is always the same age."""

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
# {{-12}} a day, {{-12 09:30}} an instant, {{de -12}} and {{en -12}} the day as people write it, {{de friday}} that of this week
PLACE = re.compile(r"\{\{(?:(?P<language>de|en) )?(?P<days>[+-]?\d+|friday)(?: (?P<time>\d\d:\d\d))?\}\}")
GERMAN = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember")
ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


@dataclass(frozen=True)
class Days:
    today: date

    @classmethod
    def now(cls) -> "Days":
        return cls(datetime.now(UTC).date())

    def day(self, days: int) -> date:
        """That day; nobody works on weekends: what was is moved to the Friday before, what comes to the Monday after."""
        found = self.today + timedelta(days)
        while days and found.weekday() > 4:
            found += timedelta(1 if days > 0 else -1)
        return found

    def instant(self, days: int, clock: str) -> datetime:
        return datetime.combine(self.day(days), time.fromisoformat(clock), UTC)

    @staticmethod
    def now_minus(minutes: int) -> str:
        """The instant so many minutes ago."""
        return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()

    def fill(self, text: str) -> str:
        """The text with its places filled."""
        return PLACE.sub(self._said, text)

    def _said(self, place: re.Match[str]) -> str:
        offset = 4 - self.today.weekday() if place["days"] == "friday" else int(place["days"])
        day = self.day(offset)
        if place["language"] == "de":
            return f"{day.day}. {GERMAN[day.month - 1]} {day.year}"
        if place["language"] == "en":
            return f"{day.day} {ENGLISH[day.month - 1]} {day.year}"
        return self.instant(offset, place["time"]).isoformat() if place["time"] else day.isoformat()

    def table(self, name: str) -> dict[str, Any]:
        """One of the files of data, with its dates."""
        return tomllib.loads(self.fill((DATA / name).read_text("utf-8")))
