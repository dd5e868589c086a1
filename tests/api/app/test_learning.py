"""What pages of learning get at once, and decisions about many requests."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import signed_in
from tests.make import unique

NOBODYS = "3f2b8c1e-5c1e-4b1a-9a63-0d2f5f1f8a77"
NOUNS = {"levels": "education_level", "grades": "grade", "subjects": "subject", "topics": "topic"}
BRANCH = {"id", "name", "description", "image_url", "is_active", "stage", "above", "may_edit"}
SWITCH = {
    "levels": "update education_levels set is_active = false where id = $1", "grades": "update grades set is_active = false where id = $1",
    "subjects": "update subjects set is_active = false where id = $1", "topics": "update topics set is_active = false where id = $1",
}  # fmt: skip
DECISIONS = ("/learning/enrollments/decisions", "/learning/mentor-applications/decisions")


@pytest.fixture
async def learner(app_api, make):
    return await signed_in(app_api, make)


@pytest.fixture
async def admin(app_api, make):
    return await signed_in(app_api, make, roles=(("learning", "admin"),))


@pytest.fixture
async def mentor(app_api, make):
    return await signed_in(app_api, make, roles=(("learning", "mentor"),))


@pytest.fixture
async def tree(make, mentor):
    """Rows by their plural; the subject is the mentor's and has three topics, the tree's one in the middle."""
    level = await make.level(description="All about it", image_url="/static/x.png")
    grade = await make.grade(level, level="higher")
    subject = await make.subject(grade, mentor_id=mentor.account["uuid"])
    topics = [await make.topic(subject, name=name, content=f"# {name}") for name in ("one", "two", "three")]
    return {"levels": level, "grades": grade, "subjects": subject, "topics": topics[1], "first": topics[0], "last": topics[2]}


async def told(response: Any, status: int = 200) -> Any:
    body = await response.json()
    assert response.status == status, body
    return body


async def ask(who: Any, subject: Any) -> str:
    response = await who.post(f"{who.url.removesuffix('/app/api')}/lms/api/enrollment/request", json={"subjectId": str(subject["id"])})
    return (await told(response, 201))["data"]["id"]


async def apply(who: Any) -> str:
    response = await who.post(f"{who.url.removesuffix('/app/api')}/lms/api/mentor/apply", json={"motivation": "Because"})
    return (await told(response, 201))["data"]["id"]


def place(tree: dict[str, Any], kind: str) -> str:
    return f"/learning/{kind}/{tree[kind]['id']}"


# Who may


@pytest.mark.parametrize("kind", [*NOUNS, "mine"])
async def test_reads_need_a_session_with_learning(app_api, make, tree, kind):
    path = "/learning/mine" if kind == "mine" else place(tree, kind)
    assert (await told(await app_api.get(path), 401))["code"] == "missing"
    token = await make.token(await make.account())
    assert (await told(await app_api.using(token=token).get(path), 401))["code"] == "wrong_kind"
    outside = await signed_in(app_api, make, domains=("research", "training"))
    assert (await told(await outside.get(path), 403))["code"] == "denied"


@pytest.mark.parametrize("path", DECISIONS)
async def test_decisions_are_for_administrators(app_api, make, learner, mentor, path):
    body = {"ids": [str(uuid4())], "decision": "approve"}
    assert (await told(await app_api.post(path, json=body), 401))["code"] == "missing"
    other = await signed_in(app_api, make, roles=(("training", "admin"),))
    for who in (learner, mentor, other):
        assert (await told(await who.post(path, json=body), 403))["code"] == "not_admin"
    outside = await signed_in(app_api, make, domains=("research",))
    assert (await told(await outside.post(path, json=body), 403))["code"] == "denied"


# One thing


@pytest.mark.parametrize("kind, noun", NOUNS.items())
async def test_what_is_not_there(learner, kind, noun):
    body = await told(await learner.get(f"/learning/{kind}/{uuid4()}"), 404)
    assert (body["code"], body["noun"]) == ("not_found", noun)
    assert (await told(await learner.get(f"/learning/{kind}/x"), 404))["code"] == "url"


@pytest.mark.parametrize("above", NOUNS)
async def test_what_is_not_open_is_there_for_its_editors(learner, admin, mentor, tree, pool, above):
    await pool.execute(SWITCH[above], tree[above]["id"])
    below = list(NOUNS)[list(NOUNS).index(above) :]
    for kind in below:
        assert (await told(await learner.get(place(tree, kind)), 404))["noun"] == NOUNS[kind]
        assert (await told(await admin.get(place(tree, kind))))["may_edit"] is True
        expected = 200 if kind in ("subjects", "topics") else 404
        await told(await mentor.get(place(tree, kind)), expected)
    await told(await admin.delete(f"{admin.url.removesuffix('/app/api')}/lms/api/admin/education/{above}/{tree[above]['id']}"))
    await told(await admin.get(place(tree, above)), 404)


async def test_a_level_and_a_grade(learner, mentor, admin, tree):
    level, grade = tree["levels"], tree["grades"]
    for who, may_edit in ((learner, False), (mentor, False), (admin, True)):
        assert await told(await who.get(place(tree, "levels"))) == {
            "id": str(level["id"]), "name": level["name"], "description": "All about it", "image_url": "/static/x.png", "is_active": True,
            "stage": None, "above": [], "may_edit": may_edit,
        }  # fmt: skip
        shown = await told(await who.get(place(tree, "grades")))
        assert set(shown) == BRANCH
        assert (shown["stage"], shown["may_edit"]) == ("higher", may_edit)
        assert shown["above"] == [{"noun": "level", "id": str(level["id"]), "name": level["name"]}]
        assert shown["id"] == str(grade["id"])


def ancestors(tree: dict[str, Any], *kinds: str) -> list[dict[str, str]]:
    return [{"noun": kind.removesuffix("s"), "id": str(tree[kind]["id"]), "name": tree[kind]["name"]} for kind in kinds]


async def watched(pool: Any, who: Any, topic: Any, seconds: float, duration: float | None, at: datetime) -> None:
    await pool.execute(
        "insert into video_positions (account_id, topic_id, seconds, duration, updated_at) values ($1, $2, $3, $4, $5)",
        who.account["id"], topic["id"], seconds, duration, at,
    )  # fmt: skip


async def attached(pool: Any, topic: Any, account: Any, kind: str, name: str) -> Any:
    return await pool.fetchval(
        "insert into topic_files (topic_id, kind, name, content_type, size_bytes, blob_id, sha256, uploaded_by)"
        " values ($1, $2, $3, 'text/plain', 7, gen_random_uuid(), ''::bytea, $4) returning id",
        topic["id"], kind, name, account["id"],
    )  # fmt: skip


async def test_a_subject_with_its_topics_and_what_is_ones_own(learner, mentor, admin, tree, pool):
    await attached(pool, tree["first"], mentor.account, "document", "a.txt")
    await attached(pool, tree["first"], mentor.account, "document", "b.txt")
    await attached(pool, tree["topics"], mentor.account, "video", "v.webm")
    at = datetime(2026, 3, 1, tzinfo=UTC)
    await watched(pool, learner, tree["topics"], 12.5, 600, at)
    await pool.execute("update topics set is_active = false where id = $1", tree["last"]["id"])
    shown = await told(await learner.get(place(tree, "subjects")))
    assert set(shown) == BRANCH | {"mentor", "enrollment", "topics"}
    assert shown["above"] == ancestors(tree, "levels", "grades")
    assert shown["mentor"] == {"id": str(mentor.account["uuid"]), "name": mentor.account["username"].title()}
    assert (shown["may_edit"], shown["enrollment"]) == (False, None)
    plain = {"description": "", "is_active": True}
    assert shown["topics"] == [
        {"id": str(tree["first"]["id"]), "name": "one", "documents": 2, "has_video": False, "position": None} | plain,
        {"id": str(tree["topics"]["id"]), "name": "two", "documents": 0, "has_video": True,
         "position": {"seconds": 12.5, "duration": 600.0, "updated_at": "2026-03-01T00:00:00+00:00"}} | plain,
    ]  # fmt: skip
    for who in (mentor, admin):
        shown = await told(await who.get(place(tree, "subjects")))
        assert shown["may_edit"] is True
        assert [(topic["name"], topic["is_active"], topic["position"]) for topic in shown["topics"]] == [
            ("one", True, None), ("two", True, None), ("three", False, None)]  # fmt: skip


async def test_the_latest_enrolment_counts(learner, admin, tree):
    first = await ask(learner, tree["subjects"])
    shown = (await told(await learner.get(place(tree, "subjects"))))["enrollment"]
    assert (set(shown), shown["id"], shown["status"]) == (
        {"id", "status", "message", "requested_at", "reviewed_at", "reason"}, first, "pending")  # fmt: skip
    await told(await admin.post(DECISIONS[0], json={"ids": [first], "decision": "reject", "reason": "Full"}))
    shown = (await told(await learner.get(place(tree, "subjects"))))["enrollment"]
    assert (shown["status"], shown["reason"]) == ("rejected", "Full")
    second = await ask(learner, tree["subjects"])
    for kind in ("subjects", "topics"):
        assert (await told(await learner.get(place(tree, kind))))["enrollment"]["id"] == second
        assert (await told(await admin.get(place(tree, kind))))["enrollment"] is None


async def test_a_topic_with_what_stands_above_and_beside_it(learner, mentor, tree, pool):
    file_id = await attached(pool, tree["topics"], mentor.account, "document", "a.txt")
    await watched(pool, learner, tree["topics"], 3, None, datetime(2026, 3, 1, tzinfo=UTC))
    shown = await told(await learner.get(place(tree, "topics")))
    assert set(shown) == BRANCH | {
        "content", "has_video", "documents", "previous", "next", "position", "enrollment", "created_at", "updated_at"}  # fmt: skip
    assert (shown["content"], shown["has_video"], shown["may_edit"]) == ("# two", False, False)
    assert shown["above"] == ancestors(tree, "levels", "grades", "subjects")
    assert shown["previous"] == {"id": str(tree["first"]["id"]), "name": "one"}
    assert shown["next"] == {"id": str(tree["last"]["id"]), "name": "three"}
    assert shown["position"] == {"seconds": 3.0, "duration": None, "updated_at": "2026-03-01T00:00:00+00:00"}
    (document,) = shown["documents"]
    assert set(document) == {"id", "name", "description", "content_type", "size", "uploaded_at"}
    assert (document["id"], document["name"], document["size"]) == (str(file_id), "a.txt", 7)
    for name, topic in (("previous", "first"), ("next", "last")):
        assert (await told(await learner.get(f"/learning/topics/{tree[topic]['id']}")))[name] is None
    await pool.execute("update topics set is_active = false where id = $1", tree["last"]["id"])
    await pool.execute("update topics set deleted_at = now() where id = $1", tree["first"]["id"])
    shown = await told(await learner.get(place(tree, "topics")))
    assert (shown["previous"], shown["next"]) == (None, None)
    shown = await told(await mentor.get(place(tree, "topics")))
    assert (shown["previous"], shown["next"]["name"], shown["may_edit"]) == (None, "three", True)


# One's own


async def test_at_first_nothing_is_ones_own(learner):
    assert await told(await learner.get("/learning/mine")) == {
        "enrollments": [], "applications": [], "mentoring": [], "watching": [], "pending": None}  # fmt: skip


async def test_what_one_learns_and_asked_for(make, learner, admin, tree):
    other = await make.subject(await make.grade(tree["levels"]), image_url="/x.png")
    ids = [await ask(learner, tree["subjects"]), await ask(learner, other)]
    await told(await admin.post(DECISIONS[0], json={"ids": [ids[0]], "decision": "approve"}))
    application = await apply(learner)
    mine = await told(await learner.get("/learning/mine"))
    assert [(row["id"], row["status"]) for row in mine["enrollments"]] == [(ids[1], "pending"), (ids[0], "approved")]
    newest, oldest = mine["enrollments"]
    assert newest["subject"] == {
        "id": str(other["id"]), "name": other["name"], "image_url": "/x.png", "is_open": True, "topics": 0, "videos": 0, "seen": 0,
        "share": None}  # fmt: skip
    assert (oldest["subject"]["topics"], oldest["above"]) == (3, ancestors(tree, "levels", "grades"))
    (applied,) = mine["applications"]
    assert {name: applied[name] for name in ("id", "status", "motivation", "experience", "subjects", "reviewed_at", "reason")} == {
        "id": application, "status": "pending", "motivation": "Because", "experience": None, "subjects": [], "reviewed_at": None,
        "reason": None}  # fmt: skip
    url = admin.url.removesuffix("/app/api")
    await told(await admin.delete(f"{url}/lms/api/admin/education/subjects/{other['id']}"))
    newest = (await told(await learner.get("/learning/mine")))["enrollments"][0]
    assert (newest["status"], newest["reason"], newest["subject"]["is_open"]) == ("rejected", "The subject was deleted.", False)


async def test_what_one_mentors(make, mentor, learner, tree, pool):
    hidden = await make.subject(tree["grades"], name="hidden", is_active=False, mentor_id=mentor.account["uuid"])
    gone = await make.subject(tree["grades"], name="gone", mentor_id=mentor.account["uuid"])
    await pool.execute("update subjects set deleted_at = now() where id = $1", gone["id"])
    mine = (await told(await mentor.get("/learning/mine")))["mentoring"]
    assert {row["id"]: (row["is_active"], row["topics"]) for row in mine} == {
        str(tree["subjects"]["id"]): (True, 3), str(hidden["id"]): (False, 0)}  # fmt: skip
    assert mine[0]["above"] == ancestors(tree, "levels", "grades")
    assert (await told(await learner.get("/learning/mine")))["mentoring"] == []


async def test_what_one_was_watching(make, learner, mentor, tree, pool):
    now = datetime.now(UTC)
    topics = [await make.topic(tree["subjects"], name=unique()) for _ in range(6)]
    for topic in topics[:5]:
        await attached(pool, topic, mentor.account, "video", "v.webm")
    for n, (seconds, duration) in enumerate([(10, 100), (96, 100), (0, 100), (5, None), (94, 100), (50, 100)]):
        await watched(pool, learner, topics[n], seconds, duration, now - timedelta(minutes=n))
    await ask(learner, tree["subjects"])
    found = await told(await learner.get("/learning/mine"))
    mine, subject = found["watching"], found["enrollments"][0]["subject"]
    assert [row["name"] for row in mine] == [topics[n]["name"] for n in (0, 3, 4)]
    assert mine[0]["above"] == ancestors(tree, "levels", "grades", "subjects")
    assert mine[0]["position"]["seconds"] == 10
    assert (subject["topics"], subject["videos"], subject["seen"]) == (9, 5, 1)
    assert subject["share"] == pytest.approx((0.1 + 1 + 0 + 0 + 0.94) / 5), "the sixth has no video"
    await pool.execute("update grades set is_active = false where id = $1", tree["grades"]["id"])
    assert (await told(await learner.get("/learning/mine")))["watching"] == []


async def test_administrators_see_how_much_waits(learner, admin, tree):
    before = (await told(await admin.get("/learning/mine")))["pending"]
    await ask(learner, tree["subjects"])
    await apply(learner)
    after = (await told(await admin.get("/learning/mine")))["pending"]
    assert set(before) == set(after) == {"enrollments", "applications"}
    assert after["enrollments"] > 0 and after["applications"] > 0
    assert (await told(await learner.get("/learning/mine")))["pending"] is None


# Many decisions

WRONG: list[tuple[dict[str, Any], list[str], str]] = [
    ({}, ["ids"], "required"), ({"ids": "x"}, ["ids"], "not_list"), ({"ids": []}, ["ids"], "too_short"),
    ({"ids": [NOBODYS] * 201}, ["ids"], "too_long"), ({"ids": ["x"]}, ["ids", "0"], "not_uuid"),
    ({"decision": None}, ["decision"], "unknown"),
    ({"decision": "delete"}, ["decision"], "unknown"), ({"reason": 5}, ["reason"], "not_string"),
    ({"reason": "x" * 5001}, ["reason"], "too_long"),
    ({"more": 1}, ["more"], "unknown_field"),
]  # fmt: skip


@pytest.mark.parametrize("path", DECISIONS)
@pytest.mark.parametrize("change, where, code", WRONG, ids=lambda value: str(value)[:30])
async def test_wrong_decisions(admin, path, change, where, code):
    body = {"ids": [str(uuid4())], "decision": "approve"} | change if change else {"decision": "approve"}
    refused = await told(await admin.post(path, json=body), 422)
    assert [(fault["path"], fault["code"]) for fault in refused["errors"]] == [(where, code)]


@pytest.mark.parametrize("request_one, path", [(ask, DECISIONS[0]), (apply, DECISIONS[1])])
async def test_each_is_decided_by_itself(app_api, make, admin, tree, pool, request_one, path):
    people = [await signed_in(app_api, make) for _ in range(4)]
    ids = [await (request_one(who, tree["subjects"]) if request_one is ask else request_one(who)) for who in people]
    await told(await admin.post(path, json={"ids": [ids[0]], "decision": "reject", "reason": " No. "}))
    await pool.execute("delete from account_domains where account_id = $1 and domain = 'learning'", people[1].account["id"])
    nobodys = str(uuid4())
    given = [ids[2], ids[0], nobodys, ids[1], ids[3], ids[2]]
    results = (await told(await admin.post(path, json={"ids": given, "decision": "approve"})))["results"]
    outcomes = ["approved", "decided", "not_found", "refused", "approved"]
    assert results == [{"id": id, "outcome": outcome} for id, outcome in zip(given[:5], outcomes, strict=True)]
    found = await pool.fetch(
        "select id, status, reason from enrollments where id = any($1) union all"
        " select id, status, reason from mentor_applications where id = any($1)", ids,
    )  # fmt: skip
    rows = {str(row["id"]): (row["status"], row["reason"]) for row in found}
    assert [rows[id] for id in ids] == [("rejected", "No."), ("pending", None), ("approved", None), ("approved", None)]


@pytest.mark.parametrize("request_one, path", [(ask, DECISIONS[0]), (apply, DECISIONS[1])])
async def test_two_who_decide_the_same_list_at_once_share_it(app_api, make, admin, tree, request_one, path):
    people = [await signed_in(app_api, make) for _ in range(6)]
    ids = [await (request_one(who, tree["subjects"]) if request_one is ask else request_one(who)) for who in people]
    other = await signed_in(app_api, make, roles=(("learning", "admin"),))
    answers = await asyncio.gather(
        admin.post(path, json={"ids": ids, "decision": "approve"}), other.post(path, json={"ids": ids[::-1], "decision": "reject"})
    )
    by_id: dict[str, list[str]] = {id: [] for id in ids}
    for answer in answers:
        for result in (await told(answer))["results"]:
            by_id[result["id"]].append(result["outcome"])
    assert all(Counter(outcomes)["decided"] == 1 and len(outcomes) == 2 for outcomes in by_id.values())
