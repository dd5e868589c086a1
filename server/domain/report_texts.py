"""Texts of report definitions: HTML in which `%%Name%%` stands for something about the person, the session or its scores.

Values are texts, never HTML: what is in them shows as it is. The blocks (`%%Profile%%`, `%%Scores%%`) stay where they are;
who makes a page or a PDF of it puts plots and tables there. Names are listed in docs/api/itr.md.
"""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from server.domain.profiles import Profile, Taken

PLACEHOLDER = re.compile(r"%%([^%<>&\s][^%<>&]{0,200})%%")
# So many are filled; a text cannot grow without an end.
MOST = 10_000
PERSON = {
    "FirstName": "first_name", "Initials": "initials", "LastName": "last_name", "TitlesBefore": "titles_before",
    "TitlesAfter": "titles_after", "EMail": "email", "BirthDate": "birth_on", "Age": "age",
}  # fmt: skip
SESSION = {"Description": "description", "Goal": "goal", "StartedAt": "started_at", "EndedAt": "ended_at"}
TEST = {
    "TestName": "test_name", "Description": "description", "TestStart": "started_at", "TestEnd": "ended_at",
    "PercentageOfQuestionsAnswered": "percentage_of_questions_answered",
}  # fmt: skip
MONTHS = {
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    "de": ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
}
# Where a session or a test has not begun or ended, its row has this.
NEVER = datetime(2000, 1, 1, 5, tzinfo=UTC)
# What our own report of a session says where no definition is chosen.
STANDARD = "<h1>%%Session.Description%%</h1><p>%%Person.Name%%<br>%%Session.EndedAt%%</p>%%Profile%%%%Scores%%"


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its values; a name that nothing is known of stays as it was written, so that its author finds it."""

    def value(match: re.Match[str]) -> str:
        found = values.get(html.unescape(match[1]).strip())
        return match[0] if found is None else html.escape(found).replace("%%", "&#37;&#37;").replace("\n", "<br>")

    return PLACEHOLDER.sub(value, text, count=MOST)


def values_of(profile: Profile, tests: Sequence[Taken], today: date, language: str = "en") -> dict[str, str]:
    """Name of a placeholder → what it stands for, the first of `tests` that has a scale saying its scores."""
    session = profile.session

    def said(value: Any) -> str:
        return text_of(value, language)

    found = {"Company.CompanyName": said(session["company_name"]), "Date": said(today), "Person.Name": name_of(session)}
    found |= {f"Person.{name}": said(session[column]) for name, column in PERSON.items()}
    found |= {f"Session.{name}": said(session[column]) for name, column in SESSION.items()}
    found |= {f"Test.{name}": said(tests[0].row[column]) if tests else "" for name, column in TEST.items()}
    for test in reversed(tests):
        for scale in test.scales:
            found[f"Scale.{scale.name}.Score"] = said(scale.score)
            for place in (1, 2, 3):
                norm, end = next((each for each in scale.norms if each.place == place), None), "" if place == 1 else str(place)
                found[f"Scale.{scale.name}.NormScore{end}"] = norm.value if norm else "-"
                found[f"Scale.{scale.name}.PercentileScore{end}"] = norm.percentile if norm else "-"
                found[f"Scale.{scale.name}.AppliedNormDescription{end}"] = norm.norm if norm else "-"
    return found


def name_of(session: Mapping[str, Any]) -> str:
    """How a person is called; without a name by the address."""
    parts = (session[column] for column in ("titles_before", "first_name", "last_name", "titles_after"))
    return " ".join(part.strip() for part in parts if part and part.strip()) or (session["email"] or "")


def text_of(value: Any, language: str = "en") -> str:
    """A value as people write it: 14 July 2026, 09:37 UTC; 2.5. In German: 14. Juli 2026, 09:37 Uhr (UTC); 2,5."""
    is_german = language == "de"
    if value is None or value == NEVER:
        return ""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC)
        return f"{text_of(moment.date(), language)}, {moment:%H:%M} {'Uhr (UTC)' if is_german else 'UTC'}"
    if isinstance(value, date):
        month = MONTHS.get(language, MONTHS["en"])[value.month - 1]
        return f"{value.day}{'.' if is_german else ''} {month} {value.year}"
    return str(value).replace(".", ",") if is_german and isinstance(value, float) else str(value)
