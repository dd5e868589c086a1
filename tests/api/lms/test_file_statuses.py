"""Each status that the OpenAPI document names for an operation on files is produced, with the body that belongs to it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from server.api.lms.errors import Problem
from tests.api.lms.files import School, blob_of, body_of, form, kind_of, mp4, school_on

TOPIC, DOCUMENT = "/admin/education/topics/{id}", "/s3/document/stream"
UPLOAD, STREAM, DELETE = f"POST {DOCUMENT.replace('stream', 'upload')}", f"GET {DOCUMENT}", f"DELETE {TOPIC}/documents/{{docId}}"
PUT_VIDEO, WATCH, DELETE_VIDEO = f"PUT {TOPIC}/video", "GET /s3/video/stream", f"DELETE {TOPIC}/video"
OPERATIONS = (UPLOAD, STREAM, DELETE, PUT_VIDEO, WATCH, DELETE_VIDEO)
FORMS, STREAMS = (UPLOAD, PUT_VIDEO), (STREAM, WATCH)
LONG = "x" * 9000
CODES = {400: "BAD_REQUEST", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND", 409: "CONFLICT", 412: "PRECONDITION_FAILED",
         413: "PAYLOAD_TOO_LARGE", 414: "URI_TOO_LONG", 416: "RANGE_NOT_SATISFIABLE", 422: "VALIDATION_ERROR", 429: "RATE_LIMITED",
         503: "UNAVAILABLE"}  # fmt: skip


class Stage:
    """A school with a document and a video; `ask` an operation as somebody, with what is to be otherwise."""

    def __init__(self, school: School, document: dict[str, Any], start: Callable[..., Awaitable[School]], make, monkeypatch) -> None:
        self.school, self.document, self.start, self.make, self.monkeypatch = school, document, start, make, monkeypatch

    async def ask(self, operation: str, *, who=None, id: str | None = None, query: str | None = None, school: School | None = None, **sent):
        school = school or self.school
        method, path = operation.split(" ")
        path = path.replace("{id}", school.topic_id if id is None else id).replace("{docId}", self.document["id"])
        if operation in STREAMS:
            own = f"?id={self.document['id']}" if operation == STREAM else f"?topicId={school.topic_id}"
            path += own if query is None else query
        elif operation in FORMS and "data" not in sent:
            sent["data"] = self.form(operation, id=id if id is not None else school.topic_id)
        return await (who or (school.learner if operation in STREAMS else school.mentor)).request(method, path, **sent)

    def form(self, operation: str, content: bytes | None = None, id: str | None = None):
        if operation == UPLOAD:
            return form(content or b"text", topicId=self.school.topic_id if id is None else id)
        return form(content or mp4(), "video", "a.mp4")


@pytest.fixture
async def stage(school: School, start_server, http, make, monkeypatch) -> Stage:
    async def start(**sections: Any) -> School:
        return await school_on(await start_server(**sections), http, make)

    document = await school.document()
    await school.video(mp4())
    return Stage(school, document, start, make, monkeypatch)


async def success(stage: Stage, operation: str):
    return await stage.ask(operation)


async def part(stage: Stage, operation: str):
    return await stage.ask(operation, headers={"Range": "bytes=0-1"})


async def unchanged(stage: Stage, operation: str):
    return await stage.ask(operation, headers={"If-None-Match": "*"})


async def condition(stage: Stage, operation: str):
    return await stage.ask(operation, headers={"If-Match": '"x"'})


async def beyond(stage: Stage, operation: str):
    return await stage.ask(operation, headers={"Range": "bytes=99999-"})


async def no_form(stage: Stage, operation: str):
    return await stage.ask(operation, data=b"{}", headers={"Content-Type": "application/json"})


async def nobody(stage: Stage, operation: str):
    return await stage.ask(operation, who=stage.school.learner.using(None))


async def forbidden(stage: Stage, operation: str):
    learner = stage.school.learner
    if operation not in STREAMS:
        return await stage.ask(operation, who=learner)
    return await stage.ask(operation, who=learner.using(await stage.make.token(learner.account, "learning.write")))


async def absent(stage: Stage, operation: str):
    queries = {STREAM: f"?id={uuid4()}", WATCH: f"?topicId={uuid4()}"}
    return await stage.ask(operation, id=str(uuid4()), query=queries.get(operation))


async def ended(stage: Stage, operation: str):
    body, school = await body_of(stage.form(operation)), stage.school

    async def slowly():
        yield body[:-10]
        for _ in range(100):
            if await school.pool.execute("delete from topic_uploads where account_id = $1", school.mentor.account["id"]) == "DELETE 1":
                break
            await asyncio.sleep(0.05)
        yield body[-10:]

    return await stage.ask(operation, data=slowly(), headers=kind_of(body))


async def too_much(stage: Stage, operation: str):
    return await stage.ask(operation, school=await stage.start(storage={"quota_bytes": 3}))


async def too_long(stage: Stage, operation: str):
    return await stage.ask(operation, id=LONG) if "{id}" in operation else await stage.ask(operation, query=f"?id={LONG}")


async def wrong(stage: Stage, operation: str):
    return await stage.ask(operation, query="") if operation in STREAMS else await stage.ask(operation, data=stage.form(operation, b"\0"))


async def too_often(stage: Stage, operation: str):
    rules = {"enabled": True, "rules": ("lms.uploads = 1/minute", "lms.general = 1/minute", "lms.streams = 1/minute")}
    school = await stage.start(limits=rules)
    await stage.ask(operation, school=school)
    return await stage.ask(operation, school=school)


async def no_bytes(stage: Stage, operation: str):
    if operation in FORMS:

        def full(*_):
            raise OSError(28, "No space left on device")

        stage.monkeypatch.setattr(stage.school.blobs.disk, "open", full)
    elif operation == STREAM:
        stage.school.blobs.path(await blob_of(stage.school, stage.document)).unlink()
    else:
        blob = await stage.school.pool.fetchval("select blob_id from topic_files where topic_id = $1 and kind = 'video'",
                                                stage.school.topic["id"])  # fmt: skip
        stage.school.blobs.path(blob).unlink()
    return await stage.ask(operation)


PRODUCED = {200: success, 201: success, 206: part, 304: unchanged, 400: no_form, 401: nobody, 403: forbidden, 404: absent, 409: ended,
            412: condition, 413: too_much, 414: too_long, 416: beyond, 422: wrong, 429: too_often, 503: no_bytes}  # fmt: skip
BOTH = {401, 403, 404, 429}
STATUSES = {
    UPLOAD: BOTH | {201, 400, 409, 413, 422, 503}, PUT_VIDEO: BOTH | {200, 400, 409, 413, 414, 422, 503},
    **{operation: BOTH | {200, 206, 304, 412, 414, 416, 422, 503} for operation in STREAMS},
    **{operation: BOTH | {200, 414} for operation in (DELETE, DELETE_VIDEO)},
}  # fmt: skip


async def test_these_are_the_statuses_of_the_document(anonymous):
    document = await (await anonymous.get("/lms/openapi.json")).json()
    for operation in OPERATIONS:
        method, path = operation.split(" ")
        documented = document["paths"].get(path) or document["paths"][f"/lms/api{path}"]
        assert {int(status) for status in documented[method.lower()]["responses"]} == STATUSES[operation], operation


@pytest.mark.parametrize("operation, status", [(operation, status) for operation in OPERATIONS for status in sorted(STATUSES[operation])])
async def test_each_status_is_produced(stage: Stage, operation, status):
    async with asyncio.timeout(60):
        response = await PRODUCED[status](stage, operation)
    assert response.status == status, await response.text()
    if status >= 400:
        assert Problem.model_validate_json(await response.text()).code == CODES[status]
