"""POST sendresetpassword, POST resetpassword."""

import pytest

from server import db
from server.domain import links
from tests.api.conftest import token_in
from tests.make import PASSWORD, unique

UNKNOWN_USER = "User not found or no known email address linked to this user"
UNKNOWN_TOKEN = "Invalid data or expired token"
NEW = "a new password 1"


async def send(itr, **headers):
    return await itr.post("/sendresetpassword", headers=headers)


async def reset(itr, token, user, password=NEW, **headers):
    return await itr.post("/resetpassword", headers={"SessionID": token, "Username": user, "Password": password} | headers)


async def link(make, purpose="reset", **subject):
    async with db.transaction(make.pool) as conn:
        return await links.make(conn, purpose, seconds=300, **subject)


# Sending


@pytest.mark.parametrize("headers", [{}, {"Username": ""}, {"UserID": "nobody at all"}, {"UserID": "é" * 100}, {"UserID": "x" * 4000}])
async def test_an_unknown_user_is_not_found(itr, headers):
    response = await send(itr, **headers)
    assert (response.status, await response.text()) == (404, UNKNOWN_USER)


@pytest.mark.parametrize("header", ["Username", "UserID"])
async def test_a_mail_with_a_link_is_sent(itr, office, mails, header):
    response = await send(itr, **{header: office.account["email"], "ITRLang": "en"})
    assert (response.status, await response.text()) == (200, "An email is sent to the users known email address")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    mail = (await mails(office.account["email"]))[-1]
    assert (mail["template"], mail["values"]["minutes"]) == ("reset_password", "5")
    assert mail["values"]["link"].startswith(itr.url.removesuffix("/itr/api") + "/app/link#P")


async def test_username_comes_before_user_id(itr, make, office, mails):
    other = await make.account(is_email_verified=True)
    await send(itr, Username=office.account["email"], UserID=other["email"])
    assert len(await mails(office.account["email"])) == 1
    assert await mails(other["email"]) == []


async def test_a_candidate_gets_a_mail_too(itr, make, office, mails):
    email = f"{unique('c')}@example.org"
    await make.person(office.company_id, email=email)
    assert (await send(itr, Username=email)).status == 200
    token = token_in((await mails(email))[-1])
    assert (await reset(itr, token, email, "candid8x")).status == 200
    assert (await itr.get("/login", headers={"UserID": email, "Password": "candid8x"})).status == 200


async def test_our_own_address_is_taken_as_the_links_start(itr, office, mails):
    base = itr.url.removesuffix("/itr/api")
    await send(itr, Username=office.account["email"], BaseURL=base + "/")
    link = (await mails(office.account["email"]))[-1]["values"]["link"]
    token = token_in({"values": {"link": link}})
    assert link == f"{base}/?Token={token}&Path=PasswordReset"


@pytest.mark.parametrize("given", [
    "https://evil.example.org", "http://evil.example.org/127.0.0.1", "javascript:alert(1)", "//evil.example.org", "é",
    "{base}.evil.example.org",    "{base}@evil.example.org", "{base}/?x=", "{base}/#", "{base}\\@evil.example.org", "x" * 600,
])  # fmt: skip
async def test_a_foreign_address_is_never_the_links_start(itr, office, mails, given):
    base = itr.url.removesuffix("/itr/api")
    assert (await send(itr, Username=office.account["email"], BaseURL=given.format(base=base))).status == 200
    assert (await mails(office.account["email"]))[-1]["values"]["link"].startswith(f"{base}/app/link#P")


# Resetting


async def test_a_mailed_token_sets_the_password_of_all_doors_once(itr, app_api, office, mails):
    await send(itr, Username=office.account["username"])
    token = token_in((await mails(office.account["email"]))[-1])
    response = await reset(itr, token, office.account["email"])
    assert (response.status, await response.text()) == (200, "The password has been reset to the indicated password")
    assert (await office.client.post("/checktoken")).status == 404
    assert (await itr.get("/login", headers={"UserID": office.account["username"], "Password": NEW})).status == 200
    assert (await app_api.post("/sign-in", json={"login": office.account["username"], "password": NEW})).status == 201
    again = await reset(itr, token, office.account["email"])
    assert (again.status, await again.text()) == (404, UNKNOWN_TOKEN)


@pytest.mark.parametrize("header", ["Username", "UserID"])
async def test_the_user_may_be_named_either_way(itr, make, office, header):
    token = await link(make, account_id=office.account["id"])
    headers = {"SessionID": token, "Password": NEW, header: office.account["username"].upper()}
    assert (await itr.post("/resetpassword", headers=headers)).status == 200


async def test_a_token_is_for_its_own_user_only(itr, make, office):
    token, other = await link(make, account_id=office.account["id"]), await make.account(password=PASSWORD)
    for user in (other["username"], other["email"], "", "nobody"):
        response = await reset(itr, token, user)
        assert (response.status, await response.text()) == (404, UNKNOWN_TOKEN), user
    assert (await itr.get("/login", headers={"UserID": office.account["username"], "Password": PASSWORD})).status == 200
    assert (await reset(itr, token, office.account["username"])).status == 200


async def test_no_other_token_resets_anything(itr, make, office):
    session = office.client.session_id
    verify = await link(make, "verify_email", account_id=office.account["id"], email=office.account["email"])
    for token in (session, verify, await make.token(office.account), "P" + "0" * 32, "", "x"):
        response = await reset(itr, token, office.account["username"])
        assert (response.status, await response.text()) == (404, UNKNOWN_TOKEN), token


async def test_a_token_counts_five_minutes(itr, make, office, mails):
    await send(itr, Username=office.account["email"])
    async with make.pool.acquire() as conn:
        ends_in = await conn.fetchval("select expires_at - now() from reset_tokens where account_id = $1", office.account["id"])
        assert 280 < ends_in.total_seconds() <= 300
        await conn.execute("update reset_tokens set expires_at = now() where account_id = $1", office.account["id"])
    token = token_in((await mails(office.account["email"]))[-1])
    response = await reset(itr, token, office.account["email"])
    assert (response.status, await response.text()) == (404, UNKNOWN_TOKEN)


@pytest.mark.parametrize("password, sentence", [
    ("", "The password should be at least 10 characters long"), ("short", "The password should be at least 10 characters long"),
    ("x" * 1025, "The password should be at most 1024 bytes long"),
])  # fmt: skip
async def test_a_bad_password_leaves_the_token(itr, make, office, password, sentence):
    token = await link(make, account_id=office.account["id"])
    response = await reset(itr, token, office.account["username"], password)
    assert (response.status, await response.text()) == (404, sentence)
    assert (await reset(itr, token, office.account["username"], "x" * 73)).status == 200
    assert (await itr.get("/login", headers={"UserID": office.account["username"], "Password": "x" * 73})).status == 200


async def test_a_token_signs_nobody_in(itr, make, office):
    client = itr.using(session_id=await link(make, account_id=office.account["id"]))
    for method, path in (
        ("POST", "/checktoken"),
        ("POST", "/logout"),
        ("GET", "/logins/currentuser"),
        ("GET", "/logins/currentuser/companies"),
    ):
        assert (await client.request(method, path)).status == 404, path
