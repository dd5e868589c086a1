"""Writing the education tree: who may, what is wrong, names once, and what a deletion takes along."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server.domain.actor import DOMAINS
from tests.api.lms import people
from tests.api.lms.people import data, refused
from tests.api.lms.test_education import CHILDREN, FIELDS, NOBODYS, ONE, Tree
from tests.make import unique

KINDS = tuple(FIELDS)
PARENTS = {child: parent for parent, child in CHILDREN.items()}
EVERY = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
async def tree(make) -> Tree:
    return await Tree.grow(make)


@pytest.fixture
async def admin(lms, make):
    return await people.admin(lms, make)


def adding(tree: Tree, kind: str, parent: Any = None) -> str:
    """Where a row of this kind is made, below the tree's or another parent."""
    if kind == "levels":
        return "/admin/education/levels"
    above = PARENTS[kind]
    return f"/admin/education/{above}/{parent or tree.ids[above]}/{kind}"


def at(tree: Tree, kind: str, id: Any = None) -> str:
    return f"/admin/education/{kind}/{id or tree.ids[kind]}"


def operations(tree: Tree, kind: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [("POST", adding(tree, kind), {"json": {"name": unique("n")}}), ("PUT", at(tree, kind), {"json": {"name": unique("n")}}),
            ("DELETE", at(tree, kind), {})]  # fmt: skip


# Who may


@EVERY
async def test_needs_a_credential(lms, tree, kind):
    for method, path, body in operations(tree, kind):
        assert await refused(await lms.request(method, path, **body)) == (401, "UNAUTHORIZED", {})


@EVERY
async def test_who_is_no_editor_is_refused(lms, make, tree, kind):
    required = ["ADMIN", "MENTOR"] if kind == "topics" else ["ADMIN"]
    learner = await people.learner(lms, make)
    other = await people.client(lms, make, ("research", "admin"), ("training", "admin"), ("assessment", "admin"))
    mentor = await people.mentor(lms, make)
    for who, roles in ((learner, ["LEARNER"]), (other, ["LEARNER"]), (mentor, ["LEARNER", "MENTOR"])):
        for method, path, body in operations(tree, kind):
            assert await refused(await who.request(method, path, **body)) == (403, "FORBIDDEN", {"required": required, "user_roles": roles})
    assert (await lms.get(tree.path(kind))).status == 200


@EVERY
async def test_the_scope_is_needed(lms, make, tree, kind):
    reader = await people.admin(lms, make, scopes=("learning.read",))
    writer = await people.admin(lms, make, scopes=("learning.write",))
    for method, path, body in operations(tree, kind):
        status, code, details = await refused(await reader.request(method, path, **body))
        assert (status, code, details["scopes"]) == (403, "FORBIDDEN", ["learning.write"])
        assert (await writer.request(method, path, **body)).status in (200, 201)


@EVERY
async def test_an_admin_of_everything_may(lms, make, tree, kind):
    boss = await people.client(lms, make, (None, "admin"))
    for method, path, body in operations(tree, kind):
        assert (await boss.request(method, path, **body)).status in (200, 201)


@pytest.mark.parametrize("state", ["over", "later"])
async def test_a_role_counts_while_it_is_effective(lms, make, tree, pool, state):
    mentor = await people.mentor(lms, make)
    await pool.execute("update subjects set mentor_id = $1 where id = $2", mentor.account["id"], tree.ids["subjects"])
    moved = timedelta(days=-2) if state == "over" else timedelta(days=2)
    await pool.execute(
        "update role_assignments set effective_from = $2, effective_until = $3 where account_id = $1 and role = 'mentor'",
        mentor.account["id"], datetime.now(UTC) + moved, datetime.now(UTC) + moved + timedelta(days=1),
    )  # fmt: skip
    for method, path, body in operations(tree, "topics"):
        assert (await refused(await mentor.request(method, path, **body)))[:2] == (403, "FORBIDDEN")


async def test_a_mentor_writes_topics_of_his_subjects_and_nothing_else(lms, make, admin):
    mentor = await people.mentor(lms, make)
    own, foreign = await Tree.grow(make, mentor_id=mentor.account["uuid"]), await Tree.grow(make)
    made = await data(await mentor.post(adding(own, "topics"), json={"name": "Own", "content": "# Hi"}), 201)
    assert (await data(await mentor.put(at(own, "topics", made["id"]), json={"content": "new"})))["content"] == "new"
    await data(await mentor.delete(at(own, "topics", made["id"])))
    for method, path, body in operations(foreign, "topics"):
        assert await refused(await mentor.request(method, path, **body)) == (
            403, "FORBIDDEN", {"required": ["ADMIN", "MENTOR"], "user_roles": ["LEARNER", "MENTOR"]})  # fmt: skip
    for kind in ("levels", "grades", "subjects"):
        for method, path, body in operations(own, kind):
            assert (await mentor.request(method, path, **body)).status == 403
    await data(await admin.put(at(own, "subjects"), json={"mentorId": None}))
    assert (await mentor.put(at(own, "topics"), json={"content": "late"})).status == 403


# Not there


@pytest.mark.parametrize("id", [NOBODYS, "5", "x", "%20"])
@EVERY
async def test_what_is_not_there_is_404(admin, tree, kind, id):
    missing = (404, "NOT_FOUND", {"resource": ONE[kind], "id": id.replace("%20", " ")})
    assert await refused(await admin.put(at(tree, kind, id), json={"name": unique()})) == missing
    assert await refused(await admin.delete(at(tree, kind, id))) == missing
    if kind in PARENTS:
        above = {"resource": ONE[PARENTS[kind]], "id": id.replace("%20", " ")}
        assert await refused(await admin.post(adding(tree, kind, id), json={"name": unique()})) == (404, "NOT_FOUND", above)


@pytest.mark.parametrize("above, below", [(above, below) for n, above in enumerate(KINDS) for below in KINDS[n:]])
async def test_below_something_deleted_nothing_is_made_or_changed(admin, tree, above, below):
    await data(await admin.delete(at(tree, above)))
    assert (await refused(await admin.put(at(tree, below), json={"name": unique()})))[0] == 404
    assert (await refused(await admin.delete(at(tree, below))))[0] == 404
    if below in CHILDREN:
        assert (await refused(await admin.post(adding(tree, CHILDREN[below]), json={"name": unique()})))[0] == 404


# Wrong bodies

TEXT, LONG = "valid string", "at most"
WRONG: list[tuple[str, str, Any, str]] = [
    *((kinds, "name", value, message) for kinds in (" ".join(KINDS),) for value, message in (
        (None, TEXT), (5, TEXT), ([], TEXT), ("", "at least 1"), ("  \t\n ", "at least 1"), ("x" * 201, f"{LONG} 200"))),
    *((" ".join(KINDS), "description", value, message) for value, message in ((None, TEXT), (5, TEXT), ("x" * 50_001, f"{LONG} 50000"))),
    *((" ".join(KINDS), "isActive", value, "valid boolean") for value in (None, "true", 1, "yes")),
    *(("levels grades subjects", "imageUrl", value, message) for value, message in (
        (5, TEXT), ("", "address"), ("javascript:alert(1)", "address"), ("picture.png", "address"), ("//evil.example/x", "address"),
        ("https://", "address"), ("http:///x", "address"), ("https://a b", "address"), ("https://a/\n", "address"),
        ("https://a.example/" + "x" * 2040, f"{LONG} 2048"))),
    *(("grades", "level", value, "'primary', 'secondary' or 'higher'") for value in (None, "PRIMARY", "basic", 1)),
    *(("subjects", "mentorId", value, message) for value, message in (
        ("x", "valid UUID"), (5, "UUID"), (NOBODYS, "no active role MENTOR"))),
    *(("topics", "content", value, message) for value, message in ((None, TEXT), (["x"], TEXT), ("x" * 1_000_001, f"{LONG} 1000000"))),
]  # fmt: skip
CASES = [(kind, field, value, message) for kinds, field, value, message in WRONG for kind in kinds.split()]


def label(value: Any) -> str:
    return repr(value)[:20] if not isinstance(value, str) or len(value) < 30 else f"{len(value)} characters"


@pytest.mark.parametrize("kind, field, value, message", CASES, ids=label)
async def test_wrong_fields_are_422(admin, tree, kind, field, value, message):
    for method, path in (("POST", adding(tree, kind)), ("PUT", at(tree, kind))):
        response = await admin.request(method, path, json={"name": unique(), field: value})
        status, code, details = await refused(response)
        assert (status, code, details["field"], [fault["field"] for fault in details["errors"]]) == (
            422, "VALIDATION_ERROR", field, [field])  # fmt: skip
        assert message in details["message"]
        assert details["value"] == (value[:500] if isinstance(value, str) else value if isinstance(value, int | bool) else None)


@EVERY
async def test_all_faults_are_named_and_unknown_fields_ignored(admin, tree, kind):
    for method, path in (("POST", adding(tree, kind)), ("PUT", at(tree, kind))):
        status, _, details = await refused(await admin.request(method, path, json={"name": "", "description": 1, "isActive": 1}))
        assert (status, details["field"]) == (422, "name")
        assert [fault["field"] for fault in details["errors"]] == ["name", "description", "isActive"]
        made = await data(
            await admin.request(method, path, json={"name": unique(), "unknown": 1, "id": NOBODYS, "deletedAt": "2020-01-01T00:00:00Z"}),
            201 if method == "POST" else 200,
        )
        assert (made["id"] != NOBODYS, made["deletedAt"]) == (True, None)
    status, _, details = await refused(await admin.post(adding(tree, kind), json={}))
    assert (status, details["field"], details["message"]) == (422, "name", "Field required")


@pytest.mark.parametrize(
    "body, status", [(b"", 400), (b"{", 400), (b'{"name": "a\\u0000"}', 400), (b"[]", 422), (b'"x"', 422), (b"null", 422)]
)
@EVERY
async def test_bodies_that_are_no_object(admin, tree, kind, body, status):
    for method, path in (("POST", adding(tree, kind)), ("PUT", at(tree, kind))):
        response = await admin.request(method, path, data=body, headers={"Content-Type": "application/json"})
        assert (await refused(response))[:2] == (status, {400: "BAD_REQUEST", 422: "VALIDATION_ERROR"}[status])


@pytest.mark.parametrize("who", ["learner", "nobody", "over", "gone"])
async def test_a_subject_is_given_to_mentors_only(lms, make, admin, tree, pool, who):
    if who == "learner":
        uuid = (await make.account())["uuid"]
    elif who == "nobody":
        uuid = NOBODYS
    else:
        account = await make.mentor()
        uuid = account["uuid"]
        if who == "over":
            await pool.execute(
                "update role_assignments set effective_until = now() where account_id = $1 and role = 'mentor'", account["id"]
            )
        else:
            await pool.execute("delete from account_domains where account_id = $1 and domain = 'learning'", account["id"])
    for method, path in (("POST", adding(tree, "subjects")), ("PUT", at(tree, "subjects"))):
        status, code, details = await refused(await admin.request(method, path, json={"name": unique(), "mentorId": str(uuid)}))
        assert (status, code, details["field"], details["value"]) == (422, "VALIDATION_ERROR", "mentorId", str(uuid))


# Success

GIVEN = {
    "levels": {"description": "d", "imageUrl": "https://a.example/x.png?y=1#z", "isActive": False},
    "grades": {"description": "d", "imageUrl": "/static/x.png", "isActive": False, "level": "higher"},
    "subjects": {"description": "d", "imageUrl": "HTTP://a.example", "isActive": False},
    "topics": {"description": "d", "content": "# Title\n\n" + "x" * 100_000, "isActive": False},
}
DEFAULTS = {
    "levels": {"description": "", "imageUrl": None, "isActive": True},
    "grades": {"description": "", "imageUrl": None, "isActive": True, "level": "primary"},
    "subjects": {"description": "", "imageUrl": None, "isActive": True, "mentorId": None},
    "topics": {"description": "", "content": "", "isActive": True, "documents": [], "videoUrl": None},
}


def parts(row: dict[str, Any], names: Any) -> dict[str, Any]:
    return {name: row[name] for name in names}


@EVERY
async def test_one_is_made_with_defaults_and_with_everything(admin, tree, kind):
    name = unique("Größe ")
    made = await data(await admin.post(adding(tree, kind), json={"name": f"  {name}\n"}), 201)
    assert set(made) == FIELDS[kind]
    assert (made["name"], parts(made, DEFAULTS[kind])) == (name, DEFAULTS[kind])
    assert made["createdAt"] == made["updatedAt"]
    full = await data(await admin.post(adding(tree, kind), json={"name": unique()} | GIVEN[kind]), 201)
    assert parts(full, GIVEN[kind]) == GIVEN[kind]
    if kind in PARENTS:
        column = {"grades": "educationLevelId", "subjects": "gradeId", "topics": "subjectId"}[kind]
        assert full[column] == str(tree.ids[PARENTS[kind]])


@EVERY
async def test_what_is_given_changes_and_the_rest_stays(admin, tree, kind):
    before = await data(await admin.get(tree.path(kind)))
    same = await data(await admin.put(at(tree, kind), json={}))
    assert same == before
    for name, value in GIVEN[kind].items():
        after = await data(await admin.put(at(tree, kind), json={name: value}))
        assert after[name] == value
        assert after["updatedAt"] >= before["updatedAt"]
        expected = before | {name: value, "updatedAt": after["updatedAt"]}
        assert after == expected
        before = after
    assert await data(await admin.put(at(tree, kind), json=GIVEN[kind])) == before
    assert (await data(await admin.put(at(tree, kind), json={"name": " other "})))["name"] == "other"
    if "imageUrl" in GIVEN[kind]:
        assert (await data(await admin.put(at(tree, kind), json={"imageUrl": None})))["imageUrl"] is None


async def test_a_subject_is_given_and_taken_back(admin, make, tree):
    mentor = await make.mentor(display_name="Tess")
    given = await data(await admin.put(at(tree, "subjects"), json={"mentorId": str(mentor["uuid"])}))
    assert parts(given, ("mentorId", "mentorName", "mentorEmail")) == {
        "mentorId": str(mentor["uuid"]), "mentorName": "Tess", "mentorEmail": mentor["email"]}  # fmt: skip
    assert (await data(await admin.put(at(tree, "subjects"), json={"description": "x"})))["mentorId"] == str(mentor["uuid"])
    assert (await data(await admin.put(at(tree, "subjects"), json={"mentorId": None})))["mentorId"] is None
    made = await data(await admin.post(adding(tree, "subjects"), json={"name": unique(), "mentorId": str(mentor["uuid"])}), 201)
    assert made["mentorId"] == str(mentor["uuid"])


async def test_who_mentors_a_subject_may_stay_when_his_role_has_ended(admin, make, tree, pool):
    mentor = await make.mentor()
    named = {"mentorId": str(mentor["uuid"])}
    subject = await data(await admin.put(at(tree, "subjects"), json=named))
    await pool.execute("update role_assignments set effective_until = now() where account_id = $1 and role = 'mentor'", mentor["id"])
    kept = await data(await admin.put(at(tree, "subjects"), json=subject | {"description": "x"}))
    assert (kept["mentorId"], kept["description"]) == (named["mentorId"], "x")
    assert (await refused(await admin.post(adding(tree, "subjects"), json={"name": unique()} | named)))[0] == 422
    await data(await admin.put(at(tree, "subjects"), json={"mentorId": None}))
    assert (await refused(await admin.put(at(tree, "subjects"), json=named)))[:2] == (422, "VALIDATION_ERROR")


@EVERY
async def test_changes_are_recorded(admin, tree, kind, pool):
    made = await data(await admin.post(adding(tree, kind), json={"name": unique()}), 201)
    await data(await admin.put(at(tree, kind, made["id"]), json={"isActive": False}))
    await data(await admin.put(at(tree, kind, made["id"]), json={"isActive": False}))
    await data(await admin.delete(at(tree, kind, made["id"])))
    rows = await pool.fetch(
        "select action, account_id from audit_entries where object_type = $1 and object_id = $2 order by id", ONE[kind], made["id"]
    )
    assert [row["action"] for row in rows] == [f"{ONE[kind]}.{verb}" for verb in ("create", "update", "delete")]
    assert {row["account_id"] for row in rows} == {admin.account["id"]}


# Names once among living siblings


def taken(kind: str, name: str) -> tuple[int, str, dict[str, Any]]:
    return 409, "CONFLICT", {"resource": ONE[kind], "field": "name", "value": name}


@EVERY
async def test_a_name_stands_once_among_siblings(admin, make, tree, kind):
    name = tree.rows[kind]["name"]
    assert await refused(await admin.post(adding(tree, kind), json={"name": f" {name} "})) == taken(kind, name)
    other = await data(await admin.post(adding(tree, kind), json={"name": name.upper()}), 201)
    assert await refused(await admin.put(at(tree, kind, other["id"]), json={"name": name})) == taken(kind, name)
    assert (await data(await admin.put(at(tree, kind), json={"name": name})))["name"] == name
    if kind in PARENTS:
        elsewhere = await Tree.grow(make)
        await data(await admin.post(adding(elsewhere, kind), json={"name": name}), 201)
    body = await (await admin.post(adding(tree, kind), json={"name": name})).json()
    assert body["error"] == "Resource already exists"


@EVERY
async def test_an_inactive_one_keeps_its_name_and_a_deleted_one_gives_it_free(admin, tree, kind):
    name = tree.rows[kind]["name"]
    await tree.switch(admin, kind, False)
    assert await refused(await admin.post(adding(tree, kind), json={"name": name})) == taken(kind, name)
    await data(await admin.delete(at(tree, kind)))
    await data(await admin.post(adding(tree, kind), json={"name": name}), 201)
    assert await refused(await admin.post(adding(tree, kind), json={"name": name})) == taken(kind, name)


@EVERY
async def test_of_eight_with_one_name_one_is_made(admin, tree, kind):
    name = unique()
    responses = await asyncio.gather(*(admin.post(adding(tree, kind), json={"name": name}) for _ in range(8)))
    assert Counter(response.status for response in responses) == {201: 1, 409: 7}
    rest = [await data(await admin.post(adding(tree, kind), json={"name": unique()}), 201) for _ in range(4)]
    wanted = unique()
    responses = await asyncio.gather(*(admin.put(at(tree, kind, row["id"]), json={"name": wanted}) for row in rest))
    assert Counter(response.status for response in responses) == {200: 1, 409: 3}


# Deletion


async def grown(make: Any, tree: Tree) -> None:
    """A second grade, subject and topic of each."""
    for grade in (tree.rows["grades"], await make.grade(tree.rows["levels"])):
        for _ in range(2):
            subject = await make.subject(grade)
            await make.topic(subject)
            await make.topic(subject)


async def living(pool: Any, level_id: Any) -> dict[str, int]:
    return dict(await pool.fetchrow(
        """select (select count(*) from education_levels where id = $1 and deleted_at is null) as levels,
                  (select count(*) from grades where education_level_id = $1 and deleted_at is null) as grades,
                  (select count(*) from subjects s join grades g on g.id = s.grade_id
                    where g.education_level_id = $1 and s.deleted_at is null) as subjects,
                  (select count(*) from topics t join subjects s on s.id = t.subject_id join grades g on g.id = s.grade_id
                    where g.education_level_id = $1 and t.deleted_at is null) as topics""",
        level_id,
    ))  # fmt: skip


@pytest.mark.parametrize("kind, left", [
    ("levels", (0, 0, 0, 0)), ("grades", (1, 1, 2, 4)), ("subjects", (1, 2, 4, 8)), ("topics", (1, 2, 5, 8)),
])  # fmt: skip
async def test_a_deletion_takes_what_is_below_and_nothing_else(admin, make, tree, pool, kind, left):
    await grown(make, tree)
    assert tuple((await living(pool, tree.ids["levels"])).values()) == (1, 2, 5, 9)
    beside = await Tree.grow(make)
    response = await admin.delete(at(tree, kind))
    assert await data(response) == {"id": str(tree.ids[kind])}
    assert tuple((await living(pool, tree.ids["levels"])).values()) == left
    assert tuple((await living(pool, beside.ids["levels"])).values()) == (1, 1, 1, 1)
    assert (await refused(await admin.delete(at(tree, kind))))[0] == 404


@EVERY
async def test_files_go_with_what_they_belong_to(admin, make, tree, pool, kind):
    account, blobs = await make.account(), {}
    other = await make.topic(await make.subject(await make.grade()))
    for topic_id in (tree.ids["topics"], other["id"]):
        for file_kind in ("document", "video"):
            blobs[topic_id, file_kind] = await pool.fetchval(
                "insert into topic_files (topic_id, kind, name, content_type, size_bytes, blob_id, sha256, uploaded_by)"
                " values ($1, $2, 'x', 'video/mp4', 1, gen_random_uuid(), ''::bytea, $3) returning blob_id",
                topic_id, file_kind, account["id"],
            )  # fmt: skip
    await data(await admin.delete(at(tree, kind)))
    gone = {blobs[tree.ids["topics"], file_kind] for file_kind in ("document", "video")}
    rows = await pool.fetch("select blob_id, deleted_at from topic_files where blob_id = any($1)", list(blobs.values()))
    assert {row["blob_id"] for row in rows if row["deleted_at"] is not None} == gone
    rows = await pool.fetch(
        "select blob_id, remove_after > now() as is_kept from discarded_blobs where blob_id = any($1)", list(blobs.values())
    )
    assert {(row["blob_id"], row["is_kept"]) for row in rows} == {(blob, True) for blob in gone}


@pytest.mark.parametrize("kind", ["levels", "grades", "subjects"])
async def test_who_waits_for_a_deleted_subject_is_rejected(lms, make, admin, tree, pool, kind):
    waiting, approved = await people.learner(lms, make), await people.learner(lms, make)
    asked = [
        await data(await who.post("/enrollment/request", json={"subjectId": str(tree.ids["subjects"])}), 201) for who in (waiting, approved)
    ]
    await data(await admin.put(f"/admin/enrollment/{asked[1]['id']}/approve"))
    await data(await admin.delete(at(tree, kind)))
    rows = [dict(await pool.fetchrow("select status, reason, reviewed_by from enrollments where id = $1", row["id"])) for row in asked]
    assert rows[0] == {"status": "rejected", "reason": "The subject was deleted.", "reviewed_by": admin.account["id"]}
    assert rows[1]["status"] == "approved"


@pytest.mark.parametrize("above, below", [(above, below) for n, above in enumerate(KINDS) for below in KINDS[n + 1 :]])
async def test_nothing_living_is_left_below_something_deleted(admin, tree, pool, above, below):
    """Rows are made while what stands above them goes: made before, they go along, made after, they are refused."""
    bodies = [{"name": unique()} for _ in range(12)]
    responses = await asyncio.gather(
        *(admin.post(adding(tree, below), json=body) for body in bodies[:6]),
        admin.delete(at(tree, above)),
        *(admin.post(adding(tree, below), json=body) for body in bodies[6:]),
    )  # fmt: skip
    deleted = responses.pop(6)
    assert deleted.status == 200
    assert {response.status for response in responses} <= {201, 404}
    left = await living(pool, tree.ids["levels"])
    assert all(left[kind] == 0 for kind in KINDS[KINDS.index(above) :])


async def test_deletions_of_one_branch_meet_without_a_deadlock(admin, make, tree, pool):
    await grown(make, tree)
    responses = await asyncio.gather(*(admin.delete(at(tree, kind)) for _ in range(3) for kind in KINDS))
    assert {response.status for response in responses} <= {200, 404}
    assert (await living(pool, tree.ids["levels"]))["topics"] == 0


async def test_the_domain_alone_opens_nothing_to_write(lms, make, tree):
    """Everything else a person may be does not count here."""
    who = await people.client(lms, make, ("training", "knowledge_manager"), domains=DOMAINS)
    assert (await who.post("/admin/education/levels", json={"name": unique()})).status == 403
