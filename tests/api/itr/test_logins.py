"""Logins of a company; the own one, its companies, its password."""

import asyncio

import pytest

from server.api.itr.entities import LOGINS
from tests.make import PASSWORD, unique

NO_TOKEN = "Invalid or expired token"
# The columns of SecurityUsers in the sheet, without Password and otp_secret.
FIELDS = {
    "ID", "CompanyID", "Email", "UserOpeningsScreen", "UserName", "UserRights", "UserParameters", "PreferredLanguage", "MailAddress",
    "VisitingAddress", "InvoiceAddress", "InformationAddress", "Remarks", "PasswordExpirationDate", "StartDateLicense", "EndDateLicense",
    "LastLoginDateTime", "LastRefreshDateTime", "IsMasterUser", "IsTestTakingUser", "IsOfficeUser", "IsOrganisationSupervisor",
    "IsTestAuthor", "IsReportAuthor", "IsTestScreenTemplateAuthor", "IsTranslator", "MayOrderCredits", "MayWorkWithBatteriesOnly",
    "DoNotRenewLicense", "Active", "UserCulture", "SessionPool", "MayWorkWithOwnObjectsOnly", "SecurityTemplateID",
    "HasPersonalCreditPool", "CurrentPersonalCreditLevel", "PluginData", "IsPasswordManager", "APIKey", "IsResearcher",
    "HasTestingOfficeAccess", "HasEducationalOfficeAccess",
}  # fmt: skip
COMPANY_FIELDS = {
    "ID", "CompanyName", "CompanyCountry", "InternationalVATNr", "VATPercentage", "MailAddress", "VisitingAddress", "InvoiceAddress",
    "CompanyLogo", "ContactPerson", "ContactPhone", "ContactEMail", "TestTakingDiscount", "CostsPerTestInUnits", "YearlyLicenseDiscount",
    "YearlyLicenseFee", "InvoiceCurrency", "CurrentCreditLevel", "ConcurrentOpenSessions", "AllowNegativeCredits", "Active",
    "LicenseStartDate", "LicenseEndDate", "NoPublicTests", "ExitURL", "PricePerCreditUnit", "id", "dbsource",
}  # fmt: skip


@pytest.mark.parametrize("method, path", [("GET", ""), ("GET", "/companies"), ("POST", "/changepassword")])
@pytest.mark.parametrize("token", [None, "W" + "0" * 32, "P" + "0" * 32, "x"])
async def test_no_token_is_an_invalid_one(itr, method, path, token):
    response = await itr.using(session_id=token).request(method, f"/logins/currentuser{path}", json={})
    assert (response.status, await response.text()) == (404, NO_TOKEN)


# The own row


async def test_the_own_login_has_all_columns_but_the_secret_ones(office):
    response = await office.client.get("/logins/currentuser", headers={"CompanyID": "anything", "Filter": "x"})
    row = await response.json()
    assert response.content_type == "application/json"
    assert set(row) == FIELDS
    assert list(row) == sorted(row)
    assert (row["ID"], row["CompanyID"]) == (str(office.login_id), str(office.company_id))
    assert (row["Email"], row["UserName"]) == (office.account["email"], office.account["username"].title())
    assert (row["IsOfficeUser"], row["IsMasterUser"], row["PluginData"]) == (True, False, {})
    assert row["StartDateLicense"] == "2000-01-01T05:00:00+00:00"


async def test_an_admin_of_assessment_is_a_master_user(itr, make):
    account = await make.account(password=PASSWORD, roles=(("assessment", "admin"),))
    login_id = await make.login(account, await make.company(), "is_office_user")
    client = itr.using(session_id=await make.session(account, login_id=login_id))
    assert (await (await client.get("/logins/currentuser")).json())["IsMasterUser"] is True


@pytest.mark.parametrize("flag, shown", [("is_password_manager", "the key"), ("is_office_user", None)])
async def test_only_password_managers_read_the_api_key(itr, make, flag, shown):
    account = await make.account(password=PASSWORD)
    login_id = await make.login(account, await make.company(), flag)
    sealed = make.identity.secrets.seal(b"the key", f"login:{login_id}")
    async with make.pool.acquire() as conn:
        await conn.execute("update logins set api_key = $2, plugin_data = 'no json' where id = $1", login_id, sealed)
    row = await (await itr.using(session_id=await make.session(account, login_id=login_id)).get("/logins/currentuser")).json()
    assert row["APIKey"] == (shown or sealed)
    assert row["PluginData"] == "no json"


async def test_the_company_header_is_not_trusted(office, make):
    other = await make.company()
    row = await (await office.client.get("/logins/currentuser", headers={"CompanyID": str(other)})).json()
    assert row["CompanyID"] == str(office.company_id)


# Companies


async def test_companies_are_the_own_ones(office, make):
    await make.company("Elsewhere")
    response = await office.client.get("/logins/currentuser/companies")
    rows = await response.json()
    assert response.headers["Content-Type"].startswith("application/json")
    assert [row["ID"] for row in rows] == [str(office.company_id)]
    assert set(rows[0]) == COMPANY_FIELDS
    assert (rows[0]["id"], rows[0]["dbsource"]) == (rows[0]["ID"], 1)


@pytest.mark.parametrize("headers, names", [
    ({}, ["Alpha", "beta", "Clinic", "Delta"]),
    ({"Sort": "CompanyName desc"}, ["Delta", "Clinic", "beta", "Alpha"]),
    ({"Sort": "CompanyCountry desc, CompanyName"}, ["beta", "Alpha", "Clinic", "Delta"]),
    ({"Sort": "Nothing desc"}, ["Alpha", "beta", "Clinic", "Delta"]),
    ({"Sort": ",,; drop table companies"}, ["Alpha", "beta", "Clinic", "Delta"]),
    ({"PageSize": "2"}, ["Alpha", "beta"]),
    ({"PageSize": "3", "StartPage": "1"}, ["Delta"]),
    ({"PageSize": "0"}, []),
    ({"StartPage": "-1", "PageSize": "1"}, ["Alpha", "beta", "Clinic", "Delta"]),
    ({"StartPage": "-5", "PageSize": "1"}, ["Alpha"]),
    ({"StartPage": "x", "PageSize": "y"}, ["Alpha", "beta", "Clinic", "Delta"]),
    ({"StartPage": "999999999999999999999"}, []),
    ({"SearchField": "ET"}, ["beta"]),
    ({"SearchField": "%"}, []),
    ({"SearchField": ""}, ["Alpha", "beta", "Clinic", "Delta"]),
])  # fmt: skip
async def test_list_headers_count(office, make, headers, names):
    for name in ("Delta", "beta", "Alpha"):
        company_id = await make.company(name)
        await make.login(office.account, company_id)
        async with make.pool.acquire() as conn:
            await conn.execute("update companies set company_country = $2 where id = $1", company_id, "Z" if name == "beta" else "")
    rows = await (await office.client.get("/logins/currentuser/companies", headers=headers)).json()
    assert [row["CompanyName"] for row in rows] == names


# The own password


async def change(client, old=PASSWORD, new="a new password 1"):
    return await client.post("/logins/currentuser/changepassword", json={"old_password": old, "new_password": new})


async def test_the_old_password_must_be_right(office):
    response = await change(office.client, old="wrong")
    assert (response.status, await response.text()) == (404, "Your old password is not correct, please retry")


@pytest.mark.parametrize("new, sentence", [
    ("short", "The password should be at least 10 characters long"), ("", "The password should be at least 10 characters long"),
    ("é" * 513, "The password should be at most 1024 bytes long"),
])  # fmt: skip
async def test_a_bad_new_password_is_refused(office, new, sentence):
    response = await change(office.client, new=new)
    assert (response.status, await response.text()) == (404, sentence)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"old_password": "x"}', b'{"old_password": 1, "new_password": []}', b"\xff"])
async def test_a_bad_body_is_refused(office, data):
    response = await office.client.post("/logins/currentuser/changepassword", data=data)
    assert response.status == 400


async def test_a_changed_password_opens_and_expires_in_three_months(itr, make, office):
    other = itr.using(session_id=await make.session(office.account, login_id=office.login_id))
    body = b'{"old_password": "' + PASSWORD.encode() + b'", "new_password": "a new password 1", "_objectType": "x"}'
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    response = await office.client.post("/logins/currentuser/changepassword", data=body, headers=headers)
    assert (response.status, await response.text()) == (200, "The password has been changed")
    assert (await office.client.post("/checktoken")).status == 200
    assert (await other.post("/checktoken")).status == 404
    login = {"UserID": office.account["username"], "Password": "a new password 1"}
    assert (await itr.get("/login", headers=login)).status == 200
    assert (await itr.get("/login", headers=login | {"Password": PASSWORD})).status == 401
    async with make.pool.acquire() as conn:
        days = (await conn.fetchval("select password_expires_at - now() from logins where id = $1", office.login_id)).days
    assert 85 < days < 95


async def test_it_is_for_office_users(itr, make, office):
    email = f"{unique('c')}@example.org"
    await make.person(office.company_id, email=email)
    made = await (await itr.get("/login", headers={"UserID": email, "Password": PASSWORD})).text()
    candidate = itr.using(session_id=made.partition('"SessionID":"')[2][:33])
    response = await change(candidate)
    assert (response.status, await response.text()) == (403, "This action is not allowed")


# Logins of a company


def given(identity, **fields):
    return {
        "ID": str(identity),
        "Email": f"{unique('u')}@example.org",
        "UserName": "New One",
        "Password": "",
        "IsOfficeUser": True,
    } | fields


@pytest.fixture
async def supervisor(people):
    return await people("is_office_user", "is_organisation_supervisor")


@pytest.fixture
async def master(people):
    return await people("is_office_user", is_master=True)


async def made(client, identity, **fields):
    response = await client.post(f"/logins/{identity}", json=given(identity, **fields))
    assert (response.status, await response.text()) == (200, "OK")
    return await (await client.get(f"/logins/{identity}")).json()


@pytest.mark.parametrize("method, path", [("GET", ""), ("GET", "/{id}"), ("POST", "/{id}"), ("DELETE", "/{id}"), ("POST", "/currentuser")])
@pytest.mark.parametrize("token", [None, "W" + "0" * 32])
async def test_logins_need_a_session(itr, new_id, method, path, token):
    response = await itr.using(session_id=token).request(method, "/logins" + path.replace("{id}", new_id()), json={})
    assert (response.status, await response.text()) == (404, NO_TOKEN)


async def test_candidates_see_and_change_no_logins(candidate, people):
    client = await candidate()
    other = await people("is_office_user", company_id=client.company_id)
    assert (await client.get("/logins")).status == 404
    for method in ("GET", "POST", "DELETE"):
        assert (await client.request(method, f"/logins/{other.login_id}", json={})).status == 403
    assert (await client.post("/logins/currentuser", json={})).status == 404


async def test_the_office_lists_the_logins_of_its_company_without_master_users(people, supervisor):
    master = await people("is_office_user", company_id=supervisor.company_id, is_master=True)
    elsewhere = await people("is_office_user")
    rows = await (await supervisor.get("/logins", headers={"StartPage": "-1", "IncludeMaster": "Y"})).json()
    assert [row["ID"] for row in rows] == [str(supervisor.login_id)]
    assert set(rows[0]) == {*LOGINS.listed, "id", "dbsource"}
    assert {"APIKey", "IsOfficeUser", "PluginData"}.isdisjoint(rows[0])
    rows = await (await master.get("/logins", headers={"StartPage": "-1"})).json()
    assert {row["ID"] for row in rows} == {str(supervisor.login_id), str(master.login_id)}
    everywhere = {"StartPage": "-1", "IncludeMaster": "Y", "IncludeClient": "N", "Filter": f"CompanyID={elsewhere.company_id}"}
    assert [row["ID"] for row in await (await master.get("/logins", headers=everywhere)).json()] == [str(elsewhere.login_id)]
    assert await (await supervisor.get("/logins", headers=everywhere)).json() == []


async def test_a_new_login_opens_the_company_and_has_what_was_sent(supervisor, itr, new_id):
    identity, email = new_id(), f"{unique('u')}@example.org"
    row = await made(
        supervisor, identity, Email=email, Password=PASSWORD, PluginData={"a": [1]}, IsTestAuthor=True, EndDateLicense="2090-01-01",
        CompanyID=new_id(), LastLoginDateTime="2020-01-01", otp_secret="x", _objectType="ITSLogin",
    )  # fmt: skip
    assert (row["ID"], row["Email"], row["UserName"], row["PluginData"]) == (identity, email, "New One", {"a": [1]})
    assert (row["IsOfficeUser"], row["IsTestAuthor"], row["IsTranslator"]) == (True, True, False)
    assert (row["CompanyID"], row["EndDateLicense"][:10]) == (str(supervisor.company_id), "2090-01-01")
    assert row["LastLoginDateTime"] == "2000-01-01T05:00:00+00:00"
    response = await itr.get("/login", headers={"UserID": email, "Password": PASSWORD})
    assert response.status == 200
    assert (await response.json(content_type=None))["CompanyID"] == str(supervisor.company_id)


async def test_a_license_that_is_over_shuts_the_company(supervisor, itr, new_id):
    identity, email = new_id(), f"{unique('u')}@example.org"
    row = await made(supervisor, identity, Email=email, Password=PASSWORD)
    signed = await (await itr.get("/login", headers={"UserID": email, "Password": PASSWORD})).json(content_type=None)
    client = itr.using(session_id=signed["SessionID"])
    assert (await client.post("/checktoken")).status == 200
    assert (await supervisor.post(f"/logins/{identity}", json=row | {"EndDateLicense": "2020-01-01 00:00:00 UTC"})).status == 200
    assert (await client.get("/persons")).status == 404
    assert (await itr.get("/login", headers={"UserID": email, "Password": PASSWORD})).status == 401


async def test_a_row_as_it_was_read_can_be_saved_again(supervisor, new_id):
    identity = new_id()
    row = await made(supervisor, identity, IsTestAuthor=True, PluginData={"a": 1}, UserParameters="x")
    assert (await supervisor.post(f"/logins/{identity}", json=row)).status == 200
    assert await (await supervisor.get(f"/logins/{identity}")).json() == row


@pytest.mark.parametrize(
    "fields, status, said",
    [
        ({"Password": "short"}, 404, "The password should be at least 10 characters long"),
        ({"Password": 5}, 400, "Could not be saved : Password has a value that does not fit"),
        ({"Email": "nobody"}, 400, "Could not be saved : Email has a value that does not fit"),
        ({"Email": "", "UserName": ""}, 400, "Could not be saved : UserName is required"),
        ({"UserName": "x" * 201}, 400, "Could not be saved : UserName is longer than 200 characters"),
        ({"UserCulture": "x" * 21}, 400, "Could not be saved : UserCulture is longer than 20 characters"),
        ({"EndDateLicense": "someday"}, 400, "Could not be saved : a field has a value that does not fit"),
        ({"SessionPool": "many"}, 400, "Could not be saved : a field has a value that does not fit"),
        ({"IsTestAuthor": "perhaps"}, 400, "Could not be saved : IsTestAuthor has a value that does not fit"),
        ({"Active": None}, 400, "Could not be saved : Active is required"),
    ],
)
async def test_what_a_login_cannot_be(supervisor, make, new_id, fields, status, said):
    identity = new_id()
    response = await supervisor.post(f"/logins/{identity}", json=given(identity) | fields)
    assert (response.status, await response.text()) == (status, said)
    async with make.pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from logins where id = $1::text::uuid", identity) == 0


@pytest.mark.parametrize("body", [b"", b"no json", b"[]"])
async def test_a_login_is_an_object(supervisor, new_id, body):
    assert (await supervisor.post(f"/logins/{new_id()}", data=body)).status == 400


async def test_others_logins_are_for_supervisors_and_master_users(people, supervisor):
    colleague = await people("is_office_user", company_id=supervisor.company_id)
    for method in ("GET", "POST", "DELETE"):
        response = await colleague.request(method, f"/logins/{supervisor.login_id}", json={})
        assert (response.status, await response.text()) == (403, "You are not allowed to change other users settings")
    assert (await colleague.get(f"/logins/{colleague.login_id}")).status == 200
    assert (await supervisor.get(f"/logins/{colleague.login_id}")).status == 200


async def test_a_supervisor_has_no_say_elsewhere_and_not_over_master_users(people, supervisor):
    elsewhere = await people("is_office_user")
    master = await people("is_office_user", company_id=supervisor.company_id, is_master=True)
    for method in ("GET", "POST", "DELETE"):
        assert (await supervisor.request(method, f"/logins/{elsewhere.login_id}", json={"Remarks": "x"})).status == 404
        assert (await supervisor.request(method, f"/logins/{master.login_id}", json={"Remarks": "x"})).status == 403
    assert (await (await elsewhere.get("/logins/currentuser")).json())["Remarks"] == ""


async def test_a_master_user_reads_any_login_and_changes_those_of_the_company(people, master):
    elsewhere = await people("is_office_user")
    assert (await (await master.get(f"/logins/{elsewhere.login_id}")).json())["ID"] == str(elsewhere.login_id)
    assert (await master.post(f"/logins/{elsewhere.login_id}", json={"Remarks": "x"})).status == 404
    assert (await master.delete(f"/logins/{elsewhere.login_id}")).status == 404


async def test_one_changes_ones_own_settings_and_no_right(people):
    client = await people("is_office_user", "is_test_author")
    body = {"UserCulture": "nl", "PluginData": {"DarkMode": True}, "IsTranslator": True, "IsTestAuthor": False, "IsMasterUser": True,
            "IsOrganisationSupervisor": True, "HasEducationalOfficeAccess": True, "EndDateLicense": "2199-01-01"}  # fmt: skip
    assert (await client.post("/logins/currentuser", json=body)).status == 200
    row = await (await client.get("/logins/currentuser")).json()
    assert (row["UserCulture"], row["PluginData"], row["IsTestAuthor"]) == ("nl", {"DarkMode": True}, False)
    rights = ("IsTranslator", "IsMasterUser", "IsOrganisationSupervisor", "HasEducationalOfficeAccess")
    assert [row[name] for name in rights] == [False] * 4
    assert row["EndDateLicense"].startswith("2100")


async def test_only_master_users_make_master_users(supervisor, master, new_id):
    row = await made(supervisor, new_id(), IsMasterUser=True)
    assert row["IsMasterUser"] is False
    identity = new_id()
    assert (await made(master, identity, IsMasterUser="true"))["IsMasterUser"] is True
    assert (await master.post(f"/logins/{identity}", json={"IsMasterUser": "False"})).status == 200
    assert (await (await master.get(f"/logins/{identity}")).json())["IsMasterUser"] is False


async def test_keys_are_set_and_read_by_password_managers(people, new_id):
    manager = await people("is_office_user", "is_organisation_supervisor", "is_password_manager")
    supervisor = await people("is_office_user", "is_organisation_supervisor", company_id=manager.company_id)
    identity = new_id()
    assert (await made(supervisor, identity, APIKey="mine"))["APIKey"] == ""
    assert (await manager.post(f"/logins/{identity}", json={"APIKey": "theirs"})).status == 200
    assert (await (await manager.get(f"/logins/{identity}")).json())["APIKey"] == "theirs"
    assert (await (await supervisor.get(f"/logins/{identity}")).json())["APIKey"] not in ("theirs", "")


async def test_a_login_of_a_verified_address_goes_to_its_account_and_its_password_stays(supervisor, itr, make, new_id):
    account = await make.account(password=PASSWORD, is_email_verified=True)
    identity = new_id()
    row = await made(supervisor, identity, Email=account["email"], Password="another horse 12")
    assert row["UserName"] == account["username"].title()
    headers = {"UserID": account["username"], "CompanyID": str(supervisor.company_id)}
    assert (await itr.get("/login", headers=headers | {"Password": PASSWORD})).status == 200
    assert (await itr.get("/login", headers=headers | {"Password": "another horse 12"})).status == 401
    again = new_id()
    response = await supervisor.post(f"/logins/{again}", json=given(again, Email=account["email"]))
    assert (response.status, await response.text()) == (409, "Could not be saved : this person has a login in the company already")


async def test_a_company_has_at_most_so_many_logins(supervisor, master, make, new_id):
    await set_maximum(make, supervisor.company_id, "2")
    await set_maximum(make, master.company_id, "-1")
    identity, over = new_id(), new_id()
    row = await made(supervisor, identity)
    response = await supervisor.post(f"/logins/{over}", json=given(over))
    assert (response.status, await response.text()) == (404, "Maximum number of consultants reached")
    assert (await supervisor.post(f"/logins/{identity}", json=row)).status == 200
    assert (await supervisor.delete(f"/logins/{identity}")).status == 200
    assert (await supervisor.post(f"/logins/{over}", json=given(over))).status == 200
    await made(master, new_id())


async def test_of_many_who_make_logins_at_once_no_more_come_in_than_there_is_room(supervisor, make, new_id):
    await set_maximum(make, supervisor.company_id, "3")
    ids = [new_id() for _ in range(6)]
    answers = await asyncio.gather(*(supervisor.post(f"/logins/{each}", json=given(each)) for each in ids))
    assert sorted(answer.status for answer in answers) == [200, 200, 404, 404, 404, 404]


async def set_maximum(make, company_id, value):
    async with make.pool.acquire() as conn:
        text = "insert into system_settings (company_id, name, value, is_protected) values ($1, 'MAXNUMBEROFCONSULTANTS', $2, true)"
        await conn.execute(text, company_id, value)


async def test_a_login_that_is_removed_ends_its_sessions_and_not_the_account(supervisor, people, make):
    colleague = await people("is_office_user", company_id=supervisor.company_id)
    assert (await supervisor.delete(f"/logins/{colleague.login_id}")).status == 200
    assert (await colleague.post("/checktoken")).status == 404
    assert (await supervisor.get(f"/logins/{colleague.login_id}")).status == 404
    assert (await supervisor.delete(f"/logins/{colleague.login_id}")).status == 404


async def test_the_masters_headers_are_for_master_users(supervisor, new_id):
    for headers in ({"MASTER": "Y"}, {"IncludeMaster": "Y", "IncludeClient": "N"}):
        assert (await supervisor.post(f"/logins/{new_id()}", json={}, headers=headers)).status == 403
