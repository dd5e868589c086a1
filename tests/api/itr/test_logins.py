"""GET logins/currentuser, GET logins/currentuser/companies, POST logins/currentuser/changepassword."""

import pytest

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
