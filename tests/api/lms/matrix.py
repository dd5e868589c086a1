"""Every operation of the learning API with living things for its path and what makes it succeed."""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import FormData

from server.api.lms import SURFACE
from tests.api.lms import people
from tests.api.lms.files import PDF, WEBM, form
from tests.api.lms.people import data
from tests.conftest import Client
from tests.make import unique

ROUTES = {f"{route.method} {route.template}": route for route in SURFACE.routes if not route.hidden}
OPERATIONS = tuple(ROUTES)


def success(operation: str) -> int:
    return min(status for status in ROUTES[operation].answers if status < 300)


@dataclass
class Stage:
    """A subject of `mentor` with a topic; a document, a video, a request and an application where an operation is about
    one; `owner` is the user that operations on users are about."""

    lms: Client
    make: Any
    admin: Client
    mentor: Any
    owner: Any
    ids: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def make_up(cls, lms: Client, make: Any, mentor: Any) -> "Stage":
        owner = await make.account(domains=("learning",))
        stage = cls(lms, make, await people.admin(lms, make), mentor, owner)
        level = await make.level()
        grade = await make.grade(level)
        subject = await make.subject(grade, mentor_id=mentor["uuid"])
        topic = await make.topic(subject)
        for noun, row in (("levels", level), ("grades", grade), ("subjects", subject), ("topics", topic)):
            stage.ids[noun] = str(row["id"])
        return stage

    async def prepare(self, operation: str) -> None:
        """What only some operations are about, once."""
        topic = self.ids["topics"]
        if ("docId" in operation or "/document/stream" in operation) and "document" not in self.ids:
            made = await data(await self.admin.post("/s3/document/upload", data=form(PDF, filename="a.pdf", topicId=topic)), 201)
            self.ids["document"] = made["id"]
        if operation in ("DELETE /admin/education/topics/{id}/video", "GET /s3/video/stream"):
            await data(await self.admin.put(f"/admin/education/topics/{topic}/video", data=form(WEBM, "video", "a.webm")))
        if "/admin/enrollment/{id}" in operation and "enrollment" not in self.ids:
            who = await people.learner(self.lms, self.make)
            asked = await data(await who.post("/enrollment/request", json={"subjectId": self.ids["subjects"]}), 201)
            self.ids["enrollment"] = asked["id"]
        if "/admin/mentor/{id}" in operation and "mentor" not in self.ids:
            who = await people.learner(self.lms, self.make)
            self.ids["mentor"] = (await data(await who.post("/mentor/apply", json={"motivation": "x"}), 201))["id"]

    def path(self, operation: str) -> str:
        template = operation.split(" ")[1]
        noun = next((part for part in template.split("/") if part in (*self.ids, "users")), "")
        known = {"id": str(self.owner["uuid"]) if noun == "users" else self.ids.get(noun, ""), "docId": self.ids.get("document", "")}
        query = {"/s3/document/stream": f"?id={self.ids.get('document')}", "/s3/video/stream": f"?topicId={self.ids['topics']}"}
        return template.format_map(known) + query.get(template, "")

    def sent(self, operation: str) -> dict[str, Any]:
        """The body that succeeds."""
        if operation == "POST /s3/document/upload":
            return {"data": form(PDF, filename="a.pdf", topicId=self.ids["topics"])}
        if operation == "PUT /admin/education/topics/{id}/video":
            return {"data": form(WEBM, "video", "a.webm")}
        method, path = operation.split(" ")
        body = {
            "PUT /auth/profile": {"bio": "x"}, "PUT /users/{id}": {"firstName": "x"}, "POST /users/{id}/roles": {"role": "MENTOR"},
            "DELETE /users/{id}/roles": {"role": "LEARNER"}, "POST /enrollment/request": {"subjectId": self.ids["subjects"]},
            "POST /mentor/apply": {"motivation": "x"}, "PUT /admin/enrollment/{id}/reject": {"reason": "x"},
            "PUT /admin/mentor/{id}/reject": {"reason": "x"}, "POST /auth/sync": {"userId": unique("user")}, "POST /webhooks/clerk": {},
        }.get(operation)  # fmt: skip
        if body is None and method in ("POST", "PUT") and path.startswith("/admin/education"):
            body = {"name": unique("name")}
        return {} if body is None else {"json": body}

    async def ask(self, who: Client, operation: str) -> int:
        """The status for somebody; nothing of a refusal says more than its envelope."""
        sent: dict[str, FormData | Any] = self.sent(operation)
        response = await who.request(operation.split(" ")[0], self.path(operation), **sent)
        if response.status >= 400:
            body = await response.json()
            assert (body["success"], set(body)) == (False, {"success", "error", "code", "details"})
            if response.status == 403:
                assert set(body["details"]) - {"scopes"} == {"required", "user_roles"}
        return response.status
