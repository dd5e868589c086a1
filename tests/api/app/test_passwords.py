"""PUT /password, POST /password/forgotten."""

import pytest

from tests.api.conftest import token_in
from tests.make import PASSWORD, unique

NEW = "a new password 1"


async def code_of(response):
    return response.status, (await response.json())["code"]


async def change(client, old=PASSWORD, new=NEW):
    return await client.put("/password", json={"current_password": old, "new_password": new})


async def opens(client, login, password):
    return (await client.post("/sign-in", json={"login": login, "password": password})).status == 201


# Changing it


async def test_needs_an_own_session(app_api, mira, make):
    assert await code_of(await change(app_api)) == (401, "missing")
    assert await code_of(await change(app_api.using(token=await make.token(mira.account)))) == (401, "wrong_kind")


async def test_the_old_password_must_be_right(mira):
    assert await code_of(await change(mira, old="something else")) == (403, "wrong_password")
    assert (await mira.get("/session")).status == 200


@pytest.mark.parametrize(
    "new, code", [("short", "too_short"), ("x" * 1025, "too_long"), ("é" * 513, "too_long"), ("", "too_short"), (None, "not_string")]
)
async def test_a_bad_new_password_is_refused(app_api, mira, new, code):
    response = await change(mira, new=new)
    problem = await response.json()
    assert response.status == 422
    assert [(error["path"], error["code"]) for error in problem["errors"]] == [(["new_password"], code)]
    assert await opens(app_api, mira.account["username"], PASSWORD)


@pytest.mark.parametrize("new", ["0123456789", "x" * 73, "é" * 512, "Latin-1: äöüß"])
async def test_the_new_password_opens_and_the_old_one_does_not(app_api, mira, new):
    assert (await change(mira, new=new)).status == 204
    assert await opens(app_api, mira.account["username"], new)
    assert not await opens(app_api, mira.account["username"], PASSWORD)


async def test_other_sessions_end_and_this_one_stays(app_api, mira, make):
    other = app_api.using(session_id=await make.session(mira.account))
    token = app_api.using(token=await make.token(mira.account))
    assert (await other.get("/session")).status == 200
    assert (await change(mira)).status == 204
    assert await code_of(await other.get("/session")) == (401, "unknown")
    assert (await mira.get("/session")).status == 200
    assert await code_of(await token.get("/session")) == (401, "wrong_kind")


# Forgotten


async def test_the_answer_is_the_same_for_everybody(app_api, make, mails):
    account = await make.account(password=PASSWORD, is_email_verified=True)
    known = await app_api.post("/password/forgotten", json={"login": account["username"]})
    unknown = await app_api.post("/password/forgotten", json={"login": unique("nobody")})
    assert (known.status, await known.json()) == (unknown.status, await unknown.json()) == (202, {})
    assert [mail["template"] for mail in await mails(account["email"])] == ["reset_password"]


async def test_a_mailed_link_sets_a_new_password_once(app_api, make, mails):
    account = await make.account(password=PASSWORD, is_email_verified=True)
    await app_api.post("/password/forgotten", json={"login": account["email"]})
    token = token_in((await mails(account["email"]))[-1])
    described = await (await app_api.post("/links/inspect", json={"token": token})).json()
    assert (described["purpose"], described["needs"], described["username"]) == ("reset", ["password"], account["username"])
    used = await app_api.post("/links/use", json={"token": token, "password": NEW})
    assert (used.status, await used.json()) == (200, {"purpose": "reset", "login": account["username"]})
    assert await opens(app_api, account["username"], NEW)
    assert await code_of(await app_api.post("/links/use", json={"token": token, "password": "another one 12"})) == (404, "not_found")
    assert await code_of(await app_api.post("/links/inspect", json={"token": token})) == (404, "not_found")


async def test_a_reset_ends_every_session(app_api, mira, mails, make):
    async with make.pool.acquire() as conn:
        await conn.execute("update accounts set email_verified_at = now(), last_verified_email = email where id = $1", mira.account["id"])
    await app_api.post("/password/forgotten", json={"login": mira.account["username"]})
    token = token_in((await mails(mira.account["email"]))[-1])
    assert (await app_api.post("/links/use", json={"token": token, "password": NEW})).status == 200
    assert await code_of(await mira.get("/session")) == (401, "unknown")


async def test_a_body_without_login_is_refused(app_api):
    assert (await app_api.post("/password/forgotten", json={"login": ""})).status == 422
