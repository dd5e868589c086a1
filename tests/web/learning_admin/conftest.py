"""People of a school and what they teach, made beneath the pages."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import Client
from tests.make import PASSWORD, unique


@dataclass
class Somebody:
    """A person with a session, and requests in his name to the learning API and our own."""

    name: str
    account: Any
    session: str
    lms: Client
    app: Client

    async def enrol(self, subject: Any, message: str | None = None) -> str:
        response = await self.lms.post("/enrollment/request", json={"subjectId": str(subject["id"]), "message": message})
        assert response.status == 201, await response.text()
        return (await response.json())["data"]["id"]

    async def apply(self, motivation: str = "I like to teach.", **more: Any) -> str:
        response = await self.lms.post("/mentor/apply", json={"motivation": motivation} | more)
        assert response.status == 201, await response.text()
        return (await response.json())["data"]["id"]

    async def get(self, path: str) -> Any:
        """What the learning API answers to this person."""
        response = await self.lms.get(path)
        assert response.status == 200, await response.text()
        return (await response.json())["data"]


@pytest.fixture
async def somebody(make, anonymous):
    """`await somebody("Ada Admin", ("learning", "admin"))` makes one."""

    async def somebody(name: str = "Lea Learner", *roles: tuple[str | None, str], **options: Any) -> Somebody:
        account = await make.account(password=PASSWORD, display_name=name, roles=roles, **options)
        session = await make.session(account, idle_seconds=1800)
        client = Client(anonymous.session, anonymous.url, None, session)
        return Somebody(name, account, session, Client(client.session, anonymous.url + "/lms/api", None, session),
                        Client(client.session, anonymous.url + "/app/api", None, session))  # fmt: skip

    return somebody


@pytest.fixture
async def learner(somebody) -> Somebody:
    return await somebody(unique("Lea"))


@pytest.fixture
async def mentor(somebody) -> Somebody:
    return await somebody(unique("Mona Mentor"), ("learning", "mentor"))


@pytest.fixture
async def admin(somebody) -> Somebody:
    return await somebody(unique("Ada Admin"), ("learning", "admin"))


async def listed(visitor: Any, *names: str, ordered: bool = False) -> None:
    """Waits until the page's table has just these rows."""
    wanted = json.dumps(list(names) if ordered else sorted(names))
    order = "" if ordered else ".sort()"
    await visitor.until(
        f"JSON.stringify([...document.querySelectorAll('tbody th :is(a, button)')].map(node => node.textContent){order})"
        f" === JSON.stringify({wanted})"
    )


@dataclass
class School:
    """A branch of the tree, from the top to topics."""

    level: Any
    grade: Any
    subject: Any
    topics: list[Any]


@pytest.fixture
async def school(make, mentor) -> School:
    level = await make.level(name=unique("Vocational school"))
    grade = await make.grade(level, name=unique("Year 2"))
    subject = await make.subject(grade, name=unique("Metalwork"), mentor_id=mentor.account["uuid"], description="How metal is joined.")
    topics = [await make.topic(subject, name=name, content="# Heat\n\nWhat **heat** does.") for name in ("Welding", "Soldering")]
    return School(level, grade, subject, topics)
