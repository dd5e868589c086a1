"""GET and HEAD /s3/document/stream, /s3/video/stream: who, which part, under which headers."""

import asyncio
import os
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from uuid import uuid4

import pytest

from server import keys
from server.domain import limits
from server.http.credential import COOKIE
from tests.api.lms.files import PDF, School, blob_of, mp4, png, raw, school_on
from tests.api.lms.people import refused
from tests.make import PASSWORD

CONTENT = mp4(bytes(range(256)) * 8)


@pytest.fixture(params=["document", "video"])
async def stream(request, school: School):
    """`await stream(who, Range=…)` of a document (text) or a video; `.content` is what it has."""

    async def ask(who=None, method="GET", **headers):
        path = f"/s3/document/stream?id={ask.id}" if request.param == "document" else f"/s3/video/stream?topicId={school.topic_id}"
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await (who or school.learner).request(method, path, headers=sent)

    ask.noun = request.param
    ask.content = CONTENT if request.param == "video" else b"0123456789" * 230
    ask.id = (await school.document(ask.content))["id"] if request.param == "document" else None
    if request.param == "video":
        await school.video(CONTENT)
    return ask


# Who


async def test_a_stream_needs_a_credential(stream, school: School):
    assert (await stream(school.learner.using(None))).status == 401
    assert (await stream(school.learner.using("a.b.c"))).status == 401


async def test_without_the_domain_or_the_scope_it_stays_shut(stream, school: School, make):
    outside = await make.account(domains=("research", "training"))
    assert await refused(await stream(school.learner.using(await make.token(outside)))) == (
        403, "FORBIDDEN", {"required": ["LEARNER"], "user_roles": []})  # fmt: skip
    scoped = await stream(school.learner.using(await make.token(school.learner.account, "learning.write")))
    assert (await refused(scoped))[2]["scopes"] == ["learning.read"]
    assert (await stream(school.learner.using(await make.token(school.learner.account, "learning.read")))).status == 200


async def test_one_of_the_three_roles_is_needed(stream, school: School, make, pool):
    account = await make.account()
    await pool.execute("update role_assignments set effective_until = now() where account_id = $1", account["id"])
    assert await refused(await stream(school.learner.using(await make.token(account)))) == (
        403, "FORBIDDEN", {"required": ["ADMIN", "MENTOR", "LEARNER"], "user_roles": []})  # fmt: skip


async def test_everybody_in_learning_opens_it(stream, school: School):
    for who in (school.learner, school.mentor, school.other, school.admin):
        assert raw(await stream(who)) == stream.content


@pytest.mark.parametrize("closed", ["topic", "subject", "grade", "level"])
async def test_what_is_not_open_is_there_only_for_those_who_may_change_it(stream, school: School, pool, closed):
    column = {"topic": "id", "subject": "subject_id", "grade": "grade_id", "level": "education_level_id"}[closed]
    row = await pool.fetchrow("select * from placed_topics where id = $1", school.topic["id"])
    path = f"/admin/education/{closed}s/{row[column]}"
    assert (await school.admin.put(path, json={"isActive": False})).status == 200
    for who in (school.learner, school.other):
        status, _, details = await refused(await stream(who))
        assert (status, details["resource"]) == (404, "document" if stream.noun == "document" else "topic")
    for who in (school.mentor, school.admin):
        assert (await stream(who)).status == 200
    assert (await school.admin.put(path, json={"isActive": True})).status == 200
    assert (await stream()).status == 200


@pytest.mark.parametrize("deleted", ["topic", "subject"])
async def test_what_is_deleted_is_there_for_nobody(stream, school: School, deleted):
    row_id = school.topic_id if deleted == "topic" else school.subject["id"]
    assert (await school.admin.delete(f"/admin/education/{deleted}s/{row_id}")).status == 200
    for who in (school.learner, school.mentor, school.admin):
        assert (await stream(who)).status == 404


async def test_with_the_setting_learners_need_an_approved_enrolment(start_server, http, make, pool):
    school = await school_on(await start_server(learning={"enrollment_required": True}), http, make)
    document = await school.document()
    await school.video(mp4())
    for ask in (lambda who: school.stream(document, who), school.watch):
        for who, roles in ((school.learner, ["LEARNER"]), (school.other, ["LEARNER", "MENTOR"])):
            assert await refused(await ask(who)) == (403, "FORBIDDEN", {"required": ["ADMIN", "MENTOR"], "user_roles": roles})
        for who in (school.mentor, school.admin):
            assert (await ask(who)).status == 200
    insert = "insert into enrollments (account_id, subject_id, status, reviewed_at) values ($1, $2, $3, $4)"
    await pool.execute(insert, school.learner.account["id"], school.subject["id"], "pending", None)
    assert (await school.watch()).status == 403
    await pool.execute(
        "update enrollments set status = 'rejected', reviewed_at = now() where account_id = $1", school.learner.account["id"]
    )
    assert (await school.watch()).status == 403
    await pool.execute("update enrollments set status = 'approved' where account_id = $1", school.learner.account["id"])
    assert [(await school.watch()).status, (await school.stream(document)).status] == [200, 200]
    another = await make.topic(school.subject)
    other_subject = await make.topic()
    for topic, status in ((another, 404), (other_subject, 403)):
        assert (await school.learner.get(f"/s3/video/stream?topicId={topic['id']}")).status == status


async def test_the_browsers_cookie_opens_streams_and_nothing_else(stream, school: School, make, app_api, anonymous):
    account = await make.account(password=PASSWORD)
    session = await make.session(account)
    made = await app_api.using(session_id=session).post("/cookie")
    assert made.status == 204, await made.text()
    cookie = {"Cookie": f"{COOKIE}={made.cookies[COOKIE].value}"}
    nobody = school.learner.using(None)
    assert raw(await stream(nobody, **cookie)) == stream.content
    assert (await stream(nobody, "HEAD", **cookie)).status == 200
    assert (await stream(nobody, Sec_Fetch_Site="same-origin", **cookie)).status == 200
    assert (await stream(nobody, Sec_Fetch_Site="cross-site", **cookie)).status == 401
    assert (await nobody.delete(f"/admin/education/topics/{school.topic_id}/video", headers=cookie)).status == 401


# Which


@pytest.mark.parametrize("name", ["id", "documentId", "key"])
async def test_a_document_has_three_names_of_its_id(school: School, name):
    shown = await school.document(b"abc")
    assert raw(await school.learner.get(f"/s3/document/stream?{name}={shown['id']}")) == b"abc"


@pytest.mark.parametrize("path, resource, id", [
    ("/s3/document/stream?id={0}", "document", None), ("/s3/document/stream?id=../../etc/passwd", "document", "../../etc/passwd"),
    ("/s3/document/stream?key=5", "document", "5"), ("/s3/video/stream?topicId={0}", "topic", None),
])  # fmt: skip
async def test_what_is_not_there(school: School, path, resource, id):
    status, code, details = await refused(await school.learner.get(path.format(uuid4())))
    assert (status, code, details["resource"]) == (404, "NOT_FOUND", resource)
    assert id is None or details["id"] == id


@pytest.mark.parametrize("path, field", [
    ("/s3/document/stream", "id"), ("/s3/document/stream?id=", "id"), ("/s3/document/stream?name=a", "id"),
    ("/s3/video/stream", "topicId"), ("/s3/video/stream?topicId=x", "topicId"), ("/s3/document/stream?id=%00", "id"),
])  # fmt: skip
async def test_an_address_that_names_nothing(school: School, path, field):
    status, code, details = await refused(await school.learner.get(path))
    assert (status, code, details["field"]) == (422, "VALIDATION_ERROR", field)


async def test_a_topic_without_a_video(school: School):
    status, _, details = await refused(await school.watch())
    assert (status, details) == (404, {"resource": "video", "id": school.topic_id})


# Which part


async def test_the_headers(stream):
    response = await stream()
    headers = response.headers
    assert (response.status, raw(response), headers["Content-Length"]) == (200, stream.content, str(len(stream.content)))
    assert (headers["Accept-Ranges"], headers["X-Content-Type-Options"]) == ("bytes", "nosniff")
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (headers["Cross-Origin-Resource-Policy"], headers["Cache-Control"]) == ("same-origin", "private, no-cache")
    assert headers["Content-Disposition"].startswith("inline; filename=a.")
    assert headers["ETag"].startswith('"') and headers["Last-Modified"]


async def test_head_says_what_get_would(stream):
    response, got = await stream(method="HEAD"), await stream()
    assert (response.status, raw(response)) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Last-Modified", "Accept-Ranges", "Content-Disposition"):
        assert response.headers[name] == got.headers[name]


@pytest.mark.parametrize("wanted, start, end", [
    ("bytes=0-0", 0, 1), ("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-50", -50, None), ("bytes=2000-99999", 2000, None),
    ("bytes=0-", 0, None), ("bytes=-99999", 0, None),
])  # fmt: skip
async def test_a_part(stream, wanted, start, end):
    response = await stream(Range=wanted)
    expected = stream.content[start:end]
    first = start if start >= 0 else len(stream.content) + start
    assert (response.status, raw(response)) == (206, expected)
    assert response.headers["Content-Range"] == f"bytes {first}-{first + len(expected) - 1}/{len(stream.content)}"
    assert response.headers["Content-Length"] == str(len(expected))


@pytest.mark.parametrize("wanted", ["bytes=99999-", "bytes=-0", "bytes=5000-6000"])
async def test_a_part_that_is_not_there(stream, wanted):
    response = await stream(Range=wanted)
    status, code, _ = await refused(response)
    assert (status, code, response.headers["Content-Range"]) == (416, "RANGE_NOT_SATISFIABLE", f"bytes */{len(stream.content)}")


@pytest.mark.parametrize("wanted", ["bytes=0-1,4-5", "bytes=9-1", "lines=1-2", "bytes", "bytes=a-b"])
async def test_what_is_no_range_brings_everything(stream, wanted):
    response = await stream(Range=wanted)
    assert (response.status, raw(response)) == (200, stream.content)


async def test_conditions(stream):
    first = await stream()
    etag, when = first.headers["ETag"], first.headers["Last-Modified"]
    earlier = format_datetime(parsedate_to_datetime(when) - timedelta(seconds=60), usegmt=True)
    cases = [
        ({"If_None_Match": etag}, 304), ({"If_None_Match": '"x"'}, 200), ({"If_Modified_Since": when}, 304), ({"If_Match": '"x"'}, 412),
        ({"If_Unmodified_Since": earlier}, 412), ({"If_Match": etag}, 200), ({"Range": "bytes=0-9", "If_Range": etag}, 206),
        ({"Range": "bytes=0-9", "If_Range": when}, 206), ({"Range": "bytes=0-9", "If_Range": '"stale"'}, 200),
        ({"Range": "bytes=0-9", "If_Range": earlier}, 200),
    ]  # fmt: skip
    for headers, status in cases:
        response = await stream(**headers)
        assert response.status == status, headers
        assert response.headers["ETag"] == etag
        if status == 412:
            assert (await refused(response))[1] == "PRECONDITION_FAILED"
        elif status == 304:
            assert raw(response) == b"" and "Content-Disposition" not in response.headers


async def test_a_pdf_is_shown_without_a_sandbox_and_pictures_with_one(school: School):
    for content, name, policy in ((PDF, "a.pdf", "default-src 'none'"), (png(), "a.png", "default-src 'none'; sandbox")):
        response = await school.stream(await school.document(content, name))
        assert response.headers["Content-Security-Policy"] == policy
        assert response.headers["Content-Disposition"] == f"inline; filename={name}"


async def test_bytes_that_are_lost_are_a_503(school: School):
    shown = await school.document()
    school.blobs.path(await blob_of(school, shown)).unlink()
    status, code, _ = await refused(await school.stream(shown))
    assert (status, code) == (503, "UNAVAILABLE")


async def test_many_watch_one_video_and_some_go_away(school: School, http):
    content = mp4(os.urandom(2_000_000))
    await school.video(content)
    address = f"{school.learner.url}/s3/video/stream?topicId={school.topic_id}"
    headers = {"Authorization": f"Bearer {school.learner.token}"}

    async def watch(number: int) -> None:
        start = number * 1000
        async with http.get(address, headers=headers | {"Range": f"bytes={start}-"}) as response:
            if number % 4 == 0:
                await response.content.readexactly(10)
                response.close()
            else:
                assert await response.read() == content[start:]

    await asyncio.gather(*(watch(number) for number in range(24)))
    assert not school.server.app[keys.BLOBS].writers


async def test_jumping_about_in_a_video_meets_a_wider_limit(start_server, http, make):
    """Players ask for a part at each jump; documents are general calls."""
    school = await school_on(
        await start_server(limits={"enabled": True, "rules": ("lms.general = 30/minute", "lms.streams = 60/minute")}), http, make
    )
    shown = await school.document()
    await school.video(mp4())
    watched = [await school.watch(Range="bytes=5-9") for _ in range(61)]
    assert [response.status for response in watched] == [206] * 60 + [429]
    assert (watched[0].headers["X-RateLimit-Limit"], watched[0].headers["X-RateLimit-Remaining"]) == ("60", "59")
    read = [await school.stream(shown) for _ in range(31)]
    assert [response.status for response in read] == [200] * 30 + [429]


def test_the_limit_of_videos():
    (rule,) = limits.RULES["lms", "streams"]
    assert (rule.limit, rule.seconds, rule.per) == (600, 60, ("address", "account"))
