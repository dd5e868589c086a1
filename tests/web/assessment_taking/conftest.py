"""A test with every type of component, and candidates who take it."""

import struct
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import Client
from tests.make import unique
from tests.web.assessment.conftest import Office, Planned, office, somebody_of
from tests.web.tasks.conftest import own_site

__all__ = ["office", "own_site"]


def picture(width: int = 64, height: int = 32) -> bytes:
    """A red field as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xc0\x20\x20" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


STEPS = [{"value": str(value), "text": text} for value, text in enumerate(("Never", "Seldom", "Sometimes", "Often", "Always"), 1)]
COLOURS = [{"value": each, "text": each.capitalize()} for each in ("red", "green", "blue")]


def part(identity: str, kind: str, text: str = "", **more: Any) -> dict[str, Any]:
    return {"id": identity, "name": identity, "type": kind, "text": text} | more


def screen(identity: str, *parts: dict[str, Any]) -> dict[str, Any]:
    return {"id": identity, "name": f"Screen {identity}", "components": list(parts)}


EVERYTHING = [
    screen(
        "s1",
        part("h", "heading", "About you"),
        part("t", "text", "Read **each** question."),
        part("pic", "picture", "A red field", file="field.png"),
        part("one", "single_choice", "Which colour do you like best?", options=COLOURS, required=True),
    ),
    screen("s2", part("many", "multiple_choice", "Which colours do you wear?", options=COLOURS, minChosen=2)),
    screen("s3", part("likert", "likert", "I sleep well.", options=STEPS)),
    screen("s4", part("age", "number", "How old are you?", min=16, max=99)),
    screen("s5", part("words", "free_text", "What do you do in the evening?", maxLength=200)),
    screen("s6", part("rank", "ranking", "Put the colours in an order.", options=COLOURS)),
    screen("s7", part("slide", "slider", "How warm is it?", min=0, max=10, step=1), part("wait", "timer", seconds=3000)),
]


@dataclass
class Seat:
    """A candidate with a session: who he is, how he signed in, what is planned."""

    office: Office
    person: dict[str, Any]
    session: str
    planned: Planned

    @property
    def path(self) -> str:
        return f"/app/assessment/taking/{self.planned.id}"

    async def stored(self, number: int = 0) -> dict[str, Any]:
        """The session test as the server has it."""
        async with self.office.make.pool.acquire() as conn:
            row = await conn.fetchrow("select * from session_tests where id = $1", self.planned.tests[number])
        return dict(row)


def ours(**more: Any) -> dict[str, Any]:
    """A test with every type of component."""
    return {
        "TestName": "Colours and sleep",
        "Explanation": "Answer **honestly**. There is no right answer.",
        "TotalTimeAvailableForThisTest": 0,
        "screens": EVERYTHING,
        "scales": [],
        "scoreRules": [],
        "norms": [],
        "PluginData": {"Athenaeum": {"thanks": "Well **done**."}},
    } | more


Seats = Callable[..., Awaitable[Seat]]


def seats_of(office: Office) -> Seats:
    """`await seat()` or `await seat(ours(…), ours(…), first="Ada", AllowedEndDateTime=…)`."""

    async def seat(*tests: dict[str, Any], first: str = "Ada", **fields: Any) -> Seat:
        made = []
        for each in tests or (ours(),):
            test = await office.test(**each)
            await office.itr.post(f"/files/{office.company_id}/{test['ID']}/MEDIA/field.png", data=picture())
            made.append(test)
        person = await office.person(first, "Adams")
        planned = await office.plan(person, *made, norms=(), **fields)
        return Seat(office, person, await office.enters(person), planned)

    return seat


@pytest.fixture
def seat(office) -> Seats:
    return seats_of(office)


@pytest.fixture
async def far_seat(own_site, anonymous) -> Seats:
    """The same on a server of its own, which can be killed."""
    make = own_site.make
    company_id = await make.company(unique("Clinic"))
    itr = Client(anonymous.session, own_site.origin + "/itr/api", None, None)
    made = await somebody_of(make, itr, company_id, "Olga Office", ("is_office_user", "is_test_author", "is_organisation_supervisor"))
    return seats_of(Office(made.account, made.login_id, made.session, made.itr, made.app, company_id, make))
