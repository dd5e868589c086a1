"""Registrations: seats, one live one each, how a status may change (seed 000; specs/openkms.md §5)."""

import asyncio
from collections import Counter

import pytest

from tests.api.kms import people

EVERY = (("GET", "/registrations"), ("POST", "/registrations"), ("GET", "/registrations/1"), ("PUT", "/registrations/1"),
         ("DELETE", "/registrations/1"))  # fmt: skip
FIELDS = {"id", "user_id", "training_id", "status", "registered_at", "attended_at", "completion_date", "feedback_score"}
STATUSES = ("REGISTERED", "ATTENDED", "CANCELLED", "COMPLETED")
ALLOWED = {("REGISTERED", "ATTENDED"), ("REGISTERED", "COMPLETED"), ("REGISTERED", "CANCELLED"), ("ATTENDED", "COMPLETED"),
           ("ATTENDED", "REGISTERED"), ("CANCELLED", "REGISTERED")} | {(status, status) for status in STATUSES}  # fmt: skip


@pytest.mark.parametrize("method, path", EVERY)
async def test_without_a_token_nothing_opens(kms, method, path):
    assert (await kms.request(method, path, json={})).status == 401


@pytest.mark.parametrize("method, path", EVERY)
async def test_a_token_needs_the_scope(kms, make, method, path):
    assert (await (await people.manager(kms, make, scopes=("user.read",))).request(method, path, json={})).status == 403


@pytest.mark.parametrize("method, path", EVERY)
async def test_the_account_must_hold_training(kms, make, method, path):
    assert (await (await people.employee(kms, make, domains=("research",))).request(method, path, json={})).status == 403


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_somebody_elses_is_not_there(kms, make, method):
    author, owner, other = await people.manager(kms, make), await people.employee(kms, make), await people.employee(kms, make)
    registration = await people.registered(owner, (await people.training(author))["id"])
    response = await other.request(method, f"/registrations/{registration['id']}", json={"status": "CANCELLED"})
    assert (response.status, (await response.json())["detail"]) == (404, f"Registration with id {registration['id']} not found")
    assert (await (await owner.get(f"/registrations/{registration['id']}")).json())["registration"] == registration


async def test_a_seat_is_taken_once_and_freed(kms, make):
    author, who, next_one = await people.manager(kms, make), await people.employee(kms, make), await people.employee(kms, make)
    training = await people.training(author, max_participants=1)
    response = await who.post("/registrations", json={"training_id": training["id"]})
    body = await response.json()
    assert (response.status, body["message"], set(body["registration"])) == (201, "Registration successful", FIELDS)
    assert body["registration"] | {"id": 0, "registered_at": ""} == {
        "id": 0, "user_id": who.account["id"], "training_id": training["id"], "status": "REGISTERED", "registered_at": "",
        "attended_at": None, "completion_date": None, "feedback_score": None,
    }  # fmt: skip
    assert await people.code_of(await who.post("/registrations", json={"training_id": training["id"]})) == (400, "ALREADY_REGISTERED")
    assert await people.code_of(await next_one.post("/registrations", json={"training_id": training["id"]})) == (400, "TRAINING_FULL")
    for _ in range(2):
        response = await who.delete(f"/registrations/{body['registration']['id']}")
        assert (response.status, await response.json()) == (200, {"message": "Registration cancelled successfully"})
    await people.registered(next_one, training["id"])
    assert await people.code_of(await who.post("/registrations", json={"training_id": training["id"]})) == (400, "TRAINING_FULL")


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
async def test_how_a_status_may_change(kms, make, before, after):
    author, who = await people.manager(kms, make), await people.employee(kms, make)
    registration = await people.registered(who, (await people.training(author))["id"])
    address = f"/registrations/{registration['id']}"
    if before != "REGISTERED":
        assert (await author.put(address, json={"status": before})).status == 200
    was = (await (await author.get(address)).json())["registration"]
    response = await author.put(address, json={"status": after})
    body = await response.json()
    if (before, after) not in ALLOWED:
        assert (response.status, body["detail"][0]["loc"]) == (422, ["body", "status"])
        assert (await (await author.get(address)).json())["registration"] == was
        return
    assert (response.status, body["message"], body["registration"]["status"]) == (200, "Registration updated successfully", after)
    now = body["registration"]
    assert (now["attended_at"] is not None) == (after in ("ATTENDED", "COMPLETED") or was["attended_at"] is not None)
    assert (now["completion_date"] is not None) == (after == "COMPLETED")
    for stamp in ("registered_at", "attended_at", "completion_date"):
        assert was[stamp] is None or now[stamp] == was[stamp]


async def test_a_cancelled_one_comes_back_only_to_a_free_seat(kms, make):
    author, who, other = await people.manager(kms, make), await people.employee(kms, make), await people.employee(kms, make)
    training = await people.training(author, max_participants=1)
    first = await people.registered(who, training["id"])
    await who.put(f"/registrations/{first['id']}", json={"status": "CANCELLED"})
    second = await people.registered(other, training["id"])
    back = {"status": "REGISTERED"}
    assert await people.code_of(await author.put(f"/registrations/{first['id']}", json=back)) == (400, "TRAINING_FULL")
    await other.delete(f"/registrations/{second['id']}")
    assert (await author.put(f"/registrations/{first['id']}", json=back)).status == 200
    assert await people.code_of(await author.put(f"/registrations/{second['id']}", json=back)) == (400, "TRAINING_FULL")


async def test_what_the_person_himself_may(kms, make):
    author, who = await people.manager(kms, make), await people.employee(kms, make)
    registration = await people.registered(who, (await people.training(author))["id"])
    address = f"/registrations/{registration['id']}"
    for body in ({"status": "ATTENDED"}, {"status": "COMPLETED"}, {"status": "REGISTERED", "feedback_score": 5},
                 {"status": "CANCELLED", "feedback_score": 1}):  # fmt: skip
        assert (await who.put(address, json=body)).status == 403
    await author.put(address, json={"status": "ATTENDED"})
    response = await who.put(address, json={"status": "ATTENDED", "feedback_score": 4})
    assert (response.status, (await response.json())["registration"]["feedback_score"]) == (200, 4)
    assert await people.code_of(await who.delete(address)) == (400, "REGISTRATION_OVER")
    await author.put(address, json={"status": "COMPLETED"})
    response = await who.put(address, json={"status": "COMPLETED", "feedback_score": 5})
    assert (await response.json())["registration"]["feedback_score"] == 5


@pytest.mark.parametrize("body, field", [({}, "status"), ({"status": None}, "status"), ({"status": "GONE"}, "status"),
                                         ({"status": "ATTENDED", "feedback_score": 6}, "feedback_score"),
                                         ({"status": "ATTENDED", "feedback_score": 0}, "feedback_score"),
                                         ({"status": "ATTENDED", "feedback_score": "good"}, "feedback_score")])  # fmt: skip
async def test_faults_of_a_change(kms, make, body, field):
    author, who = await people.manager(kms, make), await people.employee(kms, make)
    registration = await people.registered(who, (await people.training(author))["id"])
    response = await author.put(f"/registrations/{registration['id']}", json=body)
    assert (response.status, (await response.json())["detail"][0]["loc"]) == (422, ["body", field])


@pytest.mark.parametrize("body, status", [({}, 422), ({"training_id": "x"}, 422), ({"training_id": 0}, 422),
                                          ({"training_id": 2**63}, 422), ({"training_id": 10**12}, 404)])  # fmt: skip
async def test_faults_of_a_registration(kms, make, body, status):
    assert (await (await people.employee(kms, make)).post("/registrations", json=body)).status == status


async def test_the_list_shows_ones_own_and_managers_all(kms, make):
    author, who, other = await people.manager(kms, make), await people.employee(kms, make), await people.employee(kms, make)
    training = await people.training(author)
    mine, theirs = await people.registered(who, training["id"]), await people.registered(other, training["id"])

    async def ids(reader, query=""):
        body = await (await reader.get(f"/registrations?training_id={training['id']}{query}")).json()
        assert set(body) == {"registrations", "total", "skip", "limit"}
        return [registration["id"] for registration in body["registrations"]], body["total"]

    assert await ids(who) == ([mine["id"]], 1)
    assert await ids(who, f"&user_id={other.account['id']}") == ([], 0)
    assert await ids(author) == ([mine["id"], theirs["id"]], 2)
    assert await ids(author, f"&user_id={other.account['id']}") == ([theirs["id"]], 1)
    assert await ids(author, "&status=CANCELLED") == ([], 0)
    assert await ids(author, "&skip=1&limit=1") == ([theirs["id"]], 2)


# Parallel requests: the database keeps the seats


@pytest.mark.sized("permissions")
async def test_seats_are_never_sold_twice(kms, make, full_size):
    author, rounds, requests = await people.manager(kms, make), 20 if full_size else 4, 200
    crowd = [await people.employee(kms, make) for _ in range(requests)]
    for _ in range(rounds):
        training = await people.training(author, max_participants=10)
        answers = await asyncio.gather(*(who.post("/registrations", json={"training_id": training["id"]}) for who in crowd))
        assert Counter(answer.status for answer in answers) == {201: 10, 400: requests - 10}
        listed = await (await author.get(f"/registrations?training_id={training['id']}&limit=1000")).json()
        assert listed["total"] == 10


async def test_a_person_has_one_live_registration(kms, make):
    author, who = await people.manager(kms, make), await people.employee(kms, make)
    training = await people.training(author)
    answers = await asyncio.gather(*(who.post("/registrations", json={"training_id": training["id"]}) for _ in range(20)))
    assert Counter(answer.status for answer in answers) == {201: 1, 400: 19}


async def test_the_last_seat_goes_to_one_of_those_who_come_back(kms, make):
    author = await people.manager(kms, make)
    training = await people.training(author, max_participants=8)
    crowd = [await people.employee(kms, make) for _ in range(8)]
    held = [await people.registered(who, training["id"]) for who in crowd]
    await asyncio.gather(*(who.delete(f"/registrations/{one['id']}") for who, one in zip(crowd, held, strict=True)))
    assert (await author.put(f"/trainings/{training['id']}", json={"max_participants": 1})).status == 200
    answers = await asyncio.gather(*(author.put(f"/registrations/{one['id']}", json={"status": "REGISTERED"}) for one in held))
    assert Counter(answer.status for answer in answers) == {200: 1, 400: 7}
