"""The education tree for those who write it."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tests.make import PASSWORD, unique

# Parameters of tests have to be the same in every process that collects them.
UNKNOWN = "9bba0ea9-0df8-4c5f-ac9f-323e16dc7d66"
PATHS = (
    "/learning/outline", f"/learning/outline/levels/{UNKNOWN}", f"/learning/outline/topics/{UNKNOWN}/material",
    f"/learning/outline/subjects?id={UNKNOWN}",
)  # fmt: skip


@pytest.fixture
async def asking(app_api, make):
    """`await asking(path, roles)` as somebody with these roles: (status, body)."""

    async def ask(path, roles=(("learning", "admin"),), account=None, **options):
        account = account or await make.account(password=PASSWORD, roles=roles, **options)
        response = await app_api.using(session_id=await make.session(account)).get(path)
        return response.status, await response.json()

    return ask


@pytest.fixture
async def branch(make):
    """A level, its grade, its subject with a mentor, and two topics, the second inactive."""
    mentor = await make.mentor(password=PASSWORD, display_name="Mona Mentor")
    level = await make.level(image_url="https://example.org/a.png", description="From the top.")
    grade = await make.grade(level)
    subject = await make.subject(grade, mentor_id=mentor["uuid"])
    topics = [await make.topic(subject, name="B first", content="# Words"), await make.topic(subject, name="A second", is_active=False)]
    return mentor, level, grade, subject, topics


async def file(pool, topic, kind, account, name="a.pdf", content_type="application/pdf", size=12, deleted_at=None):
    async with pool.acquire() as conn:
        return await conn.fetchval(
            "insert into topic_files (topic_id, kind, name, description, content_type, size_bytes, blob_id, sha256,"
            " uploaded_by, deleted_at)"
            " values ($1, $2, $3, 'About', $4, $5, $6, $7, $8, $9) returning id",
            topic["id"], kind, name, content_type, size, uuid4(), bytes(32), account["id"], deleted_at,
        )  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
async def test_needs_the_session_of_a_writer(app_api, make, asking, path):
    response = await app_api.get(path)
    assert (response.status, (await response.json())["code"]) == (401, "missing")
    token = await make.token(await make.account(roles=(("learning", "admin"),)))
    response = await app_api.using(token=token).get(path)
    assert (response.status, (await response.json())["code"]) == (401, "wrong_kind")
    for roles in ((), (("training", "admin"),)):
        status, found = await asking(path, roles)
        assert (status, found["code"]) == (403, "denied"), roles
    status, found = await asking(path, domains=["research"], roles=((None, "admin"),))
    assert (status, found["code"]) == (403, "denied"), "an administrator who does not open learning"


async def test_branches_from_the_top(asking, branch):
    _, level, grade, subject, topics = branch
    status, found = await asking("/learning/outline?per_page=100")
    assert status == 200
    assert {"noun": "level", "id": str(level["id"]), "name": level["name"], "is_active": True, "children": 1} in found["items"]
    assert [row["name"] for row in found["items"]] == sorted(row["name"] for row in found["items"])
    _, found = await asking(f"/learning/outline?level={level['id']}")
    assert found == {"items": [{"noun": "grade", "id": str(grade["id"]), "name": grade["name"], "is_active": True, "children": 1}],
                     "page": 1, "per_page": 20, "total": 1, "pages": 1}  # fmt: skip
    _, found = await asking(f"/learning/outline?grade={grade['id']}")
    assert [(row["noun"], row["id"], row["children"]) for row in found["items"]] == [("subject", str(subject["id"]), 2)]
    _, found = await asking(f"/learning/outline?subject={subject['id']}")
    assert [(row["noun"], row["id"], row["is_active"]) for row in found["items"]] == [
        ("topic", str(topics[0]["id"]), True),
        ("topic", str(topics[1]["id"]), False),
    ], "in the order in which they were made, inactive ones too"
    _, found = await asking(f"/learning/outline?subject={subject['id']}&page=2&per_page=1")
    assert ([row["name"] for row in found["items"]], found["total"], found["pages"]) == (["A second"], 2, 2)
    assert (await asking(f"/learning/outline?grade={uuid4()}"))[1]["items"] == []


async def test_mentors_see_what_they_mentor(asking, make, branch):
    mentor, level, grade, subject, topics = branch
    other = await make.subject(grade)
    _, found = await asking("/learning/outline", account=mentor)
    assert [(row["noun"], row["id"], row["children"]) for row in found["items"]] == [("subject", str(subject["id"]), 2)]
    _, found = await asking(f"/learning/outline?subject={subject['id']}", account=mentor)
    assert found["total"] == 2
    _, found = await asking(f"/learning/outline?subject={other['id']}", account=mentor)
    assert (found["items"], found["total"]) == ([], 0)
    for name, row in (("level", level), ("grade", grade)):
        status, found = await asking(f"/learning/outline?{name}={row['id']}", account=mentor)
        assert (status, found["code"]) == (403, "denied")
        assert (await asking(f"/learning/outline/{name}s/{row['id']}", account=mentor))[0] == 404
    assert (await asking(f"/learning/outline/subjects/{subject['id']}", account=mentor))[0] == 200
    assert (await asking(f"/learning/outline/topics/{topics[1]['id']}/material", account=mentor))[0] == 200
    stranger = await make.mentor(password=PASSWORD)
    for path in (f"subjects/{subject['id']}", f"topics/{topics[0]['id']}", f"topics/{topics[0]['id']}/material"):
        assert (await asking(f"/learning/outline/{path}", account=stranger))[0] == 404, path
    assert (await asking(f"/learning/outline/subjects?id={subject['id']}", account=mentor))[0] == 403


async def test_a_row_says_what_goes_with_it(asking, make, pool, branch):
    mentor, level, grade, subject, topics = branch
    learners = [await make.account() for _ in range(3)]
    async with pool.acquire() as conn:
        for learner, status in zip(learners, ("approved", "pending", "rejected"), strict=True):
            await conn.execute(
                "insert into enrollments (account_id, subject_id, status, reviewed_at) values ($1, $2, $3, $4)",
                learner["id"], subject["id"], status, None if status == "pending" else datetime.now(UTC),
            )  # fmt: skip
    await file(pool, topics[0], "document", mentor)
    await file(pool, topics[1], "video", mentor)
    await file(pool, topics[1], "document", mentor, deleted_at=datetime.now(UTC))
    below = {"documents": 1, "videos": 1, "learners": 1, "requests": 1}
    above = [{"noun": noun, "id": str(row["id"]), "name": row["name"], "is_active": True}
             for noun, row in (("level", level), ("grade", grade), ("subject", subject))]  # fmt: skip
    known = {"id": str(mentor["uuid"]), "name": "Mona Mentor", "email": mentor["email"]}

    _, found = await asking(f"/learning/outline/levels/{level['id']}")
    assert found["holds"] == {"grades": 1, "subjects": 1, "topics": 2} | below
    assert (found["noun"], found["description"], found["image_url"], found["stage"], found["mentor"], found["above"]) == (
        "level", "From the top.", "https://example.org/a.png", None, None, [])  # fmt: skip
    _, found = await asking(f"/learning/outline/grades/{grade['id']}")
    assert found["holds"] == {"grades": 0, "subjects": 1, "topics": 2} | below
    assert (found["stage"], found["mentor"], found["above"]) == ("primary", None, above[:1])
    _, found = await asking(f"/learning/outline/subjects/{subject['id']}")
    assert found["holds"] == {"grades": 0, "subjects": 0, "topics": 2} | below
    assert (found["stage"], found["mentor"], found["above"]) == (None, known, above[:2])
    _, found = await asking(f"/learning/outline/topics/{topics[0]['id']}")
    assert found["holds"] == {"grades": 0, "subjects": 0, "topics": 0, "documents": 1, "videos": 0, "learners": 0, "requests": 0}
    assert (found["is_active"], found["mentor"], found["above"]) == (True, known, above)


async def test_what_a_topic_consists_of(asking, pool, branch):
    mentor, _, _, _, topics = branch
    _, found = await asking(f"/learning/outline/topics/{topics[0]['id']}/material")
    limits = found.pop("limits")
    assert found == {"content": "# Words", "documents": [], "video": None}
    assert (limits["document"]["bytes"], limits["video"]["bytes"]) == (52_428_800, 524_288_000)
    assert {"pdf", "docx", "md", "png"} <= set(limits["document"]["endings"])
    assert limits["video"]["endings"] == ["avi", "m4v", "mov", "mp4", "ogg", "ogv", "webm"]
    document = await file(pool, topics[0], "document", mentor)
    video = await file(pool, topics[0], "video", mentor, "v.webm", content_type="video/webm", size=99)
    await file(pool, topics[0], "document", mentor, deleted_at=datetime.now(UTC))
    _, found = await asking(f"/learning/outline/topics/{topics[0]['id']}/material")
    [shown] = found["documents"]
    assert datetime.fromisoformat(shown.pop("uploaded_at")).tzinfo is not None
    assert shown == {"id": str(document), "name": "a.pdf", "description": "About", "content_type": "application/pdf", "size": 12,
                     "uploaded_by": "Mona Mentor"}  # fmt: skip
    assert (found["video"]["id"], found["video"]["name"], found["video"]["size"]) == (str(video), "v.webm", 99)


@pytest.mark.parametrize("nouns", ["levels", "grades", "subjects", "topics"])
async def test_deleted_and_unknown_rows_are_not_there(asking, pool, branch, nouns):
    _, level, grade, subject, topics = branch
    row = {"levels": level, "grades": grade, "subjects": subject, "topics": topics[0]}[nouns]
    async with pool.acquire() as conn:
        for table in ("education_levels", "grades", "subjects", "topics"):
            await conn.execute(f"update {table} set deleted_at = now() where id = $1", row["id"])  # noqa: S608
    for row_id in (row["id"], uuid4()):
        status, found = await asking(f"/learning/outline/{nouns}/{row_id}")
        assert (status, found["code"], found["noun"]) == (404, "not_found", nouns[:-1])
    if nouns == "topics":
        status, found = await asking(f"/learning/outline/topics/{row['id']}/material")
        assert (status, found["noun"]) == (404, "topic")
    assert (await asking(f"/learning/outline/nothings/{row['id']}"))[0] == 404
    assert (await asking(f"/learning/outline/{nouns}/7"))[0] == 404


async def test_every_fault_is_named(asking):
    status, found = await asking("/learning/outline?level=x&grade=7&page=0&per_page=101")
    assert status == 422
    assert {(".".join(fault["path"]), fault["code"]) for fault in found["errors"]} == {
        ("level", "not_uuid"), ("grade", "not_uuid"), ("page", "too_small"), ("per_page", "too_big")}  # fmt: skip
    assert (await asking("/learning/outline/subjects"))[0] == 422
    assert (await asking("/learning/outline/subjects?" + "&".join(f"id={uuid4()}" for _ in range(101))))[0] == 422


async def test_subjects_are_named(asking, make, pool, branch):
    _, level, grade, subject, _ = branch
    gone = await make.subject(grade, name=unique("Gone"))
    async with pool.acquire() as conn:
        await conn.execute("update subjects set deleted_at = now() where id = $1", gone["id"])
    status, found = await asking(f"/learning/outline/subjects?id={subject['id']}&id={gone['id']}&id={uuid4()}")
    assert (status, found) == (200, {"subjects": [{"id": str(subject["id"]), "name": subject["name"], "is_active": True,
                                                   "grade_name": grade["name"], "level_name": level["name"]}]})  # fmt: skip
