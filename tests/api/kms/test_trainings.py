"""Trainings: list, get, make, change, delete (seed 000; specs/openkms.md §4)."""

import re

import pytest

from tests.api.kms import people
from tests.make import unique

FIELDS = {"id", "title", "description", "category", "level", "status", "duration_minutes", "credits", "instructor_id", "max_participants",
          "created_at", "updated_at"}  # fmt: skip
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
EVERY = (("GET", "/trainings"), ("POST", "/trainings"), ("GET", "/trainings/1"), ("PUT", "/trainings/1"), ("DELETE", "/trainings/1"))
WRITES = tuple(line for line in EVERY if line[0] != "GET")


@pytest.mark.parametrize("method, path", EVERY)
async def test_without_a_token_nothing_opens(kms, method, path):
    response = await kms.request(method, path, json={})
    assert response.status == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("method, path", WRITES)
async def test_employees_write_nothing(kms, make, method, path):
    who = await people.employee(kms, make)
    response = await who.request(method, path, json={})
    assert (response.status, (await response.json())["detail"]) == (403, "Not authorized to perform this action")


@pytest.mark.parametrize("method, path", EVERY)
async def test_a_token_needs_the_scope(kms, make, method, path):
    who = await people.manager(kms, make, scopes=("learning.read", "learning.write"))
    assert (await who.request(method, path, json={})).status == 403


@pytest.mark.parametrize("method, path", [line for line in EVERY if line[1] != "/trainings"])
@pytest.mark.parametrize("number, status", [("999999999", 404), ("0", 404), ("-1", 404), ("9" * 25, 404), ("abc", 422), ("1.5", 422)])
async def test_ids(kms, make, method, path, number, status):
    who = await people.manager(kms, make)
    response = await who.request(method, path.replace("1", number), json={})
    body = await response.json()
    assert response.status == status
    if status == 404:
        assert body["detail"] == f"Training with id {number} not found"
    else:
        assert body["detail"] == [{"loc": ["path", "training_id"], "msg": "value is not a valid integer", "type": "type_error.integer"}]


async def test_what_is_made_is_answered_as_documented(kms, make):
    who, title = await people.manager(kms, make), unique("Fire drills")
    response = await who.post("/trainings", json={"title": title} | people.FIELDS)
    made = await response.json()
    assert (response.status, made["message"]) == (201, "Training created successfully")
    assert set(made["training"]) == FIELDS - {"updated_at"}
    assert made["training"] | {"created_at": None} == {"id": made["training"]["id"], "title": title, "created_at": None,
                                                        "instructor_id": who.account["id"]} | people.FIELDS  # fmt: skip
    found = (await (await who.get(f"/trainings/{made['training']['id']}")).json())["training"]
    assert set(found) == FIELDS
    assert MOMENT.fullmatch(found["created_at"]) and MOMENT.fullmatch(found["updated_at"])


async def test_every_fault_of_a_new_training_is_listed(kms, make):
    who = await people.manager(kms, make)
    sent = {
        "title": " ",
        "description": None,
        "category": "COOKING",
        "level": 3,
        "duration_minutes": 0,
        "credits": -1,
        "max_participants": "x",
    }
    response = await who.post("/trainings", json=sent)
    faults = {tuple(fault["loc"]): fault["type"] for fault in (await response.json())["detail"]}
    assert response.status == 422
    assert faults == {
        ("body", "title"): "value_error.any_str.min_length", ("body", "description"): "type_error.none.not_allowed",
        ("body", "category"): "type_error.enum", ("body", "level"): "type_error.enum", ("body", "status"): "value_error.missing",
        ("body", "duration_minutes"): "value_error.number.not_ge", ("body", "credits"): "value_error.number.not_ge",
        ("body", "max_participants"): "type_error.integer",
    }  # fmt: skip


async def test_a_change_touches_what_is_given_only(kms, make):
    who = await people.manager(kms, make)
    training = await people.training(who)
    response = await who.put(f"/trainings/{training['id']}", json={"title": "New", "credits": 5})
    body = await response.json()
    assert (response.status, body["message"]) == (200, "Training updated successfully")
    assert set(body["training"]) == FIELDS - {"created_at"}
    after = (await (await who.get(f"/trainings/{training['id']}")).json())["training"]
    assert after | {"updated_at": None} == training | {"title": "New", "credits": 5, "updated_at": None}


@pytest.mark.parametrize(
    "field", ["title", "description", "category", "level", "status", "duration_minutes", "credits", "max_participants"]
)
async def test_null_is_no_value_of_a_field(kms, make, field):
    who = await people.manager(kms, make)
    training = await people.training(who)
    response = await who.put(f"/trainings/{training['id']}", json={field: None})
    assert (response.status, (await response.json())["detail"][0]["loc"]) == (422, ["body", field])


async def test_drafts_are_for_managers(kms, make):
    author, other = await people.manager(kms, make), await people.employee(kms, make)
    draft = await people.training(author, status="DRAFT")
    assert (await other.get(f"/trainings/{draft['id']}")).status == 404
    seen = await (await other.get(f"/trainings?search={draft['title']}")).json()
    assert (seen["trainings"], seen["total"]) == ([], 0)
    assert (await (await author.get(f"/trainings?search={draft['title']}&status=DRAFT")).json())["total"] == 1
    assert await people.code_of(await other.post("/registrations", json={"training_id": draft["id"]})) == (400, "TRAINING_NOT_PUBLISHED")


async def test_the_list_is_filtered_and_paged(kms, make):
    who, word = await people.manager(kms, make), unique("w")
    made = [await people.training(who, title=f"A 100% {word}", category="TECHNICAL", level="ADVANCED"),
            await people.training(who, description=f"about {word.upper()}_x", status="DRAFT")]  # fmt: skip

    async def ids(query):
        body = await (await who.get(f"/trainings?{query}")).json()
        assert body["total"] >= len(body["trainings"])
        return [training["id"] for training in body["trainings"]]

    mine = [training["id"] for training in made]
    assert await ids(f"search={word}") == mine
    assert await ids(f"search={word}_") == mine[1:]
    assert await ids(f"search=100%25 {word}") == mine[:1]
    assert await ids(f"search={word}&category=TECHNICAL") == mine[:1]
    assert await ids(f"search={word}&level=ADVANCED&status=PUBLISHED") == mine[:1]
    assert await ids(f"search={word}&status=DRAFT") == mine[1:]
    assert await ids(f"search={word}&instructor_id={who.account['id']}&limit=1") == mine[:1]
    assert await ids(f"search={word}&skip=1") == mine[1:]
    assert await ids(f"search={word}&instructor_id=0") == []
    page = await (await who.get(f"/trainings?search={word}&skip=1&limit=1")).json()
    assert (page["total"], page["skip"], page["limit"], set(page)) == (2, 1, 1, {"trainings", "total", "skip", "limit"})


@pytest.mark.parametrize("query, field", [("limit=1001", "limit"), ("limit=0", "limit"), ("skip=-1", "skip"), ("limit=x", "limit"),
                                          ("category=COOKING", "category"), ("level=1", "level"), ("status=GONE", "status"),
                                          ("instructor_id=x", "instructor_id")])  # fmt: skip
async def test_wrong_queries(kms, make, query, field):
    response = await (await people.employee(kms, make)).get(f"/trainings?{query}")
    assert (response.status, (await response.json())["detail"][0]["loc"]) == (422, ["query", field])


async def test_a_slash_at_the_end_is_no_other_address(kms, make):
    who = await people.manager(kms, make)
    for path in ("/trainings/", "/registrations/"):
        assert (await who.get(path)).status == 200
    assert (await who.post("/trainings/", json={"title": "x"} | people.FIELDS)).status == 201
    assert (await (await people.admin(kms, make)).get("/users/")).status == 200


async def test_a_training_goes_when_nobody_is_registered(kms, make):
    author, other = await people.manager(kms, make), await people.employee(kms, make)
    training = await people.training(author)
    registration = await people.registered(other, training["id"])
    assert await people.code_of(await author.delete(f"/trainings/{training['id']}")) == (400, "TRAINING_IN_USE")
    await other.delete(f"/registrations/{registration['id']}")
    response = await author.delete(f"/trainings/{training['id']}")
    assert (response.status, await response.json()) == (200, {"message": "Training deleted successfully"})
    for method, path in (("GET", ""), ("PUT", ""), ("DELETE", "")):
        assert (await author.request(method, f"/trainings/{training['id']}{path}", json={})).status == 404
    assert (await other.post("/registrations", json={"training_id": training["id"]})).status == 404
    assert (await other.get(f"/registrations/{registration['id']}")).status == 200


@pytest.mark.parametrize("path, name, values", [
    ("roles", "roles", ["EMPLOYEE", "KNOWLEDGE_MANAGER", "ADMIN"]),
    ("categories", "categories", ["SECURITY", "LEADERSHIP", "TECHNICAL", "COMPLIANCE"]),
    ("levels", "levels", ["BEGINNER", "INTERMEDIATE", "ADVANCED"]),
    ("statuses", "statuses", ["REGISTERED", "ATTENDED", "CANCELLED", "COMPLETED"]),
])  # fmt: skip
async def test_value_lists(kms, make, path, name, values):
    assert (await kms.get(f"/metadata/{path}")).status == 401
    response = await (await people.employee(kms, make)).get(f"/metadata/{path}")
    assert (response.status, await response.json()) == (200, {name: values})
