"""What tests say about a person: profiles for plots, reports as HTML and PDF, and trying a test that is being written."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from server import keys
from server.api.app.answers import Shape
from server.api.app.errors import FaultShown, worded
from server.db import Row
from server.domain import profiles, report_texts, scoring, session_tests, test_definitions
from server.domain.actor import Actor
from server.domain.profiles import Normed, Profile, Scaled, Taken
from server.errors import Denied
from server.exports import report as reports
from server.exports.profile import Bar, Plot, Table
from server.http.connection import read, transaction
from server.http.inputs import body, path_uuid, query
from server.http.ranges import disposition
from server.http.responses import json
from server.http.routing import Answer
from server.http.turns import Turns


class Words(NamedTuple):
    title: str
    percentiles: str
    scores: str
    head: tuple[str, ...]


WORDS = {
    "en": Words("Report", "percentiles", "scores", ("Scale", "Score", "Norm", "Norm value", "Percentile")),
    "de": Words("Bericht", "Prozentränge", "Werte", ("Skala", "Wert", "Norm", "Normwert", "Prozentrang")),
}
# A text of an author never runs in our origin, wherever somebody opens it.
SHUT = {
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
}  # fmt: skip


TURNS = Turns(lambda _config: 1, lambda _config: 2)  # a long text is seconds of work
HTML = Answer(str, media="text/html", text="The report, as an attachment.")
PDF = Answer(media="application/pdf", text="The report.")


class ReportQuery(BaseModel):
    report: UUID | None = None


class ReportWanted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    report: UUID | None = None


class ReportKept(Shape):
    id: UUID
    title: str


class NormShown(Shape):
    place: Literal[1, 2, 3]
    id: str
    name: str
    value: str
    percentile: str
    share: float | None


class ScaleShown(Shape):
    id: str
    name: str
    score: int | float | str
    norms: list[NormShown]


class TestShown(Shape):
    id: UUID
    test_id: UUID
    name: str
    description: str
    status: int
    state: Literal["open", "not_billed", "scored", "stored", "none"]
    started_at: datetime
    ended_at: datetime
    answered: int
    scales: list[ScaleShown]


class SessionShown(Shape):
    id: UUID
    description: str
    goal: str
    status: int
    started_at: datetime
    ended_at: datetime


class PersonShown(Shape):
    id: UUID
    name: str
    email: str


class ProfileShown(Shape):
    session: SessionShown
    person: PersonShown
    tests: list[TestShown]


class TriedTest(BaseModel):
    """`test` has the documented names of a test (screens, scales, scoreRules, norms, PluginData, scripts)."""

    model_config = ConfigDict(extra="forbid")

    test: dict[str, Any]
    results: dict[str, Any] = {}
    norms: Annotated[list[UUID | None], Field(max_length=3)] = []


class Tried(Shape):
    is_ours: bool
    faults: list[FaultShown]
    answered: int | None
    scores: dict[str, dict[str, Any]] | None


def office(request: web.Request) -> tuple[Actor, UUID]:
    """Who acts and in which company; 403 for who only takes tests, or is in none."""
    actor: Actor = request[keys.ACTOR]
    only_takes = "is_test_taking_user" in actor.flags and "is_office_user" not in actor.flags
    if not actor.opens("assessment") or actor.company_id is None or actor.login_id is None or only_takes:
        raise Denied("denied")
    return actor, actor.company_id


async def profile_of(request: web.Request) -> Profile:
    """The profile of the session in the address; a finished test is billed by the first look, as where it is read itself."""
    actor, company_id = office(request)
    session_id = path_uuid(request, "id")
    own = str(actor.own_objects_of) if actor.own_objects_of else None
    async with read(request) as conn:
        session = await profiles.session(conn, company_id, session_id, own)
        rows = await profiles.tests(conn, company_id, session_id)
    if unpaid := [row for row in rows if row["status"] >= profiles.DONE and not row["is_billed"]]:
        async with transaction(request) as conn:
            for row in sorted(unpaid, key=lambda each: str(each["id"])):
                await session_tests.viewed(conn, request.app[keys.SECRETS], actor, company_id, row)
            rows = await profiles.tests(conn, company_id, session_id)
    return profiles.profile(session, rows)


async def get_profile(request: web.Request) -> web.Response:
    found = await profile_of(request)
    session = found.session
    return json({
        "session": {name: session[name] for name in ("id", "description", "goal", "status", "started_at", "ended_at")},
        "person": {"id": session["person_id"], "name": report_texts.name_of(session), "email": session["email"] or ""},
        "tests": [test_shown(test) for test in found.tests],
    })  # fmt: skip


def test_shown(test: Taken) -> dict[str, Any]:
    row = test.row
    return {name: row[name] for name in ("id", "test_id", "description", "status", "started_at", "ended_at")} | {
        "name": row["test_name"], "state": test.state, "answered": row["percentage_of_questions_answered"],
        "scales": [scale_shown(scale) for scale in test.scales],
    }  # fmt: skip


def scale_shown(scale: Scaled) -> dict[str, Any]:
    norms = [
        {"place": norm.place, "id": norm.norm_id, "name": norm.norm, "value": norm.value, "percentile": norm.percentile,
         "share": norm.share}
        for norm in scale.norms
    ]  # fmt: skip
    return {"id": scale.id, "name": scale.name, "score": scale.score, "norms": norms}


# Reports


class Made:
    """A report of a session: its title and filled text, with what its blocks show."""

    def __init__(self, profile: Profile, definition: Row | None, language: str, now: datetime) -> None:
        own = definition["report_language"][:2].lower() if definition else ""
        self.language = own if own in WORDS else language if language in WORDS else "en"
        self.words = WORDS[self.language]
        test_id = definition["test_id"] if definition else profiles.ZERO
        tests = [test for test in profile.tests if test_id in (profiles.ZERO, test.row["test_id"])]
        name = definition["description"] if definition and definition["description"].strip() else self.words.title
        self.person = report_texts.name_of(profile.session)
        self.title = joined(name, self.person)
        text = definition["report_text"] if definition else report_texts.STANDARD
        self.text = report_texts.filled(text, report_texts.values_of(profile, tests, now.date(), self.language))
        self.now = now
        shown = [test for test in tests if test.scales]
        self.plots = [self.plot(test, place) for test in shown for place in places(test)]
        self.tables = [self.table(test) for test in shown]

    def plot(self, test: Taken, place: int) -> Plot:
        """The percentiles of a norm; without one the scores, as long as each is in the largest."""
        if place:
            bars = [percentile_bar(scale.name, norm_in(scale, place)) for scale in test.scales]
            norms = [norm for scale in test.scales if (norm := norm_in(scale, place)) is not None]
            named = next((norm.norm for norm in norms if norm.norm not in ("", "-")), "")
            return Plot(joined(test.row["test_name"], named, self.words.percentiles), True, tuple(bars))
        sizes = [abs(scale.score) for scale in test.scales if not isinstance(scale.score, str)]
        most = max(sizes, default=0)
        bars = [
            Bar(s.name, self.said(s.score), None if isinstance(s.score, str) or not most else max(s.score, 0) / most) for s in test.scales
        ]
        return Plot(joined(test.row["test_name"], self.words.scores), False, tuple(bars))

    def table(self, test: Taken) -> Table:
        rows = [
            (scale.name, self.said(scale.score), norm.norm if norm else "-", norm.value if norm else "-", norm.percentile if norm else "-")
            for scale in test.scales for norm in (scale.norms or (None,))
        ]  # fmt: skip
        return Table(test.row["test_name"], self.words.head, tuple(rows))

    def said(self, score: int | float | str) -> str:
        return report_texts.text_of(score, self.language)

    def html(self) -> str:
        return reports.html(self.text, self.plots, self.tables)

    def pdf(self) -> bytes:
        return reports.pdf(self.title, self.text, self.plots, self.tables, author="Athenaeum", dated=self.now)


def joined(*parts: str) -> str:
    return " – ".join(part for part in parts if part)


def percentile_bar(name: str, norm: Normed | None) -> Bar:
    if norm is None or norm.share is None:
        return Bar(name, norm.percentile if norm else "-", None)
    return Bar(name, norm.percentile, norm.share / 100)


def norm_in(scale: Scaled, place: int) -> Normed | None:
    return next((norm for norm in scale.norms if norm.place == place), None)


def places(test: Taken) -> Sequence[int]:
    """Which norms have percentiles to plot; 0 where none has."""
    found = sorted({norm.place for scale in test.scales for norm in scale.norms if norm.share is not None})
    return found or (0,)


async def made(request: web.Request, report_id: UUID | None) -> Made:
    """Reads what a report consists of; who may not see it waits for no turn."""
    actor, company_id = office(request)
    definition = None
    if report_id is not None:
        async with read(request) as conn:
            definition = await profiles.report(conn, company_id, report_id)
    profile = await profile_of(request)
    return await asyncio.to_thread(Made, profile, definition, actor.language, datetime.now(UTC))


async def get_html(request: web.Request) -> web.Response:
    """As an attachment that cannot run anything: pages of ours read it and make it harmless before they show it."""
    found = await made(request, query(request, ReportQuery).report)
    async with TURNS.turn(request):
        content = reports.page(found.title, await asyncio.to_thread(found.html))
    return web.Response(body=content, content_type="text/html", charset="utf-8",
                        headers=SHUT | {"Content-Disposition": disposition(f"{found.title}.html")})  # fmt: skip


async def get_pdf(request: web.Request) -> web.Response:
    found = await made(request, query(request, ReportQuery).report)
    async with TURNS.turn(request):
        content = await asyncio.to_thread(found.pdf)
    # No sandbox: readers of PDF in browsers do not open in one.
    headers = SHUT | {"Content-Security-Policy": "default-src 'none'", "Content-Disposition": disposition(f"{found.title}.pdf", "inline")}
    return web.Response(body=content, content_type="application/pdf", headers=headers)


async def keep_report(request: web.Request) -> web.Response:
    """Stores the HTML as a generated report of the session, where the assessment interface lists it too."""
    _, company_id = office(request)
    asked = await body(request, ReportWanted)
    found = await made(request, asked.report)
    async with TURNS.turn(request):
        text = await asyncio.to_thread(found.html)
    async with transaction(request) as conn:
        identity = await profiles.keep(conn, company_id, path_uuid(request, "id"), asked.report, found.title, text)
    return json({"id": identity, "title": found.title[: profiles.LONGEST_TITLE]}, 201)


# Trying a test


async def try_test(request: web.Request) -> web.Response:
    """What is wrong with a definition, and what answers would score; nothing is stored."""
    office(request)
    asked = await body(request, TriedTest)
    return json(await asyncio.to_thread(tried, asked))


def tried(asked: TriedTest) -> dict[str, Any]:
    found, faults = test_definitions.read(asked.test)
    answer: dict[str, Any] = {"is_ours": test_definitions.is_ours(asked.test), "faults": [worded(fault) for fault in faults]}
    if faults or not answer["is_ours"]:
        return answer | {"answered": None, "scores": None}
    answered = scoring.percentage_answered(found, scoring.answers_of(found, asked.results))
    norms = [str(norm) if norm else None for norm in asked.norms]
    return answer | {"answered": answered, "scores": scoring.score(found, asked.results, norms)}
