"""Companies: the own one, and all of them for master users."""

import asyncio
import uuid

import pytest

from server.api.itr.entities import COMPANIES
from tests.api.itr import planned
from tests.make import PASSWORD, unique

NO_TOKEN = "Invalid or expired token"
MASTER_ONLY = "You need to be master user to make this call with these parameters"
SOMETHING = "9bba0ea9-0df8-4c5f-ac9f-323e16dc7d66"


def given(identity, **fields):
    return {
        "ID": str(identity), "CompanyName": unique("Clinic"), "CompanyCountry": "Netherlands", "InternationalVATNr": "", "CompanyLogo": "",
        "ContactPerson": "", "ContactPhone": "", "ContactEMail": "", "YearlyLicenseFee": 0, "InvoiceCurrency": "Euro",
    } | fields  # fmt: skip


@pytest.fixture
async def master(people):
    return await people("is_office_user", is_master=True)


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "/companies"),
        ("GET", f"/companies/{SOMETHING}"),
        ("GET", "/companies/currentcompany"),
        ("POST", f"/companies/{SOMETHING}"),
        ("DELETE", f"/companies/{SOMETHING}"),
    ],
)
@pytest.mark.parametrize("token", [None, "W" + "0" * 32])
async def test_no_token_is_an_invalid_one(itr, method, path, token):
    response = await itr.using(session_id=token).request(method, path, json={})
    assert (response.status, await response.text()) == (404, NO_TOKEN)


async def test_everybody_reads_the_company_of_the_session(candidate, people):
    client = await candidate()
    office = await people("is_office_user", company_id=client.company_id)
    for each in (client, office):
        response = await each.get("/companies/currentcompany", headers={"CompanyID": SOMETHING})
        row = await response.json()
        assert (response.content_type, row["ID"]) == ("application/json", str(client.company_id))
        assert set(row) == set(COMPANIES.wire)
        assert await (await each.get(f"/companies/{client.company_id}")).json() == row


async def test_without_being_master_user_there_is_the_own_one_only(people, make):
    supervisor, other = await people("is_office_user", "is_organisation_supervisor"), await make.company()
    assert (await supervisor.get("/companies")).status == 404
    for method in ("GET", "POST", "DELETE"):
        response = await supervisor.request(method, f"/companies/{other}", json=given(other))
        assert (response.status, await response.text()) == (403, MASTER_ONLY)
    for method in ("POST", "DELETE"):
        assert (await supervisor.request(method, f"/companies/{supervisor.company_id}", json={})).status == 403


async def test_candidates_change_and_list_none(candidate):
    client = await candidate()
    assert (await client.get("/companies")).status == 404
    assert (await client.get(f"/companies/{SOMETHING}")).status == 403
    for method in ("POST", "DELETE"):
        assert (await client.request(method, f"/companies/{client.company_id}", json={})).status == 403


async def test_master_users_list_each_company_once(master, make):
    name = unique("Clinic")
    company_id = await make.company(name)
    for headers in ({}, {"IncludeMaster": "Y", "IncludeClient": "N"}, {"IncludeMaster": "Y"}):
        response = await master.get("/companies", headers=headers | {"SearchField": name.upper(), "StartPage": "-1"})
        rows = await response.json()
        assert [(row["ID"], row["id"], row["dbsource"]) for row in rows] == [(str(company_id), str(company_id), 1)]
        assert set(rows[0]) == {*COMPANIES.listed, "id", "dbsource"}


async def test_a_company_is_made_and_changed(master, new_id):
    identity = new_id()
    fields = {"AdditionalPersonFields": [{"a": 1}], "PluginData": {"b": 2}, "CurrentCreditLevel": 50, "MFAEnabled": False}
    response = await master.post(f"/companies/{identity}", json=given(identity, **fields))
    assert (response.status, await response.text()) == (200, "OK")
    row = await (await master.get(f"/companies/{identity}")).json()
    assert {name: row[name] for name in fields} == fields
    assert (row["LicenseEndDate"], row["PricePerCreditUnit"]) == ("2100-01-01T08:00:00+00:00", 0.1)
    assert (await master.post(f"/companies/{identity}", json=row | {"ContactPerson": "Ann"})).status == 200
    assert (await (await master.get(f"/companies/{identity}")).json()) == row | {"ContactPerson": "Ann"}


async def test_a_form_that_was_open_meanwhile_gives_no_credits_back(master, make, new_id):
    identity = new_id()
    await master.post(f"/companies/{identity}", json=given(identity, CurrentCreditLevel=50))
    assert (await master.post(f"/companies/{identity}", json={"CurrentCreditLevel": 99})).status == 200
    assert (await (await master.get(f"/companies/{identity}")).json())["CurrentCreditLevel"] == 50


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"CompanyName": None}, "CompanyName is required"),
        ({"CompanyName": "x" * 201}, "CompanyName is longer than 200 characters"),
        ({"YearlyLicenseFee": "much"}, "has a value that does not fit"),
        ({"LicenseEndDate": "someday"}, "has a value that does not fit"),
        ({"VATPercentage": "nan"}, "has a value that does not fit"),
        ({"ID": SOMETHING}, "ID is not that of the address"),
    ],
)
async def test_what_cannot_be_saved(master, new_id, fields, said):
    identity = new_id()
    response = await master.post(f"/companies/{identity}", json=given(identity) | fields)
    text = await response.text()
    assert response.status == 400
    assert text.startswith("Could not be saved : ")
    assert said in text
    assert (await master.get(f"/companies/{identity}")).status == 404


async def test_a_new_company_needs_its_columns(master, new_id):
    response = await master.post(f"/companies/{new_id()}", json={})
    assert response.status == 400
    assert "CompanyName is required" in await response.text()


async def test_zero_is_the_master_and_no_company(master):
    zero = uuid.UUID(int=0)
    assert (await master.post(f"/companies/{zero}", json=given(zero))).status == 404
    assert (await master.delete(f"/companies/{zero}")).status == 404


async def test_a_company_that_demands_a_code_shuts_who_has_given_none(master, people, itr, make):
    client = await people("is_office_user")
    row = await (await master.get(f"/companies/{client.company_id}")).json()
    assert (await master.post(f"/companies/{client.company_id}", json=row | {"MFAEnabled": True})).status == 200
    account = await make.account(password=PASSWORD)
    await make.login(account, client.company_id, "is_office_user")
    response = await itr.get("/login", headers={"UserID": account["username"], "Password": PASSWORD})
    assert (await response.json(content_type=None))["MFAStatus"] == "QR"


async def test_a_company_that_is_switched_off_is_shut_at_once(master, people):
    client = await people("is_office_user")
    assert (await client.get("/persons")).status == 200
    assert (await master.post(f"/companies/{client.company_id}", json={"Active": False})).status == 200
    assert (await client.get("/persons")).status == 404


async def test_a_company_goes_with_all_that_is_its_own(master, people, candidate, make):
    client = await candidate()
    office = await people("is_office_user", company_id=client.company_id)
    neighbour = await people("is_office_user")
    kept = await make.person(neighbour.company_id)
    session_id = await planned.session(office, client.person_id)
    await planned.test(office, session_id, client.person_id)
    grant = str(uuid.uuid4())
    body = {"ID": grant, "UserID": str(master.login_id), "CompanyID": str(client.company_id), "CreditsGranted": 5}
    assert (await master.post(f"/creditgrants/{grant}", json=body)).status == 200
    assert (await master.delete(f"/companies/{client.company_id}")).status == 200
    for each in (client, office):
        assert (await each.post("/checktoken")).status == 404
    assert (await master.get(f"/companies/{client.company_id}")).status == 404
    assert (await master.get(f"/creditgrants/{grant}")).status == 404
    async with make.pool.acquire() as conn:
        for relation in ("logins", "persons", "assessment_sessions", "session_tests", "assessment_audit"):
            text = f"select count(*) from {relation} where company_id = $1"  # noqa: S608
            assert await conn.fetchval(text, client.company_id) == 0, relation
    assert (await neighbour.get(f"/persons/{kept}")).status == 200
    assert (await master.delete(f"/companies/{client.company_id}")).status == 404


async def test_sessions_of_the_app_go_on_without_the_company(master, make, itr, client):
    account, company_id = await make.account(password=PASSWORD), await make.company()
    token = await make.session(account, login_id=await make.login(account, company_id, "is_office_user"))
    assert (await master.delete(f"/companies/{company_id}")).status == 200
    assert (await itr.using(session_id=token).get("/persons")).status == 404
    async with make.pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from sessions where account_id = $1", account["id"]) == 1


async def test_the_company_that_one_works_in_stays(master):
    response = await master.delete(f"/companies/{master.company_id}")
    assert (response.status, await response.text()) == (409, "The company cannot be removed : this session works in it")
    assert (await master.get("/companies/currentcompany")).status == 200


async def test_many_who_make_the_same_company_make_one(master, new_id):
    identity = new_id()
    answers = await asyncio.gather(*(master.post(f"/companies/{identity}", json=given(identity)) for _ in range(5)))
    assert [answer.status for answer in answers] == [200] * 5
