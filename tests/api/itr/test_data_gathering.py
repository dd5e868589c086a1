"""What finished tests leave for research: no names, anonymised answers, only where the test allows it; who reads it."""

import asyncio
import json
from types import SimpleNamespace
from uuid import UUID

import pytest

from tests.api.itr import planned
from tests.make import unique

REFUSED = (404, "Invalid or expired token")
MASTER = {"IncludeMaster": "Y", "IncludeClient": "N"}
RESULTS = {
    "__1": {"__a": {"Value": "secret answer", "Anonimise": True}, "b": {"Value": "open answer", "Anonimise": False}},
    "rows": [{"Value": "hidden too", "Anonimise": True, "Visible": True}],
    "testTimeLeft": 5,
}


@pytest.fixture
async def seat(office, candidate, people, make):
    client = await candidate(office.company_id)
    group = await planned.session(office.client, SessionType=100, Description="Class 3", PluginData={"a": 1})
    mailed = f"{unique('boss')}@example.org"
    session = await planned.session(office.client, client.person_id, GroupSessionID=group, EMailNotificationAdresses=mailed)
    test = await planned.test(office.client, session, client.person_id)
    async with make.pool.acquire() as conn:
        await conn.execute("update persons set first_name = $2, last_name = $2, sex = 2, age = 33, birth_on = '1990-01-02' where id = $1",
                           client.person_id, name := unique("Name"))  # fmt: skip
        email = await conn.fetchval("select email from persons where id = $1", client.person_id)
    researcher = await people("is_office_user", "is_researcher", company_id=office.company_id)
    return SimpleNamespace(client=client, office=office.client, company_id=office.company_id, session=session, test=test, email=email,
                           name=name, mailed=mailed, researcher=researcher, path=f"/sessiontests/{session}/{test}", make=make)  # fmt: skip


async def finish(seat, **fields):
    assert (await seat.office.post(seat.path, json={"Status": 30, "Results": RESULTS} | fields)).status == 200


async def gathered(client, seat, headers=None):
    """The rows of the session, each with all its columns."""
    rows = await (await client.get("/datagathering", headers={"Filter": f"SessionID={seat.session}"} | (headers or {}))).json()
    return [await (await client.get(f"/datagathering/{row['ID']}", headers=headers or {})).json() for row in rows]


async def test_nobody_but_researchers_reads_it(itr, seat, people):
    await finish(seat)
    (row,) = await gathered(seat.researcher, seat)
    path = f"/datagathering/{row['ID']}"
    supervisor = await people("is_office_user", "is_organisation_supervisor", company_id=seat.company_id)
    for client, status in ((itr, 404), (seat.client, 403), (seat.office, 403), (supervisor, 403)):
        response = await client.get("/datagathering")
        assert (response.status, await response.text()) == REFUSED
        assert (await client.get(path)).status == (await client.delete(path)).status == status
    stranger = await people("is_office_user", "is_researcher")
    assert await gathered(stranger, seat) == []
    assert (await stranger.get(path)).status == (await stranger.delete(path)).status == 404
    assert await gathered(seat.researcher, seat, MASTER) == [row]


async def test_names_and_addresses_stay_out(seat, people):
    await finish(seat)
    master = await people("is_office_user", "is_researcher", is_master=True)
    own, central = await gathered(seat.researcher, seat), await gathered(master, seat, MASTER)
    assert len(own) == len(central) == 1
    for row in (*own, *central):
        text = json.dumps(row)
        for secret in (seat.name, seat.email, seat.mailed, "secret answer", "hidden too"):
            assert secret not in text
        person = json.loads(row["PersonData"])
        assert sorted(person) == ["Age", "BirthDate", "DateOfLastTest", "Sex", "UserDefinedFields"]
        assert (person["Age"], person["Sex"], person["BirthDate"]) == (33, 2, "1990-01-02")
        results = json.loads(row["TestData"])["Results"]
        assert results["__1"] == {"__a": {"Value": "*ANONIMISED*", "Anonimise": True}, "b": {"Value": "open answer", "Anonimise": False}}
        assert results["rows"][0]["Value"] == "*ANONIMISED*" and results["testTimeLeft"] == 5
        assert json.loads(row["GroupData"])["PluginData"] == ""
        assert json.loads(row["SessionData"])["ID"] == seat.session
        assert (row["GroupDescription"], row["SessionDescription"], row["CompanyDescription"]) == ("Class 3", "Planned", "Clinic")
        assert row["CompanyID"] == str(seat.company_id)
    # The answers themselves stay as they were given.
    assert (await (await seat.office.get(seat.path)).json())["Results"] == RESULTS


async def test_one_row_for_each_session_and_test(seat):
    await asyncio.gather(*(finish(seat, CurrentPage=number) for number in range(4)))
    await finish(seat, Results={"last": {"Value": "x"}})
    (row,) = await gathered(seat.researcher, seat)
    assert json.loads(row["TestData"])["Results"] == {"last": {"Value": "x"}}


async def test_a_running_test_leaves_nothing(seat):
    await seat.office.post(seat.path, json={"Status": 20, "Results": RESULTS})
    assert await gathered(seat.researcher, seat) == []


@pytest.mark.parametrize("plugin_data, count", [
    ({"DataGathering": {"Allowed": False}}, 0), ({"DataGathering": {"Allowed": "false"}}, 0), ({"DataGathering": {"Allowed": True}}, 1),
    ({"DataGathering": {}}, 1), ({"DataGathering": "x"}, 1), ({}, 1), ([], 1), ("no JSON", 1), ("", 1),
])  # fmt: skip
@pytest.mark.parametrize("is_central", [False, True])
async def test_where_the_test_forbids_it_nothing_is_gathered(seat, plugin_data, count, is_central):
    text = plugin_data if isinstance(plugin_data, str) else json.dumps(plugin_data)
    async with seat.make.pool.acquire() as conn:
        await conn.execute("insert into tests (company_id, id, total_time_available_for_this_test, plugin_data)"
                           " select case when $3 then null else company_id end, test_id, 0, $2 from session_tests where id = $1",
                           UUID(seat.test), text, is_central)  # fmt: skip
    await finish(seat)
    assert len(await gathered(seat.researcher, seat)) == count


@pytest.mark.parametrize("results", ["", "no JSON", [], 5, None, {"Anonimise": True}, {"x": {"Anonimise": True, "Value": {"deep": 1}}}])
async def test_whatever_the_results_are(seat, results):
    await finish(seat, Results=results)
    (row,) = await gathered(seat.researcher, seat)
    assert "deep" not in row["TestData"]
