"""Tokens, seen by their numbers; switching the own one to another company; how many are signed in."""

import asyncio
import re
import uuid

import pytest

from server.api.itr.entities import TOKENS
from tests.make import PASSWORD

NO_TOKEN = "Invalid or expired token"
SOMETHING = "9bba0ea9-0df8-4c5f-ac9f-323e16dc7d66"


@pytest.fixture
async def master(people):
    return await people("is_office_user", "is_test_author", is_master=True)


async def number(make, login_id):
    async with make.pool.acquire() as conn:
        return await conn.fetchval("select max(id) from sessions where login_id = $1 or person_id = $1", login_id)


def token_of(client):
    return client.session_id


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "/tokens"),
        ("GET", "/tokens/1"),
        ("POST", "/tokens/1"),
        ("DELETE", "/tokens/1"),
        ("POST", f"/tokens/1/{SOMETHING}"),
        ("GET", "/activesessions"),
        ("POST", "/refreshpublics"),
    ],
)
@pytest.mark.parametrize("token", [None, "W" + "0" * 32])
async def test_no_token_is_an_invalid_one(itr, method, path, token):
    response = await itr.using(session_id=token).request(method, path, json={})
    assert (response.status, await response.text()) == (404, NO_TOKEN)


async def test_tokens_are_for_master_users(candidate, people):
    taker = await candidate()
    supervisor = await people("is_office_user", "is_organisation_supervisor", company_id=taker.company_id)
    for client in (taker, supervisor):
        assert (await client.get("/tokens")).status == 404
        for method, path in (("GET", "/tokens/1"), ("POST", "/tokens/1"), ("DELETE", "/tokens/1"), ("POST", f"/tokens/1/{SOMETHING}")):
            assert (await client.request(method, path)).status == 403


async def test_the_list_has_numbers_and_no_tokens(master, people, make):
    other = await people("is_office_user")
    headers = {"StartPage": "-1", "Sort": "CompanyID, UserID", "Filter": f"UserID={other.login_id}"}
    response = await master.get("/tokens", headers=headers | {"IncludeMaster": "Y", "IncludeClient": "N"})
    text = await response.text()
    rows = await response.json()
    assert set(rows[0]) == {*TOKENS.listed, "id", "dbsource"}
    assert (rows[0]["id"], rows[0]["CompanyID"]) == (await number(make, other.login_id), str(other.company_id))
    assert rows[0]["IsTestTakingUser"] is False
    assert re.search("W[0-9a-f]{32}", text) is None


async def test_sessions_outside_any_company_are_nobodys_business_here(master, make):
    account = await make.account(password=PASSWORD)
    await make.session(account)
    async with make.pool.acquire() as conn:
        outside = await conn.fetchval("select id from sessions where account_id = $1", account["id"])
    found = await (await master.get("/tokens", headers={"Filter": f"UserID={account['uuid']}"})).json()
    assert found == []
    for method in ("GET", "POST", "DELETE"):
        assert (await master.request(method, f"/tokens/{outside}")).status == 404
    async with make.pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from sessions where id = $1", outside) == 1


async def test_one_is_read_refreshed_and_ended(master, candidate, make):
    client = await candidate()
    session = await number(make, client.person_id)
    row = await (await master.get(f"/tokens/{session}")).json()
    assert (row["ID"], row["UserID"], row["IsTestTakingUser"]) == (session, str(client.person_id), True)
    async with make.pool.acquire() as conn:
        await conn.execute("update sessions set last_used_at = now() - interval '5 minutes' where id = $1", session)
    assert (await master.post(f"/tokens/{session}")).status == 200
    async with make.pool.acquire() as conn:
        assert await conn.fetchval("select now() - last_used_at < interval '1 minute' from sessions where id = $1", session)
    assert (await master.delete(f"/tokens/{session}")).status == 200
    assert (await client.post("/checktoken")).status == 404
    for method in ("GET", "POST", "DELETE"):
        assert (await master.request(method, f"/tokens/{session}")).status == 404


async def test_one_that_is_over_is_not_brought_back(master, candidate, make):
    client = await candidate()
    session = await number(make, client.person_id)
    async with make.pool.acquire() as conn:
        await conn.execute("update sessions set last_used_at = now() - interval '11 minutes' where id = $1", session)
    assert (await master.post(f"/tokens/{session}")).status == 404
    assert (await client.post("/checktoken")).status == 404


async def test_a_session_of_the_app_leaves_the_company_and_goes_on(master, make, itr):
    account, company_id = await make.account(password=PASSWORD), await make.company()
    login_id = await make.login(account, company_id, "is_office_user")
    client = itr.using(session_id=await make.session(account, login_id=login_id, made_by="app"))
    session = await number(make, login_id)
    assert (await client.get("/persons")).status == 200
    assert (await master.delete(f"/tokens/{session}")).status == 200
    assert (await client.get("/persons")).status == 404
    assert (await client.post("/checktoken")).status == 200


@pytest.mark.parametrize("name", ["0", "999999999999999999", "9" * 40, "-1", "x", "²", "W" + "0" * 32, SOMETHING])
async def test_what_is_no_number_of_a_session(master, name):
    for method in ("GET", "POST", "DELETE"):
        assert (await master.request(method, f"/tokens/{name}")).status == 404


async def test_the_own_token_is_known_and_never_repeated(master, make):
    row = await (await master.get(f"/tokens/{token_of(master)}")).json()
    assert row["ID"] == await number(make, master.login_id)
    response = await master.get(f"/tokens/{token_of(master)[:-1]}")
    assert response.status == 404
    assert token_of(master)[:-1] not in await response.text()


# Switching


async def test_a_master_user_enters_another_company_with_the_same_rights(master, make):
    target = await make.company()
    response = await master.post(f"/tokens/{token_of(master)}/{target}")
    assert (response.status, await response.text()) == (200, "switch OK")
    row = await (await master.get("/logins/currentuser")).json()
    assert row["CompanyID"] == str(target)
    assert row["ID"] != str(master.login_id)
    assert (row["IsMasterUser"], row["IsTestAuthor"], row["IsTranslator"]) == (True, True, False)
    assert (await master.post(f"/tokens/{token_of(master)}/{master.company_id}")).status == 200
    assert (await (await master.get("/logins/currentuser")).json())["ID"] == str(master.login_id)


async def test_many_switches_at_once_make_one_login(master, make):
    target = await make.company()
    answers = await asyncio.gather(*(master.post(f"/tokens/{token_of(master)}/{target}") for _ in range(5)))
    assert [answer.status for answer in answers] == [200] * 5
    async with make.pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from logins where company_id = $1", target) == 1


async def test_only_the_own_token_is_switched(master, people, make):
    other, target = await people("is_office_user", is_master=True), await make.company()
    for given in (token_of(other), await number(make, other.login_id), "x"):
        response = await master.post(f"/tokens/{given}/{target}")
        assert response.status == 404
    assert (await (await other.get("/logins/currentuser")).json())["CompanyID"] == str(other.company_id)


async def test_where_there_is_no_company_one_stays(master):
    for target in (SOMETHING, "x", uuid.UUID(int=0)):
        assert (await master.post(f"/tokens/{token_of(master)}/{target}")).status == 404
    assert (await (await master.get("/logins/currentuser")).json())["CompanyID"] == str(master.company_id)


async def test_a_company_that_demands_a_code_is_not_entered_without(master, make):
    target = await make.company()
    async with make.pool.acquire() as conn:
        await conn.execute("update companies set mfa_enabled = true where id = $1", target)
    response = await master.post(f"/tokens/{token_of(master)}/{target}")
    assert (response.status, await response.text()) == (403, "The company asks for a code : sign in there")
    async with make.pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from logins where company_id = $1", target) == 0


async def test_a_token_for_programs_is_not_switched(master, make, itr):
    account = await make.account(roles=(("assessment", "admin"),))
    await make.login(account, master.company_id, "is_office_user")
    token = await make.token(account, company_id=master.company_id)
    client = itr.using(token=token)
    assert (await client.get("/companies")).status == 200
    assert (await client.post(f"/tokens/{token}/{await make.company()}")).status == 404


# Who is signed in


async def test_how_many_are_signed_in(candidate, people):
    client = await candidate()
    office = await people("is_office_user", company_id=client.company_id)
    await people("is_office_user")
    response = await office.get("/activesessions")
    assert (response.status, response.content_type, await response.text()) == (200, "text/html", "2(1)")
    master = await people("is_office_user", company_id=client.company_id, is_master=True)
    here, everybody, takers = re.fullmatch(r"(3\(1\))-(\d+)\((\d+)\)", await (await master.get("/activesessions")).text()).groups()
    assert here == "3(1)"
    assert int(everybody) >= 4
    assert int(takers) >= 1
    for other in (client, await people("is_test_author", company_id=client.company_id)):
        assert (await other.get("/activesessions")).status == 403


async def test_what_the_original_asks_for_at_its_start(master, people, candidate):
    response = await master.post("/refreshpublics")
    assert (response.status, await response.text()) == (200, "OK")
    assert (await (await people("is_office_user")).post("/refreshpublics")).status == 404
    assert (await (await candidate()).post("/refreshpublics")).status == 404


@pytest.mark.parametrize(
    "method, path", [("POST", "/installpublics/tests/x"), ("GET", "/listpublics/tests"), ("GET", "/log/0/ALL"), ("POST", "/cache/clear")]
)
async def test_what_the_server_does_not_do(master, method, path):
    assert (await master.request(method, path)).status == 404
