"""GET persons, GET persons/<id>."""

import pytest

from server.api.itr.entities import PERSONS
from tests.make import unique

NO_TOKEN = "Invalid or expired token"


@pytest.mark.parametrize("path", ["/persons", "/persons/9bba0ea9-0df8-4c5f-ac9f-323e16dc7d66"])
@pytest.mark.parametrize("token", [None, "W" + "0" * 32])
async def test_no_token_is_an_invalid_one(itr, path, token):
    response = await itr.using(session_id=token).get(path)
    assert (response.status, await response.text()) == (404, NO_TOKEN)


async def test_candidates_read_themselves_only(candidate, make):
    client = await candidate()
    other = await make.person(client.company_id)
    response = await client.get("/persons")
    assert (response.status, await response.text()) == (404, NO_TOKEN)
    response = await client.get(f"/persons/{other}")
    assert (response.status, await response.text()) == (404, "Person cannot be accessed as test taking user")
    row = await (await client.get(f"/persons/{client.person_id}")).json()
    assert (row["ID"], row["CompanyID"]) == (str(client.person_id), str(client.company_id))


async def test_persons_of_another_company_are_not_found(office, make):
    other = await make.person(await make.company())
    assert (await office.client.get(f"/persons/{other}")).status == 404
    assert await (await office.client.get("/persons")).json() == []


async def test_a_row_has_the_columns_of_the_document_and_no_password(office, make):
    person_id = await make.person(office.company_id)
    row = await (await office.client.get(f"/persons/{person_id}")).json()
    assert set(row) == set(PERSONS.wire)
    assert "Password" not in row
    assert (row["BirthDate"], row["DateOfLastTest"]) == ("Sat, 01 Jan 2000 00:00:00 GMT", "2000-01-01T05:00:00+00:00")
    listed = (await (await office.client.get("/persons")).json())[0]
    assert set(listed) == {*PERSONS.listed, "id", "dbsource"}
    assert listed["BirthDate"] == row["BirthDate"]


async def test_somebody_is_found_by_his_address(office, make):
    email = f"{unique('c')}@example.org"
    person_id = await make.person(office.company_id, email=email)
    await make.person(office.company_id)
    headers = {"Filter": f"EMail = '{email}'", "StartPage": "0", "PageSize": "5", "IncludeArchived": "N"}
    assert [row["ID"] for row in await (await office.client.get("/persons", headers=headers)).json()] == [str(person_id)]
    found = await (await office.client.get("/persons", headers={"SearchField": email.upper()})).json()
    assert [row["id"] for row in found] == [str(person_id)]


async def test_the_masters_headers_change_nothing_in_a_list(office, people, make):
    person_id = await make.person(office.company_id)
    master = await people("is_office_user", company_id=office.company_id, is_master=True)
    for headers in ({"IncludeMaster": "Y"}, {"IncludeMaster": "Y", "IncludeClient": "N"}, {"MASTER": "Y"}):
        assert [row["ID"] for row in await (await master.get("/persons", headers=headers)).json()] == [str(person_id)]


async def test_own_objects_only(people, make):
    colleague = await people("is_office_user")
    limited = await people("is_office_user", "may_work_with_own_objects_only", company_id=colleague.company_id)
    own, other = await make.person(colleague.company_id), await make.person(colleague.company_id)
    async with make.pool.acquire() as conn:
        await conn.execute("update persons set managed_by_user_id = $2 where id = $1", own, limited.login_id)
    assert [row["ID"] for row in await (await limited.get("/persons")).json()] == [str(own)]
    assert (await limited.get(f"/persons/{other}")).status == 404
    assert len(await (await colleague.get("/persons")).json()) == 2
