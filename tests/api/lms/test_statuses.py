"""Each status that the document names for an operation is produced, with the body that belongs to it (tests/data/lms_statuses.tsv)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from server.api.lms import SURFACE, education, enrollments, mentors
from tests.api.lms import people
from tests.api.lms.people import data, refused
from tests.conftest import Client
from tests.make import unique

NOBODYS = "3f2b8c1e-5c1e-4b1a-9a63-0d2f5f1f8a77"
DATA = Path(__file__).parents[2] / "data" / "lms_statuses.tsv"
ROUTES = {f"{route.method} {route.template}": route for route in SURFACE.routes}
MODULES = (education.__name__, enrollments.__name__, mentors.__name__)
PARENTS = {"levels": "", "grades": "education_level", "subjects": "grade", "topics": "subject"}
ONE = {"levels": "education_level", "grades": "grade", "subjects": "subject", "topics": "topic"}


def documented() -> dict[str, frozenset[int]]:
    """`GET /education/levels` → the statuses that the document names for it."""
    lines = [line.split("\t") for line in DATA.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {f"{method} {path}": frozenset(map(int, statuses.split())) for method, path, statuses in lines}


STATUSES = documented()
CASES = [(operation, status) for operation, statuses in STATUSES.items() for status in sorted(statuses)]


@dataclass
class Stage:
    """An administrator, a learner with one request and one application that wait, and one row of each kind of the tree."""

    lms: Client
    make: Any
    admin: Client
    learner: Client
    rows: dict[str, Any]
    asked: dict[str, Any]
    applied: dict[str, Any]

    @classmethod
    async def make_up(cls, lms: Client, make: Any) -> "Stage":
        level = await make.level()
        grade = await make.grade(level)
        subject = await make.subject(grade)
        rows = {"levels": level, "grades": grade, "subjects": subject, "topics": await make.topic(subject)}
        learner = await people.learner(lms, make)
        asked = await data(await learner.post("/enrollment/request", json={"subjectId": str(subject["id"])}), 201)
        applied = await data(await learner.post("/mentor/apply", json={"motivation": "x"}), 201)
        return cls(lms, make, await people.admin(lms, make), learner, rows, asked, applied)

    def kind(self, operation: str) -> str:
        """The kind of row that the path names."""
        return next((part for part in operation.split("/") if part in self.rows), "")

    def noun(self, operation: str) -> str:
        if "/enrollment" in operation:
            return "subject" if "request" in operation else "enrollment"
        return "mentor_application" if "/mentor" in operation else ONE[self.kind(operation)]

    def id(self, operation: str) -> str:
        if "/admin/enrollment" in operation:
            return self.asked["id"]
        return self.applied["id"] if "/admin/mentor" in operation else str(self.rows[self.kind(operation)]["id"])

    def who(self, operation: str) -> Client:
        """For whom the operation is."""
        if operation.startswith("GET /education"):
            return self.lms
        return self.learner if operation in ("POST /enrollment/request", "POST /mentor/apply") else self.admin

    async def body(self, operation: str) -> Any:
        """What makes it succeed, now."""
        if operation == "POST /enrollment/request":
            return {"subjectId": str((await self.make.subject())["id"])}
        if operation == "POST /mentor/apply":
            await data(await self.admin.put(f"/admin/mentor/{self.applied['id']}/reject"))
            return {"motivation": "x"}
        if operation.endswith("/reject"):
            return {"reason": "x"}
        return {"name": unique()} if "/admin/education" in operation else None

    async def ask(self, who: Client, operation: str, *, id: str | None = None, **sent: Any) -> Any:
        method, path = operation.split(" ")
        path = path.replace("{id}", id or self.id(operation)) if "{id}" in path else path
        return await who.request(method, path, **sent)


@pytest.fixture
async def stage(lms, make) -> Stage:
    return await Stage.make_up(lms, make)


async def succeeded(stage: Stage, operation: str, status: int) -> None:
    body = await stage.body(operation)
    response = await stage.ask(stage.who(operation), operation, **({"json": body} if body is not None else {}))
    assert (response.status, response.content_type) == (status, "application/json"), await response.text()
    ROUTES[operation].answers[status].model_validate_json(await response.text())


async def bad(stage: Stage, operation: str) -> None:
    response = await stage.ask(stage.who(operation), operation, data=b"{no")
    assert await refused(response) == (400, "BAD_REQUEST", {})


async def unauthenticated(stage: Stage, operation: str) -> None:
    response = await stage.ask(stage.lms.using(token="nobodys"), operation)
    assert await refused(response) == (401, "UNAUTHORIZED", {})
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def forbidden(stage: Stage, operation: str) -> None:
    required, held, who = ["ADMIN"], ["LEARNER"], stage.learner
    if operation in ("POST /enrollment/request", "POST /mentor/apply"):
        required, held = ["LEARNER"], ["ADMIN"]
        who = await people.admin(stage.lms, stage.make)
        await stage.make.pool.execute("delete from role_assignments where account_id = $1 and role = 'learner'", who.account["id"])
    if "topics" in operation:
        required = ["ADMIN", "MENTOR"]
    assert await refused(await stage.ask(who, operation)) == (403, "FORBIDDEN", {"required": required, "user_roles": held})


async def missing(stage: Stage, operation: str) -> None:
    body = {"subjectId": NOBODYS} if "request" in operation else {"name": "x"} if "/admin/education" in operation else None
    sent = {"json": body} if body is not None else {}
    response = await stage.ask(stage.who(operation), operation, id=NOBODYS, **sent)
    assert await refused(response) == (404, "NOT_FOUND", {"resource": stage.noun(operation), "id": NOBODYS})


async def conflicting(stage: Stage, operation: str) -> None:
    if operation.startswith(("PUT /admin/enrollment", "PUT /admin/mentor")):
        await data(await stage.ask(stage.admin, operation))
        status = "APPROVED" if operation.endswith("approve") else "REJECTED"
        sent, details = {}, {"resource": stage.noun(operation), "field": "status", "value": status}
    elif operation == "POST /enrollment/request":
        id = str(stage.rows["subjects"]["id"])
        sent, details = {"json": {"subjectId": id}}, {"resource": "enrollment", "field": "subjectId", "value": id}
    elif operation == "POST /mentor/apply":
        sent, details = {"json": {"motivation": "x"}}, {"resource": "mentor_application", "field": "status", "value": "PENDING"}
    else:
        kind = operation.split("/")[-1] if operation.startswith("POST") else stage.kind(operation)
        build = {"levels": stage.make.level, "grades": stage.make.grade, "subjects": stage.make.subject, "topics": stage.make.topic}[kind]
        above = {"grades": "levels", "subjects": "grades", "topics": "subjects"}.get(kind)
        name = (await build(*([stage.rows[above]] if above else [])))["name"]
        sent, details = {"json": {"name": name}}, {"resource": ONE[kind], "field": "name", "value": name}
    assert await refused(await stage.ask(stage.who(operation), operation, **sent)) == (409, "CONFLICT", details)


async def invalid(stage: Stage, operation: str) -> None:
    if operation.startswith("GET"):
        sent: dict[str, Any] = {"params": {"limit": "0"}}
        fault = {"field": "limit", "message": "Input should be greater than or equal to 1", "value": "0"}
    else:
        field = {"POST /enrollment/request": "subjectId", "POST /mentor/apply": "motivation"}.get(operation)
        field = field or ("reason" if operation.endswith("/reject") else "name")
        sent = {"json": {field: 5}}
        fault = {"field": field, "message": "Input should be a valid string", "value": 5}
    status, code, details = await refused(await stage.ask(stage.who(operation), operation, **sent))
    assert (status, code, details) == (422, "VALIDATION_ERROR", fault | {"errors": [fault]})


WAYS = {400: bad, 401: unauthenticated, 403: forbidden, 404: missing, 409: conflicting, 422: invalid}


def test_the_table_has_every_operation():
    assert set(STATUSES) == {name for name, route in ROUTES.items() if route.handler.__module__ in MODULES}


@pytest.mark.parametrize("operation, status", CASES)
async def test_a_documented_status_is_produced(stage, operation, status):
    if status == min(STATUSES[operation]):
        await succeeded(stage, operation, status)
    else:
        await WAYS[status](stage, operation)
