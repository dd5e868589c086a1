"""Learners, mentors and a course with texts, documents and a video."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.conftest import Client
from tests.make import PASSWORD, unique

# Thirty seconds of a test picture with a tone: ffmpeg, VP8 and Opus.
CLIP = (Path(__file__).parent / "clip.webm").read_bytes()
# Twenty seconds written to a pipe, as browsers record: nothing in it says how long it is.
RECORDED = (Path(__file__).parent / "recorded.webm").read_bytes()
LONG = ("Sound needs something to travel in. " * 60 + "\n\n") * 3
CONTENT = f"""# What waves are

A wave carries **energy**, not matter. See [the sea](https://example.org/sea).

## Length and frequency

| sign | meaning |
|---|---|
| λ | length |

## Speed

{LONG}# Experiments

A rope will do.
"""
CSV = "time [s],height [m]\n" + "".join(f"{i},{i * i / 100}\n" for i in range(40))
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass
class Somebody:
    """A person with a session, and requests in his name."""

    account: Any
    session: str
    lms: Client
    app: Client

    async def document(self, topic: Any, name: str, data: bytes, description: str = "") -> dict[str, Any]:
        form = aiohttp.FormData()
        form.add_field("topicId", str(topic["id"]))
        form.add_field("metadata", f'{{"name": "{name}", "description": "{description}"}}')
        form.add_field("file", data, filename=name)
        return await self._sent(self.lms.post("/s3/document/upload", data=form), 201)

    async def video(self, topic: Any, data: bytes = CLIP, name: str = "clip.webm") -> None:
        form = aiohttp.FormData()
        form.add_field("video", data, filename=name)
        await self._sent(self.lms.put(f"/admin/education/topics/{topic['id']}/video", data=form), 200)

    async def ask(self, subject: Any, message: str = "I would like to.") -> dict[str, Any]:
        return await self._sent(self.lms.post("/enrollment/request", json={"subjectId": str(subject["id"]), "message": message}), 201)

    async def decide(self, enrollment: dict[str, Any], decision: str, reason: str | None = None) -> None:
        body = {"reason": reason} if reason else None
        await self._sent(self.lms.put(f"/admin/enrollment/{enrollment['id']}/{decision}", json=body), 200)

    async def decide_application(self, application: dict[str, Any], decision: str, reason: str | None = None) -> None:
        body = {"reason": reason} if reason else None
        await self._sent(self.lms.put(f"/admin/mentor/{application['id']}/{decision}", json=body), 200)

    async def apply(self, **fields: Any) -> dict[str, Any]:
        return await self._sent(self.lms.post("/mentor/apply", json={"motivation": "I like it."} | fields), 201)

    async def watched(self, topic: Any, seconds: float, duration: float = 30.0) -> None:
        response = await self.app.put(f"/learning/topics/{topic['id']}/position", json={"seconds": seconds, "duration": duration})
        assert response.status in (200, 204), await response.text()

    async def position(self, topic: Any) -> dict[str, Any] | None:
        response = await self.app.get(f"/learning/topics/{topic['id']}")
        assert response.status == 200, await response.text()
        return (await response.json())["position"]

    async def mine(self) -> dict[str, Any]:
        response = await self.app.get("/learning/mine")
        assert response.status == 200, await response.text()
        return await response.json()

    async def _sent(self, request: Any, status: int) -> dict[str, Any]:
        response = await request
        assert response.status == status, await response.text()
        return (await response.json())["data"]


@dataclass
class Course:
    """A subject with its place in the tree and its topics."""

    level: Any
    grade: Any
    subject: Any
    topics: list[Any] = field(default_factory=list)

    def page(self, topic: int = 0) -> str:
        return f"/app/learning/topics/{self.topics[topic]['id']}"

    @property
    def subject_page(self) -> str:
        return f"/app/learning/subjects/{self.subject['id']}"


@pytest.fixture
async def somebody(make, anonymous):
    """`await somebody("Ada Lovelace", ("learning", "mentor"))` makes one."""

    async def somebody(name: str = "Lena Learner", *roles: tuple[str | None, str], **options: Any) -> Somebody:
        account = await make.account(password=PASSWORD, display_name=name, roles=roles, **options)
        session = await make.session(account, idle_seconds=1800)
        lms, app = (Client(anonymous.session, anonymous.url + base, None, session) for base in ("/lms/api", "/app/api"))
        return Somebody(account, session, lms, app)

    return somebody


@pytest.fixture
async def lena(somebody) -> Somebody:
    return await somebody()


@pytest.fixture
async def mentor(somebody) -> Somebody:
    return await somebody("Max Mentor", ("learning", "mentor"))


@pytest.fixture
async def admin(somebody) -> Somebody:
    return await somebody("Ada Admin", ("learning", "admin"))


@pytest.fixture
async def course(make, mentor) -> Course:
    """Three topics, the first with a long text; mentored by Max Mentor."""
    level = await make.level(name=unique("Secondary"), description="From *eleven* to eighteen.")
    grade = await make.grade(level, name=unique("Grade"), description="Before the last.")
    subject = await make.subject(grade, name=unique("Physics"), description="What **moves** and why.", mentor_id=mentor.account["uuid"])
    first = await make.topic(subject, name=unique("Waves"), description="Sound and light.", content=CONTENT)
    second = await make.topic(subject, name=unique("Heat"), content="Short.")
    third = await make.topic(subject, name=unique("Light"))
    return Course(level, grade, subject, [first, second, third])


@pytest.fixture
async def filled(course, mentor) -> Course:
    """The course with documents and a video in its first topic."""
    topic = course.topics[0]
    await mentor.document(topic, "heights.csv", CSV.encode(), "Measured in spring")
    await mentor.document(topic, "notes.txt", "Straße und Meer\n".encode())
    await mentor.document(topic, "sheet.pdf", PDF)
    await mentor.video(topic)
    return course
