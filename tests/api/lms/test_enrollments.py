"""Asking to learn a subject, and what administrators decide."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from server import keys
from tests import mailbox
from tests.api.lms import people
from tests.api.lms.people import data, refused
from tests.make import unique

NOBODYS = "3f2b8c1e-5c1e-4b1a-9a63-0d2f5f1f8a77"
FIELDS = {
    "id", "userId", "userName", "userEmail", "subjectId", "subjectName", "gradeName", "levelName", "status", "message", "requestedAt",
    "reviewedAt", "reviewedBy", "reason",
}  # fmt: skip
PENDING = "/admin/enrollment/pending"


@pytest.fixture
async def subject(make):
    return await make.subject()


@pytest.fixture
async def admin(lms, make):
    return await people.admin(lms, make)


@pytest.fixture
async def learner(lms, make):
    return await people.learner(lms, make)


async def ask(who: Any, subject: Any, **body: Any) -> dict[str, Any]:
    return await data(await who.post("/enrollment/request", json={"subjectId": str(subject["id"])} | body), 201)


def deciding(id: Any) -> list[str]:
    return [f"/admin/enrollment/{id}/approve", f"/admin/enrollment/{id}/reject"]


async def mails(server: Any, pool: Any, address: str) -> list[dict[str, Any]]:
    rows = await pool.fetch("select payload::text as payload, sealed_payload from jobs where kind = 'mail.send'")
    return mailbox.opened(rows, server.app[keys.SECRETS], address)


# Who may


async def test_needs_a_credential(lms, learner, subject):
    asked = await ask(learner, subject)
    unauthorized = (401, "UNAUTHORIZED", {})
    assert await refused(await lms.post("/enrollment/request", json={"subjectId": str(subject["id"])})) == unauthorized
    assert await refused(await lms.get(PENDING)) == unauthorized
    for path in deciding(asked["id"]):
        assert await refused(await lms.put(path)) == unauthorized


async def test_asking_is_for_learners(lms, make, subject, pool):
    body = {"subjectId": str(subject["id"])}
    for roles, held in (((("learning", "admin"),), ["ADMIN"]), (((None, "admin"),), ["ADMIN"]), ((("learning", "mentor"),), ["MENTOR"])):
        who = await people.client(lms, make, *roles)
        await pool.execute(
            "update role_assignments set effective_until = now() where account_id = $1 and role = 'learner'", who.account["id"]
        )
        expected = (403, "FORBIDDEN", {"required": ["LEARNER"], "user_roles": held})
        assert await refused(await who.post("/enrollment/request", json=body)) == expected
    outsider = await people.client(lms, make, domains=("research",))
    expected = (403, "FORBIDDEN", {"required": ["LEARNER"], "user_roles": []})
    assert await refused(await outsider.post("/enrollment/request", json=body)) == expected
    assert (await ask(await people.admin(lms, make), subject))["status"] == "PENDING"


async def test_deciding_is_for_administrators(lms, make, learner, subject):
    asked = await ask(learner, subject)
    mentor = await people.mentor(lms, make)
    other = await people.client(lms, make, ("training", "admin"), ("research", "admin"))
    for who, held in ((learner, ["LEARNER"]), (mentor, ["LEARNER", "MENTOR"]), (other, ["LEARNER"])):
        expected = (403, "FORBIDDEN", {"required": ["ADMIN"], "user_roles": held})
        assert await refused(await who.get(PENDING)) == expected
        for path in deciding(asked["id"]):
            assert await refused(await who.put(path)) == expected
            assert await refused(await who.put(path, json={"reason": 5})) == expected


async def test_scopes(lms, make, subject, learner):
    asked = await ask(learner, subject)
    reader, writer = [await people.admin(lms, make, scopes=(f"learning.{verb}",)) for verb in ("read", "write")]
    for response in (
        await reader.post("/enrollment/request", json={"subjectId": str(subject["id"])}), await reader.put(deciding(asked["id"])[0]),
        await writer.get(PENDING),
    ):  # fmt: skip
        status, code, details = await refused(response)
        assert (status, code, len(details["scopes"])) == (403, "FORBIDDEN", 1)
    assert (await reader.get(PENDING)).status == 200
    assert (await writer.put(deciding(asked["id"])[0])).status == 200


# Asking


@pytest.mark.parametrize("id", [NOBODYS, "s1", "5", "x" * 200])
async def test_a_subject_that_is_not_there_is_404(learner, id):
    assert await refused(await learner.post("/enrollment/request", json={"subjectId": id})) == (
        404, "NOT_FOUND", {"resource": "subject", "id": id})  # fmt: skip


@pytest.mark.parametrize("kind", ["levels", "grades", "subjects"])
@pytest.mark.parametrize("way", ["switched off", "deleted"])
async def test_nobody_asks_for_what_is_not_open(learner, admin, subject, kind, way):
    ids = {"levels": subject["education_level_id"], "grades": subject["grade_id"], "subjects": subject["id"]}
    path = f"/admin/education/{kind}/{ids[kind]}"
    await data(await (admin.delete(path) if way == "deleted" else admin.put(path, json={"isActive": False})))
    for who in (learner, admin):
        response = await who.post("/enrollment/request", json={"subjectId": str(subject["id"])})
        assert (await refused(response))[:2] == (404, "NOT_FOUND")


@pytest.mark.parametrize("body, field, message", [
    ({}, "subjectId", "Field required"), ({"subjectId": None}, "subjectId", "valid string"),
    ({"subjectId": 5}, "subjectId", "valid string"),
    ({"subjectId": " "}, "subjectId", "at least 1"), ({"subjectId": "x" * 201}, "subjectId", "at most 200"),
    ({"subjectId": NOBODYS, "message": 5}, "message", "valid string"),
    ({"subjectId": NOBODYS, "message": "x" * 5001}, "message", "at most 5000"),
])  # fmt: skip
async def test_wrong_requests(learner, body, field, message):
    status, code, details = await refused(await learner.post("/enrollment/request", json=body))
    assert (status, code, details["field"]) == (422, "VALIDATION_ERROR", field)
    assert message in details["message"]


async def test_a_learner_asks(learner, make, subject):
    account = learner.account
    asked = await ask(learner, subject, message="  Please.  ", unknown=1, status="APPROVED")
    assert set(asked) == FIELDS
    assert {name: asked[name] for name in ("userId", "userName", "userEmail", "subjectId", "subjectName", "gradeName", "levelName")} == {
        "userId": str(account["uuid"]), "userName": account["username"].title(), "userEmail": f"{account['username']}@example.org",
        "subjectId": str(subject["id"]), "subjectName": subject["name"], "gradeName": subject["grade_name"],
        "levelName": subject["level_name"],
    }  # fmt: skip
    assert {name: asked[name] for name in ("status", "message", "reviewedAt", "reviewedBy", "reason")} == {
        "status": "PENDING", "message": "Please.", "reviewedAt": None, "reviewedBy": None, "reason": None}  # fmt: skip
    other = await ask(learner, await make.subject(), message="")
    assert other["message"] is None


async def test_one_that_waits_or_counts_is_enough(learner, admin, subject):
    taken = (409, "CONFLICT", {"resource": "enrollment", "field": "subjectId", "value": str(subject["id"])})
    body = {"subjectId": str(subject["id"])}
    asked = await ask(learner, subject)
    assert await refused(await learner.post("/enrollment/request", json=body)) == taken
    await data(await admin.put(deciding(asked["id"])[1]))
    again = await ask(learner, subject)
    assert again["id"] != asked["id"]
    await data(await admin.put(deciding(again["id"])[0]))
    assert await refused(await learner.post("/enrollment/request", json=body)) == taken


async def test_of_eight_requests_at_once_one_is_kept(learner, subject):
    responses = await asyncio.gather(*(learner.post("/enrollment/request", json={"subjectId": str(subject["id"])}) for _ in range(8)))
    assert Counter(response.status for response in responses) == {201: 1, 409: 7}


async def test_nobody_waits_for_a_subject_that_goes_meanwhile(lms, make, admin, subject, pool):
    learners = [await people.learner(lms, make) for _ in range(8)]
    body = {"subjectId": str(subject["id"])}
    responses = await asyncio.gather(
        *(who.post("/enrollment/request", json=body) for who in learners[:4]), admin.delete(f"/admin/education/subjects/{subject['id']}"),
        *(who.post("/enrollment/request", json=body) for who in learners[4:]),
    )  # fmt: skip
    assert {response.status for response in responses[:4] + responses[5:]} <= {201, 404}
    assert await pool.fetchval("select count(*) from enrollments where subject_id = $1 and status = 'pending'", subject["id"]) == 0


# Deciding


@pytest.mark.parametrize("id", [NOBODYS, "5", "x"])
async def test_one_that_is_not_there_is_404(admin, id):
    for path in deciding(id):
        assert await refused(await admin.put(path)) == (404, "NOT_FOUND", {"resource": "enrollment", "id": id})


async def test_approval(learner, admin, subject):
    asked = await ask(learner, subject)
    response = await admin.put(deciding(asked["id"])[0])
    decided = await data(response)
    assert (decided["status"], decided["reviewedBy"], decided["reason"]) == ("APPROVED", str(admin.account["uuid"]), None)
    assert decided["reviewedAt"] >= asked["requestedAt"]
    assert decided == asked | {name: decided[name] for name in ("status", "reviewedAt", "reviewedBy")}


@pytest.mark.parametrize("sent, reason", [
    ({}, None), ({"data": b""}, None), ({"data": b"  \n"}, None), ({"json": {}}, None), ({"json": {"reason": None}}, None),
    ({"json": {"reason": "  "}}, None), ({"json": {"reason": " Full. ", "unknown": 1}}, "Full."),
])  # fmt: skip
async def test_rejection_with_and_without_a_reason(learner, admin, subject, sent, reason):
    asked = await ask(learner, subject)
    decided = await data(await admin.put(deciding(asked["id"])[1], **sent))
    assert (decided["status"], decided["reviewedBy"], decided["reason"]) == ("REJECTED", str(admin.account["uuid"]), reason)


@pytest.mark.parametrize("sent, status", [
    ({"json": {"reason": 5}}, 422), ({"json": {"reason": "x" * 5001}}, 422), ({"json": []}, 422), ({"data": b"{"}, 400),
])  # fmt: skip
async def test_a_wrong_reason_decides_nothing(learner, admin, subject, sent, status):
    asked = await ask(learner, subject)
    assert (await refused(await admin.put(deciding(asked["id"])[1], **sent)))[0] == status
    assert (await data(await admin.put(deciding(asked["id"])[0])))["status"] == "APPROVED"


@pytest.mark.parametrize("first, status", [(0, "APPROVED"), (1, "REJECTED")])
async def test_a_decision_is_final(learner, admin, subject, first, status):
    asked = await ask(learner, subject)
    await data(await admin.put(deciding(asked["id"])[first]))
    for path in deciding(asked["id"]):
        response = await admin.put(path)
        assert await refused(response) == (409, "CONFLICT", {"resource": "enrollment", "field": "status", "value": status})
        assert (await response.json())["error"] == "Somebody has decided already"


async def test_of_parallel_decisions_one_counts(lms, make, server, pool, learner, subject):
    admins = [await people.admin(lms, make) for _ in range(4)]
    asked = await ask(learner, subject)
    responses = await asyncio.gather(*(who.put(path) for who in admins for path in deciding(asked["id"])))
    assert Counter(response.status for response in responses) == {200: 1, 409: 7}
    winner = await data(next(response for response in responses if response.status == 200))
    row = await pool.fetchrow("select status, reviewed_by from enrollments where id = $1", winner["id"])
    by = next(who.account for who in admins if str(who.account["uuid"]) == winner["reviewedBy"])
    assert dict(row) == {"status": winner["status"].lower(), "reviewed_by": by["id"]}
    assert len(await mails(server, pool, winner["userEmail"])) == 1
    rows = await pool.fetch(
        "select action from audit_entries where object_type = 'enrollment' and object_id = $1 order by id", winner["id"]
    )
    assert [line["action"] for line in rows] == ["enrollment.request", "enrollment.decide"]


@pytest.mark.parametrize("change", [
    "update accounts set is_active = false where id = $1", "delete from account_domains where account_id = $1 and domain = 'learning'",
    "update account_domains set state = 'suspended' where account_id = $1 and domain = 'learning'",
])  # fmt: skip
async def test_who_does_not_open_learning_any_more_is_rejected_only(learner, admin, subject, pool, change):
    asked = await ask(learner, subject)
    await pool.execute(change, learner.account["id"])
    response = await admin.put(deciding(asked["id"])[0])
    assert await refused(response) == (
        409, "CONFLICT", {"resource": "enrollment", "field": "userId", "value": str(learner.account["uuid"])})  # fmt: skip
    assert (await data(await admin.put(deciding(asked["id"])[1])))["status"] == "REJECTED"


# Mail


@pytest.mark.parametrize("language, approved, rejected", [
    ("en", "You are enrolled in", "was not approved"), ("de", "eingeschrieben", "abgelehnt"),
])  # fmt: skip
async def test_the_applicant_is_told_in_his_language(lms, make, server, pool, admin, subject, language, approved, rejected):
    learner = await people.learner(lms, make, language=language)
    address = f"{learner.account['username']}@example.org"
    await data(await admin.put(deciding((await ask(learner, subject))["id"])[1], json={"reason": "Not <b>now</b>"}))
    await data(await admin.put(deciding((await ask(learner, subject))["id"])[0]))
    sent = sorted(await mails(server, pool, address), key=lambda mail: mail["values"]["is_approved"])
    assert [(mail["template"], mail["language"]) for mail in sent] == [("enrollment_decided", language)] * 2
    written = [server.app[keys.MAILER].render(mail["template"], mail["language"], mail["values"]) for mail in sent]
    link = f"{lms.url.removesuffix('/lms/api')}/app/learning/subjects/{subject['id']}"
    for mail, words in zip(written, (rejected, approved), strict=True):
        assert words in mail.subject and subject["name"] in mail.subject
        assert link in mail.text and link in mail.html
    assert "Not <b>now</b>" in written[0].text and "Not &lt;b&gt;now&lt;/b&gt;" in written[0].html
    assert "None" not in written[1].text


async def test_without_an_address_nobody_is_told(lms, make, server, admin, subject, pool):
    learner = await people.learner(lms, make, email=None)
    asked = await ask(learner, subject)
    assert asked["userEmail"] is None
    assert (await data(await admin.put(deciding(asked["id"])[0])))["status"] == "APPROVED"
    for address in (None, "", "None"):
        assert await mails(server, pool, address) == []


# What waits


async def waiting(who: Any, **params: Any) -> list[str]:
    return [row["id"] for row in await data(await who.get(PENDING, params=params))]


async def test_what_waits_is_listed_oldest_first(lms, make, admin, subject):
    learners = [await people.learner(lms, make) for _ in range(5)]
    ids = [(await ask(who, subject))["id"] for who in learners]
    await data(await admin.put(deciding(ids.pop(2))[0]))
    of = {"subjectId": str(subject["id"])}
    rows = await data(await admin.get(PENDING, params=of))
    assert ([row["id"] for row in rows], {frozenset(row) for row in rows}) == (ids, {frozenset(FIELDS)})
    for sort in ("createdAt", "requestedAt", "updatedAt"):
        assert await waiting(admin, **of, sort=sort) == ids
        assert await waiting(admin, **of, sort=sort, order="desc") == ids[::-1]
    body = await (await admin.get(PENDING, params=of | {"limit": 3, "page": 2})).json()
    assert [row["id"] for row in body["data"]] == ids[3:]
    assert body["pagination"] == {"page": 2, "limit": 3, "total": 4, "pages": 2, "hasNext": False, "hasPrev": True}


async def test_search_and_ranges(lms, make, admin, subject):
    name = unique("Zoë")
    learner = await people.learner(lms, make, display_name=name)
    asked = await ask(learner, subject)
    for order in ("asc", "desc"):
        for text in (name, name.upper(), f"{learner.account['username']}@", subject["name"]):
            assert await waiting(admin, search=text, order=order) == [asked["id"]]
        for edge in ("createdFrom", "createdTo", "updatedFrom", "updatedTo"):
            assert await waiting(admin, search=name, order=order, **{edge: asked["requestedAt"]}) == [asked["id"]]
        assert await waiting(admin, search=name, order=order, createdTo="2020-01-01") == []
        assert await waiting(admin, search=name, order=order, updatedFrom="2999-01-01") == []
        assert await waiting(admin, search=name, order=order, subjectId=NOBODYS) == []
        assert await waiting(admin, search=name + "%", order=order) == []


@pytest.mark.parametrize("field, value", [
    ("sort", "name"), ("order", "x"), ("page", "0"), ("limit", "101"), ("subjectId", "x"), ("createdTo", "x"), ("search", "x" * 501),
])  # fmt: skip
async def test_wrong_queries(admin, field, value):
    status, code, details = await refused(await admin.get(PENDING, params={field: value}))
    assert (status, code, details["field"]) == (422, "VALIDATION_ERROR", field)
