"""Texts of reports: which names are filled, and that no value becomes HTML."""

import html
from datetime import UTC, date, datetime, timedelta, timezone
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import report_texts
from server.domain.profiles import Normed, Profile, Scaled, Taken

SESSION = {
    "company_name": "Clinic", "description": "Planned", "goal": "", "started_at": datetime(2026, 3, 1, 8, tzinfo=UTC), "ended_at": None,
    "first_name": "Ada", "initials": "A.", "last_name": "Lovelace", "titles_before": "Dr. ", "titles_after": None,
    "email": "ada@example.org", "birth_on": date(1815, 12, 10), "age": 36,
}  # fmt: skip
ROW = {"test_name": "Calm", "description": "", "started_at": None, "ended_at": None, "percentage_of_questions_answered": 80}


def taken(*scales, **row):
    return Taken(ROW | row, "scored", scales)


def values(*tests, language="en", **session):
    return report_texts.values_of(Profile(SESSION | session, tests), tests, date(2026, 3, 2), language)


def test_what_is_known_of_person_session_and_test():
    found = values(taken())
    for name, value in {
        "Person.Name": "Dr. Ada Lovelace", "Person.BirthDate": "10 December 1815", "Person.Age": "36",
        "Session.StartedAt": "1 March 2026, 08:00 UTC",
        "Session.EndedAt": "", "Date": "2 March 2026", "Company.CompanyName": "Clinic", "Test.TestName": "Calm",
        "Test.PercentageOfQuestionsAnswered": "80",
    }.items():  # fmt: skip
        assert found[name] == value


def test_dates_and_numbers_are_written_in_the_language():
    found = values(taken(Scaled("a", "A", 2.5, ()), Scaled("b", "B", "2.5", ()), Scaled("c", "C", -3, ())), language="de")
    for name, value in {
        "Date": "2. März 2026", "Person.BirthDate": "10. Dezember 1815", "Session.StartedAt": "1. März 2026, 08:00 Uhr (UTC)",
        "Session.EndedAt": "", "Scale.A.Score": "2,5", "Scale.B.Score": "2.5", "Scale.C.Score": "-3", "Person.Age": "36",
    }.items():  # fmt: skip
        assert found[name] == value
    assert values(language="nl")["Date"] == "2 March 2026"


def test_what_has_not_begun_or_ended_has_no_date():
    found = values(started_at=report_texts.NEVER, ended_at=report_texts.NEVER)
    assert (found["Session.StartedAt"], found["Session.EndedAt"]) == ("", "")


def test_a_moment_is_told_in_utc():
    moment = datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert report_texts.text_of(moment) == "31 December 2025, 22:30 UTC"


def test_without_a_test_its_names_are_empty():
    assert values()["Test.TestName"] == "" and not [name for name in values() if name.startswith("Scale.")]


def test_the_first_test_that_has_a_scale_says_it():
    norm = Normed(2, "n", "Adults", "high", "90")
    found = values(taken(Scaled("a", "A", 5, (norm,))), taken(Scaled("x", "A", 7, ()), Scaled("b", "Größe", 2.5, ())))
    assert (found["Scale.A.Score"], found["Scale.Größe.Score"]) == ("5", "2.5")
    assert (found["Scale.A.NormScore"], found["Scale.A.NormScore2"], found["Scale.A.PercentileScore2"]) == ("-", "high", "90")
    assert (found["Scale.A.AppliedNormDescription2"], found["Scale.A.NormScore3"]) == ("Adults", "-")


@pytest.mark.parametrize("session, name", [
    ({"first_name": "", "last_name": "", "titles_before": "", "titles_after": ""}, "ada@example.org"),
    ({"first_name": None, "last_name": " ", "titles_before": None, "email": None}, ""), ({"titles_after": "FRS"}, "Dr. Ada Lovelace FRS"),
])  # fmt: skip
def test_names(session, name):
    assert report_texts.name_of(SESSION | session) == name


@pytest.mark.parametrize("text, found", [
    ("%%A%%", "1 &lt; 2"), ("%% A %%", "%% A %%"), ("%%B%%", "%%B%%"), ("%%A", "%%A"), ("%%%%", "%%%%"),
    ("100%% of %%A%%", "100%% of 1 &lt; 2"),
    ("%%G&ouml;%%", "%%G&ouml;%%"), ("%%Gö%%", "é"), ("%%lines%%", "a<br>b"), ('<p title="%%quoted%%">', '<p title="&quot;&gt;">'),
    ("%%Profile%%%%A%%%%Scores%%", "%%Profile%%1 &lt; 2%%Scores%%"), ("%%nested%%", "&#37;&#37;A&#37;&#37;"),
])  # fmt: skip
def test_filling(text, found):
    known = {"A": "1 < 2", "Gö": "é", "lines": "a\nb", "quoted": '">', "nested": "%%A%%"}
    assert report_texts.filled(text, known) == found


class Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.words = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))

    def handle_data(self, data):
        self.words += data


@given(st.text(max_size=80) | st.text("<>&;%\"'/a =", max_size=80))
def test_no_value_becomes_html(value):
    seen = Seen()
    seen.feed("<p>" + report_texts.filled("%%A%%", {"A": value}) + "</p>")
    seen.close()
    assert [tag for tag in seen.tags if tag != ("br", [])] == [("p", [])]
    assert seen.words.replace("\r", "\n") == html.unescape(html.escape(value)).replace("\n", "").replace("\r", "\n")


def test_a_text_does_not_grow_without_an_end():
    found = report_texts.filled("%%A%%" * 20_000, {"A": "x" * 100})
    assert len(found) == report_texts.MOST * 100 + (20_000 - report_texts.MOST) * 5
