"""The app's password door: POST /sign-in, POST /sign-out, GET /session, POST /session/company."""

import pytest

from server.domain import companies
from server.domain.actor import SYSTEM
from tests.api.conftest import signed_in, totp, wrong
from tests.make import PASSWORD, unique


async def enter(client, login, password=PASSWORD, **more):
    return await client.post("/sign-in", json={"login": login, "password": password} | more)


async def code_of(response):
    return response.status, (await response.json())["code"]


async def demand_factor(make, company_id):
    async with make.pool.acquire() as conn, conn.transaction():
        await companies.demand_second_factor(conn, SYSTEM, company_id, True)


# Refusals


@pytest.mark.parametrize(
    "body, path, code",
    [
        ({"password": "x"}, ["login"], "required"),
        ({"login": "x"}, ["password"], "required"),
        ({"login": 5, "password": "x"}, ["login"], "not_string"),
        ({"login": "x", "password": "y" * 2001}, ["password"], "too_long"),
        ({"login": "x", "password": "y", "company_id": "no"}, ["company_id"], "not_uuid"),
        ({"login": "x", "password": "y", "role": "admin"}, ["role"], "unknown_field"),
        ([], [], "not_object"),
    ],
)
async def test_a_wrong_field_is_named(app_api, body, path, code):
    response = await app_api.post("/sign-in", json=body)
    problem = await response.json()
    assert response.status == 422
    assert response.content_type == "application/problem+json"
    assert {"path": path, "code": code} in [{"path": error["path"], "code": error["code"]} for error in problem["errors"]]


async def test_all_faults_are_listed(app_api):
    problem = await (await app_api.post("/sign-in", json={"code": 5, "x": 1})).json()
    assert sorted(error["path"] for error in problem["errors"]) == [["code"], ["login"], ["password"], ["x"]]


@pytest.mark.parametrize("data, code", [(b"{", "not_json"), (b"", "not_json"), (b'{"login": "a\\u0000", "password": ""}', "not_text")])
async def test_what_cannot_be_read_is_a_bad_request(app_api, data, code):
    assert await code_of(await app_api.post("/sign-in", data=data)) == (400, code)


async def test_unknown_name_and_wrong_password_get_the_same_answer(app_api, make):
    account = await make.account(password=PASSWORD)
    one = await (await enter(app_api, account["username"], "not the password")).json()
    other = await (await enter(app_api, unique("nobody"))).json()
    assert one.pop("request_id") != other.pop("request_id")
    assert one == other
    assert (one["status"], one["code"]) == (401, "wrong_password")


async def test_an_account_without_a_password_does_not_open(app_api, make):
    account = await make.account()
    assert await code_of(await enter(app_api, account["username"], "")) == (401, "wrong_password")


async def test_a_switched_off_account_is_told_so_with_the_right_password_only(app_api, make):
    account = await make.account(password=PASSWORD)
    async with make.pool.acquire() as conn:
        await conn.execute("update accounts set is_active = false where id = $1", account["id"])
    assert await code_of(await enter(app_api, account["username"])) == (401, "inactive")
    assert await code_of(await enter(app_api, account["username"], "wrong")) == (401, "wrong_password")


# Signing in


@pytest.mark.parametrize("name", ["username", "email"])
async def test_username_or_email_with_password_opens_a_session(app_api, make, name):
    account = await make.account(password=PASSWORD, is_email_verified=True)
    response = await enter(app_api, account[name].upper())
    made = await response.json()
    assert response.status == 201
    assert made["session_id"].startswith("W")
    assert made["session"]["account"]["id"] == account["id"]
    shown = await (await app_api.using(session_id=made["session_id"]).get("/session")).json()
    assert shown["account"]["username"] == account["username"]
    assert response.headers["Cache-Control"] == "no-store"


async def test_a_session_shows_what_the_app_may_show(app_api, make):
    company_id = await make.company("Institute")
    account = await make.account(password=PASSWORD, domains=("research", "assessment"), roles=(("research", "admin"),))
    login_id = await make.login(account, company_id, "is_office_user")
    shown = (await (await enter(app_api, account["username"])).json())["session"]
    assert shown["kind"] == "account"
    assert shown["domains"] == ["assessment", "research"]
    assert shown["roles"] == [{"role": "admin", "domain": "research"}]
    assert shown["companies"] == [{"company_id": str(company_id), "login_id": str(login_id), "name": "Institute"}]
    assert shown["owes"] == ["company"]
    assert shown["rail"] == ["records", "collections", "templates", "groups", "assessment", "accounts", "settings"]
    assert shown["preferences"] == {"language": "en", "theme": "system"}
    assert shown["server"] == {"trash_days": 7.0, "sends_mail": False}
    assert shown["has_second_factor"] is False
    assert shown["idle_seconds"] == 1800


async def test_an_admin_of_everything_sees_jobs_and_system(admin):
    shown = await (await admin.get("/session")).json()
    assert shown["rail"][-4:] == ["accounts", "jobs", "system", "settings"]


async def test_long_and_foreign_passwords_work(app_api, make):
    for password in ("x" * 73, "é" * 512, "Grüße €10 " + "ÿ" * 40):
        account = await make.account(password=password)
        assert (await enter(app_api, account["username"], password)).status == 201
        assert (await enter(app_api, account["username"], password[:-1])).status == 401


@pytest.mark.parametrize("password", ["x" * 1025, "\ud7ff" * 400, ""])
async def test_a_password_that_none_can_be_is_wrong(app_api, make, password):
    account = await make.account(password=PASSWORD)
    assert await code_of(await enter(app_api, account["username"], password)) == (401, "wrong_password")


# Candidates


async def test_a_candidate_sees_the_test_taking_page_only(app_api, make):
    company_id = await make.company("Clinic")
    person_id = await make.person(company_id, email=f"{unique('c')}@example.org")
    async with make.pool.acquire() as conn:
        email = await conn.fetchval("select email from persons where id = $1", person_id)
    made = await (await enter(app_api, email)).json()
    assert made["session"]["kind"] == "candidate"
    assert made["session"]["rail"] == ["taking"]
    assert made["session"]["person"] == {"id": str(person_id), "display_name": "Cam Candidate", "email": email}
    assert made["session"]["company"]["name"] == "Clinic"
    assert await code_of(await app_api.using(session_id=made["session_id"]).get("/tokens")) == (401, "wrong_kind")


async def test_a_candidate_of_two_companies_chooses_one(app_api, make):
    email = f"{unique('c')}@example.org"
    one, other = await make.company("One"), await make.company("Other")
    await make.person(one, email=email)
    await make.person(other, email=email)
    refused = await enter(app_api, email)
    problem = await refused.json()
    assert (refused.status, problem["code"]) == (401, "company_needed")
    assert {place["company_id"] for place in problem["companies"]} == {str(one), str(other)}
    made = await (await enter(app_api, email, company_id=str(other))).json()
    assert made["session"]["company"]["company_id"] == str(other)


# The second factor


async def test_a_code_is_asked_for_where_the_factor_is_set(app_api, make):
    account = await make.account(password=PASSWORD)
    secret = await make.factor(account)
    assert await code_of(await enter(app_api, account["username"])) == (401, "mfa_required")
    assert await code_of(await enter(app_api, account["username"], code=wrong(secret))) == (401, "wrong_code")
    code = totp(secret)
    response = await enter(app_api, account["username"], code=f" {code[:3]} {code[3:]} ")
    assert response.status == 201
    assert (await response.json())["session"]["has_second_factor"] is True
    assert await code_of(await enter(app_api, account["username"], code=code)) == (401, "wrong_code")


async def test_a_company_that_demands_it_makes_the_person_enrol(app_api, make):
    company_id = await make.company()
    account = await make.account(password=PASSWORD)
    await make.login(account, company_id, "is_office_user")
    await demand_factor(make, company_id)
    refused = await enter(app_api, account["username"])
    problem = await refused.json()
    assert (refused.status, problem["code"]) == (401, "mfa_enrolment")
    assert problem["uri"].startswith("otpauth://totp/")
    assert len(problem["secret"]) == 16
    assert len({len(row) for row in problem["qr"]}) == 1 and len(problem["qr"]) == len(problem["qr"][0])
    again = await (await enter(app_api, account["username"])).json()
    assert again["secret"] == problem["secret"]
    assert (await enter(app_api, account["username"], code=totp(problem["secret"]))).status == 201
    assert await code_of(await enter(app_api, account["username"])) == (401, "mfa_required")


# The company of the session


async def test_a_session_enters_and_changes_its_company(mira, make):
    one, other = await make.company("One"), await make.company("Other")
    for company_id in (one, other):
        await make.login(mira.account, company_id, "is_office_user")
    for company_id in (one, other):
        response = await mira.post("/session/company", json={"company_id": str(company_id)})
        assert response.status == 200
        shown = await response.json()
        assert shown["company"]["company_id"] == str(company_id)
        assert shown["owes"] == []


async def test_a_company_without_a_login_is_not_found(mira, make):
    company_id = await make.company()
    assert await code_of(await mira.post("/session/company", json={"company_id": str(company_id)})) == (404, "not_found")


async def test_a_demanding_company_asks_the_session_for_a_code(mira, make):
    company_id = await make.company()
    await make.login(mira.account, company_id, "is_office_user")
    await demand_factor(make, company_id)
    body = {"company_id": str(company_id)}
    assert await code_of(await mira.post("/session/company", json=body)) == (401, "mfa_enrolment")
    secret = await make.factor(mira.account)
    assert await code_of(await mira.post("/session/company", json=body)) == (401, "mfa_required")
    assert await code_of(await mira.post("/session/company", json=body | {"code": wrong(secret)})) == (401, "wrong_code")
    shown = await (await mira.post("/session/company", json=body | {"code": totp(secret)})).json()
    assert shown["company"]["company_id"] == str(company_id)
    assert shown["has_second_factor"] is True


# Signing out


async def test_sign_out_ends_the_session_at_once(mira):
    response = await mira.post("/sign-out")
    assert response.status == 204
    assert 'athenaeum_session=""' in response.headers["Set-Cookie"]
    assert await code_of(await mira.get("/session")) == (401, "unknown")
    assert await code_of(await mira.post("/sign-out")) == (401, "unknown")


async def test_session_needs_a_session(app_api, make):
    assert await code_of(await app_api.get("/session")) == (401, "missing")
    assert await code_of(await app_api.using(session_id="W" + "0" * 32).get("/session")) == (401, "unknown")
    person = await signed_in(app_api, make)
    token = await make.token(person.account)
    assert await code_of(await app_api.using(token=token).get("/session")) == (401, "wrong_kind")
