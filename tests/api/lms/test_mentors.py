"""Applications to become a mentor, and what administrators decide."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server import keys
from tests.api.lms import people
from tests.api.lms.people import data, refused
from tests.api.lms.test_enrollments import NOBODYS, mails
from tests.make import unique

FIELDS = {
    "id", "userId", "userName", "userEmail", "motivation", "experience", "subjects", "submittedAt", "status", "reviewedAt", "reviewedBy",
    "reason",
}  # fmt: skip
PENDING = "/admin/mentor/pending"


@pytest.fixture
async def admin(lms, make):
    return await people.admin(lms, make)


@pytest.fixture
async def learner(lms, make):
    return await people.learner(lms, make)


async def apply(who: Any, **body: Any) -> dict[str, Any]:
    return await data(await who.post("/mentor/apply", json={"motivation": "I like it."} | body), 201)


def deciding(id: Any) -> list[str]:
    return [f"/admin/mentor/{id}/approve", f"/admin/mentor/{id}/reject"]


async def roles(who: Any) -> list[str]:
    return (await data(await who.get("/auth/profile")))["roles"]


async def assignments(pool: Any, who: Any) -> list[dict[str, Any]]:
    rows = await pool.fetch(
        "select effective_from, effective_until, assigned_by from role_assignments where account_id = $1 and role = 'mentor' order by 1",
        who.account["id"],
    )
    return [dict(row) for row in rows]


# Who may


async def test_needs_a_credential(lms, learner):
    applied = await apply(learner)
    unauthorized = (401, "UNAUTHORIZED", {})
    assert await refused(await lms.post("/mentor/apply", json={"motivation": "x"})) == unauthorized
    assert await refused(await lms.get(PENDING)) == unauthorized
    for path in deciding(applied["id"]):
        assert await refused(await lms.put(path)) == unauthorized


async def test_applying_is_for_learners(lms, make, pool):
    for given, held in (((("learning", "admin"),), ["ADMIN"]), (((None, "admin"),), ["ADMIN"]), ((), [])):
        who = await people.client(lms, make, *given)
        await pool.execute(
            "update role_assignments set effective_until = now() where account_id = $1 and role = 'learner'", who.account["id"]
        )
        expected = (403, "FORBIDDEN", {"required": ["LEARNER"], "user_roles": held})
        assert await refused(await who.post("/mentor/apply", json={"motivation": "x"})) == expected
        assert await refused(await who.post("/mentor/apply", json={})) == expected
    assert (await apply(await people.admin(lms, make)))["status"] == "PENDING"


async def test_deciding_is_for_administrators(lms, make, learner):
    applied = await apply(learner)
    mentor = await people.mentor(lms, make)
    other = await people.client(lms, make, ("training", "admin"))
    for who, held in ((learner, ["LEARNER"]), (mentor, ["LEARNER", "MENTOR"]), (other, ["LEARNER"])):
        expected = (403, "FORBIDDEN", {"required": ["ADMIN"], "user_roles": held})
        assert await refused(await who.get(PENDING)) == expected
        for path in deciding(applied["id"]):
            assert await refused(await who.put(path)) == expected


async def test_scopes(lms, make, learner):
    applied = await apply(learner)
    reader, writer = [await people.admin(lms, make, scopes=(f"learning.{verb}",)) for verb in ("read", "write")]
    for response in (
        await reader.post("/mentor/apply", json={"motivation": "x"}), await reader.put(deciding(applied["id"])[0]),
        await writer.get(PENDING),
    ):  # fmt: skip
        status, code, details = await refused(response)
        assert (status, code, len(details["scopes"])) == (403, "FORBIDDEN", 1)
    assert (await reader.get(PENDING)).status == 200
    assert (await writer.put(deciding(applied["id"])[1])).status == 200


# Applying


@pytest.mark.parametrize("body, field, message", [
    ({}, "motivation", "Field required"), ({"motivation": None}, "motivation", "valid string"),
    ({"motivation": 5}, "motivation", "valid string"),
    ({"motivation": " \n"}, "motivation", "at least 1"), ({"motivation": "x" * 20_001}, "motivation", "at most 20000"),
    ({"motivation": "x", "experience": 5}, "experience", "valid string"),
    ({"motivation": "x", "experience": "x" * 20_001}, "experience", "at most 20000"),
    ({"motivation": "x", "subjects": "algebra"}, "subjects", "valid list"),
    ({"motivation": "x", "subjects": [5]}, "subjects.0", "valid string"),
    ({"motivation": "x", "subjects": ["a", ""]}, "subjects.1", "at least 1"),
    ({"motivation": "x", "subjects": ["x" * 201]}, "subjects.0", "at most 200"),
    ({"motivation": "x", "subjects": ["x"] * 101}, "subjects", "at most 100"),
])  # fmt: skip
async def test_wrong_applications(learner, body, field, message):
    status, code, details = await refused(await learner.post("/mentor/apply", json=body))
    assert (status, code, details["field"]) == (422, "VALIDATION_ERROR", field)
    assert message in details["message"]


async def test_a_learner_applies(learner):
    account = learner.account
    applied = await apply(learner, motivation=" Because. ", experience=" Much ", subjects=[" Algebra ", NOBODYS], unknown=1)
    assert set(applied) == FIELDS
    assert {name: applied[name] for name in FIELDS - {"id", "submittedAt"}} == {
        "userId": str(account["uuid"]), "userName": account["username"].title(), "userEmail": f"{account['username']}@example.org",
        "motivation": "Because.", "experience": "Much", "subjects": ["Algebra", NOBODYS], "status": "PENDING", "reviewedAt": None,
        "reviewedBy": None, "reason": None,
    }  # fmt: skip


async def test_what_may_be_left_out(lms, make):
    for body in ({}, {"experience": None, "subjects": None}, {"experience": "", "subjects": []}):
        applied = await apply(await people.learner(lms, make), **body)
        assert (applied["experience"], applied["subjects"]) == (None, [])


async def test_one_application_waits_and_mentors_need_none(learner, admin):
    applied = await apply(learner)
    again = await refused(await learner.post("/mentor/apply", json={"motivation": "x"}))
    assert again == (409, "CONFLICT", {"resource": "mentor_application", "field": "status", "value": "PENDING"})
    await data(await admin.put(deciding(applied["id"])[1]))
    applied = await apply(learner)
    await data(await admin.put(deciding(applied["id"])[0]))
    again = await refused(await learner.post("/mentor/apply", json={"motivation": "x"}))
    assert again == (409, "CONFLICT", {"resource": "mentor_application", "field": "role", "value": "MENTOR"})


async def test_of_eight_applications_at_once_one_is_kept(learner):
    responses = await asyncio.gather(*(learner.post("/mentor/apply", json={"motivation": "x"}) for _ in range(8)))
    assert Counter(response.status for response in responses) == {201: 1, 409: 7}


# Deciding


@pytest.mark.parametrize("id", [NOBODYS, "5", "x"])
async def test_one_that_is_not_there_is_404(admin, id):
    for path in deciding(id):
        assert await refused(await admin.put(path)) == (404, "NOT_FOUND", {"resource": "mentor_application", "id": id})


async def test_approval_gives_the_role_at_once(learner, admin, pool):
    assert await roles(learner) == ["LEARNER"]
    applied = await apply(learner)
    decided = await data(await admin.put(deciding(applied["id"])[0]))
    assert decided == applied | {"status": "APPROVED", "reviewedAt": decided["reviewedAt"], "reviewedBy": str(admin.account["uuid"])}
    assert await roles(learner) == ["LEARNER", "MENTOR"]
    (given,) = await assignments(pool, learner)
    assert (given["effective_until"], given["assigned_by"]) == (None, admin.account["id"])
    actions = await pool.fetch(
        "select action from audit_entries where object_type = 'account' and object_id = $1", str(learner.account["id"])
    )
    assert "account.give_role" in {row["action"] for row in actions}


async def test_rejection_gives_none_and_one_may_apply_again(learner, admin, pool):
    applied = await apply(learner)
    decided = await data(await admin.put(deciding(applied["id"])[1], json={"reason": " Later. "}))
    assert (decided["status"], decided["reason"]) == ("REJECTED", "Later.")
    assert (await roles(learner), await assignments(pool, learner)) == (["LEARNER"], [])
    assert (await apply(learner))["id"] != applied["id"]


@pytest.mark.parametrize("sent, status", [({"json": {"reason": []}}, 422), ({"json": "x"}, 422), ({"data": b"{"}, 400)])
async def test_a_wrong_reason_decides_nothing(learner, admin, sent, status):
    applied = await apply(learner)
    assert (await refused(await admin.put(deciding(applied["id"])[1], **sent)))[0] == status
    assert (await data(await admin.put(deciding(applied["id"])[1])))["reason"] is None


@pytest.mark.parametrize("first, status", [(0, "APPROVED"), (1, "REJECTED")])
async def test_a_decision_is_final(learner, admin, pool, first, status):
    applied = await apply(learner)
    await data(await admin.put(deciding(applied["id"])[first]))
    for path in deciding(applied["id"]):
        assert await refused(await admin.put(path)) == (
            409, "CONFLICT", {"resource": "mentor_application", "field": "status", "value": status})  # fmt: skip
    assert len(await assignments(pool, learner)) == 1 - first


async def test_of_parallel_decisions_one_counts(lms, make, server, pool, learner):
    admins = [await people.admin(lms, make) for _ in range(4)]
    applied = await apply(learner)
    responses = await asyncio.gather(*(who.put(path) for who in admins for path in deciding(applied["id"])))
    assert Counter(response.status for response in responses) == {200: 1, 409: 7}
    winner = await data(next(response for response in responses if response.status == 200))
    is_mentor = winner["status"] == "APPROVED"
    assert len(await assignments(pool, learner)) == is_mentor
    assert ("MENTOR" in await roles(learner)) == is_mentor
    assert len(await mails(server, pool, winner["userEmail"])) == 1


@pytest.mark.parametrize("change", [
    "update accounts set is_active = false where id = $1", "delete from account_domains where account_id = $1 and domain = 'learning'",
    "update account_domains set state = 'inactive' where account_id = $1 and domain = 'learning'",
])  # fmt: skip
async def test_who_does_not_open_learning_any_more_is_rejected_only(learner, admin, pool, change):
    applied = await apply(learner)
    await pool.execute(change, learner.account["id"])
    response = await admin.put(deciding(applied["id"])[0])
    assert await refused(response) == (
        409, "CONFLICT", {"resource": "mentor_application", "field": "userId", "value": str(learner.account["uuid"])})  # fmt: skip
    assert (await response.json())["error"] == "The user does not open learning any more"
    assert await assignments(pool, learner) == []
    assert (await data(await admin.put(deciding(applied["id"])[1])))["status"] == "REJECTED"


async def test_a_role_given_meanwhile_stays_as_it_is(learner, admin, pool):
    applied = await apply(learner)
    ends = (datetime.now(UTC) + timedelta(days=9)).isoformat()
    account = learner.account
    await data(await admin.post(f"/users/{account['uuid']}/roles", json={"role": "MENTOR", "effectiveEndDate": ends}), 201)
    assert (await data(await admin.put(deciding(applied["id"])[0])))["status"] == "APPROVED"
    (given,) = await assignments(pool, learner)
    assert given["effective_until"].isoformat() == ends


async def test_a_role_given_for_later_begins_earlier(learner, admin, pool):
    applied = await apply(learner)
    begins = datetime.now(UTC) + timedelta(days=9)
    account = learner.account
    body = {"role": "MENTOR", "effectiveStartDate": begins.isoformat()}
    await data(await admin.post(f"/users/{account['uuid']}/roles", json=body), 201)
    assert await roles(learner) == ["LEARNER"]
    await data(await admin.put(deciding(applied["id"])[0]))
    assert await roles(learner) == ["LEARNER", "MENTOR"]
    now, later = await assignments(pool, learner)
    assert (now["effective_until"], later["effective_from"], later["effective_until"]) == (begins, begins, None)


# Mail


@pytest.mark.parametrize(
    "language, approved, rejected", [("en", "You are a mentor now", "not approved"), ("de", "jetzt Mentor", "abgelehnt")]
)
async def test_the_applicant_is_told_in_his_language(lms, make, server, pool, admin, language, approved, rejected):
    learner = await people.learner(lms, make, language=language)
    await data(await admin.put(deciding((await apply(learner))["id"])[1], json={"reason": "<i>Later</i>"}))
    await data(await admin.put(deciding((await apply(learner))["id"])[0]))
    sent = await mails(server, pool, f"{learner.account['username']}@example.org")
    sent.sort(key=lambda mail: mail["values"]["is_approved"])
    assert [(mail["template"], mail["language"]) for mail in sent] == [("mentor_application_decided", language)] * 2
    written = [server.app[keys.MAILER].render(mail["template"], mail["language"], mail["values"]) for mail in sent]
    for mail, words in zip(written, (rejected, approved), strict=True):
        assert words in mail.subject
        assert "/app/learning/mentor" in mail.text and "/app/learning/mentor" in mail.html
    assert "<i>Later</i>" in written[0].text and "&lt;i&gt;Later&lt;/i&gt;" in written[0].html


# What waits


async def waiting(who: Any, **params: Any) -> list[str]:
    return [row["id"] for row in await data(await who.get(PENDING, params=params))]


async def test_what_waits_is_listed_oldest_first(lms, make, admin):
    word = unique("word")
    learners = [await people.learner(lms, make) for _ in range(5)]
    ids = [(await apply(who, motivation=f"x {word} y"))["id"] for who in learners]
    await data(await admin.put(deciding(ids.pop(2))[0]))
    rows = await data(await admin.get(PENDING, params={"search": word}))
    assert ([row["id"] for row in rows], {frozenset(row) for row in rows}) == (ids, {frozenset(FIELDS)})
    for sort in ("createdAt", "submittedAt", "updatedAt"):
        assert await waiting(admin, search=word, sort=sort) == ids
        assert await waiting(admin, search=word, sort=sort, order="desc") == ids[::-1]
    body = await (await admin.get(PENDING, params={"search": word, "limit": 3, "page": 2})).json()
    assert [row["id"] for row in body["data"]] == ids[3:]
    assert body["pagination"] == {"page": 2, "limit": 3, "total": 4, "pages": 2, "hasNext": False, "hasPrev": True}


async def test_search_and_ranges(lms, make, admin):
    name = unique("Zoë")
    learner = await people.learner(lms, make, display_name=name)
    applied = await apply(learner)
    for order in ("asc", "desc"):
        for text in (name, name.upper(), f"{learner.account['username']}@"):
            assert await waiting(admin, search=text, order=order) == [applied["id"]]
        for edge in ("createdFrom", "createdTo", "updatedFrom", "updatedTo"):
            assert await waiting(admin, search=name, order=order, **{edge: applied["submittedAt"]}) == [applied["id"]]
        assert await waiting(admin, search=name, order=order, createdTo="2020-01-01") == []
        assert await waiting(admin, search=name, order=order, updatedFrom="2999-01-01") == []


@pytest.mark.parametrize("field, value", [("sort", "name"), ("order", "x"), ("page", "0"), ("limit", "101"), ("createdTo", "x")])
async def test_wrong_queries(admin, field, value):
    status, code, details = await refused(await admin.get(PENDING, params={field: value}))
    assert (status, code, details["field"]) == (422, "VALIDATION_ERROR", field)
