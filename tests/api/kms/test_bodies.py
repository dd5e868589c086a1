"""Numbers and truth of a body stand there as such; what the document says of them is what counts."""

import pytest

from tests.api.kms import people
from tests.api.kms.test_sign_in import faults_of

INTEGER = ("value is not a valid integer", "type_error.integer")


@pytest.mark.parametrize("value", ["5", True, False, 1.5, [], {}, ""])
@pytest.mark.parametrize("field", ["duration_minutes", "credits", "max_participants"])
async def test_a_number_of_a_training_is_a_number(kms, make, field, value):
    body = {"title": "x"} | people.FIELDS | {field: value}
    assert await faults_of(await (await people.manager(kms, make)).post("/trainings", json=body)) == [(["body", field], *INTEGER)]


@pytest.mark.parametrize("value", ["1", True, 1.5])
async def test_so_are_ids_and_scores(kms, make, value):
    who = await people.manager(kms, make)
    assert await faults_of(await who.post("/registrations", json={"training_id": value})) == [(["body", "training_id"], *INTEGER)]
    sent = {"status": "ATTENDED", "feedback_score": value}
    assert await faults_of(await who.put("/registrations/1", json=sent)) == [(["body", "feedback_score"], *INTEGER)]


@pytest.mark.parametrize("value", ["true", 1, 0, "off", []])
async def test_truth_is_true_or_false(kms, make, value):
    admin = await people.admin(kms, make)
    response = await admin.put(f"/users/{admin.account['id']}", json={"is_active": value})
    assert await faults_of(response) == [(["body", "is_active"], "value could not be parsed to a boolean", "type_error.bool")]


async def test_a_whole_number_may_end_in_zero(kms, make):
    training = await people.training(await people.manager(kms, make), credits=2.0)
    assert training["credits"] == 2


@pytest.mark.parametrize("number", ["9" * 31, "-" + "9" * 40, "0" * 40 + "5"])
async def test_ids_without_an_end_are_numbers_too(kms, make, number):
    response = await (await people.manager(kms, make)).get(f"/registrations/{number}")
    assert (response.status, (await response.json())["code"]) == (404, "NOT_FOUND")
