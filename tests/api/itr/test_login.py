"""GET login, GET login/qrcode, POST login/mfacode, POST checktoken, POST logout."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import orjson
import pytest

from server.domain import companies, credential_cache
from server.domain.actor import SYSTEM
from server.secrets import token_hash
from tests.api.conftest import secret_of, totp, wrong
from tests.make import PASSWORD, unique

WRONG_PASSWORD = "User not found or password not valid"
NO_TOKEN = "Invalid or expired token"
TEXT = "text/html; charset=utf-8"


async def enter(itr, user, password=PASSWORD, **headers):
    return await itr.get("/login", headers={"UserID": user, "Password": password} | headers)


async def demand(make, company_id):
    async with make.pool.acquire() as conn, conn.transaction():
        await companies.demand_second_factor(conn, SYSTEM, company_id, True)


# Refusals


@pytest.mark.parametrize("headers", [{}, {"UserID": "x"}, {"Password": "x"}, {"UserID": "", "Password": ""}])
async def test_without_name_or_password_nobody_is_found(itr, headers):
    response = await itr.get("/login", headers=headers)
    assert (response.status, await response.text(), response.headers["Content-Type"]) == (401, WRONG_PASSWORD, TEXT)


async def test_unknown_and_wrong_are_one_answer(itr, office):
    for user, password in ((unique("nobody"), PASSWORD), (office.account["username"], "wrong")):
        response = await enter(itr, user, password)
        assert (response.status, await response.text()) == (401, WRONG_PASSWORD)


async def test_an_account_without_a_login_is_not_found(itr, make):
    account = await make.account(password=PASSWORD)
    assert (await enter(itr, account["username"])).status == 401


@pytest.mark.parametrize("change", ["is_active = false", "license_ends_at = now() - interval '1 day'"])
async def test_a_login_without_a_licence_does_not_open(itr, make, office, change):
    async with make.pool.acquire() as conn:
        await conn.execute(f"update logins set {change} where id = $1", office.login_id)  # noqa: S608
    assert (await enter(itr, office.account["username"])).status == 401


@pytest.mark.parametrize("company", ["7a0f5c1e-6f7c-4f07-9a51-1f52a3a1b001", "x", "'", "é"])
async def test_another_company_is_not_found(itr, office, company):
    response = await enter(itr, office.account["username"], CompanyID=company)
    assert (response.status, await response.text()) == (401, WRONG_PASSWORD)


async def test_a_poll_code_that_nobody_opened_is_not_found(itr, office):
    assert (await enter(itr, office.account["username"], Poll="ABC")).status == 401
    assert (await enter(itr, office.account["username"], Poll="")).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_another_method_is_refused(itr, method):
    response = await itr.request(method, "/login")
    assert response.status == 405
    assert "GET" in response.headers["Allow"]


# One company


@pytest.mark.parametrize("name", ["username", "email"])
async def test_the_answer_is_text_with_sorted_keys(itr, office, name):
    response = await enter(itr, office.account[name], MASTER="Y", BrowserID="1", Poll="")
    text = await response.text()
    made = orjson.loads(text)
    assert (response.status, response.headers["Content-Type"], response.headers["Cache-Control"]) == (200, TEXT, "no-store")
    assert list(made) == ["CompanyID", "ExpirationDateTime", "MFAStatus", "MultipleCompaniesFound", "SessionID"]
    assert (made["CompanyID"], made["MFAStatus"], made["MultipleCompaniesFound"]) == (str(office.company_id), "NA", "N")
    assert re.fullmatch("W[0-9a-f]{32}", made["SessionID"])
    ends_at = datetime.fromisoformat(made["ExpirationDateTime"])
    assert ends_at.tzinfo is None
    assert abs(ends_at - datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=600)) < timedelta(seconds=20)


async def test_the_login_remembers_when(itr, make, office):
    await enter(itr, office.account["username"])
    async with make.pool.acquire() as conn:
        ago = await conn.fetchval("select now() - last_login_at from logins where id = $1", office.login_id)
    assert ago < timedelta(seconds=20)


async def test_the_hosts_company_restricts_the_login(itr, make, office):
    other = await make.company()
    await make.login(office.account, other, "is_office_user")
    async with make.pool.acquire() as conn:
        host = f"{unique('host')}.example.org:8080"
        await conn.execute("update companies set administrative_id = $2 where id = $1", other, host.upper())
    made = orjson.loads(await (await enter(itr, office.account["username"], Host=host)).text())
    assert (made["CompanyID"], made["MultipleCompaniesFound"]) == (str(other), "N")


@pytest.mark.parametrize("path", ["//login", "/login//", "///login"])
async def test_double_slashes_are_single_ones(itr, office, path):
    response = await itr.get(path, headers={"UserID": office.account["username"], "Password": PASSWORD})
    assert response.status == (200 if not path.endswith("/") else 404)


async def test_the_same_stands_at_the_root(anonymous, office):
    for path in ("/login", "//login"):
        response = await anonymous.get(path, headers={"UserID": office.account["username"], "Password": PASSWORD})
        assert response.status == 200, path


async def test_header_text_is_utf_8_else_latin_1(itr, make):
    password = "Größe ÿ naïve 1"
    account = await make.account(unique("Jürgen"), password=password, email=None)
    await make.login(account, await make.company(), "is_office_user")
    for encoding in ("utf-8", "latin-1"):
        answer = await raw(itr, {"UserID": account["username"].encode(encoding), "Password": password.encode(encoding)})
        assert answer.startswith(b"HTTP/1.1 200"), encoding


async def raw(itr, headers):
    """The first line of an answer to a request whose header bytes are sent as they are."""
    parts = urlsplit(itr.url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    lines = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers.items())
    writer.write(b"GET /itr/api/login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + lines + b"\r\n")
    line = await reader.readline()
    writer.close()
    return line


@pytest.mark.parametrize("value", [b"\x00", b"a\x00b", b"x" * 20_000, b"\xff\xfe", b"\xed\xa0\x80"])
async def test_no_header_bytes_break_the_server(itr, value):
    status = int((await raw(itr, {"UserID": b"x", "Password": value})).split()[1])
    assert 400 <= status < 500


# Several companies


async def test_several_companies_ask_for_a_choice(itr, make, office):
    other = await make.company("Bureau")
    await make.login(office.account, other, "is_office_user")
    made = orjson.loads(await (await enter(itr, office.account["username"])).text())
    assert made["MultipleCompaniesFound"] == "Y"
    limited = itr.using(session_id=made["SessionID"])
    headers = {
        "StartPage": "-1",
        "PageSize": "9999",
        "Sort": "CompanyName",
        "IncludeArchived": "N",
        "IncludeMaster": "Y",
        "IncludeClient": "N",
    }
    listed = await (await limited.get("/logins/currentuser/companies", headers=headers)).json()
    assert [(row["ID"], row["CompanyName"]) for row in listed] == [(str(other), "Bureau"), (str(office.company_id), "Clinic")]
    assert (await limited.get("/logins/currentuser")).status == 404
    assert (await limited.post("/checktoken")).status == 200
    chosen = orjson.loads(await (await enter(itr, office.account["username"], CompanyID=str(other))).text())
    assert (chosen["CompanyID"], chosen["MultipleCompaniesFound"]) == (str(other), "N")
    assert (await itr.using(session_id=chosen["SessionID"]).get("/logins/currentuser")).status == 200


async def test_several_companies_do_not_skip_the_second_factor(itr, make, office):
    other = await make.company()
    await make.login(office.account, other, "is_office_user")
    await make.factor(office.account)
    made = orjson.loads(await (await enter(itr, office.account["username"])).text())
    assert (await itr.using(session_id=made["SessionID"]).get("/logins/currentuser")).status == 404
    chosen = orjson.loads(await (await enter(itr, office.account["username"], CompanyID=str(other))).text())
    assert (chosen["MFAStatus"], chosen["SessionID"]) == ("CODE", "")


# Candidates


async def test_a_candidate_enters_without_a_second_factor(itr, make):
    company_id = await make.company()
    email = f"{unique('c')}@example.org"
    await make.person(company_id, email=email, password="x")
    await demand(make, company_id)
    made = orjson.loads(await (await enter(itr, email, "x")).text())
    assert (made["CompanyID"], made["MFAStatus"]) == (str(company_id), "NA")
    current = await (await itr.using(session_id=made["SessionID"]).get("/logins/currentuser")).json()
    assert (current["IsTestTakingUser"], current["IsOfficeUser"], current["Email"]) == (True, False, email)


async def test_a_candidate_of_several_companies_chooses(itr, make):
    email = f"{unique('c')}@example.org"
    one, other = await make.company(), await make.company()
    for company_id in (one, other):
        await make.person(company_id, email=email)
    made = orjson.loads(await (await enter(itr, email)).text())
    assert made["MultipleCompaniesFound"] == "Y"
    limited = itr.using(session_id=made["SessionID"])
    assert {row["ID"] for row in await (await limited.get("/logins/currentuser/companies")).json()} == {str(one), str(other)}
    assert (await limited.get("/logins/currentuser")).status == 404
    chosen = orjson.loads(await (await enter(itr, email, CompanyID=str(one))).text())
    listed = await (await itr.using(session_id=chosen["SessionID"]).get("/logins/currentuser/companies")).json()
    assert [row["ID"] for row in listed] == [str(one)]


async def test_a_candidates_password_never_opens_an_account(itr, make, office):
    await make.person(office.company_id, email=office.account["email"], password="candidate's own")
    made = orjson.loads(await (await enter(itr, office.account["email"], "candidate's own")).text())
    current = await (await itr.using(session_id=made["SessionID"]).get("/logins/currentuser")).json()
    assert current["IsTestTakingUser"] is True
    made = orjson.loads(await (await enter(itr, office.account["email"])).text())
    current = await (await itr.using(session_id=made["SessionID"]).get("/logins/currentuser")).json()
    assert current["IsOfficeUser"] is True


# The second factor


async def code(itr, office, value, **more):
    headers = {"UserID": office.account["username"], "Password": PASSWORD, "CompanyID": str(office.company_id), "MFACode": value}
    return await itr.post("/login/mfacode", headers=headers | more)


async def qrcode(itr, office, password=PASSWORD):
    return await itr.get(
        "/login/qrcode", headers={"UserID": office.account["username"], "Password": password, "CompanyID": str(office.company_id)}
    )


async def test_a_company_that_demands_it_makes_its_people_enrol(itr, make, office):
    await demand(make, office.company_id)
    made = orjson.loads(await (await enter(itr, office.account["username"])).text())
    assert (made["MFAStatus"], made["SessionID"]) == ("QR", "")
    assert (await qrcode(itr, office, "wrong")).status == 401
    response = await qrcode(itr, office)
    uri = await response.text()
    assert (response.status, response.headers["Content-Type"]) == (200, TEXT)
    site = re.sub("[.:]", "_", itr.url.split("/")[2])
    assert re.fullmatch(rf"otpauth://totp/{site}:[^?]+\?secret=[A-Z2-7]{{16}}&issuer={site}", uri)
    assert await (await qrcode(itr, office)).text() == uri
    refused = await code(itr, office, wrong(secret_of(uri)))
    assert (refused.status, await refused.text()) == (401, "Token not valid or expired, please try again")
    value = totp(secret_of(uri))
    entered = await code(itr, office, f"{value[:3]} {value[3:]}")
    assert (entered.status, entered.headers["Content-Type"]) == (200, TEXT)
    answer = orjson.loads(await entered.text())
    assert list(answer) == ["CompanyID", "ExpirationDateTime", "MFAStatus", "SessionID"]
    assert (answer["MFAStatus"], answer["CompanyID"]) == ("OK", str(office.company_id))
    assert (await itr.using(session_id=answer["SessionID"]).get("/logins/currentuser")).status == 200
    again = await qrcode(itr, office)
    assert (again.status, await again.text()) == (401, WRONG_PASSWORD)
    made = orjson.loads(await (await enter(itr, office.account["username"])).text())
    assert (made["MFAStatus"], made["SessionID"]) == ("CODE", "")


@pytest.mark.parametrize("value", ["", "12345", "abcdef", "1234567", "१२३४५६", "None"])
async def test_what_is_no_code_is_wrong(itr, make, office, value):
    await make.factor(office.account)
    value = value.encode("utf-8").decode("latin-1") if not value.isascii() else value
    response = await code(itr, office, value)
    assert (response.status, await response.text()) == (401, "Token not valid or expired, please try again")


async def test_a_code_needs_the_password(itr, make, office):
    secret = await make.factor(office.account)
    assert (await code(itr, office, totp(secret), Password="wrong")).status == 401
    assert (await code(itr, office, totp(secret))).status == 200


async def test_a_candidate_has_no_code(itr, make, office):
    email = f"{unique('c')}@example.org"
    await make.person(office.company_id, email=email)
    headers = {"UserID": email, "Password": PASSWORD, "MFACode": "123456"}
    assert (await itr.post("/login/mfacode", headers=headers)).status == 401
    assert (await itr.get("/login/qrcode", headers=headers)).status == 401


# The life of a token


async def test_a_token_is_valid_until_logout(itr, office):
    made = orjson.loads(await (await enter(itr, office.account["username"])).text())
    client = itr.using(session_id=made["SessionID"])
    checked = await client.post("/checktoken", headers={"UserID": "ignored", "Password": "ignored"})
    assert (checked.status, await checked.text(), checked.headers["Content-Type"]) == (200, "Token is valid", TEXT)
    gone = await client.post("/logout")
    assert (gone.status, await gone.text()) == (200, "User has been logged out")
    for path in ("/checktoken", "/logout"):
        response = await client.post(path)
        assert (response.status, await response.text(), response.headers["Content-Type"]) == (404, NO_TOKEN, TEXT)


@pytest.mark.parametrize("path", ["/checktoken", "/logout"])
async def test_no_token_is_an_invalid_one(itr, make, path):
    account = await make.account()
    for client in (itr, itr.using(session_id="x"), itr.using(token=await make.token(account))):
        response = await client.post(path)
        assert (response.status, await response.text()) == (404, NO_TOKEN)


async def test_checking_keeps_a_token_alive(itr, make, office):
    made = orjson.loads(await (await enter(itr, office.account["username"])).text())
    client, hashed = itr.using(session_id=made["SessionID"]), token_hash(made["SessionID"])
    async with make.pool.acquire() as conn:
        for _ in range(2):
            await conn.execute("update sessions set last_used_at = now() - interval '9 minutes' where token_hash = $1", hashed)
            assert (await client.post("/checktoken")).status == 200
            assert (await conn.fetchval("select now() - last_used_at from sessions where token_hash = $1", hashed)) < timedelta(minutes=1)
            async with conn.transaction():
                await credential_cache.everything_changed(conn)
        await conn.execute("update sessions set last_used_at = now() - interval '11 minutes' where token_hash = $1", hashed)
    assert (await client.post("/checktoken")).status == 404
