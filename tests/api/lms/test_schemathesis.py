"""Schemathesis finds nothing in the learning API that its own document does not say, but for what the contract forces."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from schemathesis.core.failures import Failure
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case

from server import keys
from tests.api.lms.files import PDF, WEBM
from tests.api.schema_driven import Maker, check, fits, left_alone, other_urllib3, seed_of
from tests.clerk import SECRET, event
from tests.conftest import Client
from tests.make import PASSWORD, Make, unique

__all__ = ["other_urllib3"]
BASE = "/lms/api"
SMALL: dict[str, Any] = {"examples": 3, "phases": {"coverage": {"enabled": False}, "stateful": {"generation": {"max-examples": 3}}}}
FULL: dict[str, Any] = {"examples": 60, "phases": {"stateful": {"generation": {"max-examples": 100}}}}
# What the segment before an id names.
NOUNS = {"levels": "level", "grades": "grade", "subjects": "subject", "topics": "topic", "users": "user", "enrollment": "enrollment",
         "mentor": "application", "documents": "document"}  # fmt: skip


@pytest.fixture
async def small_server(fresh_database, start_server, anonymous):
    """A server with a database of its own that takes webhooks."""
    server = await start_server(dsn=fresh_database, provider={"webhook_secrets": (SECRET,), "issuer": "https://identity.example.org"})
    return Client(anonymous.session, str(server.make_url("")).rstrip("/")), Make(server.app[keys.POOL], server.app[keys.CONFIG])


class Things(Maker):
    """What an administrator of everything asks about, whose role nobody takes here; `learner` makes somebody: (UUID, token)."""

    def __init__(self, base: str, token: str, seed: int, learner: Callable[[], tuple[str, str]]) -> None:
        super().__init__(base, token, seed)
        self.learner = learner

    def data(self, path: str, method: str = "POST", **options: Any) -> dict[str, Any]:
        return self.ask(method, path, **options)["data"]

    def branch(self, path: str) -> str:
        return self.data(f"/admin/education/{path}", json={"name": unique("b")})["id"]

    def make(self, noun: str, case: Case) -> str:
        if noun == "level":
            return self.branch("levels")
        if noun == "grade":
            return self.branch(f"levels/{self.make('level', case)}/grades")
        if noun == "subject":
            return self.branch(f"grades/{self.make('grade', case)}/subjects")
        if noun == "topic":
            topic = self.branch(f"subjects/{self.make('subject', case)}/topics")
            if "video" in case.path and case.method != "PUT":
                self.data(f"/admin/education/topics/{topic}/video", "PUT", files={"video": ("a.webm", WEBM)})
            return topic
        person, token = self.learner()
        headers = {"Authorization": f"Bearer {token}"}
        if noun == "enrollment":
            return self.data("/enrollment/request", json={"subjectId": self.make("subject", case)}, headers=headers)["id"]
        return self.data("/mentor/apply", json={"motivation": "x"}, headers=headers)["id"] if noun == "application" else person

    def document(self, topic: str) -> str:
        return self.data("/s3/document/upload", data={"topicId": topic}, files={"file": ("a.pdf", PDF)})["id"]

    def parameters(self, case: Case) -> dict[str, Any]:
        parts = case.path.split("/")
        found = {name: self.make(NOUNS[parts[parts.index(f"{{{name}}}") - 1]], case) for name in case.path_parameters if name == "id"}
        return found | ({"docId": self.document(found["id"])} if "docId" in case.path_parameters else {})

    def query(self, case: Case) -> dict[str, Any]:
        if case.path.endswith("/document/stream"):
            return {name: self.document(self.make("topic", case)) for name in case.query}
        if case.path.endswith("/video/stream"):
            return {"topicId": self.make("topic", case)}
        return {"role": "LEARNER"} if case.path.endswith("/roles") else {}

    def body(self, case: Case, body: dict[str, Any]) -> dict[str, Any]:
        path = case.path.removeprefix(BASE)
        if path == "/enrollment/request":
            return body | {"subjectId": self.make("subject", case)}
        if path.endswith("/roles"):
            return {"role": self.chance.choice(["ADMIN", "MENTOR"])}
        names = {"name": lambda: unique("b"), "mentorId": lambda: None, "email": lambda: f"{unique('e')}@example.org"}
        return body | {name: make() for name, make in names.items() if name in body}

    def prepare(self, case: Case, kwargs: dict[str, Any]) -> None:
        super().prepare(case, kwargs)
        meta = case.meta
        if meta is None or self.chance.random() < left_alone(case) or not meta.components.get(ParameterLocation.BODY):
            return
        if not meta.components[ParameterLocation.BODY].mode.is_positive or case.method.lower() != case.operation.method.lower():
            return
        if case.path.endswith("/document/upload"):
            kwargs["files"] = {"file": ("a.pdf", PDF), "topicId": (None, self.make("topic", case))}
        elif case.path.endswith("/video"):
            kwargs["files"] = {"video": ("a.webm", WEBM)}
        elif case.path.endswith("/clerk"):
            message = event("session.created", {"id": unique("sess")})
            kwargs["data"] = message.raw
            case.headers.update(message.headers)


# What is said of a refusal → the line of specs/akako.md that wants it
REFUSALS = {
    "a year from 1970 to 9998 is needed": "§1.3: ranges of dates, whose form is not given; §1.1: ISO 8601",
    "A role ends after it starts": "§2: 422 end before start",
    "Invalid email format": "§2: 422; bad e-mail",
    "An id of 1 to 255 printable characters is expected": "§2 auth/sync: 422 userId",
    "This part is missing": "§4: 422 no file, no topicId (an empty one is none)",
    "An address beginning with https://, http:// or / is expected": "§2, §3: imageUrl is an address",
    "An address that begins with https:// or http:// is expected": "§2, §3: imageUrl is an address",
    "This user has no active role MENTOR": "§3: mentorId, of somebody with the role MENTOR",
    "Not a JSON object": "§4: 422 metadata not JSON",
    "Files of this kind are not taken": "§4: 422 kind not allowed",
    "The file is not what the ending of its name says": "§4: 422 kind not allowed",
    "Neither the file nor the metadata says a name": "§4: metadata has the name",
    "The ending of the name belongs to another kind of file": "§4: 422 kind not allowed",
    "One of id, documentId and key is needed": "§4: parameter not said: accept key and id or documentId",
    "String should have at least 1 character": "§3: names are trimmed",
}


def trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def forced(failure: Failure, case: Case, response: Response) -> str | None:
    """The line of the contract that wants this answer, although a check does not."""
    check = failure.checks[0] if failure.checks else type(failure).__name__
    assert case.meta is not None
    said = getattr(case.meta.phase.data, "description", "")
    if check == "negative_data_rejection" and said.startswith(("Positive test case", "Object with valid")):
        return "no line: nothing of the form is wrong, and Schemathesis says so itself"
    if check == "negative_data_rejection" and response.status_code < 300 and isinstance(case.body, dict):
        return "§3: names are trimmed" if fits(case, {name: trimmed(value) for name, value in case.body.items()}) else None
    if check != "positive_data_acceptance":
        return None
    if response.status_code == 400:
        path = case.path.removeprefix(BASE)
        return {"/webhooks/clerk": "§7: 400 for a bad signature", "/users/{id}": "§2: the last ADMIN should be kept (400)",
                "/users/{id}/roles": "§2: the last ADMIN should be kept (400)"}.get(path)  # fmt: skip
    if response.status_code == 422:
        lines = [REFUSALS.get(fault["message"]) for fault in response.json()["details"]["errors"]]
        return "; ".join(sorted({line for line in lines if line})) if all(lines) else None
    return None


@pytest.mark.sized("fuzz")
async def test_the_document_says_what_the_server_does(small_server, full_size):
    client, make = small_server
    account = await make.account(roles=((None, "admin"),), password=PASSWORD)
    token, seed, loop = await make.session(account, idle_seconds=7200), seed_of(full_size), asyncio.get_running_loop()

    async def learner() -> tuple[str, str]:
        somebody = await make.account(domains=("learning",))
        return str(somebody["uuid"]), await make.token(somebody)

    things = Things(client.url + BASE, token, seed, lambda: asyncio.run_coroutine_threadsafe(learner(), loop).result(60))
    await check(client.url, "lms", token, things, forced, FULL if full_size else SMALL, seed=seed, full_size=full_size)
