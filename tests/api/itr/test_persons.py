"""GET persons, persons/<id>, persons/<id>/password, persons/deleteunused; signing in with the code of a public session."""

import asyncio
import uuid

import pytest

from server import db
from server.api.itr.entities import PERSONS
from server.domain import links
from tests.api.itr import planned
from tests.make import PASSWORD, unique

NOBODY = "9bba0ea9-0df8-4c5f-ac9f-323e16dc7d66"
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


# Saving


def given(identity, **fields):
    return {"ID": str(identity), "EMail": f"{unique('c')}@example.org", "Password": "12345678", "Active": True} | fields


async def sign_in(itr, email, password, **headers):
    response = await itr.get("/login", headers={"UserID": email, "Password": password} | headers)
    return response.status, await response.text()


async def stored(make, person_id):
    async with make.pool.acquire() as conn:
        return await conn.fetchrow("select * from persons where id = $1", uuid.UUID(str(person_id)))


@pytest.mark.parametrize("method, path", [("POST", ""), ("DELETE", ""), ("GET", "/password")])
@pytest.mark.parametrize("token", [None, "W" + "0" * 32])
async def test_changes_need_a_session(itr, method, path, token):
    response = await itr.using(session_id=token).request(method, f"/persons/{NOBODY}{path}", json={})
    assert (response.status, await response.text()) == (404, NO_TOKEN)


async def test_a_new_person_can_sign_in_with_the_given_password(office, itr, make, new_id):
    identity = new_id()
    person = given(identity, FirstName="Cam", BirthDate="1990-05-01", PluginData={"a": 1}, CompanyID=new_id(), newPerson=True)
    response = await office.client.post(f"/persons/{identity}", json=person)
    assert (response.status, await response.text()) == (200, "OK")
    row = await (await office.client.get(f"/persons/{identity}")).json()
    assert (row["EMail"], row["FirstName"], row["PluginData"]) == (person["EMail"], "Cam", {"a": 1})
    assert (row["CompanyID"], row["BirthDate"]) == (str(office.company_id), "Tue, 01 May 1990 00:00:00 GMT")
    status, said = await sign_in(itr, person["EMail"], "12345678")
    assert status == 200
    assert '"MFAStatus":"NA"' in said.replace(" ", "")
    assert (await sign_in(itr, person["EMail"], "87654321"))[0] == 401
    kept = (await stored(make, identity))["password_hash"]
    assert "12345678" not in kept
    assert kept.startswith("$2")


async def test_an_empty_password_leaves_the_old_one(office, itr, new_id):
    identity = new_id()
    person = given(identity)
    await office.client.post(f"/persons/{identity}", json=person)
    response = await office.client.post(f"/persons/{identity}", json=person | {"Password": "", "LastName": "New"})
    assert response.status == 200
    assert (await sign_in(itr, person["EMail"], "12345678"))[0] == 200


async def test_a_new_password_ends_what_the_old_one_opened(office, candidate):
    client = await candidate(office.company_id)
    response = await office.client.post(f"/persons/{client.person_id}", json={"Password": "another1"})
    assert response.status == 200
    assert (await client.get(f"/persons/{client.person_id}")).status == 404


async def test_without_a_password_a_random_one_is_made_that_nobody_knows(office, itr, make, new_id):
    identity = new_id()
    person = given(identity, Password="")
    assert (await office.client.post(f"/persons/{identity}", json=person)).status == 200
    row = await stored(make, identity)
    assert row["has_login"]
    assert row["password_hash"]
    assert (await sign_in(itr, person["EMail"], ""))[0] == 401


async def test_an_inactive_person_gets_no_login_until_active(office, itr, make, new_id):
    identity = new_id()
    person = given(identity, Active=False)
    await office.client.post(f"/persons/{identity}", json=person)
    assert not (await stored(make, identity))["has_login"]
    assert (await sign_in(itr, person["EMail"], "12345678"))[0] == 401
    await office.client.post(f"/persons/{identity}", json={"Active": True, "Password": ""})
    assert (await sign_in(itr, person["EMail"], "12345678"))[0] == 200


async def test_a_candidate_with_the_address_of_an_account_has_a_password_of_its_own(office, itr, make, new_id):
    account = await make.account(password=PASSWORD, is_email_verified=True)
    identity = new_id()
    assert (await office.client.post(f"/persons/{identity}", json=given(identity, EMail=account["email"]))).status == 200
    assert (await sign_in(itr, account["email"], PASSWORD))[0] == 401, "the account has no login"
    assert str(office.company_id) in (await sign_in(itr, account["email"], "12345678"))[1]


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"EMail": "x" * 201}, "EMail is longer than 200 characters"),
        ({"BirthDate": "someday"}, "has a value that does not fit"),
        ({"Sex": "many"}, "has a value that does not fit"),
        ({"Active": "perhaps"}, "has a value that does not fit"),
        ({"EducationID": "x"}, "has a value that does not fit"),
        ({"ID": "00000000-0000-0000-0000-000000000001"}, "ID is not that of the address"),
        ({"Password": 5}, "Password has a value that does not fit"),
        ({"Password": "x" * 2000}, "Password cannot be stored"),
        ({"EMail": None}, "EMail is required"),
    ],
)
async def test_what_cannot_be_saved(office, make, new_id, fields, said):
    identity = new_id()
    response = await office.client.post(f"/persons/{identity}", json=given(identity) | fields)
    text = await response.text()
    assert response.status == 400
    assert text.startswith("Could not be saved : ")
    assert said in text
    assert await stored(make, identity) is None


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'"x"'])
async def test_a_body_that_is_no_object(office, new_id, body):
    assert (await office.client.post(f"/persons/{new_id()}", data=body)).status == 400


async def test_zero_is_no_person(office):
    assert (await office.client.post(f"/persons/{uuid.UUID(int=0)}", json={})).status == 404


async def test_a_second_active_person_with_an_address_is_refused(office, people, itr, make, new_id):
    first, second = new_id(), new_id()
    person = given(first)
    assert (await office.client.post(f"/persons/{first}", json=person)).status == 200
    again = given(second, EMail=person["EMail"].upper())
    response = await office.client.post(f"/persons/{second}", json=again)
    assert (response.status, await response.text()) == (409, "Could not be saved : another active person has this EMail")
    assert await stored(make, second) is None
    assert (await office.client.post(f"/persons/{second}", json=again | {"Active": False})).status == 200
    assert (await office.client.post(f"/persons/{second}", json={"Active": True})).status == 409
    assert (await office.client.post(f"/persons/{first}", json={"Active": False})).status == 200
    assert (await office.client.post(f"/persons/{second}", json={"Active": True})).status == 200
    assert (await office.client.post(f"/persons/{second}", json=again | {"Remarks": "as it is"})).status == 200
    elsewhere, other = await people("is_office_user"), new_id()
    assert (await elsewhere.post(f"/persons/{other}", json=given(other, EMail=person["EMail"]))).status == 200


async def test_of_many_who_take_an_address_at_once_one_gets_it(office, make, new_id):
    email, ids = f"{unique('c')}@example.org", [new_id() for _ in range(6)]
    answers = await asyncio.gather(*(office.client.post(f"/persons/{each}", json=given(each, EMail=email)) for each in ids))
    assert sorted(answer.status for answer in answers) == [200] + [409] * 5


async def test_persons_without_an_address_do_not_meet(office, new_id):
    for _ in range(2):
        identity = new_id()
        assert (await office.client.post(f"/persons/{identity}", json=given(identity, EMail=""))).status == 200


async def test_two_records_of_one_company_come_in_as_the_last(office, itr, make):
    email = f"{unique('c')}@example.org"
    await make.person(office.company_id, email=email)
    await make.person(office.company_id, email=email)
    status, said = await sign_in(itr, email, PASSWORD)
    assert status == 200
    assert '"MultipleCompaniesFound":"N"' in said.replace(" ", "")


async def test_a_person_of_another_company_is_not_changed(office, make):
    other = await make.person(await make.company())
    response = await office.client.post(f"/persons/{other}", json={"LastName": "Mine"})
    assert response.status == 404
    assert (await stored(make, other))["last_name"] == "Candidate"


async def test_own_objects_only_when_saving(people, make, new_id):
    limited = await people("is_office_user", "may_work_with_own_objects_only")
    other, own = await make.person(limited.company_id), new_id()
    assert (await limited.post(f"/persons/{other}", json={"LastName": "Mine"})).status == 404
    assert (await limited.delete(f"/persons/{other}")).status == 404
    assert (await limited.post(f"/persons/{own}", json=given(own))).status == 200
    assert (await stored(make, own))["managed_by_user_id"] == limited.login_id


# Candidates


async def test_candidates_write_the_time_of_their_last_test_only(candidate, make):
    client = await candidate()
    body = given(client.person_id, DateOfLastTest="2026-05-01T10:00:00Z", LastName="Changed", Password="")
    assert (await client.post(f"/persons/{client.person_id}", json=body)).status == 200
    row = await stored(make, client.person_id)
    assert (row["last_test_at"].isoformat(), row["last_name"]) == ("2026-05-01T10:00:00+00:00", "Candidate")
    assert row["email"] != body["EMail"]
    assert (await client.post(f"/persons/{client.person_id}", json=body | {"Password": "12345678"})).status == 200
    assert (await stored(make, client.person_id))["password_hash"] == row["password_hash"]
    assert (await client.post(f"/persons/{client.person_id}", json={"DateOfLastTest": "someday"})).status == 400


async def test_candidates_change_nobody_else(candidate, make, new_id):
    client = await candidate()
    for other in (await make.person(client.company_id), await make.person(await make.company()), new_id()):
        response = await client.post(f"/persons/{other}", json={"DateOfLastTest": "2026-05-01T10:00:00Z"})
        assert (response.status, await response.text()) == (404, "Person cannot be updated as test taking user")
    assert (await client.delete(f"/persons/{client.person_id}")).status == 403
    assert (await client.post("/persons/deleteunused")).status == 404


# Passwords


async def test_a_password_is_made_anew_and_told_once(people, itr, make):
    manager = await people("is_office_user", "is_password_manager")
    email = f"{unique('c')}@example.org"
    person_id = await make.person(manager.company_id, email=email)
    response = await manager.get(f"/persons/{person_id}/password")
    told = (await response.json(content_type=None))["Password"]
    assert (response.status, response.content_type, len(told)) == (200, "text/html", 8)
    assert (await sign_in(itr, email, told))[0] == 200
    assert (await sign_in(itr, email, PASSWORD))[0] == 401
    assert (await (await manager.get(f"/persons/{person_id}/password")).json(content_type=None))["Password"] != told


async def test_looking_at_the_headers_only_makes_none(people, make):
    manager = await people("is_office_user", "is_password_manager")
    person_id = await make.person(manager.company_id)
    before = (await stored(make, person_id))["password_hash"]
    assert (await manager.head(f"/persons/{person_id}/password")).status == 200
    assert (await stored(make, person_id))["password_hash"] == before


async def test_only_password_managers_get_one_and_of_their_company(office, people, make):
    person_id = await make.person(office.company_id)
    response = await office.client.get(f"/persons/{person_id}/password")
    assert (response.status, await response.text()) == (403, "You do not have the right to view a candidate password")
    manager = await people("is_office_user", "is_password_manager")
    before = (await stored(make, person_id))["password_hash"]
    assert (await manager.get(f"/persons/{person_id}/password")).status == 404
    assert (await stored(make, person_id))["password_hash"] == before


# Removing


async def test_a_person_goes_with_sessions_tests_and_the_right_to_sign_in(candidate, people, make):
    client = await candidate()
    office = await people("is_office_user", company_id=client.company_id)
    session_id = await planned.session(office, client.person_id)
    await planned.test(office, session_id, client.person_id)
    elsewhere = await planned.session(office)
    await planned.test(office, elsewhere, client.person_id)
    assert (await office.delete(f"/persons/{client.person_id}")).status == 200
    assert (await office.get(f"/persons/{client.person_id}")).status == 404
    assert (await office.get(f"/sessions/{session_id}")).status == 404
    assert await (await office.get(f"/sessiontests/{elsewhere}")).json() == []
    assert (await client.post("/checktoken")).status == 404
    assert (await office.delete(f"/persons/{client.person_id}")).status == 404


async def test_persons_of_another_company_are_not_removed(office, make):
    other = await make.person(await make.company())
    assert (await office.client.delete(f"/persons/{other}")).status == 404
    assert await stored(make, other) is not None


@pytest.mark.parametrize("path", ["/persons/deleteunused", "//persons/deleteunused"])
async def test_who_was_never_used_is_removed(office, people, make, path):
    unused, used, tested, foreign = [await make.person(office.company_id) for _ in range(3)] + [await make.person(await make.company())]
    await planned.session(office.client, used)
    await planned.test(office.client, await planned.session(office.client), tested)
    response = await office.client.post(path)
    assert (response.status, await response.text()) == (200, "remove ok")
    assert [await stored(make, each) is None for each in (unused, used, tested, foreign)] == [True, False, False, False]


async def test_who_works_with_own_objects_removes_the_own_ones(people, make):
    limited = await people("is_office_user", "may_work_with_own_objects_only")
    other = await make.person(limited.company_id)
    assert (await limited.post("/persons/deleteunused")).status == 200
    assert await stored(make, other) is not None


# Codes of public sessions


async def public(client, make, **fields):
    """(code, person) of a public session."""
    person_id, code = await make.person(client.company_id, password=None, has_login=False), unique("code")
    await planned.session(client, person_id, **{"SessionType": 200, "ShortLoginCode": code} | fields)
    return code, person_id


async def test_a_code_signs_in_as_the_person_of_the_session(people, itr, make):
    office = await people("is_office_user")
    code, person_id = await public(office, make)
    response = await itr.get("/login", headers={"Poll": code, "UserID": "", "Password": ""})
    made = await response.json(content_type=None)
    assert (response.status, response.content_type) == (200, "text/html")
    assert (made["CompanyID"], made["MFAStatus"], made["MultipleCompaniesFound"]) == (str(office.company_id), "NA", "N")
    client = itr.using(session_id=made["SessionID"])
    assert (await (await client.get("/logins/currentuser")).json())["ID"] == str(person_id)
    assert (await client.get("/persons")).status == 404


async def test_codes_that_open_nothing(people, itr, make):
    office = await people("is_office_user")
    shut, _ = await public(office, make, Active=False)
    single, _ = await public(office, make, SessionType=0)
    code, person_id = await public(office, make)
    elsewhere = {"CompanyID": str(await make.company())}
    for headers in ({"Poll": unique()}, {"Poll": shut}, {"Poll": single}, {"Poll": "%"}, {"Poll": code} | elsewhere):
        response = await itr.get("/login", headers=headers)
        assert (response.status, await response.text()) == (401, "Poll code not found")
    async with make.pool.acquire() as conn:
        await conn.execute("update persons set is_active = false where id = $1", person_id)
    assert (await itr.get("/login", headers={"Poll": code})).status == 401


async def test_an_empty_code_is_none(office, itr):
    response = await itr.get("/login", headers={"Poll": "", "UserID": office.account["username"], "Password": PASSWORD})
    assert response.status == 200


async def test_a_link_to_an_old_address_opens_nothing(office, itr, make, new_id):
    identity, email = new_id(), f"{unique('c')}@example.org"
    await office.client.post(f"/persons/{identity}", json=given(identity, EMail=f" {email} "))
    assert (await stored(make, identity))["email"] == email
    async with db.transaction(make.pool) as conn:
        token = await links.make(conn, "reset", seconds=300, person_id=uuid.UUID(identity))
    other = f"{unique('c')}@example.org"
    assert (await office.client.post(f"/persons/{identity}", json={"EMail": other})).status == 200
    response = await itr.post("/resetpassword", headers={"Username": other, "SessionID": token, "Password": PASSWORD})
    assert (response.status, await response.text()) == (404, "Invalid data or expired token")
