"""What everybody reads of the education tree: levels, grades, subjects, topics; lists and single rows."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.lms import people
from tests.api.lms.people import data, refused
from tests.make import unique

NOBODYS = "3f2b8c1e-5c1e-4b1a-9a63-0d2f5f1f8a77"
LEVEL = {"id", "name", "description", "imageUrl", "isActive", "deletedAt", "createdAt", "updatedAt"}
FIELDS = {
    "levels": LEVEL,
    "grades": LEVEL | {"level", "educationLevelId"},
    "subjects": LEVEL | {"gradeId", "mentorId", "mentorName", "mentorEmail"},
    "topics": (LEVEL - {"imageUrl"}) | {"content", "videoUrl", "documents", "subjectId"},
}
ONE = {"levels": "education_level", "grades": "grade", "subjects": "subject", "topics": "topic"}
CHILDREN = {"levels": "grades", "grades": "subjects", "subjects": "topics"}


class Tree:
    """One branch of each kind; `ids` by its plural."""

    def __init__(self, make: Any, rows: dict[str, Any]) -> None:
        self.make, self.rows = make, rows
        self.ids = {kind: row["id"] for kind, row in rows.items()}

    @classmethod
    async def grow(cls, make: Any, **subject: Any) -> "Tree":
        level = await make.level()
        grade = await make.grade(level)
        subject = await make.subject(grade, **subject)
        return cls(make, {"levels": level, "grades": grade, "subjects": subject, "topics": await make.topic(subject)})

    def path(self, kind: str) -> str:
        return f"/education/{kind}/{self.ids[kind]}"

    def list_of(self, kind: str) -> str:
        """Where the children of this kind's parent are listed."""
        if kind == "levels":
            return "/education/levels"
        parent = next(parent for parent, child in CHILDREN.items() if child == kind)
        return f"{self.path(parent)}/{kind}"

    async def switch(self, who: Any, kind: str, is_active: bool) -> None:
        await data(await who.put(f"/admin/education/{kind}/{self.ids[kind]}", json={"isActive": is_active}))


@pytest.fixture
async def tree(make) -> Tree:
    return await Tree.grow(make)


async def names(who: Any, path: str, **params: Any) -> list[str]:
    return [row["name"] for row in await data(await who.get(path, params=params))]


# No credential is needed; a bad one is refused


@pytest.mark.parametrize("kind", FIELDS)
async def test_everybody_reads_one(lms, tree, kind):
    response = await lms.get(tree.path(kind))
    shown = await data(response)
    assert set(shown) == FIELDS[kind]
    assert (shown["id"], shown["name"]) == (str(tree.ids[kind]), tree.rows[kind]["name"])
    assert (shown["isActive"], shown["deletedAt"]) == (True, None)
    assert len(shown["createdAt"]) == 24 and shown["createdAt"].endswith("Z")


@pytest.mark.parametrize("kind", FIELDS)
async def test_everybody_lists(lms, tree, kind):
    response = await lms.get(tree.list_of(kind), params={"search": tree.rows[kind]["name"]})
    body = await response.json()
    assert (response.status, set(body)) == (200, {"success", "data", "message", "pagination"})
    assert [(set(row), row["id"]) for row in body["data"]] == [(FIELDS[kind], str(tree.ids[kind]))]
    assert body["pagination"] == {"page": 1, "limit": 20, "total": 1, "pages": 1, "hasNext": False, "hasPrev": False}


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer nobodys"}, {"Authorization": "Bearer a.b.c"}, {"SessionID": "W" + "0" * 32}])
@pytest.mark.parametrize("kind", FIELDS)
async def test_a_bad_token_is_refused(lms, tree, kind, headers):
    for path in (tree.path(kind), tree.list_of(kind)):
        assert await refused(await lms.get(path, headers=headers)) == (401, "UNAUTHORIZED", {})


async def test_a_cookie_that_does_not_count_any_more_is_none(lms, tree):
    assert (await lms.get(tree.path("topics"), headers={"Cookie": "athenaeum_session=Wold"})).status == 200


async def test_who_does_not_open_learning_reads_as_a_stranger(lms, make, tree):
    outsider = await people.client(lms, make, domains=("research",))
    assert (await outsider.get(tree.path("subjects"))).status == 200
    assert (await outsider.get("/auth/profile")).status == 403


async def test_a_token_for_other_things_is_refused(lms, make, tree):
    narrow = await people.learner(lms, make, scopes=("training.read",))
    assert await refused(await narrow.get(tree.path("levels"))) == (
        403, "FORBIDDEN", {"required": [], "user_roles": ["LEARNER"], "scopes": ["learning.read"]})  # fmt: skip


# Not there


@pytest.mark.parametrize("id", [NOBODYS, "5", "x", "%20", NOBODYS + "0", "%00"])
@pytest.mark.parametrize("kind", FIELDS)
async def test_what_is_not_there_is_404(lms, kind, id):
    status, code, details = await refused(await lms.get(f"/education/{kind}/{id}"))
    assert (status, code) == (404, "NOT_FOUND")
    if id != "%00":
        assert details == {"resource": ONE[kind], "id": id.replace("%20", " ")}
    if kind in CHILDREN:
        status, code, details = await refused(await lms.get(f"/education/{kind}/{id}/{CHILDREN[kind]}"))
        assert (status, code) == (404, "NOT_FOUND")


@pytest.mark.parametrize("above, below", [(above, below) for n, above in enumerate(FIELDS) for below in list(FIELDS)[n:]])
async def test_below_something_deleted_nothing_is_there(lms, make, tree, above, below):
    admin = await people.admin(lms, make)
    await data(await admin.delete(f"/admin/education/{above}/{tree.ids[above]}"))
    for who in (lms, admin):
        assert (await refused(await who.get(tree.path(below))))[:2] == (404, "NOT_FOUND")
        if below in CHILDREN:
            assert (await refused(await who.get(f"{tree.path(below)}/{CHILDREN[below]}")))[:2] == (404, "NOT_FOUND")


@pytest.mark.parametrize("above, below", [(above, below) for n, above in enumerate(FIELDS) for below in list(FIELDS)[n:]])
async def test_below_something_inactive_only_editors_read(lms, make, tree, above, below):
    admin, mentor = await people.admin(lms, make), await people.mentor(lms, make)
    await tree.switch(admin, above, False)
    for who in (lms, mentor, await people.learner(lms, make)):
        assert (await refused(await who.get(tree.path(below))))[:2] == (404, "NOT_FOUND")
        if below in CHILDREN:
            assert (await refused(await who.get(f"{tree.path(below)}/{CHILDREN[below]}")))[:2] == (404, "NOT_FOUND")
    assert (await admin.get(tree.path(below))).status == 200
    if below in CHILDREN:
        assert len(await data(await admin.get(f"{tree.path(below)}/{CHILDREN[below]}"))) == 1
    await tree.switch(admin, above, True)
    assert (await lms.get(tree.path(below))).status == 200


async def test_a_mentor_reads_what_is_switched_off_of_his_own_subjects(lms, make):
    mentor, other = await people.mentor(lms, make), await people.mentor(lms, make)
    admin = await people.admin(lms, make)
    tree = await Tree.grow(make, mentor_id=mentor.account["uuid"])
    await tree.switch(mentor, "topics", False)
    assert (await mentor.get(tree.path("topics"))).status == 200
    assert await names(mentor, tree.list_of("topics")) == []
    assert await names(mentor, tree.list_of("topics"), isActive="false") == [tree.rows["topics"]["name"]]
    assert await names(other, tree.list_of("topics"), isActive="false") == []
    await tree.switch(admin, "grades", False)
    assert (await mentor.get(tree.path("subjects"))).status == 200
    assert (await mentor.get(tree.path("grades"))).status == 404
    assert (await other.get(tree.path("subjects"))).status == 404


# isActive


@pytest.mark.parametrize("kind", FIELDS)
async def test_inactive_ones_are_listed_for_editors_only(lms, make, tree, kind):
    admin, name = await people.admin(lms, make), tree.rows[kind]["name"]
    await tree.switch(admin, kind, False)
    path = tree.list_of(kind)
    for who in (lms, admin):
        assert await names(who, path, search=name) == []
        assert await names(who, path, search=name, isActive="true") == []
    assert await names(admin, path, search=name, isActive="false") == [name]
    for who in (lms, await people.learner(lms, make), await people.mentor(lms, make)):
        for page in (1, 2):
            body = await (await who.get(path, params={"search": name, "isActive": "false", "page": page, "limit": 1})).json()
            assert (body["data"], body["pagination"]["total"]) == ([], 0)


# Fields


async def test_a_mentors_address_is_for_people_who_are_signed_in(lms, make):
    mentor = await make.mentor(display_name="Tess")
    tree = await Tree.grow(make, mentor_id=mentor["uuid"])
    learner = await people.learner(lms, make)
    shown = {"mentorId": str(mentor["uuid"]), "mentorName": "Tess"}
    for who, address in ((lms, None), (learner, mentor["email"]), (await people.client(lms, make, domains=("training",)), None)):
        for subject in (await data(await who.get(tree.path("subjects"))), (await data(await who.get(tree.list_of("subjects"))))[0]):
            assert {name: subject[name] for name in ("mentorId", "mentorName", "mentorEmail")} == shown | {"mentorEmail": address}


async def test_a_mentor_who_goes_by_his_address_has_no_name_for_strangers(lms, make):
    address = f"{unique('tess')}@example.org"
    mentor = await make.mentor(display_name=address, email=address)
    tree = await Tree.grow(make, mentor_id=mentor["uuid"])
    for who, name in ((lms, None), (await people.learner(lms, make), address)):
        assert (await data(await who.get(tree.path("subjects"))))["mentorName"] == name
        listed = await who.get(tree.list_of("subjects"))
        assert (address in await listed.text()) is (name is not None)


async def test_a_topic_shows_its_documents_and_where_its_video_is(lms, make, tree, pool):
    account = await make.account()
    topic_id = tree.ids["topics"]

    async def file(kind: str, name: str, **columns: Any) -> Any:
        return await pool.fetchval(
            "insert into topic_files (topic_id, kind, name, description, content_type, size_bytes, blob_id, sha256, uploaded_by,"
            " created_at, deleted_at) values ($1, $2, $3, 'Week 1', 'application/pdf', 8123, gen_random_uuid(), ''::bytea, $4, $5, $6)"
            " returning id",
            topic_id, kind, name, account["id"], columns.get("at", datetime.now(UTC)), columns.get("deleted_at"),
        )  # fmt: skip

    plain = await data(await lms.get(tree.path("topics")))
    assert (plain["documents"], plain["videoUrl"]) == ([], None)
    second = await file("document", "b.pdf")
    first = await file("document", "a.pdf", at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC))
    await file("document", "gone.pdf", deleted_at=datetime.now(UTC))
    await file("video", "v.mp4")
    for shown in (await data(await lms.get(tree.path("topics"))), (await data(await lms.get(tree.list_of("topics"))))[0]):
        assert shown["videoUrl"] == f"/api/s3/video/stream?topicId={topic_id}"
        assert [file["id"] for file in shown["documents"]] == [str(first), str(second)]
        assert shown["documents"][0] == {
            "id": str(first), "name": "a.pdf", "description": "Week 1", "contentType": "application/pdf", "size": 8123,
            "topicId": str(topic_id), "url": f"/api/s3/document/stream?id={first}", "uploadedBy": str(account["uuid"]),
            "uploadedAt": "2026-03-01T09:30:00.000Z",
        }  # fmt: skip


# Order, pages, filters: the same for every kind

EVERY = pytest.mark.parametrize("kind", FIELDS)


async def siblings(make: Any, tree: Tree, kind: str, *labels: str) -> str:
    """Rows beside that of the tree, whose names begin with the word that is returned."""
    word = unique("w")
    parents = {"levels": None, "grades": "levels", "subjects": "grades", "topics": "subjects"}
    build = {"levels": make.level, "grades": make.grade, "subjects": make.subject, "topics": make.topic}[kind]
    for label in labels:
        parent = parents[kind]
        await build(*([tree.rows[parent]] if parent else []), name=f"{word} {label}", description=f"about {label}")
    return word


@EVERY
async def test_orders(lms, make, tree, kind):
    admin = await people.admin(lms, make)
    word = await siblings(make, tree, kind, "b", "c", "a")
    path = tree.list_of(kind)
    first = (await data(await lms.get(path, params={"search": word})))[0]
    await data(await admin.put(f"/admin/education/{kind}/{first['id']}", json={"description": "changed"}))
    made = [f"{word} {label}" for label in "bca"]
    for params, expected in [
        ({}, made), ({"order": "desc"}, made[::-1]), ({"sort": "createdAt", "order": "asc"}, made),
        ({"sort": "name"}, sorted(made)), ({"sort": "name", "order": "desc"}, sorted(made)[::-1]),
        ({"sort": "updatedAt"}, [*made[1:], made[0]]), ({"sort": "updatedAt", "order": "desc"}, [made[0], *made[:0:-1]]),
    ]:  # fmt: skip
        assert await names(lms, path, search=word, **params) == expected


@EVERY
async def test_pages(lms, make, tree, kind):
    word = await siblings(make, tree, kind, *"abcde")
    path = tree.list_of(kind)

    async def page(**params: Any) -> tuple[list[str], dict[str, Any]]:
        body = await (await lms.get(path, params={"search": word, "sort": "name"} | params)).json()
        return [row["name"][-1] for row in body["data"]], body["pagination"]

    numbers = {"limit": 2, "total": 5, "pages": 3}
    assert await page(limit=2) == (["a", "b"], numbers | {"page": 1, "hasNext": True, "hasPrev": False})
    assert await page(limit=2, page=2) == (["c", "d"], numbers | {"page": 2, "hasNext": True, "hasPrev": True})
    assert await page(limit=2, page=3) == (["e"], numbers | {"page": 3, "hasNext": False, "hasPrev": True})
    assert await page(limit=2, page=4) == ([], numbers | {"page": 4, "hasNext": False, "hasPrev": True})
    assert await page(limit=100, search=unique()) == (
        [], {"page": 1, "limit": 100, "total": 0, "pages": 0, "hasNext": False, "hasPrev": False})  # fmt: skip


@EVERY
async def test_search_finds_parts_of_name_and_description_as_they_stand(lms, make, tree, kind):
    word = await siblings(make, tree, kind, "50% off", "50 of_f", "Ärger")
    path = tree.list_of(kind)
    found = {text: await names(lms, path, search=text, sort="name") for text in (f"{word} 50%", f"{word} 50 of_", f"{word} ä".upper())}
    assert found == {f"{word} 50%": [f"{word} 50% off"], f"{word} 50 of_": [f"{word} 50 of_f"], f"{word} ä".upper(): [f"{word} Ärger"]}
    assert f"{word} Ärger" in await names(lms, path, search="ABOUT Ärg", limit=100, order="desc")
    assert await names(lms, path, search=f" {word} 50% ") == [f"{word} 50% off"]


@EVERY
async def test_ranges_of_time(lms, make, tree, kind):
    word = await siblings(make, tree, kind, "one")
    row = (await data(await lms.get(tree.list_of(kind), params={"search": word})))[0]
    today = row["createdAt"][:10]
    tomorrow = (datetime.fromisoformat(today) + timedelta(days=1)).date().isoformat()

    async def found(**params: str) -> bool:
        return bool(await names(lms, tree.list_of(kind), search=word, **params))

    for name in ("created", "updated"):
        stamp = row[f"{name}At"]
        assert await found(**{f"{name}From": stamp}) and await found(**{f"{name}To": stamp})
        assert await found(**{f"{name}From": today, f"{name}To": today})
        assert not await found(**{f"{name}From": tomorrow})
        assert not await found(**{f"{name}To": "2020-01-01"})
        assert not await found(**{f"{name}From": stamp.replace("Z", "+00:00").replace(today[:4], "9000")})
        before = datetime.fromisoformat(stamp) - timedelta(milliseconds=1)
        assert not await found(**{f"{name}To": before.isoformat(timespec="milliseconds")})


WRONG = [
    ("page", "0", "greater than or equal to 1"), ("page", "x", "valid integer"), ("page", "1.5", "valid integer"),
    ("page", str(10**12), "less than or equal to"), ("limit", "0", "greater than or equal to 1"),
    ("limit", "101", "less than or equal to 100"),
    ("sort", "email", "'createdAt', 'updatedAt' or 'name'"), ("sort", "created_at", "'createdAt'"), ("order", "up", "'asc' or 'desc'"),
    ("order", "DESC", "'asc' or 'desc'"), ("isActive", "maybe", "valid boolean"), ("createdFrom", "yesterday", "valid datetime"),
    ("createdTo", "2026-02-30", "valid datetime"), ("updatedFrom", "10000-01-01T00:00:00Z", "datetime"),
    ("updatedTo", "9999-12-31T00:00:00Z", "a year from"),
    ("search", "x" * 501, "at most 500"), ("search", "a\0b", "none may have"),
]  # fmt: skip


@pytest.mark.parametrize("field, value, message", WRONG)
async def test_wrong_queries_are_422(lms, tree, field, value, message):
    for kind in FIELDS:
        status, code, details = await refused(await lms.get(tree.list_of(kind), params={field: value}))
        assert (status, code, details["field"]) == (422, "VALIDATION_ERROR", field)
        assert message in details["message"]
        assert [fault["field"] for fault in details["errors"]] == [field]


async def test_all_faults_of_a_query_are_named_and_unknown_parameters_ignored(lms, tree):
    params = {"page": "0", "sort": "x", "order": "y", "unknown": "z"}
    _, _, details = await refused(await lms.get("/education/levels", params=params))
    assert [fault["field"] for fault in details["errors"]] == ["page", "sort", "order"]
    assert {name: details[name] for name in ("field", "value")} == {"field": "page", "value": "0"}
    assert (await lms.get("/education/levels", params={"unknown": "z"})).status == 200


async def test_the_documented_paths_work_too(anonymous, tree):
    for kind in FIELDS:
        assert (await anonymous.get("/api" + tree.path(kind))).status == 200
        assert (await anonymous.get("/api" + tree.list_of(kind))).status == 200


async def test_many_read_while_a_branch_goes(lms, make, tree):
    """Whatever a reader meets is whole: the row or 404, never a failure."""
    admin = await people.admin(lms, make)
    responses = await asyncio.gather(
        *(lms.get(tree.list_of("topics")) for _ in range(10)), admin.delete(f"/admin/education/levels/{tree.ids['levels']}"),
        *(lms.get(tree.list_of("topics")) for _ in range(10)),
    )  # fmt: skip
    assert {response.status for response in responses} <= {200, 404}
    assert (await lms.get(tree.list_of("topics"))).status == 404
