"""POST /s3/document/upload, DELETE /admin/education/topics/{id}/documents/{docId}."""

import asyncio
import json
from uuid import UUID, uuid4

import pytest

from server import keys
from server.domain import files
from tests.api.lms.files import DOCUMENTS, PDF, School, blob_of, body_of, form, kind_of, png, raw, school_on
from tests.api.lms.people import data, refused
from tests.make import unique

UPLOAD = "/s3/document/upload"
EDITORS = ["ADMIN", "MENTOR"]


async def fault(response) -> tuple[int, str, str]:
    status, code, details = await refused(response)
    assert details["errors"][0] == {name: details[name] for name in ("field", "message", "value")}
    assert code == "VALIDATION_ERROR"
    return status, details["field"], details["message"]


# --- POST /s3/document/upload ----------------------------------------------------------------------------------------


async def test_an_upload_needs_a_credential(school: School):
    response = await school.upload(who=school.mentor.using(None))
    assert (response.status, response.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_learners_do_not_upload(school: School):
    assert await refused(await school.upload(who=school.learner)) == (403, "FORBIDDEN", {"required": EDITORS, "user_roles": ["LEARNER"]})


async def test_the_mentor_of_another_subject_does_not_upload(school: School):
    before = await school.left()
    status, code, details = await refused(await school.upload(who=school.other))
    assert (status, code, details) == (403, "FORBIDDEN", {"required": EDITORS, "user_roles": ["LEARNER", "MENTOR"]})
    assert await school.left() == before


async def test_a_subject_without_the_role_is_not_enough(school: School, make, pool):
    """A mentor whose role is over, although the subject still names him."""
    await pool.execute(
        "update role_assignments set effective_until = now() where account_id = $1 and role = 'mentor'", school.mentor.account["id"]
    )
    fresh = school.mentor.using(await make.token(school.mentor.account))
    assert (await school.upload(who=fresh)).status == 403


@pytest.mark.parametrize("scopes", [("learning.read",), ("training.write",), ("record.update",)])
async def test_a_missing_scope_is_refused(school: School, make, scopes):
    response = await school.upload(who=school.mentor.using(await make.token(school.mentor.account, *scopes)))
    status, _, details = await refused(response)
    assert (status, details["scopes"]) == (403, ["learning.write"])


async def test_administrators_upload_everywhere(school: School):
    shown = await data(await school.upload(who=school.admin), 201)
    assert shown["uploadedBy"] == str(school.admin.account["uuid"])


@pytest.mark.parametrize("topic_id", ["nothing", "9bba0ea9-0df8-4c5f-ac9f-323e16dc7d66", "1", "../..", "%00"])
async def test_a_topic_that_is_not_there(school: School, topic_id):
    before = await school.left()
    assert await refused(await school.upload(topicId=topic_id)) == (404, "NOT_FOUND", {"resource": "topic", "id": topic_id})
    assert await school.left() == before


async def test_a_deleted_topic_is_not_there(school: School):
    await school.admin.delete(f"/admin/education/topics/{school.topic_id}")
    assert (await school.upload()).status == 404


async def test_a_topic_that_goes_while_the_file_comes_takes_it_along(school: School):
    before = await school.left()
    go_on = asyncio.Event()

    async def slowly():
        yield whole[:-30]
        await go_on.wait()
        yield whole[-30:]

    whole = await body_of(form(b"x" * 1000, topicId=school.topic_id))
    task = asyncio.create_task(school.mentor.post(UPLOAD, data=slowly(), headers=kind_of(whole)))
    await asyncio.sleep(0.2)
    assert (await school.left())["uploads"] == 1
    await school.admin.delete(f"/admin/education/topics/{school.topic_id}")
    go_on.set()
    assert (await task).status == 404
    assert await school.left() == before


async def test_inactive_topics_get_documents_too(school: School):
    await school.admin.put(f"/admin/education/topics/{school.topic_id}", json={"isActive": False})
    assert (await school.upload()).status == 201


@pytest.mark.parametrize("made, field, message", [
    (lambda topic: form(b"x", name="other", topicId=topic), "file", "This part is missing"),
    (lambda topic: form(b"x"), "topicId", "This part is missing"),
    (lambda topic: form(b"x", topicId=" "), "topicId", "This part is missing"),
    (lambda topic: form(b"x", topicId=topic, metadata="{name"), "metadata", "Not a JSON object"),
    (lambda topic: form(b"x", topicId=topic, metadata="[]"), "metadata", "Not a JSON object"),
    (lambda topic: form(b"x", topicId=topic, metadata="null"), "metadata", "Not a JSON object"),
    (lambda topic: form(b"x", topicId=topic, metadata='{"description": "a\\u0000b"}'), "metadata", "Not a JSON object"),
    (lambda topic: form(b"x", topicId=topic, metadata="[" * 100_000), "metadata", "Not a JSON object"),
    (lambda topic: form(b"x", topicId=topic, metadata="x" * 400_001), "metadata", "Longer than 400000 bytes"),
    (lambda topic: form(b"x", topicId="x" * 201), "topicId", "Longer than 200 bytes"),
    (lambda topic: form(b"x", topicId=topic, metadata={"name": 5}), "metadata.name", "Input should be a valid string"),
    (lambda topic: form(b"x", topicId=topic, metadata={"description": ["a"]}), "metadata.description", "Input should be a valid string"),
    (lambda topic: form(b"x", topicId=topic, metadata={"description": "x" * 50_001}), "metadata.description",
     "String should have at most 50000 characters"),
    (lambda topic: form(b"x", topicId=topic, metadata={"name": "a.pdf"}), "metadata.name",
     "The ending of the name belongs to another kind of file"),
    (lambda topic: form(b"x", filename=None, topicId=topic), "file", "Neither the file nor the metadata says a name"),
    (lambda topic: form(b"x", filename="", topicId=topic), "file", "Neither the file nor the metadata says a name"),
    (lambda topic: form(b"x", filename="..", topicId=topic), "file", "Neither the file nor the metadata says a name"),
    (lambda topic: form(b"", topicId=topic), "file", "The file is empty"),
    (lambda topic: form(b"x", filename="a.html", topicId=topic), "file", "Files of this kind are not taken"),
    (lambda topic: form(b"x", filename="a", topicId=topic), "file", "Files of this kind are not taken"),
    (lambda topic: form(b"<html>", topicId=topic), "file", "Files of this kind are not taken"),
    (lambda topic: form(b"x", filename="a.pdf", topicId=topic), "file", "The file is not what the ending of its name says"),
    (lambda topic: form(PDF, filename="a.docx", topicId=topic), "file", "The file is not what the ending of its name says"),
])  # fmt: skip
async def test_what_is_wrong_is_named_and_leaves_nothing(school: School, made, field, message):
    before = await school.left()
    assert await fault(await school.mentor.post(UPLOAD, data=made(school.topic_id))) == (422, field, message)
    assert await school.left() == before


@pytest.mark.parametrize("twice", ["file", "topicId", "metadata"])
async def test_a_part_comes_once(school: School, twice):
    made = form(b"x", topicId=school.topic_id, metadata={})
    made.add_field(twice, "y", filename="b.txt" if twice == "file" else None)
    assert await fault(await school.mentor.post(UPLOAD, data=made)) == (422, twice, "This part came more than once")


async def test_all_faults_of_the_metadata_are_told(school: School):
    _, _, details = await refused(await school.upload(metadata={"name": 1, "description": 2}))
    assert [one["field"] for one in details["errors"]] == ["metadata.name", "metadata.description"]


@pytest.mark.parametrize("filename, content, media, is_inline", DOCUMENTS)
async def test_each_kind_is_taken_and_given_back(school: School, filename, content, media, is_inline):
    shown = await school.document(content, filename)
    assert (shown["contentType"], shown["size"], shown["name"]) == (media, len(content), filename)
    response = await school.stream(shown)
    assert (response.status, raw(response), response.content_type) == (200, content, media)
    assert response.headers["Content-Disposition"] == f"{'inline' if is_inline else 'attachment'}; filename={filename}"


async def test_the_answer_is_the_document(school: School):
    shown = await data(await school.upload(PDF, "scan.pdf", metadata={"name": "notes.pdf", "description": "Week 1", "more": 1}), 201)
    assert shown.pop("uploadedAt").endswith("Z")
    assert shown == {
        "id": shown["id"], "name": "notes.pdf", "description": "Week 1", "contentType": "application/pdf", "size": len(PDF),
        "topicId": school.topic_id, "url": f"/api/s3/document/stream?id={shown['id']}", "uploadedBy": str(school.mentor.account["uuid"]),
    }  # fmt: skip


async def test_a_topic_lists_its_documents_as_they_were_answered(school: School):
    made = [await school.document(b"one", "1.txt"), await school.document(PDF, "2.pdf", metadata={"description": "Two"})]
    topic = await data(await school.learner.get(f"/education/topics/{school.topic_id}"))
    assert topic["documents"] == made
    assert topic["updatedAt"] > topic["createdAt"]


@pytest.mark.parametrize("topic", ["{}", '"{}"', " {} "])
async def test_the_id_may_stand_in_quotes(school: School, topic):
    assert (await school.upload(topicId=topic.format(school.topic_id))).status == 201


async def test_the_order_of_parts_is_free_and_what_nobody_asked_for_is_skipped(school: School):
    made = form(b"first the file", topicId=school.topic_id, metadata={"name": "b.txt"}, junk="x" * 100_000)
    made.add_field("picture", png(), filename="p.png")
    shown = await data(await school.mentor.post(UPLOAD, data=made), 201)
    assert (shown["name"], raw(await school.stream(shown))) == ("b.txt", b"first the file")
    assert (await school.left())["files"] == 1


@pytest.mark.parametrize("filename, metadata, name", [
    ("../../etc/notes.txt", None, "notes.txt"), ("C:\\a\\b.txt", None, "b.txt"), ("a.txt", {"name": "../x/Week 1.txt"}, "Week 1.txt"),
    ("a.txt", {"name": "Week 1"}, "Week 1"), ("a.txt", {"name": " "}, "a.txt"), ("a.txt", {"name": None}, "a.txt"),
    ("a.txt", {"name": "a\nb\u202e.txt"}, "ab.txt"), (None, {"name": "n.txt"}, "n.txt"), ("ä ö.txt", None, "ä ö.txt"),
    ("x" * 300 + ".txt", None, "x" * 252 + ".txt"), ("日本語.TXT", None, "日本語.TXT"),
])  # fmt: skip
async def test_names(school: School, filename, metadata, name):
    assert (await school.document(b"x", filename, metadata=metadata))["name"] == name


async def test_a_name_in_latin_1_is_read_as_that(school: School):
    whole = (await body_of(form(b"x", filename="placeholder.txt", topicId=school.topic_id))).replace(b"placeholder", b"W\xf6rter")
    response = await school.mentor.post(UPLOAD, data=whole, headers=kind_of(whole))
    assert (await data(response, 201))["name"] == "Wörter.txt"


async def test_what_is_saved_always_has_an_ending_of_its_kind(school: School):
    shown = await school.document(b"alert(1)", "a.txt", metadata={"name": "evil.html"})
    response = await school.stream(shown)
    assert response.headers["Content-Disposition"] == "inline; filename=evil.html.txt"
    assert (response.content_type, response.headers["X-Content-Type-Options"]) == ("text/plain", "nosniff")


async def test_two_documents_may_have_one_name(school: School):
    one, two = await school.document(b"1"), await school.document(b"2")
    assert one["id"] != two["id"]
    assert [raw(await school.stream(each)) for each in (one, two)] == [b"1", b"2"]


async def test_the_documented_address_works_too(school: School, anonymous):
    client = anonymous.using(school.mentor.token)
    response = await client.post("/api/s3/document/upload", data=form(b"x", topicId=school.topic_id))
    shown = await data(response, 201)
    assert raw(await client.get(shown["url"])) == b"x"


async def test_many_at_once(school: School):
    responses = await asyncio.gather(*(school.upload(f"text {number}".encode(), f"{number}.txt") for number in range(12)))
    assert [response.status for response in responses] == [201] * 12
    shown = [(await response.json())["data"] for response in responses]
    assert [raw(await school.stream(each)) for each in shown] == [f"text {number}".encode() for number in range(12)]
    assert (await school.left())["uploads"] == 0


async def test_the_audit_trail_says_who(school: School, pool):
    shown = await school.document()
    row = await pool.fetchrow(
        "select action, account_id, details::text from audit_entries where object_type = 'document' and object_id = $1", shown["id"]
    )
    assert (row["action"], row["account_id"]) == ("document.create", school.mentor.account["id"])
    assert json.loads(row["details"])["topic_id"] == school.topic_id


# What counts: rates, plans, room


async def test_uploads_are_twenty_a_minute_of_one_person(start_server, http, make):
    school = await school_on(await start_server(limits={"enabled": True}), http, make)
    responses = [await school.upload() for _ in range(21)]
    assert [response.status for response in responses] == [201] * 20 + [429]
    refusal = await responses[-1].json()
    assert (refusal["code"], refusal["details"]["limit"]) == ("RATE_LIMITED", 20)
    assert responses[-1].headers["Retry-After"]
    assert responses[0].headers["X-RateLimit-Limit"] == "20"
    assert (await school.upload(who=school.admin)).status == 201


async def test_only_what_became_a_document_counts_in_the_plan(school: School, make, pool):
    await pool.execute("update accounts set plan = 'FREE' where id = $1", school.mentor.account["id"])
    client = school.mentor.using(await make.token(school.mentor.account))
    for _ in range(3):
        assert (await school.upload(b"x", "a.pdf", who=client)).status == 422
    responses = await asyncio.gather(*(school.upload(who=client) for _ in range(15)))
    assert sorted(response.status for response in responses) == [201] * 10 + [429] * 5
    status, code, details = await refused(next(response for response in responses if response.status == 429))
    assert (status, code, details["plan"], details["limit"]) == (429, "QUOTA_EXCEEDED", "FREE", 10)
    left = await school.left()
    assert (left["files"], left["uploads"], left["reserved"]) == (10, 0, 0)


async def test_room_is_reserved_before_the_body_and_given_back(start_server, http, make):
    school = await school_on(await start_server(storage={"quota_bytes": 10_000}, learning={"document_bytes": 8_000}), http, make)
    shown = await school.document(b"x" * 6_000)
    assert (await school.left())["used"] == 6_000
    status, code, _ = await refused(await school.upload(b"x" * 5_000))
    assert (status, code) == (413, "PAYLOAD_TOO_LARGE")
    response = await school.mentor.delete(f"/admin/education/topics/{school.topic_id}/documents/{shown['id']}")
    assert response.status == 200
    assert (await school.left())["used"] == 0
    responses = await asyncio.gather(*(school.upload(b"y" * 4_000) for _ in range(6)))
    assert sorted({response.status for response in responses}) in ([201, 413], [201])
    assert (await school.left())["used"] <= 10_000


# --- DELETE ----------------------------------------------------------------------------------------------------------


def place(school: School, document_id: object, topic_id: object = None) -> str:
    return f"/admin/education/topics/{topic_id or school.topic_id}/documents/{document_id}"


async def test_deleting_needs_a_credential_a_role_and_the_subject(school: School, make):
    shown = await school.document()
    assert (await school.mentor.using(None).delete(place(school, shown["id"]))).status == 401
    for who, roles in ((school.learner, ["LEARNER"]), (school.other, ["LEARNER", "MENTOR"])):
        assert await refused(await who.delete(place(school, shown["id"]))) == (
            403, "FORBIDDEN", {"required": EDITORS, "user_roles": roles})  # fmt: skip
    reader = school.mentor.using(await make.token(school.mentor.account, "learning.read"))
    assert (await reader.delete(place(school, shown["id"]))).status == 403
    assert (await school.stream(shown)).status == 200


async def test_deleting_what_is_not_there(school: School, make):
    shown = await school.document()
    other_topic = await make.topic()
    for path, resource, named in [
        (place(school, uuid4()), "document", None), (place(school, "x"), "document", "x"), (place(school, shown["id"], "x"), "topic", "x"),
        (place(school, shown["id"], uuid4()), "topic", None), (place(school, shown["id"], other_topic["id"]), "document", shown["id"]),
    ]:  # fmt: skip
        status, _, details = await refused(await school.admin.delete(path))
        assert (status, details["resource"]) == (404, resource)
        assert named is None or details["id"] == named
    assert (await school.mentor.delete(place(school, shown["id"]))).status == 200
    assert (await school.mentor.delete(place(school, shown["id"]))).status == 404


async def test_a_deleted_document_is_gone_and_its_bytes_follow(school: School, pool):
    shown = await school.document(b"gone soon")
    blob_id = await blob_of(school, shown)
    assert await data(await school.mentor.delete(place(school, shown["id"]))) == {"id": shown["id"]}
    assert (await school.stream(shown)).status == 404
    assert (await data(await school.mentor.get(f"/education/topics/{school.topic_id}")))["documents"] == []
    await files.sweep(school.pool, school.blobs)
    await files.remove_discarded(school.pool, school.blobs)
    assert school.blobs.path(blob_id).exists(), "whoever is reading it goes on for a day"
    await pool.execute("update discarded_blobs set remove_after = now() where blob_id = $1", blob_id)
    await files.remove_discarded(school.pool, school.blobs)
    assert not school.blobs.path(blob_id).exists()


async def test_deleting_a_document_twice_at_once_counts_once(school: School):
    shown = await school.document()
    responses = await asyncio.gather(*(school.mentor.delete(place(school, shown["id"])) for _ in range(6)))
    assert sorted(response.status for response in responses) == [200] + [404] * 5


async def test_the_sweep_and_the_scrub_know_documents(school: School, pool):
    shown = await school.document(b"stays " + unique().encode())
    blob_id = await blob_of(school, shown)
    await files.sweep(school.pool, school.blobs)
    assert (await school.stream(shown)).status == 200
    storage = school.server.app[keys.CONFIG].storage
    await pool.execute("update topic_files set created_at = now() - interval '60 days' where id = $1", UUID(shown["id"]))
    assert UUID(shown["id"]) not in await files.scrub(school.pool, school.blobs, storage)
    assert await pool.fetchval("select scrubbed_at from topic_files where id = $1", UUID(shown["id"])) is not None
    path = school.blobs.path(blob_id)
    path.chmod(0o600)
    path.write_bytes(b"other bytes")
    await pool.execute("update topic_files set scrubbed_at = now() - interval '60 days' where id = $1", UUID(shown["id"]))
    assert UUID(shown["id"]) in await files.scrub(school.pool, school.blobs, storage)
    assert await pool.fetchval("select damaged_at from topic_files where id = $1", UUID(shown["id"])) is not None
