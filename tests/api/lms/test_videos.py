"""PUT and DELETE /admin/education/topics/{id}/video."""

import asyncio
from uuid import uuid4

import pytest

from server.domain import files
from tests.api.lms.files import PDF, VIDEOS, School, form, mp4, raw
from tests.api.lms.people import data, refused

EDITORS = ["ADMIN", "MENTOR"]


def place(topic_id: object) -> str:
    return f"/admin/education/topics/{topic_id}/video"


# --- PUT -------------------------------------------------------------------------------------------------------------


async def test_setting_needs_a_credential_a_role_the_subject_and_the_scope(school: School, make):
    before = await school.left()
    assert (await school.put_video(mp4(), who=school.mentor.using(None))).status == 401
    for who, roles in ((school.learner, ["LEARNER"]), (school.other, ["LEARNER", "MENTOR"])):
        assert await refused(await school.put_video(mp4(), who=who)) == (403, "FORBIDDEN", {"required": EDITORS, "user_roles": roles})
    reader = school.mentor.using(await make.token(school.mentor.account, "learning.read"))
    assert (await refused(await school.put_video(mp4(), who=reader)))[2]["scopes"] == ["learning.write"]
    assert await school.left() == before


@pytest.mark.parametrize("topic_id", ["nothing", "1", "9bba0ea9-0df8-4c5f-ac9f-323e16dc7d66"])
async def test_a_topic_that_is_not_there(school: School, topic_id):
    status, code, details = await refused(await school.put_video(mp4(), who=school.admin, topic_id=topic_id))
    assert (status, code, details) == (404, "NOT_FOUND", {"resource": "topic", "id": topic_id})


async def test_a_deleted_topic_is_not_there(school: School):
    await school.admin.delete(f"/admin/education/topics/{school.topic_id}")
    assert (await school.put_video(mp4())).status == 404


@pytest.mark.parametrize("made, message", [
    (lambda: form(mp4(), "file", "a.mp4"), "This part is missing"),
    (lambda: form(b"", "video", "a.mp4"), "The file is empty"),
    (lambda: form(b"text", "video", None), "Neither the file nor the metadata says a name"),
    (lambda: form(b"text", "video", "a.mp4"), "The file is not what the ending of its name says"),
    (lambda: form(mp4(), "video", "a.webm"), "The file is not what the ending of its name says"),
    (lambda: form(mp4(), "video", "a.mkv"), "Files of this kind are not taken"),
    (lambda: form(mp4(), "video", "mp4"), "Files of this kind are not taken"),
    (lambda: form(PDF, "video", "a.pdf"), "Files of this kind are not taken"),
])  # fmt: skip
async def test_what_is_wrong_is_named_and_leaves_nothing(school: School, made, message):
    before = await school.left()
    status, code, details = await refused(await school.mentor.put(place(school.topic_id), data=made()))
    assert (status, code, details["field"], details["message"]) == (422, "VALIDATION_ERROR", "video", message)
    assert await school.left() == before


@pytest.mark.parametrize("filename, content, media", VIDEOS)
async def test_each_kind_is_taken_and_given_back(school: School, filename, content, media):
    await school.video(content, filename)
    response = await school.watch()
    assert (response.status, raw(response), response.content_type) == (200, content, media)
    assert response.headers["Content-Disposition"] == f"inline; filename={filename}"


async def test_the_answer_is_the_topic_with_the_address(school: School, anonymous):
    topic = await school.video(mp4())
    assert topic["videoUrl"] == f"/api/s3/video/stream?topicId={school.topic_id}"
    assert await data(await school.learner.get(f"/education/topics/{school.topic_id}")) == topic
    assert raw(await anonymous.using(school.learner.token).get(topic["videoUrl"])) == mp4()


async def test_administrators_set_it_everywhere(school: School):
    assert (await school.put_video(mp4(), who=school.admin)).status == 200


async def test_another_one_takes_the_place_and_the_old_bytes_go_after_those_who_watch(school: School, http):
    old, new = mp4(b"a" * 3_000_000), mp4(b"b" * 1000)
    await school.video(old)
    etag = (await school.watch()).headers["ETag"]
    used = (await school.left())["used"]
    address = f"{school.learner.url}/s3/video/stream?topicId={school.topic_id}"
    async with http.get(address, headers={"Authorization": f"Bearer {school.learner.token}"}) as response:
        start = await response.content.readexactly(1000)
        await school.video(new, "b.mp4")
        await files.sweep(school.pool, school.blobs)
        await files.remove_discarded(school.pool, school.blobs)
        assert start + await response.content.read() == old
    response = await school.watch(Range="bytes=0-9", If_Range=etag)
    assert (response.status, raw(response)) == (200, new), "of another file nobody gets a part for the old one's"
    left = await school.left()
    assert (left["used"], left["uploads"]) == (used - len(old) + len(new), 0)
    await school.pool.execute("update discarded_blobs set remove_after = now()")
    await files.remove_discarded(school.pool, school.blobs)
    living = await school.pool.fetchval("select count(*) from topic_files where topic_id = $1 and deleted_at is null", school.topic["id"])
    assert living == 1
    assert raw(await school.watch()) == new


async def test_two_at_once_one_wins_and_the_bytes_of_the_others_go(small_school: School):
    school = small_school
    contents = [mp4(bytes([number]) * 50_000) for number in range(6)]
    responses = await asyncio.gather(*(school.put_video(content) for content in contents))
    assert {response.status for response in responses} == {200}
    shown = raw(await school.watch())
    assert shown in contents
    left = await school.left()
    assert (left["used"], left["uploads"], left["staged"]) == (len(shown), 0, set())
    await school.pool.execute("update discarded_blobs set remove_after = now()")
    await files.remove_discarded(school.pool, school.blobs)
    assert len((await school.left())["complete"]) == 1
    assert raw(await school.watch()) == shown


# --- DELETE ----------------------------------------------------------------------------------------------------------


async def test_deleting_needs_a_credential_a_role_the_subject_and_the_scope(school: School, make):
    await school.video(mp4())
    assert (await school.mentor.using(None).delete(place(school.topic_id))).status == 401
    for who, roles in ((school.learner, ["LEARNER"]), (school.other, ["LEARNER", "MENTOR"])):
        assert await refused(await who.delete(place(school.topic_id))) == (403, "FORBIDDEN", {"required": EDITORS, "user_roles": roles})
    reader = school.mentor.using(await make.token(school.mentor.account, "learning.read"))
    assert (await reader.delete(place(school.topic_id))).status == 403
    assert (await school.watch()).status == 200


async def test_deleting_what_is_not_there(school: School):
    assert (await refused(await school.admin.delete(place("x"))))[2] == {"resource": "topic", "id": "x"}
    unknown = str(uuid4())
    assert (await refused(await school.admin.delete(place(unknown))))[2] == {"resource": "topic", "id": unknown}
    status, _, details = await refused(await school.mentor.delete(place(school.topic_id)))
    assert (status, details) == (404, {"resource": "video", "id": school.topic_id})


async def test_a_deleted_video_is_gone(school: School):
    await school.video(mp4())
    responses = await asyncio.gather(*(school.mentor.delete(place(school.topic_id)) for _ in range(5)))
    assert sorted(response.status for response in responses) == [200] + [404] * 4
    topic = await data(next(response for response in responses if response.status == 200))
    assert (topic["id"], topic["videoUrl"]) == (school.topic_id, None)
    status, _, details = await refused(await school.watch())
    assert (status, details) == (404, {"resource": "video", "id": school.topic_id})
    await school.video(mp4(b"again"))
    assert raw(await school.watch()) == mp4(b"again")
