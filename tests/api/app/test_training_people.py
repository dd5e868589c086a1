"""GET /training/people."""

import pytest

from server.domain.actor import DOMAINS
from tests.api.kms import people
from tests.conftest import Client
from tests.make import PASSWORD


@pytest.fixture
async def kms(anonymous: Client) -> Client:
    return Client(anonymous.session, anonymous.url + "/kms/api/v1")


@pytest.fixture
async def asking(app_api, make):
    """The people that somebody with these roles is told of; a list of ids, or the status and code of a refusal."""

    async def ask(*ids, roles=(), domains=DOMAINS):
        session = await make.session(await make.account(password=PASSWORD, roles=roles, domains=domains))
        response = await app_api.using(session_id=session).get("/training/people", params=[("id", str(one)) for one in ids])
        found = await response.json()
        return found["people"] if response.status == 200 else (response.status, found["code"], found.get("errors"))

    return ask


async def test_needs_a_session_with_the_domain(app_api, make, asking):
    response = await app_api.get("/training/people?id=1")
    assert (response.status, (await response.json())["code"]) == (401, "missing")
    token = await make.token(await make.account())
    response = await app_api.using(token=token).get("/training/people?id=1")
    assert (response.status, (await response.json())["code"]) == (401, "wrong_kind")
    assert (await asking(1, domains=["research"]))[:2] == (403, "denied")


@pytest.mark.parametrize(
    "ids, code", [((), "required"), (("x",), "not_integer"), ((0,), "too_small"), ((2**63,), "too_big"), (range(1, 102), "too_long")]
)
async def test_wrong_ids(asking, ids, code):
    status, refused, faults = await asking(*ids)
    assert (status, refused) == (422, "invalid")
    assert faults[0]["path"][0] == "id" and faults[0]["code"] == code


async def test_managers_are_told_of_participants_others_of_who_teaches(asking, kms, make):
    teacher, drafter = await people.manager(kms, make), await people.manager(kms, make)
    participant, stranger = await people.employee(kms, make), await people.employee(kms, make)
    training = await people.training(teacher)
    await people.training(drafter, status="DRAFT")
    registration = await people.registered(participant, training["id"])
    assert (await participant.delete(f"/registrations/{registration['id']}")).status == 200
    ids = [who.account["id"] for who in (teacher, drafter, participant, stranger)]
    named = [{"id": who.account["id"], "name": who.account["username"].title()} for who in (teacher, drafter, participant)]
    assert await asking(*ids) == named[:1]
    assert await asking(*ids, roles=(("training", "knowledge_manager"),)) == named
    assert await asking(*ids, roles=(("research", "admin"),)) == named[:1]
    assert (await teacher.delete(f"/registrations/{registration['id']}")).status == 200
    assert (await teacher.delete(f"/trainings/{training['id']}")).status == 200
    assert await asking(*ids) == []
