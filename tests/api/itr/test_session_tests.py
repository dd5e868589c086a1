"""Tests of sessions as the office plans, reads and pays for them."""

from types import SimpleNamespace

import pytest

from tests.api.itr import planned
from tests.api.itr.planned import ZERO, new_id


@pytest.fixture
async def seat(office, candidate):
    client = await candidate(office.company_id)
    session = await planned.session(office.client, client.person_id)
    test = await planned.test(office.client, session, client.person_id)
    path = f"/sessiontests/{session}/{test}"
    return SimpleNamespace(client=client, session=session, test=test, office=office.client, company_id=office.company_id, path=path)


async def test_without_a_session_there_is_nothing(itr, seat):
    for method, path in (("GET", "/sessiontests"), ("GET", f"/sessiontests/{seat.session}"), ("GET", seat.path), ("POST", seat.path),
                         ("DELETE", seat.path)):  # fmt: skip
        response = await itr.request(method, path)
        assert (response.status, await response.text()) == (404, "Invalid or expired token")


async def test_candidates_have_no_part_in_it(seat):
    assert (await seat.client.get("/sessiontests")).status == 404
    assert (await seat.client.get(f"/sessiontests/{seat.session}")).status == 404
    assert (await seat.client.get(seat.path)).status == 403
    assert (await seat.client.post(seat.path, json={"Status": 30})).status == 403
    assert (await seat.client.delete(seat.path)).status == 403


async def test_other_companies_reach_nothing(seat, people):
    stranger = await people("is_office_user")
    assert await (await stranger.get(f"/sessiontests/{seat.session}")).json() == []
    assert (await stranger.get(seat.path)).status == 404
    assert (await stranger.delete(seat.path)).status == 404
    given = {"TestID": ZERO, "PersID": ZERO, "TestLanguage": "en"}
    response = await stranger.post(seat.path, json=given)
    assert (response.status, await response.text()) == (400, "Could not be saved : a field names something that is not there")
    assert (await (await seat.office.get(seat.path)).json())["Status"] == 10


async def test_the_address_says_of_which_session(seat):
    other = await planned.session(seat.office)
    assert (await seat.office.get(f"/sessiontests/{other}/{seat.test}")).status == 404
    assert (await seat.office.post(f"/sessiontests/{other}/{seat.test}", json={"Status": 20})).status == 404
    assert (await seat.office.delete(f"/sessiontests/{other}/{seat.test}")).status == 404
    assert (await seat.office.post(seat.path, json={"SessionID": other})).status == 200
    assert (await (await seat.office.get(seat.path)).json())["SessionID"] == seat.session
    assert await (await seat.office.get(f"/audittrail/session/{seat.session}", headers={"Filter": "MessageID=4"})).json() == []


async def test_a_new_one_brings_what_it_must(seat):
    given = {"TestID": ZERO, "PersID": ZERO, "TestLanguage": "en"}
    for missing in given:
        body = {name: value for name, value in given.items() if name != missing}
        response = await seat.office.post(f"/sessiontests/{seat.session}/{new_id()}", json=body)
        assert (response.status, await response.text()) == (400, f"Could not be saved : {missing} is required")
    assert (await seat.office.post(f"/sessiontests/{new_id()}/{new_id()}", json=given)).status == 400


async def test_the_office_writes_everything_but_that_it_was_billed(seat):
    given = {
        "Results": {"a": 1},
        "Scores": {"b": 2},
        "Sequence": 4,
        "Status": 20,
        "NormID1": new_id(),
        "WarningMessage": "w",
        "Billed": True,
    }
    assert (await seat.office.post(seat.path, json=given)).status == 200
    row = await (await seat.office.get(seat.path)).json()
    assert {name: row[name] for name in given} == given | {"Billed": False}
    rows = await (await seat.office.get(f"/sessiontests/{seat.session}", headers={"Sort": "Sequence desc"})).json()
    assert [(each["id"], each["Sequence"], each["dbsource"]) for each in rows] == [(seat.test, 4, 0)]


@pytest.fixture
async def price(make, seat):
    """`await price(level)`: each test costs 5, and the company has so many credits left and may not owe."""

    async def set_level(level):
        text = "update companies set costs_per_test_in_units = 5, current_credit_level = $2, allow_negative_credits = false where id = $1"
        async with make.pool.acquire() as conn:
            await conn.execute(text, seat.company_id, level)
            await conn.execute(
                "insert into tests (company_id, id, costs, total_time_available_for_this_test)"
                " select company_id, test_id, 3, 0 from session_tests where id = $1 on conflict do nothing", seat.test,
            )  # fmt: skip

    return set_level


async def level(make, company_id):
    async with make.pool.acquire() as conn:
        return await conn.fetchval("select current_credit_level from companies where id = $1", company_id)


async def test_a_done_test_is_read_when_it_is_paid_for(seat, price, make):
    await price(0)
    assert (await seat.office.post(seat.path, json={"Status": 30, "Results": {"a": 1}})).status == 200
    response = await seat.office.get(seat.path)
    assert (response.status, await response.text()) == (403, "The session test is not invoiced yet. Are you out of credits?")
    await price(100)
    row = await (await seat.office.get(seat.path)).json()
    assert (row["Billed"], row["Results"]) == (True, {"a": 1})
    assert await level(make, seat.company_id) == 92
    await seat.office.post(seat.path, json={**row, "Billed": False})
    assert (await (await seat.office.get(seat.path)).json())["Billed"] is True
    assert await level(make, seat.company_id) == 92


async def test_the_trail_of_a_test(seat):
    await seat.office.post(seat.path, json={"Status": 30, "Results": "r", "CurrentPage": 2})
    assert (await seat.office.delete(seat.path)).status == 200
    rows = await (await seat.office.get(f"/audittrail/session/{seat.session}", headers={"Filter": "ObjectType=2"})).json()
    assert [(row["MessageID"], row["AuditMessage"].split(" %%")[0]) for row in rows] == [
        (2, "Session test updated for test"), (3, "Session test finished or viewed for test"), (4, "Session test deleted from session"),
    ]  # fmt: skip
    assert rows[2]["NewData"].startswith('{ "TestID": "') and rows[2]["ObjectID"] in rows[2]["NewData"]
